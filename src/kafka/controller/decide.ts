// One request, one decision of the active controller: the table of its requests, and how each is
// refused by a controller that is not active. Follows `QuorumController`.
import type { RequestBody, ResponseBody } from '#kafka/protocol/api.ts';
import type { ErrorName } from '#kafka/protocol/errors.ts';
import {
  allocateProducerIds,
  alterPartitions,
  createTopics,
  decided,
  electLeaders,
  reassignPartitions,
} from './admin-requests.ts';
import { heartbeat, registerBroker, unregisterBroker } from '#kafka/controller/brokers/requests.ts';
import { alterConfig } from './configs.ts';
import { type ControllerState, onlyAnswer, type Outcome } from './controller-state.ts';
import { createPartitions, deleteTopics } from '#kafka/controller/partitions/topics.ts';

/** What the active controller makes of a request. */
export function decide(state: ControllerState, body: RequestBody): Outcome {
  switch (body.api) {
    case 'BrokerRegistration':
      return registerBroker(state, body);
    case 'BrokerHeartbeat':
      return heartbeat(state, body);
    case 'UnregisterBroker':
      return unregisterBroker(state, body);
    case 'AlterPartition':
      return alterPartitions(state, body);
    case 'AllocateProducerIds':
      return allocateProducerIds(state);
    case 'CreateTopics':
      return createTopics(state, body);
    case 'CreatePartitions':
      return decided(body.api, 'created', createPartitions(state, body, state.random()));
    case 'DeleteTopics':
      return decided(body.api, 'topic deleted', deleteTopics(state, body));
    case 'IncrementalAlterConfigs':
      return decided(body.api, 'config change', alterConfig(state, body));
    case 'ElectLeaders':
      return electLeaders(state, body);
    case 'AlterPartitionReassignments':
      return reassignPartitions(state, body);
    default:
      return onlyAnswer(refusal(body, 'INVALID_REQUEST'));
  }
}

/** The answer to a request that is refused as a whole. */
export function refusal(body: RequestBody, errorCode: ErrorName): ResponseBody {
  switch (body.api) {
    case 'BrokerRegistration':
      return { api: body.api, errorCode, brokerEpoch: -1 };
    case 'BrokerHeartbeat':
      return { api: body.api, errorCode, isCaughtUp: false, isFenced: true, shouldShutDown: false };
    case 'AlterPartition':
    case 'ElectLeaders':
    case 'AlterPartitionReassignments':
      return { api: body.api, errorCode, partitions: [] };
    case 'AllocateProducerIds':
      return { api: body.api, errorCode, producerIdStart: -1, producerIdLen: 0 };
    case 'CreateTopics':
      return { api: body.api, errorCode, topics: [] };
    case 'UnregisterBroker':
    case 'DeleteTopics':
    case 'IncrementalAlterConfigs':
      return { api: body.api, errorCode, errorMessage: null };
    default:
      return { api: 'CreatePartitions', errorCode, errorMessage: null };
  }
}
