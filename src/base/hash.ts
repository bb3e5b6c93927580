// FNV-1a over UTF-16 code units: a small, portable string hash for random streams and trace hashes.
// Not for security, and not one of Kafka's hashes (those live with what they decide).

const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/** 32-bit FNV-1a of a string, continuing from `state`. Returns an unsigned integer. */
export function fnv1a(text: string, state = FNV_OFFSET): number {
  let hash = state;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), FNV_PRIME);
  }
  return hash >>> 0;
}
