// What the inspector says of producers, consumers and groups.
import { isAutoCommitting } from '#kafka/protocol/consumer-configs.ts';
import { nodeIds } from '#kafka/protocol/node-id.ts';
import {
  type ConsumerFrame,
  type Frame,
  type GroupFrame,
  leaderReplica,
  partitionAt,
  partitionKey,
} from '#trace/frame.ts';
import { offsetsPartition } from '#trace/frame-settings.ts';
import { type Body, configsOf, facts, NOTHING, type StateWord } from './description.ts';

const PRODUCER_CONFIGS = [
  'acks',
  'enable.idempotence',
  'linger.ms',
  'batch.size',
  'retries',
  'delivery.timeout.ms',
  'max.in.flight.requests.per.connection',
];
const CONSUMER_CONFIGS = [
  'partition.assignment.strategy',
  'auto.offset.reset',
  'enable.auto.commit',
  'auto.commit.interval.ms',
  'max.poll.records',
  'max.poll.interval.ms',
  'session.timeout.ms',
  'heartbeat.interval.ms',
];
export function describeProducer(frame: Frame, id: string): Body {
  const producer = frame.producers.get(id);
  if (producer === undefined) return NOTHING;
  const { spec } = producer;
  return {
    states: [
      { text: producer.status, tone: producer.status === 'running' ? 'good' : 'bad' },
      ...(producer.lastError === null ? [] : [{ text: producer.lastError, tone: 'bad' as const }]),
    ],
    facts: facts({
      topic: spec.topic,
      rate: `${spec.recordsPerSecond} records/s`,
      created: producer.createdCount,
      acknowledged: producer.ackedCount,
      'not acknowledged yet': producer.pending.size,
      'requests in flight': producer.inFlight.size,
      retried: producer.retriedCount,
      failed: producer.failedCount,
    }),
    configs: configsOf('producer', spec.configs, PRODUCER_CONFIGS),
    nodeId: nodeIds.producer(id),
  };
}

export function describeConsumer(frame: Frame, id: string): Body {
  const consumer = frame.consumers.get(id);
  if (consumer === undefined) return NOTHING;
  const { spec } = consumer;
  const isUp = consumer.status === 'running';
  const positions = [...consumer.positions].map(
    ([key, offset]) => [`position ${key}`, positionWords(frame, key, offset)] as const,
  );
  const group = spec.group === null ? undefined : frame.groups.get(spec.group);
  const member = group?.members.find((one) => one.clientId === id);
  const subscription = spec.assign ?? null;
  return {
    states: [
      { text: consumer.status, tone: consumer.status === 'running' ? 'good' : 'bad' },
      ...(isUp ? workStates(consumer) : []),
      ...(consumer.lastError === null ? [] : [{ text: consumer.lastError, tone: 'bad' as const }]),
    ],
    facts: facts({
      group: spec.group ?? 'none',
      ...(subscription !== null
        ? { assigned: keysOf(subscription) }
        : { 'subscribed to': spec.pattern ?? spec.topics.join(', ') }),
      owns: keysOf(consumer.owned),
      polled: `${consumer.polledCount} records`,
      processed: `${consumer.processedCount} records`,
      'time per record': `${spec.processingMs} ms`,
      ...Object.fromEntries(positions),
      ...(spec.rack === null ? {} : { rack: spec.rack }),
      ...(consumer.readReplicas.size === 0
        ? {}
        : {
            'reads from': [...consumer.readReplicas]
              .map(([key, broker]) => `${key}: broker ${broker}`)
              .join(', '),
          }),
      ...(consumer.paused.size === 0 ? {} : { paused: [...consumer.paused].join(', ') }),
      ...(spec.filter == null ? {} : { 'filter on keys': spec.filter }),
      ...(consumer.memberId === '' ? {} : { 'member id': consumer.memberId }),
      ...(member?.memberEpoch == null ? {} : { 'member epoch': member.memberEpoch }),
      ...(member?.groupInstanceId == null ? {} : { 'group.instance.id': member.groupInstanceId }),
    }),
    configs: configsOf('consumer', spec.configs, CONSUMER_CONFIGS).map((one) =>
      one.name === 'enable.auto.commit' ? { ...one, value: String(isAutoCommitting(spec)) } : one,
    ),
    nodeId: nodeIds.consumer(id),
  };
}

/** What it does; a process that does not run does nothing. */
function workStates({ spec, membership, processing }: ConsumerFrame): StateWord[] {
  return [
    { text: spec.group === null ? 'no group' : membership, tone: 'plain' },
    { text: processing === null ? 'in poll()' : 'processing', tone: 'plain' },
  ];
}

/** The next offset to fetch, and how far the high watermark is beyond it. */
function positionWords(frame: Frame, key: string, offset: number): string {
  const partition = partitionAt(frame, key);
  const leader = partition === undefined ? undefined : leaderReplica(partition);
  return leader === undefined
    ? String(offset)
    : `${offset} (lag ${Math.max(0, leader.highWatermark - offset)})`;
}

function keysOf(partitions: readonly { topic: string; partition: number }[]): string {
  const keys = partitions.map(({ topic, partition }) => partitionKey(topic, partition));
  return keys.join(', ') || 'nothing';
}

/** A member as the coordinator has it; with KIP-848 also what it moves to. */
function memberWords(member: GroupFrame['members'][number]): string {
  const owns = keysOf(member.assignment);
  if (member.memberEpoch === null) return owns;
  const target = keysOf(member.target);
  return [
    `epoch ${member.memberEpoch}`,
    member.memberState ?? '',
    `owns ${owns}`,
    ...(target === owns ? [] : [`target ${target}`]),
    ...(member.toRevoke.length === 0 ? [] : [`to revoke ${keysOf(member.toRevoke)}`]),
  ].join('; ');
}

export function describeGroup(frame: Frame, id: string): Body {
  const group = frame.groups.get(id);
  if (group === undefined) return NOTHING;
  const offsetsOf = offsetsPartition(frame, id);
  const isClassic = group.protocol === 'classic';
  const leader = group.members.find((one) => one.memberId === group.leader);
  const members = group.members.map((one) => [`member ${one.clientId}`, memberWords(one)] as const);
  const offsets = [...group.committed].map(
    ([key, offset]) => [`committed ${key}`, offset] as const,
  );
  return {
    states: [{ text: group.state, tone: group.state === 'Stable' ? 'good' : 'plain' }],
    facts: facts({
      protocol: group.protocol,
      ...(isClassic
        ? { generation: group.generation }
        : {
            'group epoch': group.generation,
            'assignment epoch': group.assignmentEpoch ?? '–',
          }),
      coordinator: group.coordinator === -1 ? 'not found' : `broker ${group.coordinator}`,
      'offsets partition':
        offsetsOf === undefined ? '–' : partitionKey(offsetsOf.topic, offsetsOf.partition),
      assignor: group.assignor || '–',
      ...(isClassic ? { leader: leader?.clientId ?? '–' } : {}),
      members: group.members.length,
      ...Object.fromEntries(members),
      ...Object.fromEntries(offsets),
    }),
    configs: [],
    nodeId: group.coordinator === -1 ? null : nodeIds.broker(group.coordinator),
  };
}
