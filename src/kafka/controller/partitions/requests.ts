// What leaders and administrators ask about single partitions: AlterPartition, ElectLeaders,
// AlterPartitionReassignments. Checks in Kafka's order (`ReplicationControlManager`).
import type { RequestBody } from '#kafka/protocol/api.ts';
import type { ErrorName } from '#kafka/protocol/errors.ts';
import { isActive, partitionOf } from '#kafka/protocol/metadata-image.ts';
import type { PartitionState } from '#kafka/protocol/metadata-record.ts';
import { apiError, type ApiError, exception } from '#kafka/controller/decision.ts';
import {
  allowsUncleanElection,
  changePartition,
  type ControllerView,
  electionFor,
} from './elections.ts';
import { assignmentProblem } from './manual-assignment.ts';
import { NO_LEADER, type PartitionChangeRecord } from './partition-change.ts';

/** What a request about one partition comes to. */
export interface PartitionDecision {
  readonly errorCode: ErrorName;
  readonly errorMessage: string | null;
  readonly record: PartitionChangeRecord | null;
}

function outcome(
  errorCode: ErrorName,
  errorMessage: string | null = null,
  record: PartitionChangeRecord | null = null,
): PartitionDecision {
  return { errorCode, errorMessage, record };
}

function refused({ errorCode, errorMessage }: ApiError): PartitionDecision {
  return outcome(errorCode, errorMessage);
}

type AlterPartitionData = RequestBody<'AlterPartition'>['partitions'][number];

function alterPartitionError(
  view: ControllerView,
  broker: number,
  data: AlterPartitionData,
  partition: PartitionState,
): ErrorName {
  if (data.leaderEpoch > partition.leaderEpoch) return 'NOT_CONTROLLER';
  if (data.partitionEpoch > partition.partitionEpoch) return 'NOT_CONTROLLER';
  if (data.leaderEpoch < partition.leaderEpoch) return 'FENCED_LEADER_EPOCH';
  if (broker !== partition.leader) return 'INVALID_REQUEST';
  if (data.partitionEpoch < partition.partitionEpoch) return 'INVALID_UPDATE_VERSION';
  const isr = data.newIsr.map((replica) => replica.brokerId);
  const isSubset = isr.every((replica) => partition.replicas.includes(replica));
  if (!isSubset || new Set(isr).size !== isr.length) return 'INVALID_REQUEST';
  if (!isr.includes(partition.leader)) return 'INVALID_REQUEST';
  if (data.leaderRecoveryState === 'RECOVERING') {
    if (isr.length > 1 || partition.leaderRecoveryState === 'RECOVERED') return 'INVALID_REQUEST';
  }
  const areEligible = data.newIsr.every(
    ({ brokerId, brokerEpoch }) =>
      isActive(view.image, brokerId) &&
      (brokerEpoch === -1 || view.image.brokers.get(brokerId)?.brokerEpoch === brokerEpoch),
  );
  return areEligible ? 'NONE' : 'INELIGIBLE_REPLICA';
}

/** A leader asks for another ISR, or says that it has recovered. */
export function alterPartition(
  view: ControllerView,
  broker: number,
  data: AlterPartitionData,
): PartitionDecision {
  const partition = partitionOf(view.image, data.topic, data.partition);
  if (partition === undefined) {
    const isTopicKnown = view.image.topics.has(data.topic);
    return outcome(isTopicKnown ? 'UNKNOWN_TOPIC_OR_PARTITION' : 'UNKNOWN_TOPIC_ID');
  }
  const error = alterPartitionError(view, broker, data, partition);
  if (error !== 'NONE') return outcome(error);
  const record = changePartition(view, partition, {
    election: electionFor(view, partition.topic),
    targetIsr: data.newIsr.map((replica) => replica.brokerId),
    targetLeaderRecoveryState: data.leaderRecoveryState,
  });
  const movesLeader = record?.leader !== undefined && record.leader !== broker;
  return outcome(movesLeader ? 'NEW_LEADER_ELECTED' : 'NONE', null, record);
}

