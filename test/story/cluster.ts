// The language of stories about a cluster: verbs for what is done to it, a clock, and questions to the
// Frame, which is all that anybody can know of it.
import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { kafkaModel } from '#kafka/cluster.ts';
import type { ConsumerSpec, KafkaCommandMap, KafkaRequest, ProducerSpec } from '#kafka/commands.ts';
import type { EventData, TraceEvent, TraceEventType } from '#kafka/events.ts';
import type { ApiName, ResponseBody } from '#kafka/protocol/api.ts';
import type { Configs } from '#kafka/protocol/configs.ts';
import type { ErrorName } from '#kafka/protocol/errors.ts';
import type { PartitionState } from '#kafka/protocol/metadata-record.ts';
import { nodeIds } from '#kafka/protocol/node-id.ts';
import { partitionKey } from '#kafka/protocol/topic-partition.ts';
import { parseDuration } from '#scenario/duration.ts';
import { parseScenario } from '#scenario/parse.ts';
import type { Scenario } from '#scenario/scenario.ts';
import { toCommands } from '#scenario/to-commands.ts';
import { Engine, type Keyframe } from '#sim/engine.ts';
import { type Frame, type GroupFrame, partitionAt } from '#trace/frame.ts';
import { errorOf } from '#trace/project/errors.ts';
import { Projection } from '#trace/project/projection.ts';
import { TraceStore } from '#trace/store.ts';

/** A question to a Frame. */
export type Query<T> = (frame: Frame) => T;

/** A moment of a run: seconds after its start as a number or as text (`20s`), or an event. */
export type Moment = string | number | Mark;

/** Between two events: those before have happened, those after have not. */
export interface Mark {
  readonly eventId: number;
}

type Change = PartitionState &
  Pick<EventData<'partition.changed'>, 'reason' | 'election'> & { readonly atS: number };

interface ErrorAnswer {
  readonly atS: number;
  readonly from: string;
  readonly api: ApiName;
  readonly errorCode: ErrorName;
}

function usOf(time: string | number): number {
  const ms = typeof time === 'number' ? time * 1_000 : parseDuration(time);
  if (ms === null) throw new Error(`'${time}' is not a time`);
  return Math.round(ms * 1_000);
}

/** How long a story waits for something by default. */
const PATIENCE = '60s';

/** The complete scenario; throws with all that is wrong with it. */
export function scenarioOf(written: unknown): Scenario {
  const { value, problems } = parseScenario(written);
  if (value === null) throw new Error(JSON.stringify(problems, null, 1));
  return value;
}

export class Cluster {
  readonly trace = TraceStore.create();
  readonly engine: Engine;
  private readonly projection = new Projection();

  private constructor(seed: number) {
    this.engine = new Engine(kafkaModel, seed, this.trace);
  }

  /** Brokers 1 to `count` and controller 100, with links that always take 0.5 ms. */
  static bare(count: number, configs: Configs = {}, seed = 1): Cluster {
    const ids = Array.from({ length: count }, (_, index) => index + 1);
    return new Cluster(seed).when({
      type: 'cluster.create',
      data: {
        brokers: ids.map((id) => ({ id, rack: null })),
        controllers: { mode: 'separate', ids: [100] },
        configs,
        network: { latencyUs: 500, jitterUs: 0, lossPerMillion: 0 },
      },
    });
  }

  /** A scenario as a person writes it. */
  static of(written: unknown): Cluster {
    const scenario = scenarioOf(written);
    const cluster = new Cluster(scenario.seed);
    for (const command of toCommands(scenario)) cluster.engine.submit(command);
    return cluster;
  }

  /** A scenario that comes with the site. */
  static preset(id: string): Cluster {
    return Cluster.of(JSON.parse(readFileSync(`public/scenarios/${id}.json`, 'utf8')));
  }

  // ── Time ────────────────────────────────────────────────────────────────────────────────

  /** Goes on until so long after the start; a number is seconds. */
  at(time: string | number): this {
    this.engine.runUntil(usOf(time));
    return this;
  }

  /** Goes on for so long. */
  after(time: string): this {
    this.engine.runUntil(this.engine.nowUs + usOf(time));
    return this;
  }

  /** Goes on until something is so, and fails when it takes too long. */
  until(query: Query<boolean>, within = PATIENCE): this {
    const deadlineUs = this.engine.nowUs + usOf(within);
    while (!query(this.frame())) {
      if ((this.engine.nextAtUs ?? Infinity) > deadlineUs) {
        throw new Error(`waited for ${within} in vain`);
      }
      this.engine.step();
    }
    return this;
  }

