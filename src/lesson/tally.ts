// What a trace holds that is in no Frame: how often something happened, who asked what of whom, and in
// which order applications got their records. Add all events in order.
import type { TraceEvent } from '#kafka/events.ts';
import type { ErrorName } from '#kafka/protocol/errors.ts';
import { MembershipTally } from './membership-tally.ts';

/** Counts by name. */
class Counter {
  private readonly counts = new Map<string, number>();

  add(name: string, by = 1): void {
    this.counts.set(name, (this.counts.get(name) ?? 0) + by);
  }

  of(name: string): number {
    return this.counts.get(name) ?? 0;
  }
}

/** `producer-p1` → `p1`, `broker-2` → `2`: a node by its name on the stage. */
function shortName(node: string): string {
  return node.slice(node.indexOf('-') + 1);
}

/** What happened since a step began. */
export class Deeds {
  readonly membership = new MembershipTally();
  private readonly types = new Counter();
  private readonly firsts = new Map<string, number>();
  private readonly requests = new Counter();
  private readonly errors = new Counter();
  private readonly retried = new Counter();

  /** Rebalances of a group that began. */
  rebalancesOf(group: string): number {
    return this.types.of(`rebalance.started ${group}`);
  }

  /** Events of a type. */
  countOf(type: string): number {
    return this.types.of(type);
  }

  /** Id of the first event of a type, or of the first request of an API; undefined: there was none. */
  firstOf(type: string): number | undefined {
    return this.firsts.get(type);
  }

  /** Requests of an API that were sent, from one node or from all. */
  requestsOf(api: string, from: string | null): number {
    return this.requests.of(from === null ? api : `${api} ${from}`);
  }

  /** Errors of which a client's application or its records were told, of one code or of all. */
  errorsOf(client: string, code: string | null): number {
    return this.errors.of(code === null ? client : `${client} ${code}`);
  }

  /** Batches that a producer sent again. */
  retriesOf(producer: string): number {
    return this.retried.of(producer);
  }

  add(event: TraceEvent): void {
    this.membership.add(event);
    this.types.add(event.type);
    this.note(event.type, event.id);
    switch (event.type) {
      case 'request.sent': {
        const { api } = event.data.body as { readonly api: string };
        this.note(api, event.id);
        this.requests.add(api);
        this.requests.add(`${api} ${event.node}`);
        this.requests.add(`${api} ${shortName(event.node)}`);
        return;
      }
      case 'rebalance.started':
        this.types.add(`${event.type} ${event.data.group}`);
        return;
      case 'batch.retried':
        this.retried.add(event.data.producer);
        return;
      case 'batch.completed':
        this.fail(event.data.producer, event.data.errorCode, event.data.recordIds.length);
        return;
      case 'client.failed':
        this.fail(event.data.client, event.data.errorCode);
        return;
      default:
        return;
    }
  }

  private note(name: string, id: number): void {
    if (!this.firsts.has(name)) this.firsts.set(name, id);
  }

  private fail(client: string, code: ErrorName, times = 1): void {
    if (code === 'NONE') return;
    this.errors.add(client, times);
    this.errors.add(`${client} ${code}`, times);
  }
}

/** A whole run: what happened since the step began, and what everybody has read since the start. */
export class Tally {
  /** Since the step began. */
  deeds = new Deeds();
  /** Consumer → ids of the records that poll() gave it, in that order. */
  private readonly byConsumer = new Map<string, string[]>();
  private readonly byGroup = new Map<string, string[]>();
  private readonly byHandler = new Map<string, string[]>();
  /** Consumer → ids of the records of its last poll(), which are handled all together. */
  private readonly inHand = new Map<string, readonly string[]>();

  /** A step begins: counting starts anew. */
  mark(): void {
    this.deeds = new Deeds();
  }

  /** Groups whose members have read. */
  get groups(): readonly string[] {
    return [...this.byGroup.keys()];
  }

  /** Ids of the records that a consumer got, in that order. */
  readBy(consumer: string): readonly string[] {
    return this.byConsumer.get(consumer) ?? [];
  }

  /** Ids of the records that the members of a group got, in that order; again means delivered again. */
  readIn(group: string): readonly string[] {
    return this.byGroup.get(group) ?? [];
  }

  /** Ids of the records that applications of a group handled, in that order; again means a second effect. */
  handledIn(group: string): readonly string[] {
    return this.byHandler.get(group) ?? [];
  }

  add(event: TraceEvent): void {
    this.deeds.add(event);
    switch (event.type) {
      case 'records.polled': {
        const { consumer, group, partitions } = event.data;
        const ids = partitions.flatMap(({ recordIds }) => recordIds);
        push(this.byConsumer, consumer, ids);
        push(this.byGroup, group, ids);
        this.inHand.set(consumer, ids);
        return;
      }
      case 'record.handled': {
        const { consumer, group, recordId, outcome } = event.data;
        if (outcome === 'done') push(this.byHandler, group, [recordId]);
        // Whoever handles one by one has told of each.
        this.inHand.delete(consumer);
        return;
      }
      case 'records.processed': {
        const { consumer, group } = event.data;
        push(this.byHandler, group, this.inHand.get(consumer) ?? []);
        this.inHand.delete(consumer);
        return;
      }
      default:
        return;
    }
  }
}

function push(lists: Map<string, string[]>, name: string, items: readonly string[]): void {
  const list = lists.get(name);
  if (list === undefined) lists.set(name, [...items]);
  else list.push(...items);
}
