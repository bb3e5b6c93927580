// Why a consumer owns what it owns, reads from where it reads, waits, or failed.
import type { TraceEvent } from '#kafka/events.ts';
import { nodeIds } from '#kafka/protocol/node-id.ts';
import { partitionKey } from '#kafka/protocol/topic-partition.ts';
import {
  type ConsumerFrame,
  type Frame,
  type GroupFrame,
  isRunning,
  leaderReplica,
  partitionAt,
} from '#trace/frame.ts';
import { type Fact, type Finding, now, since } from './answer.ts';
import { keysOf, reconciliationFacts } from './group.ts';
import type { Past } from './memory.ts';
import { idleFacts } from './ownership.ts';
import { silenceOf } from './process.ts';
import { consumerSetting, memberSession } from './settings.ts';

export function consumerFinding(past: Past, consumer: ConsumerFrame): Finding {
  const { spec, owned } = consumer;
  const group = spec.group === null ? undefined : past.frame.groups.get(spec.group);
  const silence = silenceOf(past, nodeIds.consumer(spec.id));
  const member = group?.members.find((one) => one.clientId === spec.id);
  const failure = past.lastOf('client.failed', ({ client }) => client === spec.id);
  const assignment = past.last(
    (event) =>
      (event.type === 'partitions.assigned' || event.type === 'partitions.revoked') &&
      event.data.consumer === spec.id,
  );
  const facts: Fact[] = [];
  if (silence !== undefined) facts.push(silence);
  if (silence !== undefined && group !== undefined && member !== undefined) {
    facts.push(
      now(
        `The group does not know yet: the coordinator removes it when no heartbeat has come for ${memberSession(past.frame, group, consumer)}.`,
      ),
    );
  }
  facts.push(...expulsionFacts(past, consumer, group));
  if (silence === undefined) {
    if (owned.length === 0) facts.push(...whyNothing(past, consumer, group));
    else if (group !== undefined && member !== undefined) {
      facts.push(...reconciliationFacts(group, member));
    }
    facts.push(...owned.flatMap((one) => readingFacts(past, consumer, one)));
    facts.push(...workFacts(past.frame, consumer));
  }
  if (failure !== undefined) {
    facts.push(
      since(failure, `Its last error: ${exceptionOf(failure.data)}. ${failure.data.errorMessage}`),
    );
  }
  return {
    headline: `${spec.id} owns ${keysOf(owned)}.`,
    facts,
    last:
      silence?.since == null ? later(failure, assignment) : past.trace.at(silence.since.eventId),
  };
}

/** Exceptions of Kafka's client that have a class of their own, by how their messages begin. */
const EXCEPTIONS: readonly { readonly start: RegExp; readonly name: string }[] = [
  { start: /^Offset commit failed with a retriable/, name: 'RetriableCommitFailedException' },
  { start: /^Offset commit cannot .* not part of/, name: 'CommitFailedException' },
  { start: /^(Commit cannot|OffsetCommit failed)/, name: 'CommitFailedException' },
  { start: /^Offset commit cannot/, name: 'RebalanceInProgressException' },
  { start: /^Timeout of /, name: 'TimeoutException' },
];

function exceptionOf({
  errorCode,
  errorMessage,
}: {
  errorCode: string;
  errorMessage: string;
}): string {
  const name = EXCEPTIONS.find(({ start }) => start.test(errorMessage))?.name;
  return name === undefined ? errorCode : `${name} (${errorCode})`;
}

function later<T extends { readonly id: number }>(
  a: T | undefined,
  b: T | undefined,
): T | undefined {
  return (a?.id ?? -1) > (b?.id ?? -1) ? a : b;
}

