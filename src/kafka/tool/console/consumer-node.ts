// kafka-console-consumer as a node: the consumer that everybody has, with an application that prints
// its records and ends when it has enough. Follows `ConsoleConsumer.process` of Apache Kafka 4.3.
import { usToMs, msToUs } from '#base/time.ts';
import { consumerNode } from '#kafka/client/consumer/node.ts';
import type { ConsumerDisk, ConsumerMemory } from '#kafka/client/consumer/state.ts';
import type { ClientPort } from '#kafka/client/connection/client-port.ts';
import type { ConnectedNodeType } from '#kafka/client/connection/connected.ts';
import type { KafkaCommandMap, KafkaRequest } from '#kafka/commands.ts';
import type { KafkaEventMap } from '#kafka/events.ts';
import { emit, responseOf } from '#kafka/port.ts';
import { partitionKey, type TopicPartition } from '#kafka/protocol/topic-partition.ts';
import type { KafkaRecord } from '#kafka/protocol/record.ts';
import { INTERRUPTED } from '#kafka/tool/tool-node.ts';
import type { Delivery } from '#sim/node.ts';
import { formatRecord } from './formatter.ts';
import type { ConsumerEnd } from './start.ts';
import { tapped } from './tap.ts';

export interface ConsoleConsumerDisk extends ConsumerDisk {
  readonly end: ConsumerEnd;
}

export interface ConsoleConsumerMemory {
  readonly consumer: ConsumerMemory;
  /** Fetched and not yet polled, by record id. */
  readonly fetched: Map<string, KafkaRecord>;
  printed: number;
  sizeBytes: number;
  firstUs: number;
  isEnding: boolean;
  exitCode: number;
  /** Whether it has gone to the offset that it was to begin at. */
  hasSought: boolean;
}

type Polled = KafkaEventMap['records.polled'];

/** What came of one poll: how far it was read, partition by partition. */
interface Reading {
  text: string;
  /** Where the next record would be that is not printed any more. */
  readonly left: Map<string, TopicPartition & { readonly offset: number }>;
}

interface Console {
  readonly disk: ConsoleConsumerDisk;
  readonly memory: ConsoleConsumerMemory;
  readonly port: ClientPort;
}

const TIMEOUT_TIMER = 'console timeout';
const TIMED_OUT =
  'ERROR Error processing message, terminating consumer process:  (ConsoleConsumer)\norg.apache.kafka.common.errors.TimeoutException\n';

export const consoleConsumerNode: ConnectedNodeType<ConsoleConsumerDisk, ConsoleConsumerMemory> = {
  boot(disk, port) {
    const memory: ConsoleConsumerMemory = {
      consumer: consumerNode.boot(disk, port),
      fetched: new Map(),
      printed: 0,
      sizeBytes: 0,
      firstUs: -1,
      isEnding: false,
      exitCode: 0,
      hasSought: disk.end.startOffset === null,
    };
    waitForRecords({ disk, memory, port });
    return memory;
  },
  handle(memory, disk, delivery, port) {
    const own: Console = { disk, memory, port };
    if (delivery.type === 'timer' && delivery.timer === TIMEOUT_TIMER) {
      emit(port, 'tool.printed', { tool: disk.end.tool, stream: 'stderr', text: TIMED_OUT });
      end(own);
      return;
    }
    if (isStop(delivery)) {
      memory.exitCode = INTERRUPTED;
      end(own);
      return;
    }
    rememberFetched(memory, delivery);
    passOn(own, delivery);
    seekIfDue(own);
  },
  handleConnection(memory, disk, change, port) {
    consumerNode.handleConnection?.(memory.consumer, disk, change, port);
  },
};

/** Ctrl-C, and whoever closes the consumer on the stage. */
function isStop(delivery: Delivery): boolean {
  if (delivery.type === 'shutdown') return true;
  return delivery.type === 'command' && (delivery.body as KafkaRequest).type === 'tool.stop';
}

/** Hands a delivery to the consumer, and prints what its application is given by it. */
function passOn(own: Console, delivery: Delivery): void {
  const { disk, memory, port } = own;
  const reading: Reading = { text: '', left: new Map() };
  const watched = tapped(port, (type, data) => {
    if (type === 'records.polled') read(own, data as Polled, reading);
    if (type === 'consumer.closed') exit(own);
  });
  consumerNode.handle(memory.consumer, disk, delivery, watched);
  if (reading.text !== '') {
    emit(port, 'tool.printed', { tool: disk.end.tool, stream: 'stdout', text: reading.text });
  }
  if (hasEnough(own)) {
    for (const one of reading.left.values()) giveBack(own, one);
    end(own);
  }
}

function hasEnough({ disk: { end }, memory }: Console): boolean {
  return !memory.isEnding && end.maxMessages !== null && memory.printed >= end.maxMessages;
}

