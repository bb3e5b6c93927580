// Captions for what clients tell: records made, acknowledged, given up, polled; partitions won and lost.
import type { TraceEventOf } from '#kafka/events.ts';
import type { ClientEventMap } from '#kafka/events/client.ts';
import { readConfig } from '#kafka/protocol/configs.ts';
import { type TopicPartition, topicPartitionKey } from '#kafka/protocol/topic-partition.ts';
import type { ConsumerFrame, Frame } from '#trace/frame.ts';
import { handledSentence } from '#trace/sentence/client.ts';
import { consumersOf, groupOf, partitionName } from './facts.ts';
import { atOnce, type CaptionMoment, type CaptionRules, type Telling, telling } from './rule.ts';
import { errorWords } from './errors.ts';
import { countOf, listOf, numberWord, offsetsOf, partitionsOf, timeOf } from './words.ts';

function tellRecord(
  { data }: TraceEventOf<'record.created'>,
  { frame }: CaptionMoment,
): Telling | null {
  const { producer, key, by, topic, partition } = data;
  const count = frame.topics.get(topic)?.partitions.length ?? 0;
  const about = [`producer:${producer}`, partitionName(data)];
  const record = key === null ? 'A record without key' : `The record ${key}`;
  const event = `${record} goes to ${topicPartitionKey(data)}`;
  switch (by) {
    case 'key':
      if (count === 1) return telling(event, ', the only partition.', ...about);
      return telling(
        event,
        `, because murmur2 of its key, modulo ${count}, is ${partition}.`,
        ...about,
      );
    case 'sticky':
      return telling(
        event,
        `: ${producer} fills a batch for one partition, then chooses another.`,
        ...about,
      );
    case 'round robin':
      return telling(event, `: ${producer} takes the partitions in turn.`, ...about);
    case 'random':
      return telling(event, `: without a key, ${producer} takes any partition.`, ...about);
    case 'hand':
      return telling(event, `, the partition that was asked for.`, ...about);
  }
}

function tellCompletion({ data }: TraceEventOf<'batch.completed'>): Telling | null {
  const { producer, recordIds, errorCode, baseOffset } = data;
  const key = topicPartitionKey(data);
  const about = [`producer:${producer}`, partitionName(data)];
  const records = countOf(recordIds.length, 'record');
  if (errorCode !== 'NONE') {
    const what = recordIds.length === 1 ? 'a record' : records;
    return {
      ...telling(
        `${producer} gives up ${what} for ${key}:`,
        ` ${errorWords(errorCode)}.`,
        ...about,
      ),
      rank: 'leadership',
    };
  }
  if (baseOffset < 0) return null;
  const offsets = offsetsOf(baseOffset, baseOffset + recordIds.length - 1);
  const has = recordIds.length === 1 ? 'is' : 'are';
  return telling(`${producer} is told that ${offsets} of ${key} ${has} written.`, '', ...about);
}

function tellRetry({ data }: TraceEventOf<'batch.retried'>): Telling {
  const { producer, errorCode, backoffMs } = data;
  const key = topicPartitionKey(data);
  return telling(
    `${producer} must send to ${key} again:`,
    ` ${errorWords(errorCode)}. It waits ${timeOf(backoffMs)} first.`,
    `producer:${producer}`,
    partitionName(data),
  );
}

function isCooperative({ spec }: ConsumerFrame): boolean {
  return readConfig('consumer', spec.configs, 'partition.assignment.strategy').startsWith(
    'cooperative',
  );
}

