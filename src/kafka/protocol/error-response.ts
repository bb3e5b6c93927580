// The answer to a request that is refused as a whole, for every API. Follows
// `AbstractRequest.getErrorResponse`.
import type { ApiName, RequestBody, ResponseBody } from './api.ts';
import type { ErrorName } from './errors.ts';
import type { TopicPartition } from './topic-partition.ts';

type ErrorResponses = {
  readonly [A in ApiName]: (body: RequestBody<A>, errorCode: ErrorName) => ResponseBody<A>;
};

function partitionsOf<Fields extends object>(
  asked: readonly TopicPartition[],
  fields: Fields,
): readonly (TopicPartition & Fields)[] {
  return asked.map(({ topic, partition }) => ({ topic, partition, ...fields }));
}

function unknownTopic(name: string) {
  return { name, topicId: '', isInternal: false, partitions: [] };
}

const QUORUM_UNKNOWN = { leaderId: -1, leaderEpoch: -1 };

/** The refusal of a JoinGroup, which may have waited for long; `memberId` is the one to go on with. */
export function joinRefusal(errorCode: ErrorName, memberId: string): ResponseBody<'JoinGroup'> {
  return {
    api: 'JoinGroup',
    errorCode,
    generationId: -1,
    protocolType: '',
    protocolName: '',
    leader: '',
    skipAssignment: false,
    memberId,
    members: [],
  };
}

export function syncRefusal(errorCode: ErrorName): ResponseBody<'SyncGroup'> {
  const assignment = { partitions: [] };
  return { api: 'SyncGroup', errorCode, protocolType: '', protocolName: '', assignment };
}

