// Where a log ends and begins: the empty slot with a nib that the next record is written into, the
// pole before which all was deleted, and holes that compaction left.
import { linePath } from '#stage/layout/paths.ts';
import type { Rect } from '#stage/layout/geometry.ts';
import { widthOf } from '#stage/layout/text.ts';
import type { SvgMark } from '#stage/scene.ts';
import { RADIUS, TYPE } from '#stage/theme.ts';
import { card } from './card.ts';
import { label } from './label.ts';
import { rule } from './rule.ts';

const DASH = '2 3';

export interface SlotOptions {
  /** What stands above, such as `LEO 28`; null: nothing. */
  readonly text: string | null;
  /** Without the nib: a place that is empty, but not the next one. */
  readonly isNext?: boolean;
}

/** An empty slot at the log's end. */
export function slot(
  key: string,
  area: Rect,
  { text, isNext = true }: SlotOptions,
): readonly SvgMark[] {
  const marks: SvgMark[] = [
    card(key, area, {
      radius: RADIUS.tile,
      fill: 'none',
      stroke: 'line-strong',
      dash: DASH,
      sign: 'log-end',
      ...(isNext ? { move: 'append' } : {}),
    }),
  ];
  if (isNext) marks.push(nib(`${key}/nib`, area));
  if (text === null) return marks;
  // Words that are wider than the slot begin with it: left of it stands the waterline.
  const isWide = widthOf(text, TYPE.tiny, 'mono') > area.width;
  const x = isWide ? area.x + 2 : area.x + area.width / 2;
  marks.push(
    label(`${key}/text`, text, x, area.y - 6, {
      size: TYPE.tiny,
      face: 'mono',
      anchor: isWide ? 'start' : 'middle',
      move: 'append',
      sign: 'log-end',
    }),
  );
  return marks;
}

/** A chevron: here the next record goes in. */
function nib(key: string, { x, y, width, height }: Rect): SvgMark {
  const reach = Math.min(8, width / 4);
  const [middleX, middleY] = [x + width / 2 - reach / 4, y + height / 2];
  return {
    type: 'path',
    key,
    path: linePath(
      { x: middleX - reach / 2, y: middleY - reach },
      { x: middleX + reach / 2, y: middleY },
      { x: middleX - reach / 2, y: middleY + reach },
    ),
    stroke: 'line-strong',
    strokeWidth: 1.5,
    move: 'append',
  };
}

/** The first offset that is still there: a pole with a pennant to the right. */
export function logStart(
  key: string,
  x: number,
  top: number,
  bottom: number,
  text: string,
): readonly SvgMark[] {
  const width = widthOf(text, TYPE.tiny, 'mono') + 14;
  const [up, down] = [top - 18, top - 5];
  return [
    rule(
      key,
      { x, y: up },
      { x, y: bottom + 4 },
      { stroke: 'ink', strokeWidth: 2, move: 'waterline' },
    ),
    {
      type: 'path',
      key: `${key}/pennant`,
      path: `${linePath(
        { x, y: up },
        { x: x + width, y: up },
        { x: x + width - 5, y: (up + down) / 2 },
        { x: x + width, y: down },
        { x, y: down },
      )}Z`,
      stroke: 'ink',
      fill: 'raised',
      strokeWidth: 1.4,
      move: 'waterline',
      sign: 'log-start',
    },
    label(`${key}/text`, text, x + 5, down - 3, {
      size: TYPE.tiny,
      face: 'mono',
      fill: 'ink',
      move: 'waterline',
    }),
  ];
}

/** No record has this offset any more: a tick on the floor. */
export function hole(key: string, area: Rect, text: string): readonly SvgMark[] {
  const middle = area.x + area.width / 2;
  const floor = area.y + area.height;
  return [
    rule(
      key,
      { x: middle - 6, y: floor - 1 },
      { x: middle + 6, y: floor - 1 },
      { stroke: 'line-strong', strokeWidth: 1.5, sign: 'hole' },
    ),
    label(`${key}/text`, text, middle, floor - 6, {
      sign: 'hole',
      size: 8.5,
      face: 'mono',
      anchor: 'middle',
      fill: 'ink-faint',
    }),
  ];
}

/** A tear: what lies before it is left out, or drawn small. */
export function tear(key: string, x: number, top: number, bottom: number): SvgMark {
  const steps = Math.max(4, Math.round((bottom - top) / 7));
  const points = Array.from({ length: steps + 1 }, (_, index) => ({
    x: x + (index % 2 === 0 ? -2 : 2),
    y: top + ((bottom - top) * index) / steps,
  }));
  return { type: 'path', key, path: linePath(...points), stroke: 'line-strong', strokeWidth: 1.2 };
}
