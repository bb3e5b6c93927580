// kafka-console-producer as a node: the producer that everybody has, fed with the lines that somebody
// types; and the perf test, which counts instead. Follows `ConsoleProducer.loopReader` and
// `ProducerPerformance` of Apache Kafka 4.3.
import type { ClientPort } from '#kafka/client/connection/client-port.ts';
import type { ConnectedNodeType } from '#kafka/client/connection/connected.ts';
import { producerNode } from '#kafka/client/producer/node.ts';
import type { ProducerDisk, ProducerMemory } from '#kafka/client/producer/state.ts';
import type { KafkaRequest } from '#kafka/commands.ts';
import type { KafkaEventMap } from '#kafka/events.ts';
import { emit } from '#kafka/port.ts';
import { partitionKey } from '#kafka/protocol/topic-partition.ts';
import { exceptionOf, exceptionText } from '#kafka/tool/java-errors.ts';
import { INTERRUPTED } from '#kafka/tool/tool-node.ts';
import type { Delivery } from '#sim/node.ts';
import { readLine, ReaderError } from './line-reader.ts';
import { perfReport } from './perf-report.ts';
import type { ProducerEnd } from './start.ts';
import { tapped } from './tap.ts';

export interface ConsoleProducerDisk extends ProducerDisk {
  readonly end: ProducerEnd;
}

export interface ConsoleProducerMemory {
  readonly producer: ProducerMemory;
  /** Lines that wait until send() lets the tool go on. */
  input: readonly string[];
  /** Nothing comes after those. */
  hasEnded: boolean;
  lineCount: number;
  /** What it ends with. */
  exitCode: number;
  isEnding: boolean;
  // Of the perf test.
  /** When each record was made that is not acknowledged yet. */
  readonly createdUs: Map<string, number>;
  /** How long each took, in µs. */
  readonly latenciesUs: number[];
  startUs: number;
}

interface Console {
  readonly disk: ConsoleProducerDisk;
  readonly memory: ConsoleProducerMemory;
  readonly port: ClientPort;
}

export const consoleProducerNode: ConnectedNodeType<ConsoleProducerDisk, ConsoleProducerMemory> = {
  boot(disk, port) {
    const { stdin } = disk.end;
    const memory: ConsoleProducerMemory = {
      producer: producerNode.boot(disk, port),
      input: stdin === null ? [] : linesOf(stdin),
      hasEnded: stdin !== null,
      lineCount: 0,
      exitCode: 0,
      isEnding: false,
      createdUs: new Map(),
      latenciesUs: [],
      startUs: port.nowUs,
    };
    readOn({ disk, memory, port });
    return memory;
  },
  handle(memory, disk, delivery, port) {
    const own: Console = { disk, memory, port };
    const request = delivery.type === 'command' ? (delivery.body as KafkaRequest) : null;
    if (request?.type === 'tool.input') {
      if (request.data.text === null) memory.hasEnded = true;
      else memory.input = Object.freeze([...memory.input, request.data.text]);
    } else if (request?.type === 'tool.stop' || delivery.type === 'shutdown') {
      end(own, INTERRUPTED);
    } else passOn(own, delivery);
    readOn(own);
  },
  handleConnection(memory, disk, change, port) {
    const own: Console = { disk, memory, port };
    producerNode.handleConnection?.(memory.producer, disk, change, watch(own));
    readOn(own);
  },
};

function linesOf(text: string): readonly string[] {
  const lines = text.split('\n');
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}

/** Reads line after line, as long as no call of send() waits. */
function readOn(own: Console): void {
  const { memory } = own;
  while (!memory.isEnding && memory.producer.blocked === null) {
    const [line, ...others] = memory.input;
    if (line === undefined) {
      if (memory.hasEnded) end(own, 0);
      return;
    }
    memory.input = Object.freeze(others);
    type(own, line);
  }
}

/** A line becomes a record, or the tool ends with what is wrong with it. */
function type(own: Console, text: string): void {
  const { disk, memory, port } = own;
  if (memory.isEnding || disk.end.reader === null) return;
  memory.lineCount += 1;
  try {
    const line = readLine(text, memory.lineCount, disk.end.reader);
    const data = { producer: disk.spec.id, topic: disk.spec.topic, partition: null, ...line };
    passOn(own, { type: 'command', body: { type: 'record.produce', data } });
  } catch (error) {
    if (!(error instanceof ReaderError)) throw error;
    const complaint = `org.apache.kafka.common.KafkaException: ${error.message}\n`;
    emit(port, 'tool.printed', { tool: disk.end.tool, stream: 'stderr', text: complaint });
    end(own, 1);
  }
}

function end(own: Console, exitCode: number): void {
  const { memory } = own;
  if (memory.isEnding) return;
  memory.isEnding = true;
  memory.exitCode = exitCode;
  passOn(own, { type: 'shutdown' });
}

function passOn(own: Console, delivery: Delivery): void {
  const { disk, memory } = own;
  producerNode.handle(memory.producer, disk, delivery, watch(own));
  const { recordCount } = disk.end;
  const settled = memory.latenciesUs.length;
  if (recordCount !== null && settled >= recordCount) end(own, 0);
}

/** Prints what the producer's callbacks would, and counts for the perf test. */
function watch(own: Console): ClientPort {
  const { disk, memory, port } = own;
  const { tool, recordCount } = disk.end;
  return tapped(port, (eventType, data) => {
    switch (eventType) {
      case 'record.created':
        if (recordCount === null) return;
        memory.createdUs.set((data as KafkaEventMap['record.created']).recordId, port.nowUs);
        return;
      case 'batch.completed':
        settle(own, data as KafkaEventMap['batch.completed']);
        return;
      case 'client.failed': {
        const { errorCode, errorMessage } = data as KafkaEventMap['client.failed'];
        const why = exceptionText(exceptionOf(errorCode, errorMessage));
        const text = `ERROR Error when sending message to topic ${disk.spec.topic} with error: (ErrorLoggingCallback)\n${why}\n`;
        emit(port, 'tool.printed', { tool, stream: 'stderr', text });
        return;
      }
      case 'producer.closed':
        exit(own);
        return;
      default:
        return;
    }
  });
}

function settle({ disk, memory, port }: Console, batch: KafkaEventMap['batch.completed']): void {
  const { topic, partition, errorCode, recordIds } = batch;
  for (const id of recordIds) {
    const createdUs = memory.createdUs.get(id);
    memory.createdUs.delete(id);
    if (createdUs !== undefined) memory.latenciesUs.push(port.nowUs - createdUs);
  }
  if (errorCode === 'NONE') return;
  const why = exceptionText(exceptionOf(errorCode, null));
  const place = partitionKey(topic, partition);
  const text = `ERROR Error when sending message to topic ${topic} with error: (ErrorLoggingCallback)\n${why} (${place})\n`;
  emit(port, 'tool.printed', { tool: disk.end.tool, stream: 'stderr', text });
}

function exit({ disk, memory, port }: Console): void {
  const { tool, recordCount } = disk.end;
  if (recordCount !== null) {
    const { latenciesUs, startUs } = memory;
    const text = perfReport(latenciesUs, port.nowUs - startUs, disk.spec.valueBytes);
    emit(port, 'tool.printed', { tool, stream: 'stdout', text });
  }
  emit(port, 'tool.exited', { tool, exitCode: memory.exitCode });
}
