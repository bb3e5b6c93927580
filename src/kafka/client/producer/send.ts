// send(), as the application's one thread calls it: it waits for the topic's metadata and for a part of
// buffer.memory, no longer than max.block.ms, and puts the record into a batch. Follows
// `KafkaProducer.doSend`, `waitOnMetadata` and `BufferPool.allocate` of Apache Kafka 4.3.
import { msToUs, usToMs } from '#base/time.ts';
import { requestMetadata } from '#kafka/client/metadata/metadata-cache.ts';
import { emit } from '#kafka/port.ts';
import type { ErrorName } from '#kafka/protocol/errors.ts';
import { appendNewBatch, bufferSizeFor, type Draft, isFull, tryAppend } from './accumulator.ts';
import { choosePartition, noteAppended } from './partition.ts';
import { recordSizeUpperBound } from './record-size.ts';
import { runSender } from './sender.ts';
import { type BlockedCall, numberConfig, type Producer, type ProducerRecord } from './state.ts';

export const BLOCK_TIMER = 'max block';

/** The application calls send(); while it is still in an earlier call, this one comes after it. */
export function send(producer: Producer, record: ProducerRecord): void {
  const { memory } = producer;
  if (memory.isClosing) return;
  memory.calls = Object.freeze([...memory.calls, Object.freeze(record)]);
  makeCalls(producer);
}

/** Metadata has come, or memory was freed: the call that waits, and those after it, may go on. */
export function resumeCalls(producer: Producer, waitsFor: BlockedCall['waitsFor']): void {
  const { memory } = producer;
  for (;;) {
    const { blocked } = memory;
    if (blocked?.waitsFor !== waitsFor || !isDone(producer, blocked.record, blocked)) return;
    unblock(producer);
    makeCalls(producer);
  }
}

/** max.block.ms has passed: the call fails, and the application goes on. */
export function failBlockedCall(producer: Producer): void {
  const { blocked } = producer.memory;
  if (blocked === null) return;
  fail(producer, 'REQUEST_TIMED_OUT', timeoutMessage(producer, blocked));
  unblock(producer);
  makeCalls(producer);
}

function makeCalls(producer: Producer): void {
  const { memory, port } = producer;
  while (memory.blocked === null) {
    const [record, ...others] = memory.calls;
    if (record === undefined) return;
    memory.calls = Object.freeze(others);
    if (!isDone(producer, record, null)) {
      port.setTimer(BLOCK_TIMER, msToUs(numberConfig(producer, 'max.block.ms')));
    }
  }
}

function unblock({ memory, port }: Producer): void {
  memory.blocked = null;
  port.clearTimer(BLOCK_TIMER);
}

/** Tries to bring a call of send() to its end; otherwise the application is blocked in it. */
function isDone(producer: Producer, record: ProducerRecord, blocked: BlockedCall | null): boolean {
  const { memory, port } = producer;
  const waitsFor = isKnown(producer, record) ? accumulate(producer, record) : 'metadata';
  if (waitsFor === null) return true;
  const sinceUs = blocked?.sinceUs ?? port.nowUs;
  const deadlineUs = sinceUs + msToUs(numberConfig(producer, 'max.block.ms'));
  memory.blocked = Object.freeze({ record, sinceUs, deadlineUs, waitsFor });
  if (waitsFor === 'metadata') {
    memory.metadata.wanted.add(record.topic);
    requestMetadata(memory.metadata, port, `${nameOf(record)} is not known`);
  } else runSender(producer);
  return false;
}

function isKnown({ memory }: Producer, { topic, partition }: ProducerRecord): boolean {
  const count = memory.metadata.topics.get(topic)?.length;
  return count !== undefined && (partition === null || partition < count);
}

function nameOf({ topic, partition }: ProducerRecord): string {
  return partition === null ? `topic ${topic}` : `partition ${partition} of topic ${topic}`;
}

function timeoutMessage(producer: Producer, blocked: BlockedCall): string {
  const { memory, disk } = producer;
  const { record, sinceUs, deadlineUs, waitsFor } = blocked;
  const { topic, partition } = record;
  const waitMs = usToMs(deadlineUs - sinceUs);
  if (waitsFor === 'memory') {
    const batchSize = numberConfig(producer, 'batch.size');
    const bytes = bufferSizeFor(record, disk.spec.valueBytes, batchSize);
    const total = numberConfig(producer, 'buffer.memory');
    const available = total - memory.accumulator.allocatedBytes;
    return `Failed to allocate ${bytes} bytes within the configured max blocking time ${waitMs} ms. Total memory: ${total} bytes. Available memory: ${available} bytes. Poolable size: ${batchSize} bytes`;
  }
  const count = memory.metadata.topics.get(topic)?.length;
  return count === undefined || partition === null
    ? `Topic ${topic} not present in metadata after ${waitMs} ms.`
    : `Partition ${partition} of topic ${topic} with partition count ${count} is not present in metadata after ${waitMs} ms.`;
}

/** Puts the record into a batch. What it has to wait for; null: nothing, or it was refused. */
function accumulate(producer: Producer, record: ProducerRecord): 'memory' | null {
  const { disk, memory, port } = producer;
  const { topic, key, value, headers } = record;
  const { valueBytes } = disk.spec;
  const tooLarge = sizeProblem(producer, recordSizeUpperBound(record, valueBytes));
  if (tooLarge !== null) {
    fail(producer, 'MESSAGE_TOO_LARGE', tooLarge);
    return null;
  }
  const choice = choosePartition(producer, record);
  const { queue, by } = choice;
  const id = `${disk.spec.id}:${disk.recordCount + 1}`;
  const draft: Draft = { key, value, headers, valueBytes, id, timestampMs: usToMs(port.nowUs) };
  const batchSize = numberConfig(producer, 'batch.size');
  const appended = tryAppend(queue, draft);
  if (appended === null && !hasMemoryFor(producer, bufferSizeFor(draft, valueBytes, batchSize))) {
    return 'memory';
  }
  disk.recordCount += 1;
  emit(port, 'record.created', {
    producer: disk.spec.id,
    recordId: id,
    topic,
    partition: queue.partition,
    key: key?.text ?? null,
    value: value?.text ?? null,
    by,
  });
  const { accumulator } = memory;
  const bytes = appended ?? appendNewBatch(accumulator, queue, draft, batchSize, port.nowUs);
  const last = queue.batches.at(-1);
  const wakesSender = appended === null || queue.batches.length > 1 || (last && isFull(last));
  noteAppended(producer, choice, bytes);
  if (wakesSender === true) runSender(producer);
  return null;
}

/** Follows `KafkaProducer.ensureValidRecordSize`. */
function sizeProblem(producer: Producer, sizeBytes: number): string | null {
  const most = numberConfig(producer, 'max.request.size');
  if (sizeBytes > most) {
    return `The message is ${sizeBytes} bytes when serialized which is larger than ${most}, which is the value of the max.request.size configuration.`;
  }
  if (sizeBytes > numberConfig(producer, 'buffer.memory')) {
    return `The message is ${sizeBytes} bytes when serialized which is larger than the total memory buffer you have configured with the buffer.memory configuration.`;
  }
  return null;
}

function hasMemoryFor(producer: Producer, sizeBytes: number): boolean {
  const { allocatedBytes } = producer.memory.accumulator;
  return allocatedBytes + sizeBytes <= numberConfig(producer, 'buffer.memory');
}

function fail({ port, disk }: Producer, errorCode: ErrorName, errorMessage: string): void {
  emit(port, 'client.failed', { client: disk.spec.id, errorCode, errorMessage });
}
