// What the inspector says of a thing: title, states, numbers, configs. Pure reading of the Frame.
import { type Configs, nodeIds } from '#kafka/commands.ts';
import { CONFIG_DEFAULTS, type ConfigScope } from '#kafka/protocol/config-defaults.ts';
import { readConfig } from '#kafka/protocol/configs.ts';
import type { Target } from '#stage/scene.ts';
import {
  type Frame,
  leaderReplica,
  partitionKey,
  partitionLag,
  type PartitionFrame,
  type ReplicaFrame,
} from '#trace/frame.ts';
import { formatSeconds } from '#ui/format.ts';

export interface StateWord {
  readonly text: string;
  readonly tone: 'good' | 'bad' | 'plain';
}

export interface NamedValue {
  readonly name: string;
  readonly value: string;
}

export interface Description {
  readonly title: string;
  readonly states: readonly StateWord[];
  readonly facts: readonly NamedValue[];
  readonly configs: readonly NamedValue[];
  /** The sim node whose RPCs belong to it; null when it has none. */
  readonly nodeId: string | null;
}

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
const TOPIC_CONFIGS = [
  'min.insync.replicas',
  'unclean.leader.election.enable',
  'retention.ms',
  'cleanup.policy',
];

/** Configs worth showing: those that were set, then the usual suspects with Kafka's defaults. */
function configsOf(scope: ConfigScope, given: Configs, usual: readonly string[]): NamedValue[] {
  const names = [...Object.keys(given), ...usual.filter((name) => !(name in given))];
  return names
    .filter((name) => name in CONFIG_DEFAULTS[scope])
    .map((name) => ({ name, value: readConfig(scope, given, name) }));
}

function list(items: readonly (number | string)[]): string {
  return items.length === 0 ? 'none' : `{${items.join(', ')}}`;
}

function facts(values: Readonly<Record<string, string | number>>): NamedValue[] {
  return Object.entries(values).map(([name, value]) => ({ name, value: String(value) }));
}

const NOTHING: Omit<Description, 'title'> = { states: [], facts: [], configs: [], nodeId: null };

/** `orders-0` → topic and partition. */
export function splitPartition(id: string): { topic: string; partition: number } {
  const cut = id.lastIndexOf('-');
  return { topic: id.slice(0, cut), partition: Number(id.slice(cut + 1)) };
}

function partitionAt(frame: Frame, id: string): PartitionFrame | undefined {
  const { topic, partition } = splitPartition(id);
  return frame.topics.get(topic)?.partitions[partition];
}

function describeBroker(frame: Frame, id: number): Omit<Description, 'title'> {
  const broker = frame.brokers.get(id);
  if (broker === undefined) return NOTHING;
  let leads = 0;
  let follows = 0;
  for (const topic of frame.topics.values()) {
    for (const { state } of topic.partitions) {
      if (state.leader === id) leads += 1;
      else if (state.replicas.includes(id)) follows += 1;
    }
  }
  const isUp = broker.status === 'running';
  return {
    states: [
      { text: broker.status, tone: isUp ? 'good' : 'bad' },
      { text: broker.registration, tone: broker.registration === 'unfenced' ? 'good' : 'bad' },
    ],
    facts: facts({
      'broker epoch': broker.brokerEpoch,
      leads: `${leads} partitions`,
      follows: `${follows} partitions`,
      'metadata offset': broker.metadataOffset,
      rack: broker.rack ?? 'none',
      disk:
        broker.appendLatencyUs === 0 ? 'healthy' : `${broker.appendLatencyUs / 1_000} ms an append`,
      since: formatSeconds(broker.statusAtUs),
    }),
    configs: [],
    nodeId: nodeIds.broker(id),
  };
}

function describeReplica(
  partition: PartitionFrame,
  replica: ReplicaFrame,
): Omit<Description, 'title'> {
  const { state } = partition;
  const isInSync = state.isr.includes(replica.broker);
  return {
    states: [
      { text: replica.role, tone: replica.role === 'offline' ? 'bad' : 'plain' },
      { text: isInSync ? 'in sync' : 'not in sync', tone: isInSync ? 'good' : 'bad' },
    ],
    facts: facts({
      'leader epoch': replica.leaderEpoch,
      ISR: list(state.isr),
      replicas: state.replicas.join(', '),
      'log end offset': replica.logEndOffset,
      'high watermark': replica.highWatermark,
      'log start offset': replica.logStartOffset,
      ...(state.elr.length > 0 ? { ELR: list(state.elr) } : {}),
    }),
    configs: [],
    nodeId: nodeIds.broker(replica.broker),
  };
}

