// A consumer group (KIP-848) on live brokers: its coordinator answers once the group is replicated,
// sees topics change, and hands the group over when it dies.
import { expect, it } from 'vitest';
import { offsetsPartitionFor } from '#kafka/protocol/internal-topic.ts';
import type { RequestBody, ResponseBody } from '#kafka/protocol/api.ts';
import { Client } from './client.ts';
import { assignment, Cluster, isr } from './cluster.ts';

const GROUP = 'readers';
const CONFIGS = {
  'offsets.topic.num.partitions': '2',
  'offsets.topic.replication.factor': '2',
  'group.consumer.assignment.interval.ms': '0',
};

interface Story {
  readonly cluster: Cluster;
  readonly client: Client;
}

function givenCoordinator(): Story & { readonly coordinator: number } {
  const cluster = Cluster.bare(2, CONFIGS).after('5s').topic('orders').on([1, 2]);
  const story = { cluster, client: new Client(cluster) };
  findCoordinator(story, 1);
  cluster.after('3s');
  return { ...story, coordinator: findCoordinator(story, 1) };
}

function findCoordinator({ cluster, client }: Story, broker: number): number {
  const request = client.ask(broker, { api: 'FindCoordinator', key: GROUP, keyType: 'GROUP' });
  cluster.after('10ms');
  return request.answer?.nodeId ?? -1;
}

function beat(
  { cluster, client }: Story,
  coordinator: number,
  fields: Partial<RequestBody<'ConsumerGroupHeartbeat'>>,
): ResponseBody<'ConsumerGroupHeartbeat'> | undefined {
  const request = client.ask(coordinator, {
    api: 'ConsumerGroupHeartbeat',
    groupId: GROUP,
    memberId: 'm1',
    memberEpoch: 0,
    clientId: 'c1',
    instanceId: null,
    rackId: null,
    rebalanceTimeoutMs: -1,
    subscribedTopicNames: null,
    subscribedTopicRegex: null,
    serverAssignor: null,
    topicPartitions: null,
    ...fields,
  });
  cluster.after('1s');
  return request.answer;
}

const BOTH = [
  { topic: 'orders', partition: 0 },
  { topic: 'orders', partition: 1 },
];
const JOIN = { rebalanceTimeoutMs: 60_000, subscribedTopicNames: ['orders'], topicPartitions: [] };

it('assigns, notices that a topic grows, and survives its coordinator', () => {
  const story = givenCoordinator();
  const { cluster, coordinator } = story;
  const joined = beat(story, coordinator, JOIN);
  expect(joined).toMatchObject({ errorCode: 'NONE', memberEpoch: 2, heartbeatIntervalMs: 5_000 });
  expect(joined?.assignment).toEqual([{ topic: 'orders', partition: 0 }]);

  cluster.topic('orders').grow(2).after('1s');
  const grown = beat(story, coordinator, { memberEpoch: 2 });
  expect(grown?.memberEpoch).toBe(3);
  expect(grown?.assignment).toEqual(BOTH);

  const other = 3 - coordinator;
  cluster.broker(coordinator).crash().after('20s');
  expect(findCoordinator(story, other)).toBe(other);
  expect(beat(story, other, { memberEpoch: 3 })).toMatchObject({
    errorCode: 'NONE',
    memberEpoch: 3,
    assignment: null,
  });
  cluster.expect(assignment(GROUP), { c1: ['orders-0', 'orders-1'] });
});

it('is answered by its coordinator only', () => {
  const story = givenCoordinator();
  const { coordinator } = story;
  expect(beat(story, 3 - coordinator, JOIN)?.errorCode).toBe('NOT_COORDINATOR');
});

it('waits until the group is replicated', () => {
  const story = givenCoordinator();
  const { cluster, coordinator } = story;
  const other = 3 - coordinator;
  cluster.broker(other).crash();
  expect(beat(story, coordinator, JOIN)).toBeUndefined();
  cluster.after('40s');
  cluster.expect(isr(`__consumer_offsets-${offsetsPartitionFor(GROUP, 2)}`), [coordinator]);
  expect(beat(story, coordinator, JOIN)).toMatchObject({ errorCode: 'NONE', memberEpoch: 2 });
});

it('takes live consumers through a reconciliation, and back when one leaves', () => {
  const cluster = Cluster.bare(2, CONFIGS).after('5s').topic('orders').on([1, 2]);
  cluster.topic('orders').grow(4).after('1s');
  const member = {
    group: GROUP,
    topics: ['orders'],
    configs: { 'group.protocol': 'consumer' },
  };
  const all = [0, 1, 2, 3].map((number) => `orders-${number}`);
  const expectStable = (expected: unknown): Cluster =>
    cluster
      .expect(({ groups }) => groups.get(GROUP)?.state, 'Stable')
      .expect(assignment(GROUP), expected);

  cluster.consumer('c1').add(member).after('20s');
  expectStable({ c1: all });
  cluster.consumer('c2').add(member).after('20s');
  expectStable({ c1: expect.any(Array), c2: expect.any(Array) });
  const [revoked] = cluster.events('partitions.revoked');
  expect(revoked?.data).toMatchObject({ consumer: 'c1', isLost: false });
  expect(revoked?.data.partitions).toHaveLength(2);
  cluster.consumer('c1').remove().after('20s');
  expectStable({ c2: all });
});
