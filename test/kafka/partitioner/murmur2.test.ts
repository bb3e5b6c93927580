// The hash that is shown byte by byte is the hash that the producer uses.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Bytes } from '#base/bytes.ts';
import { encodeUtf8 } from '#base/utf8.ts';
import { murmur2, murmur2Steps, partitionForKey, toPositive } from '#kafka/partitioner/murmur2.ts';

test('the steps end in the same hash, and each begins where the last one ended', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      const { start, words, tail, beforeFinish, hash, positive } = murmur2Steps(bytes);
      expect(hash).toBe(murmur2(bytes));
      expect(positive).toBe(toPositive(hash));
      const chain = [...words, ...(tail === null ? [] : [tail])];
      let current = start;
      for (const step of chain) {
        expect(step.hashBefore).toBe(current);
        current = step.hashAfter;
      }
      expect(current).toBe(beforeFinish);
      expect(chain.flatMap((step) => step.bytes)).toEqual([...bytes]);
    }),
  );
});

test('a key keeps its partition, and the partition exists', () => {
  fc.assert(
    fc.property(fc.string(), fc.integer({ min: 1, max: 100 }), (key, partitionCount) => {
      const partition = partitionForKey(Bytes.ofText(key).toArray(), partitionCount);
      expect(partition).toBe(partitionForKey(encodeUtf8(key), partitionCount));
      expect(partition).toBeGreaterThanOrEqual(0);
      expect(partition).toBeLessThan(partitionCount);
    }),
  );
});

test('an empty key is hashed: it is not the absence of a key', () => {
  expect(murmur2(encodeUtf8(''))).toBe(275646681);
});
