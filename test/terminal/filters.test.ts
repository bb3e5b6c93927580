// The filters of the terminal's lines, at their edges.
import { expect, test } from 'vitest';
import '#kafka/parts';
import { filterAll, isSated } from '#terminal/filters.ts';
import { readLine } from '#terminal/words.ts';
import { complete } from '#terminal/complete.ts';
import type { Frame } from '#trace/frame.ts';

const LINES = 'b\na\na\nb\n10\n9\n';

test.each([
  ['tail -n 0', ''],
  ['tail -n 2', '10\n9\n'],
  ['head -n 0', ''],
  ['head -1', 'b\n'],
  ['uniq', 'b\na\nb\n10\n9\n'],
  ['uniq -c', '      1 b\n      2 a\n      1 b\n      1 10\n      1 9\n'],
  ['sort -u', '10\n9\na\nb\n'],
  ['grep -v a', 'b\nb\n10\n9\n'],
  ['grep -c a', '2\n'],
  ['grep -n 9', '6:9\n'],
  ['wc -l', '6\n'],
])('%s', (line, expected) => {
  expect(filterAll([line.split(' ')], LINES)).toMatchObject({ type: 'text', text: expected });
});

test('sort -n sorts by number', () => {
  const sorted = filterAll([['sort', '-n']], '10\n9\n100\n');
  expect(sorted).toMatchObject({ text: '9\n10\n100\n' });
});

test('head has enough with as many lines as it wants', () => {
  expect(isSated([['head', '-n', '2']], 'a\n')).toBe(false);
  expect(isSated([['head', '-n', '2']], 'a\nb\n')).toBe(true);
});

test.each([
  ['a && b', 'success'],
  ['a || b', 'failure'],
  ['a ; b', 'always'],
])('what comes after %j depends on how it ends', (line, then) => {
  const reading = readLine(line);
  expect(reading.type === 'pipelines' ? reading.pipelines[0]?.then : null).toBe(then);
});

test.each([
  ['echo $X', ['echo', '1', '2']],
  ['echo "$X"', ['echo', '1 2']],
  ['echo a$X', ['echo', 'a1', '2']],
  ['echo "a"$X', ['echo', 'a1 2']],
])('the variable in %j', (line, words) => {
  const reading = readLine(line, new Map([['X', '1 2']]));
  const stages = reading.type === 'pipelines' ? reading.pipelines[0]?.stages : [];
  expect(stages?.[0]?.words).toEqual(words);
});

test('Tab completes what all candidates have in common, and no letter more', () => {
  const topics = new Map(['orders-eu', 'orders-us', 'orders'].map((name) => [name, {}]));
  const frame = { topics, brokers: new Map(), groups: new Map() } as unknown as Frame;
  const line = 'kafka-topics --topic ord';
  const { options, common } = complete(line, line.length, { frame, help: {}, files: [] });
  expect([options, common]).toEqual([['orders', 'orders-eu', 'orders-us'], 'orders']);
});
