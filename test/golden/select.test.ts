// Which fixtures a call of `conform` runs.
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { GOLDEN_DIRECTORY, REAL_DIRECTORY, select } from '#node/conform/select.ts';

const mixed = mkdtempSync(path.join(tmpdir(), 'fixtures-'));
copyFileSync(`${GOLDEN_DIRECTORY}/murmur2.json`, path.join(mixed, 'murmur2.json'));
copyFileSync(`${REAL_DIRECTORY}/offset-none.json`, path.join(mixed, 'another.json'));
copyFileSync(`${REAL_DIRECTORY}/retention.json`, path.join(mixed, 'retention.json'));
writeFileSync(path.join(mixed, 'broken.json'), '{');
afterAll(() => rmSync(mixed, { recursive: true }));

/** Names of what is run and lines on what is not, or the complaint. */
function selected(directory: string | null, ...names: string[]) {
  const selection = select(directory, names);
  if (selection.type === 'problem') return selection.problem;
  return {
    run: selection.jobs.map(({ runner }) => runner.name),
    skipped: selection.skipped.map(({ name, why }) => `${name}: ${why}`),
  };
}

test('all of ours without a directory: golden data, and every recording that can be run', () => {
  const all = selected(null);
  expect(all).toMatchObject({ skipped: [] });
  expect(all).toHaveProperty('run', expect.arrayContaining(['murmur2', 'real-broker-kill']));
  expect(all).toHaveProperty('run', expect.arrayContaining(['real-placement']));
  expect(all).toHaveProperty('run', expect.not.arrayContaining(['real-retention']));
});

test('whatever a directory holds, by its own names, and a word on what is passed over', () => {
  expect(selected(mixed)).toEqual({
    run: ['murmur2', 'real-another'],
    skipped: expect.arrayContaining([
      `java-hash-order: no such file: ${path.join(mixed, 'java-hash-order.json')}`,
      'real-retention: logs have no segments, and nothing is ever removed from them',
      expect.stringMatching(/^real-broken: broken.json: SyntaxError/),
    ]) as unknown,
  });
});

test('each name once, in the order in which they were given', () => {
  expect(selected(mixed, 'real-another', 'murmur2', 'real-another')).toEqual({
    run: ['real-another', 'murmur2'],
    skipped: [],
  });
});

test.each([
  [null, 'real-nothing', 'no such fixture: real-nothing (there are: java-hash-order, '],
  [null, 'real-retention', 'real-retention cannot be run: logs have no segments'],
  [mixed, 'real-broker-kill', `no such file: ${path.join(mixed, 'broker-kill.json')}`],
  ['/nowhere', 'murmur2', 'no such directory: /nowhere'],
])('in %s there is no %s', (directory, name, complaint) => {
  expect(selected(directory, name)).toContain(complaint);
});

test('a directory without any fixture is not silently passed', () => {
  expect(selected('src')).toMatchObject({
    run: expect.arrayContaining(['java-hash-order']) as unknown,
    skipped: [],
  });
});
