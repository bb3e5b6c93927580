// Each record's fate: made, appended, acknowledged or given up, visible, delivered to whom, lost.
// Folded along the trace, once.
import type { TraceEvent } from '#kafka/events.ts';
import type { ErrorName } from '#kafka/protocol/errors.ts';
import { partitionKey } from '#kafka/protocol/topic-partition.ts';
import { LogState } from './log-frame.ts';

/** Once that the application got a record from poll(). */
export interface RecordDelivery {
  readonly consumer: string;
  readonly group: string;
  readonly atUs: number;
}

export interface RecordFate {
  readonly recordId: string;
  readonly topic: string;
  readonly partition: number;
  readonly key: string | null;
  readonly value: string | null;
  readonly producer: string;
  readonly createdAtUs: number;
  /** Where leaders wrote it, in order of time: more than once means a duplicate or a second life. */
  readonly appends: readonly {
    readonly broker: number;
    readonly offset: number;
    readonly leaderEpoch: number;
    readonly atUs: number;
  }[];
  /** What the producer was told. */
  readonly outcome: 'pending' | 'acknowledged' | 'failed';
  readonly errorCode: ErrorName;
  readonly outcomeAtUs: number | null;
  /** When a leader's high watermark first passed it. */
  readonly visibleAtUs: number | null;
  readonly deliveries: readonly RecordDelivery[];
  /** Replicas that have it. */
  readonly brokers: readonly number[];
  /** When the last copy was cut off; null while there is one, or before there was. */
  readonly lostAtUs: number | null;
}

type MutableFate = {
  -readonly [K in keyof RecordFate]: RecordFate[K] extends readonly (infer Item)[]
    ? Item[]
    : RecordFate[K];
};

/** One replica's log as far as the ledger needs it. */
interface ReplicaBook {
  readonly broker: number;
  isLeader: boolean;
  highWatermark: number;
  readonly log: LogState;
  /** Record id → at how many offsets it is. */
  readonly counts: Map<string, number>;
}

/** Every record of a trace and what became of it. Add all events in order. */
export class Ledger {
  private readonly fates = new Map<string, MutableFate>();
  /** Topic → partition key and broker → book. */
  private readonly topics = new Map<string, Map<string, ReplicaBook>>();

  /** The fate of a record, so far; undefined for one that nobody made. */
  fateOf(recordId: string): RecordFate | undefined {
    return this.fates.get(recordId);
  }

  /** All records, in the order in which they were made. */
  records(): IterableIterator<RecordFate> {
    return this.fates.values();
  }

  /** At how many offsets of one log the record is; more than 1: it was written twice. */
  copiesOf(recordId: string): number {
    let copies = 0;
    const topic = this.fates.get(recordId)?.topic ?? '';
    for (const { counts } of this.topics.get(topic)?.values() ?? []) {
      copies = Math.max(copies, counts.get(recordId) ?? 0);
    }
    return copies;
  }

  add(event: TraceEvent): void {
    switch (event.type) {
      case 'record.created':
        this.create(event);
        return;
      case 'batch.completed': {
        const { recordIds, errorCode } = event.data;
        for (const id of recordIds) {
          const fate = this.fates.get(id);
          if (fate === undefined) continue;
          fate.outcome = errorCode === 'NONE' ? 'acknowledged' : 'failed';
          fate.errorCode = errorCode;
          fate.outcomeAtUs = event.atUs;
        }
        return;
      }
      case 'replica.role-changed': {
        const { topic, role } = event.data;
        const book = this.bookOf(event.data);
        book.isLeader = role === 'leader';
        if (role !== 'none') return;
        this.cut(book, 0, event.data.broker, event.atUs);
        this.topics.get(topic)?.delete(bookKey(event.data));
        return;
      }
      case 'records.appended':
        this.append(event);
        return;
      case 'log.truncated':
        this.cut(this.bookOf(event.data), event.data.logEndOffset, event.data.broker, event.atUs);
        return;
      case 'highWatermark.advanced':
        this.show(event);
        return;
      case 'records.polled':
        this.deliver(event);
        return;
      case 'topic.deleted':
        for (const book of this.topics.get(event.data.topic)?.values() ?? []) {
          this.cut(book, 0, book.broker, event.atUs);
        }
        this.topics.delete(event.data.topic);
        return;
      default:
        return;
    }
  }

