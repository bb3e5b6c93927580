// One plain sentence for each event, in Kafka's words: for *why*, the inspector and the list of what
// happened. Apart from the faces of events, because a page loads words only when somebody asks.
import type { TraceEventOf, TraceEventType } from '#kafka/events.ts';
import { BROKER_SENTENCES } from './broker.ts';
import { CLIENT_SENTENCES } from './client.ts';
import { CONTROLLER_SENTENCES } from './controller.ts';
import { ENGINE_SENTENCES } from './engine.ts';
import { GROUP_SENTENCES } from './group.ts';
import { MACHINE_SENTENCES } from './machine.ts';
import { TOOL_SENTENCES } from './tool.ts';
import type { Sentences } from './words.ts';

const SENTENCES: Sentences<TraceEventType> = {
  ...ENGINE_SENTENCES,
  ...MACHINE_SENTENCES,
  ...CONTROLLER_SENTENCES,
  ...BROKER_SENTENCES,
  ...GROUP_SENTENCES,
  ...CLIENT_SENTENCES,
  ...TOOL_SENTENCES,
};

/** The sentence for an event. */
export function sentenceOf<T extends TraceEventType>(event: TraceEventOf<T>): string {
  return SENTENCES[event.type](event);
}
