// Three brokers, one partition on all of them: how records become safe, and what happens when
// brokers go and come back.
import { describe, expect, it } from 'vitest';
import { batch, Client, fetchOf, produced } from './client.ts';
import { Cluster, highWatermark, inSync, isr, leader, partition, values } from './cluster.ts';

const TOPIC = 'orders';
const KEY = 'orders-0';

interface Story {
  readonly cluster: Cluster;
  readonly client: Client;
}

function givenCluster(topicConfigs: Record<string, string> = {}): Story {
  const cluster = Cluster.bare(3).after('5s').topic(TOPIC).on([1, 2, 3], topicConfigs);
  return { cluster, client: new Client(cluster) };
}

describe('replication', () => {
  it('brings brokers up and gives the partition its first replica as leader', () => {
    const { cluster } = givenCluster();
    cluster.expect(
      partition(KEY),
      expect.objectContaining({ leader: 1, isr: [1, 2, 3], leaderEpoch: 0 }),
    );
  });

  it('copies records to the followers, and the high watermark follows', () => {
    const { cluster, client } = givenCluster();
    const request = client.produce(1, TOPIC, ['a', 'b']);
    cluster.after('50ms');
    expect(produced(request)).toEqual(['NONE', 0]);
    for (const broker of [1, 2, 3]) cluster.expect(values(KEY, broker), ['a', 'b']);
    cluster.expect(highWatermark(KEY, 1), 2);
    // Followers hear of it with the next answer to their fetch.
    cluster.after('600ms');
    for (const broker of [2, 3]) cluster.expect(highWatermark(KEY, broker), 2);
    expect(client.consume(1, TOPIC, 0)).toEqual(['a', 'b']);
  });

  it('shares one batch among leader and followers', () => {
    const { cluster, client } = givenCluster();
    client.produce(1, TOPIC, ['a']);
    cluster.after('50ms');
    const batches = cluster
      .events('records.appended')
      .flatMap(({ data }) => (data.topic === TOPIC ? [data.batch] : []));
    expect(batches).toHaveLength(3);
    expect(new Set(batches).size).toBe(1);
  });

  it('sends a client away from a broker that does not lead', () => {
    const { cluster, client } = givenCluster();
    const request = client.produce(2, TOPIC, ['a']);
    cluster.after('5ms');
    expect(request.answer?.partitions[0]).toMatchObject({
      errorCode: 'NOT_LEADER_OR_FOLLOWER',
      currentLeader: { leaderId: 1, leaderEpoch: 0 },
    });
    expect(client.consume(1, TOPIC, 1)).toBe('OFFSET_OUT_OF_RANGE');
  });

  it('elects a leader from the ISR when the leader crashes, with a new epoch', () => {
    const { cluster, client } = givenCluster();
    client.produce(1, TOPIC, ['a']);
    cluster.after('1s').broker(1).crash().after('12s');
    cluster.expect(
      partition(KEY),
      expect.objectContaining({ leader: 2, isr: [2, 3], leaderEpoch: 1 }),
    );
    const request = client.produce(2, TOPIC, ['b']);
    cluster.after('50ms');
    expect(produced(request)).toEqual(['NONE', 1]);
    cluster.expect(values(KEY, 3), ['a', 'b']);
  });

  it('lets an old leader drop what nobody else had, and takes it back into the ISR', () => {
    const { cluster, client } = givenCluster();
    client.produce(1, TOPIC, ['a']);
    cluster.after('1s');
    // Cut off from its followers, the leader takes a record that only it has.
    for (const broker of [2, 3]) {
      cluster.link(1, broker).cut();
    }
    client.produce(1, TOPIC, ['lost'], { acks: 1 });
    cluster.after('50ms').broker(1).crash();
    // Healed before, the link would carry what its kernel still sends of the dead process.
    cluster.after('15s');
    for (const broker of [2, 3]) {
      cluster.link(1, broker).heal();
    }
    client.produce(2, TOPIC, ['b']);
    cluster.after('100ms').broker(1).restart().after('10s');
    expect(cluster.events('log.truncated')).toHaveLength(1);
    cluster.expect(values(KEY, 1), ['a', 'b']);
    cluster.expect(inSync(KEY), [1, 2, 3]);
  });

  it('takes a replica back into the ISR although nothing is written meanwhile', () => {
    const { cluster, client } = givenCluster();
    client.produce(1, TOPIC, ['a']);
    cluster.after('1s').broker(3).crash().after('12s');
    cluster.expect(isr(KEY), [1, 2]);
    cluster.broker(3).restart().after('10s');
    cluster.expect(inSync(KEY), [1, 2, 3]);
    cluster.expect(leader(KEY), 1);
  });

  it('shrinks the ISR by time when a follower cannot fetch, and expands it when it can', () => {
    const { cluster, client } = givenCluster();
    cluster.link(1, 3).cut();
    const waiting = client.produce(1, TOPIC, ['a'], { timeoutMs: 120_000 });
    cluster.after('20s');
    // Broker 3 is still in the ISR, so nobody may see the record yet.
    cluster.expect(isr(KEY), [1, 2, 3]);
    expect(produced(waiting)).toBeUndefined();
    expect(client.consume(1, TOPIC, 0)).toEqual([]);
    cluster.after('30s');
    cluster.expect(isr(KEY), [1, 2]);
    expect(cluster.read(partition(KEY)).leaderEpoch).toBe(0);
    expect(produced(waiting)).toEqual(['NONE', 0]);
    cluster.link(1, 3).heal().after('40s');
    cluster.expect(inSync(KEY), [1, 2, 3]);
    cluster.expect(values(KEY, 3), ['a']);
  });
});