  private create({ data, atUs }: Extract<TraceEvent, { type: 'record.created' }>): void {
    const { recordId, topic, partition, key, value, producer } = data;
    this.fates.set(recordId, {
      recordId,
      topic,
      partition,
      key,
      value,
      producer,
      createdAtUs: atUs,
      appends: [],
      outcome: 'pending',
      errorCode: 'NONE',
      outcomeAtUs: null,
      visibleAtUs: null,
      deliveries: [],
      brokers: [],
      lostAtUs: null,
    });
  }

  private append({ data, atUs }: Extract<TraceEvent, { type: 'records.appended' }>): void {
    const { broker, batch, logEndOffset, role } = data;
    const book = this.bookOf(data);
    // A log that begins anew after its broker was away.
    this.cut(book, batch.baseOffset, broker, atUs);
    book.log.append(batch, logEndOffset);
    for (const { id, offset } of batch.records) {
      book.counts.set(id, (book.counts.get(id) ?? 0) + 1);
      const fate = this.fates.get(id);
      if (fate === undefined) continue;
      if (!fate.brokers.includes(broker)) fate.brokers.push(broker);
      fate.lostAtUs = null;
      if (role !== 'leader') continue;
      fate.appends.push({ broker, offset, leaderEpoch: batch.partitionLeaderEpoch, atUs });
    }
  }

  private cut(book: ReplicaBook, endOffset: number, broker: number, atUs: number): void {
    book.highWatermark = Math.min(book.highWatermark, endOffset);
    for (const { id } of book.log.from(endOffset)) {
      const count = (book.counts.get(id) ?? 1) - 1;
      book.counts.set(id, count);
      const fate = this.fates.get(id);
      // A duplicate further down is still a copy.
      if (fate === undefined || count > 0) continue;
      fate.brokers = fate.brokers.filter((one) => one !== broker);
      if (fate.brokers.length === 0) fate.lostAtUs = atUs;
    }
    book.log.truncate(endOffset);
  }

  private show({ data, atUs }: Extract<TraceEvent, { type: 'highWatermark.advanced' }>): void {
    const book = this.bookOf(data);
    if (book.isLeader) {
      const from = Math.min(data.previous, book.highWatermark);
      for (const { id, offset } of book.log.from(from)) {
        if (offset >= data.highWatermark) break;
        const fate = this.fates.get(id);
        if (fate !== undefined) fate.visibleAtUs ??= atUs;
      }
    }
    // A follower's own watermark says nothing to clients; a later leadership begins from here.
    book.highWatermark = book.isLeader ? data.highWatermark : book.highWatermark;
  }

  private deliver({ data, atUs }: Extract<TraceEvent, { type: 'records.polled' }>): void {
    const { consumer, group, partitions } = data;
    const delivery: RecordDelivery = Object.freeze({ consumer, group, atUs });
    for (const { recordIds } of partitions) {
      for (const id of recordIds) this.fates.get(id)?.deliveries.push(delivery);
    }
  }

  private bookOf(replica: { topic: string; partition: number; broker: number }): ReplicaBook {
    let books = this.topics.get(replica.topic);
    if (books === undefined) {
      books = new Map();
      this.topics.set(replica.topic, books);
    }
    const key = bookKey(replica);
    let book = books.get(key);
    if (book === undefined) {
      book = {
        broker: replica.broker,
        isLeader: false,
        highWatermark: 0,
        log: LogState.empty(),
        counts: new Map(),
      };
      books.set(key, book);
    }
    return book;
  }
}

function bookKey({
  topic,
  partition,
  broker,
}: {
  topic: string;
  partition: number;
  broker: number;
}): string {
  return `${partitionKey(topic, partition)}@${broker}`;
}
