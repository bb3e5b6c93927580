// A replica's log as a strip: which offsets are in sight, where each stands, how far it is visible and
// where the next record goes. The strip never leaves its area.
import { type ScaleLinear, scaleLinear } from 'd3-scale';
import { hole, slot, tear } from '#stage/mark/log-end.ts';
import { tile, TILE_SIZES, type TileSize } from '#stage/mark/tile.ts';
import { veil, waterline } from '#stage/mark/waterline.ts';
import type { CellMark, SceneMark } from '#stage/scene.ts';
import type { ReplicaFrame } from '#trace/frame.ts';
import type { Rect, Row } from './geometry.ts';

/** Where a log is drawn: its area, its tiles, and the offsets in sight. */
export interface LogWindow {
  readonly area: Rect;
  readonly size: TileSize;
  /** The first offset in sight. */
  readonly first: number;
  /** The first one that is not. */
  readonly end: number;
  /** Offset → left edge of its tile. */
  readonly x: ScaleLinear<number, number>;
}

/** Places for tiles in an area, at least one. */
export function placesIn(width: number, { width: tileWidth, gap }: TileSize): number {
  return Math.max(1, Math.floor((width + gap) / (tileWidth + gap)));
}

/** The last part of a log, up to `endOffset`, and `free` places behind it. */
export function logWindow(area: Rect, size: TileSize, endOffset: number, free = 1): LogWindow {
  const pitch = size.width + size.gap;
  const count = placesIn(area.width, size);
  const first = Math.max(0, endOffset - count + free);
  const x = scaleLinear([first, first + 1], [area.x, area.x + pitch]);
  return { area, size, first, end: first + count, x };
}

/** The same, but a log that fills its area ends at its right side, and has its slot there. */
export function rightWindow(area: Rect, size: TileSize, endOffset: number): LogWindow {
  const pitch = size.width + size.gap;
  const count = placesIn(area.width, size);
  const spare = area.width + size.gap - count * pitch;
  return logWindow({ ...area, x: area.x + spare, width: area.width - spare }, size, endOffset);
}

export interface LogOptions {
  /** Whose records they are: full on the leader, pale on a follower, grey on a broker that is down. */
  readonly place: 'leader' | 'follower' | 'disk';
  /** What stands on the flag of the high watermark; null: the line alone. */
  readonly flag: string | null;
  /** What stands above the slot at the end; null: no slot. */
  readonly slotText: string | null;
  /** Offsets from here on are on no living replica. */
  readonly lostFrom?: number;
}

/** What of a log is in sight: its records, how far they are visible, and its end. */
export function layoutLog(
  partitionKey: string,
  replica: ReplicaFrame,
  window: LogWindow,
  options: LogOptions,
): { readonly marks: readonly SceneMark[]; readonly row: Row } {
  const { area, size, x } = window;
  const id = `${partitionKey}@${replica.broker}`;
  const marks: SceneMark[] = [
    ...(options.place === 'disk' ? [] : visibilityOf(id, replica, window, options)),
    ...slotOf(partitionKey, replica, window, options),
    ...holesOf(id, replica, window),
    ...tilesOf(partitionKey, replica, window, options),
  ];
  const tailX = Math.min(x(replica.logEndOffset), area.x + area.width - size.width);
  return { marks, row: { ...area, tailX: Math.max(area.x, tailX) } };
}

/** Upper edge of the tiles: they stand in the middle of their area. */
export function tileTop({ area, size }: LogWindow): number {
  return area.y + (area.height - size.height) / 2;
}

function tilesOf(
  partitionKey: string,
  replica: ReplicaFrame,
  window: LogWindow,
  { place, lostFrom = Infinity }: LogOptions,
): readonly CellMark[] {
  const { size, first, end } = window;
  const { width, height, hasOffset } = size;
  // The leader's tiles keep their key when the view changes; others belong to their row.
  const prefix =
    place === 'leader' ? `record/${partitionKey}` : `record/${partitionKey}@${replica.broker}`;
  const tiles: CellMark[] = [];
  for (const { offset, key: keyBytes, value } of replica.log.from(first)) {
    if (offset >= end) break;
    const recordKey = keyBytes?.text ?? null;
    tiles.push(
      tile(
        `${prefix}/${offset}`,
        { x: window.x(offset), y: tileTop(window), width, height },
        {
          recordKey,
          offset,
          hasOffset,
          place: offset >= lostFrom ? 'lost' : place,
          isVisible: offset < replica.highWatermark,
          isTombstone: recordKey !== null && value === null,
          target: {
            type: 'record',
            id: `${partitionKey}#${offset}`,
            label: `Record ${offset} of ${partitionKey}, key ${recordKey ?? 'none'}`,
          },
          ...(offset === first ? {} : { follows: `${prefix}/${offset - 1}` }),
        },
      ),
    );
  }
  return tiles;
}

/** Offsets in sight that no record has any more. */
function holesOf(id: string, { log }: ReplicaFrame, window: LogWindow): readonly SceneMark[] {
  const { size, first, end, x } = window;
  // Without room for a number a hole is the place that stays empty.
  if (!size.hasOffset || log.recordCount === log.endOffset - log.startOffset) return [];
  const marks: SceneMark[] = [];
  const until = Math.min(end, log.endOffset);
  for (let offset = Math.max(first, log.startOffset); offset < until; offset += 1) {
    if (log.at(offset) !== undefined) continue;
    const area = { x: x(offset), y: tileTop(window), width: size.width, height: size.height };
    marks.push(...hole(`hole/${id}/${offset}`, area, String(offset)));
  }
  return marks;
}