describe('min.insync.replicas', () => {
  function givenOneLeft(): Story {
    const story = givenCluster({ 'min.insync.replicas': '2' });
    const { cluster, client } = story;
    client.produce(1, TOPIC, ['a']);
    cluster.after('1s');
    cluster.broker(2).crash();
    cluster.broker(3).crash().after('15s');
    return story;
  }

  it('refuses acks=all and appends nothing when too few are in sync', () => {
    const { cluster, client } = givenOneLeft();
    cluster.expect(isr(KEY), [1]);
    const request = client.produce(1, TOPIC, ['b']);
    cluster.after('5ms');
    expect(request.answer?.partitions[0]?.errorCode).toBe('NOT_ENOUGH_REPLICAS');
    cluster.expect(values(KEY, 1), ['a']);
  });

  it('takes acks=1, but shows it to nobody until enough are back', () => {
    const { cluster, client } = givenOneLeft();
    const request = client.produce(1, TOPIC, ['b'], { acks: 1 });
    cluster.after('1s');
    expect(produced(request)).toEqual(['NONE', 1]);
    cluster.expect(highWatermark(KEY, 1), 1);
    expect(client.consume(1, TOPIC, 1)).toEqual([]);
    cluster.broker(2).restart().after('10s');
    expect(client.consume(1, TOPIC, 1)).toEqual(['b']);
  });

  it('times out acks=all that waited while the ISR became too small', () => {
    const { cluster, client } = givenCluster({ 'min.insync.replicas': '3' });
    cluster.broker(3).pause();
    const request = client.produce(1, TOPIC, ['a'], { timeoutMs: 15_000 });
    cluster.after('14s');
    cluster.expect(isr(KEY), [1, 2]);
    expect(produced(request)).toBeUndefined();
    cluster.after('2s');
    expect(produced(request)?.[0]).toBe('REQUEST_TIMED_OUT');
    cluster.expect(values(KEY, 1), ['a']);
  });
});

describe('idempotence', () => {
  it('answers a duplicate of replicated records at once, with their offset', () => {
    const { cluster, client } = givenCluster();
    const sent = batch(['a', 'b'], { producerId: 7, producerEpoch: 0, baseSequence: 0 });
    client.produce(1, TOPIC, sent);
    cluster.after('1s');
    const again = client.produce(1, TOPIC, sent);
    cluster.after('10ms');
    expect(produced(again)).toEqual(['NONE', 0]);
    cluster.expect(values(KEY, 1), ['a', 'b']);
  });

  it('remembers a producer on the new leader', () => {
    const { cluster, client } = givenCluster();
    const sent = batch(['a'], { producerId: 7, producerEpoch: 0, baseSequence: 0 });
    client.produce(1, TOPIC, sent);
    cluster.after('1s').broker(1).crash().after('12s');
    const again = client.produce(2, TOPIC, sent);
    cluster.after('50ms');
    expect(produced(again)).toEqual(['NONE', 0]);
    cluster.expect(values(KEY, 2), ['a']);
  });
});

describe('a replica that the leader has not heard of yet', () => {
  it.each([
    [0, 'UNKNOWN_LEADER_EPOCH'],
    [-1, 'NOT_LEADER_OR_FOLLOWER'],
  ])('is refused (leader epoch %i), so that it asks again', (currentLeaderEpoch, errorCode) => {
    const cluster = Cluster.bare(4).after('5s').topic(TOPIC).on([1, 2, 3]);
    const fetch = fetchOf(TOPIC, 0, { replicaId: 4 });
    const partitions = fetch.partitions.map((one) => ({ ...one, currentLeaderEpoch }));
    const request = new Client(cluster).ask(1, { ...fetch, partitions });
    cluster.after('10ms');
    expect(request.answer?.partitions[0]).toMatchObject({ errorCode });
  });
});

describe('a controlled shutdown', () => {
  it('moves leaders first, and a clean return keeps the log', () => {
    const { cluster, client } = givenCluster();
    client.produce(1, TOPIC, ['a']);
    cluster.after('1s').broker(1).stop().after('8s');
    expect(cluster.events('node.stopped')).toHaveLength(1);
    cluster.expect(
      partition(KEY),
      expect.objectContaining({ leader: 2, isr: [2, 3], leaderEpoch: 1 }),
    );
    cluster.broker(1).restart().after('8s');
    cluster.expect(inSync(KEY), [1, 2, 3]);
    cluster.expect(values(KEY, 1), ['a']);
    expect(cluster.events('log.truncated')).toHaveLength(0);
  });
});

describe('a topic that is deleted and made again', () => {
  it('begins empty, also on a broker that was down meanwhile', () => {
    const { cluster, client } = givenCluster();
    client.produce(1, TOPIC, ['old', 'older']);
    cluster.after('1s').broker(3).stop().after('8s');
    cluster.topic(TOPIC).delete().after('1s');
    cluster.topic(TOPIC).on([1, 2, 3]);
    client.produce(1, TOPIC, ['new']);
    cluster.after('1s');
    expect(client.consume(1, TOPIC, 0)).toEqual(['new']);
    cluster.broker(3).restart().after('10s');
    cluster.expect(inSync(KEY), [1, 2, 3]);
    cluster.broker(1).crash();
    cluster.broker(2).crash().after('25s');
    cluster.expect(leader(KEY), 3);
    expect(client.consume(3, TOPIC, 0)).toEqual(['new']);
  });
});
