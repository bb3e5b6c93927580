// A record: a tile in the colour of its key, with the key's letter, since colour is never alone.
import type { CellMark } from '#stage/scene.ts';
import { keyGlyph, keyPaint } from '#stage/key.ts';
import type { Rect } from '#stage/layout/geometry.ts';

export interface CellOptions {
  readonly recordKey: string | null;
  /** What stands on it: the offset. */
  readonly offset: number;
  /** Two lines (letter over offset) or one (`a17`). */
  readonly isTall: boolean;
  /** In full colour on its leader, pale on a follower, grey on a broker that is down. */
  readonly role: 'leader' | 'follower' | 'offline';
  /** Below the high watermark. */
  readonly isVisible: boolean;
  readonly target: NonNullable<CellMark['target']>;
  readonly follows?: string;
}

const PAINTS: Readonly<
  Record<CellOptions['role'], (key: string | null) => Pick<CellMark, 'fill' | 'ink'>>
> = {
  leader: (key) => ({ fill: keyPaint(key), ink: keyPaint(key, 'text') }),
  follower: (key) => ({ fill: keyPaint(key, 'follower'), ink: 'key-pale-text' }),
  offline: (key) => ({ fill: keyPaint(key, 'disk'), ink: 'ink-soft' }),
};

/** A record at its place in a log. */
export function recordCell(key: string, { x, y, width, height }: Rect, one: CellOptions): CellMark {
  const glyph = keyGlyph(one.recordKey);
  return {
    type: 'cell',
    key,
    x,
    y,
    width,
    height,
    ...PAINTS[one.role](one.recordKey),
    text: one.isTall ? String(one.offset) : `${glyph}${one.offset}`,
    target: one.target,
    ...(one.isTall ? { glyph } : {}),
    ...(one.isVisible || one.role === 'offline' ? {} : { isOutlined: true }),
    ...(one.follows === undefined ? {} : { follows: one.follows }),
  };
}

/** Side of the tile of a record that waits at its producer, and from one to the next. */
const WAITING = 17;
export const WAITING_PITCH = 20;

/** A record that its producer has not sent yet, or whose answer it waits for. */
export function waitingCell(
  recordId: string,
  recordKey: string | null,
  x: number,
  y: number,
): CellMark {
  return {
    type: 'cell',
    key: `pending/${recordId}`,
    x,
    y,
    width: WAITING,
    height: WAITING,
    fill: keyPaint(recordKey),
    ink: keyPaint(recordKey, 'text'),
    text: keyGlyph(recordKey),
  };
}
