// The Groups view: each slab lies in the row of the member that owns it, by every Frame of a rebalance;
// it moves up and down only.
import { describe, expect, test } from 'vitest';
import type { Frame } from '#trace/frame.ts';
import { partitionKey, partitionLag } from '#trace/frame.ts';
import { Cluster } from '#test/story/cluster.ts';
import { boxOf, drawn, type Drawn, overlap, pathOf, startingWith, textOf } from './drawn.ts';

/** What a slab says of a partition that nobody has committed for, by the room that it has. */
const NO_COMMIT = ['no commit', 'lag ?'];

const RUNS = {
  cooperative: Cluster.preset('cooperative-rebalance'),
  eager: Cluster.preset('eager-rebalance'),
  modern: Cluster.preset('consumer-protocol'),
  zombie: Cluster.preset('zombie-commit'),
};

/** The row in which a slab lies: a consumer, or the table. */
function rowOf({ scene, frame }: Drawn, key: string): string {
  const slab = boxOf(scene, `partition/${key}`);
  if (slab === undefined) return 'nowhere';
  const middle = slab.y + slab.height / 2;
  const rows = ['table', ...[...frame.consumers.keys()].map((id) => `consumer/${id}`)];
  const found = rows.filter((row) => {
    const box = boxOf(scene, row);
    return box !== undefined && middle > box.y && middle < box.y + box.height;
  });
  return found.join(' and ');
}

/** Who owns a partition by the members' own word. */
function believersOf(frame: Frame, key: string): readonly string[] {
  return [...frame.consumers.values()]
    .filter(({ owned }) =>
      owned.some(({ topic, partition }) => partitionKey(topic, partition) === key),
    )
    .map(({ spec }) => `consumer/${spec.id}`);
}

const MOMENTS: readonly (readonly [keyof typeof RUNS, readonly number[]])[] = [
  ['cooperative', [14, 15.03, 15.14, 15.2, 18, 18.13, 18.15, 18.2, 19]],
  ['eager', [19, 20.5, 21.12, 21.126, 21.13, 21.135, 21.15, 21.5]],
  ['modern', [14, 15.02, 15.15, 15.155, 15.16, 16, 30.1, 41, 50]],
];

describe.each(MOMENTS)('through a rebalance, %s', (name, moments) => {
  const shown = moments.map((atS) => drawn(RUNS[name], 'groups', atS));

  test('each slab lies in the row of its owner, or on the table', () => {
    let onTable = 0;
    for (const one of shown) {
      for (const { partition } of one.frame.topics.get('orders')?.partitions ?? []) {
        const key = partitionKey('orders', partition);
        const believers = believersOf(one.frame, key);
        expect(believers.length, key).toBeLessThan(2);
        const row = rowOf(one, key);
        expect(row, `${key} at ${one.frame.atUs}`).toBe(believers[0] ?? 'table');
        if (row === 'table') onTable += 1;
      }
    }
    expect(onTable).toBeGreaterThan(0);
  });

  test('a slab moves up and down only', () => {
    const keys = new Set(
      shown.flatMap(({ scene }) =>
        scene.marks.flatMap(({ key }) => /^partition\/[^/]+$/.exec(key) ?? []),
      ),
    );
    for (const key of keys) {
      const places = new Set(shown.map(({ scene }) => boxOf(scene, key)?.x));
      expect(places.size, key).toBe(1);
    }
  });

  test('no slab lies over another', () => {
    for (const { scene } of shown) {
      const slabs = scene.marks.flatMap((mark) =>
        mark.type === 'box' && /^partition\/[^/]+$/.test(mark.key) ? [mark] : [],
      );
      expect(slabs.length).toBe(6);
      for (const [index, one] of slabs.entries()) {
        for (const other of slabs.slice(index + 1))
          expect(overlap(one, other), other.key).toBe(false);
      }
    }
  });

  test('a slab says how far the group lags', () => {
    for (const { scene, frame } of shown) {
      const group = frame.groups.get('billing');
      if (group === undefined) continue;
      for (const one of frame.topics.get('orders')?.partitions ?? []) {
        const lag = partitionLag(one, group);
        const text = textOf(scene, `partition/orders-${one.partition}/lag/text`)?.text;
        expect(lag === null ? NO_COMMIT : [`lag ${lag}`]).toContain(text);
      }
    }
  });
});

test('on the table: since when, and a meter of what it cost', () => {
  const { scene, moment, frame } = drawn(RUNS.cooperative, 'groups', 18);
  expect(textOf(scene, 'table/1')?.text).toBe('nobody reads these');
  expect(textOf(scene, 'table/2')?.text).toMatch(/^for 2\.\d\d s$/);
  const unowned = moment.chronicle.ownership.unownedUs('billing', frame.atUs) / 1e6;
  expect(textOf(scene, 'meter/value')?.text).toBe(`${unowned.toFixed(2)} partition-seconds`);
  expect(textOf(drawn(RUNS.cooperative, 'groups', 14).scene, 'table/1')?.text).toBe('nothing');
});

