// The chain of causes that led to an event, walked back along the trace.
import type { TraceEvent } from '#kafka/events.ts';
import { whyPartOf } from '#trace/face/faces.ts';
import { sentenceOf } from '#trace/sentence/sentence.ts';
import type { TraceStore } from '#trace/store.ts';
import type { CauseLink } from './answer.ts';

/** How far back the reason of a silence is looked for, in events. */
const SEARCH_MAX = 50_000;
const CHAIN_MAX = 12;

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
    if (event === last || whyPartOf(event) !== 'plumbing') {
      links.push({ eventId: event.id, atUs: event.atUs, sentence: sentenceOf(event) });
    }
    event = causeOf(trace, event);
  }
  return links.reverse();
}
