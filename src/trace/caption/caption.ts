// The caption: what happens at a moment, said in one or two plain sentences. The rule of each type of
// event is in the file of its subject.
import type { TraceEvent, TraceEventOf, TraceEventType } from '#kafka/events.ts';
import { BROKER_CAPTIONS } from './broker.ts';
import { CLIENT_CAPTIONS } from './client.ts';
import { CONTROLLER_CAPTIONS } from './controller.ts';
import { ENGINE_CAPTIONS } from './engine.ts';
import { GROUP_CAPTIONS } from './group.ts';
import { idleTelling } from './idle.ts';
import { MACHINE_CAPTIONS } from './machine.ts';
import { TOOL_CAPTIONS } from './tool.ts';
import { type CaptionMoment, type CaptionRules, type Rank, RANKS } from './rule.ts';

const CAPTIONS: CaptionRules<TraceEventType> = {
  ...ENGINE_CAPTIONS,
  ...MACHINE_CAPTIONS,
  ...CONTROLLER_CAPTIONS,
  ...BROKER_CAPTIONS,
  ...GROUP_CAPTIONS,
  ...CLIENT_CAPTIONS,
  ...TOOL_CAPTIONS,
};

export interface Caption {
  /** What happens, to be set in bold. */
  readonly event: string;
  /** Why, or what it means; goes on right where `event` ends. */
  readonly meaning: string;
  readonly rank: Rank;
  /** The things that it speaks of, as the stage names them. */
  readonly about: readonly string[];
  /** The event that it tells of; null: what is waited for. */
  readonly eventId: number | null;
}

/** Whether the first rank matters more. */
export function outranks(one: Rank, other: Rank): boolean {
  return RANKS.indexOf(one) < RANKS.indexOf(other);
}

/** The caption of an event at a moment; null: it is not told, or does not hold any more. */
export function captionOf<T extends TraceEventType>(
  event: TraceEventOf<T>,
  moment: CaptionMoment,
): Caption | null {
  const rule = CAPTIONS[event.type];
  const told = rule?.tell(event, moment) ?? null;
  if (rule === null || told === null) return null;
  const { event: said, meaning, about, rank = rule.rank } = told;
  return { event: said, meaning, rank, about, eventId: event.id };
}

/** Whether captions ever speak of an event. */
export function isTold(event: TraceEvent): boolean {
  return CAPTIONS[event.type] !== null;
}

/** What is said while nothing happens. */
export function idleCaption(moment: CaptionMoment): Caption {
  return { ...idleTelling(moment), rank: 'heartbeat', eventId: null };
}

/** The whole caption as one text. */
export function textOf({ event, meaning }: Pick<Caption, 'event' | 'meaning'>): string {
  return `${event}${meaning}`;
}
