// How an outcome is held against a recorded one: what counts, and what is left out.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { describeDifference } from '#node/conform/differences.ts';
import { differencesIn } from '#node/conform/real/compare.ts';
import type { GroupRecord } from '#node/conform/real/group-records.ts';
import { PARTS, type Part } from '#node/conform/real/normal-form.ts';
import type { Callback, Outcome } from '#node/conform/real/outcome.ts';
import type { Recording } from '#node/conform/real/recording.ts';
import { REAL_DIRECTORY } from '#node/conform/select.ts';

function recorded(file: string): Recording {
  return JSON.parse(readFileSync(`${REAL_DIRECTORY}/${file}.json`, 'utf8')) as Recording;
}

const NOTHING: Outcome = {
  ...{ partitions: {}, groups: {}, callbacks: {}, polled: {} },
  ...{ produced: [], errors: [], refusals: [] },
  end: { topics: {}, groups: {} },
};

/** The differences, one a line, between parts of outcomes. */
function compare(
  got: Partial<Outcome>,
  expected: Partial<Outcome>,
  leftOut: Pick<Recording, 'unstable' | 'ignore' | 'countsOnly'> = {},
): string[] {
  const recording: Recording = {
    ...{ header: {}, scenario: {}, until: '1s', expected: { ...NOTHING, ...expected } },
    ...leftOut,
  };
  return PARTS.flatMap((part) => differencesIn(part, { ...NOTHING, ...got }, recording)).map(
    describeDifference,
  );
}

function generation(number: number, leader: string, members: readonly string[]): GroupRecord {
  return {
    ...{ record: 'generation', generation: number, protocol: 'range', leader },
    members: Object.fromEntries(members.map((member) => [member, [`of-${member}-0`]])),
  };
}

const EMPTY: GroupRecord = {
  ...{ record: 'generation', generation: 0, protocol: null, leader: null, members: {} },
};

const calls = (...counts: readonly number[]): readonly Callback[] =>
  counts.map((count) => ['assigned', Array.from({ length: count }, (_, n) => `orders-${n}`)]);

test.each<[Part, string, string, string]>([
  ['partitions', 'broker-kill', '"leaderEpoch":1', '"leaderEpoch":9'],
  ['groups', 'classic-zombie', '"c1":["orders-0"]', '"c1":["orders-1"]'],
  ['callbacks', 'classic-zombie', '"lost"', '"revoked"'],
  ['polled', 'classic-zombie', '[4,5]', '[5]'],
  ['produced', 'min-isr', 'NOT_ENOUGH_REPLICAS', 'REQUEST_TIMED_OUT'],
  ['errors', 'classic-zombie', 'Offset commit cannot', 'No offset commit can'],
  ['refusals', 'reassignment', 'NO_REASSIGNMENT_IN_PROGRESS', 'UNKNOWN_TOPIC_OR_PARTITION'],
  ['end', 'min-isr', '"highWatermark":6', '"highWatermark":5'],
])('another outcome in %s is a difference there (%s)', (part, file, text, other) => {
  const recording = recorded(file);
  const planted = JSON.stringify(recording.expected[part]).replace(text, other);
  const got = { ...recording.expected, [part]: JSON.parse(planted) as unknown } as Outcome;
  for (const one of PARTS) {
    const paths = differencesIn(one, got, recording).map(({ path }) => path);
    if (one === part) expect(paths[0]).toMatch(new RegExp(`^/${part}`));
    else expect(paths).toEqual([]);
  }
});

test('a difference is shown by its path and nothing else', () => {
  const got = { g: [EMPTY, generation(1, 'a', ['a', 'b'])] };
  const expected = { g: [generation(1, 'b', ['a', 'b'])] };
  expect(compare({ groups: got }, { groups: expected })).toEqual([
    '/groups/g[0]/leader: got "a", expected "b"',
  ]);
  expect(compare({ polled: { c: { 'o-0': [5, 6] } } }, { polled: { c: { 'o-0': [4] } } })).toEqual([
    '/polled/c/o-0: got [5,6], expected [4]',
  ]);
  expect(compare({}, { callbacks: { c: [['closed', []]] } })).toEqual([
    '/callbacks/c: got nothing, expected [["closed",[]]]',
  ]);
});

