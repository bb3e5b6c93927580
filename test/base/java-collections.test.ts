// Corners of Java's hash order that golden data seldom reaches.
import { expect, test } from 'vitest';
import {
  integerKeys,
  integersInJavaHashOrder,
  JavaHashMap,
  JavaHashSet,
} from '#base/java-collections.ts';

test('numbers from 16 on interleave with small ones while the table has 16 buckets', () => {
  expect(integersInJavaHashOrder([0, 1, 2, 3, 16, 17])).toEqual([0, 16, 1, 17, 2, 3]);
});

test('a copied collection gets a table of its final size at once', () => {
  const numbers = Array.from({ length: 13 }, (_, index) => index * 4);
  expect([...JavaHashSet.copyOf(integerKeys, numbers)]).toEqual(integersInJavaHashOrder(numbers));
  const twelve = numbers.slice(0, 12).map((number) => [number, true] as const);
  const copied = [...JavaHashMap.copyOf(integerKeys, twelve).keys()];
  expect(copied).toEqual([0, 32, 4, 36, 8, 40, 12, 44, 16, 20, 24, 28]);
});

test('a table of one bucket grows with its first key', () => {
  const map = new JavaHashMap<number, string>(integerKeys, 0);
  map.set(1, 'one').set(0, 'zero');
  expect([...map.keys()]).toEqual([0, 1]);
});

test('nine keys in one bucket of a small table double it', () => {
  const keys = Array.from({ length: 9 }, (_, index) => index * 16);
  expect(integersInJavaHashOrder(keys)).toEqual([0, 32, 64, 96, 128, 16, 48, 80, 112]);
});

test('a key that computeIfAbsent brings stands first in its bucket', () => {
  const map = new JavaHashMap<number, number>(integerKeys);
  for (const key of [0, 16, 32]) map.computeIfAbsent(key, () => key);
  expect([...map.keys()]).toEqual([32, 16, 0]);
  expect(map.computeIfAbsent(16, () => -1)).toBe(16);
});

test('computeIfAbsent doubles a full table one call later than a put', () => {
  const map = new JavaHashMap<number, number>(integerKeys);
  for (let key = 4; key <= 16; key += 1) map.computeIfAbsent(key, () => key);
  expect([...map.keys()][0]).toBe(16);
  map.computeIfAbsent(17, () => 17);
  expect([...map.keys()][0]).toBe(4);
});
