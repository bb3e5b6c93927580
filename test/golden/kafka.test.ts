// Kafka's own answers, case by case, through the code that the cluster runs.
import { describe, expect, test } from 'vitest';
import { readFixture } from '#node/conform/fixtures.ts';
import { runFixture } from '#node/conform/runner.ts';
import { CONFORM_RUNNERS } from '#node/conform/runners.ts';

describe.each(CONFORM_RUNNERS.map((runner) => [runner.name, runner] as const))(
  '%s',
  (name, runner) => {
    const result = readFixture('test/fixtures/kafka', name);
    if (result.type === 'problem') throw new Error(result.problem);
    const report = runFixture(runner, result.fixture);

    test('gives what Kafka gave, in every case', () => {
      expect(report.failures).toEqual([]);
      expect(report.passed).toBe(report.total);
    });

    test('notices a wrong answer', () => {
      const answersNothing = { name, runCase: () => ({ got: undefined, expected: 'something' }) };
      expect(runFixture(answersNothing, result.fixture).passed).toBe(0);
    });
  },
);