/** What the rebalance of a revocation took from members, as far as it has happened. */
function revocationsOf(
  { trace, frame }: CaptionMoment,
  { id, data: { group } }: TraceEventOf<'partitions.revoked'>,
): {
  readonly byConsumer: ReadonlyMap<string, readonly TopicPartition[]>;
  readonly lastId: number;
} {
  const begins = (at: number): boolean => {
    const event = trace.at(at);
    return event?.type === 'rebalance.started' && event.data.group === group;
  };
  let first = id;
  while (first > 0 && !begins(first)) first -= 1;
  const byConsumer = new Map<string, readonly TopicPartition[]>();
  let lastId = id;
  for (let at = first; at < frame.nextEventId; at += 1) {
    if (at > id && begins(at)) break;
    const event = trace.at(at);
    if (event?.type !== 'partitions.revoked' || event.data.group !== group) continue;
    const { consumer, partitions } = event.data;
    byConsumer.set(consumer, [...(byConsumer.get(consumer) ?? []), ...partitions]);
    lastId = at;
  }
  return { byConsumer, lastId };
}

/** Whether all of these have an owner again: that they were given up is over. */
function areOwned(frame: Frame, group: string, partitions: readonly TopicPartition[]): boolean {
  const owned = new Set(
    consumersOf(frame, group).flatMap((one) => one.owned.map(topicPartitionKey)),
  );
  return partitions.every((one) => owned.has(topicPartitionKey(one)));
}

function tellRevocation(
  event: TraceEventOf<'partitions.revoked'>,
  moment: CaptionMoment,
): Telling | null {
  const { consumer: id, group, partitions, isLost } = event.data;
  const { frame } = moment;
  const consumer = frame.consumers.get(id);
  if (consumer === undefined || partitions.length === 0) return null;
  const about = [`consumer:${id}`, `group:${group}`, ...partitions.map(partitionName)];
  const what = partitionsOf(partitions);
  if (isLost) {
    return telling(`${id} loses ${what}:`, ' somebody else may read them already.', ...about);
  }
  const known = groupOf(frame, consumer);
  if (known?.protocol === 'consumer') {
    const member = known.members.find(({ clientId }) => clientId === id);
    const toRevoke = new Set((member?.toRevoke ?? []).map(topicPartitionKey));
    const wasTold = partitions.some((one) => toRevoke.has(topicPartitionKey(one)));
    const why = wasTold ? ', as its coordinator told it to.' : '.';
    return telling(`${id} gives up ${what}`, why, ...about);
  }
  if (areOwned(frame, group, partitions)) return null;
  if (isCooperative(consumer)) return tellCooperative(event, moment, about);
  const members = consumersOf(frame, group);
  if (members.length > 1 && members.every(({ owned }) => owned.length === 0)) {
    const count = [...revocationsOf(moment, event).byConsumer.values()].flat().length;
    const all = count <= 2 ? 'the' : `all ${numberWord(count)}`;
    const meaning = ` ${all} partitions are put down, and nobody works until the new deal.`;
    return telling('Eager:', meaning, ...about);
  }
  return telling(
    `${id} puts down ${what}.`,
    ' Eager: every member does, before the new deal.',
    ...about,
  );
}

/** Told with the last of them, and until the first of what was given up has a new owner. */
function tellCooperative(
  event: TraceEventOf<'partitions.revoked'>,
  moment: CaptionMoment,
  about: readonly string[],
): Telling | null {
  const { byConsumer, lastId } = revocationsOf(moment, event);
  const givers = [...byConsumer.keys()].sort();
  const given = [...byConsumer.values()].flat();
  const owned = consumersOf(moment.frame, event.data.group).flatMap((one) =>
    one.owned.map(topicPartitionKey),
  );
  const isOver = given.some((one) => owned.includes(topicPartitionKey(one)));
  if (lastId !== event.id || isOver) return null;
  const kept = owned.length;
  const give = givers.length === 1 ? 'gives up' : 'give up';
  const what =
    given.length > 3 ? countOf(given.length, 'partition') : listOf(given.map(topicPartitionKey));
  const rest =
    kept === 1
      ? 'the other one is read all the while'
      : `the other ${numberWord(kept)} are read all the while`;
  const meaning = ` ${listOf(givers)} ${give} ${what}${kept === 0 ? '' : `; ${rest}`}.`;
  return telling('Cooperative:', meaning, ...about);
}

