// CreateTopics, CreatePartitions, DeleteTopics and configs: checks in Kafka's order, with Kafka's
// messages. Follows `ReplicationControlManager` and `Topic.validate`.
import type { JavaRandom } from '#base/java-random.ts';
import type { RequestBody } from '#kafka/protocol/api.ts';
import { checkConfig, readNumber } from '#kafka/protocol/configs.ts';
import type { ErrorName } from '#kafka/protocol/errors.ts';
import { isActive, type MetadataImage } from '#kafka/protocol/metadata-image.ts';
import type { MetadataRecord, PartitionState } from '#kafka/protocol/metadata-record.ts';
import type { Uuid } from '#kafka/protocol/uuid.ts';
import type { ControllerView } from './elections.ts';
import { NO_LEADER } from './partition-change.ts';
import { placeReplicas } from './striped-replica-placer.ts';

/** Records to write, or Kafka's refusal. */
export type Decision =
  | { readonly errorCode: 'NONE'; readonly records: readonly MetadataRecord[] }
  | {
      readonly errorCode: Exclude<ErrorName, 'NONE'>;
      readonly errorMessage: string;
      readonly records: readonly [];
    };

export function refuse(errorCode: Exclude<ErrorName, 'NONE'>, errorMessage: string): Decision {
  return { errorCode, errorMessage, records: [] };
}

type CreatableTopic = RequestBody<'CreateTopics'>['topics'][number];

const MOST_NAME_LENGTH = 249;

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

