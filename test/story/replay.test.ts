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
});
