// Pictures of clusters of many sizes: everything has its place and its name, nothing lies over
// another thing, and what is the same thing has the same key in both views.
import { describe, expect, test } from 'vitest';
import { VIEW_IDS, type ViewId } from '#base/view-id.ts';
import type { Frame } from '#trace/frame.ts';
import { curveBetween, pointOn, type Rect } from '#stage/layout/geometry.ts';
import type { BoxMark, CellMark, Mark, ViewContext } from '#stage/scene.ts';
import { viewOf, VIEWS } from '#stage/view/index.ts';
import { layoutOfView } from './layouts.ts';
import type { ViewLayout } from '#stage/view/view.ts';
import { momentAt } from '#trace/moment.ts';
import { TraceStore } from '#trace/store.ts';
import { Cluster } from '#test/story/cluster.ts';

const CONTEXT: ViewContext = {
  width: 1_200,
  height: 800,
  selected: '',
  highlighted: [],
  topic: '',
};

/** A view of a Frame alone. */
function layoutOf(name: ViewId, frame: Frame, context: ViewContext): ViewLayout {
  const { needs } = viewOf(name);
  expect(needs, `${name} needs more than a Frame`).toBeNull();
  return layoutOfView(name)(momentAt(TraceStore.create(), frame, null), context);
}

function frameOf(brokers: number, partitions: number, consumers: number): Frame {
  return Cluster.of({
    cluster: { brokers },
    topics: [{ name: 'orders', partitions, replicationFactor: Math.min(3, brokers) }],
    producers: [{ topic: 'orders', keys: 'many', recordsPerSecond: 40 }, { topic: 'orders' }],
    groups: [{ id: 'billing', topics: ['orders'], consumers }],
  })
    .at('30s')
    .frame();
}

const SIZES = [
  [1, 1, 1],
  [3, 2, 2],
  [3, 6, 3],
  [5, 12, 5],
  [9, 24, 12],
] as const;
const FRAMES = new Map(
  SIZES.map(([brokers, partitions, consumers]) => [
    `${brokers}, ${partitions}, ${consumers}`,
    frameOf(brokers, partitions, consumers),
  ]),
);

function overlap(a: Rect, b: Rect): boolean {
  const isApart =
    a.x + a.width <= b.x + 0.01 ||
    b.x + b.width <= a.x + 0.01 ||
    a.y + a.height <= b.y + 0.01 ||
    b.y + b.height <= a.y + 0.01;
  return !isApart;
}

function ofType<T extends Mark['type']>(
  marks: readonly Mark[],
  type: T,
): readonly Extract<Mark, { type: T }>[] {
  return marks.filter((mark): mark is Extract<Mark, { type: T }> => mark.type === type);
}

function contains(outer: Rect, inner: Rect): boolean {
  return (
    inner.x >= outer.x - 1 &&
    inner.y >= outer.y - 1 &&
    inner.x + inner.width <= outer.x + outer.width + 1 &&
    inner.y + inner.height <= outer.y + outer.height + 1
  );
}

/** The views that draw logs; each of the others has tests of its own. */
const LOG_VIEWS: readonly ViewId[] = ['topic', 'cluster'];

const STAGES = [
  [1_200, 800],
  [370, 640],
  [472, 570],
].flatMap(([width = 0, height = 0]) => LOG_VIEWS.map((id) => [id, width, height] as const));

