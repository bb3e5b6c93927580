// What went wrong with records, several at a time: those that came twice because of one restart, those
// that one election left behind. Each with a sentence that says how it came, and the steps that led to it.
import type { TraceEvent, TraceEventOf } from '#kafka/events.ts';
import { readConfig } from '#kafka/protocol/configs.ts';
import { partitionKey, topicPartitionKey } from '#kafka/protocol/topic-partition.ts';
import { sentenceOf } from '#trace/sentence/sentence.ts';
import type { TraceStore } from '#trace/store.ts';
import { isLostAt, type RecordDelivery, type RecordFate, type RecordLoss } from './fate.ts';
import type { StoryStep, StoryTone } from './story.ts';
import { atTime, inWords, placesOf } from './words.ts';

export interface Mishap {
  readonly kind: 'again' | 'lost';
  /** Ids of the event by which it came about and of the records' partition: no two have the same. */
  readonly id: string;
  /** `The four that came twice` */
  readonly title: string;
  /** In order of birth. */
  readonly records: readonly RecordFate[];
  readonly sentence: string;
  readonly steps: readonly StoryStep[];
}

/** What had gone wrong in the first `end` events, in the order in which it began. */
export function mishapsAt(
  trace: TraceStore,
  fates: readonly RecordFate[],
  end: number,
): readonly Mishap[] {
  const again = new Map<string, Repetition>();
  const lost = new Map<string, RecordFate[]>();
  const resets = resetsOf(trace, end);
  for (const fate of fates) {
    for (const pair of repetitionsOf(fate, end)) gather(again, resets, pair, fate);
    if (isLostAt(fate, end)) gatherLost(trace, lost, fate, end);
  }
  const all = [
    ...[...again].map(([id, repetition]) => tellAgain(trace, id, repetition)),
    ...[...lost].map(([id, records]) => tellLost(trace, id, records, end)),
  ];
  const beginOf = ({ steps }: Mishap): number => steps.at(-1)?.eventId ?? 0;
  return all.sort((one, other) => beginOf(one) - beginOf(other));
}

// ── Delivered again ─────────────────────────────────────────────────────────────────────────────

/** Records that one consumer got after another, or the same, had got them. */
interface Repetition {
  readonly before: RecordDelivery;
  readonly after: RecordDelivery;
  /** Where the latter began; undefined: it went on. */
  readonly reset: TraceEventOf<'offset.reset'> | undefined;
  readonly records: RecordFate[];
}

type Pair = Pick<Repetition, 'before' | 'after'>;

/** Each time that a group got a record which it had got before. */
function repetitionsOf({ deliveries }: RecordFate, end: number): readonly Pair[] {
  return deliveries.flatMap((after, index) => {
    if (!after.isAgain || after.eventId >= end) return [];
    const isSameReader = (one: RecordDelivery): boolean =>
      (one.group || one.consumer) === (after.group || after.consumer);
    const before = deliveries.slice(0, index).findLast(isSameReader);
    return before === undefined ? [] : [{ before, after }];
  });
}

/** Consumer and partition → where it began anew, in order of time. */
type Resets = ReadonlyMap<string, readonly TraceEventOf<'offset.reset'>[]>;

function resetsOf(trace: TraceStore, end: number): Resets {
  const resets = new Map<string, TraceEventOf<'offset.reset'>[]>();
  for (let id = 0; id < end; id += 1) {
    const event = trace.at(id);
    if (event?.type !== 'offset.reset') continue;
    const name = `${event.data.consumer} ${topicPartitionKey(event.data)}`;
    resets.set(name, [...(resets.get(name) ?? []), event]);
  }
  return resets;
}

