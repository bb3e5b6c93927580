// `npm run --silent conform -- [--fixtures DIR] [NAME…]`: runs Kafka's golden data through the code
// that the simulated cluster runs. Exit 0: all passed; 1: some case fell short; 2: bad usage.
import { parseArgs } from 'node:util';
import { readFixture } from './conform/fixtures.ts';
import {
  type ConformReport,
  type ConformRunner,
  type Fixture,
  runFixture,
} from './conform/runner.ts';
import { CONFORM_RUNNERS } from './conform/runners.ts';

const DEFAULT_DIRECTORY = 'test/fixtures/kafka';
const FAILURES_SHOWN = 3;
const EXIT_FAILED = 1;
const EXIT_USAGE = 2;

function fail(problem: string): never {
  process.stderr.write(`conform: ${problem}\n`);
  process.exit(EXIT_USAGE);
}

function readArguments(): { readonly directory: string; readonly names: readonly string[] } {
  try {
    const { values, positionals } = parseArgs({
      options: { fixtures: { type: 'string' } },
      allowPositionals: true,
    });
    return { directory: values.fixtures ?? DEFAULT_DIRECTORY, names: positionals };
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error));
  }
}

function runnersNamed(names: readonly string[]): readonly ConformRunner[] {
  if (names.length === 0) return CONFORM_RUNNERS;
  return [...new Set(names)].map((name) => {
    const runner = CONFORM_RUNNERS.find((candidate) => candidate.name === name);
    if (runner !== undefined) return runner;
    const known = CONFORM_RUNNERS.map((candidate) => candidate.name).join(', ');
    return fail(`no such fixture: ${name} (there are: ${known})`);
  });
}

function fixtureOf(directory: string, runner: ConformRunner): Fixture {
  const result = readFixture(directory, runner);
  return result.type === 'fixture' ? result.fixture : fail(result.problem);
}

function showFailures({ name, failures }: ConformReport): void {
  for (const { id, got, expected } of failures.slice(0, FAILURES_SHOWN)) {
    process.stderr.write(
      `${name} ${id}\n  got      ${JSON.stringify(got)}\n  expected ${JSON.stringify(expected)}\n`,
    );
  }
  const hidden = failures.length - FAILURES_SHOWN;
  if (hidden > 0) process.stderr.write(`${name}: ${hidden} more\n`);
}

const { directory, names } = readArguments();
// All files are read before the first one runs: a bad call says so and does nothing else.
const jobs = runnersNamed(names).map((runner) => ({
  runner,
  fixture: fixtureOf(directory, runner),
}));
for (const { runner, fixture } of jobs) {
  const report = runFixture(runner, fixture);
  process.stdout.write(`${report.name} ${report.passed}/${report.total}\n`);
  showFailures(report);
  if (report.passed < report.total) process.exitCode = EXIT_FAILED;
}
