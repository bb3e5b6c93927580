// Requests about several topics or partitions at once, and about producer ids, as the active controller
// decides them: each turns into records and an answer. The rules are in the files it draws together.
import type { PartitionChangeReason } from '#kafka/events.ts';
import type { RequestBody, ResponseBody } from '#kafka/protocol/api.ts';
import { readNumber } from '#kafka/protocol/configs.ts';
import { partitionOf } from '#kafka/protocol/metadata-image.ts';
import type { MetadataRecord } from '#kafka/protocol/metadata-record.ts';
import { brokerEpochError } from '#kafka/controller/brokers/requests.ts';
import { alterConfigsOf } from './configs.ts';
import { type ControllerState, onlyAnswer, type Outcome } from './controller-state.ts';
import { type Decision, messageOf, refuse } from './decision.ts';
import { allPartitions } from '#kafka/controller/partitions/elections.ts';
import { alterPartition, electLeader, reassign } from '#kafka/controller/partitions/requests.ts';
import { createPartitions, createTopic, deleteTopic } from '#kafka/controller/partitions/topics.ts';

/** Ids are handed to brokers in blocks (`ProducerIdsBlock.PRODUCER_ID_BLOCK_SIZE`). */
const PRODUCER_ID_BLOCK_SIZE = 1_000;

/**
 * Most partitions that a request may create, and most records that a user's request may write
 * (`ReplicationControlManager.MAX_PARTITIONS_PER_BATCH`, `QuorumController.MAX_RECORDS_PER_USER_OP`).
 */
const MOST_PER_REQUEST = 10_000;
const TOO_MANY_PARTITIONS = 'Excessively large number of partitions per request.';
const TOO_MANY_RECORDS = 'Unable to perform excessively large batch operation.';

function outcome(
  reason: PartitionChangeReason,
  records: readonly MetadataRecord[],
  response: ResponseBody,
): Outcome {
  return { records, reason, step: null, response };
}

/** `createTopics`: each topic stands or falls alone; what stands is written together. */
export function createTopics(
  state: ControllerState,
  { topics: wanted }: RequestBody<'CreateTopics'>,
): Outcome {
  const refusedAll = (message: string): Outcome =>
    onlyAnswer({ api: 'CreateTopics', errorCode: 'NONE', topics: tooMuch(wanted, message) });
  if (partitionsWanted(state, wanted) > MOST_PER_REQUEST) return refusedAll(TOO_MANY_PARTITIONS);
  const records: MetadataRecord[] = [];
  const topics = wanted.map((topic) => {
    const isRepeated = wanted.filter(({ name }) => name === topic.name).length > 1;
    const decision = isRepeated
      ? refuse('INVALID_REQUEST', 'Duplicate topic name.')
      : createTopic(state, topic, state.newUuid(), state.random());
    records.push(...decision.records);
    return { name: topic.name, errorCode: decision.errorCode, errorMessage: messageOf(decision) };
  });
  if (records.length > MOST_PER_REQUEST) return refusedAll(TOO_MANY_RECORDS);
  return outcome('created', records, { api: 'CreateTopics', errorCode: 'NONE', topics });
}

/** A request that asks for too much is refused in each of its topics (`getErrorResponse`). */
function tooMuch(topics: readonly { readonly name: string }[], errorMessage: string) {
  return topics.map(({ name }) => ({
    name,
    errorCode: 'POLICY_VIOLATION' as const,
    errorMessage,
  }));
}

/** Before anything is looked at: an upper bound (`validateTotalNumberOfPartitions`). */
function partitionsWanted(
  { configs }: ControllerState,
  topics: RequestBody<'CreateTopics'>['topics'],
): number {
  const usual = readNumber('broker', configs, 'num.partitions');
  return topics.reduce((sum, { assignments, numPartitions }) => {
    if (assignments !== null) return sum + assignments.length;
    return sum + (numPartitions === -1 ? usual : Math.max(0, numPartitions));
  }, 0);
}

/** Leaders propose new ISRs for partitions of theirs. */
export function alterPartitions(
  state: ControllerState,
  { brokerId, brokerEpoch, partitions: asked }: RequestBody<'AlterPartition'>,
): Outcome {
  const staleness = brokerEpochError(state.image, brokerId, brokerEpoch);
  if (staleness !== 'NONE') {
    return onlyAnswer({ api: 'AlterPartition', errorCode: 'STALE_BROKER_EPOCH', partitions: [] });
  }
  const records: MetadataRecord[] = [];
  const partitions = asked.map((data) => {
    const { topic, partition } = data;
    const { errorCode, record } = alterPartition(state, brokerId, data);
    if (record !== null) records.push(record);
    const after = record?.state ?? partitionOf(state.image, topic, partition);
    return {
      topic,
      partition,
      errorCode,
      leaderId: after?.leader ?? -1,
      leaderEpoch: after?.leaderEpoch ?? -1,
      isr: after?.isr ?? [],
      leaderRecoveryState: after?.leaderRecoveryState ?? ('RECOVERED' as const),
      partitionEpoch: after?.partitionEpoch ?? -1,
    };
  });
  const response = { api: 'AlterPartition', errorCode: 'NONE', partitions } as const;
  return outcome('AlterPartition', records, response);
}

