// A statechart's drawing: no box over another, every arc from box to box and inside the picture.
import { expect, it } from 'vitest';
import { CHARTS } from '#kafka/charts.ts';
import { layoutStatechart } from '#stage/layout/statechart.ts';

it.each([...CHARTS.values()])('$machine fits its picture', (chart) => {
  const { boxes, arcs, width, height } = layoutStatechart(chart);
  expect(boxes.map(({ state }) => state)).toEqual(chart.states);
  boxes.forEach((box, index) => {
    const next = boxes[index + 1];
    if (next !== undefined) expect(box.y + box.height).toBeLessThan(next.y);
    expect(box.y + box.height).toBeLessThanOrEqual(height);
    expect(box.x + box.width).toBeLessThan(width);
  });
  for (const { path, from, to } of arcs) {
    const numbers = path.match(/-?[\d.]+/g)?.map(Number) ?? [];
    const xs = numbers.filter((_, index) => index % 2 === 0);
    expect(Math.min(...xs)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...xs)).toBeLessThanOrEqual(width);
    expect(chart.states).toEqual(expect.arrayContaining([from, to]));
  }
});
