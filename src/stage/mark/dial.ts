// The partitioner's dial: one mark for each partition around it, the hand on the one that was chosen.
import { discPath, linePath, type Point } from '#stage/layout/paths.ts';
import type { SvgMark } from '#stage/scene.ts';
import { TYPE } from '#stage/theme.ts';
import { label } from './label.ts';

/** With more partitions the marks have no numbers. */
const MOST_NUMBERED = 8;

function onDial({ x, y }: Point, reach: number, share: number): Point {
  const angle = share * 2 * Math.PI - Math.PI / 2;
  return { x: x + reach * Math.cos(angle), y: y + reach * Math.sin(angle) };
}

/** A dial about a point; `chosen` is the partition under its hand, null before there was a choice. */
export function dial(
  key: string,
  centre: Point,
  radius: number,
  partitions: number,
  chosen: number | null,
): readonly SvgMark[] {
  const marks: SvgMark[] = [
    {
      type: 'path',
      key,
      path: discPath(centre, radius),
      stroke: 'line-strong',
      fill: 'raised',
      strokeWidth: 1,
      sign: 'partitioner',
      title: 'The partitioner: which partition a record goes to',
    },
  ];
  for (let partition = 0; partition < partitions; partition += 1) {
    const share = partition / partitions;
    const isChosen = partition === chosen;
    if (partitions <= MOST_NUMBERED) {
      const { x, y } = onDial(centre, radius - 7, share);
      marks.push(
        label(`${key}/${partition}`, String(partition), x, y + 3.5, {
          size: TYPE.tiny,
          face: 'mono',
          weight: isChosen ? 700 : 400,
          anchor: 'middle',
          fill: isChosen ? 'accent' : 'ink-soft',
        }),
      );
    } else {
      const path = linePath(onDial(centre, radius - 5, share), onDial(centre, radius - 2, share));
      const stroke = isChosen ? 'accent' : 'line-strong';
      marks.push({ type: 'path', key: `${key}/${partition}`, path, stroke, strokeWidth: 1.4 });
    }
  }
  if (chosen === null) return marks;
  const hand = linePath(centre, onDial(centre, radius - 14, chosen / partitions));
  marks.push({
    type: 'path',
    key: `${key}/hand`,
    path: hand,
    stroke: 'accent',
    strokeWidth: 2.4,
    move: 'head',
  });
  return marks;
}
