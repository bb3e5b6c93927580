// Answers a tool's requests out of a cluster that is written down, as a broker would: what the golden
// data of the tools ran against.
import type { RequestBody, ResponseBody } from '#kafka/protocol/api.ts';
import type { ErrorName } from '#kafka/protocol/errors.ts';
import { checkConfig } from '#kafka/protocol/configs.ts';
import { CONFIG_DEFAULTS } from '#kafka/protocol/config-defaults.ts';
import { errorResponse } from '#kafka/protocol/error-response.ts';
import type { GroupState } from '#kafka/protocol/states.ts';
import {
  parseTopicPartition,
  type TopicPartition,
  topicPartitionKey,
} from '#kafka/protocol/topic-partition.ts';

interface WrittenPartition {
  readonly leader?: number;
  readonly replicas: readonly number[];
  readonly isr: readonly number[];
  readonly elr?: readonly number[];
  readonly lastKnownElr?: readonly number[];
  readonly adding?: readonly number[];
  readonly removing?: readonly number[];
  readonly logStart: number;
  readonly logEnd: number;
}

interface WrittenMember {
  readonly id: string;
  readonly instanceId?: string;
  readonly clientId: string;
  readonly host: string;
  readonly assigned: readonly string[];
  readonly target?: readonly string[];
  readonly epoch?: number;
  readonly upgraded?: boolean;
}

interface WrittenGroup {
  readonly type: 'classic' | 'Consumer';
  readonly state: GroupState;
  readonly assignor: string;
  readonly coordinator: number;
  readonly groupEpoch?: number;
  readonly targetEpoch?: number;
  readonly members: readonly WrittenMember[];
  readonly offsets: Readonly<Record<string, number>>;
  readonly offsetLeaderEpochs?: Readonly<Record<string, number>>;
}

/** A cluster as the data has it. */
export interface WrittenCluster {
  readonly brokers: readonly number[];
  readonly deadBrokers?: readonly number[];
  readonly topics: Readonly<
    Record<
      string,
      {
        readonly id: string;
        readonly configs: Readonly<Record<string, string>>;
        readonly internal?: boolean;
        readonly partitions: readonly WrittenPartition[];
      }
    >
  >;
  readonly groups: Readonly<Record<string, WrittenGroup>>;
}

type Answer = (cluster: WrittenCluster, body: never) => ResponseBody;

function liveBrokers({ brokers, deadBrokers = [] }: WrittenCluster): readonly number[] {
  return brokers.filter((id) => !deadBrokers.includes(id));
}

function partitionAt(
  { topics }: WrittenCluster,
  { topic, partition }: TopicPartition,
): WrittenPartition | undefined {
  return topics[topic]?.partitions[partition];
}

const NO_TOPIC = 'This server does not host this topic-partition.';

function topicError(cluster: WrittenCluster, name: string): ErrorName {
  return cluster.topics[name] === undefined ? 'UNKNOWN_TOPIC_OR_PARTITION' : 'NONE';
}

// ── Topics ──────────────────────────────────────────────────────────────────────────────────

function metadata(cluster: WrittenCluster, body: RequestBody<'Metadata'>): ResponseBody {
  const names = body.topics ?? Object.keys(cluster.topics);
  return {
    api: 'Metadata',
    brokers: liveBrokers(cluster).map((nodeId) => ({ nodeId, rack: null })),
    controllerId: cluster.brokers[0] ?? 0,
    topics: names.map((name) => ({
      errorCode: topicError(cluster, name),
      name,
      topicId: cluster.topics[name]?.id ?? '',
      isInternal: cluster.topics[name]?.internal ?? false,
      partitions: [],
    })),
  };
}

function describeTopics(
  cluster: WrittenCluster,
  body: RequestBody<'DescribeTopicPartitions'>,
): ResponseBody {
  return {
    api: 'DescribeTopicPartitions',
    topics: body.topics.map((name) => ({
      errorCode: topicError(cluster, name),
      name,
      topicId: cluster.topics[name]?.id ?? '',
      isInternal: cluster.topics[name]?.internal ?? false,
      partitions: (cluster.topics[name]?.partitions ?? []).map((one, partitionIndex) => ({
        errorCode: 'NONE',
        partitionIndex,
        leaderId: one.leader ?? -1,
        leaderEpoch: 0,
        replicaNodes: one.replicas,
        isrNodes: one.isr,
        eligibleLeaderReplicas: one.elr ?? [],
        lastKnownElr: one.lastKnownElr ?? [],
      })),
    })),
  };
}

