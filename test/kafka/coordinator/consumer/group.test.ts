// What the consumer group's golden data does not show: messages, static members, regular
// expressions, commits, and the coordinator's moving to another broker.
import { describe, expect, test } from 'vitest';
import { clone } from '#base/clone.ts';
import { ClassicStory } from '#test/kafka/coordinator/classic/classic-story.ts';
import { assignmentOf, ConsumerStory, GROUP } from './consumer-story.ts';

const ALL = ['orders-0', 'orders-1', 'orders-2', 'orders-3'];

describe('a second member', () => {
  test('waits until the first one has given up its part; the first goes on with the rest', () => {
    const story = new ConsumerStory();
    expect(assignmentOf(story.join('a'))).toEqual(ALL);
    expect(assignmentOf(story.join('b'))).toEqual([]);
    expect(story.stateOf('b')).toBe('UNRELEASED_PARTITIONS');
    expect(story.beat('a', { owned: ALL })).toEqual(['orders-0', 'orders-1']);
    expect(story.stateOf('a')).toBe('UNREVOKED_PARTITIONS');
    expect(story.beat('b')).toBeNull();
    expect(story.state).toBe('Reconciling');
    expect(story.beat('a', { owned: ['orders-0', 'orders-1'] })).toBeNull();
    expect(story.beat('b')).toEqual(['orders-2', 'orders-3']);
    expect(story.state).toBe('Stable');
  });

  test('gets everything when the first one leaves', () => {
    const story = new ConsumerStory();
    story.join('a');
    story.join('b');
    expect(story.send('a', { memberEpoch: -1 })).toMatchObject({ memberEpoch: -1 });
    expect(story.beat('b')).toEqual(ALL);
  });

  test('gets everything when the first one is silent, or does not give up', () => {
    for (const [beats, timer] of [
      [0, 'session-timeout-g-a'],
      [15, 'rebalance-timeout-g-a'],
    ] as const) {
      const story = new ConsumerStory();
      story.join('a');
      story.join('b');
      for (let beat = 0; beat < 15; beat += 1) {
        if (beat < beats) story.send('a', { owned: ALL });
        story.beat('b');
        story.bench.advance(5_000);
      }
      expect(story.bench.takeFired().map(([, key]) => key)).toEqual([timer]);
      expect(story.has('b')).toEqual(ALL);
    }
  });
});

describe('an epoch', () => {
  test('that is one behind is good if the answer may be lost', () => {
    const story = new ConsumerStory();
    story.join('a');
    story.join('b');
    story.beat('a', { owned: ALL });
    story.beat('a', { owned: ['orders-0', 'orders-1'] });
    const answer = story.send('a', { memberEpoch: 2, owned: ['orders-0'] });
    expect(answer).toMatchObject({ errorCode: 'NONE', memberEpoch: 3 });
  });

  test.each([
    [{ memberEpoch: 2, owned: ['orders-3'] }, 'smaller member epoch (2)'],
    [{ memberEpoch: 2 }, 'smaller member epoch (2)'],
    [{ memberEpoch: 1, owned: [] }, 'smaller member epoch (1)'],
    [{ memberEpoch: 9 }, 'greater member epoch (9)'],
  ])('is refused in %j', (heartbeat, words) => {
    const story = new ConsumerStory();
    story.join('a');
    story.join('b');
    story.beat('a', { owned: ALL });
    story.beat('a', { owned: ['orders-0', 'orders-1'] });
    expect(story.send('a', heartbeat)).toMatchObject({
      errorCode: 'FENCED_MEMBER_EPOCH',
      errorMessage: `The consumer group member has a ${words} than the one known by the group coordinator (3). The member must abandon all its partitions and rejoin.`,
    });
  });

  test('of 0 lets a member join again under its id, and it keeps what it had', () => {
    const story = new ConsumerStory();
    story.join('a');
    expect(assignmentOf(story.join('a'))).toEqual(ALL);
    expect(story.group.groupEpoch).toBe(2);
  });
});

