// Queries about what became of records: told to the producer, lying in the logs, read by groups. From
// the ledger, over the whole run so far; `before(…)` gives what it was when the step began.
import { type Frame, leaderReplica, type PartitionFrame, partitionKey } from '#trace/frame.ts';
import type { Ledger, RecordFate } from '#trace/ledger.ts';
import type { Value } from '#lesson/expression.ts';
import {
  groupOf,
  listed,
  NO_NUMBER,
  partitionsOfAny,
  percentileOf,
  query,
  type QueryTable,
  recordAt,
  type Situation,
} from './query.ts';

type Topic = Value | undefined;

/** Asked at every look at a run, of thousands of records: a loop, without lists on the way. */
function* fatesOf(ledger: Ledger, topic: Topic): Generator<RecordFate> {
  const isAny = topic === undefined || topic === null;
  for (const fate of ledger.records()) if (isAny || fate.topic === topic) yield fate;
}

function countFates({ ledger }: Situation, topic: Topic, isSo: (fate: RecordFate) => boolean) {
  let count = 0;
  for (const fate of fatesOf(ledger, topic)) if (isSo(fate)) count += 1;
  return count;
}

/** Copies beyond the first of each record in a leader's log. */
function extraCopies(partition: PartitionFrame): number {
  const seen = new Set<string>();
  let extra = 0;
  for (const { id } of leaderReplica(partition)?.log ?? []) {
    if (seen.has(id)) extra += 1;
    else seen.add(id);
  }
  return extra;
}

/** Records that say what another record says: the same key and the same value, sent again. */
function duplicateValues({ ledger }: Situation, topic: Topic): number {
  const seen = new Set<string>();
  let again = 0;
  for (const { key, value, brokers, topic: where } of fatesOf(ledger, topic)) {
    if (brokers.length === 0) continue;
    const saying = JSON.stringify([where, key, value]);
    if (seen.has(saying)) again += 1;
    else seen.add(saying);
  }
  return again;
}

/** How many of a list come after one that was made later, among those of the same story. */
function behindTheirTurn(fates: readonly RecordFate[], storyOf: (fate: RecordFate) => string) {
  const latest = new Map<string, number>();
  return fates.filter((fate) => isBehind(latest, storyOf(fate), fate)).length;
}

/** Whether a later record of the same story was there before; else it is the latest now. */
function isBehind(latest: Map<string, number>, story: string, { createdAtUs }: RecordFate) {
  if (createdAtUs < (latest.get(story) ?? -1)) return true;
  latest.set(story, createdAtUs);
  return false;
}

function firstCopies(partition: PartitionFrame, ledger: Ledger): RecordFate[] {
  const fates = new Map<string, RecordFate>();
  for (const { id } of leaderReplica(partition)?.log ?? []) {
    const fate = ledger.fateOf(id);
    if (fate !== undefined && !fates.has(id)) fates.set(id, fate);
  }
  return [...fates.values()];
}

function storedOutOfOrder({ frame, ledger }: Situation, topic: Topic): number {
  return partitionsOfAny(frame, topic).reduce(
    (sum, partition) =>
      sum +
      behindTheirTurn(firstCopies(partition, ledger), ({ producer, key }) =>
        JSON.stringify([producer, key]),
      ),
    0,
  );
}

/** What was handed to a group, each time that it was. */
function handedTo({ ledger, tally }: Situation, group: Value, topic: Topic): RecordFate[] {
  const fates = tally.readIn(String(group)).flatMap((id) => ledger.fateOf(id) ?? []);
  return topic === undefined || topic === null ? fates : fates.filter((one) => one.topic === topic);
}

/** What applications of a group have handled, each time that they have. */
function handledBy(
  { ledger, tally }: Situation,
  group: Value,
  topic: Topic,
  partition: Topic,
): RecordFate[] {
  return tally
    .handledIn(String(group))
    .flatMap((id) => ledger.fateOf(id) ?? [])
    .filter((one) => (topic ?? one.topic) === one.topic)
    .filter((one) => (partition ?? one.partition) === one.partition);
}

function delivered(situation: Situation, group: Value, topic: Topic): number {
  return new Set(handedTo(situation, group, topic)).size;
}

function handedOut({ tally }: Situation, group: Value, recordId: string | undefined): number {
  return tally.readIn(String(group)).filter((id) => id === recordId).length;
}

/** How far a group's deliveries were looked through. */
interface Turns {
  readonly seen: Set<string>;
  /** Subject → when the latest delivered record about it was made, in µs. */
  readonly latest: Map<string, number>;
  looked: number;
  behind: number;
}

/** By the list of a group's deliveries, which only grows. */
const TURNS = new WeakMap<readonly string[], Turns>();