function rememberFetched({ fetched }: ConsoleConsumerMemory, delivery: Delivery): void {
  if (delivery.type !== 'response') return;
  const body = responseOf(delivery);
  if (body.api !== 'Fetch') return;
  for (const { batches } of body.partitions) {
    for (const { records } of batches) for (const one of records) fetched.set(one.id, one);
  }
}

function read(own: Console, { partitions }: Polled, reading: Reading): void {
  const { disk, memory, port } = own;
  const { format, epochMs } = disk.end;
  if (memory.firstUs === -1) memory.firstUs = port.nowUs;
  for (const { topic, partition, recordIds } of partitions) {
    for (const id of recordIds) {
      const record = memory.fetched.get(id);
      memory.fetched.delete(id);
      if (record === undefined) continue;
      if (hasEnough(own)) {
        const key = partitionKey(topic, partition);
        const first = reading.left.get(key);
        reading.left.set(key, first ?? { topic, partition, offset: record.offset });
        continue;
      }
      memory.printed += 1;
      memory.sizeBytes += (record.key?.length ?? 0) + (record.value?.length ?? 0);
      if (format === null) continue;
      const timestamp = `CreateTime:${epochMs + Math.floor(record.timestampMs)}`;
      reading.text += formatRecord({ ...record, partition, timestamp, leaderEpoch: null }, format);
    }
  }
  waitForRecords(own);
}

function waitForRecords({ disk: { end }, memory, port }: Console): void {
  if (end.timeoutMs === null || memory.isEnding) return;
  port.setTimer(TIMEOUT_TIMER, Math.max(1, msToUs(end.timeoutMs)));
}

/** What it did not print it has not read (`resetUnconsumedOffsets`). */
function giveBack(
  own: Console,
  { topic, partition, offset }: TopicPartition & { offset: number },
): void {
  seek(own, { topic, partition, offset });
}

function seek(
  { disk, memory, port }: Console,
  to: Omit<KafkaCommandMap['consumer.seek'], 'consumer'>,
): void {
  const data = { consumer: disk.spec.id, ...to };
  const body: KafkaRequest = { type: 'consumer.seek', data };
  consumerNode.handle(memory.consumer, disk, { type: 'command', body }, port);
}

/** --offset: as soon as the partition is its own. */
function seekIfDue(own: Console): void {
  const { disk, memory } = own;
  const { startOffset } = disk.end;
  const [place] = disk.spec.assign ?? [];
  if (memory.hasSought || startOffset === null || place === undefined) return;
  if (!memory.consumer.owned.has(partitionKey(place.topic, place.partition))) return;
  memory.hasSought = true;
  seek(own, { ...place, offset: startOffset });
}

function end(own: Console): void {
  const { memory, port } = own;
  if (memory.isEnding) return;
  memory.isEnding = true;
  port.clearTimer(TIMEOUT_TIMER);
  passOn(own, { type: 'shutdown' });
}

/** The consumer is closed: the last words. */
function exit({ disk, memory, port }: Console): void {
  const { tool, format } = disk.end;
  const say = (stream: 'stdout' | 'stderr', text: string): void => {
    emit(port, 'tool.printed', { tool, stream, text });
  };
  if (format === null) say('stdout', perfReport(memory, disk.end.epochMs, port.nowUs));
  else say('stderr', `Processed a total of ${memory.printed} messages\n`);
  emit(port, 'tool.exited', { tool, exitCode: memory.exitCode });
}

const BYTES_PER_MB = 1_048_576;

/** Follows `ConsumerPerformance`; rebalancing counts as no time of its own. */
function perfReport(
  { printed, sizeBytes, firstUs }: ConsoleConsumerMemory,
  epochMs: number,
  nowUs: number,
): string {
  const startUs = firstUs === -1 ? nowUs : firstUs;
  const seconds = Math.max(1e-6, (nowUs - startUs) / 1e6);
  const megabytes = sizeBytes / BYTES_PER_MB;
  const time = (us: number): string => String(epochMs + Math.floor(usToMs(us)));
  const rates = [megabytes.toFixed(4), (megabytes / seconds).toFixed(4)];
  const counts = [String(printed), (printed / seconds).toFixed(4)];
  const fetch = [
    Math.round(seconds * 1_000),
    (megabytes / seconds).toFixed(4),
    (printed / seconds).toFixed(4),
  ];
  const header =
    'start.time, end.time, data.consumed.in.MB, MB.sec, data.consumed.in.nMsg, nMsg.sec, rebalance.time.ms, fetch.time.ms, fetch.MB.sec, fetch.nMsg.sec';
  return `${header}\n${[time(startUs), time(nowUs), ...rates, ...counts, '0', ...fetch].join(', ')}\n`;
}
