// CreateTopics, CreatePartitions, DeleteTopics and configs: checks in Kafka's order, with Kafka's
// messages. Follows `ReplicationControlManager` and `Topic.validate`.
import { integersInJavaHashOrder } from '#base/java-collections.ts';
import type { JavaRandom } from '#base/java-random.ts';
import type { RequestBody } from '#kafka/protocol/api.ts';
import { checkConfig, readNumber } from '#kafka/protocol/configs.ts';
import { dynamicConfigProblem } from '#kafka/protocol/dynamic-configs.ts';
import type { ErrorName } from '#kafka/protocol/errors.ts';
import {
  type ConfigResourceType,
  configsOf,
  isActive,
  type MetadataImage,
} from '#kafka/protocol/metadata-image.ts';
import type { MetadataRecord, PartitionState } from '#kafka/protocol/metadata-record.ts';
import type { Uuid } from '#kafka/protocol/uuid.ts';
import { assignmentProblem } from './assignment.ts';
import { stateOf } from './broker-registry.ts';
import type { ControllerState } from './controller-state.ts';
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

/** What to say to the one who asked; null: nothing. */
export function messageOf(decision: Decision): string | null {
  return decision.errorCode === 'NONE' ? null : decision.errorMessage;
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

/** Who is about to leave by the registry, whatever the image says, gets no replicas. */
function usableBrokers({ image, registry }: ControllerState) {
  return integersInJavaHashOrder(image.brokers.keys()).flatMap((id) => {
    const broker = image.brokers.get(id);
    if (broker === undefined || stateOf(registry, id) === 'CONTROLLED_SHUTDOWN') return [];
    return [{ id, rack: broker.rack, fenced: broker.fenced }];
  });
}

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
    assignments === null ? placeAutomatically(view, topic, random) : place(view, assignments);
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

type Placed = { readonly replicas: readonly (readonly number[])[] };

function place(
  view: ControllerView,
  assignments: readonly (readonly number[])[],
): Placed | Decision {
  return manualProblem(view, assignments) ?? { replicas: assignments };
}

function placeAutomatically(
  view: ControllerState,
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
  const placed = placeOn(view, count, factor, random);
  if (!('errorCode' in placed) || placed.errorCode === 'NONE') return placed;
  const { errorCode, errorMessage } = placed;
  const isWrapped = errorMessage.startsWith(unable(factor));
  return isWrapped ? placed : refuse(errorCode, unable(factor) + errorMessage);
}

function placeOn(
  view: ControllerState,
  count: number,
  factor: number,
  random: JavaRandom,
): Placed | Decision {
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

export function createPartitions(
  view: ControllerState,
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
  const isMinIsr = name === 'min.insync.replicas';
  if (view.elrEnabled && isMinIsr && resourceType === 'BROKER') {
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
  const problem =
    (value === null ? null : checkConfig(scope, name, value)) ??
    (scope === 'broker' ? dynamicConfigProblem(name) : null);
  if (problem !== null) {
    // What a broker's own check throws turns into an InvalidRequestException (KAFKA-13609).
    return refuse(scope === 'broker' ? 'INVALID_REQUEST' : 'INVALID_CONFIG', problem);
  }
  if (resourceType === 'TOPIC' && !view.image.topics.has(resourceName)) {
    return refuse('UNKNOWN_TOPIC_OR_PARTITION', `The topic '${resourceName}' does not exist.`);
  }
  // Brokers are told again even of what does not change, so that they load it anew (KAFKA-14136).
  const current = configsOf(view.image, resourceType, resourceName)[name] ?? null;
  if (current === value && resourceType !== 'BROKER') return { errorCode: 'NONE', records: [] };
  const records: MetadataRecord[] = [configRecord(resourceType, resourceName, name, value)];
  if (isMinIsr) records.push(...clearedElrs(view, resourceType === 'TOPIC' ? resourceName : ''));
  return { errorCode: 'NONE', records };
}

function configRecord(
  resourceType: ConfigResourceType,
  resourceName: string,
  name: string,
  value: string | null,
): MetadataRecord {
  return { type: 'ConfigRecord', resourceType, resourceName, name, value };
}

/** Who was eligible under another `min.insync.replicas` may not be any more. */
function clearedElrs(view: ControllerView, topic: string): readonly MetadataRecord[] {
  return view.elrEnabled ? [{ type: 'ClearElrRecord', topic }] : [];
}
