// What one golden-data runner is, and how a case is judged. The data comes from Kafka's own classes;
// `header.notes` of each file says what its fields mean.
import { isDeepStrictEqual } from 'node:util';

/** A file of golden data, as far as every file is alike. */
export interface Fixture {
  readonly cases: readonly FixtureCase[];
}

export interface FixtureCase {
  readonly id?: string;
}

/** What our code gave for one case, in the shape of what Kafka's gave. */
export interface CaseOutcome {
  readonly got: unknown;
  readonly expected: unknown;
}

export interface ConformRunner {
  readonly name: string;
  /** Its file without `.json`; the runner's name when there is none given. */
  readonly file?: string;
  /** The cases of a file that does not list them as `cases`. */
  readonly readCases?: (file: object) => readonly FixtureCase[];
  /** Runs one case. May throw, which fails the case. */
  readonly runCase: (testCase: FixtureCase) => CaseOutcome;
}

/** Makes a runner whose cases have the shape `C`; the shape is that file's contract. */
export function createRunner<C extends object>(
  name: string,
  runCase: (testCase: C) => CaseOutcome,
): ConformRunner {
  return { name, runCase: (testCase) => runCase(testCase as FixtureCase & C) };
}

export interface CaseFailure extends CaseOutcome {
  readonly id: string;
}

export interface ConformReport {
  readonly name: string;
  readonly passed: number;
  readonly total: number;
  readonly failures: readonly CaseFailure[];
}

/** Runs every case of a fixture. */
export function runFixture(runner: ConformRunner, fixture: Fixture): ConformReport {
  const failures: CaseFailure[] = [];
  fixture.cases.forEach((testCase, index) => {
    const { got, expected } = outcomeOf(runner, testCase);
    if (!isDeepStrictEqual(got, expected)) {
      failures.push({ id: testCase.id ?? `#${index}`, got, expected });
    }
  });
  const total = fixture.cases.length;
  return { name: runner.name, passed: total - failures.length, total, failures };
}

function outcomeOf(runner: ConformRunner, testCase: FixtureCase): CaseOutcome {
  try {
    return runner.runCase(testCase);
  } catch (error) {
    return { got: `threw ${String(error)}`, expected: 'an answer' };
  }
}
