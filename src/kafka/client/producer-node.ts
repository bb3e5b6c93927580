// A producer as a node: partitions and batches records, sends them, retries. Follows
// `KafkaProducer` and `Sender` of Apache Kafka 4.3; the workload stands for the application.
import { msToUs, US_PER_S, usToMs } from '#base/time.ts';
import { type KafkaRequest, nodeIds, type ProducerSpec } from '#kafka/commands.ts';
import { nextRoundRobinPartition } from '#kafka/partitioner/round-robin.ts';
import { partitionForKeyText } from '#kafka/partitioner/murmur2.ts';
import {
  createStickyState,
  isSwitchDue,
  peekStickyPartition,
  type StickyState,
  updateLoadStats,
  updateStickyPartition,
} from '#kafka/partitioner/sticky.ts';
import { emit, responseOf, send } from '#kafka/port.ts';
import type { ResponseBody } from '#kafka/protocol/api.ts';
import { readBoolean, readConfig, readNumber } from '#kafka/protocol/configs.ts';
import { type ErrorName, isInvalidMetadata, isRetriable } from '#kafka/protocol/errors.ts';
import type { KafkaRecord, RecordBatch } from '#kafka/protocol/record.ts';
import { partitionKey } from '#kafka/protocol/topic-partition.ts';
import type { Delivery, NodePort, NodeType } from '#sim/node.ts';
import {
  type Accumulator,
  append,
  createAccumulator,
  firstWaiting,
  giveBack,
  type PartitionQueue,
  type ProducerBatch,
  queueOf,
  readyAtUs,
  recordSize,
  remove,
  takeFirst,
  waitingCount,
  waitingQueues,
} from './accumulator.ts';
import {
  isGap,
  mayNumber,
  noteAcknowledged,
  noteExpired,
  numberBatch,
  resolveExpired,
  restartSequences,
} from './sequences.ts';
import {
  backoffMs,
  createMetadataCache,
  handleMetadataAnswer,
  handleMetadataFailure,
  knownPartition,
  isMetadataTimer,
  type MetadataCache,
  requestMetadata,
  sendMetadata,
} from './metadata-cache.ts';
import { nextKey } from './workload.ts';

export interface ProducerDisk {
  spec: ProducerSpec;
  readonly bootstrap: readonly number[];
  /** Records made so far: ids stay unique over restarts. */
  recordCount: number;
}

interface NewRecord {
  readonly topic: string;
  readonly key: string | null;
  readonly value: string | null;
  readonly partition: number | null;
}

interface InFlight {
  readonly broker: number;
  readonly batches: readonly { readonly key: string; readonly id: number }[];
}

export interface ProducerMemory {
  readonly metadata: MetadataCache;
  readonly accumulator: Accumulator;
  readonly sticky: Map<string, StickyState>;
  roundRobinCount: number;
  /** send() calls that wait for metadata. */
  waiting: NewRecord[];
  /** Produce requests under way: to whom, with which batches. */
  readonly inFlight: Map<number, InFlight>;
  producerId: number;
  producerEpoch: number;
  producerIdRequest: number;
  isClosing: boolean;
}

export function createProducerDisk(spec: ProducerSpec, bootstrap: readonly number[]): ProducerDisk {
  return { spec, bootstrap, recordCount: 0 };
}

const NONE: readonly number[] = Object.freeze([]);

/** One delivery's view of a producer. */
class Producer {
  constructor(
    readonly disk: ProducerDisk,
    readonly memory: ProducerMemory,
    readonly port: NodePort,
  ) {}

  private number(name: string): number {
    return readNumber('producer', this.disk.spec.configs, name);
  }

  private get acks(): -1 | 0 | 1 {
    const value = readConfig('producer', this.disk.spec.configs, 'acks');
    return value === 'all' || value === '-1' ? -1 : value === '1' ? 1 : 0;
  }

  /** On by default, silently off when the configs contradict it (`ProducerConfig`). */
  private get isIdempotent(): boolean {
    const { configs } = this.disk.spec;
    if (!readBoolean('producer', configs, 'enable.idempotence')) return false;
    const most = this.number('max.in.flight.requests.per.connection');
    return this.acks === -1 && this.number('retries') > 0 && most <= 5;
  }