  mark(): Mark {
    return { eventId: this.trace.length };
  }

  keyframe(): Keyframe {
    return this.engine.capture();
  }

  /** Goes back to a keyframe: what came after it has not happened. */
  goBack(keyframe: Keyframe): this {
    this.engine.restore(keyframe);
    this.trace.truncate(keyframe.nextEventId);
    this.projection.truncate(keyframe.nextEventId);
    return this;
  }

  // ── What is done to it ──────────────────────────────────────────────────────────────────

  /** Carries a command out now. */
  when(request: KafkaRequest): this {
    this.engine.submit({ atUs: this.engine.nowUs, ...request });
    this.engine.runUntil(this.engine.nowUs);
    return this;
  }

  broker(broker: number) {
    const data = { broker };
    return {
      crash: () => this.when({ type: 'broker.crash', data }),
      stop: () => this.when({ type: 'broker.stop', data }),
      restart: () => this.when({ type: 'broker.restart', data }),
      pause: () => this.when({ type: 'broker.pause', data }),
      resume: () => this.when({ type: 'broker.resume', data }),
    };
  }

  /** The link between two nodes; a number is a broker. */
  link(one: number | string, other: number | string) {
    const [a = '', b = ''] = [one, other].map((node) =>
      typeof node === 'number' ? nodeIds.broker(node) : node,
    );
    return {
      cut: () => this.when({ type: 'link.cut', data: { a, b } }),
      heal: () => this.when({ type: 'link.heal', data: { a, b } }),
    };
  }

  topic(topic: string) {
    const create = (fields: Partial<KafkaCommandMap['topic.create']>): this => {
      const data = { topic, partitions: -1, replicationFactor: -1, assignments: null, configs: {} };
      return this.when({ type: 'topic.create', data: { ...data, ...fields } });
    };
    return {
      create,
      /** With one partition on these brokers, led by the first; gives it time to come about. */
      on: (replicas: readonly number[], configs: Configs = {}) =>
        create({ assignments: [replicas], configs }).after('1s'),
      grow: (count: number) => this.when({ type: 'partitions.create', data: { topic, count } }),
      delete: () => this.when({ type: 'topic.delete', data: { topic } }),
      set: (name: string, value: string | null) =>
        this.when({
          type: 'config.alter',
          data: { resourceType: 'TOPIC', resourceName: topic, name, value },
        }),
    };
  }

  producer(producer: string) {
    return {
      /** Without keys, one record of 10 bytes at a time. */
      add: (fields: Partial<ProducerSpec> & Pick<ProducerSpec, 'topic'>) => {
        const spec: Omit<ProducerSpec, 'topic'> = {
          id: producer,
          keys: { type: 'none' },
          recordsPerSecond: 10,
          valueBytes: 10,
          recordsMax: null,
          configs: {},
        };
        return this.when({ type: 'producer.add', data: { ...spec, ...fields } });
      },
      remove: () => this.when({ type: 'producer.remove', data: { producer } }),
      send: (record: Partial<KafkaCommandMap['record.produce']> & { readonly topic: string }) => {
        const data = { producer, key: null, value: null, partition: null, ...record };
        return this.when({ type: 'record.produce', data });
      },
    };
  }

  consumer(consumer: string) {
    return {
      /** In no group, committing by itself, with an application that takes 1 ms for a record. */
      add: (fields: Partial<ConsumerSpec> & Pick<ConsumerSpec, 'topics'>) => {
        const spec: Omit<ConsumerSpec, 'topics'> = {
          id: consumer,
          group: null,
          processingMs: 1,
          commit: 'auto',
          rack: null,
          configs: {},
        };
        return this.when({ type: 'consumer.add', data: { ...spec, ...fields } });
      },
      remove: () => this.when({ type: 'consumer.remove', data: { consumer } }),
      crash: () => this.when({ type: 'consumer.crash', data: { consumer } }),
      restart: () => this.when({ type: 'consumer.restart', data: { consumer } }),
      alter: (changes: KafkaCommandMap['consumer.alter']['changes']) =>
        this.when({ type: 'consumer.alter', data: { consumer, changes } }),
      seek: (topic: string, partition: number, offset: number) =>
        this.when({ type: 'consumer.seek', data: { consumer, topic, partition, offset } }),
    };
  }

  // ── What is known of it ─────────────────────────────────────────────────────────────────

  /** All that is known now; valid until time goes on. */
  frame(): Frame {
    return this.projection.moveTo(this.trace, this.trace.length, this.engine.nowUs);
  }

  read<T>(query: Query<T>): T {
    return query(this.frame());
  }

