// What a producer has on disk and in memory: plain data. The other producer files work on it, each
// on its own part: records on their way into the accumulator, batches on their way to the brokers,
// what comes of them.
import type { ModelledConfig } from '#kafka/protocol/modelled-configs.ts';
import type { Bytes } from '#base/bytes.ts';
import type { ProducerSpec } from '#kafka/commands.ts';
import type { StickyState } from '#kafka/partitioner/sticky.ts';
import { readBoolean, readConfig, readNumber } from '#kafka/protocol/configs.ts';
import type { RecordHeader } from '#kafka/protocol/record.ts';
import type { ClientPort } from '#kafka/client/connection/client-port.ts';
import type { SnapshotFrom } from 'xstate';
import { readTimeouts } from '#kafka/client/metadata/client-timeouts.ts';
import type { MetadataTimer } from '#kafka/client/metadata/metadata-cache.ts';
import { advance } from '#kafka/machine.ts';
import { startMachine } from '#sim/machine.ts';
import {
  type TransactionManagerEvent,
  transactionManagerMachine,
} from './transaction-manager.machine.ts';
import { type Accumulator, createAccumulator } from './accumulator.ts';
import { createMetadataCache, type MetadataCache } from '#kafka/client/metadata/known-cluster.ts';

export interface ProducerDisk {
  spec: ProducerSpec;
  readonly bootstrap: readonly number[];
  /** Records made so far: ids stay unique over restarts. */
  recordCount: number;
}

/** What the application hands to send() (`ProducerRecord`). */
export interface ProducerRecord {
  readonly topic: string;
  readonly key: Bytes | null;
  readonly value: Bytes | null;
  readonly headers: readonly RecordHeader[];
  /** null: the partitioner chooses. */
  readonly partition: number | null;
}

/** A batch in a Produce request under way. */
export interface SentBatch {
  readonly key: string;
  readonly id: number;
  /** -1: without idempotence. */
  readonly lastSequence: number;
  /** What it holds of buffer.memory until the request is settled. */
  readonly bufferBytes: number;
}

/** A call of send() that keeps the application waiting (`max.block.ms`). */
export interface BlockedCall {
  readonly record: ProducerRecord;
  readonly sinceUs: number;
  readonly deadlineUs: number;
  /** For the topic or partition to be known, or for a part of buffer.memory. */
  readonly waitsFor: 'metadata' | 'memory';
}

/** When a broker last had something to get, and when it last could (`NodeLatencyStats`). */
export interface NodeLatency {
  readyUs: number;
  drainUs: number;
}

export interface ProducerMemory {
  readonly metadata: MetadataCache;
  readonly accumulator: Accumulator;
  /** By topic. */
  readonly sticky: Map<string, StickyState>;
  roundRobinCount: number;
  /** The application is in this call of send(); null: it is free. */
  blocked: BlockedCall | null;
  /** What the application will send once it is free, oldest first. */
  calls: readonly ProducerRecord[];
  /** The workload's next record was due while the application was not free. */
  isWorkloadDue: boolean;
  /** Batches of the Produce requests under way, by request id. */
  readonly inFlight: Map<number, readonly SentBatch[]>;
  /** Where the next drain of a broker begins among its partitions, by broker. */
  readonly drainIndex: Map<number, number>;
  /** By broker; kept with partitioner.availability.timeout.ms only. */
  readonly latency: Map<number, NodeLatency>;
  /** Of no concern without idempotence. */
  transactionManager: SnapshotFrom<typeof transactionManagerMachine>;
  /** -1: none yet. */
  producerId: number;
  producerEpoch: number;
  /** Keys of partitions whose sequences begin anew with the next epoch. */
  readonly bumpFor: Set<string>;
  /** Keys of partitions with an expired batch of which nobody knows whether it was written. */
  readonly unresolved: Set<string>;
  /** InitProducerId under way; -1. */
  producerIdRequest: number;
  isClosing: boolean;
}

/** What a producer sets timers for. */
export type ProducerTimer = 'workload' | 'sender' | 'max block' | 'producer id' | MetadataTimer;

/** One delivery's view of a producer. */
export interface Producer {
  readonly disk: ProducerDisk;
  readonly memory: ProducerMemory;
  readonly port: ClientPort<ProducerTimer>;
}

export function createProducerDisk(spec: ProducerSpec, bootstrap: readonly number[]): ProducerDisk {
  return { spec: Object.freeze(spec), bootstrap, recordCount: 0 };
}

export function createProducerMemory({ spec, bootstrap }: ProducerDisk): ProducerMemory {
  return {
    metadata: createMetadataCache(
      spec.id,
      bootstrap,
      [spec.topic],
      readTimeouts('producer', spec.configs),
    ),
    accumulator: createAccumulator(),
    sticky: new Map(),
    roundRobinCount: 0,
    blocked: null,
    calls: [],
    isWorkloadDue: false,
    inFlight: new Map(),
    drainIndex: new Map(),
    latency: new Map(),
    transactionManager: startMachine(transactionManagerMachine, { isTransactional: false }),
    producerId: -1,
    producerEpoch: -1,
    bumpFor: new Set(),
    unresolved: new Set(),
    producerIdRequest: -1,
    isClosing: false,
  };
}

export function numberConfig({ disk }: Producer, name: ModelledConfig<'producer'>): number {
  return readNumber('producer', disk.spec.configs, name);
}

export function config({ disk }: Producer, name: ModelledConfig<'producer'>): string {
  return readConfig('producer', disk.spec.configs, name);
}

export function isOn({ disk }: Producer, name: ModelledConfig<'producer'>): boolean {
  return readBoolean('producer', disk.spec.configs, name);
}

/** Takes an event to the transaction manager. */
export function changeTransactionManager(
  { disk, memory, port }: Producer,
  type: TransactionManagerEvent['type'],
): void {
  const { transactionManager: before } = memory;
  const step = advance(port, transactionManagerMachine, disk.spec.id, before, { type });
  memory.transactionManager = step.snapshot;
}

/** Whether an idempotent producer has its id. */
export function hasProducerId({ memory }: Producer): boolean {
  return memory.producerId !== -1;
}
