// What a broker lends to the coordinator that lives in it: a log, timers, answers, metadata.
import type { CoordinatorRecord } from '#kafka/coordinator/offsets/offsets-topic.ts';
import type { KafkaEventMap } from '#kafka/events.ts';
import type { ResponseBody } from '#kafka/protocol/api.ts';
import type { Configs } from '#kafka/protocol/configs.ts';
import type { ErrorName } from '#kafka/protocol/errors.ts';
import type { Uuid } from '#kafka/protocol/uuid.ts';
import type { RequestDelivery } from '#sim/node.ts';

/** What the coordinator knows of a topic. */
export interface CoordinatorTopic {
  readonly topicId: Uuid;
  readonly partitionCount: number;
  /** Of each partition, the racks of its replicas, sorted. */
  readonly racks: readonly (readonly string[])[];
}

/** What a broker lends to its coordinator, for one call. */
export interface CoordinatorHost {
  readonly nowMs: number;
  readonly brokerId: number;
  readonly configs: Configs;
  /** Appends to a partition of the offsets topic; `flush` then lets it be replicated. */
  append(
    offsetsPartition: number,
    records: readonly CoordinatorRecord[],
  ): { readonly errorCode: ErrorName; readonly endOffset: number };
  flush(offsetsPartition: number): void;
  respond(request: RequestDelivery, body: ResponseBody): void;
  emit<K extends keyof KafkaEventMap>(type: K, data: KafkaEventMap[K]): void;
  setTimer(key: string, afterMs: number, data?: unknown): void;
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
