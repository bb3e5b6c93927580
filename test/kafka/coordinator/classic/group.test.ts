// What the classic group's golden data does not show: static members that come back, errors of the
// log, the coordinator's moving to another broker, several leaving at once.
import { describe, expect, test } from 'vitest';
import { ClassicStory, GROUP } from './classic-story.ts';

describe('dynamic members (KIP-394)', () => {
  test('are given an id first, and keep the group waiting until they use it', () => {
    const story = new ClassicStory();
    story.join('a');
    const { errorCode, memberId } = story.answer('a', 'JoinGroup');
    expect({ errorCode, memberId }).toEqual({ errorCode: 'MEMBER_ID_REQUIRED', memberId: 'a-1' });
    expect(story.state).toBe('Empty');
    story.join('a', { memberId });
    story.bench.advance(0);
    expect(story.answer('a', 'JoinGroup')).toMatchObject({ errorCode: 'NONE', leader: 'a-1' });
  });

  test('lose an id that they do not use within their session', () => {
    const story = new ClassicStory();
    story.join('a');
    const { memberId } = story.answer('a', 'JoinGroup');
    story.bench.advance(10_000);
    expect(story.group.pendingJoins.size).toBe(0);
    story.join('a', { memberId });
    expect(story.answer('a', 'JoinGroup').errorCode).toBe('UNKNOWN_MEMBER_ID');
  });

  test('of clients older than KIP-394 come in without a member id', () => {
    const story = new ClassicStory();
    story.join('a', { apiVersion: 3 });
    expect(story.memberIds).toEqual(['a-1']);
  });
});

describe('a static member that comes back without its id', () => {
  test('disturbs nobody, and its old id is fenced', () => {
    const story = new ClassicStory();
    const [, second] = story.settle(['x', 'y']);
    const generation = story.group.generationId;
    story.join('again', { groupInstanceId: 'y' });
    expect(story.answer('again', 'JoinGroup')).toMatchObject({
      errorCode: 'NONE',
      generationId: generation,
      memberId: 'y-3',
      skipAssignment: false,
      members: [],
    });
    expect(story.state).toBe('Stable');
    expect(story.heartbeat(second ?? '', { groupInstanceId: 'y' })).toBe('FENCED_INSTANCE_ID');
    expect(story.heartbeat('y-3', { groupInstanceId: 'y' })).toBe('NONE');
  });

  test('keeps its assignment', () => {
    const story = new ClassicStory();
    story.settle(['x', 'y']);
    const before = story.group.members.get('y-2')?.assignment;
    story.join('again', { groupInstanceId: 'y' });
    story.bench.takeAnswers();
    story.sync('again', 'y-3', { groupInstanceId: 'y' });
    expect(story.answer('again', 'SyncGroup').assignment).toEqual(before);
  });

  test('as leader is told of all members, but not to assign (KIP-814)', () => {
    const story = new ClassicStory();
    story.settle(['x', 'y']);
    story.join('again', { groupInstanceId: 'x' });
    const { leader, memberId, skipAssignment, members } = story.answer('again', 'JoinGroup');
    expect({ leader, memberId, skipAssignment }).toEqual({
      leader: 'x-3',
      memberId: 'x-3',
      skipAssignment: true,
    });
    expect(members).toHaveLength(2);
  });

  test('as leader with an old client hears the name of the leader that there was', () => {
    const story = new ClassicStory();
    story.settle(['x', 'y']);
    story.join('again', { groupInstanceId: 'x', apiVersion: 8 });
    expect(story.answer('again', 'JoinGroup')).toMatchObject({
      leader: 'x-1',
      memberId: 'x-3',
      skipAssignment: false,
      members: [],
    });
  });

  test('with other protocols makes the group rebalance', () => {
    const story = new ClassicStory();
    story.settle(['x', 'y'], { protocols: ['range', 'roundrobin'] });
    story.join('again', { groupInstanceId: 'y', protocols: ['roundrobin'] });
    expect(story.state).toBe('PreparingRebalance');
  });

  test('fences a JoinGroup that waits under the old id', () => {
    const story = new ClassicStory({ 'group.initial.rebalance.delay.ms': 3000 });
    story.join('first', { groupInstanceId: 'x' });
    story.join('second', { groupInstanceId: 'x' });
    expect(story.answer('first', 'JoinGroup')).toMatchObject({
      errorCode: 'FENCED_INSTANCE_ID',
      memberId: 'x-1',
    });
    story.bench.advance(3000);
    expect(story.answer('second', 'JoinGroup')).toMatchObject({ leader: 'x-2' });
  });

  test('fences a SyncGroup that waits, and the group begins anew', () => {
    const story = new ClassicStory();
    story.join('x', { groupInstanceId: 'x' });
    story.join('y', { groupInstanceId: 'y' });
    story.bench.advance(0);
    story.sync('y', 'y-2');
    story.bench.takeAnswers();
    story.join('again', { groupInstanceId: 'y' });
    expect(story.answer('y', 'SyncGroup').errorCode).toBe('FENCED_INSTANCE_ID');
    expect(story.state).toBe('PreparingRebalance');
  });

  test('keeps its old id when the new one cannot be stored', () => {
    const story = new ClassicStory();
    story.settle(['x', 'y']);
    story.bench.appendError = 'NOT_ENOUGH_REPLICAS';
    story.join('again', { groupInstanceId: 'y' });
    expect(story.answer('again', 'JoinGroup').errorCode).toBe('COORDINATOR_NOT_AVAILABLE');
    expect(story.heartbeat('y-2', { groupInstanceId: 'y' })).toBe('NONE');
  });
});

