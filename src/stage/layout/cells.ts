// Records of one replica: which offsets are in sight, where each stands, and its high watermark.
import { type ScaleLinear, scaleLinear } from 'd3-scale';
import { recordCell } from '#stage/mark/cell.ts';
import { waterline } from '#stage/mark/ruler.ts';
import type { CellMark, SceneMark } from '#stage/scene.ts';
import type { ReplicaFrame } from '#trace/frame.ts';
import type { Rect, Row } from './geometry.ts';

export interface CellStyle {
  readonly width: number;
  readonly height: number;
  readonly gap: number;
  /** Two lines (letter over offset) or one (`a17`). */
  readonly isTall: boolean;
}

/** Where a log is drawn: its area, its style, and the offsets in sight. */
export interface LogWindow {
  readonly area: Rect;
  readonly style: CellStyle;
  /** The first offset in sight. */
  readonly first: number;
  /** Offset → left edge of its cell. */
  readonly x: ScaleLinear<number, number>;
}

/** The last part of a log: `endOffset` and one free place behind it are in sight. */
export function logWindow(area: Rect, style: CellStyle, endOffset: number): LogWindow {
  const pitch = style.width + style.gap;
  const count = Math.max(1, Math.floor((area.width + style.gap) / pitch));
  const first = Math.max(0, endOffset - count + 1);
  const x = scaleLinear([first, first + 1], [area.x, area.x + pitch]);
  return { area, style, first, x };
}

export interface CellsOptions {
  readonly isLeader: boolean;
  readonly isDead: boolean;
  readonly labelHighWatermark: boolean;
}

/** What of a log is in sight: its records, and the line of its high watermark. */
export function layoutCells(
  partitionKey: string,
  replica: ReplicaFrame,
  window: LogWindow,
  options: CellsOptions,
): { readonly marks: readonly SceneMark[]; readonly row: Row } {
  const { area, style, x } = window;
  const marks = [
    ...cellsOf(partitionKey, replica, window, options),
    ...(options.isDead ? [] : waterlineOf(partitionKey, replica, window, options)),
  ];
  const tailX = Math.min(x(replica.logEndOffset), area.x + area.width - style.width);
  return { marks, row: { ...area, tailX } };
}

function cellTop({ area, style }: LogWindow): number {
  return area.y + (area.height - style.height) / 2;
}

function cellsOf(
  partitionKey: string,
  replica: ReplicaFrame,
  window: LogWindow,
  { isLeader, isDead }: CellsOptions,
): readonly CellMark[] {
  const { area, style, first } = window;
  const { width, height, isTall } = style;
  // The leader's cells keep their key when the view changes; followers' belong to their row.
  const prefix = isLeader ? `record/${partitionKey}` : `record/${partitionKey}@${replica.broker}`;
  const cells: CellMark[] = [];
  for (const { offset, key: keyBytes } of replica.log.from(first)) {
    const recordKey = keyBytes?.text ?? null;
    const x = window.x(offset);
    if (x + width > area.x + area.width + 1) break;
    const cell = recordCell(
      `${prefix}/${offset}`,
      { x, y: cellTop(window), width, height },
      {
        recordKey,
        offset,
        isTall,
        role: isDead ? 'offline' : isLeader ? 'leader' : 'follower',
        isVisible: offset < replica.highWatermark,
        target: {
          type: 'record',
          id: `${partitionKey}#${offset}`,
          label: `Record ${offset} of ${partitionKey}, key ${recordKey ?? 'none'}`,
        },
        ...(offset === first ? {} : { follows: `${prefix}/${offset - 1}` }),
      },
    );
    cells.push(cell);
  }
  return cells;
}

function waterlineOf(
  partitionKey: string,
  replica: ReplicaFrame,
  window: LogWindow,
  { isLeader, labelHighWatermark }: CellsOptions,
): readonly SceneMark[] {
  const { area, style, first } = window;
  const x = window.x(replica.highWatermark) - style.gap / 2;
  if (replica.highWatermark < first || x > area.x + area.width + 2) return [];
  const top = cellTop(window);
  return waterline(`${partitionKey}@${replica.broker}`, {
    x,
    top: top - 3,
    bottom: top + style.height + 3,
    isLeader,
    hasLabel: labelHighWatermark,
  });
}
