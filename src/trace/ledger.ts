// Each record's fate: made, appended, acknowledged or given up, visible, delivered to whom, lost.
// Folded along the trace, once.
import type { TraceEvent } from '#kafka/events.ts';
import type { TopicPartition } from '#kafka/protocol/topic-partition.ts';
import type { Happening, RecordFate, RecordLoss } from './fate/fate.ts';
import { noTotals, type TotalName, type Totals } from './fate/totals.ts';
import { LogState } from './log-frame.ts';

export type { RecordDelivery, RecordFate } from './fate/fate.ts';

type Mutable<T> = {
  -readonly [K in keyof T]: T[K] extends readonly (infer Item)[] ? Item[] : T[K];
};

interface FateState extends Mutable<RecordFate> {
  /** Replicas in whose logs it is more than once. */
  doubles: number;
}

/** One replica's log as far as the ledger needs it. */
interface ReplicaBook {
  readonly broker: number;
  isLeader: boolean;
  highWatermark: number;
  readonly log: LogState;
  /** Record id → at how many offsets it is. */
  readonly counts: Map<string, number>;
}

interface PartitionBook {
  /** The replica that became leader in the latest leader epoch, running or not; null: none did. */
  leader: ReplicaBook | null;
  leaderEpoch: number;
  /** By broker. */
  readonly replicas: Map<number, ReplicaBook>;
  /** Records that some leader has written. */
  readonly written: Set<FateState>;
}

/** Every record of a trace and what became of it. Add all events in order. */
export class Ledger {
  private readonly fates = new Map<string, FateState>();
  /** Topic → partition → book. */
  private readonly topics = new Map<string, Map<number, PartitionBook>>();
  private readonly counts = noTotals();

  /** The fate of a record, so far; undefined for one that nobody made. */
  fateOf(recordId: string): RecordFate | undefined {
    return this.fates.get(recordId);
  }

  /** All records, in the order in which they were made. */
  records(): IterableIterator<RecordFate> {
    return this.fates.values();
  }

  /** How many records have come how far. Changes with the next event. */
  get totals(): Totals {
    return this.counts;
  }

  /** At how many offsets of one log the record is; more than 1: it was written twice. */
  copiesOf(recordId: string): number {
    let copies = 0;
    const fate = this.fates.get(recordId);
    const replicas = this.topics.get(fate?.topic ?? '')?.get(fate?.partition ?? -1)?.replicas;
    for (const { counts } of replicas?.values() ?? []) {
      copies = Math.max(copies, counts.get(recordId) ?? 0);
    }
    return copies;
  }

  add(event: TraceEvent): void {
    switch (event.type) {
      case 'record.created':
        this.create(event);
        return;
      case 'batch.completed':
        this.complete(event);
        return;
      case 'replica.role-changed':
        this.changeRole(event);
        return;
      case 'records.appended':
        this.append(event);
        return;
      case 'log.truncated': {
        const book = this.partitionOf(event.data);
        this.cut(book, replicaOf(book, event.data.broker), event.data.logEndOffset, event);
        return;
      }
      case 'highWatermark.advanced':
        this.show(event);
        return;
      case 'records.polled':
        this.deliver(event);
        return;
      case 'topic.deleted':
        for (const book of this.topics.get(event.data.topic)?.values() ?? []) {
          book.leader = null;
          for (const replica of book.replicas.values()) this.cut(book, replica, 0, event);
        }
        this.topics.delete(event.data.topic);
        return;
      default:
        return;
    }
  }

  private create({ id, data, atUs }: Extract<TraceEvent, { type: 'record.created' }>): void {
    const { recordId, topic, partition, key, value, producer } = data;
    this.fates.set(recordId, {
      recordId,
      topic,
      partition,
      key,
      value,
      producer,
      createdAtUs: atUs,
      createdBy: id,
      appends: [],
      outcome: 'pending',
      errorCode: 'NONE',
      outcomeAtUs: null,
      outcomeBy: null,
      visibleAtUs: null,
      visibleBy: null,
      deliveries: [],
      brokers: [],
      losses: [],
      lostAtUs: null,
      doubles: 0,
    });
    this.counts.produced += 1;
  }

  private complete(event: Extract<TraceEvent, { type: 'batch.completed' }>): void {
    const { recordIds, errorCode } = event.data;
    for (const recordId of recordIds) {
      const fate = this.fates.get(recordId);
      if (fate === undefined) continue;
      this.change(fate, () => {
        fate.outcome = errorCode === 'NONE' ? 'acknowledged' : 'failed';
        fate.errorCode = errorCode;
        fate.outcomeAtUs = event.atUs;
        fate.outcomeBy = event.id;
      });
    }
  }

  private changeRole(event: Extract<TraceEvent, { type: 'replica.role-changed' }>): void {
    const { broker, role, leaderEpoch } = event.data;
    const book = this.partitionOf(event.data);
    const replica = replicaOf(book, broker);
    replica.isLeader = role === 'leader';
    if (role === 'none') {
      this.cut(book, replica, 0, event);
      book.replicas.delete(broker);
      if (book.leader === replica) book.leader = null;
      return;
    }
    if (role !== 'leader' || leaderEpoch < book.leaderEpoch) return;
    book.leader = replica;
    book.leaderEpoch = leaderEpoch;
    for (const fate of book.written) this.judge(fate, book, event);
  }

