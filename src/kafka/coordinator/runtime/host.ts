// What a broker provides to a coordinator that lives in it: a log, timers, answers, metadata.
import type { KafkaEventMap } from '#kafka/events.ts';
import type { ResponseBody } from '#kafka/protocol/api.ts';
import type { Configs } from '#kafka/protocol/configs.ts';
import type { ErrorName } from '#kafka/protocol/errors.ts';
import type { Uuid } from '#kafka/protocol/uuid.ts';
import type { RequestDelivery } from '#sim/node.ts';

/** A record of a coordinator's topic; a null value is a tombstone. */
export interface CoordinatorRecord {
  readonly key: string;
  readonly value: string | null;
}

/** What a coordinator knows of a topic. */
export interface CoordinatorTopic {
  readonly topicId: Uuid;
  readonly partitionCount: number;
  /** Of each partition, the racks of its replicas, sorted. */
  readonly racks: readonly (readonly string[])[];
}

/** What a coordinator finds in the broker that it lives in, for one call. */
export interface CoordinatorSurroundings {
  readonly nowMs: number;
  readonly brokerId: number;
  readonly configs: Configs;
  respond(request: RequestDelivery, body: ResponseBody): void;
  emit<K extends keyof KafkaEventMap>(type: K, data: KafkaEventMap[K]): void;
  clearTimer(key: string): void;
  /** A topic as this broker's metadata has it; null when it does not exist. */
  topicOf(name: string): CoordinatorTopic | null;
  /** All topics. */
  topicNames(): readonly string[];
  /** What was set for this group (`kafka-configs --group`). */
  groupConfigsOf(group: string): Configs;
  /** The random part of a new member id. */
  randomHex(): string;
}

/** What a broker provides to the runtime of one coordinator, for one call. */
export interface CoordinatorHost extends CoordinatorSurroundings {
  /** Appends to a partition of the coordinator's topic; `flush` then lets it be replicated. */
  append(
    partition: number,
    records: readonly CoordinatorRecord[],
  ): { readonly errorCode: ErrorName; readonly endOffset: number };
  flush(partition: number): void;
  setTimer(key: string, afterMs: number, timer: unknown): void;
}
