// The face of every event there is, and the questions that are put to it.
import type { TraceEventOf, TraceEventType } from '#kafka/events.ts';
import type { EventMark } from './mark.ts';
import { BROKER_FACES } from './broker.ts';
import { CLIENT_FACES } from './client.ts';
import { CONTROLLER_FACES } from './controller.ts';
import { ENGINE_FACES } from './engine.ts';
import type { Faces, Subject, Weight, WhyPart } from './face.ts';
import { GROUP_FACES } from './group.ts';
import { MACHINE_FACES } from './machine.ts';
import { TOOL_FACES } from './tool.ts';

const FACES: Faces<TraceEventType> = {
  ...ENGINE_FACES,
  ...MACHINE_FACES,
  ...CONTROLLER_FACES,
  ...BROKER_FACES,
  ...GROUP_FACES,
  ...CLIENT_FACES,
  ...TOOL_FACES,
};

/** How much an event matters to somebody who watches. */
export function weightOf<T extends TraceEventType>(event: TraceEventOf<T>): Weight {
  const { weight } = FACES[event.type];
  return typeof weight === 'function' ? weight(event) : weight;
}

/** Whether a person wants to stop at an event: what happened is to be understood. */
export function isNotable<T extends TraceEventType>(event: TraceEventOf<T>): boolean {
  return weightOf(event) > 0;
}

/** What an event is for *why?*. */
export function whyPartOf<T extends TraceEventType>(event: TraceEventOf<T>): WhyPart {
  const { why } = FACES[event.type];
  return typeof why === 'function' ? why(event) : why;
}

/** The mark that an event asks for; null: none. */
export function markOf<T extends TraceEventType>(event: TraceEventOf<T>): EventMark | null {
  return FACES[event.type].mark?.(event) ?? null;
}

/** Whether an event changed the subject in a way that is worth explaining. */
export function concerns<T extends TraceEventType>(
  event: TraceEventOf<T>,
  subject: Subject,
): boolean {
  return FACES[event.type].concerns?.(event, subject) ?? false;
}
