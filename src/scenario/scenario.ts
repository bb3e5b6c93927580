// The scenario: the one document that sandbox, lesson, share link, test and export have in common.
// This is its complete form; what a person writes may leave out all that has a default (parse.ts).
import type { BrokerSpec, ConsumerSpec, KafkaRequest, ProducerSpec } from '#kafka/commands.ts';
import type { Configs } from '#kafka/protocol/configs.ts';

/** Version of the document's form. Older ones are migrated, newer ones refused. */
export const SCENARIO_VERSION = 1;

export interface TopicSpec {
  readonly name: string;
  readonly partitions: number;
  readonly replicationFactor: number;
  /** Replica lists by partition instead of automatic placement. */
  readonly assignments: readonly (readonly number[])[] | null;
  readonly configs: Configs;
}

export interface NetworkSpec {
  /** One way, between any two nodes. */
  readonly latencyMs: number;
  /** Added uniformly in [0, jitterMs]. */
  readonly jitterMs: number;
  readonly lossPercent: number;
}

/** A command at a moment of virtual time. */
export type TimedRequest = KafkaRequest & { readonly atMs: number };

export interface Scenario {
  readonly version: typeof SCENARIO_VERSION;
  readonly name: string;
  readonly description: string;
  /** 32-bit seed of all random streams. */
  readonly seed: number;
  readonly cluster: {
    readonly brokers: readonly BrokerSpec[];
    readonly controllers: {
      readonly mode: 'combined' | 'separate';
      readonly ids: readonly number[];
    };
    readonly configs: Configs;
    readonly network: NetworkSpec;
  };
  readonly topics: readonly TopicSpec[];
  readonly producers: readonly ProducerSpec[];
  readonly consumers: readonly ConsumerSpec[];
  readonly commands: readonly TimedRequest[];
  /** Where the playhead stands when it opens; `ready`: topics have leaders, groups are stable. */
  readonly startAt: 'boot' | 'ready' | number;
}
