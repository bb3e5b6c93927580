// What a broker answers: one handler for each API that its listener takes. Follows `KafkaApis`.
import { type GroupRequest, handleGroupRequest } from '#kafka/coordinator/apis.ts';
import { deleteGroups } from '#kafka/coordinator/delete-groups.ts';
import {
  describeClassicGroups,
  describeConsumerGroups,
  listGroups,
} from '#kafka/coordinator/describe-groups.ts';
import { GROUP_COORDINATOR } from '#kafka/coordinator/group-coordinator.ts';
import { requestOf, respond } from '#kafka/port.ts';
import type { ApiName, RequestBody } from '#kafka/protocol/api.ts';
import type { AnsweredOn } from '#kafka/protocol/api-table.ts';
import { errorResponse } from '#kafka/protocol/error-response.ts';
import type { RequestDelivery } from '#sim/node.ts';
import {
  handleDescribeCluster,
  handleDescribeLogDirs,
  handleDescribeTopicPartitions,
} from '#kafka/broker/request/describe.ts';
import { handleDescribeConfigs } from '#kafka/broker/request/describe-configs.ts';
import { handleFetch } from '#kafka/broker/request/fetch.ts';
import { handleForwarded } from '#kafka/broker/request/forwarding.ts';
import {
  handleListOffsets,
  handleOffsetForLeaderEpoch,
} from '#kafka/broker/request/list-offsets.ts';
import { handleFindCoordinator, handleMetadataRequest } from '#kafka/broker/request/metadata.ts';
import { handleProduce } from '#kafka/broker/request/produce.ts';
import { handleInitProducerId } from '#kafka/broker/request/producer-ids.ts';
import type { Broker } from '#kafka/broker/state/broker-state.ts';
import { coordinatorOf } from './coordinator-host.ts';

type Handler<A extends ApiName = ApiName> = (
  broker: Broker,
  request: RequestDelivery,
  body: RequestBody<A>,
) => void;

/** One handler an API. */
const BROKER_APIS: { readonly [A in AnsweredOn<'broker'>]: Handler<A> } = {
  Produce: handleProduce,
  Fetch: handleFetch,
  ListOffsets: handleListOffsets,
  OffsetForLeaderEpoch: handleOffsetForLeaderEpoch,
  Metadata: handleMetadataRequest,
  InitProducerId: handleInitProducerId,
  FindCoordinator: handleFindCoordinator,
  JoinGroup: askGroupCoordinator,
  SyncGroup: askGroupCoordinator,
  Heartbeat: askGroupCoordinator,
  LeaveGroup: askGroupCoordinator,
  OffsetCommit: askGroupCoordinator,
  OffsetFetch: askGroupCoordinator,
  ConsumerGroupHeartbeat: askGroupCoordinator,
  OffsetDelete: askGroupCoordinator,
  ListGroups: (broker, request) => listGroups(coordinatorOf(broker, GROUP_COORDINATOR), request),
  DescribeGroups: (broker, request, body) =>
    describeClassicGroups(coordinatorOf(broker, GROUP_COORDINATOR), request, body),
  ConsumerGroupDescribe: (broker, request, body) =>
    describeConsumerGroups(coordinatorOf(broker, GROUP_COORDINATOR), request, body),
  DeleteGroups: (broker, request, body) =>
    deleteGroups(coordinatorOf(broker, GROUP_COORDINATOR), request, body),
  DescribeCluster: handleDescribeCluster,
  DescribeTopicPartitions: handleDescribeTopicPartitions,
  DescribeConfigs: handleDescribeConfigs,
  DescribeLogDirs: handleDescribeLogDirs,
  // What only the active controller decides or knows.
  CreateTopics: handleForwarded,
  DeleteTopics: handleForwarded,
  CreatePartitions: handleForwarded,
  ElectLeaders: handleForwarded,
  IncrementalAlterConfigs: handleForwarded,
  AlterPartitionReassignments: handleForwarded,
  ListPartitionReassignments: handleForwarded,
  DescribeQuorum: handleForwarded,
  UnregisterBroker: handleForwarded,
};

function askGroupCoordinator(broker: Broker, request: RequestDelivery, body: GroupRequest): void {
  handleGroupRequest(coordinatorOf(broker, GROUP_COORDINATOR), request, body);
}

function refuse({ port }: Broker, request: RequestDelivery, body: RequestBody): void {
  respond(port, request, errorResponse(body, 'UNSUPPORTED_VERSION'));
}

export function handleRequest(broker: Broker, request: RequestDelivery): void {
  const body = requestOf(request);
  const handlers: Readonly<Partial<Record<ApiName, unknown>>> = BROKER_APIS;
  const handler = (handlers[body.api] ?? refuse) as Handler;
  handler(broker, request, body);
}
