// Produce: checks in Kafka's order, append, and who has to wait. Follows
// `ReplicaManager.appendRecords` and `Partition.appendRecordsToLeader`.
import { msToUs } from '#base/time.ts';
import { checkProducer } from '#kafka/log/producer-state.ts';
import { emit, respond } from '#kafka/port.ts';
import type { RequestBody, ResponseBody } from '#kafka/protocol/api.ts';
import type { ErrorName } from '#kafka/protocol/errors.ts';
import { isInternalTopic } from '#kafka/protocol/internal-topic.ts';
import { partitionKey } from '#kafka/protocol/topic-partition.ts';
import type { RequestDelivery } from '#sim/node.ts';
import { type Broker, type HostedPartition, isLeading } from '#kafka/broker/state/broker-state.ts';
import { logOf } from '#kafka/broker/partition/high-watermark.ts';
import { appendToLeader } from '#kafka/broker/partition/leader-append.ts';
import { onAppended, watchProduces } from '#kafka/broker/purgatory/purgatory.ts';

type PartitionResult = ResponseBody<'Produce'>['partitions'][number];
type PartitionData = RequestBody<'Produce'>['partitions'][number];

interface Appended {
  readonly partition: HostedPartition;
  /** Offset that the high watermark must reach. */
  readonly requiredOffset: number;
}

function refuse(
  { topic, partition }: PartitionData,
  errorCode: ErrorName,
  errorMessage: string | null = null,
  currentLeader: PartitionResult['currentLeader'] = null,
): PartitionResult {
  const baseOffset = -1;
  return {
    topic,
    partition,
    errorCode,
    errorMessage,
    baseOffset,
    logStartOffset: -1,
    currentLeader,
  };
}

function appendPartition(
  broker: Broker,
  data: PartitionData,
  acks: -1 | 0 | 1,
): { readonly result: PartitionResult; readonly appended: Appended | null } {
  const { memory } = broker;
  if (isInternalTopic(data.topic)) {
    return { result: refuse(data, 'INVALID_TOPIC_EXCEPTION'), appended: null };
  }
  const key = partitionKey(data.topic, data.partition);
  const partition = memory.partitions.get(key);
  if (partition === undefined || !isLeading(partition)) {
    const state = memory.image.topics.get(data.topic)?.partitions[data.partition];
    if (state === undefined) {
      return { result: refuse(data, 'UNKNOWN_TOPIC_OR_PARTITION'), appended: null };
    }
    const currentLeader = { leaderId: state.leader, leaderEpoch: state.leaderEpoch };
    const result = refuse(data, 'NOT_LEADER_OR_FOLLOWER', null, currentLeader);
    return { result, appended: null };
  }
  const { minIsr, maxMessageBytes } = partition;
  if (acks === -1 && partition.isr.length < minIsr) {
    const message = `The size of the current ISR : ${partition.isr.length} is insufficient to satisfy the min.isr requirement of ${minIsr} for partition ${key}`;
    return { result: refuse(data, 'NOT_ENOUGH_REPLICAS', message), appended: null };
  }
  if (data.batch.sizeBytes > maxMessageBytes) {
    return { result: refuse(data, 'MESSAGE_TOO_LARGE'), appended: null };
  }
  const log = logOf(broker, partition);
  const check = checkProducer(log.producers, data.batch, key, log.logEndOffset);
  if (check.type === 'refused') {
    return { result: refuse(data, check.errorCode, check.errorMessage), appended: null };
  }
  const baseOffset =
    check.type === 'duplicate'
      ? check.baseOffset
      : appendToLeader(broker, partition, data.batch).baseOffset;
  const result: PartitionResult = Object.freeze({
    topic: data.topic,
    partition: data.partition,
    errorCode: 'NONE',
    errorMessage: null,
    baseOffset,
    logStartOffset: log.logStartOffset,
    currentLeader: null,
  });
  const requiredOffset = baseOffset + data.batch.records.length;
  return { result, appended: { partition, requiredOffset } };
}

export function handleProduce(
  broker: Broker,
  request: RequestDelivery,
  body: RequestBody<'Produce'>,
): void {
  const results = new Map<string, PartitionResult>();
  const appended: Appended[] = [];
  for (const data of body.partitions) {
    const outcome = appendPartition(broker, data, body.acks);
    results.set(partitionKey(data.topic, data.partition), outcome.result);
    if (outcome.appended !== null) appended.push(outcome.appended);
  }
  // Alone in the ISR a leader advances its high watermark at once: then nobody has to wait.
  for (const { partition } of appended) onAppended(broker, partition);
  const waiting =
    body.acks === -1
      ? appended.filter((one) => one.partition.highWatermark < one.requiredOffset)
      : NOBODY;
  if (waiting.length > 0) {
    park(broker, request, body, results, waiting);
    return;
  }
  const partitions = Object.freeze([...results.values()]);
  if (body.acks !== 0) respond(broker.port, request, { api: 'Produce', partitions });
  else if (partitions.every(({ errorCode }) => errorCode === 'NONE')) broker.port.finish(request);
  // Nobody reads an error; that the connection breaks makes the producer ask who leads.
  else broker.port.close(request);
}

const NOBODY: readonly Appended[] = Object.freeze([]);

function park(
  { memory, port }: Broker,
  request: RequestDelivery,
  body: RequestBody<'Produce'>,
  results: Map<string, PartitionResult>,
  waitingFor: readonly Appended[],
): void {
  const id = memory.nextDelayedId;
  memory.nextDelayedId += 1;
  const deadlineUs = port.nowUs + msToUs(body.timeoutMs);
  const waiting = new Set<string>();
  for (const { partition, requiredOffset } of waitingFor) {
    waiting.add(partition.key);
    partition.waitingProduce.set(id, requiredOffset);
  }
  memory.delayedProduces.set(id, { id, request, deadlineUs, waiting, results });
  watchProduces({ memory, port } as Broker);
  const [first] = waitingFor;
  emit(port, 'request.parked', {
    request: request.request,
    api: 'Produce',
    waitsFor: `the high watermark of ${first?.partition.key ?? ''} to reach ${first?.requiredOffset ?? 0}`,
  });
}
