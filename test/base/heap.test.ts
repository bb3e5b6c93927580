// The queue: what is due first comes first, and of what is due together what came first.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Heap, type Timed } from '#base/heap.ts';

const timesArbitrary = fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 60 });

function fill(heap: Heap<Timed>, times: readonly number[], from = 0): void {
  times.forEach((atUs, index) => heap.push({ atUs, sequence: from + index }));
}

function drain(heap: Heap<Timed>): readonly Timed[] {
  const drained: Timed[] = [];
  for (let entry = heap.pop(); entry !== undefined; entry = heap.pop()) drained.push(entry);
  return drained;
}

test('gives everything in order of time, then in order of coming', () => {
  fc.assert(
    fc.property(timesArbitrary, (times) => {
      const heap = Heap.empty<Timed>();
      fill(heap, times);
      const expected = times
        .map((atUs, sequence) => ({ atUs, sequence }))
        .sort((a, b) => a.atUs - b.atUs || a.sequence - b.sequence);
      expect(heap.size).toBe(times.length);
      expect(drain(heap)).toEqual(expected);
    }),
  );
});

test('a fork goes its own way', () => {
  fc.assert(
    fc.property(timesArbitrary, timesArbitrary, (times, more) => {
      const heap = Heap.empty<Timed>();
      fill(heap, times);
      const fork = heap.fork();
      fill(fork, more, times.length);
      expect(drain(fork)).toHaveLength(times.length + more.length);
      expect(drain(heap)).toHaveLength(times.length);
    }),
  );
});
