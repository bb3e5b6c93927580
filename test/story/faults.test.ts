// Random faults on three brokers with min.insync.replicas=2 and an idempotent producer: whatever
// happens, what was acknowledged stays, once, and in the end all replicas agree.
import { describe, expect, it } from 'vitest';
import type { KafkaRequest } from '#kafka/commands.ts';
import { RandomStream } from '#sim/random.ts';
import { ClusterStory } from './cluster-story.ts';

const TOPIC = 'orders';
const BROKERS = [1, 2, 3];

/** One random fault, or the end of one. */
function drawFault(random: RandomStream): KafkaRequest {
  const broker = 1 + random.nextInt(3);
  const other = 1 + ((broker + random.nextInt(2)) % 3);
  const link = { a: `broker-${broker}`, b: `broker-${other}` };
  switch (random.nextInt(8)) {
    case 0:
      return { type: 'broker.crash', data: { broker } };
    case 1:
      return { type: 'broker.stop', data: { broker } };
    case 2:
    case 3:
      return { type: 'broker.restart', data: { broker } };
    case 4:
      return { type: 'broker.pause', data: { broker } };
    case 5:
      return { type: 'broker.resume', data: { broker } };
    case 6:
      return { type: 'link.cut', data: link };
    default:
      return { type: 'link.heal', data: link };
  }
}

function healAll(story: ClusterStory): void {
  for (const broker of BROKERS) {
    story.when({ type: 'broker.resume', data: { broker } });
    for (const other of BROKERS) {
      if (other <= broker) continue;
      story.when({ type: 'link.heal', data: { a: `broker-${broker}`, b: `broker-${other}` } });
    }
  }
  // One that is ending must have ended before it can be started.
  for (let round = 0; round < 2; round += 1) {
    story.after(20_000);
    for (const broker of BROKERS) story.when({ type: 'broker.restart', data: { broker } });
  }
}

function runFaults(seed: number): ClusterStory {
  const story = new ClusterStory(3, {}, seed).after(5_000);
  story.withTopic(TOPIC, BROKERS, { 'min.insync.replicas': '2' });
  story.when({
    type: 'producer.add',
    data: {
      id: 'p1',
      topic: TOPIC,
      keys: { type: 'none' },
      recordsPerSecond: 10,
      valueBytes: 10,
      recordsMax: null,
      configs: { 'delivery.timeout.ms': '600000' },
    },
  });
  const random = RandomStream.named(seed, 'faults');
  for (let count = 0; count < 25; count += 1) {
    story.after(200 + random.nextInt(12_000)).when(drawFault(random));
  }
  healAll(story);
  story.after(60_000).when({ type: 'producer.remove', data: { producer: 'p1' } });
  return story.after(60_000);
}

describe('replication under faults', () => {
  it.each([1, 2, 3, 4, 5, 6])('keeps what it acknowledged (seed %i)', (seed) => {
    const story = runFaults(seed);
    const acknowledged = story.events.flatMap((event) =>
      event.type === 'batch.completed' && event.data.errorCode === 'NONE'
        ? event.data.recordIds
        : [],
    );
    expect(acknowledged.length).toBeGreaterThan(100);
    const { leader, isr } = story.state(TOPIC);
    expect([...isr].sort()).toEqual(BROKERS);
    const ids = story.ids(TOPIC, leader);
    expect(new Set(ids).size).toBe(ids.length);
    const kept = new Set(ids);
    expect(acknowledged.filter((id) => !kept.has(id))).toEqual([]);
    for (const broker of BROKERS) {
      expect(story.ids(TOPIC, broker)).toEqual(ids);
      expect(story.highWatermark(TOPIC, broker)).toBe(ids.length);
    }
  });
});
