// What a producer has on disk and in memory: plain data. The other producer files work on it, each
// on its own part: records on their way into the accumulator, batches on their way to the brokers,
// what comes of them.
import type { ProducerSpec } from '#kafka/commands.ts';
import type { StickyState } from '#kafka/partitioner/sticky.ts';
import { readBoolean, readConfig, readNumber } from '#kafka/protocol/configs.ts';
import type { KafkaPort } from '#kafka/port.ts';
import type { MetadataTimer } from '#kafka/client/metadata/metadata-cache.ts';
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
  readonly key: string | null;
  readonly value: string | null;
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
  readonly port: KafkaPort<ProducerTimer>;
}

export function createProducerDisk(spec: ProducerSpec, bootstrap: readonly number[]): ProducerDisk {
  return { spec, bootstrap, recordCount: 0 };
}

export function createProducerMemory({ spec, bootstrap }: ProducerDisk): ProducerMemory {
  return {
    metadata: createMetadataCache(spec.id, bootstrap, [spec.topic]),
    accumulator: createAccumulator(),
    sticky: new Map(),
    roundRobinCount: 0,
    waiting: [],
    inFlight: new Map(),
    producerId: -1,
    producerEpoch: -1,
    producerIdRequest: -1,
    isClosing: false,
  };
}

export function number({ disk }: Producer, name: string): number {
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
  const mostInFlight = number(producer, 'max.in.flight.requests.per.connection');
  return acksOf(producer) === -1 && number(producer, 'retries') > 0 && mostInFlight <= 5;
}