/** What a consumer gets after one reset is one repetition, over however many polls. */
function gather(
  all: Map<string, Repetition>,
  resets: Resets,
  { before, after }: Pair,
  fate: RecordFate,
): void {
  const key = partitionKey(fate.topic, fate.partition);
  const own = resets.get(`${after.consumer} ${key}`) ?? [];
  const reset = own.findLast(({ id }) => id < after.eventId);
  const id = `${key} ${before.consumer} ${after.consumer} ${reset?.id ?? ''}`;
  const known = all.get(id);
  if (known === undefined) all.set(id, { before, after, reset, records: [fate] });
  else known.records.push(fate);
}

/** How a consumer came to have no say over a partition any more. */
interface Ending {
  readonly event: TraceEvent;
  /** `it was killed at 40.0 s` */
  readonly words: string;
}

function tellAgain(trace: TraceStore, id: string, repetition: Repetition): Mishap {
  const { before, after, reset, records } = repetition;
  const between = eventsBetween(trace, before.eventId, after.eventId);
  const [first] = records;
  const key = first === undefined ? '' : partitionKey(first.topic, first.partition);
  const ending = endingOf(between, before.consumer, key);
  const left = between.findLast(
    (event): event is TraceEventOf<'member.left'> =>
      event.type === 'member.left' && event.data.clientId === before.consumer,
  );
  const bookmark = lastBookmark(trace, after, key);
  const chain = [
    trace.at(before.eventId),
    ending?.event,
    left,
    bookmark?.type === 'offset.committed' ? undefined : bookmark,
    reset,
    trace.at(after.eventId),
  ];
  const inHand = hadInHand(repetition, ending, bookmark);
  return {
    kind: 'again',
    id,
    title: `The ${inWords(records.length)} that came twice`,
    records,
    sentence: `${inHand} ${beganAgain(repetition, bookmark, left)}`,
    steps: stepsOf(chain, 'warn'),
  };
}

type BookmarkEvent =
  | TraceEventOf<'offset.committed'>
  | TraceEventOf<'offset.expired'>
  | TraceEventOf<'offset.deleted'>;

/** What became of a group's bookmark last before a delivery; undefined: there was none. */
function lastBookmark(
  trace: TraceStore,
  { group, eventId }: RecordDelivery,
  key: string,
): BookmarkEvent | undefined {
  return lastBefore(
    trace,
    trace.at(eventId),
    (one): one is BookmarkEvent =>
      (one.type === 'offset.committed' ||
        one.type === 'offset.expired' ||
        one.type === 'offset.deleted') &&
      one.data.group === group &&
      topicPartitionKey(one.data) === key,
  );
}

function hadInHand(
  { before, reset, records }: Repetition,
  ending: Ending | undefined,
  bookmark: BookmarkEvent | undefined,
): string {
  const places = placesOf(records);
  const isUncommitted = reset?.data.by === 'committed' || bookmark === undefined;
  if (reset?.data.by === 'seek' || !isUncommitted) return `${before.consumer} had read ${places}.`;
  if (ending === undefined) {
    return `${before.consumer} had got ${places}, and had not committed them.`;
  }
  return `${before.consumer} had ${places} in hand when ${ending.words}.`;
}

function beganAgain(
  { before, after, reset }: Repetition,
  bookmark: BookmarkEvent | undefined,
  left: TraceEventOf<'member.left'> | undefined,
): string {
  const isSame = after.consumer === before.consumer;
  const who = isSame ? 'it' : after.consumer;
  const when = `at ${atTime(reset?.atUs ?? after.atUs)}`;
  if (reset === undefined) return `${isSame ? 'It' : who} got them again ${when}.`;
  const { by, offset } = reset.data;
  if (by === 'seek') return `Then its position was set to ${offset} by hand, ${when}.`;
  const occasion =
    left?.data.reason === 'session timeout' ? `when the session had run out, ${when}` : when;
  const began = `so ${who} began at ${offset} again`;
  if (by === 'committed') return `Its bookmark stood at ${offset}, ${began} ${occasion}.`;
  if (bookmark === undefined) return `Nothing was committed, ${began} (${by}) ${occasion}.`;
  return bookmark.type === 'offset.committed'
    ? `It had no valid position any more, ${began} (${by}) ${when}.`
    : `The bookmark was dropped at ${atTime(bookmark.atUs)}, ${began} (${by}) ${when}.`;
}

