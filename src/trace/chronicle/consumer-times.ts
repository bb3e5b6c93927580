// What each consumer did and when: poll, work, commit, join, heartbeat, and which partitions it was
// given and gave up. Grows with the trace.
import type { TraceEvent } from '#kafka/events.ts';
import type { RequestBody, ResponseBody } from '#kafka/protocol/api.ts';
import type { TopicPartition } from '#kafka/protocol/topic-partition.ts';
import { errorOf } from '#trace/project/errors.ts';

/** Something that lasts. */
export interface TimedSpan {
  readonly fromUs: number;
  /** While it lasts: when it will end if nothing interrupts it; null: nobody knows. */
  readonly untilUs: number | null;
  readonly eventId: number;
}

/** A wait for an answer of the group's coordinator. */
export interface JoinSpan extends TimedSpan {
  readonly api: 'JoinGroup' | 'SyncGroup';
}

/** Something that happens at once. */
export interface Beat {
  readonly atUs: number;
  readonly eventId: number;
}

/** A change of what a consumer owns. */
export interface OwnershipChange extends Beat {
  readonly how: 'assigned' | 'revoked' | 'lost';
  readonly partitions: readonly TopicPartition[];
}

export interface ConsumerTimes {
  /** From poll() handing out records until the application is done with them. */
  readonly work: readonly TimedSpan[];
  /** Calls of poll(). */
  readonly polls: readonly Beat[];
  /** Commits that the coordinator confirmed. */
  readonly commits: readonly Beat[];
  readonly joins: readonly JoinSpan[];
  readonly heartbeats: readonly Beat[];
  readonly changes: readonly OwnershipChange[];
}

type Growing = { readonly [K in keyof ConsumerTimes]: ConsumerTimes[K][number][] };

const CONSUMER = 'consumer-';

function createTimes(): Growing {
  return { work: [], polls: [], commits: [], joins: [], heartbeats: [], changes: [] };
}

export const NO_TIMES: ConsumerTimes = createTimes();

/** Ends the last span of a list at `untilUs`, if it has not ended before. */
function endLast<Span extends TimedSpan>(spans: Span[], untilUs: number): void {
  const last = spans.at(-1);
  if (last === undefined || (last.untilUs ?? Infinity) <= untilUs) return;
  spans[spans.length - 1] = { ...last, untilUs };
}

/** The times of every consumer of a trace. */
export class AllConsumerTimes {
  private readonly byConsumer = new Map<string, Growing>();

  of(consumer: string): ConsumerTimes {
    return this.byConsumer.get(consumer) ?? NO_TIMES;
  }

  add(event: TraceEvent): void {
    const { node, atUs, id: eventId } = event;
    switch (event.type) {
      case 'records.polled': {
        const { consumer, processedAtUs: untilUs } = event.data;
        this.timesOf(consumer).work.push({ fromUs: atUs, untilUs, eventId });
        return;
      }
      case 'records.processed':
        endLast(this.timesOf(event.data.consumer).work, atUs);
        return;
      case 'machine.transitioned':
        if (event.data.machine !== 'application' || event.data.to !== 'POLLING') return;
        this.timesOf(event.data.subject).polls.push({ atUs, eventId });
        return;
      case 'partitions.assigned':
      case 'partitions.revoked': {
        const { consumer, partitions } = event.data;
        if (partitions.length === 0) return;
        const isLost = event.type === 'partitions.revoked' && event.data.isLost;
        const how = event.type === 'partitions.assigned' ? 'assigned' : isLost ? 'lost' : 'revoked';
        this.timesOf(consumer).changes.push({ atUs, eventId, how, partitions });
        return;
      }
      default:
        if (node.startsWith(CONSUMER)) this.addOfNode(event, node.slice(CONSUMER.length));
    }
  }

  /** What the consumer's process itself sends, receives and suffers. */
  private addOfNode(event: TraceEvent, consumer: string): void {
    const { atUs, id: eventId } = event;
    switch (event.type) {
      case 'request.sent': {
        const { api } = event.data.body as RequestBody;
        const times = this.timesOf(consumer);
        if (api === 'Heartbeat' || api === 'ConsumerGroupHeartbeat') {
          times.heartbeats.push({ atUs, eventId });
        } else if (api === 'JoinGroup' || api === 'SyncGroup') {
          endLast(times.joins, atUs);
          times.joins.push({ fromUs: atUs, untilUs: null, eventId, api });
        }
        return;
      }
      case 'response.received': {
        const body = event.data.body as ResponseBody;
        const times = this.timesOf(consumer);
        if (body.api === 'JoinGroup' || body.api === 'SyncGroup') endLast(times.joins, atUs);
        if (body.api === 'OffsetCommit' && errorOf(body) === 'NONE') {
          times.commits.push({ atUs, eventId });
        }
        return;
      }
      case 'request.timed-out':
      case 'request.disconnected':
        endLast(this.timesOf(consumer).joins, atUs);
        return;
      case 'node.crashed':
      case 'node.stopped': {
        const times = this.timesOf(consumer);
        endLast(times.joins, atUs);
        endLast(times.work, atUs);
        return;
      }
      default:
        return;
    }
  }

  private timesOf(consumer: string): Growing {
    const known = this.byConsumer.get(consumer);
    if (known !== undefined) return known;
    const times = createTimes();
    this.byConsumer.set(consumer, times);
    return times;
  }
}
