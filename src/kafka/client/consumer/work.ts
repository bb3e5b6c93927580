// How the application works on what poll() gave it: on all of it in one go, or on one record after the
// other, each of which leaves an effect, fails, or is set aside. Ours: to Kafka it is all the time
// between two calls of poll(), and the commits in it.
import { regexOf } from '#base/regex.ts';
import { msToUs } from '#base/time.ts';
import type { ConsumerSpec, HandlingSpec } from '#kafka/commands.ts';
import type { EventData } from '#kafka/events.ts';
import { emit } from '#kafka/port.ts';
import { nodeIds } from '#kafka/protocol/node-id.ts';
import type { KafkaRecord } from '#kafka/protocol/record.ts';
import { beginCommit, commitAsync } from '#kafka/client/consumer/fetching/commit.ts';
import { changeApplication, type Consumer, groupOf, type InHand } from './state.ts';

type Outcome = EventData<'record.handled'>['outcome'];

const CAREFREE: HandlingSpec = Object.freeze({
  failOn: null,
  onFailure: 'crash',
  attempts: 1,
  retryMs: 0,
  slowOn: null,
  slowMs: 0,
  deadLetters: null,
  restartMs: null,
});

function handlingOf({ handling }: ConsumerSpec): HandlingSpec {
  return handling ?? CAREFREE;
}

/** Whether each record counts for itself. */
export function worksOneByOne({ handling, commit }: ConsumerSpec): boolean {
  return (handling ?? null) !== null || commit === 'each';
}

/** How long it works on a record. */
export function workUs({ disk }: Consumer, record: KafkaRecord): number {
  const { slowOn, slowMs } = handlingOf(disk.spec);
  const ms = slowOn !== null && isAbout(record, slowOn) ? slowMs : disk.spec.processingMs;
  return Math.max(1, msToUs(ms));
}

/** Whether a pattern is found in the key or in the value of a record. */
function isAbout({ key, value }: KafkaRecord, pattern: string): boolean {
  const wanted = regexOf(pattern);
  return [key, value].some((bytes) => wanted.find(bytes?.text ?? '') !== null);
}

// ── Going on ────────────────────────────────────────────────────────────────────────────────

/** poll() has returned. Who commits before the work commits what is not done yet. */
export function beginWork(consumer: Consumer): void {
  if (consumer.disk.spec.commit === 'before' && beginCommit(consumer, 'sync')) {
    changeApplication(consumer, 'commit sync');
    return;
  }
  workOn(consumer);
}

/** commitSync() has returned. True: there is work in hand, and the application goes on with it. */
export function resumeWork(consumer: Consumer): boolean {
  if (consumer.memory.recordsInHand === 0) return false;
  changeApplication(consumer, 'work on');
  workOn(consumer);
  return true;
}

function workOn(consumer: Consumer): void {
  const { memory, port } = consumer;
  const [next] = memory.hand;
  port.setTimer('processed', next === undefined ? memory.workUs : workUs(consumer, next.record));
}

/** Its time for what it works on is over. True: it is done with all that it had in hand. */
export function workedOn(consumer: Consumer): boolean {
  const { memory } = consumer;
  const [one, ...others] = memory.hand;
  if (one === undefined) return finished(consumer);
  if (!handle(consumer, one)) return false;
  memory.attempts = 0;
  memory.hand = others;
  const isLast = others.length === 0 && finished(consumer);
  if (consumer.disk.spec.commit === 'each' && beginCommit(consumer, 'sync', offsetsBehind(one))) {
    changeApplication(consumer, 'commit sync');
    return false;
  }
  if (!isLast) workOn(consumer);
  return isLast;
}

function finished(consumer: Consumer): true {
  const { memory, disk, port } = consumer;
  memory.recordsInHand = 0;
  emit(port, 'records.processed', { consumer: disk.spec.id, group: groupOf(consumer) });
  return true;
}

/** After all of it: commits by its mode. True: it waits for the commit. */
export function commitsAfterwards(consumer: Consumer): boolean {
  const { commit } = consumer.disk.spec;
  if (commit === 'async') commitAsync(consumer);
  if (commit !== 'sync' || !beginCommit(consumer, 'sync')) return false;
  changeApplication(consumer, 'commit sync');
  return true;
}

function offsetsBehind({ topic, partition, record, leaderEpoch }: InHand) {
  const committed = { committedOffset: record.offset + 1, committedLeaderEpoch: leaderEpoch };
  return [{ topic, partition, ...committed, committedMetadata: '' }];
}

// ── One record ──────────────────────────────────────────────────────────────────────────────

/** Handles a record. False: it is not done with it, or will never be. */
function handle(consumer: Consumer, one: InHand): boolean {
  const { failOn } = handlingOf(consumer.disk.spec);
  if (failOn === null || !isAbout(one.record, failOn)) {
    tell(consumer, one, 'done');
    return true;
  }
  consumer.memory.attempts += 1;
  return failWith(consumer, one);
}

function failWith(consumer: Consumer, one: InHand): boolean {
  const { memory, disk, port } = consumer;
  const { onFailure, attempts, retryMs, restartMs, deadLetters } = handlingOf(disk.spec);
  if (onFailure === 'retry' || memory.attempts < attempts) {
    tell(consumer, one, 'retry');
    port.setTimer('processed', Math.max(1, msToUs(retryMs + disk.spec.processingMs)));
    return false;
  }
  if (onFailure === 'crash') {
    tell(consumer, one, 'crash');
    port.crash(restartMs === null ? null : msToUs(restartMs));
    return false;
  }
  const isSetAside = onFailure === 'dlq' && deadLetters !== null;
  if (isSetAside) setAside(consumer, one, deadLetters);
  tell(consumer, one, isSetAside ? 'set aside' : 'skipped');
  return true;
}

/** The application's own producer sends it to a topic for somebody to look at. */
function setAside(
  { port }: Consumer,
  { record: { key, value } }: InHand,
  { producer, topic }: NonNullable<HandlingSpec['deadLetters']>,
): void {
  const record = { producer, topic, key: key?.text ?? null, value: value?.text ?? null };
  const headers = [{ key: 'error', value: 'it could not be handled' }];
  const data = Object.freeze({ ...record, partition: null, headers });
  port.tell(nodeIds.producer(producer), Object.freeze({ type: 'record.produce', data }));
}

function tell(consumer: Consumer, { topic, partition, record }: InHand, outcome: Outcome): void {
  const { memory, disk, port } = consumer;
  emit(port, 'record.handled', {
    consumer: disk.spec.id,
    group: groupOf(consumer),
    topic,
    partition,
    offset: record.offset,
    recordId: record.id,
    outcome,
    attempt: Math.max(1, memory.attempts),
  });
}
