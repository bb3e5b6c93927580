// A keyframe taken in the middle of a busy cluster leads to the same future again: no broker keeps
// anything outside its disk and memory.
import { describe, expect, it } from 'vitest';
import { batchOf, ClusterStory } from './cluster-story.ts';

describe('a keyframe of a running cluster', () => {
  it('gives the same events again, also after the first future has happened', () => {
    const story = new ClusterStory(3).after(5_000).withTopic('orders', [1, 2, 3]);
    story.produce(1, 'orders', batchOf(['a']));
    // Two milliseconds later a Produce and fetches are parked, and packets are on their way.
    story.after(1_000).produce(1, 'orders', batchOf(['b']));
    const keyframe = story.after(1).engine.capture();
    const from = story.events.length;
    const runOn = (): string => {
      const start = story.events.length;
      story.engine.restore(keyframe);
      story.when({ type: 'broker.crash', data: { broker: 1 } }).after(15_000);
      story.when({ type: 'broker.restart', data: { broker: 1 } }).after(15_000);
      return JSON.stringify(story.events.slice(start));
    };
    const first = runOn();
    expect(story.events.length - from).toBeGreaterThan(500);
    expect(runOn()).toBe(first);
    expect(runOn()).toBe(first);
  });

  it('gives the same events again with clients in full swing', () => {
    const story = new ClusterStory(3).after(5_000);
    story.when({
      type: 'topic.create',
      data: {
        topic: 'orders',
        partitions: 6,
        replicationFactor: 3,
        assignments: null,
        configs: {},
      },
    });
    story.when({
      type: 'producer.add',
      data: {
        id: 'p1',
        topic: 'orders',
        keys: { type: 'many', count: 100 },
        recordsPerSecond: 200,
        valueBytes: 100,
        recordsMax: null,
        configs: {},
      },
    });
    for (const id of ['c1', 'c2']) {
      story.when({
        type: 'consumer.add',
        data: {
          id,
          group: 'readers',
          topics: ['orders'],
          processingMs: 11,
          commit: 'auto',
          rack: null,
          configs: { 'max.poll.records': '5' },
        },
      });
    }
    // Buffers are filled by now, and fetches, batches and commits are on their way.
    const keyframe = story.after(10_001).engine.capture();
    const runOn = (): string => {
      const start = story.events.length;
      story.engine.restore(keyframe);
      story
        .after(500)
        .when({ type: 'broker.crash', data: { broker: 2 } })
        .after(3_000);
      story.when({ type: 'consumer.remove', data: { consumer: 'c2' } }).after(3_000);
      return JSON.stringify(story.events.slice(start));
    };
    const first = runOn();
    expect(first).toContain('partitions.revoked');
    expect(runOn()).toBe(first);
    expect(runOn()).toBe(first);
  });
});
