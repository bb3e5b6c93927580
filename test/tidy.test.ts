// The house rules hold, and the rules that hold them would notice: every lint rule about imports
// and determinism fires on a snippet that breaks it.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { ESLint } from 'eslint';
import { describe, expect, test } from 'vitest';

/** What belongs to the project; work in progress does not count. */
const FILES = execFileSync('git', ['ls-files'], { encoding: 'utf8' }).trim().split('\n');

const SOURCES = FILES.filter((file) => /^(src|test)\/.*\.(ts|svelte|css)$/.test(file));

describe('every source file', () => {
  test('begins with a comment that says what it is', () => {
    const silent = SOURCES.filter((file) => {
      const [first = ''] = readFileSync(file, 'utf8').split('\n');
      return !/^(\/\/ \S|\/\*\*? ?\S?|<!-- ?\S|@component)/.test(first) && first !== '<!--';
    });
    expect(silent).toEqual([]);
  });

  test('keeps to its folder: no import goes up', () => {
    const climbing = SOURCES.filter((file) =>
      /from '\.\.\//.test(readFileSync(file, 'utf8').replace(/`[^`]*`/g, '')),
    );
    expect(climbing).toEqual([]);
  });
});

test('nothing stray lies at the top', () => {
  expect(FILES.filter((file) => !file.includes('/')).sort()).toEqual(
    [
      ...['.dependency-cruiser.cjs', '.eslint.config.js', '.gitignore', '.npmrc'],
      ...['.prettierignore', '.prettierrc', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'LICENSE'],
      ...['README.md', 'package-lock.json', 'package.json', 'tsconfig.json', 'vite.config.ts'],
    ].sort(),
  );
  const folders = new Set(FILES.filter((file) => file.includes('/')).map((f) => f.split('/')[0]));
  expect([...folders].sort()).toEqual(['.ci', 'lessons', 'public', 'src', 'test']);
});