  // ── Making records ────────────────────────────────────────────────────────────────────────

  startWorkload(): void {
    const { recordsPerSecond } = this.disk.spec;
    if (recordsPerSecond <= 0) {
      this.port.clearTimer('workload');
      return;
    }
    // Producers do not start in step.
    const intervalUs = Math.round(US_PER_S / recordsPerSecond);
    this.port.setTimer('workload', 1 + this.port.random('start').nextInt(intervalUs));
  }

  makeRecord(): void {
    const { disk, port } = this;
    const { spec } = disk;
    if (spec.recordsMax !== null && disk.recordCount >= spec.recordsMax) return;
    port.setTimer('workload', Math.max(1, Math.round(US_PER_S / spec.recordsPerSecond)));
    const key = nextKey(spec.keys, disk.recordCount, port);
    this.send({ topic: spec.topic, key, value: `v${disk.recordCount + 1}`, partition: null });
  }

  send(record: NewRecord): void {
    const { memory } = this;
    if (memory.isClosing) return;
    const partitions = memory.metadata.topics.get(record.topic);
    if (partitions === undefined) {
      memory.metadata.wanted.add(record.topic);
      memory.waiting.push(Object.freeze(record));
      requestMetadata(memory.metadata, this.port, `topic ${record.topic} is not known`);
      return;
    }
    this.accumulate(record, partitions.length);
    this.drain();
  }

  private partitionsOf(topic: string): {
    readonly partitionCount: number;
    readonly available: readonly number[];
  } {
    const { topics, available } = this.memory.metadata;
    return {
      partitionCount: topics.get(topic)?.length ?? 0,
      available: available.get(topic) ?? NONE,
    };
  }

  private stickyOf(topic: string): StickyState {
    const known = this.memory.sticky.get(topic);
    if (known !== undefined) return known;
    const state = createStickyState();
    this.memory.sticky.set(topic, state);
    return state;
  }

  private choosePartition(
    record: NewRecord,
    partitionCount: number,
  ): { readonly partition: number; readonly by: 'key' | 'sticky' | 'round robin' | 'hand' } {
    const { configs } = this.disk.spec;
    if (record.partition !== null) return { partition: record.partition, by: 'hand' };
    const partitioner = readConfig('producer', configs, 'partitioner.class');
    if (partitioner.endsWith('RoundRobinPartitioner')) {
      const counter = this.memory.roundRobinCount;
      this.memory.roundRobinCount += 1;
      const partitions = this.partitionsOf(record.topic);
      return { partition: nextRoundRobinPartition(counter, partitions), by: 'round robin' };
    }
    const ignoresKeys = readBoolean('producer', configs, 'partitioner.ignore.keys');
    if (record.key !== null && !ignoresKeys) {
      return { partition: partitionForKeyText(record.key, partitionCount), by: 'key' };
    }
    const partition = peekStickyPartition(
      this.stickyOf(record.topic),
      this.partitionsOf(record.topic),
      () => this.port.random('sticky').nextPositiveInt(),
    );
    return { partition, by: 'sticky' };
  }

  private accumulate(record: NewRecord, partitionCount: number): void {
    const { disk, port, memory } = this;
    const { topic, key, value } = record;
    disk.recordCount += 1;
    const recordId = `${disk.spec.id}:${disk.recordCount}`;
    const { partition, by } = this.choosePartition(record, partitionCount);
    emit(port, 'record.created', {
      producer: disk.spec.id,
      recordId,
      topic,
      partition,
      key,
      value,
      by,
    });
    const kafkaRecord: KafkaRecord = Object.freeze({
      offset: -1,
      timestampMs: usToMs(port.nowUs),
      key,
      value,
      sizeBytes: recordSize(key, value, disk.spec.valueBytes),
      id: recordId,
    });
    const { accumulator } = memory;
    const queue = queueOf(accumulator, topic, partition);
    const batchSize = this.number('batch.size');
    const appendedBytes = append(accumulator, queue, kafkaRecord, batchSize, port.nowUs);
    if (by === 'sticky') this.moveSticky(queue, appendedBytes);
  }

