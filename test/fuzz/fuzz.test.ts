// A million events of random clusters break nothing. More, and other ones: `npm run fuzz`.
import { expect, test } from 'vitest';
import { judge } from './judge.ts';
import { randomScenario } from './random-scenario.ts';
import { shrink } from './shrink.ts';

const FIRST_SEED = 1_000;
const EVENTS = 1_000_000;
/** Every so many runs are also run again, asked why and drawn: that takes longer than the run. */
const THOROUGH = 5;

test('a million events of random clusters', { timeout: 600_000 }, () => {
  let events = 0;
  let standing = 0;
  for (let seed = FIRST_SEED; events < EVENTS; seed += 1) {
    const { document, endMs } = randomScenario(seed);
    const verdict = judge(document, endMs, seed % THOROUGH === 0);
    expect([seed, verdict.findings]).toEqual([seed, []]);
    events += verdict.events;
    standing += Number(verdict.isEnded);
  }
  // The values are odd, but hardly any cluster stands still for them.
  expect(standing).toBeLessThan(5);
});

test('a fault would be found, and shown in small', () => {
  const { document } = randomScenario(FIRST_SEED);
  const endMs = 100;
  const broken = { ...document, topics: [...document.topics, ...document.topics] };
  const [finding] = judge(broken, endMs).findings;
  expect(finding?.name).toBe('is refused');
  if (finding === undefined) return;
  const small = shrink(broken, endMs, finding).document;
  expect(JSON.stringify(small).length).toBeLessThan(JSON.stringify(broken).length / 3);
  expect(judge(small, endMs).findings.map(({ name }) => name)).toEqual(['is refused']);
});