const ERROR_RESPONSES: ErrorResponses = {
  ApiVersions: ({ api }, errorCode) => ({ api, errorCode }),
  // Records.
  Produce: ({ api, partitions }, errorCode) => ({
    api,
    partitions: partitionsOf(partitions, {
      errorCode,
      errorMessage: null,
      baseOffset: -1,
      logStartOffset: -1,
      currentLeader: null,
    }),
  }),
  Fetch: ({ api }, errorCode) => ({ api, errorCode, sessionId: 0, partitions: [] }),
  ListOffsets: ({ api, partitions }, errorCode) => ({
    api,
    partitions: partitionsOf(partitions, {
      errorCode,
      timestamp: -1,
      offset: -1,
      leaderEpoch: -1,
    }),
  }),
  Metadata: ({ api, topics }, errorCode) => ({
    api,
    brokers: [],
    controllerId: -1,
    topics: (topics ?? []).map((name) => ({ errorCode, ...unknownTopic(name) })),
  }),
  InitProducerId: ({ api }, errorCode) => ({ api, errorCode, producerId: -1, producerEpoch: -1 }),
  OffsetForLeaderEpoch: ({ api, partitions }, errorCode) => ({
    api,
    partitions: partitionsOf(partitions, { errorCode, leaderEpoch: -1, endOffset: -1 }),
  }),
  // Groups.
  FindCoordinator: ({ api }, errorCode) => ({ api, errorCode, nodeId: -1 }),
  OffsetCommit: ({ api, partitions }, errorCode) => ({
    api,
    partitions: partitionsOf(partitions, { errorCode }),
  }),
  OffsetFetch: ({ api }, errorCode) => ({ api, errorCode, partitions: [] }),
  JoinGroup: ({ memberId }, errorCode) => joinRefusal(errorCode, memberId),
  Heartbeat: ({ api }, errorCode) => ({ api, errorCode }),
  LeaveGroup: ({ api }, errorCode) => ({ api, errorCode, members: [] }),
  SyncGroup: (_body, errorCode) => syncRefusal(errorCode),
  ConsumerGroupHeartbeat: ({ api }, errorCode) => ({
    api,
    errorCode,
    errorMessage: null,
    memberId: null,
    memberEpoch: 0,
    heartbeatIntervalMs: 0,
    assignment: null,
  }),
  ListGroups: ({ api }, errorCode) => ({ api, errorCode, groups: [] }),
  DescribeGroups: ({ api, groups }, errorCode) => ({
    api,
    groups: groups.map((groupId) => ({
      groupId,
      errorCode,
      errorMessage: null,
      groupState: 'Dead',
      protocolType: '',
      protocolData: '',
      members: [],
    })),
  }),
  ConsumerGroupDescribe: ({ api, groupIds }, errorCode) => ({
    api,
    groups: groupIds.map((groupId) => ({
      groupId,
      errorCode,
      errorMessage: null,
      groupState: 'Dead',
      groupEpoch: 0,
      assignmentEpoch: 0,
      assignorName: '',
      members: [],
    })),
  }),
  DeleteGroups: ({ api, groupsNames }, errorCode) => ({
    api,
    results: groupsNames.map((groupId) => ({ groupId, errorCode })),
  }),
  OffsetDelete: ({ api }, errorCode) => ({ api, errorCode, partitions: [] }),
  // Administration.
  CreateTopics: ({ api }, errorCode) => ({ api, errorCode, topics: [] }),
  DeleteTopics: ({ api }, errorCode) => ({ api, errorCode, responses: [] }),
  CreatePartitions: ({ api }, errorCode) => ({ api, errorCode, results: [] }),
  ElectLeaders: ({ api }, errorCode) => ({ api, errorCode, partitions: [] }),
  IncrementalAlterConfigs: ({ api }, errorCode) => ({ api, errorCode, responses: [] }),
  AlterPartitionReassignments: ({ api }, errorCode) => ({ api, errorCode, partitions: [] }),
  DescribeCluster: ({ api }, errorCode) => ({
    api,
    errorCode,
    clusterId: '',
    controllerId: -1,
    brokers: [],
  }),
  DescribeTopicPartitions: ({ api, topics }, errorCode) => ({
    api,
    topics: topics.map((name) => ({ errorCode, ...unknownTopic(name) })),
  }),
  DescribeConfigs: ({ api, resources }, errorCode) => ({
    api,
    results: resources.map((resource) => ({
      ...resource,
      errorCode,
      errorMessage: null,
      configs: [],
    })),
  }),
  DescribeLogDirs: ({ api }, errorCode) => ({ api, errorCode, logDir: '', partitions: [] }),
  ListPartitionReassignments: ({ api }, errorCode) => ({ api, errorCode, partitions: [] }),
  DescribeQuorum: ({ api }, errorCode) => ({
    api,
    errorCode,
    ...QUORUM_UNKNOWN,
    highWatermark: -1,
    currentVoters: [],
    observers: [],
  }),
  UnregisterBroker: ({ api }, errorCode) => ({ api, errorCode, errorMessage: null }),
  // Brokers and their controller.
  AlterPartition: ({ api }, errorCode) => ({ api, errorCode, partitions: [] }),
  BrokerRegistration: ({ api }, errorCode) => ({ api, errorCode, brokerEpoch: -1 }),
  BrokerHeartbeat: ({ api }, errorCode) => ({
    api,
    errorCode,
    isCaughtUp: false,
    isFenced: true,
    shouldShutDown: false,
  }),
  AllocateProducerIds: ({ api }, errorCode) => ({
    api,
    errorCode,
    producerIdStart: -1,
    producerIdLen: 0,
  }),
  // The quorum.
  FetchMetadata: ({ api }, errorCode) => ({
    api,
    errorCode,
    ...QUORUM_UNKNOWN,
    highWatermark: -1,
    divergingEpoch: null,
    batches: [],
  }),
  Vote: ({ api }, errorCode) => ({ api, errorCode, ...QUORUM_UNKNOWN, voteGranted: false }),
  BeginQuorumEpoch: ({ api }, errorCode) => ({ api, errorCode, ...QUORUM_UNKNOWN }),
  EndQuorumEpoch: ({ api }, errorCode) => ({ api, errorCode, ...QUORUM_UNKNOWN }),
};

/** The same error for everything that was asked, in the body of the API that was asked. */
export function errorResponse(body: RequestBody, errorCode: ErrorName): ResponseBody {
  const respond = ERROR_RESPONSES[body.api] as (
    body: RequestBody,
    errorCode: ErrorName,
  ) => ResponseBody;
  return respond(body, errorCode);
}
