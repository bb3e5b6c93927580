// A consumer group (KIP-848) on live brokers: its coordinator answers once the group is replicated,
// sees topics change, and hands the group over when it dies.
import { expect, it } from 'vitest';
import { offsetsPartitionFor } from '#kafka/coordinator/offsets/offsets-topic.ts';
import type { RequestBody, ResponseBody } from '#kafka/protocol/api.ts';
import { ClusterStory } from './cluster-story.ts';

const GROUP = 'readers';
const CONFIGS = {
  'offsets.topic.num.partitions': '2',
  'offsets.topic.replication.factor': '2',
  'group.consumer.assignment.interval.ms': '0',
};

function givenCoordinator(): { readonly story: ClusterStory; readonly coordinator: number } {
  const story = new ClusterStory(2, CONFIGS).after(5_000).withTopic('orders', [1, 2]);
  findCoordinator(story, 1);
  story.after(3_000);
  return { story, coordinator: findCoordinator(story, 1) };
}

function findCoordinator(story: ClusterStory, broker: number): number {
  const request = story.ask(broker, { api: 'FindCoordinator', key: GROUP, keyType: 'GROUP' });
  story.after(10);
  return story.answer('FindCoordinator', request)?.nodeId ?? -1;
}

function beat(
  story: ClusterStory,
  coordinator: number,
  fields: Partial<RequestBody<'ConsumerGroupHeartbeat'>>,
): ResponseBody<'ConsumerGroupHeartbeat'> | undefined {
  const request = story.ask(coordinator, {
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
  story.after(1_000);
  return story.answer('ConsumerGroupHeartbeat', request);
}

const BOTH = [
  { topic: 'orders', partition: 0 },
  { topic: 'orders', partition: 1 },
];
const JOIN = { rebalanceTimeoutMs: 60_000, subscribedTopicNames: ['orders'], topicPartitions: [] };

it('assigns, notices that a topic grows, and survives its coordinator', () => {
  const { story, coordinator } = givenCoordinator();
  const joined = beat(story, coordinator, JOIN);
  expect(joined).toMatchObject({ errorCode: 'NONE', memberEpoch: 2, heartbeatIntervalMs: 5_000 });
  expect(joined?.assignment).toEqual([{ topic: 'orders', partition: 0 }]);

  story.when({ type: 'partitions.create', data: { topic: 'orders', count: 2 } }).after(1_000);
  const grown = beat(story, coordinator, { memberEpoch: 2 });
  expect(grown?.memberEpoch).toBe(3);
  expect(grown?.assignment).toEqual(BOTH);

  const other = 3 - coordinator;
  story.when({ type: 'broker.crash', data: { broker: coordinator } }).after(20_000);
  expect(findCoordinator(story, other)).toBe(other);
  expect(beat(story, other, { memberEpoch: 3 })).toMatchObject({
    errorCode: 'NONE',
    memberEpoch: 3,
    assignment: null,
  });
  const names = story.events.flatMap((event) =>
    event.type === 'group.changed' ? event.data.members.map(({ assignment }) => assignment) : [],
  );
  expect(names.at(-1)).toEqual(BOTH);
});

it('is answered by its coordinator only', () => {
  const { story, coordinator } = givenCoordinator();
  expect(beat(story, 3 - coordinator, JOIN)?.errorCode).toBe('NOT_COORDINATOR');
});

it('waits until the group is replicated', () => {
  const { story, coordinator } = givenCoordinator();
  const other = 3 - coordinator;
  story.when({ type: 'broker.crash', data: { broker: other } });
  expect(beat(story, coordinator, JOIN)).toBeUndefined();
  const partition = offsetsPartitionFor(GROUP, 2);
  story.after(40_000);
  const isr = story.events.flatMap((event) =>
    event.type === 'partition.changed' &&
    event.data.state.topic === '__consumer_offsets' &&
    event.data.state.partition === partition
      ? [event.data.state.isr]
      : [],
  );
  expect(isr.at(-1)).toEqual([coordinator]);
  expect(beat(story, coordinator, JOIN)).toMatchObject({ errorCode: 'NONE', memberEpoch: 2 });
});

it('takes live consumers through a reconciliation, and back when one leaves', () => {
  const story = new ClusterStory(2, CONFIGS).after(5_000).withTopic('orders', [1, 2]);
  story.when({ type: 'partitions.create', data: { topic: 'orders', count: 4 } }).after(1_000);
  const consumer = (id: string): ClusterStory =>
    story.when({
      type: 'consumer.add',
      data: {
        id,
        group: GROUP,
        topics: ['orders'],
        processingMs: 1,
        commit: 'auto',
        rack: null,
        configs: { 'group.protocol': 'consumer' },
      },
    });
  const group = (): unknown => {
    const last = story.events.findLast((event) => event.type === 'group.changed');
    if (last?.type !== 'group.changed') return null;
    const { state, members } = last.data;
    return {
      state,
      ...Object.fromEntries(
        members.map(({ clientId, assignment }) => [
          clientId,
          assignment.map(({ partition }) => partition),
        ]),
      ),
    };
  };
  consumer('c1').after(20_000);
  expect(group()).toEqual({ state: 'Stable', c1: [0, 1, 2, 3] });
  consumer('c2').after(20_000);
  expect(group()).toEqual({ state: 'Stable', c1: expect.any(Array), c2: expect.any(Array) });
  const [revoked] = story.events.flatMap((event) =>
    event.type === 'partitions.revoked' ? [event.data] : [],
  );
  expect(revoked).toMatchObject({ consumer: 'c1', isLost: false });
  expect(revoked?.partitions).toHaveLength(2);
  story.when({ type: 'consumer.remove', data: { consumer: 'c1' } }).after(20_000);
  expect(group()).toEqual({ state: 'Stable', c2: [0, 1, 2, 3] });
});
