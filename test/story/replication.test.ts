// Three brokers, one partition on all of them: how records become safe, and what happens when
// brokers go and come back.
import { describe, expect, it } from 'vitest';
import { batchOf, ClusterStory } from './cluster-story.ts';

const TOPIC = 'orders';
const BOOT_MS = 5_000;

function givenCluster(topicConfigs: Record<string, string> = {}): ClusterStory {
  return new ClusterStory(3).after(BOOT_MS).withTopic(TOPIC, [1, 2, 3], topicConfigs);
}

describe('replication', () => {
  it('brings brokers up and gives the partition its first replica as leader', () => {
    const story = givenCluster();
    expect(story.state(TOPIC)).toMatchObject({ leader: 1, isr: [1, 2, 3], leaderEpoch: 0 });
  });

  it('copies records to the followers, and the high watermark follows', () => {
    const story = givenCluster();
    const request = story.produce(1, TOPIC, batchOf(['a', 'b']));
    story.after(50);
    expect(story.produced(request)).toEqual(['NONE', 0]);
    for (const broker of [1, 2, 3]) expect(story.log(TOPIC, broker)).toEqual(['a', 'b']);
    expect(story.highWatermark(TOPIC, 1)).toBe(2);
    // Followers hear of it with the next answer to their fetch.
    story.after(600);
    for (const broker of [2, 3]) expect(story.highWatermark(TOPIC, broker)).toBe(2);
    expect(story.consume(1, TOPIC, 0)).toEqual(['a', 'b']);
  });

  it('shares one batch among leader and followers', () => {
    const story = givenCluster();
    story.produce(1, TOPIC, batchOf(['a']));
    story.after(50);
    const batches = story.events.flatMap((event) =>
      event.type === 'records.appended' && event.data.topic === TOPIC ? [event.data.batch] : [],
    );
    expect(batches).toHaveLength(3);
    expect(new Set(batches).size).toBe(1);
  });

  it('sends a client away from a broker that does not lead', () => {
    const story = givenCluster();
    const request = story.produce(2, TOPIC, batchOf(['a']));
    story.after(5);
    expect(story.answer('Produce', request)?.partitions[0]).toMatchObject({
      errorCode: 'NOT_LEADER_OR_FOLLOWER',
      currentLeader: { leaderId: 1, leaderEpoch: 0 },
    });
    expect(story.consume(1, TOPIC, 1)).toBe('OFFSET_OUT_OF_RANGE');
  });

  it('elects a leader from the ISR when the leader crashes, with a new epoch', () => {
    const story = givenCluster();
    story.produce(1, TOPIC, batchOf(['a']));
    story
      .after(1_000)
      .when({ type: 'broker.crash', data: { broker: 1 } })
      .after(12_000);
    expect(story.state(TOPIC)).toMatchObject({ leader: 2, isr: [2, 3], leaderEpoch: 1 });
    const request = story.produce(2, TOPIC, batchOf(['b']));
    story.after(50);
    expect(story.produced(request)).toEqual(['NONE', 1]);
    expect(story.log(TOPIC, 3)).toEqual(['a', 'b']);
  });

  it('lets an old leader drop what nobody else had, and takes it back into the ISR', () => {
    const story = givenCluster();
    story.produce(1, TOPIC, batchOf(['a']));
    story.after(1_000);
    // Cut off from its followers, the leader takes a record that only it has.
    for (const broker of [2, 3]) {
      story.when({ type: 'link.cut', data: { a: 'broker-1', b: `broker-${broker}` } });
    }
    story.produce(1, TOPIC, batchOf(['lost']), 1);
    story.after(50).when({ type: 'broker.crash', data: { broker: 1 } });
    // Healed before, the link would carry what its kernel still sends of the dead process.
    story.after(15_000);
    for (const broker of [2, 3]) {
      story.when({ type: 'link.heal', data: { a: 'broker-1', b: `broker-${broker}` } });
    }
    story.produce(2, TOPIC, batchOf(['b']));
    story
      .after(100)
      .when({ type: 'broker.restart', data: { broker: 1 } })
      .after(10_000);
    expect(story.count('log.truncated')).toBe(1);
    expect(story.log(TOPIC, 1)).toEqual(['a', 'b']);
    expect([...story.state(TOPIC).isr].sort()).toEqual([1, 2, 3]);
  });

  it('takes a replica back into the ISR although nothing is written meanwhile', () => {
    const story = givenCluster();
    story.produce(1, TOPIC, batchOf(['a']));
    story
      .after(1_000)
      .when({ type: 'broker.crash', data: { broker: 3 } })
      .after(12_000);
    expect(story.state(TOPIC).isr).toEqual([1, 2]);
    story.when({ type: 'broker.restart', data: { broker: 3 } }).after(10_000);
    expect([...story.state(TOPIC).isr].sort()).toEqual([1, 2, 3]);
    expect(story.state(TOPIC).leader).toBe(1);
  });

  it('shrinks the ISR by time when a follower cannot fetch, and expands it when it can', () => {
    const story = givenCluster();
    story.when({ type: 'link.cut', data: { a: 'broker-1', b: 'broker-3' } });
    const waiting = story.produce(1, TOPIC, batchOf(['a']), -1, 120_000);
    story.after(20_000);
    // Broker 3 is still in the ISR, so nobody may see the record yet.
    expect(story.state(TOPIC).isr).toEqual([1, 2, 3]);
    expect(story.produced(waiting)).toBeUndefined();
    expect(story.consume(1, TOPIC, 0)).toEqual([]);
    story.after(30_000);
    expect(story.state(TOPIC).isr).toEqual([1, 2]);
    expect(story.state(TOPIC).leaderEpoch).toBe(0);
    expect(story.produced(waiting)).toEqual(['NONE', 0]);
    story.when({ type: 'link.heal', data: { a: 'broker-1', b: 'broker-3' } }).after(40_000);
    expect([...story.state(TOPIC).isr].sort()).toEqual([1, 2, 3]);
    expect(story.log(TOPIC, 3)).toEqual(['a']);
  });
});

