// Rules of groups and of their offsets at their boundaries: one less, equal, one more.
import { describe, expect, test } from 'vitest';
import '#kafka/parts';
import { expirationPolicyOf } from '#kafka/coordinator/classic/expiration.ts';
import { createGroup } from '#kafka/coordinator/classic/group.ts';
import type { ConsumerGroup, ConsumerGroupMember } from '#kafka/coordinator/consumer/group.ts';
import { watchRevocation } from '#kafka/coordinator/consumer/timers.ts';
import type { ConsumerHost } from '#kafka/coordinator/consumer/host.ts';
import { forgetOffsetsOf } from '#kafka/coordinator/group-expiration.ts';
import type { GroupHost, GroupState } from '#kafka/coordinator/groups.ts';
import { expiredOffsets, SINCE_COMMIT } from '#kafka/coordinator/offsets/expiration.ts';
import type { OffsetsHost } from '#kafka/coordinator/offsets/host.ts';
import { ClassicStory } from './classic/classic-story.ts';

const OFFSET = { offset: 5, leaderEpoch: 0, metadata: '', commitMs: 1_000 };
const MINUTE = 60_000;

test.each([
  [-1, []],
  [0, ['orders-0']],
  [1, ['orders-0']],
])('offsets.retention.minutes, %d ms more', (moreMs, expired) => {
  const nowMs = OFFSET.commitMs + 2 * MINUTE + moreMs;
  const host = { nowMs, configs: { 'offsets.retention.minutes': '2' } } as unknown as OffsetsHost;
  expect(expiredOffsets(new Map([['orders-0', OFFSET]]), SINCE_COMMIT, host)).toEqual(expired);
});

test('offsets of a group that is empty are needed since it became so, all others since the commit', () => {
  const group = createGroup('g', 0);
  group.currentStateMs = 7_000;
  const neededUntil = () => expirationPolicyOf(group)?.neededUntilMs(OFFSET);
  expect(neededUntil()).toBe(OFFSET.commitMs);
  group.protocolType = 'consumer';
  expect(neededUntil()).toBe(7_000);
});

test('offsets of a topic that is deleted go, those of others stay', () => {
  const committed = new Map(['orders-0', 'audit-0', 'audit-1'].map((key) => [key, OFFSET]));
  const state = { groups: new Map(), offsets: new Map([['readers', committed]]) } as GroupState;
  const deleted: unknown[] = [];
  const host = {
    topicOf: () => ({ partitionCount: 1 }),
    write: (_: number, { replay }: { replay: () => void }) => replay(),
    emit: (_: string, data: { topic: string; partition: number }) =>
      deleted.push(`${data.topic}-${data.partition}`),
  } as unknown as GroupHost;
  forgetOffsetsOf(state, new Set(['audit']), host);
  expect([...committed.keys()]).toEqual(['orders-0']);
  expect(deleted).toEqual(['audit-0', 'audit-1']);
});

describe('the rebalance timeout', () => {
  test('is what a member has to give partitions up', () => {
    const timers = new Map<string, number>();
    const host = {
      setTimer: (key: string, afterMs: number) => timers.set(key, afterMs),
      clearTimer: (key: string) => timers.delete(key),
    } as unknown as ConsumerHost;
    const group = { id: 'g' } as ConsumerGroup;
    const member = { memberId: 'm', memberEpoch: 3, rebalanceTimeoutMs: 45_000 };
    const inState = (state: string) => ({ ...member, state }) as unknown as ConsumerGroupMember;
    watchRevocation(group, inState('UNREVOKED_PARTITIONS'), host);
    expect([...timers.values()]).toEqual([45_000]);
    watchRevocation(group, inState('STABLE'), host);
    expect(timers.size).toBe(0);
  });

  test('of a classic group is the longest of its members’', () => {
    const story = new ClassicStory();
    story.join('a', { rebalanceTimeoutMs: 50_000, sessionTimeoutMs: 300_000, apiVersion: 3 });
    story.bench.advance(1);
    story.join('b', { rebalanceTimeoutMs: 5_000, sessionTimeoutMs: 300_000, apiVersion: 3 });
    // The first of them must join again, and does not.
    expect(story.state).toBe('PreparingRebalance');
    story.bench.advance(49_000);
    expect(story.state).toBe('PreparingRebalance');
    story.bench.advance(2_000);
    expect(story.state).toBe('CompletingRebalance');
    expect(story.memberIds).toHaveLength(1);
  });
});

describe('a session timeout', () => {
  test.each([
    [5_999, false],
    [6_000, true],
    [6_001, true],
    [1_800_000, true],
    [1_800_001, false],
  ])('of %d ms', (sessionTimeoutMs, isTaken) => {
    const story = new ClassicStory();
    story.join('a', { sessionTimeoutMs, apiVersion: 3 });
    story.bench.advance(1);
    const { errorCode } = story.answer('a', 'JoinGroup');
    expect(errorCode).toBe(isTaken ? 'NONE' : 'INVALID_SESSION_TIMEOUT');
  });
});

describe('a new member', () => {
  test('has five minutes until the join phase it waits in must end', () => {
    const story = new ClassicStory();
    const patient = { rebalanceTimeoutMs: 900_000, sessionTimeoutMs: 1_800_000, apiVersion: 3 };
    story.join('a', patient);
    story.bench.advance(1);
    story.join('b', { ...patient, sessionTimeoutMs: 10_000 });
    story.bench.advance(299_000);
    expect(story.memberIds).toHaveLength(2);
    story.bench.advance(2_000);
    expect(story.memberIds.map((id) => id.split('-')[0])).toEqual(['a']);
    expect(story.state).toBe('PreparingRebalance');
  });

  test.each([
    [1, 'GROUP_MAX_SIZE_REACHED'],
    [2, 'waits'],
  ])('in a group of at most %d', (most, answer) => {
    const story = new ClassicStory({ 'group.max.size': most });
    story.join('a', { apiVersion: 3 });
    story.bench.advance(1);
    story.sync('a', story.group.leaderId);
    story.answers();
    expect(story.state).toBe('Stable');
    story.join('b', { apiVersion: 3 });
    const { b } = story.answers();
    expect(b === undefined ? 'waits' : 'errorCode' in b && b.errorCode).toBe(answer);
  });
});
