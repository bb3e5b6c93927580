// What became of one record, and how far that had come at an earlier moment. Facts carry the id of
// their event as well as its time: several things may happen in one microsecond.
import type { ErrorName } from '#kafka/protocol/errors.ts';

/** Something that happened to a record. */
export interface Happening {
  readonly atUs: number;
  readonly eventId: number;
}

/** A leader wrote it. */
export interface RecordAppend extends Happening {
  readonly broker: number;
  readonly offset: number;
  readonly leaderEpoch: number;
}

/** Once that the application got a record from poll(). */
export interface RecordDelivery extends Happening {
  readonly consumer: string;
  /** '' for a consumer that is in none. */
  readonly group: string;
  /** The same group, or the same consumer without one, had got it before. */
  readonly isAgain: boolean;
}

/** A stretch in which the leader of its partition did not have it. */
export interface RecordLoss extends Happening {
  /** Replicas that had it then, but could not lead or had not led in time. */
  readonly holders: readonly number[];
  /** Event by which a leader had it again; null: none has. */
  readonly endedBy: number | null;
}

export interface RecordFate {
  readonly recordId: string;
  readonly topic: string;
  readonly partition: number;
  readonly key: string | null;
  readonly value: string | null;
  readonly producer: string;
  readonly createdAtUs: number;
  /** Id of the event of its making. */
  readonly createdBy: number;
  /** Where leaders wrote it, in order of time: more than once means a duplicate or a second life. */
  readonly appends: readonly RecordAppend[];
  /** What the producer was told. */
  readonly outcome: 'pending' | 'acknowledged' | 'failed';
  readonly errorCode: ErrorName;
  readonly outcomeAtUs: number | null;
  readonly outcomeBy: number | null;
  /** When a leader's high watermark first passed it. */
  readonly visibleAtUs: number | null;
  readonly visibleBy: number | null;
  readonly deliveries: readonly RecordDelivery[];
  /** Replicas that have it. */
  readonly brokers: readonly number[];
  /** In order of time; it may come back when a replica leads that still has it. */
  readonly losses: readonly RecordLoss[];
  /** Since when the leader's log lacks what a leader's log once had; null: it does not. */
  readonly lostAtUs: number | null;
}

/** How far a record had come at a moment; times are spans since it was made, in µs. */
export interface RecordProgress {
  readonly outcome: RecordFate['outcome'];
  /** Until the producer knew; null: it did not yet. */
  readonly answeredInUs: number | null;
  readonly visibleInUs: number | null;
  /** Until the first delivery. */
  readonly deliveredInUs: number | null;
  /** Between the first delivery and the first one again. */
  readonly againAfterUs: number | null;
  /** Acknowledged, and not in the leader's log. */
  readonly isLost: boolean;
}

/** Whether something had happened when the first `end` events had. */
function isBefore(eventId: number | null, end: number): boolean {
  return eventId !== null && eventId < end;
}

/** Whether a record had been acknowledged and was lost, after the first `end` events. */
export function isLostAt(fate: RecordFate, end: number): boolean {
  if (fate.outcome !== 'acknowledged' || !isBefore(fate.outcomeBy, end)) return false;
  return fate.losses.some(
    ({ eventId, endedBy }) => isBefore(eventId, end) && !isBefore(endedBy, end),
  );
}

/** How far a record had come after the first `end` events; null: it was not made yet. */
export function progressAt(fate: RecordFate, end: number): RecordProgress | null {
  if (!isBefore(fate.createdBy, end)) return null;
  const spanTo = (atUs: number | null | undefined): number => (atUs ?? 0) - fate.createdAtUs;
  const isAnswered = isBefore(fate.outcomeBy, end);
  const [first] = fate.deliveries;
  const again = fate.deliveries.find(({ isAgain }) => isAgain);
  const isDelivered = first !== undefined && isBefore(first.eventId, end);
  const isAgain = again !== undefined && isBefore(again.eventId, end);
  return {
    outcome: isAnswered ? fate.outcome : 'pending',
    answeredInUs: isAnswered ? spanTo(fate.outcomeAtUs) : null,
    visibleInUs: isBefore(fate.visibleBy, end) ? spanTo(fate.visibleAtUs) : null,
    deliveredInUs: isDelivered ? spanTo(first.atUs) : null,
    againAfterUs: isAgain ? spanTo(again.atUs) - spanTo(first?.atUs) : null,
    isLost: isLostAt(fate, end),
  };
}
