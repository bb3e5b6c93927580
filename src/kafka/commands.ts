// Everything that can be asked of the cluster from outside: the closed union of commands and the
// specs that they carry. A scenario is a list of these; so is what a person does on the stage.
import type { CommandOf } from '#sim/command.ts';
import type { LinkSpec, PacketKind } from '#sim/node.ts';
import type { ApiName, RequestBody } from './protocol/api.ts';
import type { Configs } from './protocol/configs.ts';
import type { TopicPartition } from './protocol/topic-partition.ts';

/** Which keys a producer's workload uses. */
export type KeyPlan =
  | { readonly type: 'none' }
  /** `count` keys named by letters and numbers (`a`, `b`, …), each equally likely. */
  | { readonly type: 'few' | 'many'; readonly count: number }
  /** Like `many`, but the first key takes `hotPercent` of the records. */
  | { readonly type: 'hot'; readonly count: number; readonly hotPercent: number }
  /** These keys in turn, again and again. */
  | { readonly type: 'list'; readonly keys: readonly string[] };

/**
 * Orders and what happens to them, as values such as `7 paid anna DE`: number, type, customer, country.
 * Customer number n lives in country number n.
 */
export interface OrderPlan {
  /** The field that is the key; null: none is. */
  readonly key: 'id' | 'customer' | 'country' | 'type' | null;
  readonly customers: readonly string[];
  readonly countries: readonly string[];
  /** What happens to each order, in this order. */
  readonly types: readonly string[];
  /** How many orders are under way at a time. */
  readonly open: number;
}

/** A producer and the records that it sends by itself. */
export interface ProducerSpec {
  /** Name on the stage and client.id, such as `p1`. */
  readonly id: string;
  readonly topic: string;
  readonly keys: KeyPlan;
  /** 0: only records asked for with `record.produce`. */
  readonly recordsPerSecond: number;
  /**
   * How keys become partitions: `murmur2` as in Java (left out: this), `crc32` as in librdkafka, whose
   * `partitioner` is `consistent_random` by default, `murmur2_random` as in kafka-python, which puts
   * each record without a key into any partition.
   */
  readonly partitioner?: 'murmur2' | 'crc32' | 'murmur2_random' | undefined;
  /** What it writes of orders, instead of `keys` and `values`. */
  readonly orders?: OrderPlan | null | undefined;
  /** These values in turn, instead of `v1`, `v2` … */
  readonly values?: readonly string[] | undefined;
  /** So many records at once, instead of `recordsPerSecond`. */
  readonly burst?: { readonly records: number; readonly everyMs: number } | null | undefined;
  /** Serialized size of a value in bytes. */
  readonly valueBytes: number;
  /** Stop after so many records; null: never. */
  readonly recordsMax: number | null;
  /** Producer configs (`ProducerConfig`). */
  readonly configs: Configs;
}

/** How an application works on one record after the other. */
export interface HandlingSpec {
  /** Records in whose key or value this regular expression is found cannot be handled; null: all can. */
  readonly failOn: string | null;
  /**
   * The exception ends the process; or the record is tried again until it succeeds; or it is left out;
   * or sent to `deadLetters`.
   */
  readonly onFailure: 'crash' | 'retry' | 'skip' | 'dlq';
  /** How often a record is tried before that. */
  readonly attempts: number;
  /** How long before the next attempt. */
  readonly retryMs: number;
  /** Records in whose key or value this is found take `slowMs` instead of `processingMs`. */
  readonly slowOn: string | null;
  readonly slowMs: number;
  /** The application's own producer, and the topic for what cannot be handled. */
  readonly deadLetters: { readonly producer: string; readonly topic: string } | null;
  /** A supervisor starts a process that crashed again after so long; null: nobody does. */
  readonly restartMs: number | null;
}

