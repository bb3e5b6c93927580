// The chain of causes that led to an event, walked back along the trace; and which events change a
// subject at all.
import type { RequestBody } from '#kafka/protocol/api.ts';
import { isBackground } from '#kafka/protocol/api-table.ts';
import { partitionKey } from '#kafka/protocol/topic-partition.ts';
import type { TraceEvent } from '#kafka/events.ts';
import { sentenceOf } from '#trace/sentence/sentence.ts';
import type { TraceStore } from '#trace/store.ts';
import type { CauseLink, Subject } from './answer.ts';

/** How far back the reason of a silence is looked for, in events. */
const SEARCH_MAX = 50_000;
const CHAIN_MAX = 12;

/** Whether an event changed the subject in a way that is worth explaining. */
export function concerns(event: TraceEvent, { type, id }: Subject): boolean {
  switch (event.type) {
    case 'highWatermark.advanced':
    case 'records.appended':
    case 'log.truncated':
    case 'replica.role-changed': {
      const key = partitionKey(event.data.topic, event.data.partition);
      if (type === 'partition') return key === id;
      if (type === 'record') {
        const [recordKey = '', offset = ''] = id.split('#');
        return (
          event.type === 'records.appended' &&
          recordKey === key &&
          event.data.role === 'leader' &&
          Number(offset) >= event.data.batch.baseOffset &&
          Number(offset) < event.data.logEndOffset
        );
      }
      return type === 'replica' && `${key}@${event.data.broker}` === id;
    }
    case 'partition.changed': {
      const key = partitionKey(event.data.state.topic, event.data.state.partition);
      if (type === 'replica') return id.startsWith(`${key}@`) && event.data.election !== null;
      return type === 'partition' && key === id;
    }
    case 'group.changed':
      return type === 'group' && event.data.group === id;
    case 'partitions.assigned':
    case 'partitions.revoked':
    case 'records.polled':
      return type === 'consumer' && event.data.consumer === id;
    case 'batch.completed':
    case 'batch.retried':
      return type === 'producer' && event.data.producer === id;
    case 'broker.fenced':
    case 'broker.unfenced':
    case 'broker.registered':
      return type === 'broker' && String(event.data.broker) === id;
    case 'node.crashed':
    case 'node.stopped':
      return event.node === `${type}-${id}`;
    case 'quorum.changed':
      return type === 'controller' && String(event.data.controller) === id;
    case 'topic.created':
      return type === 'topic' && event.data.topic === id;
    case 'request.sent':
    case 'response.sent':
      return type === 'packet' && String(event.data.packet) === id;
    default:
      return false;
  }
}

/** Links that say nothing new between two that do. */
function isPlumbing(event: TraceEvent): boolean {
  switch (event.type) {
    case 'timer.fired':
      return false;
    case 'request.sent': {
      return isBackground((event.data.body as RequestBody).api);
    }
    case 'request.received':
    case 'response.received':
    case 'response.sent':
    case 'metadata.appended':
    case 'metadata.committed':
    case 'metadata.applied':
      return true;
    default:
      return false;
  }
}

/** What made a broker or member fall silent, when silence is the reason: it has no cause to follow. */
function causeOfSilence(trace: TraceStore, event: TraceEvent): TraceEvent | undefined {
  const node = silentNode(event);
  if (node === null) return undefined;
  for (let id = event.id - 1; id >= Math.max(0, event.id - SEARCH_MAX); id -= 1) {
    const earlier = trace.at(id);
    const isLinkTo =
      earlier?.type === 'link.changed' && earlier.data.isCut && earlier.node === node;
    const isEnd =
      earlier?.node === node && (earlier.type === 'node.crashed' || earlier.type === 'node.paused');
    if (isLinkTo || isEnd) return earlier;
  }
  return undefined;
}

function silentNode(event: TraceEvent): string | null {
  if (event.type === 'broker.fenced' && event.data.reason === 'session timeout') {
    return `broker-${event.data.broker}`;
  }
  if (event.type === 'member.left' && event.data.reason === 'session timeout') {
    return `consumer-${event.data.clientId}`;
  }
  return null;
}

/** The controller fences a broker and changes its partitions in one go: name the fencing first. */
function fencingBefore(trace: TraceStore, event: TraceEvent): TraceEvent | undefined {
  if (event.type !== 'partition.changed' || event.data.reason !== 'broker fenced') return undefined;
  for (let id = event.id - 1; id >= 0; id -= 1) {
    const earlier = trace.at(id);
    if (earlier === undefined || earlier.atUs < event.atUs) return undefined;
    if (earlier.type === 'broker.fenced') return earlier;
  }
  return undefined;
}

function causeOf(trace: TraceStore, event: TraceEvent): TraceEvent | undefined {
  const better = causeOfSilence(trace, event) ?? fencingBefore(trace, event);
  if (better !== undefined) return better;
  // A clock needs no further explanation; behind it lie only earlier rounds of the same.
  if (event.type === 'timer.fired' || event.cause === -1) return undefined;
  return trace.at(event.cause);
}

export function chainTo(trace: TraceStore, last: TraceEvent): readonly CauseLink[] {
  const links: CauseLink[] = [];
  let event: TraceEvent | undefined = last;
  while (event !== undefined && links.length < CHAIN_MAX) {
    if (event === last || !isPlumbing(event)) {
      links.push({ eventId: event.id, atUs: event.atUs, sentence: sentenceOf(event) });
    }
    event = causeOf(trace, event);
  }
  return links.reverse();
}
