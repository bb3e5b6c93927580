// The JSON files that tools are given, and the JSON that they print, as Kafka writes it.
import type { TopicPartition } from '#kafka/protocol/topic-partition.ts';
import { stackTrace } from '#kafka/tool/options/joptsimple.ts';
import type { Call } from '#kafka/tool/tool.ts';

/** What stands in a file that was named; throws when there is none, or it is no JSON. */
export function readJsonFile({ files }: Call, name: string): unknown {
  const text = files[name];
  if (text === undefined) throw stackTrace('java.nio.file.NoSuchFileException', name);
  return parseJson(text);
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw stackTrace(
      'org.apache.kafka.tools.AdminOperationException',
      'The input string is not a valid JSON',
    );
  }
}

/** A field of an object that came from a file. */
export function fieldOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return new Map<string, unknown>(Object.entries(value)).get(name);
}

export function listIn(value: unknown, name: string): readonly unknown[] {
  const list = fieldOf(value, name);
  return Array.isArray(list) ? (list as unknown[]) : [];
}

/** `{"partitions": [{"topic": "orders", "partition": 0}]}` */
export function readPartitionList(call: Call, name: string): readonly TopicPartition[] {
  return listIn(readJsonFile(call, name), 'partitions').map(partitionOf);
}

export function partitionOf(value: unknown): TopicPartition {
  const topic = fieldOf(value, 'topic');
  const partition = fieldOf(value, 'partition');
  if (typeof topic !== 'string' || typeof partition !== 'number') {
    throw stackTrace(
      'org.apache.kafka.tools.AdminOperationException',
      'Each partition needs a "topic" and a "partition"',
    );
  }
  return { topic, partition };
}