  /** After batch.size bytes the sticky partition changes, weighted by what waits where. */
  private moveSticky(queue: PartitionQueue, appendedBytes: number): void {
    const { memory, disk, port } = this;
    const state = this.stickyOf(queue.topic);
    const partitions = this.partitionsOf(queue.topic);
    const batchSize = Math.max(1, this.number('batch.size'));
    const last = queue.batches.at(-1);
    const isFull = last === undefined || last.sizeBytes >= batchSize;
    // The load counts only when the partition changes.
    if (
      isSwitchDue(state, appendedBytes, isFull, batchSize) &&
      readBoolean('producer', disk.spec.configs, 'partitioner.adaptive.partitioning.enable')
    ) {
      const sizes = partitions.available.map((partition) => {
        const other = memory.accumulator.queues.get(partitionKey(queue.topic, partition));
        return other === undefined ? 0 : waitingCount(other);
      });
      updateLoadStats(state, sizes, partitions.available, sizes.length);
    }
    const hasSwitched = updateStickyPartition(
      state,
      appendedBytes,
      isFull,
      batchSize,
      partitions,
      () => port.random('sticky').nextPositiveInt(),
    );
    if (hasSwitched) {
      emit(port, 'partitioner.switched', {
        producer: disk.spec.id,
        topic: queue.topic,
        partition: state.partition,
      });
    }
  }

  // ── Sending ───────────────────────────────────────────────────────────────────────────────

  private inFlightTo(broker: number): number {
    let count = 0;
    for (const one of this.memory.inFlight.values()) if (one.broker === broker) count += 1;
    return count;
  }

  /** Sends every batch that is ready and can go; sets the timer for the next one. */
  drain(): void {
    const { memory, port } = this;
    if (this.isIdempotent && memory.producerId === -1) {
      if (memory.accumulator.queues.size > 0) this.initProducerId();
      return;
    }
    const lingerUs = msToUs(this.number('linger.ms'));
    const batchSize = this.number('batch.size');
    const mostInFlight = this.number('max.in.flight.requests.per.connection');
    const ready = new Map<number, PartitionQueue[]>();
    let nextUs = Infinity;
    let isLeaderMissing = false;
    for (const queue of waitingQueues(memory.accumulator)) {
      const atUs = readyAtUs(queue, batchSize, lingerUs, memory.isClosing);
      if (atUs === null) continue;
      if (atUs > port.nowUs) {
        nextUs = Math.min(nextUs, atUs);
        continue;
      }
      if (!this.maySend(queue)) continue;
      const leader = knownPartition(memory.metadata, queue.topic, queue.partition)?.leader ?? -1;
      if (leader === -1) {
        isLeaderMissing = true;
        continue;
      }
      const queues = ready.get(leader);
      if (queues === undefined) ready.set(leader, [queue]);
      else queues.push(queue);
    }
    for (const [broker, queues] of ready) {
      if (this.inFlightTo(broker) < mostInFlight) this.produce(broker, queues);
    }
    if (isLeaderMissing) requestMetadata(memory.metadata, port, 'a partition has no leader');
    if (nextUs < Infinity) port.setTimer('drain', nextUs - port.nowUs);
    this.watchDeliveryTimeouts();
  }

  private maySend(queue: PartitionQueue): boolean {
    const batch = firstWaiting(queue);
    if (batch === undefined || !this.isIdempotent) return true;
    return mayNumber(queue, batch, this.memory.producerEpoch);
  }

  private produce(broker: number, queues: readonly PartitionQueue[]): void {
    const { memory, port } = this;
    const mostBytes = this.number('max.request.size');
    const partitions: { topic: string; partition: number; batch: RecordBatch }[] = [];
    const sent: InFlight['batches'][number][] = [];
    let sizeBytes = 0;
    for (const queue of queues) {
      const nextBytes = firstWaiting(queue)?.sizeBytes ?? 0;
      if (partitions.length > 0 && sizeBytes + nextBytes > mostBytes) continue;
      const batch = takeFirst(memory.accumulator, queue);
      if (batch === undefined) continue;
      sizeBytes += batch.sizeBytes;
      const { key, topic, partition } = queue;
      partitions.push({ topic, partition, batch: this.seal(queue, batch) });
      sent.push({ key, id: batch.id });
    }
    const timeoutMs = this.number('request.timeout.ms');
    const request = send(
      port,
      nodeIds.broker(broker),
      { api: 'Produce', acks: this.acks, timeoutMs, partitions },
      timeoutMs,
    );
    memory.inFlight.set(request, Object.freeze({ broker, batches: Object.freeze(sent) }));
  }

