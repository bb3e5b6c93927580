// Captions for what brokers tell: records written, made visible, cut off, requests that wait.
import type { TraceEventOf } from '#kafka/events.ts';
import type { BrokerEventMap } from '#kafka/events/broker.ts';
import type { RequestBody } from '#kafka/protocol/api.ts';
import { type TopicPartition, topicPartitionKey } from '#kafka/protocol/topic-partition.ts';
import { type Frame, isRunning, partitionAt } from '#trace/frame.ts';
import { nameOf } from '#trace/name.ts';
import {
  findPartition,
  followersOf,
  isPeoples,
  leaderOf,
  lossOf,
  partitionName,
  silentInIsr,
  withoutOffset,
} from './facts.ts';
import { type CaptionMoment, type CaptionRules, type Telling, telling } from './rule.ts';
import { brokersOf, capital, countOf, listOf, offsetsOf, timeOf } from './words.ts';

function tellAppend(
  { data }: TraceEventOf<'records.appended'>,
  { frame }: CaptionMoment,
): Telling | null {
  const partition = findPartition(frame, data);
  if (!isPeoples(data) || partition === undefined) return null;
  const last = data.logEndOffset - 1;
  const leader = leaderOf(partition);
  if (leader === undefined || leader.highWatermark > last) return null;
  const about = [`broker:${data.broker}`, partitionName(data)];
  const offsets = offsetsOf(data.batch.baseOffset, last);
  const event = `Broker ${data.broker} has written ${offsets}${ofPartition(frame, data)}.`;
  const silent = silentInIsr(frame, partition);
  if (silent.length > 0) return null;
  const behind = withoutOffset(partition, last);
  if (behind.length === 0) return null;
  const isOne = behind.length === 1;
  const meaning =
    data.batch.records.length === 1
      ? ` It is not visible yet: ${brokersOf(behind)} ${isOne ? 'has not fetched' : 'lack'} it.`
      : ` They are not visible: ${brokersOf(behind)} ${isOne ? 'lacks' : 'lack'} them.`;
  return telling(event, meaning, ...about);
}

/** The producer that is answered because of an event, in the same moment. */
function answered({ trace }: CaptionMoment, event: TraceEventOf<'highWatermark.advanced'>) {
  for (let id = event.id + 1; ; id += 1) {
    const later = trace.at(id);
    if (later?.atUs !== event.atUs) return null;
    if (later.type !== 'response.sent' || later.node !== event.node) continue;
    if ((later.data.body as RequestBody).api === 'Produce') return nameOf(later.data.to);
  }
}

/** Where a topic has several partitions, which one. */
function ofPartition(frame: Frame, one: TopicPartition): string {
  const count = frame.topics.get(one.topic)?.partitions.length ?? 0;
  return count > 1 ? ` of ${topicPartitionKey(one)}` : '';
}

function tellVisible(
  event: TraceEventOf<'highWatermark.advanced'>,
  moment: CaptionMoment,
): Telling | null {
  const { data } = event;
  const partition = findPartition(moment.frame, data);
  if (!isPeoples(data) || partition?.state.leader !== data.broker) return null;
  const last = data.highWatermark - 1;
  if ((leaderOf(partition)?.highWatermark ?? 0) < data.highWatermark) return null;
  const about = [partitionName(data), `broker:${data.broker}`];
  const followers = followersOf(partition);
  const told = answered(moment, event);
  const rises =
    told === null ? 'The waterline rises.' : `The waterline rises, and ${told} is told.`;
  const offsets = offsetsOf(data.previous, last);
  if (withoutOffset(partition, last).length > 0) return null;
  if (followers.length === 0) {
    const why =
      partition.state.replicas.length > 1
        ? 'Nobody else is in the ISR: it is visible at once.'
        : 'There is no other replica: it is visible at once.';
    const said = `Broker ${data.broker} has written ${offsets} of ${topicPartitionKey(data)}.`;
    return telling(
      said,
      ` ${last > data.previous ? why.replace('it is visible at once', 'they are visible now') : why}`,
      ...about,
    );
  }
  const [who, has] =
    followers.length === 1
      ? [`Broker ${followers[0] ?? ''}`, 'has']
      : [followers.length === 2 ? 'Both followers' : 'All followers in the ISR', 'have'];
  const areThere = followers.every((id) => isRunning(moment.frame.brokers.get(id)));
  const [had, inTime] = areThere ? [has, ''] : ['had', ' in time'];
  return telling(
    `${who} ${had} ${offsets}${ofPartition(moment.frame, data)}${inTime}.`,
    ` ${rises}`,
    ...about,
  );
}

function tellTruncation(
  { data }: TraceEventOf<'log.truncated'>,
  moment: CaptionMoment,
): Telling | null {
  const partition = findPartition(moment.frame, data);
  if (!isPeoples(data) || partition === undefined) return null;
  const about = [`broker:${data.broker}`, partitionName(data)];
  const { logEndOffset, previousLogEndOffset } = data;
  const cut = offsetsOf(logEndOffset, previousLogEndOffset - 1);
  const loss = lossOf(moment, partition, logEndOffset);
  if (loss !== null) return { ...tellLoss(loss.producers, loss.offsets, about), rank: 'loss' };
  const event = `Broker ${data.broker} cuts off ${cut} of ${topicPartitionKey(data)}.`;
  const isOne = logEndOffset === previousLogEndOffset - 1;
  const them = isOne ? 'it' : 'them';
  return telling(event, ` The leader lacks ${them}; nobody was promised ${them}.`, ...about);
}