describe('a request', () => {
  test.each([
    [{ memberId: '' }, 'INVALID_REQUEST', "MemberId can't be empty."],
    [{ groupId: '' }, 'INVALID_REQUEST', "GroupId can't be empty."],
    [{ instanceId: '' }, 'INVALID_REQUEST', "InstanceId can't be empty."],
    [{ rackId: '' }, 'INVALID_REQUEST', "RackId can't be empty."],
    [
      { rebalanceTimeoutMs: -1 },
      'INVALID_REQUEST',
      'RebalanceTimeoutMs must be provided in first request.',
    ],
    [{ owned: ALL }, 'INVALID_REQUEST', 'TopicPartitions must be empty when (re-)joining.'],
    [
      { subscribedTopicNames: null },
      'INVALID_REQUEST',
      'Either SubscribedTopicNames or SubscribedTopicRegex must be non-null when (re-)joining.',
    ],
    [{ memberEpoch: -2 }, 'INVALID_REQUEST', "InstanceId can't be null."],
    [{ memberEpoch: -3 }, 'INVALID_REQUEST', 'MemberEpoch is invalid.'],
    [
      { serverAssignor: 'sticky' },
      'UNSUPPORTED_ASSIGNOR',
      'ServerAssignor sticky is not supported. Supported assignors: uniform, range.',
    ],
    [{ memberEpoch: 2 }, 'GROUP_ID_NOT_FOUND', 'Consumer group g not found.'],
    [{ memberEpoch: -1 }, 'GROUP_ID_NOT_FOUND', 'Group g not found.'],
    [
      { subscribedTopicNames: null, subscribedTopicRegex: '(' },
      'INVALID_REGULAR_EXPRESSION',
      'SubscribedTopicRegex `(` is not a valid regular expression: missing closing ).',
    ],
  ])('with %j is refused with %s', (heartbeat, errorCode, errorMessage) => {
    const story = new ConsumerStory();
    const memberId = 'memberId' in heartbeat ? heartbeat.memberId : 'a';
    expect(story.join(memberId, heartbeat)).toMatchObject({ errorCode, errorMessage });
    expect(story.bench.state.groups.size).toBe(0);
  });

  test('of somebody who is no member is refused, and so is one too many', () => {
    const story = new ConsumerStory({ 'group.consumer.max.size': 1 });
    story.join('a');
    expect(story.join('b')).toMatchObject({
      errorCode: 'GROUP_MAX_SIZE_REACHED',
      errorMessage: 'The consumer group has reached its maximum capacity of 1 members.',
    });
    expect(story.send('b', { memberEpoch: -1 })).toMatchObject({
      errorCode: 'UNKNOWN_MEMBER_ID',
      errorMessage: 'Member b is not a member of group g.',
    });
  });
});

describe('a static member', () => {
  const asStatic = { instanceId: 'x' };

  test('that leaves for now keeps its partitions for who comes back with its instance id', () => {
    const story = new ConsumerStory();
    story.join('a', asStatic);
    story.join('b');
    expect(story.send('a', { ...asStatic, memberEpoch: -2 })).toMatchObject({ memberEpoch: -2 });
    expect(story.beat('b')).toBeNull();
    const epoch = story.group.groupEpoch;
    expect(assignmentOf(story.join('again', asStatic))).toEqual(['orders-0', 'orders-1']);
    expect(story.group.groupEpoch).toBe(epoch);
    expect(story.beat('b')).toEqual(['orders-2', 'orders-3']);
  });

  test('that does not come back loses them with its session', () => {
    const story = new ConsumerStory();
    story.join('a', asStatic);
    story.send('a', { ...asStatic, memberEpoch: -2 });
    story.bench.advance(45_000);
    expect(story.state).toBe('Empty');
  });

  test('must let go of its instance id before another one may have it', () => {
    const story = new ConsumerStory();
    story.join('a', asStatic);
    expect(story.join('b', asStatic)).toMatchObject({
      errorCode: 'UNRELEASED_INSTANCE_ID',
      errorMessage:
        'Static member b with instance id x cannot join the group because the instance id is owned by a member.',
    });
  });

  test('is fenced by the one that took its place', () => {
    const story = new ConsumerStory();
    story.join('a', asStatic);
    story.send('a', { ...asStatic, memberEpoch: -2 });
    story.join('b', asStatic);
    for (const memberEpoch of [2, -1]) {
      expect(story.send('a', { ...asStatic, memberEpoch })).toMatchObject({
        errorCode: 'FENCED_INSTANCE_ID',
        errorMessage: 'Static member a with instance id x was fenced by member b.',
      });
    }
    expect(story.send('a', { instanceId: 'y', memberEpoch: 2 })).toMatchObject({
      errorCode: 'UNKNOWN_MEMBER_ID',
      errorMessage: 'Instance id y is unknown.',
    });
  });
});

