// What a command asks for, in words.
import type { KafkaCommandMap, KafkaRequest } from '#kafka/commands.ts';
import { topicPartitionKey } from '#kafka/protocol/topic-partition.ts';
import { nameOf } from '#trace/name.ts';
import { faultWords } from './fault.ts';
import { count } from './words.ts';

function targetWords(to: KafkaCommandMap['client.request']['to']): string {
  if (to === 'bootstrap') return 'any broker';
  return to === 'controller' ? 'the active controller' : `broker ${to}`;
}

function seekWords(offset: KafkaCommandMap['consumer.seek']['offset']): string {
  if (typeof offset === 'number') return `offset ${offset}`;
  if (typeof offset === 'string') return `the ${offset}`;
  return `the records since ${offset.timestampMs / 1_000} s`;
}

/** What a command asks for, in the imperative. */
export function requestWords({ type, data }: KafkaRequest): string {
  switch (type) {
    case 'link.cut':
      return `cut the link between ${nameOf(data.a)} and ${nameOf(data.b)}`;
    case 'link.heal':
      return `heal the link between ${nameOf(data.a)} and ${nameOf(data.b)}`;
    case 'fault.arm': {
      const { delayMs, ...fault } = data;
      const words = faultWords({ ...fault, delayUs: delayMs * 1_000 });
      return `${words.charAt(0).toLowerCase()}${words.slice(1)}`;
    }
    case 'disk.set':
      return data.appendLatencyMs === 0
        ? `heal the disk of broker ${data.broker}`
        : `slow the disk of broker ${data.broker} to ${data.appendLatencyMs} ms an append`;
    case 'topic.create':
    case 'topic.delete':
      return `${type === 'topic.create' ? 'create' : 'delete'} topic ${data.topic}`;
    case 'partitions.create':
      return `let ${data.topic} have ${count(data.count, 'partition')}`;
    case 'leader.elect': {
      const where =
        data.topic === null ? 'all partitions' : `${data.topic}-${data.partition ?? '*'}`;
      return `${data.electionType} leader election for ${where}`;
    }
    case 'partition.reassign':
      return data.replicas === null
        ? `cancel the reassignment of ${topicPartitionKey(data)}`
        : `reassign ${topicPartitionKey(data)} to brokers ${data.replicas.join(', ')}`;
    case 'config.alter':
      return `set ${data.name} of ${data.resourceName || 'all brokers'} to ${data.value ?? 'its default'}`;
    case 'record.produce':
      return `let ${data.producer} send a record to ${data.topic}`;
    case 'tool.run':
      return `run ${data.line}`;
    case 'tool.input':
      return data.text === null
        ? `end the input of ${data.tool}`
        : `type “${data.text}” into ${data.tool}`;
    case 'tool.stop':
      return `stop ${data.tool} (Ctrl-C)`;
    case 'client.request':
      return `let ${data.client} ask ${targetWords(data.to)} (${data.body.api})`;
    case 'consumer.seek':
      return `let ${data.consumer} seek ${seekWords(data.offset)} of ${topicPartitionKey(data)}`;
    case 'consumer.commit': {
      const offsets = data.offsets?.map((one) => `${one.offset} of ${topicPartitionKey(one)}`);
      return `let ${data.consumer} commit ${offsets?.join(', ') ?? 'what it has read'}`;
    }
    case 'partition.pause':
    case 'partition.resume':
      return `let ${data.consumer} ${type === 'partition.pause' ? 'pause' : 'resume'} ${topicPartitionKey(data)}`;
    default: {
      const fields: Readonly<Record<string, unknown>> = { ...data };
      const subject = ['broker', 'controller', 'consumer', 'producer', 'client', 'id']
        .map((name) => fields[name])
        .find((value) => typeof value === 'string' || typeof value === 'number');
      const [noun = '', verb = ''] = type.split('.');
      return `${verb} ${noun}${subject === undefined ? '' : ` ${subject}`}`;
    }
  }
}
