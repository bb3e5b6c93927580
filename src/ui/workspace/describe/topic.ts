// What the inspector says of topics, partitions, replicas and records.
import { nodeIds } from '#kafka/protocol/node-id.ts';
import type { KafkaRecord } from '#kafka/protocol/record.ts';
import {
  type Frame,
  leaderReplica,
  partitionKey,
  type PartitionFrame,
  partitionLag,
  recordAt,
  type ReplicaFrame,
} from '#trace/frame.ts';
import { minIsr, topicConfig } from '#trace/frame-settings.ts';
import { type Body, type ConfigValue, configsOf, facts, list, NOTHING } from './description.ts';

/** Roles of replicas that take no part. */
const IDLE_ROLES: readonly ReplicaFrame['role'][] = ['no leader', 'offline'];

const TOPIC_CONFIGS = [
  'min.insync.replicas',
  'unclean.leader.election.enable',
  'retention.ms',
  'cleanup.policy',
];

/** As the brokers read them: what the topic does not say comes from the cluster. */
function topicConfigs(frame: Frame, topic: string): readonly ConfigValue[] {
  const own = frame.topics.get(topic)?.configs ?? {};
  return configsOf('topic', own, TOPIC_CONFIGS).map((config) => ({
    ...config,
    value: topicConfig(frame, topic, config.name),
  }));
}

export function describeTopic(frame: Frame, name: string): Body {
  const topic = frame.topics.get(name);
  if (topic === undefined) return NOTHING;
  return {
    states: [],
    facts: facts({
      partitions: topic.partitions.length,
      'replication factor': topic.partitions[0]?.state.replicas.length ?? 0,
      records: topic.partitions.reduce(
        (sum, one) => sum + (leaderReplica(one)?.log.recordCount ?? 0),
        0,
      ),
    }),
    configs: topicConfigs(frame, name),
    nodeId: null,
  };
}

export function describePartition(frame: Frame, partition: PartitionFrame): Body {
  const { state } = partition;
  const leader = leaderReplica(partition);
  const fetched = [...(leader?.followerEndOffsets ?? [])].map(
    ([broker, offset]) => [`broker ${broker} fetched to`, offset === -1 ? '–' : offset] as const,
  );
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
      'min.insync.replicas': minIsr(frame, partition),
      ELR: list(state.elr),
      'last known ELR': list(state.lastKnownElr),
      'leader recovery state': state.leaderRecoveryState,
      'being added': list(state.addingReplicas),
      'being removed': list(state.removingReplicas),
      ...Object.fromEntries(fetched),
      'log end offset': leader?.logEndOffset ?? '–',
      'high watermark': leader?.highWatermark ?? '–',
      ...committed,
    }),
    configs: topicConfigs(frame, partition.topic),
    nodeId: state.leader === -1 ? null : nodeIds.broker(state.leader),
  };
}

export function describeReplica(partition: PartitionFrame, replica: ReplicaFrame): Body {
  const { state } = partition;
  const isInSync = state.isr.includes(replica.broker);
  return {
    states: [
      { text: replica.role, tone: IDLE_ROLES.includes(replica.role) ? 'bad' : 'plain' },
      { text: isInSync ? 'in sync' : 'not in sync', tone: isInSync ? 'good' : 'bad' },
      ...(replica.role === 'leader' && state.leader !== replica.broker
        ? [{ text: 'deposed', tone: 'bad' as const }]
        : []),
    ],
    facts: facts({
      'leader epoch':
        replica.leaderEpoch === state.leaderEpoch
          ? replica.leaderEpoch
          : `${replica.leaderEpoch}, the partition’s is ${state.leaderEpoch}`,
      leader: state.leader === -1 ? 'none' : `broker ${state.leader}`,
      ISR: list(state.isr),
      // A leader works with what it last heard, or asked for.
      ...(replica.role === 'leader' ? { 'its own ISR': list(replica.isr) } : {}),
      replicas: state.replicas.join(', '),
      'log end offset': replica.logEndOffset,
      'high watermark': replica.highWatermark,
      'log start offset': replica.log.startOffset,
      ...(state.elr.length > 0 ? { ELR: list(state.elr) } : {}),
    }),
    configs: [],
    nodeId: nodeIds.broker(replica.broker),
  };
}

function headerFacts({ headers }: KafkaRecord): Readonly<Record<string, string>> {
  if (headers.length === 0) return {};
  return { headers: list(headers.map(({ key, value }) => `${key}: ${value?.text ?? 'null'}`)) };
}

export function describeRecord(frame: Frame, id: string): Body {
  const found = recordAt(frame, id);
  if (found === undefined) return NOTHING;
  const { record, partition, broker } = found;
  const [name = '', offsetText = ''] = id.split('#');
  const offset = Number(offsetText);
  const leader = leaderReplica(partition);
  const isLeaders = leader?.broker === broker;
  const isVisible = isLeaders && offset < leader.highWatermark;
  const holders = [...partition.replicas.values()]
    .filter((one) => one.log.at(offset)?.id === record.id)
    .map((one) => one.broker);
  return {
    states: [
      !isLeaders
        ? { text: leader === undefined ? 'no leader' : 'not in the leader’s log', tone: 'bad' }
        : isVisible
          ? { text: 'visible to consumers', tone: 'good' }
          : { text: 'above the high watermark', tone: 'bad' },
    ],
    facts: facts({
      partition: name,
      offset,
      key: record.key?.text ?? 'null',
      value: record.value?.text ?? 'null',
      ...headerFacts(record),
      timestamp: `${record.timestampMs} ms`,
      size: `${record.sizeBytes} bytes`,
      'on brokers': list(holders),
      'high watermark': leader?.highWatermark ?? '–',
    }),
    configs: [],
    nodeId: nodeIds.broker(broker),
  };
}
