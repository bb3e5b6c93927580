// Which family of RPCs a request belongs to, as a person chooses what to see.
import type { RequestBody, ResponseBody } from '#kafka/protocol/api.ts';
import type { ApiName } from '#kafka/protocol/api.ts';

export const EXCHANGE_KINDS = [
  'produce',
  'fetch',
  'empty fetch',
  'group',
  'heartbeat',
  'offsets',
  'metadata',
  'followers',
  'controllers',
  'metadata log',
  'administration',
] as const;

export type ExchangeKind = (typeof EXCHANGE_KINDS)[number];

/** The family of each API whose requests are all of one. */
const KINDS = {
  Produce: 'produce',
  InitProducerId: 'produce',
  Fetch: 'fetch',
  JoinGroup: 'group',
  SyncGroup: 'group',
  LeaveGroup: 'group',
  Heartbeat: 'heartbeat',
  ConsumerGroupHeartbeat: 'heartbeat',
  OffsetCommit: 'offsets',
  OffsetFetch: 'offsets',
  ListOffsets: 'offsets',
  OffsetForLeaderEpoch: 'offsets',
  ApiVersions: 'metadata',
  Metadata: 'metadata',
  FindCoordinator: 'metadata',
  AlterPartition: 'controllers',
  BrokerRegistration: 'controllers',
  BrokerHeartbeat: 'heartbeat',
  AllocateProducerIds: 'controllers',
  UnregisterBroker: 'administration',
  CreateTopics: 'administration',
  DeleteTopics: 'administration',
  CreatePartitions: 'administration',
  ElectLeaders: 'administration',
  IncrementalAlterConfigs: 'administration',
  AlterPartitionReassignments: 'administration',
  DescribeGroups: 'administration',
  ListGroups: 'administration',
  DeleteGroups: 'administration',
  OffsetDelete: 'administration',
  ConsumerGroupDescribe: 'administration',
  DescribeCluster: 'administration',
  DescribeTopicPartitions: 'administration',
  DescribeConfigs: 'administration',
  DescribeLogDirs: 'administration',
  ListPartitionReassignments: 'administration',
  DescribeQuorum: 'administration',
  FetchMetadata: 'metadata log',
  Vote: 'controllers',
  BeginQuorumEpoch: 'controllers',
  EndQuorumEpoch: 'controllers',
} as const satisfies { readonly [A in ApiName]: ExchangeKind };

/** Whether an answer to a Fetch brings records. */
function hasRecords(response: ResponseBody | null): boolean {
  if (response?.api !== 'Fetch') return false;
  return response.partitions.some(({ batches }) => batches.length > 0);
}

/** Whether a heartbeat by the consumer protocol says or brings something new. */
function isNews(request: RequestBody, response: ResponseBody | null): boolean {
  if (request.api !== 'ConsumerGroupHeartbeat') return false;
  if (request.memberEpoch <= 0 || request.topicPartitions !== null) return true;
  if (response?.api !== 'ConsumerGroupHeartbeat') return false;
  return response.assignment !== null || response.memberEpoch !== request.memberEpoch;
}

/** The family of a request; of a Fetch and a heartbeat the answer decides. */
export function kindOf(request: RequestBody, response: ResponseBody | null): ExchangeKind {
  if (request.api === 'Fetch') {
    if (request.replicaId >= 0) return 'followers';
    return hasRecords(response) ? 'fetch' : 'empty fetch';
  }
  if (isNews(request, response)) return 'group';
  return KINDS[request.api];
}
