// java.util.Random against sequences drawn by the JDK.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { JavaRandom, shuffle } from '#base/java-random.ts';

interface JavaRandomSample {
  readonly seed: string;
  readonly nextIntBoundResult: readonly (readonly [number, number])[];
  readonly thenShuffle0to7: readonly number[];
}

const { javaRandom } = JSON.parse(
  readFileSync('test/fixtures/kafka/replica-placer.json', 'utf8'),
) as { javaRandom: readonly JavaRandomSample[] };

test.each(javaRandom)('draws and shuffles as the JDK does from seed $seed', (sample) => {
  const random = JavaRandom.ofSeed(BigInt(sample.seed));
  for (const [bound, result] of sample.nextIntBoundResult) {
    expect(random.nextInt(bound)).toBe(result);
  }
  const list = [0, 1, 2, 3, 4, 5, 6, 7];
  shuffle(list, random);
  expect(list).toEqual(sample.thenShuffle0to7);
});

test('gives the well-known first ints of seed 42', () => {
  const random = JavaRandom.ofSeed(42);
  expect([random.nextInt32(), random.nextInt32()]).toEqual([-1170105035, 234785527]);
});

test('a fork goes on by itself', () => {
  const random = JavaRandom.ofSeed(7);
  random.nextInt(10);
  const fork = random.fork();
  const drawn = [1, 2, 3].map(() => fork.nextInt(1000));
  expect([1, 2, 3].map(() => random.nextInt(1000))).toEqual(drawn);
});
