// Which fixtures to run: all of ours, all that a directory holds, or those that were named.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fixturePath, isDirectory } from './fixtures.ts';
import { NOT_EXPRESSED, realRunnerOf } from './real/runners.ts';
import type { ConformRunner } from './runner.ts';
import { CONFORM_RUNNERS } from './runners.ts';

/** Answers of Kafka's own classes. */
export const GOLDEN_DIRECTORY = 'test/fixtures/kafka';
/** What a real cluster did. */
export const REAL_DIRECTORY = 'test/fixtures/real-kafka';

/** A runner and the directory in which its file lies. */
export interface Job {
  readonly runner: ConformRunner;
  readonly directory: string;
}

/** A recorded file that nothing can be made of. */
export interface Unread {
  /** The name that its runner would have. */
  readonly name: string;
  readonly why: string;
}

export interface Fixtures {
  readonly jobs: readonly Job[];
  readonly unread: readonly Unread[];
}

export type Selection =
  | { readonly type: 'jobs'; readonly jobs: readonly Job[]; readonly skipped: readonly Unread[] }
  | { readonly type: 'problem'; readonly problem: string };

/**
 * Every fixture that there is: the golden files, whose names are known, and whatever a real cluster
 * was recorded in. A directory may hold both kinds; null stands for our own two.
 */
export function fixturesIn(directory: string | null): Fixtures {
  const golden = directory ?? GOLDEN_DIRECTORY;
  const real = realFixturesIn(directory ?? REAL_DIRECTORY);
  const goldenJobs = CONFORM_RUNNERS.map((runner) => ({ runner, directory: golden }));
  return { jobs: [...goldenJobs, ...real.jobs], unread: real.unread };
}

/** What to run of a directory (null: ours), by name or all of it. */
export function select(directory: string | null, names: readonly string[]): Selection {
  if (directory !== null && !isDirectory(directory)) {
    return { type: 'problem', problem: `no such directory: ${directory}` };
  }
  const fixtures = fixturesIn(directory);
  if (names.length > 0) return selectNamed(fixtures, directory, names);
  const { jobs, unread } = fixtures;
  const there = jobs.filter(isThere);
  // Of our own files none may be missing, and a directory without any fixture is a mistake.
  if (directory === null || there.length === 0) return { type: 'jobs', jobs, skipped: [] };
  const missing = jobs
    .filter((job) => !isThere(job))
    .map(({ runner, directory: place }) => ({
      name: runner.name,
      why: `no such file: ${fixturePath(place, runner)}`,
    }));
  return { type: 'jobs', jobs: there, skipped: [...missing, ...unread] };
}

function isThere({ runner, directory }: Job): boolean {
  return existsSync(fixturePath(directory, runner));
}

function selectNamed(
  { jobs, unread }: Fixtures,
  directory: string | null,
  names: readonly string[],
): Selection {
  const named: Job[] = [];
  for (const name of new Set(names)) {
    const job = jobs.find(({ runner }) => runner.name === name);
    if (job === undefined) {
      return { type: 'problem', problem: problemWith(name, { jobs, unread }, directory) };
    }
    named.push(job);
  }
  return { type: 'jobs', jobs: named, skipped: [] };
}

function problemWith(name: string, { jobs, unread }: Fixtures, directory: string | null): string {
  const why = unread.find((one) => one.name === name)?.why;
  if (why !== undefined) return `${name} cannot be run: ${why}`;
  const file = /^real-(.+)$/.exec(name)?.[1];
  if (directory !== null && file !== undefined) {
    return `no such file: ${path.join(directory, `${file}.json`)}`;
  }
  return `no such fixture: ${name} (there are: ${jobs.map(({ runner }) => runner.name).join(', ')})`;
}

/** The recorded files among those of a directory, whatever they are called. */
function realFixturesIn(directory: string): Fixtures {
  const jobs: Job[] = [];
  const unread: Unread[] = [];
  const isGolden = (file: string): boolean => CONFORM_RUNNERS.some(({ name }) => name === file);
  const files = isDirectory(directory) ? readdirSync(directory).sort() : [];
  for (const fileName of files.filter((one) => one.endsWith('.json'))) {
    const file = path.basename(fileName, '.json');
    if (isGolden(file)) continue;
    try {
      const content: unknown = JSON.parse(readFileSync(path.join(directory, fileName), 'utf8'));
      const runner = realRunnerOf(file, content);
      if (runner !== null) jobs.push({ runner, directory });
      else unread.push({ name: `real-${file}`, why: NOT_EXPRESSED[file] ?? 'it has no scenario' });
    } catch (error) {
      unread.push({ name: `real-${file}`, why: `${fileName}: ${String(error)}` });
    }
  }
  return { jobs, unread };
}
