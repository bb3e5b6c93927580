// Which leader epoch began at which offset: how replicas find out where their logs part (KIP-101).
// Follows Apache Kafka 4.3 `LeaderEpochFileCache`; the checkpoint file is the node's disk.
import { assert } from '#base/assert.ts';

export const UNDEFINED_EPOCH = -1;
export const UNDEFINED_EPOCH_OFFSET = -1;

/** An epoch and the offset of its first record. */
export interface EpochEntry {
  readonly epoch: number;
  readonly startOffset: number;
}

/** An epoch and the offset after its last record. */
export interface EpochEndOffset {
  readonly epoch: number;
  readonly endOffset: number;
}

const UNDEFINED_END: EpochEndOffset = Object.freeze({
  epoch: UNDEFINED_EPOCH,
  endOffset: UNDEFINED_EPOCH_OFFSET,
});

/** Epochs of one log, rising in epoch and in offset. Mutable; `fork` is constant time. */
export class LeaderEpochCache {
  /** Never changed in place, so that forks can share it. */
  private constructor(private list: readonly EpochEntry[]) {}

  static empty(): LeaderEpochCache {
    return new LeaderEpochCache([]);
  }

  get entries(): readonly EpochEntry[] {
    return this.list;
  }

  /** null: no record has an epoch yet. */
  latestEpoch(): number | null {
    return this.latest()?.epoch ?? null;
  }

  /** Notes that `epoch` begins at `startOffset`; entries that contradict it go. */
  assign(epoch: number, startOffset: number): void {
    assert(epoch >= 0 && startOffset >= 0, () => `invalid leader epoch ${epoch} at ${startOffset}`);
    const latest = this.latest();
    if (latest !== undefined && latest.epoch === epoch && startOffset >= latest.startOffset) return;
    let length = this.list.length;
    while (length > 0 && isAtOrAfter(this.list[length - 1], epoch, startOffset)) length -= 1;
    const entry: EpochEntry = Object.freeze({ epoch, startOffset });
    this.list = Object.freeze([...this.list.slice(0, length), entry]);
  }

  /**
   * The answer to OffsetsForLeaderEpoch: the largest epoch up to `requestedEpoch` and where it
   * ended; of the latest epoch that is the log's end. (-1, -1): this log cannot tell.
   */
  endOffsetFor(requestedEpoch: number, logEndOffset: number): EpochEndOffset {
    if (requestedEpoch === UNDEFINED_EPOCH) return UNDEFINED_END;
    if (requestedEpoch === this.latestEpoch()) {
      return { epoch: requestedEpoch, endOffset: logEndOffset };
    }
    const higher = this.list.findIndex(({ epoch }) => epoch > requestedEpoch);
    const next = this.list[higher];
    if (next === undefined) return UNDEFINED_END;
    // Older epochs than the first one are gone from the log: they ended where it starts.
    const floor = this.list[higher - 1];
    return { epoch: floor?.epoch ?? requestedEpoch, endOffset: next.startOffset };
  }

  /** Forgets epochs that begin at or after `endOffset`: the log lost its tail. */
  truncateFromEnd(endOffset: number): void {
    if (endOffset < 0) return;
    const kept = this.list.filter(({ startOffset }) => startOffset < endOffset);
    if (kept.length < this.list.length) this.list = Object.freeze(kept);
  }

  /** Forgets epochs that ended before `startOffset`, where the oldest one left now begins. */
  truncateFromStart(startOffset: number): void {
    const passed = this.list.filter((entry) => entry.startOffset <= startOffset);
    const last = passed[passed.length - 1];
    if (last === undefined) return;
    const first: EpochEntry = Object.freeze({ epoch: last.epoch, startOffset });
    this.list = Object.freeze([first, ...this.list.slice(passed.length)]);
  }

  /** The epoch of the record at `offset`; null: it is older than the first entry. */
  epochForOffset(offset: number): number | null {
    return this.list.findLast(({ startOffset }) => startOffset <= offset)?.epoch ?? null;
  }

  fork(): LeaderEpochCache {
    return new LeaderEpochCache(this.list);
  }

  private latest(): EpochEntry | undefined {
    return this.list[this.list.length - 1];
  }
}

function isAtOrAfter(entry: EpochEntry | undefined, epoch: number, startOffset: number): boolean {
  return entry !== undefined && (entry.epoch >= epoch || entry.startOffset >= startOffset);
}
