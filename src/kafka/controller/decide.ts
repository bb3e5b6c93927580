// One request, one decision of the active controller: the table of its requests. Follows
// `QuorumController`; the rules are in the files that it draws together.
import type { ApiName, RequestBody } from '#kafka/protocol/api.ts';
import type { AnsweredOn } from '#kafka/protocol/api-table.ts';
import type { QuorumApi } from '#kafka/raft/raft-client.ts';
import {
  allocateProducerIds,
  alterConfigs,
  alterPartitions,
  createMorePartitions,
  createTopics,
  deleteTopics,
  electLeaders,
  listReassignments,
  reassignPartitions,
} from './requests.ts';
import { heartbeat, registerBroker, unregisterBroker } from '#kafka/controller/brokers/requests.ts';
import type { ControllerState, Outcome } from './controller-state.ts';

/** What is asked of the active controller; the quorum answers the rest. */
export type ControllerApi = Exclude<AnsweredOn<'controller'>, QuorumApi>;

type Decide<A extends ApiName = ApiName> = (
  state: ControllerState,
  body: RequestBody<A>,
) => Outcome;

/** One decision an API. */
const DECISIONS: { readonly [A in ControllerApi]: Decide<A> } = {
  BrokerRegistration: registerBroker,
  BrokerHeartbeat: heartbeat,
  UnregisterBroker: unregisterBroker,
  AlterPartition: alterPartitions,
  AllocateProducerIds: allocateProducerIds,
  CreateTopics: createTopics,
  CreatePartitions: createMorePartitions,
  DeleteTopics: deleteTopics,
  IncrementalAlterConfigs: alterConfigs,
  ListPartitionReassignments: listReassignments,
  ElectLeaders: electLeaders,
  AlterPartitionReassignments: reassignPartitions,
};

export function isControllerRequest(body: RequestBody): body is RequestBody<ControllerApi> {
  return body.api in DECISIONS;
}

/** What the active controller makes of a request. */
export function decide(state: ControllerState, body: RequestBody<ControllerApi>): Outcome {
  return (DECISIONS[body.api] as Decide)(state, body);
}