/** One partition of ElectLeaders. */
export function electLeader(
  view: ControllerView,
  topic: string,
  partition: number,
  electionType: 'PREFERRED' | 'UNCLEAN',
): PartitionDecision {
  const state = partitionOf(view.image, topic, partition);
  if (state === undefined) {
    return view.image.topics.has(topic)
      ? outcome('UNKNOWN_TOPIC_OR_PARTITION', `No such partition as ${topic}-${partition}`)
      : outcome('UNKNOWN_TOPIC_OR_PARTITION', `No such topic as ${topic}`);
  }
  const isNeedless =
    electionType === 'PREFERRED' ? state.leader === state.replicas[0] : state.leader !== NO_LEADER;
  if (isNeedless) {
    return refused(apiError('ELECTION_NOT_NEEDED'));
  }
  const record = changePartition(view, state, { election: electionType });
  // Kafka is content with any change of the partition, be it without a leader.
  if (record !== null) return outcome('NONE', null, record);
  return refused(
    apiError(
      electionType === 'PREFERRED'
        ? 'PREFERRED_LEADER_NOT_AVAILABLE'
        : 'ELIGIBLE_LEADERS_NOT_AVAILABLE',
    ),
  );
}

/** One partition of AlterPartitionReassignments; `target` null cancels. */
export function reassign(
  view: ControllerView,
  topic: string,
  partition: number,
  target: readonly number[] | null,
): PartitionDecision {
  const state = partitionOf(view.image, topic, partition);
  if (state === undefined) {
    const missing = view.image.topics.has(topic)
      ? `partition ${topic}:${partition}`
      : `a topic named ${topic}`;
    return outcome('UNKNOWN_TOPIC_OR_PARTITION', `Unable to find ${missing}.`);
  }
  return target === null ? cancelReassignment(view, state) : beginReassignment(view, state, target);
}

function cancelReassignment(view: ControllerView, state: PartitionState): PartitionDecision {
  const { addingReplicas, removingReplicas, replicas, isr } = state;
  if (addingReplicas.length === 0 && removingReplicas.length === 0) {
    return refused(exception('NO_REASSIGNMENT_IN_PROGRESS'));
  }
  const staying = (brokers: readonly number[]): readonly number[] =>
    brokers.filter((replica) => !addingReplicas.includes(replica));
  const targetReplicas = staying(replicas);
  const stayingIsr = staying(isr);
  // With only newcomers in sync, the way back takes a leader that may lack records.
  const isUnclean = stayingIsr.length === 0;
  if (isUnclean && !allowsUncleanElection(view, state.topic)) {
    return outcome(
      'INVALID_REPLICA_ASSIGNMENT',
      `Unable to revert partition assignment for ${state.topic}:${state.partition} because it would require an unclean leader election.`,
    );
  }
  const record = changePartition(view, state, {
    election: electionFor(view, state.topic),
    targetReplicas,
    targetIsr: isUnclean ? targetReplicas.slice(0, 1) : stayingIsr,
    targetAdding: [],
    targetRemoving: [],
  });
  return outcome('NONE', null, record);
}

function ascending(brokers: readonly number[]): readonly number[] {
  return [...new Set(brokers)].sort((a, b) => a - b);
}

function beginReassignment(
  view: ControllerView,
  state: PartitionState,
  target: readonly number[],
): PartitionDecision {
  const problem = assignmentProblem(view.image, target, null);
  if (problem !== null) return outcome('INVALID_REPLICA_ASSIGNMENT', problem);
  const { replicas } = state;
  const removing = ascending(replicas.filter((replica) => !target.includes(replica)));
  const adding = ascending(target.filter((replica) => !replicas.includes(replica)));
  // A list that would be empty is left as it is, also when a move is under way already.
  const record = changePartition(view, state, {
    targetReplicas: [...target, ...removing],
    ...(removing.length > 0 && { targetRemoving: removing }),
    ...(adding.length > 0 && { targetAdding: adding }),
  });
  return outcome('NONE', null, record);
}
