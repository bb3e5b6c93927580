// What acts stands out, and logs are labelled in whole words until those are taught.
import { describe, expect, test } from 'vitest';
import { emphasized } from '#stage/layout/emphasis.ts';
import { withGuess } from '#stage/layout/guess.ts';
import { keyLit } from '#stage/layout/same-key.ts';
import { stillOf } from '#stage/layout/still.ts';
import { recordAt } from '#trace/frame.ts';
import { momentAt } from '#trace/moment.ts';
import { Cluster } from '#test/story/cluster.ts';
import { drawn } from './drawn.ts';
import { layoutOfView } from './layouts.ts';
import { markAt, wordsOf } from './marks.ts';

describe('while something acts', () => {
  const run = Cluster.preset('broker-crash');
  const { scene } = drawn(run, 'cluster', 14);

  test('it keeps its strength, with all that stands on it, and the rest has 60 % of its own', () => {
    const { marks } = emphasized(scene, ['broker:2']);
    const opacityOf = (key: string): number => markAt(marks, key).opacity ?? 1;
    expect([opacityOf('broker/2'), opacityOf('broker/2/name')]).toEqual([1, 1]);
    expect([opacityOf('broker/1'), opacityOf('broker/1/name')]).toEqual([0.6, 0.6]);
    expect(opacityOf('producer/p1')).toBe(0.6);
    const own = marks.filter(({ key }) => key.startsWith('replica/orders-1@2'));
    expect(own.every(({ opacity = 1 }) => opacity === 1)).toBe(true);
  });

  test('the ground under it does not make it paler', () => {
    const { marks } = emphasized(scene, ['consumer:billing-c1']);
    expect(markAt(marks, 'consumer/billing-c1').opacity ?? 1).toBe(1);
    expect(markAt(marks, 'consumer/billing-c2').opacity).toBe(0.6);
  });

  test('nothing changes when it is not in sight', () => {
    expect(emphasized(scene, ['broker:99'])).toBe(scene);
    expect(emphasized(scene, [])).toBe(scene);
  });
});

test('the records of the key that is pointed at are lit', () => {
  const run = Cluster.preset('hot-key').at(16);
  const frame = run.frame();
  const keyOf = (id: string): string | null => recordAt(frame, id)?.record.key?.text ?? null;
  const { scene } = drawn(run, 'topic', 16);
  const lit = keyLit(scene, 'a', keyOf).marks.filter(({ target }) => target?.type === 'record');
  expect(lit.some(({ opacity = 1 }) => opacity < 0.5)).toBe(true);
  const strong = lit.filter(({ opacity = 1 }) => opacity > 0.5);
  expect(strong.length).toBeGreaterThan(1);
  expect(new Set(strong.map(({ target }) => keyOf(target?.id ?? '')))).toEqual(new Set(['a']));
  expect(keyLit(scene, null, keyOf)).toBe(scene);
});

test('a guess stays as a ghost beside the truth', () => {
  const { scene } = drawn(Cluster.preset('hot-key'), 'topic', 16);
  const guess = { said: ['partition:orders-0', 'topic:gone'], was: ['partition:orders-2'] };
  const { marks } = withGuess(scene, guess);
  const added = marks.slice(scene.marks.length);
  expect(wordsOf(added)).toEqual(['you said here', 'it was here']);
  expect(markAt(marks, 'guess/partition:orders-0')).toMatchObject({
    isDashed: true,
    opacity: 0.55,
  });
  expect(markAt(marks, 'guess/partition:orders-2')).toMatchObject({ stroke: 'accent' });
  const right = { said: ['partition:orders-1'], was: ['partition:orders-1'] };
  expect(wordsOf(withGuess(scene, right).marks.slice(scene.marks.length))).toEqual(['as you said']);
  expect(withGuess(scene, null)).toBe(scene);
});

describe('the signs of logs', () => {
  const run = Cluster.preset('slow-consumer').at(24);
  function words(labels: 'plain' | 'kafka'): readonly string[] {
    const size = { width: 1_060, height: 640 };
    const context = { ...size, selected: '', highlighted: [], topic: '', labels };
    const frame = run.frame();
    return wordsOf(layoutOfView('topic')(momentAt(run.trace, frame, null), context).scene.marks);
  }

  test('have Kafka’s short names, or whole words', () => {
    const short = words('kafka').join('\n');
    const plain = words('plain').join('\n');
    const [, watermark = ''] = /^HW (\d+)$/m.exec(short) ?? [];
    const [, end = ''] = /^LEO (\d+)$/m.exec(short) ?? [];
    expect(plain).toContain(`visible up to ${Number(watermark) - 1}`);
    expect(plain).toContain(`next: ${end}`);
    expect(plain).toMatch(/will begin (again at \d+|anew)/);
    expect(plain).not.toMatch(/\b(HW|LEO)\b|^committed/m);
  });
});

test('a record without a canvas has its letters, its number and its edge', () => {
  const { scene } = drawn(Cluster.preset('broker-crash'), 'topic', 14);
  const cell = scene.marks.find(({ type }) => type === 'cell');
  if (cell?.type !== 'cell') throw new Error('no record');
  const still = stillOf(cell);
  expect(still.flatMap((mark) => (mark.type === 'text' ? mark.text : []))).toEqual([
    cell.glyph,
    cell.text,
  ]);
  expect(markAt(still, cell.key)).toMatchObject({ x: cell.x, y: cell.y, fill: cell.fill });
  expect(still.some(({ key }) => key === `${cell.key}/foot`)).toBe(true);
});
