// Kafka's own answers, case by case, through the code that the cluster runs.
import { expect, test } from 'vitest';
import { readFixture } from '#node/conform/fixtures.ts';
import { runFixture } from '#node/conform/runner.ts';
import { CONFORM_RUNNERS } from '#node/conform/runners.ts';

const runnersByName = CONFORM_RUNNERS.map((runner) => [runner.name, runner] as const);

test.each(runnersByName)('%s: gives what Kafka gave, in every case', (_name, runner) => {
  const result = readFixture('test/fixtures/kafka', runner);
  if (result.type === 'problem') throw new Error(result.problem);
  const { failures, passed, total } = runFixture(runner, result.fixture);
  expect(failures).toEqual([]);
  expect(passed).toBe(total);
});
