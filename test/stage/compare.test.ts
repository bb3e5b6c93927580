// Two scenes over each other, and the trunk with its branches.
import { describe, expect, test } from 'vitest';
import { differencesOnly, overGhost, withRings } from '#stage/compare/overlay.ts';
import { trunkLayout, type TrunkInput } from '#stage/compare/trunk.ts';
import type { CellMark, Scene, SceneMark, TextMark } from '#stage/scene.ts';
import { clusterView } from '#stage/view/cluster/cluster-view.ts';
import { momentAt } from '#trace/moment.ts';
import { Cluster } from '#test/story/cluster.ts';

function sceneOf(run: Cluster): Scene {
  const context = { width: 1_000, height: 700, selected: '', highlighted: [], topic: '' };
  return clusterView(momentAt(run.trace, run.frame(), null), context).scene;
}

const before = sceneOf(Cluster.preset('broker-crash').at('14s'));
const calm = sceneOf(Cluster.preset('broker-crash').at('14.5s'));

function withText(scene: Scene, key: string, text: string): Scene {
  const marks = scene.marks.map((mark): SceneMark =>
    mark.key === key && mark.type !== 'path' && mark.type !== 'box' ? { ...mark, text } : mark,
  );
  return { ...scene, marks };
}

const cell = calm.marks.find((mark): mark is CellMark => mark.type === 'cell');
const word = calm.marks.find((mark): mark is TextMark => mark.type === 'text');

describe('a scene over another', () => {
  test('that is the same has neither rings nor ghosts', () => {
    expect(withRings(calm, calm)).toEqual(calm);
    expect(overGhost(calm, calm)).toEqual(calm);
    const opacities = differencesOnly(calm, calm).marks.map(({ opacity = 1 }) => opacity);
    expect(Math.max(...opacities)).toBeLessThan(0.2);
  });

  test('rings a tile that is another record there, and one that is not there', () => {
    if (cell === undefined) expect.fail('there is no tile');
    const other = withText(calm, cell.key, 'another');
    const rings = (scene: Scene): readonly string[] =>
      scene.marks.map(({ key }) => key).filter((key) => key.startsWith('ring/'));
    expect(rings(withRings(calm, other))).toEqual([`ring/${cell.key}`]);
    const without = { ...calm, marks: calm.marks.filter((mark) => mark !== cell) };
    expect(rings(withRings(calm, without))).toEqual([`ring/${cell.key}`]);
    expect(rings(withRings(without, calm))).toEqual([]);
  });

  test('rings nothing because a log has moved on', () => {
    const moved = calm.marks.map((mark): SceneMark =>
      mark.type === 'cell' ? { ...mark, x: mark.x - 20 } : mark,
    );
    expect(withRings(calm, { ...calm, marks: moved })).toEqual(calm);
  });

  test('shows what the other has pale and beyond reach', () => {
    if (word === undefined) expect.fail('there is no word');
    const other = withText(calm, word.key, 'other words');
    const [ghost, ...rest] = overGhost(calm, other).marks;
    expect(ghost).toMatchObject({ key: `ghost/${word.key}`, text: 'other words', opacity: 0.3 });
    expect(ghost?.target).toBeUndefined();
    expect(rest).toEqual(calm.marks);
  });

  test('leaves of differences only those at full strength', () => {
    const marks = differencesOnly(calm, before).marks;
    const strong = marks.filter(
      ({ opacity = 1, key }) => opacity > 0.5 && !key.startsWith('ring/'),
    );
    expect(strong.length).toBeGreaterThan(0);
    expect(strong.length).toBeLessThan(calm.marks.length / 2);
    const keys = marks.map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
  });
});

describe('the trunk', () => {
  const input: TrunkInput = {
    width: 900,
    left: 8,
    fromUs: 9_000_000,
    toUs: 24_000_000,
    forkUs: 11_000_000,
    playheadUs: 20_000_000,
    firstUs: 11_093_000,
    bins: [
      { fromUs: 11_000_000, differing: 2 },
      { fromUs: 15_000_000, differing: 18 },
      { fromUs: 22_000_000, differing: 9 },
    ],
    above: [{ eventId: 1, atUs: 15_000_000, kind: 'failure', label: 'broker 2 crashed' }],
    below: [
      { eventId: 2, atUs: 15_000_000, kind: 'failure', label: 'broker 2 crashed' },
      { eventId: 3, atUs: 15_010_000, kind: 'election', label: 'new leaders' },
      { eventId: 4, atUs: 18_000_000, kind: 'join', label: 'c1 joined' },
    ],
  };
  const pathOf = (key: string, of = input): string => {
    const mark = trunkLayout(of).marks.find((one) => one.key === key);
    return mark?.type === 'path' ? mark.path : '';
  };
  const texts = (of = input): readonly string[] =>
    trunkLayout(of).marks.flatMap((mark) => (mark.type === 'text' ? mark.text : []));

  test('tells when they part, and what mattered, without words over words', () => {
    expect(texts()).toContain('first difference, 11.093 s');
    expect(texts().filter((text) => text === 'broker 2 crashed')).toHaveLength(2);
    expect(texts()).not.toContain('new leaders');
    expect(texts()).not.toContain('c1 joined');
    expect(texts({ ...input, firstUs: null }).join()).not.toMatch('first difference');
  });

  test('shows as much of the differences as was seen', () => {
    const strokes = (of = input): number => pathOf('density', of).split('M').length - 1;
    expect(strokes()).toBe(2);
    expect(strokes({ ...input, playheadUs: 12_000_000 })).toBe(1);
    expect(strokes({ ...input, playheadUs: 23_000_000 })).toBe(3);
    expect(strokes({ ...input, bins: [] })).toBe(0);
  });

  test('has the playhead at its time, and its time under the pointer', () => {
    const { x, marks } = trunkLayout(input);
    expect(x.invert(x(input.playheadUs))).toBeCloseTo(input.playheadUs, 0);
    const needle = marks.find(({ key }) => key === 'now');
    const at = x(input.playheadUs).toFixed(1).replace(/\.0$/, '');
    expect(needle?.type === 'path' && needle.path.startsWith(`M${at},`)).toBe(true);
  });
});
