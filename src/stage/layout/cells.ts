// Record cells of one replica: which offsets are in sight, where each stands, how it is painted.
import type { ReplicaFrame } from '#trace/frame.ts';
import type { CellMark, Mark, Paint } from '#stage/scene.ts';
import { keyGlyph, keyPaint } from '#stage/theme.ts';
import type { Rect, Row } from './geometry.ts';

export interface CellStyle {
  readonly width: number;
  readonly height: number;
  readonly gap: number;
  /** Two lines (letter over offset) or one (`a17`). */
  readonly isTall: boolean;
}

/** First offset in sight so that `endOffset` and one free place behind it are. */
export function firstVisible(area: Rect, style: CellStyle, endOffset: number): number {
  const count = Math.max(1, Math.floor((area.width + style.gap) / (style.width + style.gap)));
  return Math.max(0, endOffset - count + 1);
}

export function offsetX(area: Rect, style: CellStyle, first: number, offset: number): number {
  return area.x + (offset - first) * (style.width + style.gap);
}

/** The cells of a replica from offset `first` on, and the bar of its high watermark. */
export function layoutCells(
  partitionKey: string,
  replica: ReplicaFrame,
  area: Rect,
  style: CellStyle,
  first: number,
  options: {
    readonly isLeader: boolean;
    readonly isDead: boolean;
    readonly labelHighWatermark: boolean;
  },
): { readonly marks: readonly Mark[]; readonly row: Row } {
  const { isLeader, isDead } = options;
  const marks: Mark[] = [];
  // The leader's cells keep their key when the view changes; followers' belong to their row.
  const prefix = isLeader ? `record/${partitionKey}` : `record/${partitionKey}@${replica.broker}`;
  const top = area.y + (area.height - style.height) / 2;
  for (const record of replica.log.from(first)) {
    const { offset } = record;
    const x = offsetX(area, style, first, offset);
    if (x + style.width > area.x + area.width + 1) break;
    const isVisible = offset < replica.highWatermark;
    const cell: CellMark = {
      type: 'cell',
      key: `${prefix}/${offset}`,
      x,
      y: top,
      width: style.width,
      height: style.height,
      fill: cellFill(record.key, isLeader, isDead),
      ink: isDead ? 'ink-faint' : isLeader ? 'panel' : 'ink',
      text: style.isTall ? String(offset) : `${keyGlyph(record.key)}${offset}`,
      target: {
        type: 'record',
        id: `${partitionKey}#${offset}`,
        label: `Record ${offset} of ${partitionKey}, key ${record.key ?? 'none'}`,
      },
      ...(style.isTall ? { glyph: keyGlyph(record.key) } : {}),
      ...(isVisible || isDead ? {} : { isOutlined: true }),
    };
    marks.push(cell);
  }
  const tailX = Math.min(
    offsetX(area, style, first, replica.logEndOffset),
    area.x + area.width - style.width,
  );
  if (replica.highWatermark >= first && !isDead) {
    const x = offsetX(area, style, first, replica.highWatermark) - style.gap / 2;
    if (x <= area.x + area.width + 2) {
      const [y0, y1] = [top - 3, top + style.height + 3];
      marks.push({
        type: 'path',
        key: `hw/${partitionKey}@${replica.broker}`,
        path: `M${x.toFixed(1)},${y0}V${y1}`,
        stroke: 'ink',
        strokeWidth: isLeader ? 2 : 1.25,
      });
      if (options.labelHighWatermark) {
        marks.push({
          type: 'text',
          key: `hw-label/${partitionKey}@${replica.broker}`,
          x,
          y: y1 + 9,
          text: 'HW',
          size: 10,
          fill: 'ink-soft',
          anchor: 'middle',
        });
      }
    }
  }
  return { marks, row: { ...area, tailX } };
}

function cellFill(key: string | null, isLeader: boolean, isDead: boolean): Paint {
  if (isDead) return 'line';
  return keyPaint(key, !isLeader);
}
