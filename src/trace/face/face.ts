// What is made of an event wherever events are shown: its face. The sentence for it is in
// `trace/sentence`, which a page loads only when somebody asks.
import type { TraceEventOf, TraceEventType } from '#kafka/events.ts';
import type { TopicPartition } from '#kafka/protocol/topic-partition.ts';
import { partitionKey } from '#kafka/protocol/topic-partition.ts';
import type { EventMark } from './mark.ts';

/** What is asked about, as the stage names it (`type` and `id` of a Target). */
export interface Subject {
  readonly type: string;
  readonly id: string;
}

/** 0: plumbing. 1: the daily work. 2: something changed: members, leaders, failures, errors. */
export type Weight = 0 | 1 | 2;

/**
 * What an event is for *why?*. A reason can be the answer, and is kept for it. A link only leads from
 * one reason to another. Plumbing is left out between two events that say something.
 */
export type WhyPart = 'reason' | 'link' | 'plumbing';

/** A value, or what it depends on. */
type Of<T extends TraceEventType, Value> = Value | ((event: TraceEventOf<T>) => Value);

export interface Face<T extends TraceEventType> {
  readonly weight: Of<T, Weight>;
  readonly why: Of<T, WhyPart>;
  /** Its mark on the timeline; absent: it has none. */
  readonly mark?: (event: TraceEventOf<T>) => EventMark | null;
  /** Whether it changed the subject in a way that is worth explaining; absent: it changes none. */
  readonly concerns?: (event: TraceEventOf<T>, subject: Subject) => boolean;
}

/** The face of each type of event. One that is missing does not compile. */
export type Faces<Types extends TraceEventType> = {
  readonly [T in Types]: Face<T>;
};

/** Whether the subject is the thing of that type with that id. */
export function isThing(subject: Subject, type: string, id: string | number): boolean {
  return subject.type === type && subject.id === String(id);
}

export function isPartition(subject: Subject, { topic, partition }: TopicPartition): boolean {
  return isThing(subject, 'partition', partitionKey(topic, partition));
}

/** Whether the subject is a partition or its replica on that broker. */
export function isPartitionOrReplica(
  subject: Subject,
  { topic, partition, broker }: TopicPartition & { readonly broker: number },
): boolean {
  const key = partitionKey(topic, partition);
  return isThing(subject, 'partition', key) || isThing(subject, 'replica', `${key}@${broker}`);
}