/** Deliveries that come after a later one about the same thing; a record counts when it first comes. */
function outOfOrder({ ledger, tally }: Situation, group: Value): number {
  const ids = tally.readIn(String(group));
  const turns = TURNS.get(ids) ?? { seen: new Set(), latest: new Map(), looked: 0, behind: 0 };
  TURNS.set(ids, turns);
  for (; turns.looked < ids.length; turns.looked += 1) {
    const id = ids[turns.looked] ?? '';
    const fate = ledger.fateOf(id);
    if (fate === undefined || turns.seen.has(id)) continue;
    turns.seen.add(id);
    if (isBehind(turns.latest, subjectOf(fate), fate)) turns.behind += 1;
  }
  return turns.behind;
}

/** What a record is about: the first word of a value of several words, else its key. */
function subjectOf({ topic, key, value }: RecordFate): string {
  const [subject = '', ...rest] = (value ?? '').split(' ');
  return JSON.stringify([topic, rest.length > 0 ? subject : key]);
}

/** Records in the leaders' logs that lie before a group's commits and are not among some ids. */
function leftOut({ frame }: Situation, group: Value, ids: readonly string[]): number {
  const committed = groupOf(frame, group)?.committed;
  if (committed === undefined) return 0;
  const got = new Set(ids);
  let count = 0;
  for (const partition of partitionsOfAny(frame, null)) {
    const offset = committed.get(partitionKey(partition.topic, partition.partition)) ?? 0;
    for (const record of leaderReplica(partition)?.log ?? []) {
      if (record.offset >= offset) break;
      if (!got.has(record.id)) count += 1;
    }
  }
  return count;
}

/** The first values that a consumer's application got, of what was sent since the step began. */
function readOrder({ ledger, tally, before }: Situation, consumer: Value, count: Value): string {
  const fates = tally.readBy(String(consumer)).flatMap((id) => ledger.fateOf(id) ?? []);
  const fresh = fates.filter(({ createdAtUs }) => createdAtUs >= before.atUs);
  return listed(fresh.slice(0, Number(count)).map(({ value }) => value ?? '?'));
}

/** Keys whose records lie in more than one partition of a topic. */
function splitKeys({ ledger }: Situation, topic: Topic): number {
  const places = new Map<string, Set<number>>();
  for (const { key, partition, brokers } of fatesOf(ledger, topic)) {
    if (key === null || brokers.length === 0) continue;
    const seen = places.get(key) ?? new Set();
    places.set(key, seen.add(partition));
  }
  return [...places.values()].filter(({ size }) => size > 1).length;
}