function describePartition(frame: Frame, partition: PartitionFrame): Omit<Description, 'title'> {
  const { state } = partition;
  const leader = leaderReplica(partition);
  const committed: Record<string, string> = {};
  for (const group of frame.groups.values()) {
    const offset = group.committed.get(partitionKey(partition.topic, partition.partition));
    if (offset === undefined) continue;
    committed[`${group.id} committed`] = String(offset);
    committed[`${group.id} lag`] = String(partitionLag(partition, group) ?? '–');
  }
  return {
    states: [
      state.leader === -1
        ? { text: 'no leader', tone: 'bad' }
        : { text: `leader: broker ${state.leader}`, tone: 'good' },
      {
        text: `${state.isr.length} of ${state.replicas.length} in sync`,
        tone: state.isr.length === state.replicas.length ? 'good' : 'bad',
      },
    ],
    facts: facts({
      'leader epoch': state.leaderEpoch,
      'partition epoch': state.partitionEpoch,
      replicas: state.replicas.join(', '),
      ISR: list(state.isr),
      ELR: list(state.elr),
      'log end offset': leader?.logEndOffset ?? '–',
      'high watermark': leader?.highWatermark ?? '–',
      ...committed,
    }),
    configs: configsOf('topic', frame.topics.get(partition.topic)?.configs ?? {}, TOPIC_CONFIGS),
    nodeId: state.leader === -1 ? null : nodeIds.broker(state.leader),
  };
}

function describeProducer(frame: Frame, id: string): Omit<Description, 'title'> {
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
      'on the way': producer.pending.size,
      retried: producer.retriedCount,
      failed: producer.failedCount,
    }),
    configs: configsOf('producer', spec.configs, PRODUCER_CONFIGS),
    nodeId: nodeIds.producer(id),
  };
}

function describeConsumer(frame: Frame, id: string): Omit<Description, 'title'> {
  const consumer = frame.consumers.get(id);
  if (consumer === undefined) return NOTHING;
  const { spec } = consumer;
  const positions = [...consumer.positions].map(
    ([key, offset]) => [`position ${key}`, offset] as const,
  );
  return {
    states: [
      { text: consumer.status, tone: consumer.status === 'running' ? 'good' : 'bad' },
      { text: consumer.membership, tone: 'plain' },
      { text: consumer.processing === null ? 'in poll()' : 'processing', tone: 'plain' },
    ],
    facts: facts({
      group: spec.group ?? 'none',
      owns:
        consumer.owned.map((one) => partitionKey(one.topic, one.partition)).join(', ') || 'nothing',
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
      ...(consumer.memberId === '' ? {} : { 'member id': consumer.memberId }),
    }),
    configs: configsOf('consumer', spec.configs, CONSUMER_CONFIGS),
    nodeId: nodeIds.consumer(id),
  };
}

function describeGroup(frame: Frame, id: string): Omit<Description, 'title'> {
  const group = frame.groups.get(id);
  if (group === undefined) return NOTHING;
  const offsets = [...group.committed].map(
    ([key, offset]) => [`committed ${key}`, offset] as const,
  );
  return {
    states: [{ text: group.state, tone: group.state === 'Stable' ? 'good' : 'plain' }],
    facts: facts({
      [group.protocol === 'classic' ? 'generation' : 'group epoch']: group.generation,
      coordinator: group.coordinator === -1 ? 'not found' : `broker ${group.coordinator}`,
      assignor: group.assignor || '–',
      leader: group.leader || '–',
      members: group.members.length,
      ...Object.fromEntries(offsets),
    }),
    configs: [],
    nodeId: group.coordinator === -1 ? null : nodeIds.broker(group.coordinator),
  };
}

function describePacket(frame: Frame, id: number): Omit<Description, 'title'> {
  const packet = frame.packets.get(id);
  if (packet === undefined) {
    return { ...NOTHING, states: [{ text: 'no longer on its way', tone: 'plain' }] };
  }
  return {
    states: [
      { text: packet.kind, tone: 'plain' },
      ...(packet.errorCode === 'NONE' ? [] : [{ text: packet.errorCode, tone: 'bad' as const }]),
    ],
    facts: facts({
      API: packet.api,
      from: packet.from,
      to: packet.to,
      sent: formatSeconds(packet.sentAtUs),
      arrives: formatSeconds(packet.deliverAtUs),
      records: packet.cargo.length,
    }),
    configs: [],
    nodeId: packet.from,
  };
}

