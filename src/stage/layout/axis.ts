// An axis as marks: a line, ticks and their labels over a scale of d3. (d3-axis would write DOM.)
import type { ScaleLinear } from 'd3-scale';
import { label } from '#stage/mark/label.ts';
import { rule } from '#stage/mark/rule.ts';
import type { SvgMark } from '#stage/scene.ts';
import { TYPE } from '#stage/theme.ts';

export interface AxisOptions {
  /** Begins the keys of its marks. */
  readonly key: string;
  /** Height of the line. */
  readonly y: number;
  /** Baseline of the labels. */
  readonly labelY: number;
  /** Room for a tick with its label, in px. */
  readonly pitch: number;
  readonly format: (value: number) => string;
}

const TICK = 3;

/** A horizontal axis along the range of `scale`, with ticks at round values. */
export function layoutAxis(
  scale: ScaleLinear<number, number>,
  { key, y, labelY, pitch, format }: AxisOptions,
): readonly SvgMark[] {
  const [left = 0, right = 0] = scale.range();
  const count = Math.max(3, Math.floor((right - left) / pitch));
  return [
    rule(key, { x: left, y }, { x: right, y }, { strokeWidth: 1.25 }),
    ...scale.ticks(count).flatMap((value): readonly SvgMark[] => {
      const x = scale(value);
      return [
        rule(`${key}/${value}`, { x, y: y - TICK }, { x, y: y + TICK }, {}),
        label(`${key}/${value}/text`, format(value), x, labelY, {
          size: TYPE.tiny,
          anchor: 'middle',
          face: 'mono',
        }),
      ];
    }),
  ];
}