/** A consumer: a member of a group, or standalone when `group` is null. */
export interface ConsumerSpec {
  /** Name on the stage and client.id, such as `billing-c1`. */
  readonly id: string;
  readonly group: string | null;
  readonly topics: readonly string[];
  /**
   * All topics whose whole name matches, instead of `topics`: subscribe(Pattern), which the client
   * looks up, or with group.protocol=consumer subscribe(SubscriptionPattern), which the broker does.
   */
  readonly pattern?: string | null;
  /** assign() instead of subscribing: just these partitions, and no group hands any out. */
  readonly assign?: readonly TopicPartition[] | null;
  /** The application drops records whose key does not match this regular expression, unprocessed. */
  readonly filter?: string | null;
  /** Time that the application spends on one record, in ms. */
  readonly processingMs: number;
  /**
   * `auto`: enable.auto.commit; `sync` and `async` commit after each poll's records are processed,
   * `before` (synchronously) before the work on them, `each` after the work on each.
   */
  readonly commit: 'auto' | 'sync' | 'async' | 'none' | 'before' | 'each';
  /** The application works on one record after the other, each of which leaves an effect. */
  readonly handling?: HandlingSpec | null;
  readonly rack: string | null;
  /** Consumer configs (`ConsumerConfig`). */
  readonly configs: Configs;
}

/** What a running application may change of its consumer. */
export type ConsumerChanges = Partial<
  Pick<
    ConsumerSpec,
    'processingMs' | 'commit' | 'handling' | 'topics' | 'pattern' | 'assign' | 'filter' | 'configs'
  >
>;

export interface BrokerSpec {
  readonly id: number;
  readonly rack: string | null;
}