/** What took the partition from a consumer first. */
function endingOf(
  events: readonly TraceEvent[],
  consumer: string,
  key: string,
): Ending | undefined {
  for (const event of events) {
    const words = endingWords(event, consumer, key);
    if (words !== null) return { event, words: `it ${words} at ${atTime(event.atUs)}` };
  }
  return undefined;
}

function endingWords(event: TraceEvent, consumer: string, key: string): string | null {
  const isItself = event.node === `consumer-${consumer}`;
  switch (event.type) {
    case 'node.crashed':
      return isItself ? 'was killed' : null;
    case 'node.stopped':
      return isItself ? 'was closed' : null;
    case 'node.paused':
      return isItself ? 'stood still' : null;
    case 'member.left':
      if (event.data.clientId !== consumer) return null;
      return event.data.reason === 'left' ? 'left the group' : `was put out (${event.data.reason})`;
    case 'partitions.revoked':
      if (event.data.consumer !== consumer) return null;
      if (!event.data.partitions.some((one) => topicPartitionKey(one) === key)) return null;
      return event.data.isLost ? `lost ${key}` : `gave up ${key}`;
    default:
      return null;
  }
}

// ── Lost ────────────────────────────────────────────────────────────────────────────────────────

function lossAt({ losses }: RecordFate, end: number): RecordLoss | undefined {
  return losses.findLast(({ eventId }) => eventId < end);
}

function gatherLost(
  trace: TraceStore,
  all: Map<string, RecordFate[]>,
  fate: RecordFate,
  end: number,
): void {
  const loss = lossAt(fate, end);
  if (loss === undefined) return;
  const key = partitionKey(fate.topic, fate.partition);
  const holders = loss.holders.join();
  // What a leader takes that has been deposed goes batch by batch, and is one mishap.
  const cause = trace.at(loss.eventId)?.type ?? '';
  const id = `${key} ${fate.producer} ${cause} ${fate.appends.at(-1)?.leaderEpoch ?? ''} ${holders}`;
  const known = all.get(id);
  if (known === undefined) all.set(id, [fate]);
  else known.push(fate);
}

function tellLost(
  trace: TraceStore,
  id: string,
  records: readonly RecordFate[],
  end: number,
): Mishap {
  const [first] = records;
  const loss = first === undefined ? undefined : lossAt(first, end);
  const event = trace.at(loss?.eventId ?? -1);
  const append = first?.appends.at(-1);
  const fall = append === undefined ? undefined : fallOf(trace, append.broker, event);
  const change = first === undefined ? undefined : changeBefore(trace, first, event);
  const chain = [
    trace.at(append?.eventId ?? -1),
    trace.at(first?.outcomeBy ?? -1),
    fall,
    change,
    event,
  ];
  const producer = first?.producer ?? '';
  const acks = acksOf(trace, producer, first?.outcomeBy ?? 0);
  const places = placesOf(records);
  const told = `${producer} was told that ${places} ${records.length === 1 ? 'is' : 'are'} written (acks=${acks}).`;
  const count = records.length;
  return {
    kind: 'lost',
    id,
    title: `The ${inWords(count)} that ${count === 1 ? 'was' : 'were'} lost`,
    records,
    sentence: `${told} ${whyLost(loss, event, fall, change, count)}`,
    steps: stepsOf(chain, 'bad'),
  };
}