describe.each(STAGES)('the %s view on %i × %i', (name, width, height) => {
  describe.each([...FRAMES])('of brokers, partitions, consumers %s', (_size, frame) => {
    const { scene, geometry } = layoutOf(name, frame, { ...CONTEXT, width, height });

    test('has every mark once', () => {
      const keys = scene.marks.map((mark) => mark.key);
      expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
    });

    test('puts no node over another, and all of them on the stage', () => {
      const nodes = [...geometry.nodes];
      for (const [index, [one, rect]] of nodes.entries()) {
        expect(contains({ x: 0, y: 0, width: scene.width, height: scene.height }, rect), one).toBe(
          true,
        );
        for (const [other, otherRect] of nodes.slice(index + 1)) {
          // A controller may have its place inside the card of its broker.
          if (contains(rect, otherRect) || contains(otherRect, rect)) continue;
          expect(overlap(rect, otherRect), `${one} and ${other}`).toBe(false);
        }
      }
      expect(nodes.length).toBeGreaterThanOrEqual(frame.producers.size + frame.consumers.size);
    });

    test('puts no row of records over another, and cells into their rows', () => {
      // The Topic view shows a log once: all replicas of a partition share its row.
      const rows = [
        ...new Map(
          [...geometry.rows].map(([id, row]) => [JSON.stringify(row), [id, row] as const]),
        ).values(),
      ];
      expect(rows.length).toBeGreaterThan(0);
      for (const [index, [one, rect]] of rows.entries()) {
        for (const [other, otherRect] of rows.slice(index + 1)) {
          expect(overlap(rect, otherRect), `${one} and ${other}`).toBe(false);
        }
      }
      const cells: readonly CellMark[] = ofType(scene.marks, 'cell');
      // Of many brokers the Cluster view shows replicas as chips.
      expect(cells.length > 0 || (name === 'cluster' && frame.brokers.size > 6)).toBe(true);
      for (const cell of cells) {
        const home = rows.filter(([, row]) => contains(row, cell));
        expect(home.length, cell.key).toBe(1);
      }
      for (const [index, cell] of cells.entries()) {
        const next = cells[index + 1];
        if (next !== undefined) expect(overlap(cell, next), cell.key).toBe(false);
      }
    });

    test('gives a name to everything that can be selected', () => {
      const targets = scene.marks.flatMap((mark) => mark.target ?? []);
      expect(targets.length).toBeGreaterThan(0);
      for (const { label, id } of targets) {
        expect(label).not.toBe('');
        expect(`${label} ${id}`).not.toMatch(/undefined|NaN/);
      }
      expect(scene.summary).not.toBe('');
    });

    test('draws with numbers only', () => {
      for (const mark of scene.marks) {
        for (const value of Object.values(mark)) {
          if (typeof value === 'number') expect(Number.isFinite(value), mark.key).toBe(true);
          if (typeof value === 'string') expect(value, mark.key).not.toMatch(/NaN|undefined/);
        }
      }
    });
  });
});

test.each([
  [1_058, 676],
  [968, 524],
])('a crowd of members goes onto a stage of %i × %i', (width, height) => {
  const frame = Cluster.of({
    cluster: { brokers: 9 },
    topics: [{ name: 'orders', partitions: 24, replicationFactor: 3 }],
    producers: [{ topic: 'orders', recordsPerSecond: 40 }],
    groups: ['billing', 'audit'].map((id) => ({ id, topics: ['orders'], consumers: 24 })),
  })
    .at('14s')
    .frame();
  const context = { ...CONTEXT, width, height };
  const cards = (name: ViewId): readonly BoxMark[] =>
    ofType(layoutOf(name, frame, context).scene.marks, 'box').filter(({ key }) =>
      /^consumer\/[^/]+$/.test(key),
    );
  for (const name of LOG_VIEWS) {
    const shown = cards(name);
    expect(shown).toHaveLength(48);
    expect(Math.max(...shown.map((card) => card.y + card.height))).toBeLessThanOrEqual(height);
    shown.forEach((card, index) => {
      expect(shown.slice(index + 1).filter((other) => overlap(card, other))).toEqual([]);
    });
  }
});

test('nine brokers with 24 partitions are in sight on a small screen', () => {
  const context = { ...CONTEXT, width: 968, height: 500 };
  const { marks } = layoutOf('cluster', FRAMES.get('9, 24, 12') as Frame, context).scene;
  const brokers = ofType(marks, 'box').filter(({ key }) => /^broker\/\d$/.test(key));
  expect(brokers).toHaveLength(9);
  expect(Math.max(...brokers.map(({ y, height }) => y + height))).toBeLessThanOrEqual(500);
  const chips = ofType(marks, 'box').filter(({ key }) => key.startsWith('replica/'));
  expect(chips).toHaveLength(72);
  chips.forEach((chip, index) => {
    expect(chips.slice(index + 1).filter((other) => overlap(chip, other))).toEqual([]);
  });
});

test('of many brokers the partition that is followed keeps its strips', () => {
  const frame = FRAMES.get('9, 24, 12') as Frame;
  const context = { ...CONTEXT, selected: 'partition:orders-4' };
  const { marks } = layoutOf('cluster', frame, context).scene;
  const strips = new Set(
    ofType(marks, 'cell').flatMap(({ key }) => /^record\/([^/]+)\/\d+$/.exec(key)?.[1] ?? []),
  );
  const replicas = frame.topics.get('orders')?.partitions[4]?.state.replicas ?? [];
  expect(strips.size).toBe(replicas.length);
  for (const strip of strips) expect(strip).toMatch(/^orders-4(@\d)?$/);
});

