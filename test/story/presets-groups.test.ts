// The presets about consumers and their groups show what they promise: who joins when, who gives up
// what, and whose commits count.
import { describe, expect, test } from 'vitest';
import type { GroupMemberView } from '#kafka/events.ts';
import type { ApiName, RequestBody, ResponseBody } from '#kafka/protocol/api.ts';
import { encodeUtf8 } from '#base/utf8.ts';
import { partitionKey, type TopicPartition } from '#kafka/protocol/topic-partition.ts';
import { partitionForKey } from '#kafka/partitioner/murmur2.ts';
import { Cluster, recordIds } from './cluster.ts';

const GROUP = 'billing';

function keysOf(partitions: readonly TopicPartition[]): readonly string[] {
  return partitions.map((one) => partitionKey(one.topic, one.partition));
}

/** Requests of one kind that a node sent from a second on. */
function requests<A extends ApiName>(cluster: Cluster, node: string, api: A, fromS = 0) {
  return cluster.events('request.sent', fromS).flatMap((event) => {
    const body = event.data.body as RequestBody;
    if (event.node !== node || body.api !== api) return [];
    return [{ atUs: event.atUs, id: event.id, body: body as RequestBody<A> }];
  });
}

/** What a consumer gave up and was given from a second on, in order. */
function ownership(cluster: Cluster, consumer: string, fromS: number): readonly string[] {
  return [...cluster.trace].flatMap((event) => {
    if (event.atUs < fromS * 1e6) return [];
    if (event.type !== 'partitions.revoked' && event.type !== 'partitions.assigned') return [];
    if (event.data.consumer !== consumer) return [];
    const verb = event.type === 'partitions.assigned' ? 'got' : 'gave up';
    const lost = 'isLost' in event.data && event.data.isLost ? 'lost' : verb;
    return [`${lost} ${keysOf(event.data.partitions).join(' ')}`.trim()];
  });
}

function polledIds(cluster: Cluster, consumer?: string): readonly string[] {
  return cluster.events('records.polled').flatMap(({ data }) => {
    if (consumer !== undefined && data.consumer !== consumer) return [];
    return data.partitions.flatMap((one) => one.recordIds);
  });
}

/** Generations of the group from a second on, each once. */
function generations(cluster: Cluster, fromS = 0): readonly number[] {
  const seen = cluster.events('group.changed', fromS).map(({ data }) => data.generation);
  return [...new Set(seen)];
}

function member(cluster: Cluster, clientId: string, atS: number): GroupMemberView | undefined {
  const changed = cluster.events('group.changed').findLast(({ atUs }) => atUs <= atS * 1e6);
  return changed?.data.members.find((one) => one.clientId === clientId);
}

