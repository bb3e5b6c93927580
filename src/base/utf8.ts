// Text as UTF-8 bytes and back: what Kafka's StringSerializer sends, and what its sizes count. Bytes
// that are no UTF-8 stand in a text as U+DC80 to U+DCFF, one for each, so that nothing is lost (as in
// Python's `surrogateescape`, PEP 383).

const ESCAPE = 0xdc00;
const REPLACEMENT = 0xfffd;

/** Smallest code point that needs as many bytes as the index says. */
const SMALLEST = [0, 0, 0x80, 0x800, 0x10000];

/** How many bytes a code point takes. */
function lengthOf(code: number): number {
  if (code < 0x80 || isEscape(code)) return 1;
  return code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
}

function isEscape(code: number): boolean {
  return code >= ESCAPE + 0x80 && code <= ESCAPE + 0xff;
}

function isSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdfff;
}

/** How many bytes `encodeUtf8` gives. */
export function utf8Length(text: string): number {
  let length = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.codePointAt(index) as number;
    length += lengthOf(code);
    if (code > 0xffff) index += 1;
  }
  return length;
}

/** The UTF-8 bytes of a text. A lone surrogate that stands for no byte becomes U+FFFD. */
export function encodeUtf8(text: string): Uint8Array {
  const bytes = new Uint8Array(utf8Length(text));
  let at = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.codePointAt(index) as number;
    if (code < 0x80) bytes[at++] = code;
    else if (isEscape(code)) bytes[at++] = code - ESCAPE;
    else at = writeCode(bytes, at, isSurrogate(code) ? REPLACEMENT : code);
    if (code > 0xffff) index += 1;
  }
  return bytes;
}

/** Writes a code point of two to four bytes; gives the place after it. */
function writeCode(bytes: Uint8Array, at: number, code: number): number {
  const length = lengthOf(code);
  bytes[at] = ((0xf00 >> length) & 0xff) | (code >> (6 * (length - 1)));
  for (let rest = 1; rest < length; rest += 1) {
    bytes[at + rest] = 0x80 | ((code >> (6 * (length - 1 - rest))) & 0x3f);
  }
  return at + length;
}

/** The text of any bytes, such that `encodeUtf8` gives the very same bytes again. */
export function decodeUtf8(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length;) {
    const code = codeAt(bytes, at);
    text += String.fromCodePoint(code);
    at += lengthOf(code);
  }
  return text;
}

/** The code point that begins at a place, or the escape of its one byte. */
function codeAt(bytes: Uint8Array, at: number): number {
  const first = bytes[at] as number;
  if (first < 0x80) return first;
  const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  let code = first & (0x7f >> length);
  for (let rest = 1; rest < length; rest += 1) {
    const next = bytes[at + rest] ?? 0;
    if ((next & 0xc0) !== 0x80) return ESCAPE + first;
    code = (code << 6) | (next & 0x3f);
  }
  const isValid =
    first >= 0xc2 &&
    first <= 0xf4 &&
    code >= (SMALLEST[length] as number) &&
    code <= 0x10ffff &&
    !isSurrogate(code);
  return isValid ? code : ESCAPE + first;
}