/** It holds partitions that the group has given to others. */
function expulsionFacts(
  past: Past,
  consumer: ConsumerFrame,
  group: GroupFrame | undefined,
): Fact[] {
  if (group === undefined) return [];
  const { spec, owned } = consumer;
  const facts: Fact[] = [];
  const isMember = group.members.some((one) => one.clientId === spec.id);
  const left = past.lastOf('member.left', (data) => data.clientId === spec.id);
  if (!isMember && left !== undefined) {
    const why =
      left.data.reason === 'left'
        ? consumer.processing === null
          ? 'it left'
          : `it left by itself, as poll() was not called for ${consumerSetting(consumer, 'max.poll.interval.ms')}`
        : left.data.reason;
    facts.push(since(left, `It is not a member of ${group.id} any more: ${why}.`));
  }
  for (const { topic, partition } of owned) {
    const owner = group.members.find(
      (one) =>
        one.clientId !== spec.id &&
        one.assignment.some((other) => other.topic === topic && other.partition === partition),
    );
    if (owner === undefined) continue;
    facts.push(
      now(
        `The group has given ${partitionKey(topic, partition)} to ${owner.clientId}: what ${spec.id} has in hand is processed twice, and its commit will be refused.`,
      ),
    );
  }
  return facts;
}

function whyNothing(past: Past, consumer: ConsumerFrame, group: GroupFrame | undefined): Fact[] {
  const { spec, membership } = consumer;
  if (spec.group === null)
    return [now('It has not been assigned anything, or its topic is not there yet.')];
  const member = group?.members.find((one) => one.clientId === spec.id);
  if (group === undefined || member === undefined) {
    const isFirst = membership === 'PREPARING_REBALANCE' && !('group.instance.id' in spec.configs);
    const words = isFirst
      ? 'it sent JoinGroup; the first answer only brings a member id (MEMBER_ID_REQUIRED), to ask with again'
      : joiningWords(membership);
    return [now(`It is not a member of ${spec.group} yet: ${words}.`)];
  }
  if (group.state !== 'Stable' || membership !== 'STABLE') {
    const rebalance = past.lastOf('rebalance.started', (data) => data.group === group.id);
    return [
      since(
        rebalance,
        `${group.id} rebalances${rebalance === undefined ? '' : ` (${rebalance.data.reason})`}: ${joiningWords(membership)}.`,
      ),
      ...reconciliationFacts(group, member),
    ];
  }
  // The group has given it something that it has yet to take over, or it has what it was given.
  if (member.assignment.length > 0) {
    return [now(`${group.id} has given it ${keysOf(member.assignment)}: it takes that over.`)];
  }
  return [...idleFacts(past.frame, group, [member])];
}

function joiningWords(membership: ConsumerFrame['membership']): string {
  switch (membership) {
    case 'PREPARING_REBALANCE':
      return 'it waits for the answer to JoinGroup, which comes when all members have joined';
    case 'COMPLETING_REBALANCE':
      return 'it waits for the answer to SyncGroup, which brings its assignment';
    case 'JOINING':
      return 'it waits for the answer to its first ConsumerGroupHeartbeat';
    case 'RECONCILING':
    case 'ACKNOWLEDGING':
      return 'it takes over its new assignment';
    case 'STABLE':
      return 'it waits for its new assignment';
    default:
      return 'it looks for the coordinator, or has yet to send its first request';
  }
}

/** From where it reads a partition, and why it waits there. */
function readingFacts(
  past: Past,
  { spec, positions, paused, readReplicas }: ConsumerFrame,
  { topic, partition }: { topic: string; partition: number },
): Fact[] {
  const key = partitionKey(topic, partition);
  const isSame = (data: { consumer: string; topic: string; partition: number }): boolean =>
    data.consumer === spec.id && data.topic === topic && data.partition === partition;
  const facts: Fact[] = [];
  const reset = past.lastOf('offset.reset', isSame);
  if (reset !== undefined) facts.push(since(reset, resetWords(past, spec.group, key, reset)));
  if (paused.has(key)) {
    facts.push(
      since(
        past.lastOf('partition.paused', isSame),
        `It paused ${key}: the partition stays its own, and is not fetched.`,
      ),
    );
  }
  const from = readReplicas.get(key);
  if (from !== undefined) {
    facts.push(
      since(
        past.lastOf('read-replica.changed', isSame),
        `It reads ${key} from broker ${from}, which is in its rack ${spec.rack ?? ''}, instead of the leader.`,
      ),
    );
  }
  const source = partitionAt(past.frame, key);
  if (source === undefined) return facts;
  const leader = leaderReplica(source);
  const silence = silenceOf(past, nodeIds.broker(from ?? source.state.leader));
  if (source.state.leader === -1) facts.push(now(`${key} has no leader: it cannot be read.`));
  else if (silence !== undefined) {
    facts.push({ ...silence, text: `${silence.text} It cannot be asked for ${key}.` });
  } else if (leader !== undefined && leader.highWatermark < leader.logEndOffset) {
    const position = positions.get(key) ?? 0;
    if (position >= leader.highWatermark) {
      facts.push(
        now(
          `It has ${key} up to its high watermark ${leader.highWatermark}; the log goes on to ${leader.logEndOffset}, which it may not see yet.`,
        ),
      );
    }
  }
  return facts;
}