/** What was promised and is gone. */
export function tellLoss(
  producers: readonly string[],
  offsets: readonly number[],
  about: readonly string[],
): Telling {
  const [first = 0] = offsets;
  const isOne = offsets.length === 1;
  const was = producers.length === 1 ? 'was' : 'were';
  const safe = isOne ? `record ${first} is safe` : `${countOf(offsets.length, 'record')} are safe`;
  return {
    event: `${listOf(producers)} ${was} told that ${safe}.`,
    meaning: isOne
      ? ' No living broker has it: it is lost.'
      : ' No living broker has them: they are lost.',
    about,
    rank: 'loss',
  };
}

/** A broker that comes back with more than the leader has, or with something else. */
function tellRole(
  { data }: TraceEventOf<'replica.role-changed'>,
  { frame }: CaptionMoment,
): Telling | null {
  const partition = findPartition(frame, data);
  if (data.role !== 'follower' || !isPeoples(data) || partition === undefined) return null;
  const own = partition.replicas.get(data.broker);
  const leader = leaderOf(partition);
  if (own === undefined || leader === undefined || leader.broker === data.broker) return null;
  let from = own.logEndOffset;
  while (from > 0 && own.log.at(from - 1)?.id !== leader.log.at(from - 1)?.id) from -= 1;
  if (from >= own.logEndOffset) return null;
  const nobodyHad = [...partition.replicas.values()].every(
    ({ broker, log }) => broker === data.broker || log.at(from)?.id !== own.log.at(from)?.id,
  );
  const had = nobodyHad ? ', which the others never had' : '';
  return telling(
    `Broker ${data.broker} is back as a follower`,
    ` and must cut off ${offsetsOf(from, own.logEndOffset - 1)}${had}.`,
    `broker:${data.broker}`,
    partitionName(data),
  );
}

/** Whether a consumer has read all that it may see of what a broker leads. */
function hasReadAll(frame: Frame, consumer: string, broker: number): boolean {
  const { positions } = frame.consumers.get(consumer) ?? {};
  if (positions === undefined) return false;
  for (const [key, position] of positions) {
    const partition = partitionAt(frame, key);
    if (partition?.state.leader !== broker) continue;
    if ((leaderOf(partition)?.highWatermark ?? 0) > position) return false;
  }
  return true;
}

function tellParked(
  event: TraceEventOf<'request.parked'>,
  { trace, frame }: CaptionMoment,
): Telling | null {
  const cause = trace.at(event.cause);
  const id = Number(event.node.replace('broker-', ''));
  if (cause?.type !== 'request.received' || !isRunning(frame.brokers.get(id))) return null;
  const body = cause.data.body as RequestBody;
  const who = nameOf(cause.data.from);
  const where = nameOf(event.node);
  const about = [`broker:${id}`];
  switch (body.api) {
    case 'Fetch': {
      if (body.replicaId !== -1 || !hasReadAll(frame, who, id)) return null;
      const held = ` there is nothing, so ${where} holds its Fetch for up to ${timeOf(body.maxWaitMs)}.`;
      const told = telling(`${who} asks for more;`, held, `consumer:${who}`, ...about);
      return { ...told, rank: 'heartbeat' };
    }
    case 'Produce': {
      const [first] = body.partitions;
      if (first === undefined || !isPeoples(first)) return null;
      const key = topicPartitionKey(first);
      const meaning = ` until the other replicas in the ISR of ${key} have the record.`;
      return telling(
        `${capital(where)} keeps ${who} waiting`,
        meaning,
        `producer:${who}`,
        ...about,
      );
    }
    case 'JoinGroup':
      return telling(
        `${capital(where)} holds ${who}’s JoinGroup:`,
        ' it waits for the other members of the group.',
        `consumer:${who}`,
        `group:${body.groupId}`,
      );
    default:
      return null;
  }
}

function tellDisk({ data: { broker, appendLatencyUs } }: TraceEventOf<'disk.changed'>): Telling {
  return appendLatencyUs === 0
    ? telling(`The disk of broker ${broker} is quick again.`, '', `broker:${broker}`)
    : telling(
        `The disk of broker ${broker} is slow:`,
        ` each append takes ${timeOf(appendLatencyUs / 1_000)}.`,
        `broker:${broker}`,
      );
}

export const BROKER_CAPTIONS: CaptionRules<keyof BrokerEventMap> = {
  'broker.added': null,
  'disk.changed': { rank: 'leadership', tell: tellDisk },
  'metadata.applied': null,
  'replica.role-changed': { rank: 'leadership', tell: tellRole },
  'records.appended': { rank: 'data', tell: tellAppend },
  'log.truncated': { rank: 'leadership', tell: tellTruncation },
  'highWatermark.advanced': { rank: 'visibility', tell: tellVisible },
  'follower.progressed': null,
  'isr.change-requested': {
    rank: 'data',
    tell: ({ data }) => {
      const gone = data.isr.filter((broker) => !data.newIsr.includes(broker));
      const come = data.newIsr.filter((broker) => !data.isr.includes(broker));
      if (!isPeoples(data) || gone.length + come.length === 0) return null;
      const change =
        gone.length > 0
          ? `let ${brokersOf(gone)} leave the ISR of`
          : `let ${brokersOf(come)} into the ISR of`;
      return telling(
        `Broker ${data.broker} asks the controller`,
        ` to ${change} ${topicPartitionKey(data)}.`,
        `broker:${data.broker}`,
        partitionName(data),
      );
    },
  },
  'isr.changed': null,
  'request.parked': { rank: 'data', tell: tellParked },
};
