// Bytes and their text face, held against the platform's own encoder.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Bytes } from '#base/bytes.ts';
import { clone } from '#base/clone.ts';
import { decodeUtf8, encodeUtf8 } from '#base/utf8.ts';

const anyBytes = fc.uint8Array({ maxLength: 40 });
/** Bytes that are often nearly UTF-8. */
const nearlyText = fc
  .array(
    fc.constantFrom(0x41, 0x80, 0xbf, 0xc0, 0xc3, 0xa9, 0xe2, 0x82, 0xac, 0xed, 0xa0, 0xf0, 0x9f),
    {
      maxLength: 12,
    },
  )
  .map((bytes) => Uint8Array.from(bytes));
const text = fc.string({ unit: 'binary', maxLength: 40 });

describe('UTF-8', () => {
  it('is what the platform makes of a text', () => {
    fc.assert(
      fc.property(text, (one) => {
        expect(encodeUtf8(one)).toEqual(new TextEncoder().encode(one));
        expect(decodeUtf8(encodeUtf8(one))).toBe(one);
      }),
    );
  });

  it('reads what the platform reads', () => {
    const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
    fc.assert(
      fc.property(fc.oneof(anyBytes, nearlyText), (bytes) => {
        let expected: string | null = null;
        try {
          expected = strict.decode(bytes);
        } catch {
          // No UTF-8.
        }
        const read = Bytes.ofArray(bytes);
        expect(read.isText()).toBe(expected !== null);
        if (expected !== null) expect(read.text).toBe(expected);
      }),
    );
  });

  it('gives U+FFFD for half of a surrogate pair', () => {
    expect(encodeUtf8('a\ud83d')).toEqual(new TextEncoder().encode('a\ud83d'));
  });
});

describe('bytes', () => {
  it('of any kind come back from their text, their hex and their JSON', () => {
    fc.assert(
      fc.property(fc.oneof(anyBytes, nearlyText), (array) => {
        const bytes = Bytes.ofArray(array);
        expect(bytes.toArray()).toEqual(array);
        expect(bytes.length).toBe(array.length);
        expect(Bytes.ofText(bytes.text)).toEqual(bytes);
        expect(Bytes.ofHex(bytes.toHex())).toEqual(bytes);
        expect(Bytes.ofText(JSON.parse(JSON.stringify(bytes)) as string)).toEqual(bytes);
      }),
    );
  });

  it('are equal when they are the same bytes, whatever they were made from', () => {
    const sign = Bytes.ofText('é');
    expect(sign.equals(Bytes.ofHex('c3a9'))).toBe(true);
    expect(sign.equals(Bytes.ofText('\udcc3\udca9'))).toBe(true);
    expect(sign.equals(Bytes.ofText('e'))).toBe(false);
    expect(Bytes.ofText('').equals(null)).toBe(false);
    expect(Bytes.ofHex('c3')?.equals(Bytes.ofHex('c4'))).toBe(false);
  });

  it('count bytes, not characters', () => {
    expect(['', 'abc', 'é', '€', '😀'].map((one) => Bytes.ofText(one).length)).toEqual([
      0, 3, 2, 3, 4,
    ]);
    expect(Bytes.ofHex('00fffe01')).toMatchObject({ length: 4, text: '\0\udcff\udcfe\u0001' });
  });

  it('are refused when the hexadecimal digits are none', () => {
    expect([Bytes.ofHex('a'), Bytes.ofHex('zz')]).toEqual([null, null]);
    expect(Bytes.ofHex('')?.length).toBe(0);
  });

  it('never change, so that keyframes share them', () => {
    const bytes = Bytes.ofText('a');
    expect(Object.isFrozen(bytes)).toBe(true);
    expect(clone({ bytes }).bytes).toBe(bytes);
  });
});
