// A keyframe taken in the middle of a busy cluster leads to the same future again: no broker keeps
// anything outside its disk and memory.
import { describe, expect, it } from 'vitest';
import type { Keyframe } from '#sim/engine.ts';
import { Client } from './client.ts';
import { Cluster } from './cluster.ts';

/** Goes back to a keyframe and on from there: all that happens then. */
function eventsSince(cluster: Cluster, keyframe: Keyframe, goOn: () => Cluster): string {
  cluster.goBack(keyframe);
  return JSON.stringify([...goOn().trace].slice(keyframe.nextEventId));
}

describe('a keyframe of a running cluster', () => {
  it('gives the same events again, also after the first future has happened', () => {
    const cluster = Cluster.bare(3).after('5s').topic('orders').on([1, 2, 3]);
    const client = new Client(cluster);
    client.produce(1, 'orders', ['a']);
    // Two milliseconds later a Produce and fetches are parked, and packets are on their way.
    cluster.after('1s');
    const parked = client.produce(1, 'orders', ['b']);
    const keyframe = cluster.after('1ms').keyframe();
    const runOn = (): string =>
      eventsSince(cluster, keyframe, () =>
        cluster.broker(1).crash().after('15s').broker(1).restart().after('15s'),
      );
    const first = runOn();
    expect(cluster.trace.length - keyframe.nextEventId).toBeGreaterThan(500);
    // The client of the story remembers what it has asked.
    expect(parked.outcome).toMatchObject({ errorCode: 'NETWORK_EXCEPTION', body: null });
    expect(runOn()).toBe(first);
    expect(runOn()).toBe(first);
  });

  it('gives the same events again with clients in full swing', () => {
    const cluster = Cluster.bare(3).after('5s');
    cluster.topic('orders').create({ partitions: 6, replicationFactor: 3 });
    cluster.producer('p1').add({
      topic: 'orders',
      keys: { type: 'many', count: 100 },
      recordsPerSecond: 200,
      valueBytes: 100,
    });
    for (const id of ['c1', 'c2']) {
      cluster.consumer(id).add({
        group: 'readers',
        topics: ['orders'],
        processingMs: 11,
        configs: { 'max.poll.records': '5' },
      });
    }
    // Buffers are filled by now, and fetches, batches and commits are on their way.
    const keyframe = cluster.after('10001ms').keyframe();
    const runOn = (): string =>
      eventsSince(cluster, keyframe, () => {
        cluster.after('500ms').broker(2).crash().after('3s');
        // Its close() waits for the group's new coordinator.
        return cluster.consumer('c2').remove().after('10s');
      });
    const first = runOn();
    expect(first).toContain('partitions.revoked');
    expect(runOn()).toBe(first);
    expect(runOn()).toBe(first);
  });

  it('gives the events that would have followed without it', () => {
    const cluster = Cluster.bare(3).after('5s');
    cluster.topic('orders').create({ partitions: 6, replicationFactor: 3 });
    cluster.producer('p1').add({ topic: 'orders', recordsPerSecond: 20 });
    for (const id of ['c1', 'c2']) {
      cluster.consumer(id).add({ group: 'readers', topics: ['orders'], processingMs: 11 });
    }
    const keyframe = cluster.after('10s').keyframe();
    cluster.after('5s');
    const uncut = JSON.stringify([...cluster.trace].slice(keyframe.nextEventId));
    expect(eventsSince(cluster, keyframe, () => cluster.after('5s'))).toBe(uncut);
  });
});
