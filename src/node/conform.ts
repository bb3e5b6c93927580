// `npm run --silent conform -- [--fixtures DIR] [--list] [NAME…]`: holds the model against Apache
// Kafka. Golden data goes through the code that the simulated cluster runs; scenarios that a real
// cluster has carried out (`real-…`) are simulated, and what came of them is compared.
// Exit 0: all passed; 1: some case fell short; 2: bad usage.
import { parseArgs } from 'node:util';
import { describeDifference, differencesBetween } from './conform/differences.ts';
import { readFixture } from './conform/fixtures.ts';
import {
  type CaseFailure,
  type ConformReport,
  type Fixture,
  runFixture,
} from './conform/runner.ts';
import { fixturesIn, type Job, select } from './conform/select.ts';

const CASES_SHOWN = 3;
const DIFFERENCES_SHOWN = 3;
const EXIT_FAILED = 1;
const EXIT_USAGE = 2;

function fail(problem: string): never {
  process.stderr.write(`conform: ${problem}\n`);
  process.exit(EXIT_USAGE);
}

function readArguments() {
  try {
    const { values, positionals } = parseArgs({
      options: { fixtures: { type: 'string' }, list: { type: 'boolean', default: false } },
      allowPositionals: true,
    });
    return { directory: values.fixtures ?? null, isList: values.list, names: positionals };
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error));
  }
}

function fixtureOf({ directory, runner }: Job): Fixture {
  const result = readFixture(directory, runner);
  return result.type === 'fixture' ? result.fixture : fail(result.problem);
}

function showFailures({ name, failures }: ConformReport): void {
  for (const failure of failures.slice(0, CASES_SHOWN)) showFailure(name, failure);
  const hidden = failures.length - CASES_SHOWN;
  if (hidden > 0) process.stderr.write(`${name}: ${hidden} more\n`);
}

function showFailure(name: string, { id, got, expected }: CaseFailure): void {
  const differences = differencesBetween(got, expected);
  const shown = differences.slice(0, DIFFERENCES_SHOWN).map(describeDifference);
  if (differences.length > shown.length)
    shown.push(`and ${differences.length - shown.length} more`);
  process.stderr.write([`${name} ${id}`, ...shown].join('\n  ') + '\n');
}

function list(directory: string | null): void {
  const { jobs, unread } = fixturesIn(directory);
  for (const { runner } of jobs) process.stdout.write(`${runner.name}\n`);
  for (const { name, why } of unread) process.stdout.write(`${name}: not run: ${why}\n`);
}

function run(directory: string | null, names: readonly string[]): void {
  const selection = select(directory, names);
  if (selection.type === 'problem') fail(selection.problem);
  // All files are read before the first one runs: a bad call says so and does nothing else.
  const jobs = selection.jobs.map((job) => ({ runner: job.runner, fixture: fixtureOf(job) }));
  for (const { name, why } of selection.skipped) {
    process.stderr.write(`conform: ${name} skipped: ${why}\n`);
  }
  for (const { runner, fixture } of jobs) {
    const report = runFixture(runner, fixture);
    process.stdout.write(`${report.name} ${report.passed}/${report.total}\n`);
    showFailures(report);
    if (report.passed < report.total) process.exitCode = EXIT_FAILED;
  }
}

const { directory, isList, names } = readArguments();
if (isList) list(directory);
else run(directory, names);