describe('the join phase', () => {
  test('of a new group is put off by newcomers, up to the rebalance timeout', () => {
    const story = new ClassicStory({ 'group.initial.rebalance.delay.ms': 3000 });
    const joining = { rebalanceTimeoutMs: 5000 };
    story.join('x', { ...joining, groupInstanceId: 'x' });
    for (const instance of ['a', 'b']) {
      story.bench.advance(2000);
      story.join(instance, { ...joining, groupInstanceId: instance });
    }
    story.bench.advance(1000);
    expect(story.state).toBe('CompletingRebalance');
    expect(story.bench.takeFired().map(([ms]) => ms)).toEqual([3000, 5000]);
  });

  test('throws out dynamic members that do not join again; static ones have their session', () => {
    const story = new ClassicStory();
    story.join('dynamic', { apiVersion: 3, sessionTimeoutMs: 100_000 });
    story.join('static', { groupInstanceId: 's', sessionTimeoutMs: 100_000 });
    story.bench.advance(0);
    story.sync('dynamic', 'dynamic-1');
    story.sync('static', 's-2', { groupInstanceId: 's' });
    story.join('new', { apiVersion: 3 });
    story.bench.advance(60_000);
    expect(story.memberIds).toEqual(['s-2', 'new-3']);
    expect(story.group.leaderId).toBe('new-3');
  });

  test('ends without the leader if only static members are late: nobody leads until one joins', () => {
    const story = new ClassicStory();
    story.settle(['x', 'y'], { sessionTimeoutMs: 1_000_000 });
    story.join('z', { groupInstanceId: 'z', sessionTimeoutMs: 1_000_000 });
    expect(story.leave(['', 'z'])).toEqual(['NONE']);
    story.bench.advance(60_000);
    expect(story.state).toBe('PreparingRebalance');
    story.join('y', { memberId: 'y-2', groupInstanceId: 'y' });
    story.bench.advance(60_000);
    expect(story.answer('y', 'JoinGroup')).toMatchObject({ errorCode: 'NONE', leader: 'y-2' });
  });

  test('refuses a member with nothing in common', () => {
    const story = new ClassicStory();
    story.settle(['x']);
    story.join('a', { protocols: ['sticky'] });
    expect(story.answer('a', 'JoinGroup').errorCode).toBe('INCONSISTENT_GROUP_PROTOCOL');
    story.join('b', { protocolType: 'connect' });
    expect(story.answer('b', 'JoinGroup').errorCode).toBe('INCONSISTENT_GROUP_PROTOCOL');
  });

  test.each([
    [5999, 'INVALID_SESSION_TIMEOUT'],
    [6000, 'MEMBER_ID_REQUIRED'],
    [1_800_000, 'MEMBER_ID_REQUIRED'],
    [1_800_001, 'INVALID_SESSION_TIMEOUT'],
  ])('answers a session timeout of %d ms with %s', (sessionTimeoutMs, errorCode) => {
    const story = new ClassicStory();
    story.join('a', { sessionTimeoutMs });
    expect(story.answer('a', 'JoinGroup').errorCode).toBe(errorCode);
  });
});