  private append(event: Extract<TraceEvent, { type: 'records.appended' }>): void {
    const { broker, batch, logEndOffset, role } = event.data;
    const { id: eventId, atUs } = event;
    const book = this.partitionOf(event.data);
    const replica = replicaOf(book, broker);
    // A log that begins anew after its broker was away.
    this.cut(book, replica, batch.baseOffset, event);
    replica.log.append(batch, logEndOffset);
    for (const { id, offset } of batch.records) {
      const count = (replica.counts.get(id) ?? 0) + 1;
      replica.counts.set(id, count);
      const fate = this.fates.get(id);
      if (fate === undefined) continue;
      if (count === 2) this.change(fate, () => (fate.doubles += 1));
      if (!fate.brokers.includes(broker)) fate.brokers.push(broker);
      if (role === 'leader') {
        const leaderEpoch = batch.partitionLeaderEpoch;
        fate.appends.push({ broker, offset, leaderEpoch, atUs, eventId });
        book.written.add(fate);
      }
      this.judge(fate, book, event);
    }
  }

  private cut(book: PartitionBook, replica: ReplicaBook, endOffset: number, at: TraceEvent): void {
    replica.highWatermark = Math.min(replica.highWatermark, endOffset);
    const gone = [...replica.log.from(endOffset)];
    replica.log.truncate(endOffset);
    for (const { id } of gone) {
      const count = (replica.counts.get(id) ?? 1) - 1;
      if (count === 0) replica.counts.delete(id);
      else replica.counts.set(id, count);
      const fate = this.fates.get(id);
      if (fate === undefined) continue;
      if (count === 1) this.change(fate, () => (fate.doubles -= 1));
      // A duplicate further down is still a copy.
      if (count > 0) continue;
      fate.brokers = fate.brokers.filter((one) => one !== replica.broker);
      this.judge(fate, book, at);
    }
  }

  private show(event: Extract<TraceEvent, { type: 'highWatermark.advanced' }>): void {
    const { data, atUs, id: eventId } = event;
    const replica = replicaOf(this.partitionOf(data), data.broker);
    // A follower's own watermark says nothing to clients; a later leadership begins from here.
    if (!replica.isLeader) return;
    for (const { id, offset } of replica.log.from(Math.min(data.previous, replica.highWatermark))) {
      if (offset >= data.highWatermark) break;
      const fate = this.fates.get(id);
      if (fate === undefined || fate.visibleAtUs !== null) continue;
      fate.visibleAtUs = atUs;
      fate.visibleBy = eventId;
      this.counts.visible += 1;
    }
    replica.highWatermark = data.highWatermark;
  }

  private deliver({ id, data, atUs }: Extract<TraceEvent, { type: 'records.polled' }>): void {
    const { consumer, group } = data;
    const reader = group || consumer;
    for (const recordId of data.partitions.flatMap(({ recordIds }) => recordIds)) {
      const fate = this.fates.get(recordId);
      if (fate === undefined) continue;
      const before = fate.deliveries;
      const isAgain = before.some((one) => (one.group || one.consumer) === reader);
      if (before.length === 0) this.counts.delivered += 1;
      if (isAgain && !before.some((one) => one.isAgain)) this.counts.again += 1;
      before.push(Object.freeze({ consumer, group, atUs, eventId: id, isAgain }));
    }
  }

  /** Says since when the leader lacks a record, once it was written. */
  private judge(fate: FateState, { leader }: PartitionBook, { id, atUs }: TraceEvent): void {
    if (fate.appends.length === 0) return;
    const isKept = leader === null ? fate.brokers.length > 0 : leader.counts.has(fate.recordId);
    if (isKept === (fate.lostAtUs === null)) return;
    this.change(fate, () => {
      fate.lostAtUs = isKept ? null : atUs;
      if (isKept) endLoss(fate.losses, id);
      else fate.losses.push(lossOf(fate, { atUs, eventId: id }));
    });
  }

  /** Changes a fate, and the totals with it. */
  private change(fate: FateState, carryOut: () => void): void {
    const before = totalsOf(fate);
    carryOut();
    const after = totalsOf(fate);
    for (const name of COUNTED) this.counts[name] += Number(after[name]) - Number(before[name]);
  }

  private partitionOf({ topic, partition }: TopicPartition): PartitionBook {
    let books = this.topics.get(topic);
    if (books === undefined) {
      books = new Map();
      this.topics.set(topic, books);
    }
    let book = books.get(partition);
    if (book === undefined) {
      book = { leader: null, leaderEpoch: -1, replicas: new Map(), written: new Set() };
      books.set(partition, book);
    }
    return book;
  }
}

/** Totals that may fall again. */
const COUNTED = ['acked', 'failed', 'duplicated', 'lost'] as const satisfies TotalName[];

function totalsOf(fate: FateState): Readonly<Record<(typeof COUNTED)[number], boolean>> {
  const isAcked = fate.outcome === 'acknowledged';
  return {
    acked: isAcked,
    failed: fate.outcome === 'failed',
    duplicated: fate.doubles > 0,
    lost: isAcked && fate.lostAtUs !== null,
  };
}

function lossOf({ brokers }: FateState, happening: Happening): RecordLoss {
  return { ...happening, holders: [...brokers], endedBy: null };
}

function endLoss(losses: RecordLoss[], endedBy: number): void {
  const last = losses.at(-1);
  if (last !== undefined) losses[losses.length - 1] = { ...last, endedBy };
}

function replicaOf({ replicas }: PartitionBook, broker: number): ReplicaBook {
  let replica = replicas.get(broker);
  if (replica === undefined) {
    const log = LogState.empty();
    replica = { broker, isLeader: false, highWatermark: 0, log, counts: new Map() };
    replicas.set(broker, replica);
  }
  return replica;
}