test('in-sync replicas have no order, replicas do, and repeated states count once', () => {
  const entry = recorded('broker-kill').expected.partitions['orders-1']?.[0];
  if (typeof entry !== 'object') throw new Error('the recording begins otherwise');
  const again = { ...entry, isr: entry.isr.toReversed() };
  const partitions = { 'orders-1': [entry] };
  expect(compare({ partitions: { 'orders-1': [entry, again] } }, { partitions })).toEqual([]);
  const moved = { ...entry, replicas: entry.replicas.toReversed() };
  expect(compare({ partitions: { 'orders-1': [moved] } }, { partitions })).toEqual([
    '/partitions/orders-1[0]/replicas: got [1,3,2], expected [2,3,1]',
  ]);
});

test('who leads after the leader has left is chance, unless one alone is left', () => {
  const after = (...rest: readonly GroupRecord[]) => ({
    groups: { g: [generation(1, 'a', ['a', 'b', 'c']), ...rest] },
  });
  const two = ['b', 'c'];
  expect(compare(after(generation(2, 'b', two)), after(generation(2, 'c', two)))).toEqual([]);
  const alone = generation(2, 'b', ['b']);
  expect(
    compare(after(alone, generation(3, 'b', two)), after(alone, generation(3, 'c', two))),
  ).toEqual(['/groups/g[2]/leader: got "b", expected "c"']);
});

test('a list is compared up to its first unstable entry', () => {
  const got = { callbacks: { c: calls(1, 2, 3) } };
  const expected = { callbacks: { c: calls(1, 4, 5, 6) } };
  expect(compare(got, expected, { unstable: ['/callbacks/c[1]'] })).toEqual([]);
  expect(compare(got, expected, { unstable: ['/callbacks/c[2]'] })).toHaveLength(1);
});

test('what matches `ignore` is left out with all that is in it', () => {
  const got = { polled: { c: { 'o-0': [1] }, d: { 'o-1': [1] } } };
  const expected = { polled: { c: { 'o-0': [2] }, d: { 'o-1': [2] } } };
  expect(compare(got, expected, { ignore: ['^/polled/c$'] })).toEqual([
    '/polled/d/o-1: got [1], expected [2]',
  ]);
});

test('with countsOnly it is how many partitions, not which', () => {
  const expected = { callbacks: { c: [['assigned', ['o-0', 'o-1']]] as const } };
  const others = { callbacks: { c: [['assigned', ['o-2', 'o-3']]] as const } };
  const more = { callbacks: { c: [['assigned', ['o-1', 'o-2', 'o-3']]] as const } };
  expect(compare(others, expected)).toHaveLength(1);
  expect(compare(others, expected, { countsOnly: true })).toEqual([]);
  expect(compare(more, expected, { countsOnly: true })).toEqual([
    '/callbacks/c[0]: got ["assigned",3], expected ["assigned",2]',
  ]);
});

test("of a KIP-848 group epochs, targets and each member's own course are compared", () => {
  const recording = recorded('consumer-range');
  const { ignore: _ignore, unstable: _unstable, ...strict } = recording;
  const paths = (change: (record: GroupRecord) => GroupRecord): string[] => {
    const g = recording.expected.groups['g']?.map(change) ?? [];
    const got = { ...recording.expected, groups: { g } };
    return differencesIn('groups', got, strict).map(({ path }) => path);
  };
  expect(paths((record) => record)).toEqual([]);
  expect(
    paths((record) =>
      record.record === 'group' ? { ...record, epoch: record.epoch + 1 } : record,
    ),
  ).toEqual(['/groups/g/epochs']);
  expect(
    paths((record) =>
      record.record === 'target' && record.client === 'c4' && record.partitions.length === 6
        ? { ...record, partitions: [] }
        : record,
    ),
  ).toEqual(['/groups/g/targets[5]/target']);
  expect(
    paths((record) =>
      record.record === 'current' && record.client === 'c2' && record.memberEpoch === 6
        ? { ...record, state: 'UNRELEASED_PARTITIONS' }
        : record,
    ),
  ).toEqual(['/groups/g/members/c2[5]/state']);
});

test('an application that polls on after an error gets it again: it counts once', () => {
  const error = (client: string, errorMessage: string) => ({
    client,
    error: { errorCode: 'NONE' as const, errorMessage },
  });
  const got = { errors: [error('c', 'out'), error('d', 'out'), error('c', 'out')] };
  expect(compare(got, { errors: [error('c', 'out'), error('d', 'out')] })).toEqual([]);
  expect(compare(got, { errors: [error('c', 'out')] })).toHaveLength(1);
});

test('an election that was not needed is no refusal', () => {
  const refusal = {
    ...{ command: 'leader.elect', errorCode: 'ELECTION_NOT_NEEDED' as const, errorMessage: '' },
  };
  expect(compare({}, { refusals: [refusal] })).toEqual([]);
});
