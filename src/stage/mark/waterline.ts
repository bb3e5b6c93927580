// How far a log is visible: the line of its high watermark, its flag, and the veil over what consumers
// cannot see yet.
import { widthOf } from '#stage/layout/text.ts';
import type { BoxMark, SvgMark } from '#stage/scene.ts';
import { RADIUS, TYPE } from '#stage/theme.ts';
import { label } from './label.ts';
import { ground } from './card.ts';

const WIDTH = 2.5;
/** It stands so far above and below the tiles. */
const OVER = { high: 15, low: 4, least: 2, under: 7 };
/** Lower tiles stand closer together: there the flag is right above them, then there is hardly a line. */
const HIGH_FROM = 48;
const LOW_FROM = 24;
const FLAG = { height: 16, padding: 6 };
/** The veil reaches beyond the tiles. */
const VEIL_OVER = 4;

export interface WaterlineOptions {
  /** The boundary before the offset. */
  readonly x: number;
  /** Of the tiles. */
  readonly top: number;
  readonly bottom: number;
  /** What stands on its flag, such as `HW 26`; null: the line alone, as on followers. */
  readonly flag: string | null;
}

function lowOver(height: number): number {
  return height < LOW_FROM ? OVER.least : OVER.low;
}

/** The line; on the leader with its flag, which hangs to the left, over what is visible. */
export function waterline(
  key: string,
  { x, top, bottom, flag }: WaterlineOptions,
): readonly SvgMark[] {
  const over = flag !== null && bottom - top >= HIGH_FROM ? OVER.high : lowOver(bottom - top);
  const under = bottom - top < LOW_FROM ? OVER.least : OVER.under;
  const line: BoxMark = {
    ...ground(
      key,
      { x: x - WIDTH / 2, y: top - over, width: WIDTH, height: bottom - top + over + under },
      'accent',
      0,
    ),
    move: 'waterline',
    sign: 'watermark',
  };
  if (flag === null) return [line];
  const width = widthOf(flag, TYPE.tiny, 'mono') + 2 * FLAG.padding;
  const left = x + WIDTH / 2 - width;
  // At the stage's edge there is no room for it: half a word says less than none.
  if (left < 0) return [line];
  const box = { x: left, y: top - over - FLAG.height, width, height: FLAG.height };
  return [
    line,
    { ...ground(`${key}/flag`, box, 'accent', RADIUS.flag), move: 'waterline', sign: 'watermark' },
    label(`${key}/text`, flag, box.x + width / 2, box.y + 11.5, {
      size: TYPE.tiny,
      face: 'mono',
      weight: 600,
      anchor: 'middle',
      fill: 'on-accent',
      move: 'waterline',
    }),
  ];
}

/** The veil from the line to where the log ends; none when everything is visible. */
export function veil(
  key: string,
  { fromX, toX, top, bottom }: Readonly<Record<'fromX' | 'toX' | 'top' | 'bottom', number>>,
): readonly BoxMark[] {
  if (toX - fromX < 1) return [];
  const area = {
    x: fromX,
    y: top - VEIL_OVER,
    width: toX - fromX,
    height: bottom - top + 2 * VEIL_OVER,
  };
  return [
    {
      ...ground(key, area, 'paper', 0),
      hatch: 'line-strong',
      move: 'waterline',
      sign: 'veiled',
    },
  ];
}