function describeRecord(frame: Frame, id: string): Omit<Description, 'title'> {
  const [name = '', offsetText = ''] = id.split('#');
  const partition = partitionAt(frame, name);
  const leader = partition === undefined ? undefined : leaderReplica(partition);
  const offset = Number(offsetText);
  const record = leader?.records.at(offset - leader.logStartOffset);
  if (partition === undefined || leader === undefined || record === undefined) return NOTHING;
  const isVisible = offset < leader.highWatermark;
  return {
    states: [
      isVisible
        ? { text: 'visible to consumers', tone: 'good' }
        : { text: 'above the high watermark', tone: 'bad' },
    ],
    facts: facts({
      partition: name,
      offset,
      key: record.key ?? 'null',
      value: record.value ?? 'null',
      timestamp: `${record.timestampMs} ms`,
      size: `${record.sizeBytes} bytes`,
    }),
    configs: [],
    nodeId: nodeIds.broker(partition.state.leader),
  };
}

function describeTopic(frame: Frame, name: string): Omit<Description, 'title'> {
  const topic = frame.topics.get(name);
  if (topic === undefined) return NOTHING;
  return {
    states: [],
    facts: facts({
      partitions: topic.partitions.length,
      'replication factor': topic.partitions[0]?.state.replicas.length ?? 0,
      records: topic.partitions.reduce(
        (sum, one) => sum + (leaderReplica(one)?.records.length ?? 0),
        0,
      ),
    }),
    configs: configsOf('topic', topic.configs, TOPIC_CONFIGS),
    nodeId: null,
  };
}

function describeController(frame: Frame, id: number): Omit<Description, 'title'> {
  const controller = frame.controllers.get(id);
  if (controller === undefined) return NOTHING;
  return {
    states: [
      { text: controller.status, tone: controller.status === 'running' ? 'good' : 'bad' },
      { text: controller.state, tone: 'plain' },
      ...(controller.isActive ? [{ text: 'active controller', tone: 'good' as const }] : []),
    ],
    facts: facts({
      epoch: controller.epoch,
      leader: controller.leaderId,
      'log end offset': controller.logEndOffset,
      'high watermark': controller.highWatermark,
    }),
    configs: [],
    nodeId: nodeIds.controller(id),
  };
}

/** Everything that the inspector shows of a target, apart from *why*. */
export function describeTarget(frame: Frame, target: Target): Description {
  const { id } = target;
  switch (target.type) {
    case 'broker':
      return { title: `Broker ${id}`, ...describeBroker(frame, Number(id)) };
    case 'controller':
      return { title: `Controller ${id}`, ...describeController(frame, Number(id)) };
    case 'topic':
      return { title: `Topic ${id}`, ...describeTopic(frame, id) };
    case 'partition': {
      const partition = partitionAt(frame, id);
      return {
        title: `Partition ${id}`,
        ...(partition === undefined ? NOTHING : describePartition(frame, partition)),
      };
    }
    case 'replica': {
      const [name = '', broker = ''] = id.split('@');
      const partition = partitionAt(frame, name);
      const replica = partition?.replicas.get(Number(broker));
      const title = `${name} on broker ${broker}`;
      return partition === undefined || replica === undefined
        ? { title, ...NOTHING }
        : { title, ...describeReplica(partition, replica) };
    }
    case 'record':
      return { title: `Record ${id.replace('#', ' at offset ')}`, ...describeRecord(frame, id) };
    case 'producer':
      return { title: `Producer ${id}`, ...describeProducer(frame, id) };
    case 'consumer':
      return { title: `Consumer ${id}`, ...describeConsumer(frame, id) };
    case 'group':
      return { title: `Group ${id}`, ...describeGroup(frame, id) };
    case 'packet': {
      const packet = frame.packets.get(Number(id));
      return {
        title: packet === undefined ? `Packet ${id}` : `${packet.api} ${packet.kind}`,
        ...describePacket(frame, Number(id)),
      };
    }
  }
}

/** Under which name the trace tells of the state machines of a target; '' when it has none. */
export function machineSubjectOf({ type, id }: Target): string {
  switch (type) {
    case 'broker':
      return nodeIds.broker(Number(id));
    case 'controller':
      return nodeIds.controller(Number(id));
    case 'replica':
      return id.replace('@', '@broker-');
    case 'consumer':
    case 'group':
      return id;
    default:
      return '';
  }
}