function whyLost(
  loss: RecordLoss | undefined,
  event: TraceEvent | undefined,
  fall: TraceEvent | undefined,
  change: TraceEventOf<'partition.changed'> | undefined,
  count: number,
): string {
  const them = count === 1 ? 'it' : 'them';
  const holders = (loss?.holders ?? []).map((broker) => `broker ${broker}`).join(' and ');
  if (event?.type === 'topic.deleted') return `Its topic was deleted at ${atTime(event.atUs)}.`;
  if (event?.type === 'records.appended') {
    const leader = change?.data.state.leader ?? -1;
    return `Broker ${event.data.broker} wrote ${them} from ${atTime(event.atUs)} on, when broker ${leader} led already: it did not know.`;
  }
  if (event?.type !== 'replica.role-changed') return 'No log of a leader has them any more.';
  const only = holders === '' ? `No broker has ${them}` : `Only ${holders} had ${them}`;
  const when =
    fall === undefined
      ? ''
      : ` when it ${FALLS[fall.type] ?? 'fell silent'} at ${atTime(fall.atUs)}`;
  const how = change?.data.election === 'unclean' ? ', elected uncleanly,' : '';
  return `${only}${when}; broker ${event.data.broker}${how} leads without ${them} since ${atTime(event.atUs)}.`;
}

const FALLS: Readonly<Partial<Record<TraceEvent['type'], string>>> = {
  'node.crashed': 'crashed',
  'node.stopped': 'stopped',
  'node.paused': 'stood still',
};

/** The latest event before another for which a test holds. */
function lastBefore<T extends TraceEvent>(
  trace: TraceStore,
  event: TraceEvent | undefined,
  test: (one: TraceEvent) => one is T,
): T | undefined {
  for (let id = (event?.id ?? 0) - 1; id >= 0; id -= 1) {
    const one = trace.at(id);
    if (one !== undefined && test(one)) return one;
  }
  return undefined;
}

/** How a broker came to fall silent before an event; undefined: it was running. */
function fallOf(
  trace: TraceStore,
  broker: number,
  event: TraceEvent | undefined,
): TraceEvent | undefined {
  const node = `broker-${broker}`;
  const last = lastBefore(
    trace,
    event,
    (one): one is TraceEvent => one.node === node && /^node\./.test(one.type),
  );
  return last !== undefined && last.type in FALLS ? last : undefined;
}

/** The decision that made the leader of a record's partition, before an event. */
function changeBefore(
  trace: TraceStore,
  { topic, partition }: RecordFate,
  event: TraceEvent | undefined,
): TraceEventOf<'partition.changed'> | undefined {
  return lastBefore(
    trace,
    event,
    (one): one is TraceEventOf<'partition.changed'> =>
      one.type === 'partition.changed' &&
      one.data.state.topic === topic &&
      one.data.state.partition === partition &&
      one.data.election !== null,
  );
}

/** `acks` of a producer when it got an answer. */
function acksOf(trace: TraceStore, producer: string, eventId: number): string {
  const spec = lastBefore(
    trace,
    trace.at(eventId),
    (one): one is TraceEventOf<'producer.added'> | TraceEventOf<'producer.altered'> =>
      (one.type === 'producer.added' || one.type === 'producer.altered') &&
      one.data.id === producer,
  );
  return readConfig('producer', spec?.data.configs ?? {}, 'acks');
}

// ── Both ────────────────────────────────────────────────────────────────────────────────────────

function eventsBetween(trace: TraceStore, from: number, to: number): readonly TraceEvent[] {
  const events: TraceEvent[] = [];
  for (let id = from + 1; id < to; id += 1) {
    const event = trace.at(id);
    if (event !== undefined) events.push(event);
  }
  return events;
}

/** The events of a chain in order of time, each with its sentence; the last one is what it led to. */
function stepsOf(
  chain: readonly (TraceEvent | undefined)[],
  tone: StoryTone,
): readonly StoryStep[] {
  const events = new Map(
    chain.flatMap((event) => (event === undefined ? [] : [[event.id, event]])),
  );
  const sorted = [...events.values()].sort((one, other) => one.id - other.id);
  return sorted.map((event, index) => ({
    eventId: event.id,
    atUs: event.atUs,
    name: '',
    text: sentenceOf(event),
    tone: index === sorted.length - 1 ? tone : 'plain',
  }));
}
