// The order of Kafka's TimelineHashMap, held against what the class itself gave.
import { expect, test } from 'vitest';
import { timelineHashOrder } from '#base/timeline-hash-order.ts';

/** How many keys → the first of them, as TimelineHashMap of Apache Kafka 4.3.1 yields it. */
const FIRST: readonly (readonly [from: number, to: number, first: number])[] = [
  [1, 2, 0],
  [3, 5, 2],
  [6, 10, 5],
  [11, 13, 0],
  [14, 21, 13],
  [22, 24, 0],
];

test.each(FIRST)('of %d to %d keys put in ascending order the first is %d', (from, to, first) => {
  for (let count = from; count <= to; count += 1) {
    expect(timelineHashOrder(count, false)[0]).toBe(first);
  }
});

test('another put doubles a table that one more key would fill, and changes the order', () => {
  expect(timelineHashOrder(5, true)[0]).toBe(0);
  const changed: number[] = [];
  for (let count = 1; count <= 24; count += 1) {
    const order = timelineHashOrder(count, false);
    expect([...order].sort((a, b) => a - b)).toEqual(
      Array.from({ length: count }, (_, key) => key),
    );
    if (timelineHashOrder(count, true).join() !== order.join()) changed.push(count);
  }
  expect(changed).toEqual([5, 10, 21]);
});