/** The line of the high watermark, if it is in sight, and the veil behind it. */
function visibilityOf(
  id: string,
  { highWatermark, logEndOffset }: ReplicaFrame,
  window: LogWindow,
  { flag }: LogOptions,
): readonly SceneMark[] {
  const { size, first, end, x } = window;
  if (highWatermark < first || highWatermark > end) return [];
  const line = x(highWatermark) - size.gap / 2;
  const top = tileTop(window);
  const bottom = top + size.height;
  const toX = x(Math.min(end, logEndOffset)) - size.gap / 2;
  return [
    ...veil(`veil/${id}`, { fromX: line, toX, top, bottom }),
    ...waterline(`hw/${id}`, { x: line, top, bottom, flag }),
  ];
}

/** The slot for the next record; an empty log has a few more, so that it is seen to be a log. */
function slotOf(
  partitionKey: string,
  { logEndOffset, log }: ReplicaFrame,
  window: LogWindow,
  { slotText }: LogOptions,
): readonly SceneMark[] {
  const { size, first, end, x } = window;
  if (slotText === null || logEndOffset < first || logEndOffset >= end) return [];
  const areaAt = (offset: number): Rect => ({
    x: x(offset),
    y: tileTop(window),
    width: size.width,
    height: size.height,
  });
  const marks: SceneMark[] = [
    ...slot(`slot/${partitionKey}`, areaAt(logEndOffset), { text: slotText }),
  ];
  if (log.recordCount > 0) return marks;
  for (let ahead = 1; ahead <= EMPTY_SLOTS && logEndOffset + ahead < end; ahead += 1) {
    const key = `slot/${partitionKey}/${ahead}`;
    const text = size.hasOffset ? String(logEndOffset + ahead) : null;
    const area = areaAt(logEndOffset + ahead);
    marks.push(
      ...slot(key, area, { text, isNext: false }).map((mark) => ({ ...mark, opacity: 0.6 })),
    );
  }
  return marks;
}

/** Empty places that an empty log shows behind its first. */
const EMPTY_SLOTS = 3;

/** A replica whose log ends before the window: its last records at the left, and how far it is behind. */
export function layoutBehind(
  partitionKey: string,
  replica: ReplicaFrame,
  window: LogWindow,
  options: LogOptions,
): { readonly marks: readonly SceneMark[]; readonly endX: number } {
  const { size, area } = window;
  const count = Math.min(BEHIND_TILES, placesIn(area.width, size) - 1, replica.logEndOffset);
  const own = logWindow(
    { ...area, width: (count + 1) * (size.width + size.gap) },
    size,
    replica.logEndOffset,
  );
  const marks = [...tilesOf(partitionKey, replica, own, options)];
  const endX = own.x(replica.logEndOffset);
  return { marks, endX };
}

/** Of a log that lags so far behind, so many records are shown. */
const BEHIND_TILES = 3;

/** Older records as bars behind a tear, as many as fit left of the window. */
export function layoutOlder(
  partitionKey: string,
  replica: ReplicaFrame,
  window: LogWindow,
  leftX: number,
): readonly SceneMark[] {
  const { first, size, area } = window;
  const { width, height, gap } = TILE_SIZES.XS;
  const right = area.x - OLDER_GAP;
  const most = Math.floor((right - leftX) / (width + gap));
  const from = Math.max(replica.log.startOffset, first - most);
  if (most < 1 || from >= first) return [];
  const y = tileTop(window) + (size.height - height) / 2;
  const prefix = `record/${partitionKey}`;
  const marks: SceneMark[] = [];
  for (const { offset, key } of replica.log.from(from)) {
    if (offset >= first) break;
    const x = right - (first - offset) * (width + gap);
    marks.push({
      ...tile(
        `${prefix}/${offset}`,
        { x, y, width, height },
        {
          recordKey: key?.text ?? null,
          offset,
          hasOffset: false,
          place: 'leader',
          isVisible: offset < replica.highWatermark,
          ...(offset === from ? {} : { follows: `${prefix}/${offset - 1}` }),
        },
      ),
      opacity: 0.6,
    });
  }
  const top = tileTop(window);
  marks.push(tear(`tear/${partitionKey}`, area.x - OLDER_GAP / 2, top, top + size.height));
  return marks;
}

/** Between the bars of older records and the strip. */
const OLDER_GAP = 12;

/**
 * Where the boundary before an offset is. What lies further back is among the bars of older records, or
 * at `leftX`, when it is too old for those; what lies ahead of the strip is at its end.
 */
export function boundaryX(
  { first, end, size, x, area }: LogWindow,
  offset: number,
  leftX: number,
): number {
  if (offset >= first) return x(Math.min(end, offset)) - size.gap / 2;
  const { width, gap } = TILE_SIZES.XS;
  return Math.max(leftX, area.x - OLDER_GAP - (first - offset) * (width + gap) - gap / 2);
}
