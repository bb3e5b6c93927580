// A record's story: a chain of what happened to it, each link with its moment. Read off the trace when
// somebody asks.
import type { TraceEvent, TraceEventOf } from '#kafka/events.ts';
import type { RequestBody } from '#kafka/protocol/api.ts';
import { topicPartitionKey } from '#kafka/protocol/topic-partition.ts';
import { nameOf } from '#trace/name.ts';
import type { TraceStore } from '#trace/store.ts';
import type { RecordFate } from './fate.ts';
import { offsetOf } from './words.ts';

/** How a link of a chain looks: it goes well, it costs something, it is gone. */
export type StoryTone = 'good' | 'warn' | 'bad' | 'plain';

export interface StoryStep {
  readonly eventId: number;
  readonly atUs: number;
  /** One or two words: `made`, `visible`. */
  readonly name: string;
  /** The rest of it: `by p1, for orders-1`. */
  readonly text: string;
  readonly tone: StoryTone;
}

type Step = Pick<StoryStep, 'name' | 'text'> & { readonly tone?: StoryTone };

/** What happened to a record in the first `end` events, in order. */
export function storyOf(trace: TraceStore, fate: RecordFate, end: number): readonly StoryStep[] {
  const teller = new Teller(fate);
  const steps: StoryStep[] = [];
  for (let id = fate.createdBy; id < Math.min(end, trace.length); id += 1) {
    const event = trace.at(id);
    const step = event === undefined ? null : teller.tell(event);
    if (event === undefined || step === null) continue;
    steps.push({ eventId: id, atUs: event.atUs, tone: 'plain', ...step });
  }
  return steps;
}

function batchOfProduce(event: TraceEventOf<'request.sent'>, recordId: string) {
  const body = event.data.body as RequestBody;
  if (body.api !== 'Produce') return undefined;
  const batches = body.partitions.map(({ batch }) => batch);
  return batches.find(({ records }) => records.some(({ id }) => id === recordId));
}

class Teller {
  private attempts = 0;
  /** Packets that carry it to a broker. */
  private readonly packets = new Set<number>();
  /** Groups that have committed beyond it. */
  private readonly committed = new Set<string>();

  constructor(private readonly fate: RecordFate) {}

  tell(event: TraceEvent): Step | null {
    return this.tellOfWay(event) ?? this.tellOfLog(event) ?? this.tellOfReaders(event);
  }

  private tellOfWay(event: TraceEvent): Step | null {
    const { fate } = this;
    switch (event.type) {
      case 'record.created':
        return event.id === fate.createdBy
          ? { name: 'made', text: `by ${fate.producer}, for ${topicPartitionKey(fate)}` }
          : null;
      case 'request.sent':
        return this.send(event);
      case 'packet.dropped':
        return this.packets.has(event.data.packet)
          ? { name: 'dropped', text: 'on its way: the request never arrives', tone: 'warn' }
          : null;
      case 'batch.retried':
        return event.data.recordIds.includes(fate.recordId)
          ? { name: 'refused', text: `${event.data.errorCode}: sent again`, tone: 'warn' }
          : null;
      case 'batch.completed':
        if (event.id !== fate.outcomeBy) return null;
        return fate.outcome === 'acknowledged'
          ? { name: 'acked', text: `${fate.producer} knows that it is written`, tone: 'good' }
          : { name: 'given up', text: `${fate.producer}: ${fate.errorCode}`, tone: 'bad' };
      default:
        return null;
    }
  }

  private send(event: TraceEventOf<'request.sent'>): Step | null {
    const batch = batchOfProduce(event, this.fate.recordId);
    if (batch === undefined) return null;
    this.attempts += 1;
    this.packets.add(event.data.packet);
    const others = batch.records.length - 1;
    const company = others === 0 ? 'alone in its batch' : `in a batch with ${others} more`;
    const name = this.attempts === 1 ? 'sent' : 'sent again';
    return { name, text: `to ${nameOf(event.data.to)}, ${company}` };
  }

  private tellOfLog(event: TraceEvent): Step | null {
    const { fate } = this;
    switch (event.type) {
      case 'records.appended': {
        const { broker, role, batch } = event.data;
        const record = batch.records.find(({ id }) => id === fate.recordId);
        if (record === undefined) return null;
        return role === 'leader'
          ? { name: 'written', text: `by broker ${broker}, at offset ${record.offset}` }
          : { name: 'copied', text: `to broker ${broker}` };
      }
      case 'highWatermark.advanced':
        return event.id === fate.visibleBy
          ? { name: 'visible', text: 'the high watermark has passed it', tone: 'good' }
          : null;
      case 'log.truncated': {
        const { broker, logEndOffset, previousLogEndOffset } = event.data;
        if (topicPartitionKey(event.data) !== topicPartitionKey(fate)) return null;
        const isCut = fate.appends.some(
          ({ offset, eventId }) =>
            eventId < event.id && offset >= logEndOffset && offset < previousLogEndOffset,
        );
        return isCut && this.wasOn(broker)
          ? { name: 'cut off', text: `broker ${broker} truncates its log`, tone: 'bad' }
          : this.loss(event);
      }
      default:
        return this.loss(event);
    }
  }

  private wasOn(broker: number): boolean {
    return this.fate.losses.some(({ holders }) => holders.includes(broker));
  }

  private loss({ id }: TraceEvent): Step | null {
    const { losses } = this.fate;
    if (losses.some(({ eventId }) => eventId === id)) {
      return { name: 'lost', text: 'the leader of its partition does not have it', tone: 'bad' };
    }
    return losses.some(({ endedBy }) => endedBy === id)
      ? { name: 'back', text: 'a replica leads that has it', tone: 'good' }
      : null;
  }

  private tellOfReaders(event: TraceEvent): Step | null {
    const { fate } = this;
    if (event.type === 'records.polled') {
      const delivery = fate.deliveries.find(({ eventId }) => eventId === event.id);
      if (delivery === undefined) return null;
      const of = delivery.group === '' ? '' : ` of ${delivery.group}`;
      return delivery.isAgain
        ? { name: 'again', text: `to ${delivery.consumer}${of}`, tone: 'warn' }
        : { name: 'delivered', text: `to ${delivery.consumer}${of}` };
    }
    if (event.type !== 'offset.committed') return null;
    const { group, offset } = event.data;
    if (topicPartitionKey(event.data) !== topicPartitionKey(fate)) return null;
    const own = offsetOf(fate);
    // Another record may have its offset by now.
    const isRead = fate.visibleBy !== null && fate.visibleBy < event.id;
    if (!isRead || own === null || offset <= own || this.committed.has(group)) return null;
    this.committed.add(group);
    return { name: 'committed', text: `${group} has its bookmark at ${offset}`, tone: 'good' };
  }
}
