// A replica's log, read by offset. Compaction leaves holes in a log and retention takes its front:
// whoever asks for an offset need not know.
import { AppendLog } from '#base/append-log.ts';
import type { KafkaRecord, RecordBatch } from '#kafka/protocol/record.ts';

/** A log as it stands at a moment; iterated, its records in order of offset. */
export interface LogFrame extends Iterable<KafkaRecord> {
  /** Offset where the log begins. */
  readonly startOffset: number;
  /** Offset that the next record gets. */
  readonly endOffset: number;
  /** How many records are in it: at most `endOffset` − `startOffset`. */
  readonly recordCount: number;
  /** The record at an offset; undefined outside the log and in a hole. */
  at(offset: number): KafkaRecord | undefined;
  /** The records from an offset on. */
  from(offset: number): Iterable<KafkaRecord>;
}

/** A log that grows with the events of its replica. Forks in constant time. */
export class LogState implements LogFrame {
  private constructor(
    private records: AppendLog<KafkaRecord>,
    private start: number,
    private end: number,
  ) {}

  static empty(): LogState {
    return new LogState(AppendLog.empty(), 0, 0);
  }

  get startOffset(): number {
    return this.start;
  }

  get endOffset(): number {
    return this.end;
  }

  get recordCount(): number {
    return this.records.length;
  }

  at(offset: number): KafkaRecord | undefined {
    const record = this.records.at(this.indexOf(offset));
    return record?.offset === offset ? record : undefined;
  }

  *from(offset: number): Generator<KafkaRecord> {
    for (let index = this.indexOf(offset); index < this.records.length; index += 1) {
      yield this.records.at(index) as KafkaRecord;
    }
  }

  [Symbol.iterator](): Generator<KafkaRecord> {
    return this.from(this.start);
  }

  /** Writes a batch at its offsets; what a log that begins anew had there goes. */
  append({ baseOffset, records }: RecordBatch, endOffset: number): void {
    this.truncate(baseOffset);
    // An empty log begins wherever the leader's does.
    if (this.start === this.end) this.start = baseOffset;
    for (const record of records) this.records.push(record);
    this.end = endOffset;
  }

  /** Drops everything from `endOffset` on. */
  truncate(endOffset: number): void {
    if (endOffset >= this.end) return;
    this.records.truncate(this.indexOf(endOffset));
    this.end = endOffset;
    this.start = Math.min(this.start, endOffset);
  }

  /** Drops everything before `startOffset`. */
  dropFront(startOffset: number): void {
    if (startOffset <= this.start) return;
    this.records = AppendLog.of(this.from(startOffset));
    this.start = startOffset;
    this.end = Math.max(this.end, startOffset);
  }

  fork(): LogState {
    return new LogState(this.records.fork(), this.start, this.end);
  }

  /** Index of the first record at or after an offset. */
  private indexOf(offset: number): number {
    const first = this.records.at(0)?.offset ?? 0;
    if (offset <= first) return 0;
    // Most logs have no holes.
    const index = offset - first;
    if (this.records.at(index)?.offset === offset) return index;
    return this.records.findFirst((record) => record.offset >= offset);
  }
}