  /** The batch as it travels. Its sequence is given once, so that a retry can be recognised. */
  private seal(queue: PartitionQueue, batch: ProducerBatch): RecordBatch {
    const { memory } = this;
    if (this.isIdempotent) numberBatch(queue, batch, memory.producerEpoch);
    const { records, sizeBytes, baseSequence, producerEpoch } = batch;
    return Object.freeze({
      baseOffset: 0,
      partitionLeaderEpoch: -1,
      producerId: baseSequence === -1 ? -1 : memory.producerId,
      producerEpoch,
      baseSequence,
      sizeBytes,
      maxTimestampMs: records.at(-1)?.timestampMs ?? 0,
      records: Object.freeze(records.slice()),
    });
  }

  private initProducerId(): void {
    const { memory, port } = this;
    if (memory.producerIdRequest !== -1 || port.hasTimer('producer id')) return;
    const { brokers } = memory.metadata;
    if (brokers.length === 0) return;
    const broker = brokers[port.random('producer id broker').nextInt(brokers.length)] ?? 0;
    memory.producerIdRequest = send(
      port,
      nodeIds.broker(broker),
      { api: 'InitProducerId', producerId: -1, producerEpoch: -1 },
      this.number('request.timeout.ms'),
    );
  }

  // ── Answers ───────────────────────────────────────────────────────────────────────────────

  handleProduce(request: number, body: ResponseBody<'Produce'>): void {
    const { memory } = this;
    const sent = memory.inFlight.get(request);
    if (sent === undefined) return;
    memory.inFlight.delete(request);
    const answered = new Map(
      body.partitions.map((one) => [partitionKey(one.topic, one.partition), one]),
    );
    for (const { key, id } of sent.batches) {
      const answer = answered.get(key);
      // With acks=0 nobody says anything: sent is done.
      this.settle(key, id, answer?.errorCode ?? 'NONE', answer?.baseOffset ?? -1);
    }
    this.drain();
    this.endIfClosed();
  }

  handleFailure(request: number, error: 'NETWORK_EXCEPTION' | 'REQUEST_TIMED_OUT'): void {
    const { memory, port } = this;
    if (request === memory.metadata.request) {
      handleMetadataFailure(memory.metadata, port);
      return;
    }
    if (request === memory.producerIdRequest) {
      memory.producerIdRequest = -1;
      port.setTimer('producer id', msToUs(backoffMs(port, 1)));
      return;
    }
    const sent = memory.inFlight.get(request);
    if (sent === undefined) return;
    memory.inFlight.delete(request);
    requestMetadata(memory.metadata, port, `broker ${sent.broker} did not answer`);
    for (const { key, id } of sent.batches) this.settle(key, id, error, -1);
    this.drain();
    this.endIfClosed();
  }

  /** A batch that was sent is answered. */
  private settle(key: string, id: number, errorCode: ErrorName, baseOffset: number): void {
    const { memory, port, disk } = this;
    const queue = memory.accumulator.queues.get(key);
    const batch = queue?.batches.find((one) => one.id === id && one.isInFlight);
    if (queue === undefined || batch === undefined) return;
    if (errorCode !== 'NONE' && this.mayRetry(batch, errorCode)) {
      if (errorCode === 'OUT_OF_ORDER_SEQUENCE_NUMBER' && isGap(queue, batch)) {
        this.bumpEpoch(queue);
      }
      giveBack(memory.accumulator, queue, batch);
      batch.attempts += 1;
      const waitMs = backoffMs(port, batch.attempts);
      batch.notBeforeUs = port.nowUs + msToUs(waitMs);
      emit(port, 'batch.retried', {
        producer: disk.spec.id,
        topic: queue.topic,
        partition: queue.partition,
        recordIds: batch.records.map((record) => record.id),
        errorCode,
        attempt: batch.attempts,
        backoffMs: waitMs,
      });
      if (isInvalidMetadata(errorCode)) {
        requestMetadata(memory.metadata, port, `${errorCode} from the leader of ${key}`);
      }
      return;
    }
    // Written long ago: as good as acknowledged, only where is not known.
    const isDone = errorCode === 'NONE' || errorCode === 'DUPLICATE_SEQUENCE_NUMBER';
    // Nobody answered in time: it may have been written, or be written yet.
    const isUnknown = errorCode === 'NETWORK_EXCEPTION' || errorCode === 'REQUEST_TIMED_OUT';
    if (isUnknown) noteExpired(queue, batch);
    this.complete(queue, batch, isDone ? 'NONE' : errorCode, baseOffset);
    if (!isDone && !isUnknown && batch.baseSequence !== -1) this.bumpEpoch(queue);
  }

