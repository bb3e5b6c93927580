// Folds what clients tell: producers and consumers.
import type { ClientEventMap } from '#kafka/events/client.ts';
import { type TopicPartition, topicPartitionKey } from '#kafka/protocol/topic-partition.ts';
import type { Folds } from './fold.ts';
import { forgetMachines, type FrameState } from './state.ts';

/** A partition that is given up has a position no more. */
function forgetFetchStates(
  frame: FrameState,
  consumer: string,
  partitions: readonly TopicPartition[],
): void {
  for (const one of partitions) forgetMachines(frame, `${topicPartitionKey(one)}@${consumer}`);
}

export const CLIENT_FOLDS: Folds<keyof ClientEventMap> = {
  // ── Any client ────────────────────────────────────────────────────────────────────────────
  'metadata.refreshed': null,
  'client.answered': null,
  'client.failed'(frame, { data: { client, errorCode } }) {
    const failed = frame.consumers.get(client) ?? frame.producers.get(client);
    if (failed !== undefined) failed.lastError = errorCode;
  },
  'command.refused': null,

  // ── Producer ──────────────────────────────────────────────────────────────────────────────
  'producer.added'(frame, { data: spec }) {
    const known = frame.producers.get(spec.id);
    forgetMachines(frame, spec.id);
    frame.producers.set(spec.id, {
      spec,
      status: 'running',
      pending: new Map(),
      inFlight: new Set(),
      createdCount: known?.createdCount ?? 0,
      ackedCount: known?.ackedCount ?? 0,
      failedCount: known?.failedCount ?? 0,
      retriedCount: known?.retriedCount ?? 0,
      lastRecord: null,
      backoff: null,
      lastError: null,
    });
  },
  'producer.altered'(frame, { data: spec }) {
    const producer = frame.producers.get(spec.id);
    if (producer !== undefined) producer.spec = spec;
  },
  'producer.closed': null,
  'record.created'(frame, { atUs, data }) {
    const { producer: id, recordId, topic, partition, key, by } = data;
    const producer = frame.producers.get(id);
    if (producer === undefined) return;
    producer.createdCount += 1;
    producer.lastRecord = Object.freeze({ topic, partition, key, by });
    producer.pending.set(
      recordId,
      Object.freeze({ recordId, topic, partition, key, createdAtUs: atUs, sentAtUs: null }),
    );
  },
  'batch.completed'(frame, { data: { producer: id, recordIds, errorCode } }) {
    const producer = frame.producers.get(id);
    if (producer === undefined) return;
    for (const recordId of recordIds) producer.pending.delete(recordId);
    if (errorCode === 'NONE') producer.ackedCount += recordIds.length;
    else producer.failedCount += recordIds.length;
    producer.lastError = errorCode === 'NONE' ? null : errorCode;
    if (producer.pending.size === 0) producer.backoff = null;
  },
  'batch.retried'(frame, { atUs, data }) {
    const { producer: id, recordIds, errorCode, attempt, backoffMs } = data;
    const producer = frame.producers.get(id);
    if (producer === undefined) return;
    producer.retriedCount += 1;
    producer.backoff = Object.freeze({ fromUs: atUs, untilUs: atUs + backoffMs * 1_000, attempt });
    for (const recordId of recordIds) {
      const pending = producer.pending.get(recordId);
      if (pending === undefined) continue;
      producer.pending.set(recordId, Object.freeze({ ...pending, sentAtUs: null }));
    }
    producer.lastError = errorCode;
  },
  'partitioner.switched': null,

  // ── Consumer ──────────────────────────────────────────────────────────────────────────────
  'consumer.added'(frame, { data: spec }) {
    const known = frame.consumers.get(spec.id);
    forgetFetchStates(frame, spec.id, known?.owned ?? []);
    forgetMachines(frame, spec.id);
    frame.consumers.set(spec.id, {
      spec,
      status: 'running',
      membership: 'UNJOINED',
      memberId: '',
      owned: [],
      positions: new Map(),
      readReplicas: new Map(),
      paused: new Set(),
      polledCount: known?.polledCount ?? 0,
      processedCount: known?.processedCount ?? 0,
      processing: null,
      lastError: null,
      recordsInHand: 0,
      handledCount: known?.handledCount ?? 0,
    });
  },
  'consumer.altered'(frame, { data: spec }) {
    const consumer = frame.consumers.get(spec.id);
    if (consumer !== undefined) consumer.spec = spec;
  },
  'consumer.closed': null,
  'partitions.assigned'(frame, { data }) {
    const consumer = frame.consumers.get(data.consumer);
    if (consumer !== undefined) consumer.owned = data.owned;
  },
  'partitions.revoked'(frame, { data }) {
    const consumer = frame.consumers.get(data.consumer);
    if (consumer === undefined) return;
    consumer.owned = data.owned;
    forgetFetchStates(frame, data.consumer, data.partitions);
    for (const revoked of data.partitions) {
      const key = topicPartitionKey(revoked);
      consumer.positions.delete(key);
      consumer.readReplicas.delete(key);
      consumer.paused.delete(key);
    }
  },
  'offset.reset'(frame, { data }) {
    frame.consumers.get(data.consumer)?.positions.set(topicPartitionKey(data), data.offset);
  },
  'partition.paused'(frame, { data }) {
    const paused = frame.consumers.get(data.consumer)?.paused;
    if (data.isPaused) paused?.add(topicPartitionKey(data));
    else paused?.delete(topicPartitionKey(data));
  },
  'read-replica.changed'(frame, { data }) {
    const readReplicas = frame.consumers.get(data.consumer)?.readReplicas;
    if (data.broker === null) readReplicas?.delete(topicPartitionKey(data));
    else readReplicas?.set(topicPartitionKey(data), data.broker);
  },
  'records.polled'(frame, { atUs, data }) {
    const consumer = frame.consumers.get(data.consumer);
    if (consumer === undefined) return;
    let count = 0;
    for (const polled of data.partitions) {
      consumer.positions.set(topicPartitionKey(polled), polled.position);
      count += polled.recordIds.length;
    }
    consumer.polledCount += count;
    consumer.recordsInHand = count;
    consumer.lastError = null;
    consumer.processing = Object.freeze({ fromUs: atUs, untilUs: data.processedAtUs });
  },
  'record.handled'(frame, { data: { consumer: id, outcome } }) {
    const consumer = frame.consumers.get(id);
    if (consumer === undefined || outcome === 'retry' || outcome === 'crash') return;
    if (outcome === 'done') consumer.handledCount += 1;
    consumer.processedCount += 1;
    consumer.recordsInHand = Math.max(0, consumer.recordsInHand - 1);
  },
  'records.processed'(frame, { data }) {
    const consumer = frame.consumers.get(data.consumer);
    if (consumer === undefined) return;
    consumer.processedCount += consumer.recordsInHand;
    consumer.recordsInHand = 0;
    consumer.processing = null;
  },
};
