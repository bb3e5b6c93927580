// The application: it calls poll(), works on what it is given (work.ts), commits, and polls again. Follows `ClassicKafkaConsumer.poll` of Apache Kafka 4.3.
import { regexOf } from '#base/regex.ts';
import { msToUs } from '#base/time.ts';
import { emit } from '#kafka/port.ts';
import { maybeAutoCommit } from '#kafka/client/consumer/fetching/commit.ts';
import { sendFetches } from '#kafka/client/consumer/fetching/fetch.ts';
import { findPositions } from '#kafka/client/consumer/fetching/offsets.ts';
import {
  applicationOf,
  changeApplication,
  type Consumer,
  groupOf,
  type InHand,
  isManaged,
  numberConfig,
} from './state.ts';
import { validatePositions } from '#kafka/client/consumer/fetching/validation.ts';
import { findCoordinator } from './coordinator-lookup.ts';
import { closesInstead } from './close.ts';
import { membershipOf } from './group-protocol.ts';
import { subscribeAnew } from './subscription.ts';
import { beginWork, commitsAfterwards, workedOn, worksOneByOne, workUs } from './work.ts';
import type { OwnedPartition } from '#kafka/client/consumer/fetching/owned-partition.ts';
import type { KafkaRecord } from '#kafka/protocol/record.ts';
import { epochBefore, update } from '#kafka/client/consumer/fetching/owned-partitions.ts';

/** What one turn of poll() does while the application waits in it. */
export function poll(consumer: Consumer): void {
  const { memory, disk, port } = consumer;
  if (applicationOf(consumer) !== 'POLLING' || closesInstead(consumer)) return;
  subscribeAnew(consumer);
  if (disk.spec.group !== null) {
    if (isManaged(disk)) membershipOf(consumer).poll(consumer);
    else if (memory.coordinator === -1) findCoordinator(consumer);
    // It may have thrown.
    if (closesInstead(consumer)) return;
    maybeAutoCommit(consumer);
  }
  findPositions(consumer);
  validatePositions(consumer);
  sendFetches(consumer);
  handOver(consumer);
  if (applicationOf(consumer) === 'POLLING') port.clearTimer('poll interval');
}

/** Gives up to max.poll.records of what was fetched to the application. */
function handOver(consumer: Consumer): void {
  const { memory, disk, port } = consumer;
  const most = numberConfig(consumer, 'max.poll.records');
  const partitions = [];
  const hand: InHand[] = [];
  const filter = disk.spec.filter == null ? null : regexOf(disk.spec.filter);
  let count = 0;
  let skipped = 0;
  for (const key of memory.buffered) {
    if (count >= most) break;
    const owned = memory.owned.get(key);
    const records = owned?.buffer.slice(0, most - count) ?? [];
    const [first] = records;
    if (owned === undefined || first === undefined) continue;
    const consumed = (records.at(-1)?.offset ?? 0) + 1;
    update(consumer, owned, {
      buffer: Object.freeze(owned.buffer.slice(records.length)),
      consumed,
      offsetEpoch: epochBefore(owned, consumed),
    });
    count += records.length;
    const { topic, partition } = owned;
    // A record without a key counts as one with ''.
    const wanted = records.filter(
      ({ key }) => filter === null || filter.find(key?.text ?? '') !== null,
    );
    skipped += records.length - wanted.length;
    hand.push(...wanted.map((record) => inHand(owned, record)));
    partitions.push({
      topic,
      partition,
      baseOffset: first.offset,
      recordIds: Object.freeze(records.map((record) => record.id)),
      position: consumed,
    });
  }
  if (count === 0) return;
  const processingUs = timeFor(consumer, hand);
  changeApplication(consumer, 'records polled');
  memory.recordsInHand = count;
  memory.workUs = processingUs;
  memory.hand = worksOneByOne(disk.spec) ? hand : [];
  emit(port, 'records.polled', {
    consumer: disk.spec.id,
    group: groupOf(consumer),
    partitions: Object.freeze(partitions),
    skipped,
    processedAtUs: port.nowUs + processingUs,
  });
  const pollIntervalUs = msToUs(numberConfig(consumer, 'max.poll.interval.ms'));
  if (isManaged(disk)) port.setTimer('poll interval', pollIntervalUs);
  beginWork(consumer);
  // Buffers that are empty now are filled again while the application works.
  sendFetches(consumer);
}

function inHand({ topic, partition, offsetEpoch }: OwnedPartition, record: KafkaRecord): InHand {
  return Object.freeze({ topic, partition, record, leaderEpoch: offsetEpoch });
}

function timeFor(consumer: Consumer, hand: readonly InHand[]): number {
  const { spec } = consumer.disk;
  if (!worksOneByOne(spec)) return Math.max(1, msToUs(spec.processingMs * hand.length));
  return hand.reduce((sum, { record }) => sum + workUs(consumer, record), 0);
}

/** The application is done with its records: it commits by its mode, and polls again. */
export function onProcessed(consumer: Consumer): void {
  if (!workedOn(consumer)) return;
  if (!commitsAfterwards(consumer)) changeApplication(consumer, 'poll');
  poll(consumer);
}

/** poll() was not called in time: the heartbeat thread leaves the group. */
export function onPollExpired(consumer: Consumer): void {
  const { memory } = consumer;
  if (applicationOf(consumer) === 'POLLING' || memory.generationId === -1) return;
  const reason =
    'consumer poll timeout has expired: poll() was not called for max.poll.interval.ms';
  membershipOf(consumer).leave(consumer, reason, 'poll expired');
}
