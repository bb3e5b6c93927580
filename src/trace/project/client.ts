// Folds what happens to producers, consumers and groups.
import type { TraceEvent } from '#kafka/events.ts';
import { partitionKey } from '#kafka/protocol/topic-partition.ts';
import { offsetsPartition, type TopicPartitionFrame } from '#trace/frame.ts';
import { forgetMachines, type FrameState } from './state.ts';

function foldProducer(frame: FrameState, event: TraceEvent): boolean {
  switch (event.type) {
    case 'producer.added': {
      const known = frame.producers.get(event.data.id);
      forgetMachines(frame, event.data.id);
      frame.producers.set(event.data.id, {
        spec: event.data,
        status: 'running',
        pending: new Map(),
        inFlight: new Set(),
        createdCount: known?.createdCount ?? 0,
        ackedCount: known?.ackedCount ?? 0,
        failedCount: known?.failedCount ?? 0,
        retriedCount: known?.retriedCount ?? 0,
        lastError: null,
      });
      return true;
    }
    case 'producer.altered': {
      const producer = frame.producers.get(event.data.id);
      if (producer !== undefined) producer.spec = event.data;
      return true;
    }
    case 'producer.closed':
      return true;
    case 'record.created': {
      const { producer: id, recordId, topic, partition, key } = event.data;
      const producer = frame.producers.get(id);
      if (producer === undefined) return true;
      producer.createdCount += 1;
      producer.pending.set(recordId, Object.freeze({ recordId, topic, partition, key }));
      return true;
    }
    case 'batch.completed': {
      const { producer: id, recordIds, errorCode } = event.data;
      const producer = frame.producers.get(id);
      if (producer === undefined) return true;
      for (const recordId of recordIds) producer.pending.delete(recordId);
      if (errorCode === 'NONE') producer.ackedCount += recordIds.length;
      else producer.failedCount += recordIds.length;
      producer.lastError = errorCode === 'NONE' ? null : errorCode;
      return true;
    }
    case 'batch.retried': {
      const producer = frame.producers.get(event.data.producer);
      if (producer === undefined) return true;
      producer.retriedCount += 1;
      producer.lastError = event.data.errorCode;
      return true;
    }
    default:
      return false;
  }
}

/** A partition that is given up has a position no more. */
function forgetFetchStates(
  frame: FrameState,
  consumer: string,
  partitions: readonly TopicPartitionFrame[],
): void {
  for (const { topic, partition } of partitions) {
    forgetMachines(frame, `${partitionKey(topic, partition)}@${consumer}`);
  }
}

