// Where the replicas of new partitions go: where a person says, or where the placer puts them. Follows
// `ReplicationControlManager.createTopic` and `ClusterControlManager.usableBrokers`.
import { integersInJavaHashOrder } from '#base/java-collections.ts';
import type { JavaRandom } from '#base/java-random.ts';
import type { RequestBody } from '#kafka/protocol/api.ts';
import { readNumber } from '#kafka/protocol/configs.ts';
import { isActive } from '#kafka/protocol/metadata-image.ts';
import { assignmentProblem } from './manual-assignment.ts';
import { stateOf } from '#kafka/controller/brokers/registry.ts';
import type { ControllerState } from '#kafka/controller/controller-state.ts';
import { type Refusal, refuse } from '#kafka/controller/decision.ts';
import type { ControllerView } from './elections.ts';
import { placeReplicas } from './striped-replica-placer.ts';

/** The replica list of each new partition. */
export type Placed = { readonly replicas: readonly (readonly number[])[] };

/** As a person assigned them. */
export function placeByHand(
  view: ControllerView,
  assignments: readonly (readonly number[])[],
): Placed | Refusal {
  return manualProblem(view, assignments) ?? { replicas: assignments };
}

function manualProblem(
  view: ControllerView,
  assignments: readonly (readonly number[])[],
): Refusal | null {
  for (const [partition, replicas] of assignments.entries()) {
    const factor = partition === 0 ? null : (assignments[partition - 1]?.length ?? null);
    const problem = assignmentProblem(view.image, replicas, factor);
    if (problem !== null) return refuse('INVALID_REPLICA_ASSIGNMENT', problem);
    if (!replicas.some((replica) => isActive(view.image, replica))) {
      return refuse(
        'INVALID_REPLICA_ASSIGNMENT',
        `All brokers specified in the manual partition assignment for partition ${partition} are fenced or in controlled shutdown.`,
      );
    }
  }
  return null;
}

/** As many as were asked for, or as the broker's defaults say. */
export function placeAutomatically(
  view: ControllerState,
  { numPartitions, replicationFactor }: RequestBody<'CreateTopics'>['topics'][number],
  random: JavaRandom,
): Placed | Refusal {
  if (replicationFactor === 0 || replicationFactor < -1) {
    return refuse(
      'INVALID_REPLICATION_FACTOR',
      'Replication factor must be larger than 0, or -1 to use the default value.',
    );
  }
  if (numPartitions === 0 || numPartitions < -1) {
    return refuse(
      'INVALID_PARTITIONS',
      'Number of partitions was set to an invalid non-positive value.',
    );
  }
  const count =
    numPartitions === -1 ? readNumber('broker', view.configs, 'num.partitions') : numPartitions;
  const factor =
    replicationFactor === -1
      ? readNumber('broker', view.configs, 'default.replication.factor')
      : replicationFactor;
  const placed = placeOn(view, count, factor, random);
  if (!('errorCode' in placed)) return placed;
  const { errorCode, errorMessage } = placed;
  const message = errorMessage ?? '';
  const isWrapped = message.startsWith(unable(factor));
  return isWrapped ? placed : refuse(errorCode, unable(factor) + message);
}

/** By the striped replica placer, on brokers that can lead. */
export function placeOn(
  view: ControllerState,
  count: number,
  factor: number,
  random: JavaRandom,
): Placed | Refusal {
  const placement = placeReplicas(random, usableBrokers(view), count, factor);
  if (placement.type === 'refused') {
    return refuse('INVALID_REPLICATION_FACTOR', placement.error);
  }
  // The placer takes brokers for usable that the image still has in controlled shutdown.
  const isLed = placement.replicas.every((replicas) =>
    replicas.some((replica) => isActive(view.image, replica)),
  );
  if (isLed) return { replicas: placement.replicas };
  return refuse(
    'INVALID_REPLICATION_FACTOR',
    `${unable(factor)}All brokers are currently fenced or in controlled shutdown.`,
  );
}

function unable(factor: number): string {
  return `Unable to replicate the partition ${factor} time(s): `;
}

/** Who is about to leave by the registry, whatever the image says, gets no replicas. */
function usableBrokers({ image, registry }: ControllerState) {
  return integersInJavaHashOrder(image.brokers.keys()).flatMap((id) => {
    const broker = image.brokers.get(id);
    if (broker === undefined || stateOf(registry, id) === 'CONTROLLED_SHUTDOWN') return [];
    return [{ id, rack: broker.rack, fenced: broker.fenced }];
  });
}
