// What comes next, in a few words: the run is simulated ahead, and whatever comes is known unless
// somebody does something.
import type { TraceEvent } from '#kafka/events.ts';
import type { RequestBody, ResponseBody } from '#kafka/protocol/api.ts';
import { topicPartitionKey } from '#kafka/protocol/topic-partition.ts';
import { nameOf } from '#trace/name.ts';
import { packetOf } from '#trace/project/packet.ts';
import { isPeoples } from './facts.ts';
import type { CaptionMoment } from './rule.ts';

export interface Coming {
  readonly eventId: number;
  readonly atUs: number;
  /** `the controller fences broker 2` */
  readonly words: string;
}

/** So many events ahead something is looked for. */
const SEARCH_DEPTH = 30_000;

/** Something that everybody waits for when a process is silent. */
function turnWords(event: TraceEvent): string | null {
  switch (event.type) {
    case 'broker.fenced':
      return `the controller fences broker ${event.data.broker}`;
    case 'broker.unfenced':
      return `the controller unfences broker ${event.data.broker}`;
    case 'controller.activated':
      return `controller ${event.data.controller} takes over`;
    case 'partition.changed': {
      const { state, previous, election } = event.data;
      if (previous === null || !isPeoples(state)) return null;
      return election === null ? null : `broker ${state.leader} leads ${topicPartitionKey(state)}`;
    }
    case 'log.truncated':
      return isPeoples(event.data) ? `broker ${event.data.broker} cuts its log` : null;
    case 'member.joined':
      return `${event.data.clientId} is a member`;
    case 'member.left':
      return event.data.reason === 'left'
        ? `${event.data.clientId} leaves`
        : `${event.data.clientId} is removed`;
    case 'rebalance.completed':
      return `group ${event.data.group} is stable`;
    case 'node.crashed':
      return `${nameOf(event.node)} crashes`;
    case 'node.started':
      return `${nameOf(event.node)} starts again`;
    case 'node.resumed':
      return `${nameOf(event.node)} goes on`;
    default:
      return null;
  }
}

function requestWords(event: TraceEvent, api: string, from: string): string | null {
  switch (api) {
    case 'Produce':
    case 'JoinGroup':
    case 'SyncGroup':
    case 'LeaveGroup':
    case 'FindCoordinator':
      return `${nameOf(from)}’s ${api} arrives`;
    default:
      return null;
  }
}

function workWords(event: TraceEvent): string | null {
  switch (event.type) {
    case 'record.created':
      return `${event.data.producer} makes a record`;
    case 'request.sent': {
      const { api } = event.data.body as RequestBody;
      return api === 'Produce' && isTold(event) ? `${nameOf(event.node)} sends its batch` : null;
    }
    case 'request.received': {
      const { api } = event.data.body as RequestBody;
      return requestWords(event, api, event.data.from);
    }
    case 'response.received': {
      const { api } = event.data.body as ResponseBody;
      return api === 'Produce' ? `${nameOf(event.node)} is told` : null;
    }
    case 'records.appended': {
      const { data } = event;
      return isPeoples(data) && data.role === 'follower'
        ? `broker ${data.broker} writes it too`
        : null;
    }
    case 'records.polled':
      return `${event.data.consumer} takes records`;
    case 'records.processed':
      return `${event.data.consumer} is done with them`;
    case 'offset.committed':
      return `group ${event.data.group} commits`;
    default:
      return null;
  }
}

function isTold(event: Extract<TraceEvent, { type: 'request.sent' }>): boolean {
  return packetOf(event).cargo.some(isPeoples);
}

/** Whether somebody is silent and will be missed. */
function isWaiting({ frame }: CaptionMoment): boolean {
  for (const { status, registration } of frame.brokers.values()) {
    if (status !== 'running' && registration === 'unfenced') return true;
  }
  for (const { status, spec } of frame.consumers.values()) {
    const group = frame.groups.get(spec.group ?? '');
    const isMember = group?.members.some(({ clientId }) => clientId === spec.id) === true;
    if (status !== 'running' && isMember) return true;
  }
  return false;
}

/** What comes next, as far as the run is simulated; null: nothing that would be told. */
export function comingOf(moment: CaptionMoment): Coming | null {
  const { trace, frame } = moment;
  const isTurnWanted = isWaiting(moment);
  let work: Coming | null = null;
  const end = Math.min(trace.length, frame.nextEventId + SEARCH_DEPTH);
  for (let id = frame.nextEventId; id < end; id += 1) {
    const event = trace.at(id);
    if (event === undefined || event.atUs <= frame.atUs) continue;
    const turn = turnWords(event);
    if (turn !== null)
      return work !== null && !isTurnWanted ? work : { eventId: id, atUs: event.atUs, words: turn };
    if (work !== null) continue;
    const words = workWords(event);
    if (words === null) continue;
    work = { eventId: id, atUs: event.atUs, words };
    if (!isTurnWanted) return work;
  }
  return work;
}