function configProblem(configs: Readonly<Record<string, string>>): string | null {
  for (const [name, value] of Object.entries(configs)) {
    const problem = checkConfig('topic', name, value);
    if (problem !== null) return problem;
  }
  return null;
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

function manualProblem(
  view: ControllerView,
  assignments: readonly (readonly number[])[],
): Decision | null {
  const factor = assignments[0]?.length ?? 0;
  for (const [partition, replicas] of assignments.entries()) {
    if (replicas.length === 0) {
      return refuse(
        'INVALID_REPLICA_ASSIGNMENT',
        'The manual partition assignment includes an empty replica list.',
      );
    }
    const sorted = [...replicas].sort((a, b) => a - b);
    const twice = sorted.find((replica, index) => replica === sorted[index + 1]);
    if (twice !== undefined) {
      return refuse(
        'INVALID_REPLICA_ASSIGNMENT',
        `The manual partition assignment includes the broker ${twice} more than once.`,
      );
    }
    const unknown = sorted.find((replica) => !view.image.brokers.has(replica));
    if (unknown !== undefined) {
      return refuse(
        'INVALID_REPLICA_ASSIGNMENT',
        `The manual partition assignment includes broker ${unknown}, but no such broker is registered.`,
      );
    }
    if (replicas.length !== factor) {
      return refuse(
        'INVALID_REPLICA_ASSIGNMENT',
        `The manual partition assignment includes a partition with ${replicas.length} replica(s), but this is not consistent with previous partitions, which have ${factor} replica(s).`,
      );
    }
    if (!replicas.some((replica) => isActive(view.image, replica))) {
      return refuse(
        'INVALID_REPLICA_ASSIGNMENT',
        `All brokers specified in the manual partition assignment for partition ${partition} are fenced or in controlled shutdown.`,
      );
    }
  }
  return null;
}

function usableBrokers(image: MetadataImage) {
  return [...image.brokers.values()]
    .filter((broker) => !broker.inControlledShutdown)
    .map(({ id, rack, fenced }) => ({ id, rack, fenced }));
}

/** One topic of a CreateTopics request. `random` is drawn from only when replicas are placed. */
export function createTopic(
  view: ControllerView,
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
    assignments === null ? placeAutomatically(view, topic, random) : place(view, assignments);
  if ('errorCode' in placed) return placed;
  const records: MetadataRecord[] = [{ type: 'TopicRecord', topic: name, topicId }];
  for (const [configName, value] of Object.entries(configs)) {
    records.push({
      type: 'ConfigRecord',
      resourceType: 'TOPIC',
      resourceName: name,
      name: configName,
      value,
    });
  }
  placed.replicas.forEach((replicas, partition) => {
    records.push(newPartition(view, name, topicId, partition, replicas));
  });
  return { errorCode: 'NONE', records };
}

type Placed = { readonly replicas: readonly (readonly number[])[] };

function place(
  view: ControllerView,
  assignments: readonly (readonly number[])[],
): Placed | Decision {
  return manualProblem(view, assignments) ?? { replicas: assignments };
}

function placeAutomatically(
  view: ControllerView,
  { numPartitions, replicationFactor }: CreatableTopic,
  random: JavaRandom,
): Placed | Decision {
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
  return placeOn(view, count, factor, random);
}

function placeOn(
  view: ControllerView,
  count: number,
  factor: number,
  random: JavaRandom,
): Placed | Decision {
  const placement = placeReplicas(random, usableBrokers(view.image), count, factor);
  if (placement.type === 'placed') return { replicas: placement.replicas };
  return refuse(
    'INVALID_REPLICATION_FACTOR',
    `Unable to replicate the partition ${factor} time(s): ${placement.error}`,
  );
}

export function createPartitions(
  view: ControllerView,
  { topic: name, count }: RequestBody<'CreatePartitions'>,
  random: JavaRandom,
): Decision {
  const topic = view.image.topics.get(name);
  if (topic === undefined) {
    return refuse('UNKNOWN_TOPIC_OR_PARTITION', 'This server does not host this topic-partition.');
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
  const factor = topic.partitions[0]?.replicas.length ?? 1;
  const placed = placeOn(view, count - current, factor, random);
  if ('errorCode' in placed) return placed;
  const records = placed.replicas.map((replicas, index) =>
    newPartition(view, name, topic.topicId, current + index, replicas),
  );
  return { errorCode: 'NONE', records };
}

export function deleteTopics(
  view: ControllerView,
  { topics }: RequestBody<'DeleteTopics'>,
): Decision {
  const records: MetadataRecord[] = [];
  for (const name of topics) {
    const topic = view.image.topics.get(name);
    if (topic === undefined) {
      return refuse(
        'UNKNOWN_TOPIC_OR_PARTITION',
        'This server does not host this topic-partition.',
      );
    }
    records.push({ type: 'RemoveTopicRecord', topic: name, topicId: topic.topicId });
  }
  return { errorCode: 'NONE', records };
}

/** IncrementalAlterConfigs of one value, with the rules that ELR brings (KIP-966). */
export function alterConfig(
  view: ControllerView,
  request: RequestBody<'IncrementalAlterConfigs'>,
): Decision {
  const { resourceType, resourceName, name, value } = request;
  if (resourceType === 'TOPIC' && !view.image.topics.has(resourceName)) {
    return refuse('UNKNOWN_TOPIC_OR_PARTITION', `The topic '${resourceName}' does not exist.`);
  }
  if (name === 'min.insync.replicas' && resourceType === 'BROKER') {
    if (resourceName !== '') {
      return refuse(
        'INVALID_CONFIG',
        'Broker-level min.insync.replicas cannot be altered while ELR is enabled.',
      );
    }
    if (value === null) {
      return refuse(
        'INVALID_CONFIG',
        'Cluster-level min.insync.replicas cannot be removed while ELR is enabled.',
      );
    }
  }
  const scope = resourceType === 'TOPIC' ? 'topic' : resourceType === 'GROUP' ? 'group' : 'broker';
  const problem = value === null ? null : checkConfig(scope, name, value);
  if (problem !== null) return refuse('INVALID_CONFIG', problem);
  return {
    errorCode: 'NONE',
    records: [{ type: 'ConfigRecord', resourceType, resourceName, name, value }],
  };
}