function describeConfigs(
  cluster: WrittenCluster,
  body: RequestBody<'DescribeConfigs'>,
): ResponseBody {
  return {
    api: 'DescribeConfigs',
    results: body.resources.map((resource) => {
      const own = cluster.topics[resource.resourceName]?.configs ?? {};
      const rows = Object.values(CONFIG_DEFAULTS.topic);
      return {
        ...resource,
        errorCode: 'NONE',
        errorMessage: null,
        configs: rows.map((row) => ({
          name: row.name,
          value: own[row.name] ?? row.default,
          configSource: own[row.name] === undefined ? 'DEFAULT_CONFIG' : 'DYNAMIC_TOPIC_CONFIG',
          isSensitive: false,
          synonyms: [],
        })),
      };
    }),
  };
}

function createTopics(cluster: WrittenCluster, body: RequestBody<'CreateTopics'>): ResponseBody {
  const problemOf = (
    topic: RequestBody<'CreateTopics'>['topics'][number],
  ): readonly [ErrorName, string | null] => {
    const { name, replicationFactor, configs } = topic;
    if (cluster.topics[name] !== undefined) {
      return ['TOPIC_ALREADY_EXISTS', `Topic '${name}' already exists.`];
    }
    if (!/^[\w.-]+$/.test(name)) {
      const why = `'${name}' contains one or more characters other than ASCII alphanumerics, '.', '_' and '-'`;
      return ['INVALID_TOPIC_EXCEPTION', `Topic name is invalid: ${why}`];
    }
    const count = cluster.brokers.length;
    if (replicationFactor > count) {
      const why = `The target replication factor of ${replicationFactor} cannot be reached because only ${count} broker(s) are registered or some brokers have all their log directories cordoned.`;
      return [
        'INVALID_REPLICATION_FACTOR',
        `Unable to replicate the partition ${replicationFactor} time(s): ${why}`,
      ];
    }
    for (const [key, value] of Object.entries(configs)) {
      const problem = checkConfig('topic', key, value);
      if (problem !== null) return ['INVALID_CONFIG', problem];
    }
    return ['NONE', null];
  };
  return {
    api: 'CreateTopics',
    errorCode: 'NONE',
    topics: body.topics.map((topic) => {
      const [errorCode, errorMessage] = problemOf(topic);
      return { name: topic.name, errorCode, errorMessage };
    }),
  };
}

function createPartitions(
  cluster: WrittenCluster,
  body: RequestBody<'CreatePartitions'>,
): ResponseBody {
  const results = body.topics.map(({ name, count }) => {
    const current = cluster.topics[name]?.partitions.length ?? 0;
    if (count > current) return { name, errorCode: 'NONE' as const, errorMessage: null };
    const errorMessage =
      count === current
        ? `Topic already has ${current} partition(s).`
        : `The topic ${name} currently has ${current} partition(s); ${count} would not be an increase.`;
    return { name, errorCode: 'INVALID_PARTITIONS' as const, errorMessage };
  });
  return { api: 'CreatePartitions', errorCode: 'NONE', results };
}

function listReassignments(cluster: WrittenCluster): ResponseBody {
  const partitions = Object.entries(cluster.topics).flatMap(([topic, written]) =>
    written.partitions.flatMap(({ replicas, adding = [], removing = [] }, partition) =>
      adding.length + removing.length === 0
        ? []
        : [{ topic, partition, replicas, addingReplicas: adding, removingReplicas: removing }],
    ),
  );
  return { api: 'ListPartitionReassignments', errorCode: 'NONE', partitions };
}

function listOffsets(cluster: WrittenCluster, body: RequestBody<'ListOffsets'>): ResponseBody {
  return {
    api: 'ListOffsets',
    partitions: body.partitions.map(({ topic, partition, timestamp }) => {
      const written = partitionAt(cluster, { topic, partition });
      const place = { topic, partition, timestamp: -1, leaderEpoch: 0 };
      if (written === undefined) {
        return { ...place, errorCode: 'UNKNOWN_TOPIC_OR_PARTITION', offset: -1 };
      }
      const offset = timestamp === -2 ? written.logStart : timestamp === -1 ? written.logEnd : -1;
      return { ...place, errorCode: 'NONE', offset };
    }),
  };
}

