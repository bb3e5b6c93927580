// CreateTopics, CreatePartitions and DeleteTopics: checks in Kafka's order, with Kafka's messages.
// Follows `ReplicationControlManager` and `Topic.validate`.
import type { JavaRandom } from '#base/java-random.ts';
import { timelineHashOrder } from '#base/timeline-hash-order.ts';
import type { RequestBody } from '#kafka/protocol/api.ts';
import { isActive, type MetadataImage, type TopicImage } from '#kafka/protocol/metadata-image.ts';
import type { MetadataRecord, PartitionState } from '#kafka/protocol/metadata-record.ts';
import type { Uuid } from '#kafka/protocol/uuid.ts';
import { clearedElrs, configProblem, configRecord } from '#kafka/controller/configs.ts';
import type { ControllerState } from '#kafka/controller/controller-state.ts';
import {
  apiError,
  type Decision,
  exception,
  type Refusal,
  refuse,
  refuseFor,
} from '#kafka/controller/decision.ts';
import type { ControllerView } from './elections.ts';
import { NO_LEADER } from './partition-change.ts';
import { placeAutomatically, placeByHand, type Placed, placeOn } from './placement.ts';

type CreatableTopic = RequestBody<'CreateTopics'>['topics'][number];

const MOST_NAME_LENGTH = 249;

/** One topic of a CreateTopics request. `random` is drawn from only when replicas are placed. */
export function createTopic(
  view: ControllerState,
  topic: CreatableTopic,
  topicId: Uuid,
  random: JavaRandom,
): Decision {
  const { name, assignments, configs } = topic;
  const badName = nameProblem(name);
  if (badName !== null) return refuse('INVALID_TOPIC_EXCEPTION', badName);
  if (view.image.topics.has(name)) {
    return refuse('TOPIC_ALREADY_EXISTS', `Topic '${name}' already exists.`);
  }
  const other = collidingTopic(view.image, name);
  if (other !== undefined) {
    return refuse(
      'INVALID_TOPIC_EXCEPTION',
      `Topic '${name}' collides with existing topic: ${other}`,
    );
  }
  const badConfig = configProblem(configs);
  if (badConfig !== null) return refuse('INVALID_CONFIG', badConfig);
  const placed =
    assignments === null ? placeAutomatically(view, topic, random) : placeByHand(view, assignments);
  if ('errorCode' in placed) return placed;
  const records: MetadataRecord[] = [{ type: 'TopicRecord', topic: name, topicId }];
  for (const [configName, value] of Object.entries(configs)) {
    records.push(configRecord('TOPIC', name, configName, value));
  }
  if ('min.insync.replicas' in configs) records.push(...clearedElrs(view, name));
  placed.replicas.forEach((replicas, partition) => {
    records.push(newPartition(view, name, topicId, partition, replicas));
  });
  return { errorCode: 'NONE', records };
}

function nameProblem(name: string): string | null {
  const because = (why: string): string => `Topic name is invalid: ${why}`;
  if (name === '') return because('the empty string is not allowed');
  if (name === '.') return because("'.' is not allowed");
  if (name === '..') return because("'..' is not allowed");
  if (name.length > MOST_NAME_LENGTH) {
    return because(
      `the length of '${name}' is longer than the max allowed length ${MOST_NAME_LENGTH}`,
    );
  }
  if (!/^[a-zA-Z0-9._-]+$/.test(name)) {
    return because(
      `'${name}' contains one or more characters other than ASCII alphanumerics, '.', '_' and '-'`,
    );
  }
  return null;
}

/** Names that differ only in dots and underscores would share a metric. */
function collidingTopic(image: MetadataImage, name: string): string | undefined {
  const unify = (text: string): string => text.replaceAll('.', '_');
  for (const other of image.topics.keys()) {
    if (other !== name && unify(other) === unify(name)) return other;
  }
  return undefined;
}

function newPartition(
  view: ControllerView,
  topic: string,
  topicId: string,
  partition: number,
  replicas: readonly number[],
): MetadataRecord {
  const isr = replicas.filter((replica) => isActive(view.image, replica));
  const state: PartitionState = Object.freeze({
    topic,
    topicId,
    partition,
    replicas,
    isr,
    removingReplicas: [],
    addingReplicas: [],
    elr: [],
    lastKnownElr: [],
    leader: isr[0] ?? NO_LEADER,
    leaderRecoveryState: 'RECOVERED',
    leaderEpoch: 0,
    partitionEpoch: 0,
  });
  return { type: 'PartitionRecord', state };
}

/**
 * The replication factor that new partitions of a topic get: as many replicas as that partition has
 * which Kafka's hash table yields first, with those that a reassignment adds or removes.
 */
function factorOf({ partitions, hasChanged }: TopicImage): number {
  const [first = 0] = timelineHashOrder(partitions.length, hasChanged);
  return partitions[first]?.replicas.length ?? 1;
}

/** One topic of a CreatePartitions request. */
export function createPartitions(
  view: ControllerState,
  { name, count, assignments }: RequestBody<'CreatePartitions'>['topics'][number],
  random: JavaRandom,
): Decision {
  const topic = view.image.topics.get(name);
  if (topic === undefined) {
    return refuseFor(exception('UNKNOWN_TOPIC_OR_PARTITION'));
  }
  const current = topic.partitions.length;
  if (count === current) {
    return refuse('INVALID_PARTITIONS', `Topic already has ${current} partition(s).`);
  }
  if (count < current) {
    return refuse(
      'INVALID_PARTITIONS',
      `The topic ${name} currently has ${current} partition(s); ${count} would not be an increase.`,
    );
  }
  const factor = factorOf(topic);
  const placed =
    assignments === null
      ? placeOn(view, count - current, factor, random)
      : placeNewByHand(view, assignments, count - current, factor);
  if ('errorCode' in placed) return placed;
  const records = placed.replicas.map((replicas, index) =>
    newPartition(view, name, topic.topicId, current + index, replicas),
  );
  return { errorCode: 'NONE', records };
}

function placeNewByHand(
  view: ControllerView,
  assignments: readonly (readonly number[])[],
  additional: number,
  factor: number,
): Placed | Refusal {
  if (assignments.length !== additional) {
    return refuse(
      'INVALID_REPLICA_ASSIGNMENT',
      `Attempted to add ${additional} additional partition(s), but only ${assignments.length} assignment(s) were specified.`,
    );
  }
  const odd = assignments.find((replicas) => replicas.length !== factor);
  if (odd !== undefined) {
    return refuse(
      'INVALID_REPLICA_ASSIGNMENT',
      `The manual partition assignment includes a partition with ${odd.length} replica(s), but this is not consistent with previous partitions, which have ${factor} replica(s).`,
    );
  }
  return placeByHand(view, assignments);
}

/** One topic of a DeleteTopics request. */
export function deleteTopic(view: ControllerView, name: string): Decision {
  const topic = view.image.topics.get(name);
  if (topic === undefined) {
    return refuseFor(apiError('UNKNOWN_TOPIC_OR_PARTITION'));
  }
  return {
    errorCode: 'NONE',
    records: [{ type: 'RemoveTopicRecord', topic: name, topicId: topic.topicId }],
  };
}
