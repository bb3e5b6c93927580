// Reads fixture files. What is wrong with a path or a file comes back as a sentence.
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { ConformRunner, Fixture, FixtureCase } from './runner.ts';

export type FixtureResult =
  | { readonly type: 'fixture'; readonly fixture: Fixture }
  | { readonly type: 'problem'; readonly problem: string };

export function isDirectory(directory: string): boolean {
  return existsSync(directory) && statSync(directory).isDirectory();
}

/** Where the file of a runner lies in `directory`. */
export function fixturePath(directory: string, { name, file = name }: ConformRunner): string {
  return path.join(directory, `${file}.json`);
}

/** Reads the file of a runner in `directory`. */
export function readFixture(directory: string, runner: ConformRunner): FixtureResult {
  if (!isDirectory(directory)) {
    return { type: 'problem', problem: `no such directory: ${directory}` };
  }
  const file = fixturePath(directory, runner);
  if (!existsSync(file)) return { type: 'problem', problem: `no such file: ${file}` };
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    const cases = casesIn(value, runner.readCases);
    return cases.length > 0
      ? { type: 'fixture', fixture: { cases } }
      : { type: 'problem', problem: `${file}: expected an object with header and some cases` };
  } catch (error) {
    return { type: 'problem', problem: `${file}: ${String(error)}` };
  }
}

function casesIn(file: unknown, readCases: ConformRunner['readCases']): readonly FixtureCase[] {
  if (typeof file !== 'object' || file === null || !('header' in file)) return [];
  if (readCases !== undefined) return readCases(file);
  return 'cases' in file && Array.isArray(file.cases) ? (file.cases as FixtureCase[]) : [];
}