function electLeaders(cluster: WrittenCluster, body: RequestBody<'ElectLeaders'>): ResponseBody {
  const { electionType } = body;
  const outcomeOf = (one: TopicPartition): readonly [ErrorName, string | null] => {
    const written = partitionAt(cluster, one);
    if (written === undefined) {
      return ['UNKNOWN_TOPIC_OR_PARTITION', `No such partition as ${topicPartitionKey(one)}`];
    }
    const [preferred = -1] = written.replicas;
    const isNeedless =
      electionType === 'PREFERRED' ? written.leader === preferred : written.leader !== undefined;
    if (isNeedless) return ['ELECTION_NOT_NEEDED', null];
    if (electionType === 'PREFERRED') {
      return written.isr.includes(preferred) && liveBrokers(cluster).includes(preferred)
        ? ['NONE', null]
        : ['PREFERRED_LEADER_NOT_AVAILABLE', null];
    }
    return written.replicas.some((id) => liveBrokers(cluster).includes(id))
      ? ['NONE', null]
      : ['ELIGIBLE_LEADERS_NOT_AVAILABLE', null];
  };
  const partitions = (body.partitions ?? []).map(({ topic, partition }) => {
    const [errorCode, errorMessage] = outcomeOf({ topic, partition });
    return { topic, partition, errorCode, errorMessage };
  });
  return { api: 'ElectLeaders', errorCode: 'NONE', partitions };
}

// ── Groups ──────────────────────────────────────────────────────────────────────────────────

function listGroups(cluster: WrittenCluster): ResponseBody {
  return {
    api: 'ListGroups',
    errorCode: 'NONE',
    groups: Object.entries(cluster.groups).map(([groupId, { type, state }]) => ({
      groupId,
      protocolType: 'consumer',
      groupState: state,
      groupType: type === 'classic' ? 'classic' : 'consumer',
    })),
  };
}

function describeConsumers(
  cluster: WrittenCluster,
  body: RequestBody<'ConsumerGroupDescribe'>,
): ResponseBody {
  const answer = errorResponse(body, 'GROUP_ID_NOT_FOUND') as ResponseBody<'ConsumerGroupDescribe'>;
  return {
    ...answer,
    groups: answer.groups.map(
      (refusal): ResponseBody<'ConsumerGroupDescribe'>['groups'][number] => {
        const group = cluster.groups[refusal.groupId];
        if (group?.type !== 'Consumer') return refusal;
        return {
          groupId: refusal.groupId,
          errorCode: 'NONE',
          errorMessage: null,
          groupState: group.state,
          groupEpoch: group.groupEpoch ?? 0,
          assignmentEpoch: group.targetEpoch ?? 0,
          assignorName: group.assignor,
          members: group.members.map((member) => ({
            memberId: member.id,
            instanceId: member.instanceId ?? null,
            memberEpoch: member.epoch ?? 0,
            clientId: member.clientId,
            clientHost: member.host,
            assignment: member.assigned.map(parseTopicPartition),
            targetAssignment: (member.target ?? []).map(parseTopicPartition),
            memberType: member.upgraded === false ? 0 : 1,
          })),
        };
      },
    ),
  };
}

function describeClassics(
  cluster: WrittenCluster,
  body: RequestBody<'DescribeGroups'>,
): ResponseBody {
  const answer = errorResponse(body, 'GROUP_ID_NOT_FOUND') as ResponseBody<'DescribeGroups'>;
  return {
    ...answer,
    groups: answer.groups.map((refusal): ResponseBody<'DescribeGroups'>['groups'][number] => {
      const { groupId } = refusal;
      const group = cluster.groups[groupId];
      if (group?.type !== 'classic') {
        return { ...refusal, errorMessage: `Group ${groupId} not found.` };
      }
      return {
        groupId,
        errorCode: 'NONE',
        errorMessage: null,
        groupState: group.state,
        protocolType: 'consumer',
        protocolData: group.assignor,
        members: group.members.map((member) => ({
          memberId: member.id,
          groupInstanceId: member.instanceId ?? null,
          clientId: member.clientId,
          clientHost: member.host,
          memberAssignment: { partitions: member.assigned.map(parseTopicPartition) },
        })),
      };
    }),
  };
}