/** Whether running members of a group own every partition of what one of them reads. */
function areAllOwned(frame: Frame, { spec }: ConsumerFrame): boolean {
  const wanted = spec.topics.flatMap((topic) => frame.topics.get(topic)?.partitions ?? []);
  const owned = consumersOf(frame, spec.group ?? '').flatMap((one) => one.owned);
  const keys = new Set(owned.map(topicPartitionKey));
  return wanted.length > 0 && wanted.every((one) => keys.has(topicPartitionKey(one)));
}

function tellAssignment(
  { data }: TraceEventOf<'partitions.assigned'>,
  { frame }: CaptionMoment,
): Telling | null {
  const { consumer, partitions, owned, group } = data;
  const about = [`consumer:${consumer}`, `group:${group}`, ...partitions.map(partitionName)];
  if (owned.length === 0) {
    const reader = frame.consumers.get(consumer);
    if (reader === undefined || reader.owned.length > 0 || !areAllOwned(frame, reader)) return null;
    return telling(
      `${consumer} is given nothing to read`,
      ': others own all partitions.',
      ...about,
    );
  }
  if (partitions.length === 0) return null;
  const keeps =
    owned.length > partitions.length
      ? `, and keeps ${partitionsOf(others(owned, partitions))}`
      : '';
  return telling(`${consumer} is given ${partitionsOf(partitions)}`, `${keeps}.`, ...about);
}

function others(
  owned: readonly TopicPartition[],
  partitions: readonly TopicPartition[],
): readonly TopicPartition[] {
  const taken = new Set(partitions.map(topicPartitionKey));
  return owned.filter((one) => !taken.has(topicPartitionKey(one)));
}

const RESET_REASONS: Readonly<Record<TraceEventOf<'offset.reset'>['data']['by'], string>> = {
  committed: ', where the group’s bookmark stands.',
  earliest: ': nothing is committed, and auto.offset.reset is earliest.',
  latest: ', the end: nothing is committed, and auto.offset.reset is latest.',
  by_duration: ': nothing is committed, and auto.offset.reset goes by time.',
  seek: ': the application asked for it.',
  truncation: ': the leader’s log ends there.',
};

function tellReset(event: TraceEventOf<'offset.reset'>, { trace }: CaptionMoment): Telling {
  const { consumer, offset, by } = event.data;
  const together = atOnce(trace, event).filter(
    ({ data }) => data.consumer === consumer && data.by === by && data.offset === offset,
  );
  const where = partitionsOf(together.map(({ data }) => data));
  return telling(
    `${consumer} begins ${where} at ${offset}`,
    RESET_REASONS[by],
    `consumer:${consumer}`,
    ...together.map(({ data }) => partitionName(data)),
  );
}

/** What a group has committed of a partition, in words. */
function bookmarkWords(frame: Frame, consumer: ConsumerFrame, key: string): string {
  const committed = groupOf(frame, consumer)?.committed.get(key);
  return committed === undefined
    ? ' It has committed nothing yet.'
    : ` Its bookmark still stands at ${committed}.`;
}

function tellPoll(
  { data }: TraceEventOf<'records.polled'>,
  { frame }: CaptionMoment,
): Telling | null {
  const consumer = frame.consumers.get(data.consumer);
  const taken = data.partitions.filter(({ recordIds }) => recordIds.length > 0);
  const [first] = taken;
  if (consumer === undefined || first === undefined || consumer.processing === null) return null;
  const count = taken.reduce((sum, { recordIds }) => sum + recordIds.length, 0);
  const about = [`consumer:${data.consumer}`, ...taken.map(partitionName)];
  const event = `${data.consumer} has ${countOf(count, 'record')} in hand.`;
  if (consumer.spec.group === null) return telling(event, '', ...about);
  if (data.skipped > 0) {
    return telling(event, ` Its filter drops ${numberWord(data.skipped)} of them.`, ...about);
  }
  const key = topicPartitionKey(first);
  const committed = groupOf(frame, consumer)?.committed.get(key) ?? 0;
  if (taken.length > 1) {
    return telling(event, ` They come from ${partitionsOf(taken)}.`, ...about);
  }
  if (committed >= first.position) return null;
  return telling(event, bookmarkWords(frame, consumer, key), ...about);
}