function foldConsumer(frame: FrameState, event: TraceEvent): boolean {
  switch (event.type) {
    case 'consumer.added':
      forgetFetchStates(frame, event.data.id, frame.consumers.get(event.data.id)?.owned ?? []);
      forgetMachines(frame, event.data.id);
      frame.consumers.set(event.data.id, {
        spec: event.data,
        status: 'running',
        membership: 'UNJOINED',
        memberId: '',
        owned: [],
        positions: new Map(),
        readReplicas: new Map(),
        paused: new Set(),
        polledCount: frame.consumers.get(event.data.id)?.polledCount ?? 0,
        processedCount: frame.consumers.get(event.data.id)?.processedCount ?? 0,
        processing: null,
        lastError: null,
        recordsInHand: 0,
      });
      return true;
    case 'consumer.altered': {
      const consumer = frame.consumers.get(event.data.id);
      if (consumer !== undefined) consumer.spec = event.data;
      return true;
    }
    case 'consumer.closed':
      return true;
    case 'partitions.assigned':
    case 'partitions.revoked': {
      const consumer = frame.consumers.get(event.data.consumer);
      if (consumer === undefined) return true;
      consumer.owned = event.data.owned;
      if (event.type === 'partitions.assigned') return true;
      forgetFetchStates(frame, event.data.consumer, event.data.partitions);
      for (const { topic, partition } of event.data.partitions) {
        const key = partitionKey(topic, partition);
        consumer.positions.delete(key);
        consumer.readReplicas.delete(key);
        consumer.paused.delete(key);
      }
      return true;
    }
    case 'offset.reset': {
      const { consumer: id, topic, partition, offset } = event.data;
      frame.consumers.get(id)?.positions.set(partitionKey(topic, partition), offset);
      return true;
    }
    case 'read-replica.changed': {
      const { consumer: id, topic, partition, broker } = event.data;
      const readReplicas = frame.consumers.get(id)?.readReplicas;
      if (broker === null) readReplicas?.delete(partitionKey(topic, partition));
      else readReplicas?.set(partitionKey(topic, partition), broker);
      return true;
    }
    case 'partition.paused': {
      const { consumer: id, topic, partition, isPaused } = event.data;
      const paused = frame.consumers.get(id)?.paused;
      if (isPaused) paused?.add(partitionKey(topic, partition));
      else paused?.delete(partitionKey(topic, partition));
      return true;
    }
    case 'records.polled': {
      const consumer = frame.consumers.get(event.data.consumer);
      if (consumer === undefined) return true;
      let count = 0;
      for (const { topic, partition, position, recordIds } of event.data.partitions) {
        consumer.positions.set(partitionKey(topic, partition), position);
        count += recordIds.length;
      }
      consumer.polledCount += count;
      consumer.recordsInHand = count;
      consumer.lastError = null;
      const untilUs = event.data.processedAtUs;
      consumer.processing = Object.freeze({ fromUs: event.atUs, untilUs });
      return true;
    }
    case 'records.processed': {
      const consumer = frame.consumers.get(event.data.consumer);
      if (consumer === undefined) return true;
      consumer.processedCount += consumer.recordsInHand;
      consumer.recordsInHand = 0;
      consumer.processing = null;
      return true;
    }
    case 'client.failed': {
      const { client, errorCode } = event.data;
      const failed = frame.consumers.get(client) ?? frame.producers.get(client);
      if (failed !== undefined) failed.lastError = errorCode;
      return true;
    }
    default:
      return false;
  }
}

/** One that was replaced and does not know it yet speaks for itself only. */
function isCoordinator(frame: FrameState, group: string, broker: number): boolean {
  const leader = offsetsPartition(frame, group)?.state.leader ?? -1;
  return leader === -1 || leader === broker;
}

function foldGroup(frame: FrameState, event: TraceEvent): boolean {
  switch (event.type) {
    case 'group.changed': {
      const { group: id, reason: _reason, ...fields } = event.data;
      if (!isCoordinator(frame, id, fields.coordinator)) return true;
      const committed = frame.groups.get(id)?.committed ?? new Map<string, number>();
      frame.groups.set(id, { id, ...fields, committed });
      for (const { clientId, memberId } of fields.members) {
        const consumer = frame.consumers.get(clientId);
        if (consumer !== undefined) consumer.memberId = memberId;
      }
      return true;
    }
    case 'offset.expired': {
      const { group: id, topic, partition } = event.data;
      frame.groups.get(id)?.committed.delete(partitionKey(topic, partition));
      return true;
    }
    case 'offset.committed': {
      const { group: id, topic, partition, offset } = event.data;
      let group = frame.groups.get(id);
      if (group === undefined) {
        group = {
          id,
          coordinator: -1,
          protocol: 'classic',
          state: 'Empty',
          generation: 0,
          assignmentEpoch: null,
          assignor: '',
          leader: '',
          members: [],
          committed: new Map(),
        };
        frame.groups.set(id, group);
      }
      group.committed.set(partitionKey(topic, partition), offset);
      return true;
    }
    default:
      return false;
  }
}

/** True when the event was of one of these subjects. */
export function foldClients(frame: FrameState, event: TraceEvent): boolean {
  return foldProducer(frame, event) || foldConsumer(frame, event) || foldGroup(frame, event);
}