describe('both views', () => {
  test.each([...FRAMES])('of %s call the same things by the same keys', (_size, frame) => {
    const keysOf = (name: ViewId): ReadonlyMap<string, Mark> =>
      new Map(layoutOf(name, frame, CONTEXT).scene.marks.map((mark) => [mark.key, mark]));
    const [topic, cluster] = [keysOf('topic'), keysOf('cluster')];
    const shared = [...topic.keys()].filter((key) => cluster.has(key));
    for (const id of frame.producers.keys()) {
      expect(
        shared.some((key) => key.includes(id)),
        id,
      ).toBe(true);
    }
    expect(shared.some((key) => /^(record\/orders-\d+\/\d+|star\/orders-\d+)$/.test(key))).toBe(
      true,
    );
    for (const key of shared) {
      expect(topic.get(key)?.type).toBe(cluster.get(key)?.type);
      const [one, other] = [topic.get(key)?.target, cluster.get(key)?.target];
      if (one !== undefined && other !== undefined) {
        expect([one.type, one.id]).toEqual([other.type, other.id]);
      }
    }
  });

  test('keep the key of a thing as time goes by', () => {
    const run = Cluster.of({
      cluster: { brokers: 3 },
      topics: [{ name: 'orders', partitions: 2, replicationFactor: 3 }],
      producers: [{ topic: 'orders', recordsPerSecond: 2 }],
    }).at('12s');
    for (const name of LOG_VIEWS) {
      const boxes = (frame: Frame): readonly BoxMark[] =>
        ofType(layoutOf(name, frame, CONTEXT).scene.marks, 'box').filter((box) => box.target);
      const before = boxes(run.frame()).map((box) => box.key);
      const after = new Set(boxes(run.at(run.engine.nowUs / 1e6 + 1).frame()).map((b) => b.key));
      expect(before.filter((key) => !after.has(key))).toEqual([]);
    }
  });
});

test('the names of replicas on a broker differ, however alike the names of topics are', () => {
  const frame = Cluster.of({
    cluster: { brokers: 3 },
    topics: ['orders-eu', 'orders-us'].map((name) => ({
      name,
      partitions: 2,
      replicationFactor: 3,
    })),
  })
    .at('8s')
    .frame();
  for (const width of [370, 800, 1_200]) {
    const { marks } = layoutOf('cluster', frame, { ...CONTEXT, width }).scene;
    const names = ofType(marks, 'text')
      .filter(({ key }) => key.startsWith('replica/') && key.endsWith('@1/name'))
      .map(({ text }) => text);
    expect(new Set(names).size, names.join(' ')).toBe(4);
  }
});

test('each view has its tab', () => {
  const ids = VIEWS.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toEqual(VIEW_IDS);
  expect(VIEWS.map(({ label }) => label.toLowerCase())).toEqual([...ids]);
});

test('the Topic view shows the topic that was chosen', () => {
  const frame = Cluster.of({
    cluster: { brokers: 1 },
    topics: [
      { name: 'orders', partitions: 1 },
      { name: 'payments', partitions: 2 },
    ],
  })
    .at('8s')
    .frame();
  const partitions = (topic: string): readonly string[] =>
    layoutOf('topic', frame, { ...CONTEXT, topic })
      .scene.marks.flatMap(({ target }) => target ?? [])
      .filter(({ type }) => type === 'partition')
      .map(({ id }) => id);
  expect(partitions('')).toEqual(['orders-0']);
  expect(partitions('payments')).toEqual(['payments-0', 'payments-1']);
});

test('a record follows the one before it in its log', () => {
  const { marks } = layoutOf('topic', FRAMES.get('3, 2, 2') as Frame, CONTEXT).scene;
  const records = ofType(marks, 'cell').filter(({ key }) => key.startsWith('record/'));
  const byKey = new Map(records.map((cell) => [cell.key, cell]));
  const followers = records.filter(({ follows }) => follows !== undefined);
  expect(followers.length).toBeGreaterThan(records.length / 2);
  for (const { key, x, y, follows } of followers) {
    const before = byKey.get(follows ?? '');
    expect(before?.y, key).toBe(y);
    expect(before?.x ?? x, key).toBeLessThan(x);
  }
});

test('partitions of a topic have the height of the stage', () => {
  for (const [size, partitions] of [
    ['3, 2, 2', 2],
    ['3, 6, 3', 6],
  ] as const) {
    const { scene } = layoutOf('topic', FRAMES.get(size) as Frame, { ...CONTEXT, height: 1_100 });
    const cards = ofType(scene.marks, 'box').filter(({ key }) => key.startsWith('partition/'));
    const consumers = ofType(scene.marks, 'box').filter(({ key }) => key.startsWith('consumer/'));
    expect(cards.length).toBe(partitions);
    expect(scene.height).toBe(1_100);
    const end = Math.max(...consumers.map(({ y, height }) => y + height));
    expect(scene.height - end).toBeLessThan(40);
  }
});

test('a curve begins and ends where it should', () => {
  const from = { x: 0, y: 0, width: 100, height: 40 };
  const to = { x: 400, y: 200, width: 100, height: 40 };
  const curve = curveBetween(from, to);
  expect(pointOn(curve, 0)).toEqual(curve.from);
  expect(pointOn(curve, 1)).toEqual(curve.to);
  expect(contains(from, { ...curve.from, width: 0, height: 0 })).toBe(true);
  expect(contains(to, { ...curve.to, width: 0, height: 0 })).toBe(true);
});