export const CLIENT_CAPTIONS: CaptionRules<keyof ClientEventMap> = {
  // ── Any client ────────────────────────────────────────────────────────────────────────────
  'metadata.refreshed': null,
  'client.answered': null,
  'client.failed': {
    rank: 'membership',
    tell: ({ data: { client, errorCode } }) =>
      telling(
        `${client} is refused:`,
        ` ${errorWords(errorCode)}. Its application is told.`,
        `consumer:${client}`,
      ),
  },
  'command.refused': {
    rank: 'leadership',
    tell: ({ data: { command, errorCode } }) =>
      telling(`Kafka refuses ${command}:`, ` ${errorCode}.`),
  },

  // ── Producer ──────────────────────────────────────────────────────────────────────────────
  'producer.added': null,
  'producer.altered': null,
  'producer.closed': {
    rank: 'membership',
    tell: ({ data: { producer } }) =>
      telling(`${producer} has closed.`, '', `producer:${producer}`),
  },
  'record.created': {
    rank: 'data',
    tell: (event, moment) => {
      const told = tellRecord(event, moment);
      // Where no records come by themselves, somebody has sent this one and waits to see it.
      const isByHand = moment.frame.producers.get(event.data.producer)?.spec.recordsPerSecond === 0;
      return told !== null && isByHand ? { ...told, rank: 'membership' } : told;
    },
  },
  'batch.completed': { rank: 'data', tell: tellCompletion },
  'batch.retried': { rank: 'membership', tell: tellRetry },
  'partitioner.switched': null,

  // ── Consumer ──────────────────────────────────────────────────────────────────────────────
  'consumer.added': {
    rank: 'membership',
    tell: ({ data: { id, group } }, moment) => {
      if (group === null || moment.frame.consumers.get(id)?.memberId !== '') return null;
      return telling(
        `${id} starts`,
        ` and looks for the broker that coordinates group ${group}.`,
        `consumer:${id}`,
      );
    },
  },
  'consumer.altered': null,
  'consumer.closed': null,
  'partitions.assigned': { rank: 'membership', tell: tellAssignment },
  'partitions.revoked': { rank: 'membership', tell: tellRevocation },
  'offset.reset': { rank: 'commit', tell: tellReset },
  'partition.paused': {
    rank: 'membership',
    tell: ({ data }) => {
      const what = `${data.consumer} ${data.isPaused ? 'pauses' : 'resumes'} ${topicPartitionKey(data)}.`;
      const meaning = data.isPaused ? ' It stays its own, and is not fetched.' : '';
      return telling(what, meaning, `consumer:${data.consumer}`, partitionName(data));
    },
  },
  'read-replica.changed': {
    rank: 'membership',
    tell: ({ data }) =>
      telling(
        `${data.consumer} reads ${topicPartitionKey(data)}`,
        data.broker === null
          ? ' from its leader again.'
          : ` from broker ${data.broker}, a follower in its own rack.`,
        `consumer:${data.consumer}`,
        partitionName(data),
      ),
  },
  'records.polled': { rank: 'data', tell: tellPoll },
  'record.handled': {
    rank: 'membership',
    tell: (event) => {
      const { consumer, outcome } = event.data;
      if (outcome === 'done') return null;
      return telling(handledSentence(event), '', `consumer:${consumer}`, partitionName(event.data));
    },
  },
  'records.processed': null,
};
