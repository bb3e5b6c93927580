// What a real Kafka cluster did with the same documents, file by file.
import { expect, test } from 'vitest';
import { readFixture } from '#node/conform/fixtures.ts';
import { runFixture } from '#node/conform/runner.ts';
import { fixturesIn, REAL_DIRECTORY } from '#node/conform/select.ts';

/** Cases in which the simulator does something else today, each with the reason. It only shrinks. */
const KNOWN: Readonly<Record<string, Readonly<Record<string, string>>>> = {};

const real = fixturesIn(null).jobs.filter(({ directory }) => directory === REAL_DIRECTORY);
const byName = real.map(({ runner }) => [runner.name, runner] as const);

test.each(byName)('%s: comes out as on the real cluster', (name, runner) => {
  const result = readFixture(REAL_DIRECTORY, runner);
  if (result.type === 'problem') throw new Error(result.problem);
  const { failures } = runFixture(runner, result.fixture);
  const known = KNOWN[name] ?? {};
  expect(failures.filter(({ id }) => known[id] === undefined)).toEqual([]);
  // What has been mended goes from the list.
  expect(failures.map(({ id }) => id).sort()).toEqual(Object.keys(known).sort());
});

test('every case that is known to disagree is one of a file', () => {
  const names = real.map(({ runner }) => runner.name);
  expect(Object.keys(KNOWN).filter((name) => !names.includes(name))).toEqual([]);
});

test('there is a reason for every recorded file that is not run', () => {
  const reasons = fixturesIn(null).unread.map(({ name, why }) => `${name}: ${why}`);
  expect(reasons).toEqual([
    'real-cli-requests: tools-session has the same commands, with all that they print',
    'real-compaction: there is no log cleaner: nothing is ever removed from a log',
    'real-delete-records: there is no command for DeleteRecords: every log starts at offset 0',
    'real-retention: logs have no segments, and nothing is ever removed from them',
    'real-share-group: share groups (KIP-932) are not simulated',
    'real-tools: tools-session has the same commands; here a program made the records and the group',
    'real-transactions: transactions are not simulated',
  ]);
});