/** `kafka-leader-election.sh`: of the partitions named, or of all that need it. */
export function electLeaders(
  state: ControllerState,
  { partitions: named, electionType }: RequestBody<'ElectLeaders'>,
): Outcome {
  const records: MetadataRecord[] = [];
  const partitions = [...(named ?? allPartitions(state.image))].map(({ topic, partition }) => {
    const { record, errorCode, errorMessage } = electLeader(state, topic, partition, electionType);
    if (record !== null) records.push(record);
    return { topic, partition, errorCode, errorMessage };
  });
  return outcome(
    electionType === 'PREFERRED' ? 'preferred election' : 'unclean election',
    records,
    {
      api: 'ElectLeaders',
      errorCode: 'NONE',
      partitions:
        named === null
          ? partitions.filter(({ errorCode }) => errorCode !== 'ELECTION_NOT_NEEDED')
          : partitions,
    },
  );
}

/** `kafka-reassign-partitions.sh`. */
export function reassignPartitions(
  state: ControllerState,
  { partitions: asked }: RequestBody<'AlterPartitionReassignments'>,
): Outcome {
  const records: MetadataRecord[] = [];
  const partitions = asked.map(({ topic, partition, replicas }) => {
    const { record, errorCode, errorMessage } = reassign(state, topic, partition, replicas);
    if (record !== null) records.push(record);
    return { topic, partition, errorCode, errorMessage };
  });
  const response = { api: 'AlterPartitionReassignments', errorCode: 'NONE', partitions } as const;
  return outcome('reassignment', records, response);
}

/** One decision after the other: each stands or falls alone; what stands is written together. */
function decideEach<One, Name extends object>(
  all: readonly One[],
  nameOf: (one: One) => Name,
  decideOne: (one: One) => Decision,
) {
  const records: MetadataRecord[] = [];
  const results = all.map((one) => {
    const decision = decideOne(one);
    records.push(...decision.records);
    return { ...nameOf(one), errorCode: decision.errorCode, errorMessage: messageOf(decision) };
  });
  return { records, results };
}

export function createMorePartitions(
  state: ControllerState,
  { topics }: RequestBody<'CreatePartitions'>,
): Outcome {
  const wanted = topics.reduce((sum, { name, count }) => {
    const topic = state.image.topics.get(name);
    return topic === undefined ? sum : sum + Math.max(0, count - topic.partitions.length);
  }, 0);
  if (wanted > MOST_PER_REQUEST) {
    const results = tooMuch(topics, TOO_MANY_RECORDS);
    return onlyAnswer({ api: 'CreatePartitions', errorCode: 'NONE', results });
  }
  const { records, results } = decideEach(
    topics,
    ({ name }) => ({ name }),
    (topic) => createPartitions(state, topic, state.random()),
  );
  return outcome('created', records, { api: 'CreatePartitions', errorCode: 'NONE', results });
}

export function deleteTopics(
  state: ControllerState,
  { topics }: RequestBody<'DeleteTopics'>,
): Outcome {
  const { records, results } = decideEach(
    topics,
    (name) => ({ name }),
    (name) => deleteTopic(state, name),
  );
  const response = { api: 'DeleteTopics', errorCode: 'NONE', responses: results } as const;
  return outcome('topic deleted', records, response);
}

export function alterConfigs(
  state: ControllerState,
  { resources }: RequestBody<'IncrementalAlterConfigs'>,
): Outcome {
  const { records, results } = decideEach(
    resources,
    ({ resourceType, resourceName }) => ({ resourceType, resourceName }),
    (resource) => alterConfigsOf(state, resource),
  );
  const response = {
    api: 'IncrementalAlterConfigs',
    errorCode: 'NONE',
    responses: results,
  } as const;
  return outcome('config change', records, response);
}

export function listReassignments(
  state: ControllerState,
  { partitions: named }: RequestBody<'ListPartitionReassignments'>,
): Outcome {
  const partitions = [...(named ?? allPartitions(state.image))].flatMap(({ topic, partition }) => {
    const found = partitionOf(state.image, topic, partition);
    if (found === undefined) return [];
    const { replicas, addingReplicas, removingReplicas } = found;
    if (addingReplicas.length === 0 && removingReplicas.length === 0) return [];
    return [{ topic, partition, replicas, addingReplicas, removingReplicas }];
  });
  return onlyAnswer({ api: 'ListPartitionReassignments', errorCode: 'NONE', partitions });
}

/** A broker asks for a block of ids (`ProducerIdControlManager.generateNextProducerId`). */
export function allocateProducerIds(
  { image }: ControllerState,
  { brokerId, brokerEpoch }: RequestBody<'AllocateProducerIds'>,
): Outcome {
  const errorCode = brokerEpochError(image, brokerId, brokerEpoch);
  const api = 'AllocateProducerIds';
  if (errorCode !== 'NONE') {
    return onlyAnswer({ api, errorCode, producerIdStart: -1, producerIdLen: 0 });
  }
  const producerIdStart = image.nextProducerId;
  const nextProducerId = producerIdStart + PRODUCER_ID_BLOCK_SIZE;
  return outcome(
    'created',
    [{ type: 'ProducerIdsRecord', brokerId, brokerEpoch, nextProducerId }],
    { api, errorCode, producerIdStart, producerIdLen: PRODUCER_ID_BLOCK_SIZE },
  );
}