describe('min.insync.replicas', () => {
  function givenOneLeft(): ClusterStory {
    const story = givenCluster({ 'min.insync.replicas': '2' });
    story.produce(1, TOPIC, batchOf(['a']));
    story.after(1_000);
    story.when({ type: 'broker.crash', data: { broker: 2 } });
    return story.when({ type: 'broker.crash', data: { broker: 3 } }).after(15_000);
  }

  it('refuses acks=all and appends nothing when too few are in sync', () => {
    const story = givenOneLeft();
    expect(story.state(TOPIC).isr).toEqual([1]);
    const request = story.produce(1, TOPIC, batchOf(['b']));
    story.after(5);
    expect(story.answer('Produce', request)?.partitions[0]?.errorCode).toBe('NOT_ENOUGH_REPLICAS');
    expect(story.log(TOPIC, 1)).toEqual(['a']);
  });

  it('takes acks=1, but shows it to nobody until enough are back', () => {
    const story = givenOneLeft();
    const request = story.produce(1, TOPIC, batchOf(['b']), 1);
    story.after(1_000);
    expect(story.produced(request)).toEqual(['NONE', 1]);
    expect(story.highWatermark(TOPIC, 1)).toBe(1);
    expect(story.consume(1, TOPIC, 1)).toEqual([]);
    story.when({ type: 'broker.restart', data: { broker: 2 } }).after(10_000);
    expect(story.consume(1, TOPIC, 1)).toEqual(['b']);
  });

  it('times out acks=all that waited while the ISR became too small', () => {
    const story = givenCluster({ 'min.insync.replicas': '3' });
    story.when({ type: 'broker.pause', data: { broker: 3 } });
    const request = story.produce(1, TOPIC, batchOf(['a']), -1, 15_000);
    story.after(14_000);
    expect(story.state(TOPIC).isr).toEqual([1, 2]);
    expect(story.produced(request)).toBeUndefined();
    story.after(2_000);
    expect(story.produced(request)?.[0]).toBe('REQUEST_TIMED_OUT');
    expect(story.log(TOPIC, 1)).toEqual(['a']);
  });
});

