// Kafka's rules of replication at their boundaries: one less, equal, one more. The followers of these
// stories are played by a client, which fetches when and from where the story says.
import { describe, expect, it, test } from 'vitest';
import type { RequestBody } from '#kafka/protocol/api.ts';
import type { Broker, HostedPartition } from '#kafka/broker/state/broker-state.ts';
import { onHighWatermarkMoved } from '#kafka/broker/purgatory/purgatory.ts';
import { checkInvariants } from '#trace/invariant/check.ts';
import { batch, Client, fetchOf, produced } from './client.ts';
import { Cluster, highWatermark, isr, leader } from './cluster.ts';

const TOPIC = 'orders';
const KEY = `${TOPIC}-0`;
const LAG_US = 2_000_000;
const CONFIGS = { 'replica.lag.time.max.ms': String(LAG_US / 1_000) };

interface Story {
  readonly cluster: Cluster;
  readonly client: Client;
  /** Fetches from the leader in the name of a replica, which has everything before `offset`. */
  readonly follow: (replica: number, offset: number, partition?: number) => void;
}

/** Brokers 1 to 3; those that are played cannot reach the others. */
function given(
  replicas: readonly number[],
  played: readonly number[],
  configs: Readonly<Record<string, string>> = {},
): Story {
  const cluster = Cluster.bare(3, CONFIGS).at('8s');
  for (const one of played) {
    for (const other of [1, 2, 3]) if (one !== other) cluster.link(one, other).cut();
  }
  cluster.topic(TOPIC).create({ assignments: [replicas, replicas], configs });
  cluster.after('500ms');
  const client = new Client(cluster);
  const follow: Story['follow'] = (replica, offset, partition = 0) => {
    const { brokerEpoch = -1 } = cluster.frame().brokers.get(replica) ?? {};
    const to = cluster.read(leader(KEY));
    const [asked] = fetchOf(TOPIC, offset).partitions;
    if (asked === undefined) return;
    client.ask(to, {
      ...fetchOf(TOPIC, offset, { replicaId: replica, replicaEpoch: brokerEpoch }),
      partitions: [{ ...asked, partition }],
    });
  };
  return { cluster, client, follow };
}

/** When the leader looked at its ISRs, in µs. */
function looks(cluster: Cluster): readonly number[] {
  return cluster
    .events('timer.fired')
    .filter(({ node, data }) => node === 'broker-1' && data.timer === 'isr expiration')
    .map(({ atUs }) => atUs);
}

const asksToShrink = (cluster: Cluster): readonly number[] =>
  cluster
    .events('isr.change-requested')
    .filter(({ data }) => data.partition === 0 && data.newIsr.length < data.isr.length)
    .map(({ atUs }) => atUs);

describe('acks=all', () => {
  it('is answered when the high watermark has passed the last record, and not before', () => {
    const { cluster, client, follow } = given([1, 2], [2]);
    const first = client.produce(1, TOPIC, ['a']);
    const second = client.produce(1, TOPIC, ['b']);
    cluster.after('10ms');
    follow(2, 1);
    cluster.after('10ms').expect(highWatermark(KEY, 1), 1);
    expect([produced(first), produced(second)]).toEqual([['NONE', 0], undefined]);
    follow(2, 2);
    cluster.after('10ms');
    expect(produced(second)).toEqual(['NONE', 1]);
  });

  it('for several partitions waits for all of them', () => {
    const { cluster, client, follow } = given([1, 2], [2]);
    const body: RequestBody<'Produce'> = {
      api: 'Produce',
      acks: -1,
      timeoutMs: 30_000,
      partitions: [0, 1].map((partition) => ({ topic: TOPIC, partition, batch: batch(['v']) })),
    };
    const asked = client.ask(1, body);
    cluster.after('10ms');
    follow(2, 1, 0);
    cluster.after('10ms');
    expect(asked.answer).toBeUndefined();
    follow(2, 1, 1);
    cluster.after('10ms');
    expect(asked.answer?.partitions.map(({ errorCode }) => errorCode)).toEqual(['NONE', 'NONE']);
  });

  it('is refused after the append when the ISR has become too small meanwhile', () => {
    const answers: unknown[] = [];
    const result = { topic: TOPIC, partition: 0, errorCode: 'NONE', baseOffset: 0 };
    const partitionOf = (isrNow: readonly number[]) => ({
      key: KEY,
      isr: isrNow,
      minIsr: 2,
      highWatermark: 1,
      waitingProduce: new Map([[7, 1]]),
      watchers: new Set(),
      hasCoordinator: false,
    });
    const waiting = {
      id: 7,
      request: {},
      waiting: new Set([KEY]),
      results: new Map([[KEY, result]]),
    };
    for (const isrNow of [[1, 2], [1]]) {
      const memory = { delayedProduces: new Map([[7, structuredClone(waiting)]]) };
      const port = { respond: (_: unknown, body: unknown) => answers.push(body) };
      const partition = partitionOf(isrNow) as unknown as HostedPartition;
      onHighWatermarkMoved({ memory, port } as unknown as Broker, partition);
    }
    expect(answers).toMatchObject([
      { partitions: [{ errorCode: 'NONE', baseOffset: 0 }] },
      { partitions: [{ errorCode: 'NOT_ENOUGH_REPLICAS_AFTER_APPEND', baseOffset: -1 }] },
    ]);
  });
});

