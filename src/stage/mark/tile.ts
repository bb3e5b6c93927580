// A record: a tile in the colour of its key, with the key's letters, since colour is never alone, and
// its offset on the foot. Its weight is a darker lower edge.
import { keyGlyph, keyPaint } from '#stage/key.ts';
import type { Rect } from '#stage/layout/geometry.ts';
import type { CellMark, Paint } from '#stage/scene.ts';
import type { Sign } from '#stage/sign.ts';

/** Measures of a tile in px. */
export interface TileSize {
  readonly width: number;
  readonly height: number;
  /** From one tile to the next. */
  readonly gap: number;
  /** Whether the offset stands on its foot. */
  readonly hasOffset: boolean;
}

/** From the size of a log that has the stage for itself to that of a crowd. */
export const TILE_SIZES = {
  XXL: { width: 52, height: 60, gap: 3, hasOffset: true },
  XL: { width: 46, height: 56, gap: 3, hasOffset: true },
  L: { width: 34, height: 40, gap: 3, hasOffset: true },
  M: { width: 24, height: 24, gap: 2, hasOffset: false },
  S: { width: 16, height: 18, gap: 2, hasOffset: false },
  XS: { width: 4, height: 30, gap: 1, hasOffset: false },
} as const satisfies Readonly<Record<string, TileSize>>;

/** The least width of a letter on a tile, and what stays free at both its sides. */
const LETTER = 6.6;
const SIDES = 6;
/** Narrower ones are bars. */
const LEAST_LETTERED = 10;

export interface TileOptions {
  readonly recordKey: string | null;
  readonly offset: number;
  readonly hasOffset: boolean;
  /**
   * On its leader or on a follower; on the disk of a broker that is down; acknowledged and on no
   * living replica.
   */
  readonly place: 'leader' | 'follower' | 'disk' | 'lost';
  /** Below the high watermark: consumers can read it. */
  readonly isVisible: boolean;
  /** It has a key and no value. */
  readonly isTombstone?: boolean;
  /** Of a transaction that is open, or that was aborted. */
  readonly transaction?: 'open' | 'aborted';
  /** How often it was delivered, from the second time on. */
  readonly timesDelivered?: number;
  readonly target?: NonNullable<CellMark['target']>;
  readonly follows?: string;
  readonly move?: NonNullable<CellMark['move']>;
}

/** What a record is shown as: the rarest state decides, as for its looks. */
function signOf({ recordKey, place, isVisible, isTombstone, transaction }: TileOptions): Sign {
  if (place === 'lost') return 'lost';
  if (transaction !== undefined) return 'transaction';
  if (isTombstone === true) return 'tombstone';
  if (!isVisible) return 'veiled';
  if (place === 'follower') return 'follower';
  return recordKey === null ? 'keyless' : 'record';
}

type Look = Pick<CellMark, 'fill' | 'ink' | 'edge' | 'border' | 'isDashed' | 'isStruck'>;

/** How a record looks in its state: the rarest state decides. */
function lookOf({ recordKey: key, place, isVisible, isTombstone, transaction }: TileOptions): Look {
  const pale = { ink: 'key-pale-text', border: keyPaint(key) } as const;
  if (place === 'lost') return { fill: 'bad-soft', ink: 'bad', border: 'bad' };
  if (place === 'disk') {
    return { fill: keyPaint(key, 'disk'), ink: 'ink-soft', border: 'line-strong' };
  }
  if (transaction === 'aborted') {
    return { ...pale, fill: keyPaint(key, 'aborted'), isStruck: true };
  }
  if (isTombstone === true) return { fill: 'raised', ink: 'ink', border: keyPaint(key) };
  if (!isVisible) return { ...pale, fill: keyPaint(key, 'veiled'), isDashed: true };
  if (transaction === 'open') return { ...pale, fill: keyPaint(key, 'open') };
  if (place === 'follower') {
    return {
      fill: keyPaint(key, 'follower'),
      ink: 'key-pale-text',
      border: keyPaint(key, 'follower'),
    };
  }
  return { fill: keyPaint(key), ink: keyPaint(key, 'text'), edge: keyPaint(key, 'edge') };
}

/** Characters of a key for which a tile has room. */
function roomOf(width: number): number {
  return width < LEAST_LETTERED ? 0 : Math.max(1, Math.floor((width - SIDES) / LETTER));
}

/** A record at its place in a log. */
export function tile(key: string, area: Rect, one: TileOptions): CellMark {
  const { recordKey, offset, hasOffset, isTombstone = false, timesDelivered = 1 } = one;
  const room = roomOf(area.width);
  const glyph = isTombstone ? '∅' : keyGlyph(recordKey, room);
  return {
    type: 'cell',
    key,
    x: area.x,
    y: area.y,
    width: area.width,
    height: area.height,
    ...lookOf(one),
    sign: timesDelivered > 1 ? 'again' : signOf(one),
    glyph: room === 0 ? '' : glyph,
    text: hasOffset ? String(offset) : '',
    ...(timesDelivered > 1 ? { badge: String(timesDelivered) } : {}),
    ...(one.target === undefined ? {} : { target: one.target }),
    ...(one.follows === undefined ? {} : { follows: one.follows }),
    ...(one.move === undefined ? {} : { move: one.move }),
  };
}

/** The end of a transaction: it takes an offset and carries no key. */
export function controlMarker(
  key: string,
  area: Rect,
  offset: number,
  isCommit: boolean,
  hasOffset: boolean,
): CellMark {
  return {
    type: 'cell',
    key,
    ...area,
    fill: 'raised',
    ink: 'ink',
    border: 'ink',
    glyph: isCommit ? '✓' : '✕',
    text: hasOffset ? String(offset) : '',
    shape: 'hexagon',
    sign: 'control-marker',
  };
}

/** Side of the tile of a record that waits at its producer, and from one to the next. */
const WAITING = 18;
export const WAITING_PITCH = 20;

/** A record that its producer has not sent yet, or whose answer it waits for. */
export function waitingTile(
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
    edge: keyPaint(recordKey, 'edge'),
    ink: keyPaint(recordKey, 'text'),
    glyph: keyGlyph(recordKey),
    text: '',
  };
}

/** Colours of a small tile that rides with a packet. */
export function cargoLook(key: string | null): {
  readonly fill: Paint;
  readonly edge: Paint;
  readonly ink: Paint;
  readonly glyph: string;
} {
  return {
    fill: keyPaint(key),
    edge: keyPaint(key, 'edge'),
    ink: keyPaint(key, 'text'),
    glyph: keyGlyph(key),
  };
}
