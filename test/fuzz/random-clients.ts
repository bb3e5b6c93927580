// Applications of a random scenario: what they send, what they read, and how they work on it.
import type { Dice } from './dice.ts';
import type { Fields } from './document.ts';

/** RE2 takes them all; by going back and trying again the first would never end. */
export const REGEXES: readonly string[] = [
  '(a+)+$',
  'o.*',
  '(orders|audit).*',
  '[a-z]+\\.?[a-z]*',
  '^$',
  '\\d+',
  '(?i)ANNA|v1',
];

export function randomKeys(dice: Dice): unknown {
  return dice.pick<unknown>([
    'none',
    { type: 'few', count: dice.int(1, 9) },
    { type: 'many', count: dice.int(1, 400) },
    { type: 'hot', count: dice.int(2, 9), hotPercent: dice.int(0, 100) },
    { type: 'list', keys: ['paris', '', 'ключ', 'a'.repeat(90)] },
  ]);
}

/** What a producer writes, and how much of it. */
export function randomWorkload(dice: Dice): Fields {
  const keys = dice.chance(75)
    ? { keys: randomKeys(dice) }
    : { orders: { key: dice.pick([null, 'id', 'customer']), open: dice.int(1, 5) } };
  return {
    ...('keys' in keys ? { keys: fullPlan(keys.keys) } : keys),
    recordsPerSecond: dice.pick([0, 0.2, 3, 20, 60]),
    burst: dice.chance(15)
      ? { records: dice.int(1, 60), everyMs: dice.pick([1_000, 4_000]) }
      : null,
    valueBytes: dice.pick([0, 1, 100, 900]),
    recordsMax: dice.chance(15) ? dice.int(0, 40) : null,
    ...(dice.chance(30) ? { partitioner: dice.pick(['murmur2', 'crc32', 'murmur2_random']) } : {}),
    ...(dice.chance(20) ? { values: ['v1', 'broken', ''] } : {}),
  };
}

/** Commands take no shorthand. */
function fullPlan(keys: unknown): unknown {
  return keys === 'none' ? { type: 'none' } : keys;
}

interface Names {
  readonly topics: readonly string[];
  readonly producers: readonly string[];
}

export function randomHandling(dice: Dice, { topics, producers }: Names): Fields | null {
  if (dice.chance(20)) return null;
  const isDeadLettered = dice.chance(30) && producers.length > 0;
  return {
    failOn: dice.chance(60) ? dice.pick(REGEXES) : null,
    onFailure: isDeadLettered ? 'dlq' : dice.pick(['crash', 'retry', 'skip']),
    attempts: dice.int(1, 4),
    retryMs: dice.pick([0, 1, 700]),
    slowOn: dice.chance(30) ? dice.pick(REGEXES) : null,
    slowMs: dice.pick([0, 40, 3_000]),
    deadLetters: isDeadLettered
      ? { producer: dice.pick(producers), topic: dice.pick(topics) }
      : null,
    restartMs: dice.pick([null, 0, 500, 5_000]),
  };
}

/** By names, by a pattern, and with or without a filter. */
export function randomSubscription(dice: Dice, topics: readonly string[]): Fields {
  const filter = dice.chance(15) ? { filter: dice.pick(REGEXES) } : {};
  if (dice.chance(20)) return { pattern: dice.pick(REGEXES), topics: [], ...filter };
  const [first = dice.pick(topics), ...others] = dice.some(topics, 70);
  return { topics: [first, ...others], ...filter };
}
