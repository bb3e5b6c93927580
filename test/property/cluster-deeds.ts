// What can befall a random cluster: deeds in words that always fit its scenario, so that fast-check
// may leave any of them out, and the requests that they stand for.
import type { KafkaRequest } from '#kafka/commands.ts';
import { nodeIds } from '#kafka/protocol/node-id.ts';
import type { TopicPartition } from '#kafka/protocol/topic-partition.ts';
import type { Scenario, TopicSpec } from '#scenario/scenario.ts';

export const DEED_KINDS = [
  'broker.crash',
  'broker.stop',
  'broker.restart',
  'broker.pause',
  'broker.resume',
  'broker.add',
  'disk.set',
  'link.cut',
  'link.heal',
  'packet.drop',
  'packet.delay',
  'fault.arm',
  'controller.crash',
  'controller.restart',
  'consumer.add',
  'consumer.remove',
  'consumer.crash',
  'consumer.restart',
  'consumer.pause',
  'consumer.resume',
  'consumer.seek',
  'consumer.commit',
  'partition.pause',
  'partition.resume',
  'topic.delete',
  'topic.create',
  'partitions.create',
  'config.alter',
  'leader.elect',
  'partition.reassign',
  'producer.alter',
  'record.produce',
] as const;

/** Something that is done to the cluster, `afterMs` after the deed before it. */
export interface Deed {
  readonly afterMs: number;
  readonly kind: (typeof DEED_KINDS)[number];
  /** What exactly: taken modulo however many there are. */
  readonly which: number;
  readonly how: number;
}

function pick<T>(items: readonly T[], which: number): T | undefined {
  return items[which % items.length];
}

/** What has been asked for so far and decides what later deeds may name. */
export interface Doings {
  readonly brokers: number[];
  readonly consumers: string[];
  /** Partitions that an application paused, by consumer. */
  readonly paused: (TopicPartition & { readonly consumer: string })[];
  readonly partitionCounts: Map<string, number>;
  /** Packets on their way, by id. */
  readonly packets: () => readonly number[];
}

