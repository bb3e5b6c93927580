// What holds of the Groups, Sequence and State views of any cluster on any stage: every mark once, in
// numbers, on the stage; everything that can be chosen has a name.
import { describe, expect, test } from 'vitest';
import { widthOf } from '#stage/layout/text.ts';
import type { TextMark } from '#stage/scene.ts';
import { Cluster } from '#test/story/cluster.ts';
import { drawn } from './drawn.ts';

const SIZES = [
  [1_080, 640],
  [968, 540],
  [390, 560],
] as const;

const CLUSTERS = [
  ['one of all', 1, 1, 1],
  ['a few', 3, 6, 3],
  ['many', 9, 24, 48],
] as const;

function runOf(brokers: number, partitions: number, consumers: number): Cluster {
  return Cluster.of({
    cluster: { brokers },
    topics: [{ name: 'orders', partitions, replicationFactor: Math.min(3, brokers) }],
    producers: [{ topic: 'orders', keys: 'many', recordsPerSecond: 40 }],
    groups: [{ id: 'billing', topics: ['orders'], consumers }],
  });
}

/** From left to right, as far as it is not turned. */
function spanOf({ text, size, face, weight, anchor, x }: TextMark): readonly [number, number] {
  const width = widthOf(text, size, face, weight);
  if (anchor === 'middle') return [x - width / 2, x + width / 2];
  return anchor === 'end' ? [x - width, x] : [x, x + width];
}

describe.each(CLUSTERS)('of %s', (_name, brokers, partitions, consumers) => {
  const run = runOf(brokers, partitions, consumers);
  const marks = SIZES.flatMap(([width, height]) =>
    (
      [
        ['groups', ''],
        ['sequence', ''],
        ['state', ''],
        ['state', 'group:billing'],
        ['state', 'consumer:billing-c1'],
        ['state', 'broker:1'],
      ] as const
    ).map(([view, selected]) => ({ view, selected, width, height })),
  );

  test.each(marks)(
    '$view of $selected on $width × $height',
    ({ view, selected, width, height }) => {
      const { scene } = drawn(run, view, 14, { width, height, selected });
      const keys = scene.marks.map(({ type, key }) => `${type}:${key}`);
      expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
      expect(scene.width).toBe(width);
      expect(scene.summary).not.toBe('');
      for (const mark of scene.marks) {
        for (const value of Object.values(mark)) {
          if (typeof value === 'number') expect(Number.isFinite(value), mark.key).toBe(true);
          if (typeof value === 'string')
            expect(value, mark.key).not.toMatch(/NaN|undefined|Infinity/);
        }
        if (mark.target !== undefined)
          expect(mark.target.label, mark.key).not.toMatch(/^$|undefined|NaN/);
        // What leads to a moment can be tabbed to as well.
        if (mark.eventId !== undefined) expect(mark.target, mark.key).toBeDefined();
        if (mark.type === 'text' && mark.turn === undefined) {
          const [from, to] = spanOf(mark);
          expect(from, `${mark.key} “${mark.text}”`).toBeGreaterThanOrEqual(-1);
          expect(to, `${mark.key} “${mark.text}”`).toBeLessThanOrEqual(width + 1);
        }
        if (mark.type === 'box') {
          expect(mark.x + mark.width, mark.key).toBeLessThanOrEqual(width + 2);
          expect(mark.y + mark.height, mark.key).toBeLessThanOrEqual(scene.height + 2);
        }
      }
    },
  );
});