  /** Holds what a query finds now against what it should be. */
  expect<T>(query: Query<T>, expected: unknown): this {
    expect(this.read(query)).toEqual(expected);
    return this;
  }

  /** Events of a type, from a moment on. */
  events<T extends TraceEventType>(
    type: T,
    from: Moment = 0,
  ): readonly Extract<TraceEvent, { type: T }>[] {
    const found: Extract<TraceEvent, { type: T }>[] = [];
    for (let id = this.firstFrom(from); id < this.trace.length; id += 1) {
      const event = this.trace.at(id);
      if (event?.type === type) found.push(event as Extract<TraceEvent, { type: T }>);
    }
    return found;
  }

  /** What the controller decided about a partition (`orders-0`) after its creation, in order. */
  changes(key: string): readonly Change[] {
    const found: Change[] = [];
    for (const { atUs, data } of this.events('partition.changed')) {
      const { state, previous, reason, election } = data;
      if (previous === null || partitionKey(state.topic, state.partition) !== key) continue;
      found.push({ ...state, reason, election, atS: atUs / 1_000_000 });
    }
    return found;
  }

  /** Answers with an error to a node's requests, in order. */
  errorsTo(node: string, api: ApiName): readonly ErrorAnswer[] {
    const found: ErrorAnswer[] = [];
    for (const { atUs, node: from, data } of this.events('response.sent')) {
      const body = data.body as ResponseBody;
      const errorCode = errorOf(body);
      if (data.to !== node || body.api !== api || errorCode === 'NONE') continue;
      found.push({ atS: atUs / 1_000_000, from, api, errorCode });
    }
    return found;
  }

  /** The ids of the records that a producer knows to be written. */
  acknowledged(producer: string): readonly string[] {
    return this.events('batch.completed').flatMap(({ data }) =>
      data.producer === producer && data.errorCode === 'NONE' ? data.recordIds : [],
    );
  }

  private firstFrom(from: Moment): number {
    return typeof from === 'object' ? from.eventId : this.trace.firstAtOrAfter(usOf(from));
  }
}

// ── Questions ───────────────────────────────────────────────────────────────────────────────

/** The active controller's state of a partition (`orders-0`). */
export function partition(key: string): Query<PartitionState> {
  return (frame) => {
    const found = partitionAt(frame, key);
    if (found === undefined) throw new Error(`no partition ${key}`);
    return found.state;
  };
}

export function leader(key: string): Query<number> {
  return (frame) => partition(key)(frame).leader;
}

/** The ISR in the order in which the controller has it. */
export function isr(key: string): Query<readonly number[]> {
  return (frame) => partition(key)(frame).isr;
}

/** The ISR, whatever its order. */
export function inSync(key: string): Query<readonly number[]> {
  return (frame) => isr(key)(frame).toSorted((a, b) => a - b);
}

function recordsOf(frame: Frame, key: string, broker: number) {
  return [...(partitionAt(frame, key)?.replicas.get(broker)?.log ?? [])];
}

/** The values in the log of a replica. */
export function values(key: string, broker: number): Query<readonly string[]> {
  return (frame) => recordsOf(frame, key, broker).map(({ value }) => value?.text ?? '');
}

/** The ids of the records in the log of a replica. */
export function recordIds(key: string, broker: number): Query<readonly string[]> {
  return (frame) => recordsOf(frame, key, broker).map(({ id }) => id);
}

/** The high watermark as a broker has it. */
export function highWatermark(key: string, broker: number): Query<number> {
  return (frame) => partitionAt(frame, key)?.replicas.get(broker)?.highWatermark ?? 0;
}

/** Of a group's members, by client.id: the partitions that they were given. */
export function assignment(group: string): Query<Readonly<Record<string, readonly string[]>>> {
  return (frame) =>
    Object.fromEntries(
      (frame.groups.get(group)?.members ?? []).map((member) => [
        member.clientId,
        member.assignment.map((one) => partitionKey(one.topic, one.partition)),
      ]),
    );
}

export function group(id: string): Query<GroupFrame> {
  return (frame) => {
    const found = frame.groups.get(id);
    if (found === undefined) throw new Error(`no group ${id}`);
    return found;
  };
}

export function topicNames(): Query<readonly string[]> {
  return (frame) =>
    [...frame.topics.values()].flatMap(({ name, isInternal }) => (isInternal ? [] : [name]));
}

/** How many partitions each consumer owns, in the order in which they came. */
export function ownedCounts(): Query<readonly number[]> {
  return (frame) => [...frame.consumers.values()].map(({ owned }) => owned.length);
}