  private mayRetry(batch: ProducerBatch, errorCode: ErrorName): boolean {
    const isOrder = errorCode === 'OUT_OF_ORDER_SEQUENCE_NUMBER';
    if (!isRetriable(errorCode) && !(isOrder && this.isIdempotent)) return false;
    if (this.acks === 0) return false;
    const deadlineUs = batch.createdUs + msToUs(this.number('delivery.timeout.ms'));
    return batch.attempts < this.number('retries') && this.port.nowUs < deadlineUs;
  }

  private complete(
    queue: PartitionQueue,
    batch: ProducerBatch,
    errorCode: ErrorName,
    baseOffset: number,
  ): void {
    remove(this.memory.accumulator, queue, batch);
    emit(this.port, 'batch.completed', {
      producer: this.disk.spec.id,
      topic: queue.topic,
      partition: queue.partition,
      recordIds: batch.records.map((record) => record.id),
      errorCode,
      baseOffset,
    });
    if (errorCode === 'NONE') noteAcknowledged(queue, batch);
    if (resolveExpired(queue)) this.bumpEpoch(queue);
  }

  /** A sequence is lost: a new epoch (no request is needed), in which the partition counts from 0. */
  private bumpEpoch(queue: PartitionQueue): void {
    const { memory } = this;
    memory.producerEpoch += 1;
    restartSequences(queue, memory.producerEpoch);
  }

  private watchDeliveryTimeouts(): void {
    const { memory, port } = this;
    if (port.hasTimer('delivery timeout')) return;
    let earliestUs = Infinity;
    for (const { batches } of waitingQueues(memory.accumulator)) {
      // What is in flight is decided by its answer, or by the request timeout.
      const oldest = batches.find((batch) => !batch.isInFlight);
      if (oldest !== undefined) earliestUs = Math.min(earliestUs, oldest.createdUs);
    }
    if (earliestUs === Infinity) return;
    const deadlineUs = earliestUs + msToUs(this.number('delivery.timeout.ms'));
    port.setTimer('delivery timeout', Math.max(1, deadlineUs - port.nowUs));
  }

  expireBatches(): void {
    const { memory, port } = this;
    const timeoutMs = this.number('delivery.timeout.ms');
    for (const queue of waitingQueues(memory.accumulator)) {
      for (const batch of queue.batches.slice()) {
        if (batch.isInFlight || batch.createdUs + msToUs(timeoutMs) > port.nowUs) continue;
        const waitedMs = usToMs(port.nowUs - batch.createdUs);
        emit(port, 'client.failed', {
          client: this.disk.spec.id,
          errorCode: 'REQUEST_TIMED_OUT',
          errorMessage: `Expiring ${batch.records.length} record(s) for ${partitionKey(queue.topic, queue.partition)}:${waitedMs} ms has passed since batch creation`,
        });
        noteExpired(queue, batch);
        this.complete(queue, batch, 'REQUEST_TIMED_OUT', -1);
      }
    }
    this.watchDeliveryTimeouts();
    this.drain();
    this.endIfClosed();
  }