function fetchOffsets(cluster: WrittenCluster, body: RequestBody<'OffsetFetch'>): ResponseBody {
  const group = cluster.groups[body.groupId];
  const partitions = Object.entries(group?.offsets ?? {}).map(([key, committedOffset]) => ({
    ...parseTopicPartition(key),
    errorCode: 'NONE' as const,
    committedOffset,
    committedLeaderEpoch: group?.offsetLeaderEpochs?.[key] ?? -1,
    metadata: '',
  }));
  return { api: 'OffsetFetch', errorCode: 'NONE', partitions };
}

function deleteGroups(cluster: WrittenCluster, body: RequestBody<'DeleteGroups'>): ResponseBody {
  const errorOf = (id: string): ErrorName => {
    const group = cluster.groups[id];
    if (group === undefined) return 'GROUP_ID_NOT_FOUND';
    return group.members.length > 0 ? 'NON_EMPTY_GROUP' : 'NONE';
  };
  const results = body.groupsNames.map((groupId) => ({ groupId, errorCode: errorOf(groupId) }));
  return { api: 'DeleteGroups', results };
}

function deleteOffsets(cluster: WrittenCluster, body: RequestBody<'OffsetDelete'>): ResponseBody {
  const group = cluster.groups[body.groupId];
  if (group === undefined) return errorResponse(body, 'GROUP_ID_NOT_FOUND');
  const errorCode = group.members.length > 0 ? 'GROUP_SUBSCRIBED_TO_TOPIC' : 'NONE';
  const partitions = body.partitions.map((one) => ({ ...one, errorCode }) as const);
  return { api: 'OffsetDelete', errorCode: 'NONE', partitions };
}

/** One answer an API that the tools of the data ask. */
const ANSWERS: { readonly [A in RequestBody['api']]?: Answer } = {
  Metadata: metadata,
  DescribeCluster: (cluster) => ({
    api: 'DescribeCluster',
    errorCode: 'NONE',
    clusterId: 'cluster',
    controllerId: cluster.brokers[0] ?? 0,
    brokers: liveBrokers(cluster).map((brokerId) => ({ brokerId, rack: null })),
  }),
  DescribeTopicPartitions: describeTopics,
  DescribeConfigs: describeConfigs,
  CreateTopics: createTopics,
  CreatePartitions: createPartitions,
  DeleteTopics: (cluster, { topics }: RequestBody<'DeleteTopics'>) => ({
    api: 'DeleteTopics',
    errorCode: 'NONE',
    responses: topics.map((name) => ({
      name,
      errorCode: topicError(cluster, name),
      errorMessage: topicError(cluster, name) === 'NONE' ? null : NO_TOPIC,
    })),
  }),
  ListPartitionReassignments: listReassignments,
  ListOffsets: listOffsets,
  ElectLeaders: electLeaders,
  ListGroups: listGroups,
  FindCoordinator: (cluster, { key }: RequestBody<'FindCoordinator'>) => ({
    api: 'FindCoordinator',
    errorCode: 'NONE',
    nodeId: cluster.groups[key]?.coordinator ?? cluster.brokers[0] ?? 0,
  }),
  ConsumerGroupDescribe: describeConsumers,
  DescribeGroups: describeClassics,
  OffsetFetch: fetchOffsets,
  OffsetCommit: (_cluster, { partitions }: RequestBody<'OffsetCommit'>) => ({
    api: 'OffsetCommit',
    partitions: partitions.map(({ topic, partition }) => ({
      topic,
      partition,
      errorCode: 'NONE',
    })),
  }),
  DeleteGroups: deleteGroups,
  OffsetDelete: deleteOffsets,
};

/** What a broker of that cluster answers. */
export function answerOf(cluster: WrittenCluster, body: RequestBody, asked: number): ResponseBody {
  // Groups are listed by their coordinators; the data has one list for all.
  if (body.api === 'ListGroups' && asked !== liveBrokers(cluster)[0]) {
    return { api: 'ListGroups', errorCode: 'NONE', groups: [] };
  }
  const answer = ANSWERS[body.api];
  if (answer === undefined) throw new Error(`nobody answers ${body.api}`);
  return answer(cluster, body as never);
}
