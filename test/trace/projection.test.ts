// Frames, marks, sentences and answers to "why?" from the traces of small clusters.
import { describe, expect, test } from 'vitest';
import { offsetsPartitionFor } from '#kafka/protocol/internal-topic.ts';
import { leaderReplica } from '#trace/frame.ts';
import { hashTrace } from '#trace/hash.ts';
import { Lag } from '#trace/lag.ts';
import { Timeline } from '#trace/marks.ts';
import { weightOf } from '#trace/face/faces.ts';
import { Projection } from '#trace/project/projection.ts';
import { sentenceOf } from '#trace/sentence/sentence.ts';
import { TraceStore } from '#trace/store.ts';
import { why } from '#trace/why/why.ts';
import { Cluster } from '#test/story/cluster.ts';

/** Three brokers, `orders` with two partitions, a producer and a group of two. */
function busyCluster(commands: readonly object[] = []): Cluster {
  return Cluster.of({
    cluster: { brokers: 3 },
    topics: [{ name: 'orders', partitions: 2, replicationFactor: 3 }],
    producers: [{ topic: 'orders', keys: 'few', recordsPerSecond: 10 }],
    groups: [{ id: 'billing', topics: ['orders'], consumers: 2 }],
    commands,
  });
}

describe('a Frame', () => {
  test('has what its events add up to', () => {
    const run = busyCluster().at('40s');
    const frame = run.frame();
    expect([...frame.brokers.values()].map((one) => one.registration)).toEqual(
      Array(3).fill('unfenced'),
    );
    const { partitions } = frame.topics.get('orders') ?? { partitions: [] };
    expect(partitions.length).toBe(2);
    for (const partition of partitions) {
      const leader = leaderReplica(partition);
      expect(leader?.log.recordCount).toBe(leader?.logEndOffset);
      expect(leader?.highWatermark).toBeGreaterThan(50);
      expect([...partition.replicas.keys()].sort()).toEqual([1, 2, 3]);
    }
    const producer = frame.producers.get('p1');
    expect(producer?.createdCount).toBe(run.events('record.created').length);
    expect(producer?.createdCount).toBe(
      (producer?.ackedCount ?? 0) + (producer?.failedCount ?? 0) + (producer?.pending.size ?? 0),
    );
    const group = frame.groups.get('billing');
    expect(group).toMatchObject({ state: 'Stable', protocol: 'classic' });
    expect(group?.members.map((member) => member.assignment.length)).toEqual([1, 1]);
  });

  test('has exactly the packets that are on their way', () => {
    const run = busyCluster().at('20.0123s');
    const sent = new Set<number>();
    for (const event of run.trace) {
      if (event.type === 'request.sent' || event.type === 'response.sent') {
        sent.add(event.data.packet);
      } else if (
        event.type === 'request.received' ||
        event.type === 'response.received' ||
        event.type === 'packet.dropped'
      )
        sent.delete(event.data.packet);
    }
    const { packets } = run.frame();
    expect([...packets.keys()].sort()).toEqual([...sent].sort());
    for (const { sentAtUs, deliverAtUs } of packets.values()) {
      expect(sentAtUs).toBeLessThanOrEqual(run.engine.nowUs);
      expect(deliverAtUs).toBeGreaterThan(run.engine.nowUs);
    }
  });

  test('listens to the coordinator that leads the group’s partition, not to the one before', () => {
    const run = busyCluster().at('30s');
    const before = run.frame().groups.get('billing')?.coordinator ?? -1;
    const partition = offsetsPartitionFor('billing', 50);
    // Cut off from the controllers, it goes on as a coordinator that nobody reaches.
    for (const node of [
      'broker-1',
      'broker-2',
      'broker-3',
      'controller-1',
      'controller-2',
      'controller-3',
    ]) {
      const isOwn = node === `broker-${before}` || node === `controller-${before}`;
      if (isOwn) continue;
      for (const own of [`broker-${before}`, `controller-${before}`]) {
        run.when({ type: 'link.cut', data: { a: own, b: node } });
      }
    }
    for (const id of ['billing-c1', 'billing-c2']) {
      const cut = { a: `consumer-${id}`, b: `broker-${before}` };
      run.when({ type: 'link.cut', data: cut });
    }
    run.at('120s');
    const stale = run.events('group.changed', 50).filter((one) => one.data.coordinator === before);
    expect(stale.at(-1)?.data.state).toBe('Empty');
    const frame = run.frame();
    const { leader } = frame.topics.get('__consumer_offsets')?.partitions[partition]?.state ?? {};
    expect(leader).not.toBe(before);
    expect(frame.groups.get('billing')).toMatchObject({ coordinator: leader, state: 'Stable' });
  });

  test('is the same whether one goes straight or back and forth', () => {
    const { trace } = busyCluster([{ at: '15s', type: 'broker.crash', broker: 2 }]).at('60s');
    const wandering = new Projection();
    for (const part of [1, 0.2, 0.9, 0.89, 0.1, 0.5]) {
      const length = Math.floor(trace.length * part);
      const straight = new Projection().moveTo(trace, length, 0);
      expect(wandering.moveTo(trace, length, 0)).toEqual(straight);
    }
  });
});