  handleProducerId(body: ResponseBody<'InitProducerId'>): void {
    const { memory, port } = this;
    memory.producerIdRequest = -1;
    if (body.errorCode !== 'NONE') {
      port.setTimer('producer id', msToUs(backoffMs(port, 1)));
      return;
    }
    memory.producerId = body.producerId;
    memory.producerEpoch = body.producerEpoch;
    this.drain();
  }

  handleMetadata(body: ResponseBody<'Metadata'>): void {
    const { memory, port } = this;
    handleMetadataAnswer(memory.metadata, port, body, this.number('metadata.max.age.ms'));
    const waiting = memory.waiting;
    memory.waiting = [];
    for (const record of waiting) {
      const partitions = memory.metadata.topics.get(record.topic);
      if (partitions === undefined) memory.waiting.push(record);
      else this.accumulate(record, partitions.length);
    }
    this.drain();
  }

  // ── Life ──────────────────────────────────────────────────────────────────────────────────

  handleCommand(request: KafkaRequest): void {
    const { disk } = this;
    if (request.type === 'record.produce') this.send(request.data);
    else if (request.type === 'producer.alter') {
      const { changes } = request.data;
      disk.spec = Object.freeze({ ...disk.spec, ...changes });
      emit(this.port, 'producer.altered', disk.spec);
      this.memory.metadata.wanted.add(disk.spec.topic);
      if (changes.recordsPerSecond !== undefined || changes.recordsMax !== undefined) {
        this.startWorkload();
      }
      this.drain();
    }
  }

  /** close(): what is in the accumulator goes out first. */
  close(): void {
    this.memory.isClosing = true;
    this.memory.waiting = [];
    this.port.clearTimer('workload');
    this.drain();
    this.endIfClosed();
  }

  private endIfClosed(): void {
    const { memory, port, disk } = this;
    if (!memory.isClosing) return;
    for (const { batches } of memory.accumulator.queues.values()) if (batches.length > 0) return;
    emit(port, 'producer.closed', { producer: disk.spec.id });
    port.halt();
  }

  handleTimer(timer: string): void {
    switch (timer) {
      case 'workload':
        this.makeRecord();
        return;
      case 'drain':
        this.drain();
        return;
      case 'delivery timeout':
        this.expireBatches();
        return;
      case 'producer id':
        this.initProducerId();
        return;
      default:
        if (isMetadataTimer(timer)) sendMetadata(this.memory.metadata, this.port);
    }
  }
}

function handleResponse(producer: Producer, request: number, body: ResponseBody): void {
  switch (body.api) {
    case 'Produce':
      producer.handleProduce(request, body);
      return;
    case 'Metadata':
      producer.handleMetadata(body);
      return;
    case 'InitProducerId':
      producer.handleProducerId(body);
      return;
    default:
      return;
  }
}

function handleDelivery(producer: Producer, delivery: Delivery): void {
  switch (delivery.type) {
    case 'response':
      handleResponse(producer, delivery.request, responseOf(delivery));
      return;
    case 'disconnected':
      producer.handleFailure(delivery.request, 'NETWORK_EXCEPTION');
      return;
    case 'timed-out':
      producer.handleFailure(delivery.request, 'REQUEST_TIMED_OUT');
      return;
    case 'timer':
      producer.handleTimer(delivery.timer);
      return;
    case 'command':
      producer.handleCommand(delivery.body as KafkaRequest);
      return;
    case 'shutdown':
      producer.close();
      return;
    case 'request':
      return;
  }
}

export const producerNode: NodeType<ProducerDisk, ProducerMemory> = {
  boot(disk, port) {
    const { spec } = disk;
    emit(port, 'producer.added', spec);
    const memory: ProducerMemory = {
      metadata: createMetadataCache(spec.id, disk.bootstrap, [spec.topic]),
      accumulator: createAccumulator(),
      sticky: new Map(),
      roundRobinCount: 0,
      waiting: [],
      inFlight: new Map(),
      producerId: -1,
      producerEpoch: -1,
      producerIdRequest: -1,
      isClosing: false,
    };
    const producer = new Producer(disk, memory, port);
    requestMetadata(memory.metadata, port, 'the client has started');
    producer.startWorkload();
    return memory;
  },
  handle(memory, disk, delivery, port) {
    handleDelivery(new Producer(disk, memory, port), delivery);
  },
};
