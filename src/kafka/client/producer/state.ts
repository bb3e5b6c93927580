// What a producer has on disk and in memory: plain data. The other producer files work on it, each
// on its own part: records on their way into the accumulator, batches on their way to the brokers,
// what comes of them.
import type { SnapshotFrom } from 'xstate';
import type { Bytes } from '#base/bytes.ts';
import type { ProducerSpec } from '#kafka/commands.ts';
import type { StickyState } from '#kafka/partitioner/sticky.ts';
import { readBoolean, readConfig, readNumber } from '#kafka/protocol/configs.ts';
import type { RecordHeader } from '#kafka/protocol/record.ts';
import type { ClientPort } from '#kafka/client/connection/client-port.ts';
import { advance } from '#kafka/machine.ts';
import { startMachine } from '#sim/machine.ts';
import type { MetadataTimer } from '#kafka/client/metadata/metadata-cache.ts';
import { type Accumulator, createAccumulator } from './accumulator.ts';
import {
  type TransactionManagerEvent,
  transactionManagerMachine,
} from './transaction-manager.machine.ts';
import { readTimeouts } from '#kafka/client/metadata/client-timeouts.ts';
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

/** A Produce request under way: to whom, with which batches. */
interface InFlightRequest {
  readonly broker: number;
  readonly batches: readonly { readonly key: string; readonly id: number }[];
}

export interface ProducerMemory {
  readonly metadata: MetadataCache;
  readonly accumulator: Accumulator;
  /** By topic. */
  readonly sticky: Map<string, StickyState>;
  roundRobinCount: number;
  /** send() calls that wait for metadata. */
  waiting: ProducerRecord[];
  /** By request id. */
  readonly inFlight: Map<number, InFlightRequest>;
  /** How it stands with its id; of no concern without idempotence. */
  transactionManager: SnapshotFrom<typeof transactionManagerMachine>;
  /** -1: none yet. */
  producerId: number;
  producerEpoch: number;
  /** InitProducerId under way; -1. */
  producerIdRequest: number;
  isClosing: boolean;
}

/** What a producer sets timers for. */
export type ProducerTimer =
  'workload' | 'drain' | 'delivery timeout' | 'producer id' | MetadataTimer;

/** One delivery's view of a producer. */
export interface Producer {
  readonly disk: ProducerDisk;
  readonly memory: ProducerMemory;
  readonly port: ClientPort<ProducerTimer>;
}

export function createProducerDisk(spec: ProducerSpec, bootstrap: readonly number[]): ProducerDisk {
  return { spec, bootstrap, recordCount: 0 };
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
    waiting: [],
    inFlight: new Map(),
    transactionManager: startMachine(transactionManagerMachine, { isTransactional: false }),
    producerId: -1,
    producerEpoch: -1,
    producerIdRequest: -1,
    isClosing: false,
  };
}

export function numberConfig({ disk }: Producer, name: string): number {
  return readNumber('producer', disk.spec.configs, name);
}

export function config({ disk }: Producer, name: string): string {
  return readConfig('producer', disk.spec.configs, name);
}

export function isOn({ disk }: Producer, name: string): boolean {
  return readBoolean('producer', disk.spec.configs, name);
}

export function acksOf(producer: Producer): -1 | 0 | 1 {
  const value = config(producer, 'acks');
  return value === 'all' || value === '-1' ? -1 : value === '1' ? 1 : 0;
}

/** On by default, silently off when the configs contradict it (`ProducerConfig`). */
export function isIdempotent(producer: Producer): boolean {
  if (!isOn(producer, 'enable.idempotence')) return false;
  const mostInFlight = numberConfig(producer, 'max.in.flight.requests.per.connection');
  return acksOf(producer) === -1 && numberConfig(producer, 'retries') > 0 && mostInFlight <= 5;
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
