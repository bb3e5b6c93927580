// How long a change is dwelt on: it happens in no time, and somebody must see it.
import type { TraceEvent, TraceEventType } from '#kafka/events.ts';
import { weightOf } from '#trace/face/faces.ts';

const CRASH_MS = 900;
const TURN_MS = 600;
const MEMBER_MS = 400;
const NOTE_MS = 250;

/** Wall ms by type of event; what is not here is given `NOTE_MS` when it has weight 2. */
const DWELL_MS: Partial<Readonly<Record<TraceEventType, number>>> = {
  'node.crashed': CRASH_MS,
  'node.stopped': CRASH_MS,
  'node.paused': CRASH_MS,
  'node.resumed': TURN_MS,
  'broker.fenced': TURN_MS,
  'log.truncated': TURN_MS,
  'controller.activated': TURN_MS,
  'packet.dropped': TURN_MS,
  'rebalance.started': MEMBER_MS,
  'rebalance.completed': MEMBER_MS,
  'member.joined': MEMBER_MS,
  'member.left': MEMBER_MS,
};

/** How long to stay with an event, in wall ms; 0: not at all. */
export function dwellMs(event: TraceEvent): number {
  if (weightOf(event) < 2) return 0;
  if (event.type === 'partition.changed') {
    const { election, state } = event.data;
    return election !== null || state.leader === -1 ? TURN_MS : NOTE_MS;
  }
  return DWELL_MS[event.type] ?? NOTE_MS;
}

/** What a change is a change of: two with the same key tell the same. */
export function changeKey({ type, node, data }: TraceEvent): string {
  const { topic, partition, broker, group, consumer, errorCode, clientId } = data as Readonly<
    Record<string, unknown>
  >;
  return [type, node, topic, partition, broker, group, consumer, clientId, errorCode].join('|');
}
