// A statechart's drawing: no box over another, every arc from box to box and inside the picture.
import { expect, it } from 'vitest';
import { CHARTS } from '#kafka/charts.ts';
import { pointOn } from '#stage/layout/geometry.ts';
import type { Point } from '#stage/layout/paths.ts';
import { layoutStatechart, type StateBox } from '#stage/layout/statechart.ts';
import { statechartScene } from '#stage/view/statechart.ts';

function touches(box: StateBox | undefined, { x, y }: Point): boolean {
  if (box === undefined) return false;
  const isAtSide = x === box.x || x === box.x + box.width;
  return isAtSide && y >= box.y && y <= box.y + box.height;
}

it.each([...CHARTS.values()])('$machine fits its picture', (chart) => {
  const { boxes, arcs, width, height } = layoutStatechart(chart);
  expect(boxes.map(({ state }) => state)).toEqual(chart.states);
  boxes.forEach((box, index) => {
    const next = boxes[index + 1];
    if (next !== undefined) expect(box.y + box.height).toBeLessThan(next.y);
    expect(box.y + box.height).toBeLessThanOrEqual(height);
    expect(box.x + box.width).toBeLessThan(width);
  });
  for (const { curve, from, to } of arcs) {
    for (const share of [0, 0.25, 0.5, 0.75, 1]) {
      const { x } = pointOn(curve, share);
      expect(x).toBeGreaterThanOrEqual(0);
      expect(x).toBeLessThanOrEqual(width);
    }
    const boxOf = (name: string) => boxes.find(({ state }) => state === name);
    expect(touches(boxOf(from), curve.from)).toBe(true);
    expect(touches(boxOf(to), curve.to)).toBe(true);
  }
});

it.each([...CHARTS.values()])('the picture of $machine lights the state that it is in', (chart) => {
  for (const state of chart.states) {
    const { marks, summary } = statechartScene(chart, state);
    expect(new Set(marks.map(({ key }) => key)).size).toBe(marks.length);
    const lit = marks.filter((mark) => mark.type === 'box' && mark.stroke === 'accent');
    expect(lit.map(({ key }) => key)).toEqual([`state/${state}`]);
    expect(summary).toContain(`${chart.machine}: ${state}`);
  }
});