describe('replica.lag.time.max.ms', () => {
  it('is looked at twice in its time', () => {
    const { cluster } = given([1, 2], []);
    cluster.after('5s');
    const times = looks(cluster).slice(-4);
    const gaps = times.slice(1).map((atUs, index) => atUs - (times[index] ?? 0));
    expect(gaps).toEqual([LAG_US / 2, LAG_US / 2, LAG_US / 2]);
  });

  it.each([
    ['less than', -1_000, 1.5 * LAG_US],
    ['exactly', 0, 1.5 * LAG_US],
    ['more than', 1_000, LAG_US],
  ])('spares who lags for %s so long at a look, and only then', (_, moreUs, outAfterUs) => {
    const { cluster, client, follow } = given([1, 2], [2]);
    follow(2, 0);
    cluster.after('100ms');
    // The last look of those that the story knows; the next two come in its rhythm.
    const lookUs = (looks(cluster).at(-1) ?? 0) + LAG_US / 2;
    const wayUs = 500;
    cluster.at((lookUs - moreUs - wayUs) / 1e6);
    follow(2, 0);
    cluster.after('10ms');
    client.produce(1, TOPIC, ['a'], { acks: 1 });
    cluster.after('5s');
    expect((asksToShrink(cluster)[0] ?? 0) - lookUs).toBe(outAfterUs);
  });

  it('counts from the last fetch before which a follower had all that there was then', () => {
    const { cluster, client, follow } = given([1, 2], [2]);
    follow(2, 0);
    cluster.after('100ms');
    const lookUs = looks(cluster).at(-1) ?? 0;
    cluster.at((lookUs + 1_100_000) / 1e6);
    follow(2, 0);
    cluster.after('10ms');
    client.produce(1, TOPIC, ['a'], { acks: 1 });
    // It has had everything at the fetch before: that is when it was caught up last.
    cluster.after('1700ms');
    follow(2, 0);
    cluster.after('10ms');
    client.produce(1, TOPIC, ['b'], { acks: 1 });
    cluster.after('5s');
    expect(asksToShrink(cluster)[0]).toBe(lookUs + 4_000_000);
  });

  it('lets go of nobody in the high watermark before the controller has agreed', () => {
    const { cluster, client } = given([1, 2, 3], [3]);
    cluster.link(1, 'controller-100').cut();
    const waiting = client.produce(1, TOPIC, ['a']);
    cluster.after('5s');
    expect(asksToShrink(cluster)).toHaveLength(1);
    // The other follower fetches on, and the leader looks again.
    client.produce(1, TOPIC, ['b'], { acks: 1 });
    cluster.after('1s').expect(isr(KEY), [1, 2, 3]);
    cluster.expect(highWatermark(KEY, 1), 0);
    expect(produced(waiting)).toBeUndefined();
  });
});

describe('a follower', () => {
  it('joins the ISR once it has all that the log had when the leader epoch began', () => {
    const { cluster, client, follow } = given([1, 2, 3], [3], { 'min.insync.replicas': '2' });
    cluster.after('5s').expect(isr(KEY), [1, 2]);
    for (const value of ['a', 'b']) client.produce(1, TOPIC, [value], { acks: 1 });
    cluster.after('1s');
    client.produce(1, TOPIC, ['c'], { acks: 1 });
    cluster.until((frame) => {
      const replica = frame.topics.get(TOPIC)?.partitions[0]?.replicas.get(2);
      return replica?.logEndOffset === 3;
    });
    cluster.broker(1).crash().after('15s').expect(leader(KEY), 2);
    // Alone it is too few: the last record is not committed yet.
    cluster.expect(highWatermark(KEY, 2), 2);
    const from = cluster.mark();
    follow(3, 2);
    cluster.after('10ms');
    expect(cluster.events('isr.change-requested', from)).toEqual([]);
    follow(3, 3);
    cluster.after('10ms');
    expect(cluster.events('isr.change-requested', from).map(({ data }) => data.newIsr)).toEqual([
      [2, 3],
    ]);
  });

  it('that catches up bit by bit never knows of more than it has', () => {
    const cluster = Cluster.bare(2, { ...CONFIGS, 'replica.fetch.max.bytes': '150' }).at('8s');
    cluster.topic(TOPIC).on([1, 2]).link(1, 2).cut();
    const client = new Client(cluster);
    for (const value of 'abcdefgh') client.produce(1, TOPIC, [value], { acks: 1 });
    cluster.after('5s').expect(highWatermark(KEY, 1), 8);
    cluster.link(1, 2).heal().after('40s').expect(isr(KEY), [1, 2]);
    cluster.expect(highWatermark(KEY, 2), 8);
    const ends = cluster.events('highWatermark.advanced').filter(({ data }) => data.broker === 2);
    expect(ends.length).toBeGreaterThan(3);
    expect(checkInvariants(cluster.trace)).toEqual([]);
  });
});

