// Immutable bytes with a text face: keys, values and headers of records. A Uint8Array cannot be
// frozen, so the bytes are kept as the text that they are in UTF-8; most of them are text anyway.
import { decodeUtf8, encodeUtf8, utf8Length } from './utf8.ts';

/** A surrogate on its own: no text, or a byte that is no UTF-8. */
const LONE_SURROGATE = /\p{Surrogate}/u;

/** A frozen sequence of bytes. Two of them are the same when their texts are. */
export class Bytes {
  private constructor(
    /** The bytes as UTF-8; a byte that is none stands as U+DC80 to U+DCFF (see utf8.ts). */
    readonly text: string,
    /** How many bytes there are. */
    readonly length: number,
  ) {
    Object.freeze(this);
  }

  /** The UTF-8 of a text, or the bytes whose `text` it is. */
  static ofText(text: string): Bytes {
    // Bytes that stand alone may together be UTF-8: one sequence of bytes has one text.
    return LONE_SURROGATE.test(text)
      ? Bytes.ofArray(encodeUtf8(text))
      : new Bytes(text, utf8Length(text));
  }

  static ofArray(bytes: Uint8Array): Bytes {
    return new Bytes(decodeUtf8(bytes), bytes.length);
  }

  /** From hexadecimal digits, two a byte; null when they are not that. */
  static ofHex(hex: string): Bytes | null {
    if (!/^(?:[\da-f]{2})*$/i.test(hex)) return null;
    const pairs = hex.match(/../g) ?? [];
    return Bytes.ofArray(Uint8Array.from(pairs, (pair) => Number.parseInt(pair, 16)));
  }

  /** A copy to work with. */
  toArray(): Uint8Array {
    return encodeUtf8(this.text);
  }

  /** Hexadecimal digits, two a byte. */
  toHex(): string {
    return Array.from(this.toArray(), (byte) => byte.toString(16).padStart(2, '0')).join('');
  }

  /** Whether they are UTF-8. */
  isText(): boolean {
    return !LONE_SURROGATE.test(this.text);
  }

  equals(other: Bytes | null): boolean {
    return this.text === other?.text;
  }

  toString(): string {
    return this.text;
  }

  /** In JSON, as in events and documents, bytes are their text. */
  toJSON(): string {
    return this.text;
  }
}
