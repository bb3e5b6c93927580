// Topic and directory ids. Follows `org.apache.kafka.common.Uuid`: 128 bits, always carried here in
// Kafka's text form, 22 characters of base64url.
import type { JavaHashing } from '#base/java-collections.ts';

/** A Uuid in Kafka's text form. */
export type Uuid = string;

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** The four 32-bit words of a Uuid, most significant first, as unsigned integers. */
function wordsOf(uuid: Uuid): readonly [number, number, number, number] {
  const words: [number, number, number, number] = [0, 0, 0, 0];
  let bitIndex = 0;
  for (const character of uuid) {
    const sextet = ALPHABET.indexOf(character);
    for (let bit = 5; bit >= 0 && bitIndex < 128; bit -= 1, bitIndex += 1) {
      const wordIndex = (bitIndex >> 5) as 0 | 1 | 2 | 3;
      words[wordIndex] = ((words[wordIndex] << 1) | ((sextet >> bit) & 1)) >>> 0;
    }
  }
  return words;
}

function uuidOf(words: readonly [number, number, number, number]): Uuid {
  let text = '';
  for (let start = 0; start < 128; start += 6) {
    let sextet = 0;
    for (let bitIndex = start; bitIndex < start + 6; bitIndex += 1) {
      const word = words[bitIndex >> 5] ?? 0;
      sextet = (sextet << 1) | ((word >>> (31 - (bitIndex & 31))) & 1);
    }
    text += ALPHABET.charAt(sextet);
  }
  return text;
}

/** A random (version 4) Uuid. Like Kafka's, it never starts with a dash: tools read it as a flag. */
export function createUuid(nextUint32: () => number): Uuid {
  for (;;) {
    const first = nextUint32();
    const second = (nextUint32() & 0xffff0fff) | 0x4000;
    const third = (nextUint32() & 0x3fffffff) | 0x80000000;
    const uuid = uuidOf([first, second, third, nextUint32()]);
    if (!uuid.startsWith('-')) return uuid;
  }
}

/** `Uuid.hashCode`: all four words folded by exclusive or. */
export function uuidHash(uuid: Uuid): number {
  const [a, b, c, d] = wordsOf(uuid);
  return a ^ b ^ c ^ d;
}

/** `Uuid.compareTo`: the halves as signed longs. */
export function compareUuids(a: Uuid, b: Uuid): number {
  const left = wordsOf(a);
  const right = wordsOf(b);
  return (
    (left[0] | 0) - (right[0] | 0) ||
    left[1] - right[1] ||
    (left[2] | 0) - (right[2] | 0) ||
    left[3] - right[3]
  );
}

export const uuidKeys: JavaHashing<Uuid> = {
  hashCode: uuidHash,
  equals: (a, b) => a === b,
};