describe('the linter', () => {
  const eslint = new ESLint({ overrideConfigFile: '.eslint.config.js' });

  /** Rules that a snippet breaks when it stands in that file. */
  async function broken(file: string, code: string): Promise<readonly (string | null)[]> {
    const [result] = await eslint.lintText(`${code}\n`, { filePath: file });
    return (result?.messages ?? []).map((message) => message.ruleId);
  }

  test.each([
    // Who may import whom.
    [
      'src/kafka/broker/x.ts',
      "import '#kafka/controller/partitions/elections.ts';",
      'no-restricted-imports',
    ],
    ['src/kafka/client/x.ts', "import '#kafka/broker/replica/isr.ts';", 'no-restricted-imports'],
    [
      'src/kafka/controller/x.ts',
      "import '#kafka/client/producer/accumulator.ts';",
      'no-restricted-imports',
    ],
    ['src/sim/x.ts', "import '#kafka/events.ts';", 'no-restricted-imports'],
    ['src/base/x.ts', "import '#sim/engine.ts';", 'no-restricted-imports'],
    [
      'src/trace/x.ts',
      "import '#sim/engine.ts'; import '#kafka/cluster.ts';",
      'no-restricted-imports',
    ],
    ['src/stage/x.ts', "import '#session/session.ts';", 'no-restricted-imports'],
    ['src/ui/x.ts', "import '#sim/engine.ts';", 'no-restricted-imports'],
    ['src/lesson/x.ts', "import '#ui/format.ts';", 'no-restricted-imports'],
    ['src/sim/x.ts', "import 'node:fs';", 'no-restricted-imports'],
    ['src/trace/x.ts', "import '../sim/engine.ts';", 'no-restricted-imports'],
    // Rooms inside the rooms.
    [
      'src/kafka/client/producer/x.ts',
      "import '#kafka/client/consumer/state.ts';",
      'no-restricted-imports',
    ],
    [
      'src/kafka/client/consumer/x.ts',
      "import '#kafka/client/producer/state.ts';",
      'no-restricted-imports',
    ],
    [
      'src/kafka/client/consumer/modern/x.ts',
      "import '#kafka/client/consumer/classic/join.ts';",
      'no-restricted-imports',
    ],
    [
      'src/kafka/client/consumer/fetching/x.ts',
      "import '#kafka/client/consumer/modern/member.ts';",
      'no-restricted-imports',
    ],
    [
      'src/kafka/broker/partition/x.ts',
      "import '#kafka/broker/replica/isr.ts';",
      'no-restricted-imports',
    ],
    [
      'src/kafka/coordinator/classic/x.ts',
      "import '#kafka/coordinator/consumer/group.ts';",
      'no-restricted-imports',
    ],
    [
      'src/kafka/coordinator/consumer/x.ts',
      "import '#kafka/coordinator/classic/group.ts';",
      'no-restricted-imports',
    ],
    [
      'src/kafka/coordinator/offsets/x.ts',
      "import '#kafka/coordinator/classic/group.ts';",
      'no-restricted-imports',
    ],
    [
      'src/kafka/coordinator/classic/x.ts',
      "import '#kafka/coordinator/groups.ts';",
      'no-restricted-imports',
    ],
    [
      'src/kafka/coordinator/runtime/x.ts',
      "import '#kafka/coordinator/offsets/offsets-topic.ts';",
      'no-restricted-imports',
    ],
    [
      'src/kafka/broker/purgatory/x.ts',
      "import '#kafka/coordinator/offsets/offsets-topic.ts';",
      'no-restricted-imports',
    ],
    ['src/kafka/protocol/x.ts', "import '#kafka/commands.ts';", 'no-restricted-imports'],
    ['src/kafka/events/x.ts', "import '#kafka/events.ts';", 'no-restricted-imports'],
    ['src/kafka/x.ts', "import '#stage/scene.ts';", 'no-restricted-imports'],
    ['src/node/x.ts', "import '#ui/format.ts';", 'no-restricted-imports'],
    // What the simulation must not touch.
    ['src/sim/x.ts', 'export const now = Date.now();', 'no-restricted-globals'],
    ['src/kafka/log/x.ts', 'export const now = performance.now();', 'no-restricted-globals'],
    ['src/session/x.ts', 'setTimeout(() => undefined, 1);', 'no-restricted-globals'],
    ['src/trace/x.ts', 'export const { title } = document;', 'no-restricted-globals'],
    ['src/scenario/x.ts', "void fetch('x');", 'no-restricted-globals'],
    ['src/sim/x.ts', 'export const luck = Math.random();', 'no-restricted-properties'],
    ['src/kafka/broker/x.ts', 'export const half = Math.sqrt(2);', 'no-restricted-properties'],
    ['src/trace/x.ts', "export const order = 'a'.localeCompare('b');", 'no-restricted-properties'],
    ['src/sim/x.ts', 'export async function late() {}', 'no-restricted-syntax'],
    ['src/kafka/x.ts', 'export const { random } = Math;', 'no-restricted-syntax'],
    ['src/ui/x.ts', 'export enum Colour { Red }', 'no-restricted-syntax'],
    ['src/sim/x.ts', "console.log('here');", 'no-console'],
    ['src/base/x.ts', 'export const value: any = 1;', '@typescript-eslint/no-explicit-any'],
  ])('in %s refuses %s', async (file, code, rule) => {
    expect(await broken(file, code)).toContain(rule);
  });

  test.each([
    ['src/kafka/broker/x.ts', "import '#kafka/log/partition-log.ts';"],
    ['src/kafka/client/x.ts', "import './accumulator.ts';"],
    ['src/session/x.ts', "import '#trace/store.ts';"],
    ['src/sim/x.ts', 'export const most = Math.max(1, 2);'],
    ['src/ui/x.ts', 'export const now = Date.now();'],
    ['src/node/x.ts', "console.log('here');"],
  ])('in %s allows %s', async (file, code) => {
    expect(await broken(file, code)).toEqual([]);
  });
});