describe('ListOffsets', () => {
  const LATEST = -1;
  const list = (client: Client, cluster: Cluster, leaderEpoch = -1, timestamp = LATEST) => {
    const to = cluster.read(leader(KEY));
    const asked = client.ask(to, {
      api: 'ListOffsets',
      replicaId: -1,
      isolationLevel: 'READ_UNCOMMITTED',
      partitions: [{ topic: TOPIC, partition: 0, currentLeaderEpoch: leaderEpoch, timestamp }],
    });
    cluster.after('5ms');
    const [found] = asked.answer?.partitions ?? [];
    return found?.errorCode === 'NONE' ? found.offset : found?.errorCode;
  };

  it('LATEST is the high watermark, not the end of the log', () => {
    const { cluster, client, follow } = given([1, 2], [2]);
    expect(list(client, cluster)).toBe(0);
    for (const value of ['a', 'b']) client.produce(1, TOPIC, [value], { acks: 1 });
    cluster.after('10ms');
    follow(2, 1);
    cluster.after('10ms');
    expect(list(client, cluster)).toBe(1);
  });

  it('is for the leader epoch that the client knows', () => {
    const { cluster, client } = given([1, 2], []);
    cluster.broker(1).stop().after('5s');
    cluster.expect(leader(KEY), 2);
    const epoch = cluster.frame().topics.get(TOPIC)?.partitions[0]?.state.leaderEpoch ?? -1;
    expect(list(client, cluster, epoch - 1)).toBe('FENCED_LEADER_EPOCH');
    expect(list(client, cluster, epoch)).toBe(0);
    expect(list(client, cluster, epoch + 1)).toBe('UNKNOWN_LEADER_EPOCH');
  });

  it('of a new leader is to be asked again until it knows of all that was committed', () => {
    const { cluster, client } = given([1, 2], [], { 'min.insync.replicas': '2' });
    client.produce(1, TOPIC, ['a'], { acks: 1 });
    // The follower has it, and does not know yet that it is committed.
    cluster.until((frame) => {
      const replica = frame.topics.get(TOPIC)?.partitions[0]?.replicas.get(2);
      return replica?.logEndOffset === 1;
    });
    cluster.broker(1).crash().after('15s');
    cluster.expect(leader(KEY), 2);
    expect(list(client, cluster)).toBe('OFFSET_NOT_AVAILABLE');
    cluster.broker(1).restart().after('15s');
    expect(list(client, cluster)).toBe(1);
  });
});

test('fetch.min.bytes: a fetch is answered with as many, and waits with one less', () => {
  const { cluster, client } = given([1], []);
  const fetch = (minBytes: number) =>
    client.ask(1, fetchOf(TOPIC, 0, { minBytes, maxWaitMs: 10_000, sessionEpoch: 0 }));
  const [less, equal, more] = [fetch(99), fetch(100), fetch(101)];
  cluster.after('10ms');
  client.produce(1, TOPIC, ['a'], { acks: 1 });
  cluster.after('10ms');
  const isAnswered = [less, equal, more].map(({ answer }) => answer !== undefined);
  expect(isAnswered).toEqual([true, true, false]);
  cluster.after('9900ms');
  expect(more.answer).toBeUndefined();
  cluster.after('100ms');
  expect(more.answer?.partitions[0]?.batches).toHaveLength(1);
});

describe('a slow disk', () => {
  function givenSlow(): Story {
    const story = given([1], []);
    story.cluster.when({ type: 'disk.set', data: { broker: 1, appendLatencyMs: 100 } });
    return story;
  }

  it('takes one append after the other', () => {
    const { cluster, client } = givenSlow();
    const from = cluster.mark();
    for (const value of ['a', 'b', 'c']) client.produce(1, TOPIC, [value], { acks: 1 });
    const askedUs = cluster.engine.nowUs;
    cluster.after('1s');
    const appended = cluster.events('records.appended', from).map(({ atUs }) => atUs);
    const [first = 0] = appended;
    expect(first - askedUs).toBeGreaterThanOrEqual(100_000);
    expect(appended.map((atUs) => atUs - first)).toEqual([0, 100_000, 200_000]);
  });

  it('makes a commit wait like a record, and a fetch for nothing', () => {
    const cluster = Cluster.bare(1).at('8s');
    cluster.topic(TOPIC).on([1]).topic('__consumer_offsets').on([1]).after('1s');
    cluster.when({ type: 'disk.set', data: { broker: 1, appendLatencyMs: 100 } });
    const client = new Client(cluster);
    const partition = { topic: TOPIC, partition: 0, committedOffset: 0 };
    const commit = client.ask(1, {
      api: 'OffsetCommit',
      groupId: 'g',
      generationIdOrMemberEpoch: -1,
      memberId: '',
      groupInstanceId: null,
      partitions: [{ ...partition, committedLeaderEpoch: -1, committedMetadata: '' }],
    });
    cluster.after('90ms');
    expect(client.consume(1, TOPIC, 0)).toEqual([]);
    expect(commit.answer).toBeUndefined();
    cluster.after('20ms');
    expect(commit.answer?.partitions[0]?.errorCode).toBe('NONE');
  });
});