describe('a target', () => {
  test('is not made sooner than group.consumer.assignment.interval.ms after the last', () => {
    const story = new ConsumerStory({ 'group.consumer.assignment.interval.ms': 1000 });
    story.join('a');
    story.join('b');
    expect(story.state).toBe('Assigning');
    story.bench.advance(999);
    story.beat('b');
    expect(story.state).toBe('Assigning');
    story.bench.advance(1);
    story.beat('b');
    expect(story.state).toBe('Reconciling');
  });

  test('is made by the assignor that most members prefer', () => {
    const story = new ConsumerStory();
    story.topic('clicks', 1);
    const subscribedTopicNames = ['orders', 'clicks'];
    story.join('a', { subscribedTopicNames, serverAssignor: 'range' });
    story.join('b', { subscribedTopicNames });
    story.beat('a', { owned: [] });
    // Uniform would not give one of them four of the five.
    expect(story.has('a')).toEqual(['clicks-0', 'orders-0', 'orders-1']);
  });

  test('is made, of two that are asked for, by the one that the member at hand asks for', () => {
    const both = { subscribedTopicNames: ['orders', 'clicks'] };
    const story = new ConsumerStory();
    story.topic('clicks', 4);
    story.join('a', { ...both, serverAssignor: 'uniform' });
    story.join('b', { ...both, serverAssignor: 'range' });
    expect(story.targetOf('a')).toEqual(['clicks-0', 'clicks-1', 'orders-0', 'orders-1']);
  });

  test('is made anew when a topic grows, goes, or is another one of that name', () => {
    const story = new ConsumerStory();
    story.join('a');
    story.topic('orders', 5);
    expect(story.beat('a')).toEqual([...ALL, 'orders-4']);
    story.bench.topics.delete('orders');
    expect(story.beat('a')).toEqual([]);
    expect(story.beat('a', { owned: [] })).toBeNull();
    story.topic('orders', 1, 'id:other');
    expect(story.beat('a')).toEqual(['orders-0']);
    expect(story.group.groupEpoch).toBe(5);
  });
});

describe('a subscription', () => {
  test('that a member drops is revoked at once, before there is a target for it', () => {
    const story = new ConsumerStory({ 'group.consumer.assignment.interval.ms': 1000 });
    story.topic('clicks', 1);
    story.join('a', { subscribedTopicNames: ['orders', 'clicks'] });
    expect(story.beat('a', { subscribedTopicNames: ['clicks'] })).toEqual(['clicks-0']);
    expect(story.state).toBe('Assigning');
    expect(story.stateOf('a')).toBe('UNREVOKED_PARTITIONS');
  });

  test('by regular expression is looked up, and again when a topic comes', () => {
    const story = new ConsumerStory();
    const regex = { subscribedTopicNames: null, subscribedTopicRegex: 'ord.*' };
    expect(assignmentOf(story.join('a', regex))).toEqual([]);
    story.bench.advance(0);
    expect(story.beat('a')).toEqual(ALL);
    story.topic('ordinals', 1);
    story.bench.advance(10_001);
    expect(story.beat('a')).toBeNull();
    story.bench.advance(0);
    expect(story.beat('a')).toEqual(['orders-0', 'orders-1', 'orders-2', 'orders-3', 'ordinals-0']);
  });

  test('by regular expression is forgotten with its last member', () => {
    const story = new ConsumerStory();
    story.join('a', { subscribedTopicNames: null, subscribedTopicRegex: 'ord.*' });
    story.bench.advance(0);
    expect([...story.group.regexes.keys()]).toEqual(['ord.*']);
    story.send('a', { memberEpoch: -1 });
    expect(story.group.regexes.size).toBe(0);
  });
});

describe('OffsetCommit', () => {
  function commit(story: ConsumerStory, memberEpoch: number, partition: number): string {
    story.bench.request('committer', {
      api: 'OffsetCommit',
      groupId: GROUP,
      generationIdOrMemberEpoch: memberEpoch,
      memberId: 'a',
      groupInstanceId: null,
      partitions: [
        {
          topic: 'orders',
          partition,
          committedOffset: 1,
          committedLeaderEpoch: 0,
          committedMetadata: '',
        },
      ],
    });
    const [answer] = story.bench.takeAnswers();
    if (answer?.body.api !== 'OffsetCommit') throw new Error('a commit is answered at once');
    return answer.body.partitions[0]?.errorCode ?? '';
  }

  test('with an older epoch is good for what the member has had since then (KIP-1251)', () => {
    const story = new ConsumerStory();
    story.join('a');
    story.join('b');
    story.beat('a', { owned: ALL });
    expect(commit(story, 2, 3)).toBe('NONE');
    story.beat('a', { owned: ['orders-0', 'orders-1'] });
    expect(story.group.members.get('a')?.memberEpoch).toBe(3);
    expect(commit(story, 3, 0)).toBe('NONE');
    expect(commit(story, 2, 0)).toBe('NONE');
    expect(commit(story, 2, 3)).toBe('STALE_MEMBER_EPOCH');
    expect(commit(story, 4, 0)).toBe('STALE_MEMBER_EPOCH');
    expect(commit(story, 1, 0)).toBe('STALE_MEMBER_EPOCH');
  });

  test('from outside is good only while nobody is in the group', () => {
    const story = new ConsumerStory();
    story.join('b');
    expect(commit(story, -1, 0)).toBe('UNKNOWN_MEMBER_ID');
    story.send('b', { memberEpoch: -1 });
    expect(commit(story, -1, 0)).toBe('NONE');
  });
});

