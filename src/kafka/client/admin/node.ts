// The administrator's client: takes commands that change the cluster, finds the active controller,
// and tells the trace when Kafka refuses. Follows `KafkaAdminClient` with --bootstrap-controller.
import { msToUs } from '#base/time.ts';
import type { KafkaCommandMap, KafkaRequest } from '#kafka/commands.ts';
import { nodeIds } from '#kafka/protocol/node-id.ts';
import { emit, type KafkaPort, responseOf, send } from '#kafka/port.ts';
import type { RequestBody, ResponseBody } from '#kafka/protocol/api.ts';
import { defaultMessage } from '#kafka/protocol/error-messages.ts';
import type { ErrorName } from '#kafka/protocol/errors.ts';
import type { Delivery, NodeType } from '#sim/node.ts';

interface Call {
  readonly command: string;
  readonly body: RequestBody;
  readonly deadlineUs: number;
}

export interface AdminDisk {
  readonly controllers: readonly number[];
  /** Brokers of the new cluster: the administrator begins when all of them are there. */
  readonly brokers: readonly number[];
}

export interface AdminMemory {
  /** Calls to make, in the order given: one at a time, so that later ones see what earlier did. */
  calls: Call[];
  /** Request id of the call under way; -1. */
  request: number;
  /** Index of the controller, or at first of the broker, to ask. */
  target: number;
  /** False until the brokers of the new cluster are up. */
  isReady: boolean;
}

/** It waits for nothing but the next attempt. */
type AdminPort = KafkaPort<'retry'>;

/** `default.api.timeout.ms` of the admin client. */
const API_TIMEOUT_MS = 60_000;
const REQUEST_TIMEOUT_MS = 5_000;
const RETRY_BACKOFF_MS = 100;
/** Brokers of a new cluster need some seconds to register; so long the administrator waits. */
const STARTUP_US = 30_000_000;
const STARTUP_POLL_MS = 50;

export function createAdminDisk(
  controllers: readonly number[],
  brokers: readonly number[],
): AdminDisk {
  return { controllers, brokers };
}

/** The RPC behind a command; null when the command is not the administrator's. */
function bodyOf(request: KafkaRequest): RequestBody | null {
  switch (request.type) {
    case 'topic.create': {
      const { topic: name, partitions, replicationFactor, assignments, configs } = request.data;
      return {
        api: 'CreateTopics',
        topics: [{ name, numPartitions: partitions, replicationFactor, assignments, configs }],
      };
    }
    case 'partitions.create':
      return {
        api: 'CreatePartitions',
        topics: [{ name: request.data.topic, count: request.data.count, assignments: null }],
      };
    case 'topic.delete':
      return { api: 'DeleteTopics', topics: [request.data.topic] };
    case 'config.alter':
      return alterationOf(request.data);
    case 'leader.elect': {
      const { electionType, topic, partition } = request.data;
      const partitions = topic === null || partition === null ? null : [{ topic, partition }];
      return { api: 'ElectLeaders', electionType, partitions };
    }
    case 'partition.reassign':
      return { api: 'AlterPartitionReassignments', partitions: [request.data] };
    default:
      return null;
  }
}

function alterationOf({
  resourceType,
  resourceName,
  name,
  value,
}: KafkaCommandMap['config.alter']): RequestBody<'IncrementalAlterConfigs'> {
  const configOperation = value === null ? 'DELETE' : 'SET';
  const configs = [{ name, configOperation, value }] as const;
  return { api: 'IncrementalAlterConfigs', resources: [{ resourceType, resourceName, configs }] };
}

/** First error of an answer, with its message. */
function errorOf(body: ResponseBody): { errorCode: ErrorName; errorMessage: string | null } {
  switch (body.api) {
    case 'CreateTopics':
      return firstError(body.errorCode, body.topics);
    case 'ElectLeaders':
    case 'AlterPartitionReassignments': {
      const failed = body.partitions.find(
        ({ errorCode }) => errorCode !== 'NONE' && errorCode !== 'ELECTION_NOT_NEEDED',
      );
      return failed ?? { errorCode: body.errorCode, errorMessage: null };
    }
    case 'CreatePartitions':
      return firstError(body.errorCode, body.results);
    case 'DeleteTopics':
    case 'IncrementalAlterConfigs':
      return firstError(body.errorCode, body.responses);
    default:
      return { errorCode: 'NONE', errorMessage: null };
  }
}

interface Failing {
  readonly errorCode: ErrorName;
  readonly errorMessage: string | null;
}

function firstError(errorCode: ErrorName, results: readonly Failing[]): Failing {
  return results.find((one) => one.errorCode !== 'NONE') ?? { errorCode, errorMessage: null };
}