describe('the store', () => {
  test('finds events by time, and forgets a future', () => {
    const { trace } = busyCluster().at('10s');
    const atUs = 8_000_000;
    const first = trace.firstAtOrAfter(atUs);
    expect(trace.at(first)?.atUs).toBeGreaterThanOrEqual(atUs);
    expect(trace.at(first - 1)?.atUs).toBeLessThan(atUs);
    expect(trace.countUntil(Infinity)).toBe(trace.length);
    const copy = trace.fork();
    copy.truncate(first);
    expect(copy.length).toBe(first);
    expect(trace.length).toBeGreaterThan(first);
    expect(hashTrace(copy)).toBe(hashTrace(trace, first));
    expect(hashTrace(copy)).not.toBe(hashTrace(trace));
  });

  test('of nothing is empty', () => {
    const trace = TraceStore.create();
    expect(trace.at(0)).toBeUndefined();
    expect(trace.countUntil(1_000)).toBe(0);
  });
});

describe('what is told of a trace', () => {
  const crash = busyCluster([{ at: '15s', type: 'broker.crash', broker: 2 }]).at('60s');

  test('marks name failures, elections and rebalances in order of time', () => {
    const timeline = new Timeline();
    timeline.update(crash.trace);
    const labels = timeline.marks.filter((mark) => mark.atUs > 14_000_000).map((one) => one.label);
    expect(labels[0]).toBe('broker 2 crashed');
    expect(labels).toContain('broker 2 fenced');
    expect(timeline.marks.some((mark) => mark.kind === 'election')).toBe(true);
    const times = timeline.marks.map((mark) => mark.atUs);
    expect(times).toEqual(times.slice().sort((a, b) => a - b));
  });

  test('lag is what is below the high watermarks and not committed', () => {
    const groupLag = new Lag();
    groupLag.update(crash.trace);
    const frame = crash.frame();
    let lag = 0;
    for (const partition of frame.topics.get('orders')?.partitions ?? []) {
      const key = `${partition.topic}-${partition.partition}`;
      const committed = frame.groups.get('billing')?.committed.get(key) ?? 0;
      lag += (leaderReplica(partition)?.highWatermark ?? 0) - committed;
    }
    expect(groupLag.samples.at(-1)?.uncommitted).toBe(lag);
    expect(Math.max(...groupLag.samples.map((sample) => sample.uncommitted))).toBeGreaterThan(0);
  });

  test('every event has a sentence with neither holes nor raw names', () => {
    const seen = new Set<string>();
    for (const event of crash.trace) {
      const sentence = sentenceOf(event);
      seen.add(event.type);
      expect(sentence).toMatch(/^\S.*[.:]?$/s);
      expect(sentence, event.type).not.toMatch(/undefined|NaN|\[object/);
    }
    expect(seen.size).toBeGreaterThan(25);
  });

  test('plumbing is not notable; failures and leaders are', () => {
    for (const event of crash.trace) {
      if (event.type === 'timer.fired' || event.type === 'metadata.applied') {
        expect(weightOf(event)).toBe(0);
      }
      if (event.type === 'node.crashed' || event.type === 'broker.fenced') {
        expect(weightOf(event)).toBe(2);
      }
    }
  });
});

describe('why', () => {
  /** orders-0 is led by broker 1; broker 3 stands still and stays in the ISR for a while. */
  const run = Cluster.of({
    cluster: { brokers: 3, controllers: { mode: 'separate', count: 1 } },
    topics: [{ name: 'orders', replicationFactor: 3, assignments: [[1, 2, 3]] }],
    producers: [{ topic: 'orders', recordsPerSecond: 10 }],
    commands: [{ at: '15s', type: 'broker.pause', broker: 3 }],
  }).at('20s');

  test('a high watermark is where it is: it names the follower that it waits for', () => {
    const frame = run.frame();
    const partition = frame.topics.get('orders')?.partitions[0];
    const leader = partition === undefined ? undefined : leaderReplica(partition);
    const answer = why(run.trace, frame, { type: 'partition', id: 'orders-0' });
    const text = [answer.headline, ...answer.facts.map((fact) => fact.text)].join(' ');
    expect(leader?.highWatermark).toBeLessThan(leader?.logEndOffset ?? 0);
    expect(text).toContain(String(leader?.highWatermark));
    expect(text).toContain('3');
    expect(answer.chain.length).toBeGreaterThan(0);
  });

  test('a broker is fenced: the chain begins with what made it fall silent', () => {
    const late = Cluster.of({
      cluster: { brokers: 3, controllers: { mode: 'separate', count: 1 } },
      commands: [{ at: '15s', type: 'broker.crash', broker: 2 }],
    }).at('40s');
    const { chain } = why(late.trace, late.frame(), { type: 'broker', id: '2' });
    expect(chain[0]?.sentence).toBe('You asked: crash broker 2.');
    expect(chain.at(-1)?.sentence).toContain('fenced broker 2');
    const ids = chain.map((link) => link.eventId);
    expect(ids).toEqual(ids.slice().sort((a, b) => a - b));
  });

  test('a thing that is not there is not made up', () => {
    const answer = why(run.trace, run.frame(), { type: 'partition', id: 'nothing-7' });
    expect(answer).toEqual({ headline: 'It is not there at this moment.', facts: [], chain: [] });
  });
});