describe('the offsets topic', () => {
  test('must have what an answer tells before the answer goes', () => {
    const story = new ConsumerStory();
    story.bench.isReplicating = false;
    expect(story.join('a')).toBeUndefined();
    expect(story.send('a', { memberEpoch: 2 })).toBeUndefined();
    story.bench.isReplicating = true;
    story.bench.replicate();
    expect(story.bench.takeAnswers()).toMatchObject([
      { body: { memberEpoch: 2, assignment: [{ topic: 'orders' }, {}, {}, {}] } },
      { body: { memberEpoch: 2, assignment: null } },
    ]);
  });

  test('refuses a change: the group stays as it was', () => {
    const story = new ConsumerStory();
    story.join('a');
    story.bench.appendError = 'NOT_ENOUGH_REPLICAS';
    expect(story.join('b')).toMatchObject({ errorCode: 'COORDINATOR_NOT_AVAILABLE' });
    expect([...story.group.members.keys()]).toEqual(['a']);
    expect(story.group.groupEpoch).toBe(2);
    story.bench.advance(45_000);
    expect([...story.group.members.keys()]).toEqual(['a']);
    story.bench.appendError = 'NONE';
    story.bench.advance(500);
    expect(story.state).toBe('Empty');
  });

  test('brings the group to the next coordinator, where sessions and revocations run on', () => {
    const story = new ConsumerStory();
    story.join('a');
    story.join('b');
    story.beat('a', { owned: ALL });
    story.bench.resign();
    expect(story.bench.state.groups.size).toBe(0);
    story.bench.advance(100_000);
    expect(story.bench.takeFired()).toEqual([]);

    const next = story.successor();
    expect(next.send('a', { memberEpoch: 2, owned: ALL })?.errorCode).toBe('NONE');
    expect(next.stateOf('a')).toBe('UNREVOKED_PARTITIONS');
    next.bench.advance(40_000);
    next.send('a', { owned: ALL });
    next.bench.advance(20_000);
    expect(next.bench.takeFired()).toEqual([
      [45_000, 'session-timeout-g-b'],
      [60_000, 'rebalance-timeout-g-a'],
    ]);
  });
});

test('a keyframe of the coordinator shares nothing with it that changes', () => {
  const story = new ConsumerStory();
  story.join('a');
  story.join('b');
  const keyframe = clone(story.bench.state);
  const before = structuredClone(keyframe.groups);
  story.beat('a', { owned: ALL });
  story.send('b', { memberEpoch: -1 });
  expect(keyframe.groups).toEqual(before);
});

describe('a group of the other protocol', () => {
  test('makes way when it is empty', () => {
    const story = new ConsumerStory();
    story.join('a');
    story.send('a', { memberEpoch: -1 });
    const classic = new ClassicStory({}, story.bench.log);
    classic.join('a');
    expect(classic.answer('a', 'JoinGroup').errorCode).toBe('MEMBER_ID_REQUIRED');
    const again = new ConsumerStory({}, classic.bench.log);
    expect(again.join('a')).toMatchObject({ errorCode: 'NONE', memberEpoch: 2 });
    expect([...again.bench.state.groups.values()].map(({ type }) => type)).toEqual(['consumer']);
  });

  test('stays when it has members, and may not migrate', () => {
    const configs = { 'group.consumer.migration.policy': 'disabled' };
    const consumers = new ConsumerStory(configs);
    consumers.join('a');
    const joiner = new ClassicStory(configs, consumers.bench.log);
    joiner.join('b');
    expect(joiner.answer('b', 'JoinGroup').errorCode).toBe('INCONSISTENT_GROUP_PROTOCOL');

    const classic = new ClassicStory(configs);
    classic.settle(['x']);
    const story = new ConsumerStory(configs, classic.bench.log);
    expect(story.join('a')).toMatchObject({
      errorCode: 'GROUP_ID_NOT_FOUND',
      errorMessage:
        'Cannot upgrade classic group g to consumer group because online upgrade is disabled.',
    });
    expect(story.send('a', { memberEpoch: 2 })).toMatchObject({
      errorMessage: 'Group g is not a consumer group.',
    });
  });
});