describe('a rebalance', () => {
  test('eager: all commit and give up everything before they join again', () => {
    const cluster = Cluster.preset('eager-rebalance').at('35s');
    expect(generations(cluster, 15)).toEqual([1, 2]);
    expect(cluster.events('rebalance.started', '15s')).toHaveLength(1);
    expect(ownership(cluster, 'billing-c1', 20)).toEqual([
      'gave up orders-0 orders-1 orders-2',
      'got orders-0 orders-1',
    ]);
    expect(ownership(cluster, 'billing-c2', 20)).toEqual([
      'gave up orders-3 orders-4 orders-5',
      'got orders-2 orders-3',
    ]);
    expect(ownership(cluster, 'billing-c3', 20)).toEqual(['got orders-4 orders-5']);
    for (const consumer of ['billing-c1', 'billing-c2']) {
      const [revoked] = cluster
        .events('partitions.revoked', '20s')
        .filter(({ data }) => data.consumer === consumer);
      const [assigned] = cluster
        .events('partitions.assigned', '20s')
        .filter(({ data }) => data.consumer === consumer);
      const [join] = requests(cluster, `consumer-${consumer}`, 'JoinGroup', 20);
      const commit = requests(cluster, `consumer-${consumer}`, 'OffsetCommit').findLast(
        (one) => one.id < (join?.id ?? 0),
      );
      expect(commit?.id).toBeLessThan(revoked?.id ?? -1);
      expect(revoked?.id).toBeLessThan(join?.id ?? -1);
      const between = cluster
        .events('records.polled', '20s')
        .filter(
          ({ id, data }) =>
            data.consumer === consumer && id > (revoked?.id ?? 0) && id < (assigned?.id ?? 0),
        );
      expect(between).toEqual([]);
    }
    // What moved is read on from the commits: nothing twice.
    const ids = polledIds(cluster);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('cooperative: two rounds, and only what moves is given up', () => {
    const cluster = Cluster.preset('cooperative-rebalance').at('40s');
    expect(generations(cluster, 14)).toEqual([1, 2, 3]);
    const gave = ['billing-c1', 'billing-c2'].map((consumer) =>
      ownership(cluster, consumer, 15).filter((one) => one.startsWith('gave up')),
    );
    expect(gave.map((one) => one.length)).toEqual([1, 1]);
    const moved = gave.flat().map((one) => one.replace('gave up ', ''));
    expect(moved).toHaveLength(2);
    const third = ownership(cluster, 'billing-c3', 15);
    // In the first round it gets nothing: its partitions are not free yet.
    expect(third[0]).toBe('got');
    expect(third[1]?.split(' ').slice(1).sort()).toEqual(moved.sort());
    // Nobody is ever without partitions, and what stays is read on.
    for (const { data } of cluster.events('partitions.revoked', '15s')) {
      expect(data.owned).toHaveLength(2);
    }
    const ids = polledIds(cluster);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('membership', () => {
  test('begins with a member id from the coordinator (KIP-394)', () => {
    const cluster = Cluster.preset('member-id').at('30s');
    const [first, second] = requests(cluster, 'consumer-billing-c2', 'JoinGroup');
    expect(first?.body.memberId).toBe('');
    const refused = cluster.events('response.sent', '20s').find(({ data }) => {
      const body = data.body as ResponseBody;
      return body.api === 'JoinGroup' && body.errorCode === 'MEMBER_ID_REQUIRED';
    });
    const { memberId } = refused?.data.body as ResponseBody<'JoinGroup'>;
    expect(memberId).toMatch(/^billing-c2-/);
    expect(second?.body.memberId).toBe(memberId);
    const joined = cluster
      .events('member.joined')
      .find(({ data }) => data.clientId === 'billing-c2');
    expect(joined?.data.memberId).toBe(memberId);
    const [rebalance] = cluster.events('rebalance.started', '15s');
    expect(rebalance?.id).toBeGreaterThan(second?.id ?? Infinity);
    expect(generations(cluster, 15)).toEqual([1, 2]);
  });

  test('static: a restart within the session changes nothing but the member id', () => {
    const cluster = Cluster.preset('static-membership').at('60s');
    expect(cluster.events('rebalance.started', '15s').every(({ atUs }) => atUs > 40e6)).toBe(true);
    const before = member(cluster, 'billing-c2', 19);
    const after = member(cluster, 'billing-c2', 30);
    expect(before?.groupInstanceId).toBe('desk-2');
    expect(after).toMatchObject({ groupInstanceId: 'desk-2', assignment: before?.assignment });
    expect(after?.memberId).not.toBe(before?.memberId);
    expect(ownership(cluster, 'billing-c2', 20)).toEqual(['got orders-2 orders-3']);

    // Away for longer than the session: now the others get its partitions.
    const [left] = cluster.events('member.left', '15s');
    expect(left?.data).toMatchObject({ clientId: 'billing-c2', reason: 'session timeout' });
    const lastHeartbeat = requests(cluster, 'consumer-billing-c2', 'Heartbeat').at(-1);
    expect(((left?.atUs ?? 0) - (lastHeartbeat?.atUs ?? 0)) / 1e6).toBeCloseTo(12, 1);
    expect(generations(cluster, 15)).toEqual([1, 2]);
    expect(ownership(cluster, 'billing-c1', 40).at(-1)).toBe(
      'got orders-0 orders-1 orders-2 orders-3',
    );
  });

  test('ends when poll() is not called in time, and a late commit is refused', () => {
    const cluster = Cluster.preset('zombie-commit').at('34s');
    const [leave] = requests(cluster, 'consumer-billing-c1', 'LeaveGroup');
    const polled = cluster
      .events('records.polled')
      .findLast(({ id, data }) => data.consumer === 'billing-c1' && id < (leave?.id ?? 0));
    expect(((leave?.atUs ?? 0) - (polled?.atUs ?? 0)) / 1e6).toBeCloseTo(6, 1);
    expect(ownership(cluster, 'billing-c2', 21)[1]).toBe('got orders-0 orders-1');

    const [failed] = cluster.events('client.failed');
    expect(failed?.node).toBe('consumer-billing-c1');
    expect(failed?.data.errorMessage).toContain('the consumer is not part of an active group');
    expect(failed?.atUs).toBeGreaterThan(leave?.atUs ?? Infinity);
    // It knows that it has left, and does not even ask.
    expect(failed?.data.errorCode).toBe('UNKNOWN_MEMBER_ID');
    const asked = requests(cluster, 'consumer-billing-c1', 'OffsetCommit', 0).filter(
      ({ atUs }) => atUs > (leave?.atUs ?? 0) && atUs <= (failed?.atUs ?? 0),
    );
    expect(asked).toEqual([]);
    expect(ownership(cluster, 'billing-c1', 21)[0]).toBe('lost orders-0');
    const commits = cluster
      .events('offset.committed')
      .filter(({ atUs, data }) => atUs > (leave?.atUs ?? 0) && data.partition === 0);
    const zombie = member(cluster, 'billing-c1', 20);
    expect(commits.length).toBeGreaterThan(0);
    expect(commits.map(({ data }) => data.memberId)).not.toContain(zombie?.memberId);

    const twice = polled?.data.partitions.flatMap((one) => one.recordIds) ?? [];
    expect(twice.length).toBeGreaterThan(0);
    for (const id of twice) expect(polledIds(cluster, 'billing-c2')).toContain(id);
  });

  test('static: who slept through a generation is a member still, but commits in vain', () => {
    const cluster = Cluster.preset('older-generation').at('33s');
    expect(generations(cluster, 15)).toEqual([1, 2]);
    const [completed] = cluster.events('rebalance.completed', '15s');
    // The join phase waits for the sleeper as long as max.poll.interval.ms, from the third's JoinGroup.
    expect((completed?.atUs ?? 0) / 1e6).toBeCloseTo(22 + 6, 1);
    expect(member(cluster, 'billing-c1', 30)?.groupInstanceId).toBe('desk-1');
    expect(cluster.events('member.left')).toEqual([]);
    const [refused] = cluster.errorsTo('consumer-billing-c1', 'OffsetCommit');
    expect(refused?.errorCode).toBe('ILLEGAL_GENERATION');
    expect(requests(cluster, 'consumer-billing-c1', 'OffsetCommit', 31)[0]?.body).toMatchObject({
      generationIdOrMemberEpoch: 1,
    });
    expect(cluster.events('client.failed')[0]).toMatchObject({
      node: 'consumer-billing-c1',
      data: { errorCode: 'ILLEGAL_GENERATION' },
    });
    expect(ownership(cluster, 'billing-c1', 31)[0]).toBe('lost orders-0 orders-1');
  });
});

describe('a coordinator that is lost', () => {
  test('is followed by another, which reads the group from __consumer_offsets', () => {
    const cluster = Cluster.preset('coordinator-failover').at('44s');
    const before = cluster.events('group.changed').findLast(({ atUs }) => atUs < 20e6)?.data;
    expect(before).toMatchObject({ coordinator: 1, state: 'Stable', generation: 1 });
    const [loaded, ...more] = cluster.events('group.changed', '20s');
    expect(more).toEqual([]);
    expect(loaded?.data).toMatchObject({
      state: 'Stable',
      generation: 1,
      leader: before?.leader,
      members: before?.members,
    });
    const coordinator = loaded?.data.coordinator ?? 0;
    expect(coordinator).not.toBe(1);
    expect(cluster.frame().topics.get('__consumer_offsets')?.partitions[0]?.state.leader).toBe(
      coordinator,
    );
    expect(cluster.events('rebalance.started', '20s')).toEqual([]);
    for (const consumer of ['billing-c1', 'billing-c2']) {
      expect(
        requests(cluster, `consumer-${consumer}`, 'FindCoordinator', 20).length,
      ).toBeGreaterThan(0);
      expect(ownership(cluster, consumer, 20)).toEqual([]);
      const beats = cluster.events('response.sent', '29s').filter(({ node, data }) => {
        const body = data.body as ResponseBody;
        const isHers = data.to === `consumer-${consumer}` && node === `broker-${coordinator}`;
        return isHers && body.api === 'Heartbeat' && body.errorCode === 'NONE';
      });
      expect(beats.length).toBeGreaterThan(1);
    }
    // Offsets go on from where they were committed at the old one.
    const offsets = cluster
      .events('offset.committed')
      .filter(({ data }) => data.partition === 0 && data.group === GROUP)
      .map(({ data }) => data.offset);
    expect(offsets).toEqual([...offsets].sort((a, b) => a - b));
    expect(cluster.events('offset.committed', '29s').length).toBeGreaterThan(0);
  });
});

describe('positions', () => {
  test('follow a seek, and auto.offset.reset when that leads out of the log', () => {
    const cluster = Cluster.preset('seek').at('45s');
    expect(cluster.events('offset.reset', '15s').map(({ data }) => [data.by, data.offset])).toEqual(
      [
        ['seek', 0],
        ['seek', 1000],
        ['earliest', 0],
      ],
    );
    expect(cluster.errorsTo('consumer-billing-c1', 'Fetch').map((one) => one.errorCode)).toEqual([
      'OFFSET_OUT_OF_RANGE',
    ]);
    const first = cluster.read(recordIds('orders-0', 1))[0];
    expect(polledIds(cluster).filter((id) => id === first)).toHaveLength(3);
  });

  test('of keys: another number of partitions sends most of them elsewhere', () => {
    const cluster = Cluster.preset('growing-partitions').at('45s');
    const homes = new Map<string, Set<number>>();
    for (const { atUs, data } of cluster.events('record.created')) {
      const key = data.key ?? '';
      const [before, after] = [3, 4].map((count) => partitionForKey(encodeUtf8(key), count));
      expect([before, after]).toContain(data.partition);
      if (atUs < 20e6) expect(data.partition).toBe(before);
      if (atUs > 30e6) expect(data.partition).toBe(after);
      homes.set(key, (homes.get(key) ?? new Set()).add(data.partition));
    }
    const moved = [...homes.values()].filter((one) => one.size > 1);
    expect(moved.length).toBeGreaterThan(homes.size / 2);
    expect(cluster.frame().topics.get('orders')?.partitions).toHaveLength(4);
  });
});
