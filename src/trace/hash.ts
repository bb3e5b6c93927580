// The fingerprint of a trace: two runs that are the same have the same one, in Node and in any
// browser. 64 bits of FNV-1a over the canonical JSON of each event.
import { fnv1a } from '#base/hash.ts';
import type { TraceEvent } from '#kafka/events.ts';

const SECOND_OFFSET = 0x9e3779b9;

/** Adds events one by one; `digest` may be read at any time. */
export class TraceHash {
  private first: number | undefined;
  private second = SECOND_OFFSET;

  add({ id, atUs, node, cause, type, data }: TraceEvent): void {
    const text = JSON.stringify([id, atUs, node, cause, type, data]);
    this.first = fnv1a(text, this.first);
    this.second = fnv1a(text, this.second);
  }

  /** 16 hexadecimal digits. */
  digest(): string {
    const hex = (word: number): string => (word >>> 0).toString(16).padStart(8, '0');
    return hex(this.first ?? fnv1a('')) + hex(this.second);
  }
}

/** Fingerprint of the first `length` events. */
export function hashTrace(events: Iterable<TraceEvent>, length = Infinity): string {
  const hash = new TraceHash();
  let count = 0;
  for (const event of events) {
    if (count >= length) break;
    hash.add(event);
    count += 1;
  }
  return hash.digest();
}
