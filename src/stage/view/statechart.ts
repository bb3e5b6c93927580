// A state machine as a Scene: its present state lit, and the ways out of it.
import type { Chart } from '#sim/chart.ts';
import { pathOf } from '#stage/layout/geometry.ts';
import { layoutStatechart, type StateArc, type StateBox } from '#stage/layout/statechart.ts';
import { arrowhead } from '#stage/mark/arrow.ts';
import { card } from '#stage/mark/card.ts';
import { label } from '#stage/mark/label.ts';
import type { Scene, SvgMark } from '#stage/scene.ts';

function arcMarks({ from, to, events, curve, pointsRight }: StateArc, isLit: boolean): SvgMark[] {
  const key = `transition/${from}/${to}`;
  const stroke = isLit ? 'accent' : 'line-strong';
  return [
    {
      type: 'path',
      key,
      path: pathOf(curve),
      stroke,
      strokeWidth: isLit ? 1.8 : 1.2,
      title: `${from} → ${to}: ${events.join(', ')}`,
    },
    arrowhead(`${key}/tip`, curve.to, {
      direction: pointsRight ? 'right' : 'left',
      length: 6,
      width: 7,
      stroke,
    }),
  ];
}

function boxMarks({ state, ...area }: StateBox, isNow: boolean): SvgMark[] {
  const baseline = area.y + area.height / 2 + 4;
  return [
    card(`state/${state}`, area, {
      fill: isNow ? 'accent-soft' : 'paper',
      stroke: isNow ? 'accent' : 'line-strong',
      strokeWidth: isNow ? 2 : 1,
    }),
    label(`state/${state}/name`, state, area.x + area.width / 2, baseline, {
      anchor: 'middle',
      fill: 'ink',
      weight: isNow ? 700 : 400,
    }),
  ];
}

/** The chart of a machine that is in `state`. */
export function statechartScene(chart: Chart, state: string): Scene<SvgMark> {
  const { width, height, boxes, arcs } = layoutStatechart(chart);
  return {
    width,
    height,
    marks: [
      ...arcs.flatMap((arc) => arcMarks(arc, arc.from === state)),
      ...boxes.flatMap((box) => boxMarks(box, box.state === state)),
    ],
    summary: `${chart.machine}: ${state}, of ${chart.states.join(', ')}`,
  };
}
