// Forks and offsets of the leader epoch cache; its answers are golden data.
import { expect, test } from 'vitest';
import { LeaderEpochCache } from '#kafka/log/leader-epoch-cache.ts';

function cacheOf(...entries: readonly (readonly [number, number])[]): LeaderEpochCache {
  const cache = LeaderEpochCache.empty();
  for (const [epoch, startOffset] of entries) cache.assign(epoch, startOffset);
  return cache;
}

test('a fork goes on by itself', () => {
  const cache = cacheOf([0, 0], [2, 10]);
  const fork = cache.fork();
  fork.assign(3, 20);
  cache.truncateFromEnd(10);
  expect(cache.entries).toEqual([{ epoch: 0, startOffset: 0 }]);
  expect(fork.latestEpoch()).toBe(3);
});

test('finds the epoch of an offset', () => {
  const cache = cacheOf([1, 5], [2, 10]);
  expect([4, 5, 9, 10, 99].map((offset) => cache.epochForOffset(offset))).toEqual([
    null,
    1,
    1,
    2,
    2,
  ]);
});
