// What the camera looks at: the boxes of the things that a caption speaks of.
import { expect, test } from 'vitest';
import { subjectBox } from '#stage/layout/subject.ts';
import type { Scene, SceneMark, Target } from '#stage/scene.ts';

function box(type: Target['type'], id: string, x: number, y: number): SceneMark {
  return {
    type: 'box',
    key: `${type}/${id}`,
    x,
    y,
    width: 100,
    height: 20,
    radius: 0,
    fill: 'none',
    stroke: 'none',
    target: { type, id, label: id },
  };
}

const SCENE: Scene = {
  width: 1_000,
  height: 600,
  summary: '',
  marks: [
    box('broker', '1', 0, 0),
    box('replica', 'orders-0@1', 200, 0),
    box('replica', 'orders-0@2', 200, 300),
    box('replica', 'orders-1@1', 700, 500),
  ],
};

test('a partition is all its replicas', () => {
  expect(subjectBox(SCENE, ['partition:orders-0'])).toEqual({
    x: 200,
    y: 0,
    width: 100,
    height: 320,
  });
});

test('several things have one box around them', () => {
  const both = subjectBox(SCENE, ['broker:1', 'partition:orders-1', 'packet:7']);
  expect(both).toEqual({ x: 0, y: 0, width: 800, height: 520 });
});

test('what is not on the scene has none', () => {
  expect(subjectBox(SCENE, ['broker:9', 'partition:orders'])).toBeNull();
});
