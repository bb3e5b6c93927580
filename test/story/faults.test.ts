// Random faults on three brokers with min.insync.replicas=2 and an idempotent producer: whatever
// happens, what was acknowledged stays, once, and in the end all replicas agree.
import { describe, expect, it } from 'vitest';
import { RandomStream } from '#sim/random.ts';
import { Cluster, highWatermark, inSync, leader, recordIds } from './cluster.ts';

const TOPIC = 'orders';
const KEY = 'orders-0';
const BROKERS = [1, 2, 3];

/** One random fault, or the end of one. */
function befall(cluster: Cluster, random: RandomStream): void {
  const one = 1 + random.nextInt(3);
  const other = 1 + ((one + random.nextInt(2)) % 3);
  switch (random.nextInt(8)) {
    case 0:
      cluster.broker(one).crash();
      return;
    case 1:
      cluster.broker(one).stop();
      return;
    case 2:
    case 3:
      cluster.broker(one).restart();
      return;
    case 4:
      cluster.broker(one).pause();
      return;
    case 5:
      cluster.broker(one).resume();
      return;
    case 6:
      cluster.link(one, other).cut();
      return;
    default:
      cluster.link(one, other).heal();
  }
}

function healAll(cluster: Cluster): void {
  for (const broker of BROKERS) {
    cluster.broker(broker).resume();
    for (const other of BROKERS) {
      if (other <= broker) continue;
      cluster.link(broker, other).heal();
    }
  }
  // One that is ending must have ended before it can be started.
  for (let round = 0; round < 2; round += 1) {
    cluster.after('20s');
    for (const broker of BROKERS) cluster.broker(broker).restart();
  }
}

function runFaults(seed: number): Cluster {
  const cluster = Cluster.bare(3, {}, seed).after('5s');
  cluster.topic(TOPIC).on(BROKERS, { 'min.insync.replicas': '2' });
  cluster.producer('p1').add({ topic: TOPIC, configs: { 'delivery.timeout.ms': '600000' } });
  const random = RandomStream.named(seed, 'faults');
  for (let count = 0; count < 25; count += 1) {
    befall(cluster.after(`${200 + random.nextInt(12_000)}ms`), random);
  }
  healAll(cluster);
  return cluster.after('60s').producer('p1').remove().after('60s');
}

describe('replication under faults', () => {
  it.each([1, 2, 3, 4, 5, 6])('keeps what it acknowledged (seed %i)', (seed) => {
    const cluster = runFaults(seed);
    const acknowledged = cluster.acknowledged('p1');
    expect(acknowledged.length).toBeGreaterThan(100);
    cluster.expect(inSync(KEY), BROKERS);
    const ids = cluster.read(recordIds(KEY, cluster.read(leader(KEY))));
    expect(new Set(ids).size).toBe(ids.length);
    const kept = new Set(ids);
    expect(acknowledged.filter((id) => !kept.has(id))).toEqual([]);
    for (const broker of BROKERS) {
      cluster.expect(recordIds(KEY, broker), ids).expect(highWatermark(KEY, broker), ids.length);
    }
  });
});