describe('a member that joins a Stable group again', () => {
  test('is told the same when it has not changed', () => {
    const story = new ClassicStory();
    story.settle(['x', 'y']);
    story.join('y', { memberId: 'y-2', groupInstanceId: 'y' });
    expect(story.answer('y', 'JoinGroup')).toMatchObject({ errorCode: 'NONE', generationId: 1 });
    expect(story.state).toBe('Stable');
  });

  test('starts a second round when it owns less: cooperative rebalancing', () => {
    const story = new ClassicStory();
    const cooperative = { protocols: ['cooperative-sticky'] };
    story.settle(['x', 'y'], { ...cooperative, owned: [0, 1] });
    const again = { ...cooperative, memberId: 'y-2', groupInstanceId: 'y' };
    story.join('y', { ...again, owned: [1] });
    expect(story.state).toBe('PreparingRebalance');
    expect(story.heartbeat('x-1', { groupInstanceId: 'x' })).toBe('REBALANCE_IN_PROGRESS');
    story.join('x', { ...cooperative, memberId: 'x-1', groupInstanceId: 'x', owned: [0] });
    expect(story.answer('x', 'JoinGroup')).toMatchObject({ generationId: 2, leader: 'x-1' });
  });
});

describe('SyncGroup', () => {
  test('must come from everybody: who is late is out, even when the group is Stable', () => {
    const story = new ClassicStory();
    const patient = { apiVersion: 3, sessionTimeoutMs: 100_000 };
    story.join('a', patient);
    story.join('b', patient);
    story.bench.advance(0);
    story.sync('a', 'a-1');
    expect(story.state).toBe('Stable');
    story.bench.advance(60_000);
    expect(story.memberIds).toEqual(['a-1']);
    expect(story.state).toBe('PreparingRebalance');
  });

  test('is refused, and the group begins anew, when the assignment cannot be stored', () => {
    const story = new ClassicStory();
    story.join('x', { groupInstanceId: 'x' });
    story.join('y', { groupInstanceId: 'y' });
    story.bench.advance(0);
    story.bench.takeAnswers();
    story.bench.appendError = 'NOT_LEADER_OR_FOLLOWER';
    story.sync('y', 'y-2');
    story.sync('x', 'x-1');
    expect(story.answers()).toMatchObject({
      x: { errorCode: 'NOT_COORDINATOR' },
      y: { errorCode: 'NOT_COORDINATOR' },
    });
    expect(story.state).toBe('PreparingRebalance');
  });

  test.each([
    [{ generationId: 7 }, 'ILLEGAL_GENERATION'],
    [{ memberId: 'nobody' }, 'UNKNOWN_MEMBER_ID'],
    [{ memberId: 'nobody', groupInstanceId: 'x' }, 'FENCED_INSTANCE_ID'],
    [{ groupInstanceId: 'z' }, 'UNKNOWN_MEMBER_ID'],
    [{ protocolName: 'sticky' }, 'INCONSISTENT_GROUP_PROTOCOL'],
    [{ protocolType: 'connect' }, 'INCONSISTENT_GROUP_PROTOCOL'],
  ])('with %j is answered with %s', (rest, errorCode) => {
    const story = new ClassicStory();
    story.settle(['x']);
    story.sync('x', 'x-1', rest);
    expect(story.answer('x', 'SyncGroup').errorCode).toBe(errorCode);
  });
});

describe('LeaveGroup', () => {
  test('of several at once makes one rebalance', () => {
    const story = new ClassicStory();
    story.settle(['x', 'y', 'z']);
    const results = story.leave(['y-2'], ['', 'z'], ['nobody'], ['y-2', 'x'], ['', 'w']);
    expect(results).toEqual([
      'NONE',
      'NONE',
      'UNKNOWN_MEMBER_ID',
      'FENCED_INSTANCE_ID',
      'UNKNOWN_MEMBER_ID',
    ]);
    expect(story.memberIds).toEqual(['x-1']);
    expect({ state: story.state, generation: story.group.generationId }).toEqual({
      state: 'PreparingRebalance',
      generation: 1,
    });
  });

  test('of a member whose JoinGroup waits answers that, too', () => {
    const story = new ClassicStory();
    story.settle(['x']);
    story.join('y', { groupInstanceId: 'y' });
    story.bench.takeAnswers();
    story.bench.request('admin', {
      api: 'LeaveGroup',
      groupId: GROUP,
      members: [{ memberId: '', groupInstanceId: 'y', reason: '' }],
    });
    expect(story.answers()).toMatchObject({
      y: { api: 'JoinGroup', errorCode: 'UNKNOWN_MEMBER_ID', memberId: '' },
    });
  });
});