/** Data of each command. */
export interface KafkaCommandMap {
  /** First command of every run. */
  'cluster.create': {
    readonly brokers: readonly BrokerSpec[];
    /** `combined`: controllers live in the processes of the brokers with these ids. */
    readonly controllers: {
      readonly mode: 'combined' | 'separate';
      readonly ids: readonly number[];
    };
    /** Broker and controller configs (`KafkaConfig`). */
    readonly configs: Configs;
    readonly network: LinkSpec;
  };
  'broker.add': BrokerSpec;
  /** Controlled shutdown: leaders move first. */
  'broker.stop': { readonly broker: number };
  /** kill -9: memory is gone, disk stays, connections break. */
  'broker.crash': { readonly broker: number };
  'broker.restart': { readonly broker: number };
  /** The process stands still (a long GC); its connections stay open. */
  'broker.pause': { readonly broker: number };
  'broker.resume': { readonly broker: number };
  /** Each append to a log of this broker takes so long; 0: the disk is healthy again. */
  'disk.set': { readonly broker: number; readonly appendLatencyMs: number };
  'controller.crash': { readonly controller: number };
  'controller.restart': { readonly controller: number };
  'topic.create': {
    readonly topic: string;
    readonly partitions: number;
    readonly replicationFactor: number;
    /** Replica lists by partition, instead of automatic placement. */
    readonly assignments: readonly (readonly number[])[] | null;
    readonly configs: Configs;
  };
  /** CreatePartitions: grow to `count`. */
  'partitions.create': { readonly topic: string; readonly count: number };
  'topic.delete': { readonly topic: string };
  'config.alter': {
    readonly resourceType: 'TOPIC' | 'BROKER' | 'GROUP';
    /** Topic, broker id, group; `''` is the cluster-wide default of brokers. */
    readonly resourceName: string;
    readonly name: string;
    readonly value: string | null;
  };
  'leader.elect': {
    readonly electionType: 'PREFERRED' | 'UNCLEAN';
    readonly topic: string | null;
    readonly partition: number | null;
  };
  'partition.reassign': {
    readonly topic: string;
    readonly partition: number;
    readonly replicas: readonly number[] | null;
  };
  'producer.add': ProducerSpec;
  /** Flushes and closes. */
  'producer.remove': { readonly producer: string };
  /** kill -9: what it had not sent is gone. */
  'producer.crash': { readonly producer: string };
  'producer.restart': { readonly producer: string };
  /** The process stands still (a long GC); its connections stay open. */
  'producer.pause': { readonly producer: string };
  'producer.resume': { readonly producer: string };
  'producer.alter': {
    readonly producer: string;
    readonly changes: Partial<Omit<ProducerSpec, 'id'>>;
  };
  /** One record by hand; `partition` null lets the partitioner decide. */
  'record.produce': {
    readonly producer: string;
    readonly topic: string;
    readonly key: string | null;
    readonly value: string | null;
    readonly partition: number | null;
    /** Left out: none. */
    readonly headers?: readonly { readonly key: string; readonly value: string | null }[];
  };
  'consumer.add': ConsumerSpec;
  /** close(): commits and leaves the group. */
  'consumer.remove': { readonly consumer: string };
  'consumer.crash': { readonly consumer: string };
  'consumer.restart': { readonly consumer: string };
  'consumer.pause': { readonly consumer: string };
  'consumer.resume': { readonly consumer: string };
  'consumer.alter': {
    readonly consumer: string;
    readonly changes: ConsumerChanges;
  };
  /** Standalone and group consumers: move the position of an assigned partition. */
  'consumer.seek': {
    readonly consumer: string;
    readonly topic: string;
    readonly partition: number;
    /**
     * An offset; `seekToBeginning()`; `seekToEnd()`; or the first record that is as young as that, in
     * ms of virtual time (`offsetsForTimes()`, and the end when there is none).
     */
    readonly offset: number | 'beginning' | 'end' | { readonly timestampMs: number };
  };
  /** commitAsync(offsets), or what poll() has returned when there are none. */
  'consumer.commit': {
    readonly consumer: string;
    readonly offsets: readonly (TopicPartition & { readonly offset: number })[] | null;
  };
  /** `KafkaConsumer.pause` and `resume`: a partition stays assigned, and is not fetched meanwhile. */
  'partition.pause': TopicPartition & { readonly consumer: string };
  'partition.resume': TopicPartition & { readonly consumer: string };
  /** A client that is steered from outside: it asks what `client.request` says, and nothing else. */
  'client.add': {
    /** Name on the stage and client.id, such as `tool-1`. */
    readonly id: string;
  };
  'client.remove': { readonly client: string };
  /** The answer, or that there is none, comes as the event `client.answered`. */
  'client.request': {
    readonly client: string;
    /** The asker's own number for it, which the answer bears too (as in Kafka's request header). */
    readonly correlationId: number;
    /** A broker, any broker that is within reach, or the active controller as far as is known. */
    readonly to: number | 'bootstrap' | 'controller';
    readonly body: RequestBody;
    /** `request.timeout.ms` */
    readonly timeoutMs: number;
  };
  /** Calls a command-line tool, as a shell would. */
  'tool.run': {
    /** Its name on the stage, such as `kafka-topics-1`. */
    readonly id: string;
    /** The terminal that it was typed into, from 1. */
    readonly terminal: number;
    /** The line as it was typed. */
    readonly line: string;
    /** `kafka-topics` */
    readonly tool: string;
    readonly args: readonly string[];
    /** What was piped into it; null: a person may type. */
    readonly stdin: string | null;
    /** The files that its arguments name. */
    readonly files: Readonly<Record<string, string>>;
    /** The broker on whose machine it runs; null: on one of its own. */
    readonly host: number | null;
  };
  /** A line that somebody types into a tool; null: the end of the input (Ctrl-D). */
  'tool.input': { readonly tool: string; readonly text: string | null };
  /** Ctrl-C. */
  'tool.stop': { readonly tool: string };
  'packet.drop': { readonly packet: number };
  'packet.delay': { readonly packet: number; readonly byUs: number };
  /** Drops or delays the next packets that match; what was not given matches everything. */
  'fault.arm': {
    /** `Produce`: its requests, or the answers to them. */
    readonly api: ApiName | null;
    readonly kind: PacketKind;
    /** Node ids, as for `link.cut`. */
    readonly from: string | null;
    readonly to: string | null;
    readonly action: 'drop' | 'delay';
    /** Of a delay. */
    readonly delayMs: number;
    /** For how many packets. */
    readonly times: number;
  };
  'network.set': LinkSpec;
  /** Both directions between two nodes (`broker-1`, `controller-2`, `producer-p1`, …). */
  'link.cut': { readonly a: string; readonly b: string };
  'link.heal': { readonly a: string; readonly b: string };
}

export type KafkaCommand = CommandOf<KafkaCommandMap>;
export type KafkaCommandType = keyof KafkaCommandMap;
/** A command before it has a time. */
export type KafkaRequest = {
  [K in KafkaCommandType]: { readonly type: K; readonly data: KafkaCommandMap[K] };
}[KafkaCommandType];