describe('idempotence', () => {
  it('answers a duplicate of replicated records at once, with their offset', () => {
    const story = givenCluster();
    const batch = batchOf(['a', 'b'], { producerId: 7, producerEpoch: 0, baseSequence: 0 });
    story.produce(1, TOPIC, batch);
    story.after(1_000);
    const again = story.produce(1, TOPIC, batch);
    story.after(10);
    expect(story.produced(again)).toEqual(['NONE', 0]);
    expect(story.log(TOPIC, 1)).toEqual(['a', 'b']);
  });

  it('remembers a producer on the new leader', () => {
    const story = givenCluster();
    const batch = batchOf(['a'], { producerId: 7, producerEpoch: 0, baseSequence: 0 });
    story.produce(1, TOPIC, batch);
    story
      .after(1_000)
      .when({ type: 'broker.crash', data: { broker: 1 } })
      .after(12_000);
    const again = story.produce(2, TOPIC, batch);
    story.after(50);
    expect(story.produced(again)).toEqual(['NONE', 0]);
    expect(story.log(TOPIC, 2)).toEqual(['a']);
  });
});

describe('a replica that the leader has not heard of yet', () => {
  it.each([
    [0, 'UNKNOWN_LEADER_EPOCH'],
    [-1, 'NOT_LEADER_OR_FOLLOWER'],
  ])('is refused (leader epoch %i), so that it asks again', (currentLeaderEpoch, errorCode) => {
    const story = new ClusterStory(4).after(5_000).withTopic(TOPIC, [1, 2, 3]);
    const request = story.ask<'Fetch'>(1, {
      api: 'Fetch',
      replicaId: 4,
      replicaEpoch: -1,
      maxWaitMs: 0,
      minBytes: 1,
      maxBytes: 1_000_000,
      isolationLevel: 'READ_UNCOMMITTED',
      sessionId: 0,
      sessionEpoch: -1,
      rackId: '',
      partitions: [
        {
          topic: TOPIC,
          partition: 0,
          currentLeaderEpoch,
          fetchOffset: 0,
          lastFetchedEpoch: -1,
          logStartOffset: -1,
          partitionMaxBytes: 1_000_000,
        },
      ],
      forgottenPartitions: [],
    });
    story.after(10);
    expect(story.answer('Fetch', request)?.partitions[0]).toMatchObject({ errorCode });
  });
});

describe('a controlled shutdown', () => {
  it('moves leaders first, and a clean return keeps the log', () => {
    const story = givenCluster();
    story.produce(1, TOPIC, batchOf(['a']));
    story
      .after(1_000)
      .when({ type: 'broker.stop', data: { broker: 1 } })
      .after(8_000);
    expect(story.count('node.stopped')).toBe(1);
    expect(story.state(TOPIC)).toMatchObject({ leader: 2, isr: [2, 3], leaderEpoch: 1 });
    story.when({ type: 'broker.restart', data: { broker: 1 } }).after(8_000);
    expect([...story.state(TOPIC).isr].sort()).toEqual([1, 2, 3]);
    expect(story.log(TOPIC, 1)).toEqual(['a']);
    expect(story.count('log.truncated')).toBe(0);
  });
});

describe('a topic that is deleted and made again', () => {
  it('begins empty, also on a broker that was down meanwhile', () => {
    const story = givenCluster();
    story.produce(1, TOPIC, batchOf(['old', 'older']));
    story
      .after(1_000)
      .when({ type: 'broker.stop', data: { broker: 3 } })
      .after(8_000);
    story.when({ type: 'topic.delete', data: { topic: TOPIC } }).after(1_000);
    story.withTopic(TOPIC, [1, 2, 3]);
    story.produce(1, TOPIC, batchOf(['new']));
    story.after(1_000);
    expect(story.consume(1, TOPIC, 0)).toEqual(['new']);
    story.when({ type: 'broker.restart', data: { broker: 3 } }).after(10_000);
    expect([...story.state(TOPIC).isr].sort()).toEqual([1, 2, 3]);
    story.when({ type: 'broker.crash', data: { broker: 1 } });
    story.when({ type: 'broker.crash', data: { broker: 2 } }).after(25_000);
    expect(story.state(TOPIC).leader).toBe(3);
    expect(story.consume(3, TOPIC, 0)).toEqual(['new']);
  });
});