/** Keys of which there is more than one record. */
function duplicateKeys({ ledger }: Situation, topic: Topic): number {
  const counts = new Map<string | null, number>();
  for (const { key, brokers } of fatesOf(ledger, topic)) {
    if (brokers.length > 0) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return [...counts.values()].filter((count) => count > 1).length;
}

/** How long the records that were sent since the step began took to their end, in ms. */
function timesOf(
  { ledger, before }: Situation,
  topic: Topic,
  endOf: (fate: RecordFate) => number | null | undefined,
): number[] {
  const times: number[] = [];
  for (const fate of fatesOf(ledger, topic)) {
    const endUs = fate.createdAtUs < before.atUs ? null : endOf(fate);
    if (endUs !== null && endUs !== undefined) times.push((endUs - fate.createdAtUs) / 1_000);
  }
  return times;
}

const TOPIC = 'of one topic or of all';

/** Extra copies, in one topic or in all. */
function duplicatesIn(frame: Frame, topic: Topic): number {
  return partitionsOfAny(frame, topic).reduce((sum, one) => sum + extraCopies(one), 0);
}

export const FATE_QUERIES = {
  produced: query('topic?', `Records that were sent, ${TOPIC}.`, (situation, topic) =>
    countFates(situation, topic, () => true),
  ),
  acked: query('topic?', `Records that were acknowledged, ${TOPIC}.`, (situation, topic) =>
    countFates(situation, topic, ({ outcome }) => outcome === 'acknowledged'),
  ),
  failed: query('topic?', `Records that the producer gave up, ${TOPIC}.`, (situation, topic) =>
    countFates(situation, topic, ({ outcome }) => outcome === 'failed'),
  ),
  pending: query('topic?', `Records that wait for their answer, ${TOPIC}.`, (situation, topic) =>
    countFates(situation, topic, ({ outcome }) => outcome === 'pending'),
  ),
  lost: query(
    'topic?',
    `Records that were acknowledged and are in no log any more, ${TOPIC}.`,
    (situation, topic) =>
      countFates(
        situation,
        topic,
        ({ outcome, lostAtUs }) => outcome === 'acknowledged' && lostAtUs !== null,
      ),
  ),
  unknownFate: query(
    'topic?',
    `Records that the producer gave up and that lie in a log all the same, ${TOPIC}.`,
    (situation, topic) =>
      countFates(
        situation,
        topic,
        ({ outcome, brokers }) => outcome === 'failed' && brokers.length > 0,
      ),
  ),
  duplicates: query(
    'topic?',
    `Extra copies of records in the leaders’ logs, ${TOPIC}.`,
    ({ frame }, topic) => duplicatesIn(frame, topic),
  ),
  duplicateValues: query(
    'topic?',
    `Records with key and value of an earlier one: sent twice by the application, ${TOPIC}.`,
    (situation, topic) => duplicateValues(situation, topic),
  ),
  storedOutOfOrder: query(
    'topic?',
    `Records that lie behind one of the same producer and key that was sent later, ${TOPIC}.`,
    (situation, topic) => storedOutOfOrder(situation, topic),
  ),
  delivered: query(
    'group, topic?',
    'Records that the group’s members got, each counted once.',
    (situation, group = null, topic) => delivered(situation, group, topic),
  ),
  redelivered: query(
    'group?, topic?',
    'How often the group’s members, or those of any group, got a record that one of them had got before.',
    (situation, group, topic) =>
      (group === undefined ? situation.tally.groups : [group]).reduce<number>(
        (sum, one) =>
          sum + handedTo(situation, one, topic).length - delivered(situation, one, topic),
        0,
      ),
  ),
  handedOut: query(
    'group, topic, partition, offset',
    'How often members of the group got the record at an offset of the leader’s log.',
    (situation, group = null, topic = null, partition = null, offset = null) =>
      handedOut(situation, group, recordAt(situation.frame, topic, partition, offset)?.id),
  ),
  handled: query(
    'group, topic?, partition?',
    'Records that applications of the group are done with, each counted once.',
    (situation, group = null, topic, partition) =>
      new Set(handledBy(situation, group, topic, partition)).size,
  ),
  handledAgain: query(
    'group, topic?, partition?',
    'How often applications of the group handled a record that one of them had handled before.',
    (situation, group = null, topic, partition) => {
      const all = handledBy(situation, group, topic, partition);
      return all.length - new Set(all).size;
    },
  ),
  effects: query(
    'group, value?',
    'Effects that the handling of records by the group has left, of records with a value or of all.',
    (situation, group = null, value) =>
      handledBy(situation, group, null, null).filter((one) => (value ?? one.value) === one.value)
        .length,
  ),
  missed: query(
    'group',
    'Records before the group’s committed offsets that none of its members ever got.',
    (situation, group = null) => leftOut(situation, group, situation.tally.readIn(String(group))),
  ),
  unhandled: query(
    'group',
    'Records before the group’s committed offsets with which no application of the group was ever done.',
    (situation, group = null) =>
      leftOut(situation, group, situation.tally.handledIn(String(group))),
  ),
  outOfOrder: query(
    'group',
    'Records that the group got after a later one about the same thing (the first of several words, else the key).',
    (situation, group = null) => outOfOrder(situation, group),
  ),
  readOrder: query(
    'consumer, count',
    'The first values, of what was sent since the step began, that the consumer got: "a b c".',
    (situation, consumer = null, count = null) => readOrder(situation, consumer, count),
  ),
  splitKeys: query(
    'topic',
    'Keys whose records lie in more than one partition.',
    (situation, topic) => splitKeys(situation, topic),
  ),
  duplicateKeys: query('topic', 'Keys that more than one record has.', (situation, topic) =>
    duplicateKeys(situation, topic),
  ),
  ackMs: query(
    'topic, percentile',
    `Within how many ms so many per cent of the records sent since the step began were acknowledged; ${NO_NUMBER}`,
    (situation, topic, percentile) =>
      percentileOf(
        timesOf(situation, topic, ({ outcome, outcomeAtUs }) =>
          outcome === 'acknowledged' ? outcomeAtUs : null,
        ),
        Number(percentile),
      ),
  ),
  visibleMs: query(
    'topic, percentile',
    `Within how many ms so many per cent of the records sent since the step began could be read; ${NO_NUMBER}`,
    (situation, topic, percentile) =>
      percentileOf(
        timesOf(situation, topic, ({ visibleAtUs }) => visibleAtUs),
        Number(percentile),
      ),
  ),
  deliveryMs: query(
    'group, percentile',
    `Within how many ms so many per cent of what was sent since the step began had reached the group; ${NO_NUMBER}`,
    (situation, group, percentile) =>
      percentileOf(
        timesOf(
          situation,
          null,
          ({ deliveries }) => deliveries.find((one) => one.group === group)?.atUs,
        ),
        Number(percentile),
      ),
  ),
} satisfies QueryTable;
