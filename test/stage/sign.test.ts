// What marks stand for, and what the legend says of it.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readGlossary } from '#lesson/path.ts';
import { legendPicture } from '#stage/legend/pictures.ts';
import { signAt } from '#stage/layout/hit.ts';
import { LEGEND } from '#stage/sign.ts';
import { signOf } from '#stage/sign-of.ts';
import { SIGNS } from '#ui/glossary/signs.ts';
import { Cluster } from '#test/story/cluster.ts';
import { boxOf, drawn } from './drawn.ts';
import { markAt, ofType } from './marks.ts';

const glossary = readGlossary(readFileSync('lessons/glossary.yaml', 'utf8'));
const terms = new Set(glossary.map(({ term }) => term));

describe('the legend', () => {
  test.each(Object.entries(SIGNS))('says of %s one plain sentence or two', (_, { says, term }) => {
    expect(says).toMatch(/^[A-Z][^!]*\.$/);
    expect(says.split(/\. /).length).toBeLessThanOrEqual(3);
    expect(says.split(' ').length).toBeLessThanOrEqual(20);
    if (term !== null) expect(terms).toContain(term);
  });

  test.each(LEGEND.flatMap(({ signs }) => signs))('draws %s inside its picture', (sign) => {
    const { marks, width, height } = legendPicture(sign);
    expect(marks.length).toBeGreaterThan(0);
    expect(new Set(marks.map(({ type, key }) => `${type} ${key}`)).size).toBe(marks.length);
    for (const mark of ofType(marks, 'box')) {
      expect(mark.x + mark.width).toBeLessThanOrEqual(width);
      expect(mark.y + mark.height).toBeLessThanOrEqual(height);
      expect(mark.y).toBeGreaterThanOrEqual(0);
    }
  });
});

describe('what a point of the stage stands for', () => {
  const run = Cluster.preset('broker-crash');

  test('is the smallest sign there: the flag, not the broker below it', () => {
    const { scene } = drawn(run, 'cluster', 14);
    const flag = ofType(scene.marks, 'box').find(({ key }) => key.endsWith('/flag'));
    if (flag === undefined) throw new Error('no flag');
    const at = { x: flag.x + flag.width / 2, y: flag.y + flag.height / 2 };
    expect(signAt(scene.marks, at)).toMatchObject({ sign: 'watermark' });
  });

  test('is the broker where nothing stands on it, and nothing beside all things', () => {
    const { scene } = drawn(run, 'cluster', 14);
    const broker = boxOf(scene, 'broker/2');
    if (broker === undefined) throw new Error('no broker');
    const corner = { x: broker.x + 2, y: broker.y + broker.height - 1 };
    expect(signAt(scene.marks, corner)).toMatchObject({
      sign: 'broker',
      target: { type: 'broker', id: '2' },
    });
    expect(signAt(scene.marks, { x: -500, y: -500 })).toBeNull();
  });

  test('changes with what becomes of the broker', () => {
    const alive = markAt(drawn(run, 'cluster', 14).scene.marks, 'broker/2');
    const gone = markAt(drawn(run, 'cluster', 20).scene.marks, 'broker/2');
    expect([signOf(alive), signOf(gone)]).toEqual(['broker', 'fenced']);
  });

  test('of a record says whether consumers see it', () => {
    const { scene, frame } = drawn(run, 'topic', 14);
    const seen = new Set<string | null>();
    for (const cell of ofType(scene.marks, 'cell')) {
      const [, partition = '', offset = ''] = cell.key.split('/');
      const topic = frame.topics.get('orders')?.partitions[Number(partition.slice(-1))];
      const leader = topic?.replicas.get(topic.state.leader);
      const isVisible = Number(offset) < (leader?.highWatermark ?? 0);
      if (!cell.key.startsWith('record/')) continue;
      expect([cell.key, signOf(cell) === 'veiled']).toEqual([cell.key, !isVisible]);
      seen.add(signOf(cell));
    }
    expect(seen).toContain('record');
  });
});