describe('the coordinator moves to another broker', () => {
  test('and the old one sends everybody there who waits', () => {
    const story = new ClassicStory();
    story.settle(['x', 'y']);
    story.join('z', { groupInstanceId: 'z' });
    story.bench.resign();
    expect(story.answers()).toMatchObject({ z: { errorCode: 'NOT_COORDINATOR' } });
    story.join('z', { groupInstanceId: 'z' });
    expect(story.answers()).toMatchObject({ z: { errorCode: 'NOT_COORDINATOR' } });
    story.bench.takeFired();
    story.bench.advance(1_000_000);
    expect(story.bench.takeFired()).toEqual([]);
  });

  test('and a SyncGroup that waits is answered, too', () => {
    const story = new ClassicStory();
    story.join('x', { groupInstanceId: 'x' });
    story.join('y', { groupInstanceId: 'y' });
    story.bench.advance(0);
    story.sync('y', 'y-2');
    story.bench.takeAnswers();
    story.bench.resign();
    expect(story.answers()).toMatchObject({ y: { errorCode: 'NOT_COORDINATOR' } });
  });

  test('and the new one knows the members, under their latest ids', () => {
    const story = new ClassicStory();
    story.settle(['x', 'y']);
    story.join('again', { groupInstanceId: 'y' });
    const next = story.successor();
    expect({ state: next.state, members: next.memberIds }).toEqual({
      state: 'Stable',
      members: ['x-1', 'y-3'],
    });
    expect(next.heartbeat('y-3', { groupInstanceId: 'y' })).toBe('NONE');
    expect(next.heartbeat('y-2', { groupInstanceId: 'y' })).toBe('FENCED_INSTANCE_ID');
    next.bench.advance(10_000);
    expect(next.state).toBe('Empty');
  });

  test('and the new one asks a group that has become too large to rebalance', () => {
    const story = new ClassicStory();
    story.settle(['x', 'y']);
    const next = new ClassicStory({ 'group.max.size': 1 }, story.bench.log);
    expect(next.state).toBe('PreparingRebalance');
  });
});

describe('group.max.size', () => {
  test('turns away who comes too late, and pending ids do not count', () => {
    const story = new ClassicStory({ 'group.max.size': 1 });
    story.join('a');
    story.join('b');
    expect(story.answers()).toMatchObject({
      a: { errorCode: 'MEMBER_ID_REQUIRED' },
      b: { errorCode: 'MEMBER_ID_REQUIRED' },
    });
    story.join('a', { memberId: 'a-1' });
    story.join('b', { memberId: 'b-2' });
    expect(story.answer('b', 'JoinGroup').errorCode).toBe('GROUP_MAX_SIZE_REACHED');
    expect(story.group.pendingJoins.size).toBe(0);
  });
});

describe('OffsetCommit', () => {
  const commit = (
    story: ClassicStory,
    memberId: string,
    generationIdOrMemberEpoch: number,
  ): string | undefined => {
    story.bench.takeAnswers();
    story.bench.request('committer', {
      api: 'OffsetCommit',
      groupId: GROUP,
      generationIdOrMemberEpoch,
      memberId,
      groupInstanceId: null,
      partitions: [
        {
          topic: '__consumer_offsets',
          partition: 0,
          committedOffset: 5,
          committedLeaderEpoch: 0,
          committedMetadata: '',
        },
      ],
    });
    return story.answer('committer', 'OffsetCommit').partitions[0]?.errorCode;
  };

  test('needs a member of the present generation, and waits for no rebalance to complete', () => {
    const story = new ClassicStory();
    story.settle(['x']);
    expect(commit(story, 'x-1', 1)).toBe('NONE');
    expect(commit(story, 'x-1', 2)).toBe('ILLEGAL_GENERATION');
    expect(commit(story, 'nobody', 1)).toBe('UNKNOWN_MEMBER_ID');
    expect(commit(story, '', -1)).toBe('UNKNOWN_MEMBER_ID');
    story.join('x', { memberId: 'x-1', groupInstanceId: 'x' });
    expect(story.state).toBe('CompletingRebalance');
    expect(commit(story, 'x-1', 2)).toBe('REBALANCE_IN_PROGRESS');
  });

  test('is open to anybody while nobody is in the group', () => {
    const story = new ClassicStory();
    expect(commit(story, '', -1)).toBe('NONE');
    expect(commit(story, 'x', 1)).toBe('ILLEGAL_GENERATION');
  });
});
