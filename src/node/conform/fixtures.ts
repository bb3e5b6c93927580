// Reads golden data files. What is wrong with a path or a file comes back as a sentence.
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Fixture } from './runner.ts';

export type FixtureResult =
  | { readonly type: 'fixture'; readonly fixture: Fixture }
  | { readonly type: 'problem'; readonly problem: string };

/** Reads `directory/name.json`. */
export function readFixture(directory: string, name: string): FixtureResult {
  if (!existsSync(directory) || !statSync(directory).isDirectory()) {
    return { type: 'problem', problem: `no such directory: ${directory}` };
  }
  const file = path.join(directory, `${name}.json`);
  if (!existsSync(file)) return { type: 'problem', problem: `no such file: ${file}` };
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return isFixture(value)
      ? { type: 'fixture', fixture: value }
      : { type: 'problem', problem: `${file}: expected an object with header and some cases` };
  } catch (error) {
    return { type: 'problem', problem: `${file}: ${String(error)}` };
  }
}

function isFixture(value: unknown): value is Fixture {
  return (
    typeof value === 'object' &&
    value !== null &&
    'header' in value &&
    'cases' in value &&
    Array.isArray(value.cases) &&
    value.cases.length > 0
  );
}