type OffsetReset = Extract<TraceEvent, { type: 'offset.reset' }>;

/** Whether the consumer had a position in this partition since it was assigned. */
function hadPosition(past: Past, reset: OffsetReset): boolean {
  const { consumer, topic, partition } = reset.data;
  const before = past.last(
    (event) =>
      event.id < reset.id &&
      ((event.type === 'offset.reset' &&
        event.data.consumer === consumer &&
        event.data.topic === topic &&
        event.data.partition === partition) ||
        (event.type === 'partitions.assigned' &&
          event.data.consumer === consumer &&
          event.data.partitions.some((one) => one.topic === topic && one.partition === partition))),
  );
  return before?.type === 'offset.reset';
}

function resetWords(past: Past, group: string | null, key: string, reset: OffsetReset): string {
  const { by, offset } = reset.data;
  const start = `It began to read ${key} at offset ${offset}`;
  const expired =
    group !== null &&
    past.lastOf(
      'offset.expired',
      (data) => data.group === group && partitionKey(data.topic, data.partition) === key,
    ) !== undefined;
  switch (by) {
    case 'committed':
      return `${start}: the group had committed it.`;
    case 'seek':
      return `${start}: its application called seek().`;
    case 'truncation':
      return `${start}: the log was truncated there, and what it had read after that is gone.`;
    default: {
      const why = hadPosition(past, reset)
        ? 'its position was not in the log (OFFSET_OUT_OF_RANGE)'
        : expired
          ? 'the committed offset had expired'
          : group === null
            ? 'it had no position'
            : 'the group had committed no offset';
      return `${start}: ${why}, and auto.offset.reset is ${by}.`;
    }
  }
}

/** What the application does, and whether it keeps up. */
function workFacts(frame: Frame, consumer: ConsumerFrame): Fact[] {
  const { spec, owned, processing } = consumer;
  const facts: Fact[] = [];
  const topics = new Set(owned.map((one) => one.topic));
  let rate = 0;
  for (const topic of topics) {
    const count = frame.topics.get(topic)?.partitions.length ?? 1;
    const share = owned.filter((one) => one.topic === topic).length / count;
    rate += producedRate(frame, topic) * share;
  }
  const capacity = spec.processingMs > 0 ? 1_000 / spec.processingMs : Infinity;
  if (rate > capacity) {
    facts.push(
      now(
        `Its lag grows: about ${rate.toFixed(1)} records/s come to its partitions, and it can process ${capacity.toFixed(1)}.`,
      ),
    );
  }
  if (processing !== null) {
    facts.push(now('The application is processing; meanwhile poll() is not called.'));
  } else if (owned.length > 0) {
    facts.push(now('It waits in poll() for records below the high watermark.'));
  }
  if (spec.filter != null && spec.filter !== '') {
    facts.push(
      now(
        `Its application drops records whose key does not match ${spec.filter}: they are read all the same.`,
      ),
    );
  }
  return facts;
}

function producedRate(frame: Frame, topic: string): number {
  let rate = 0;
  for (const producer of frame.producers.values()) {
    if (isRunning(producer) && producer.spec.topic === topic)
      rate += producer.spec.recordsPerSecond;
  }
  return rate;
}