test('cooperative: who put down says so, who will get them as well', () => {
  const { scene } = drawn(RUNS.cooperative, 'groups', 18);
  const words = startingWith(scene, 'ghost/').flatMap((mark) =>
    mark.type === 'text' && mark.key.includes('/word/')
      ? [`${mark.key.split('/')[2] ?? ''} ${mark.text}`]
      : [],
  );
  expect(words.sort()).toEqual([
    'billing-c1 gave up',
    'billing-c2 gave up',
    'billing-c3 will get',
    'billing-c3 will get',
  ]);
});

test('KIP-848: who must give up a partition still reads it, and every member has its epoch', () => {
  const run = Cluster.preset('consumer-protocol').at(15);
  run.until(({ groups }) =>
    (groups.get('billing')?.members ?? []).some(({ toRevoke }) => toRevoke.length > 0),
  );
  const { scene, frame } = drawn(run, 'groups', run.engine.nowUs / 1e6);
  const leaving = frame.groups.get('billing')?.members.flatMap(({ toRevoke }) => toRevoke) ?? [];
  expect(leaving.length).toBeGreaterThan(0);
  for (const { topic, partition } of leaving) {
    expect(boxOf(scene, `partition/${partitionKey(topic, partition)}`)?.stroke).toBe('warn');
  }
  for (const { clientId, memberEpoch } of frame.groups.get('billing')?.members ?? []) {
    expect(textOf(scene, `consumer/${clientId}/epoch`)?.text).toBe(`epoch ${String(memberEpoch)}`);
  }
  expect(textOf(scene, 'group/billing/epoch/0')?.text).toMatch(/^group epoch \d+/);
});

test('a zombie believes to own what lies in the row of another', () => {
  const shown = drawn(RUNS.zombie, 'groups', 28);
  const zombies = startingWith(shown.scene, 'ghost/orders-0/billing-c1').filter(
    ({ type }) => type === 'text',
  );
  expect(zombies.map((mark) => (mark.type === 'text' ? mark.text : ''))).toEqual([
    '0',
    'believes',
    'it owns',
  ]);
  expect(rowOf(shown, 'orders-0')).toBe('consumer/billing-c2');
});

test('lanes: what lies ahead is pale, and ends where time is not known', () => {
  const { scene } = drawn(RUNS.cooperative, 'groups', 18);
  expect(pathOf(scene, 'lane/billing-c1/work')?.opacity ?? 1).toBe(1);
  expect(pathOf(scene, 'lane/billing-c1/work/ahead')?.opacity).toBeLessThan(0.5);
  const joins = startingWith(scene, 'lane/billing-c1/join/').filter(({ type }) => type === 'box');
  expect(joins.some(({ title }) => title?.includes('JoinGroup waits') === true)).toBe(true);
});

describe('from few to many', () => {
  const size = (partitions: number, consumers: number, height = 700): Drawn =>
    drawn(
      Cluster.of({
        cluster: { brokers: 3 },
        topics: [{ name: 'orders', partitions, replicationFactor: 3 }],
        producers: [{ topic: 'orders', keys: 'many', recordsPerSecond: 20 }],
        groups: [{ id: 'billing', topics: ['orders'], consumers }],
      }),
      'groups',
      14,
      { width: 1_300, height },
    );

  test.each([
    [8, 3, 54, 68],
    [16, 3, 28, 44],
    [24, 3, 18, 32],
  ])('%i partitions have slabs of their size', (partitions, consumers, width, height) => {
    const slab = boxOf(size(partitions, consumers).scene, 'partition/orders-0');
    expect([slab?.width, slab?.height]).toEqual([width, height]);
  });

  test.each([
    [5, 102],
    [10, 52],
  ])('%i members have rows of their height', (members, height) => {
    const { scene } = size(8, members, 800);
    const rows = [1, 2].map((number) => boxOf(scene, `consumer/billing-c${number}`)?.y ?? NaN);
    expect((rows[1] ?? NaN) - (rows[0] ?? NaN)).toBeCloseTo(height, 0);
  });

  test('48 members with 24 partitions all have a row on the stage, and the chosen one has lanes', () => {
    const { scene } = size(24, 48);
    expect(scene.height).toBe(700);
    for (let member = 1; member <= 48; member += 1) {
      const row = boxOf(scene, `consumer/billing-c${member}`);
      expect((row?.y ?? NaN) + (row?.height ?? NaN)).toBeLessThanOrEqual(700);
    }
    const lanes = new Set(startingWith(scene, 'lane/').map(({ key }) => key.split('/')[1]));
    expect([...lanes]).toEqual(['billing-c1']);
  });
});

test('without a group the view says what to do', () => {
  const alone = Cluster.of({
    cluster: { brokers: 1 },
    topics: [{ name: 'orders', partitions: 1 }],
  });
  expect(textOf(drawn(alone, 'groups', 8).scene, 'nothing/do')?.text).toContain('Add a consumer');
});