/** The request that a deed stands for; undefined when there is nothing to do it to. */
export function requestOf(
  scenario: Scenario,
  { kind, which, how }: Deed,
  doings: Doings,
): KafkaRequest | undefined {
  const { controllers } = scenario.cluster;
  const broker = pick(doings.brokers, which) ?? 1;
  const controller = pick(controllers.ids, which) ?? 1;
  const consumer = pick(doings.consumers, which);
  const topicSpec = pick(scenario.topics, which);
  const topic = topicSpec?.name ?? '';
  const partition = how % (doings.partitionCounts.get(topic) ?? 1);
  const producer = pick(scenario.producers, which);
  switch (kind) {
    case 'broker.crash':
    case 'broker.stop':
    case 'broker.restart':
    case 'broker.pause':
    case 'broker.resume':
      return { type: kind, data: { broker } };
    case 'broker.add': {
      if (doings.brokers.length >= scenario.cluster.brokers.length + 2) return undefined;
      const id = Math.max(...doings.brokers) + 1;
      doings.brokers.push(id);
      return {
        type: kind,
        data: { id, rack: pick(scenario.cluster.brokers, which)?.rack ?? null },
      };
    }
    case 'disk.set':
      return { type: kind, data: { broker, appendLatencyMs: [0, 5, 20, 60][how % 4] ?? 0 } };
    case 'controller.crash':
    case 'controller.restart':
      // In combined mode a controller's process is its broker's.
      return controllers.mode === 'combined' ? undefined : { type: kind, data: { controller } };
    case 'link.cut':
    case 'link.heal': {
      const nodes = nodesOf(scenario);
      const a = pick(nodes, which) ?? '';
      const b = pick(nodes, how) ?? '';
      return a === b ? undefined : { type: kind, data: { a, b } };
    }
    case 'packet.drop':
    case 'packet.delay': {
      const packet = pick(doings.packets(), which);
      if (packet === undefined) return undefined;
      return kind === 'packet.drop'
        ? { type: kind, data: { packet } }
        : { type: kind, data: { packet, byUs: (how + 1) * 5_000 } };
    }
    case 'fault.arm': {
      const data = {
        api:
          pick([null, 'Produce', 'Fetch', 'OffsetCommit', 'FindCoordinator'] as const, which) ??
          null,
        kind: how % 2 === 0 ? 'request' : 'response',
        from: null,
        to: pick([null, ...nodesOf(scenario)], how) ?? null,
        action: which % 3 === 0 ? 'delay' : 'drop',
        delayMs: (how + 1) * 5,
        times: 1 + (how % 3),
      } as const;
      return { type: kind, data };
    }
    case 'consumer.add': {
      const like = pick(scenario.consumers, which);
      if (like === undefined || doings.consumers.length > 8) return undefined;
      const id = `extra-c${doings.consumers.length + 1}`;
      doings.consumers.push(id);
      const { 'group.instance.id': _one, ...configs } = like.configs;
      return { type: kind, data: { ...like, id, configs } };
    }
    case 'consumer.remove':
    case 'consumer.crash':
    case 'consumer.restart':
    case 'consumer.pause':
    case 'consumer.resume':
      return consumer === undefined ? undefined : { type: kind, data: { consumer } };
    case 'consumer.seek':
      if (consumer === undefined) return undefined;
      return { type: kind, data: { consumer, topic, partition, offset: how } };
    case 'consumer.commit':
      if (consumer === undefined) return undefined;
      return {
        type: kind,
        data: { consumer, offsets: how % 2 === 0 ? null : [{ topic, partition, offset: how }] },
      };
    case 'partition.pause':
    case 'partition.resume': {
      if (consumer === undefined) return undefined;
      const data = { consumer, topic, partition };
      if (kind === 'partition.pause') doings.paused.push(data);
      return { type: kind, data };
    }
    case 'topic.delete':
      return { type: kind, data: { topic } };
    case 'topic.create':
      return topicSpec === undefined ? undefined : createTopic(topicSpec, doings);
    case 'config.alter':
      return topicSpec === undefined ? undefined : alterTopic(topicSpec, how);
    case 'partitions.create': {
      const count = (doings.partitionCounts.get(topic) ?? 1) + 1 + (how % 2);
      doings.partitionCounts.set(topic, count);
      return { type: kind, data: { topic, count } };
    }
    case 'leader.elect':
      return {
        type: kind,
        data:
          how % 3 === 0
            ? { electionType: 'UNCLEAN', topic, partition }
            : { electionType: 'PREFERRED', topic: null, partition: null },
      };
    case 'partition.reassign': {
      const ids = doings.brokers;
      const factor = topicSpec?.replicationFactor ?? 1;
      const replicas = ids.map((_, at) => ids[(at + how) % ids.length] ?? 1).slice(0, factor);
      return {
        type: kind,
        data: { topic, partition: which % 2, replicas: how % 7 === 0 ? null : replicas },
      };
    }
    case 'producer.alter':
      if (producer === undefined) return undefined;
      return {
        type: kind,
        data: { producer: producer.id, changes: { recordsPerSecond: 1 + (how % 50) } },
      };
    case 'record.produce':
      if (producer === undefined) return undefined;
      return {
        type: kind,
        data: { producer: producer.id, topic, key: `k${how % 7}`, value: 'v', partition: null },
      };
  }
}

/** A topic as the scenario has it, with at least the partitions that it was given so far. */
export function createTopic(spec: TopicSpec, { partitionCounts }: Doings): KafkaRequest {
  const { name: topic, replicationFactor, configs } = spec;
  const partitions = partitionCounts.get(topic) ?? spec.partitions;
  const data = { topic, partitions, replicationFactor, assignments: null, configs };
  return { type: 'topic.create', data };
}

/** Whatever it is set to, a mended cluster can fulfil it. */
function alterTopic(
  { name: resourceName, replicationFactor }: TopicSpec,
  how: number,
): KafkaRequest {
  const [name, value] =
    how % 2 === 0
      ? ['unclean.leader.election.enable', how % 4 === 0 ? 'true' : null]
      : [
          'min.insync.replicas',
          how % 3 === 0 ? null : String(Math.min(1 + (how % 5 < 3 ? 1 : 0), replicationFactor)),
        ];
  const data = { resourceType: 'TOPIC', resourceName, name, value } as const;
  return { type: 'config.alter', data };
}

/** Everything between which a link can be cut. */
export function nodesOf({ cluster, producers, consumers }: Scenario): readonly string[] {
  return [
    ...cluster.brokers.map(({ id }) => nodeIds.broker(id)),
    ...cluster.controllers.ids.map(nodeIds.controller),
    ...producers.map(({ id }) => nodeIds.producer(id)),
    ...consumers.map(({ id }) => nodeIds.consumer(id)),
  ];
}