/** Asks a broker who is there. */
function lookAround(memory: AdminMemory, disk: AdminDisk, port: AdminPort): void {
  const broker = disk.brokers[memory.target % disk.brokers.length];
  if (broker === undefined || port.nowUs >= STARTUP_US) {
    begin(memory, disk, port);
    return;
  }
  memory.request = send(
    port,
    nodeIds.broker(broker),
    { api: 'Metadata', topics: [], allowAutoTopicCreation: false },
    REQUEST_TIMEOUT_MS,
  );
}

function begin(memory: AdminMemory, disk: AdminDisk, port: AdminPort): void {
  memory.isReady = true;
  memory.target = 0;
  callNext(memory, disk, port);
}

function callNext(memory: AdminMemory, disk: AdminDisk, port: AdminPort): void {
  if (!memory.isReady) return;
  const [call] = memory.calls;
  if (call === undefined || memory.request !== -1 || port.hasTimer('retry')) return;
  const controller = disk.controllers[memory.target % disk.controllers.length] ?? 0;
  memory.request = send(port, nodeIds.controller(controller), call.body, REQUEST_TIMEOUT_MS);
}

function retry(memory: AdminMemory, port: AdminPort, next: boolean): void {
  if (next) memory.target += 1;
  const [call] = memory.calls;
  if (call !== undefined && port.nowUs >= call.deadlineUs) {
    refuse(memory, port, call, 'REQUEST_TIMED_OUT', 'Timed out waiting for a controller.');
  }
  port.setTimer('retry', msToUs(RETRY_BACKOFF_MS));
}

function refuse(
  memory: AdminMemory,
  port: AdminPort,
  call: Call,
  errorCode: ErrorName,
  errorMessage: string | null,
): void {
  memory.calls.shift();
  emit(port, 'command.refused', {
    command: call.command,
    errorCode,
    errorMessage: errorMessage ?? defaultMessage(errorCode),
  });
}

function isStartingUp(error: ErrorName, port: AdminPort): boolean {
  const waitsForBrokers =
    error === 'INVALID_REPLICATION_FACTOR' || error === 'INVALID_REPLICA_ASSIGNMENT';
  return waitsForBrokers && port.nowUs < STARTUP_US;
}

function handleAnswer(
  memory: AdminMemory,
  disk: AdminDisk,
  body: ResponseBody,
  port: AdminPort,
): void {
  const [call] = memory.calls;
  if (call === undefined) return;
  const { errorCode, errorMessage } = errorOf(body);
  if (errorCode === 'NOT_CONTROLLER') {
    retry(memory, port, true);
    return;
  }
  if (isStartingUp(errorCode, port)) {
    retry(memory, port, false);
    return;
  }
  if (errorCode === 'NONE') memory.calls.shift();
  else refuse(memory, port, call, errorCode, errorMessage);
  callNext(memory, disk, port);
}

function handleBrokers(
  memory: AdminMemory,
  disk: AdminDisk,
  body: ResponseBody,
  port: AdminPort,
): void {
  if (body.api === 'Metadata' && body.brokers.length >= disk.brokers.length) {
    begin(memory, disk, port);
  } else {
    memory.target += 1;
    port.setTimer('retry', msToUs(STARTUP_POLL_MS));
  }
}

export const adminNode: NodeType<AdminDisk, AdminMemory> = {
  boot(disk, port) {
    const memory = { calls: [], request: -1, target: 0, isReady: false };
    lookAround(memory, disk, port);
    return memory;
  },
  handle(memory, disk, delivery: Delivery, port) {
    switch (delivery.type) {
      case 'command': {
        const request = delivery.body as KafkaRequest;
        const body = bodyOf(request);
        if (body === null) return;
        const deadlineUs = port.nowUs + msToUs(API_TIMEOUT_MS);
        memory.calls.push(Object.freeze({ command: request.type, body, deadlineUs }));
        callNext(memory, disk, port);
        return;
      }
      case 'response':
        if (delivery.request !== memory.request) return;
        memory.request = -1;
        if (memory.isReady) handleAnswer(memory, disk, responseOf(delivery), port);
        else handleBrokers(memory, disk, responseOf(delivery), port);
        return;
      case 'disconnected':
      case 'timed-out':
        if (delivery.request !== memory.request) return;
        memory.request = -1;
        retry(memory, port, true);
        return;
      case 'timer':
        if (memory.isReady) callNext(memory, disk, port);
        else lookAround(memory, disk, port);
        return;
      case 'request':
        return;
      case 'shutdown':
        port.halt();
        return;
    }
  },
};
