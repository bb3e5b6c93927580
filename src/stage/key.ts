// Which colour a record's key gets, and what stands on its tile, so that colour is never alone.
import { fnv1a } from '#base/hash.ts';

/** The colours of keys; the last one is for records without a key. */
export const KEY_COLOURS = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'none'] as const;
export type KeyColour = (typeof KEY_COLOURS)[number];
const HUES = KEY_COLOURS.slice(0, -1);

/** What a tile in a key's colour can be, besides full (its `face`). */
export type KeyTone =
  /** Words on the face. */
  | 'text'
  /** The darker lower edge. */
  | 'edge'
  /** On a follower. */
  | 'follower'
  /** Not visible to consumers yet. */
  | 'veiled'
  /** Of a transaction that is open, or that was aborted. */
  | 'open'
  | 'aborted'
  /** On the disk of a broker that is down. */
  | 'disk';

/** The paint of a key: the same everywhere. */
export type KeyPaint = `key-${KeyColour}` | `key-${KeyColour}-${KeyTone}`;

/** `user-7` and `k7`: a word and a number. */
const NUMBERED = /^([A-Za-z])[A-Za-z]*[-_ ]?(\d+)$/;

/** `a` … `z` have colours in order, `user-7` by its number, others by hash. */
export function keyColour(key: string | null): KeyColour {
  if (key === null) return 'none';
  const number = NUMBERED.exec(key)?.[2];
  const index = /^[a-z]$/.test(key)
    ? key.charCodeAt(0) - 97
    : number === undefined
      ? fnv1a(key)
      : Number(number);
  return HUES[index % HUES.length] ?? 'none';
}

/** Paint of a key in a tone; without one, its full colour. */
export function keyPaint(key: string | null, tone?: KeyTone): KeyPaint {
  const colour = keyColour(key);
  return tone === undefined ? `key-${colour}` : `key-${colour}-${tone}`;
}

/** The longest key that stands on a tile as it is. */
const LONGEST = 5;
/** A record without a key has a dot, one with an empty key a ring. */
const KEYLESS = '·';
const EMPTY = '◦';

/**
 * What stands on a tile with room for `most` characters: the whole key, else `u42` for `user-42`, else
 * its first letter. Never a bare number, which would be taken for an offset: those get a `#`.
 */
export function keyGlyph(key: string | null, most = 1): string {
  if (key === null) return KEYLESS;
  if (key === '') return EMPTY;
  const room = Math.min(most, LONGEST);
  const named = /^\d/.test(key) ? `#${key}` : key;
  if ([...named].length <= room) return named;
  const [, letter = '', number = ''] = NUMBERED.exec(key) ?? [];
  const short = `${letter.toLowerCase()}${number}`;
  if (short !== '' && short.length <= room) return short;
  return [...named][0] ?? KEYLESS;
}
