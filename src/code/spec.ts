// What the programs of all clients take from the specs of producers and consumers: their configs, names of
// files, and remarks about how keys become partitions.
import type { ConsumerSpec, ProducerSpec } from '#kafka/commands.ts';
import type { Configs } from '#kafka/protocol/configs.ts';
import { type ClientId, clientOf } from './client.ts';
import type { Remark, Value } from './program.ts';
import { type Settings, settingsOf } from './settings.ts';
import type { Subject } from './subject.ts';

/** Where the brokers of a cluster on this machine listen. */
export const BOOTSTRAP = 'localhost:9092';

export function producerSettings(client: ClientId, { configs }: ProducerSpec): Settings {
  return settingsOf(client, 'producer', without(configs, ['client.id']));
}

/** The spec says in words of its own who commits and where the consumer stands. */
export function consumerSettings(client: ClientId, spec: ConsumerSpec): Settings {
  const { commit, rack, group } = spec;
  const configs: Configs = {
    ...without(spec.configs, ['client.id', 'group.id']),
    'enable.auto.commit': String(commit === 'auto' && group !== null),
    ...(rack === null ? {} : { 'client.rack': rack }),
  };
  return settingsOf(client, 'consumer', configs);
}

function without(configs: Configs, names: readonly string[]): Configs {
  return Object.fromEntries(Object.entries(configs).filter(([name]) => !names.includes(name)));
}

/** Configs that only name the client. */
export function namesOf({ id, group }: ConsumerSpec): readonly (readonly [string, string])[] {
  return [['client.id', id], ...(group === null ? [] : [['group.id', group] as const])];
}

/** `producer-p1.py`, `Producer.java`. */
export function fileOf(subject: Subject, client: ClientId): string {
  const { extension } = clientOf(client);
  const [kind, name] = nameOf(subject);
  if (client === 'java') return `${javaClass(subject)}.java`;
  return `${kind}-${name}.${extension}`;
}

function nameOf(subject: Subject): readonly [string, string] {
  switch (subject.type) {
    case 'producer':
      return ['producer', subject.spec.id];
    case 'consumer':
      return ['consumer', subject.spec.group ?? subject.spec.id];
    case 'topic':
      return ['topic', subject.name];
    case 'broker':
      return ['broker', String(subject.broker)];
  }
}

/** The class of a Java program: letters and digits of the subject's name, `ProducerP1`. */
export function javaClass(subject: Subject): string {
  return nameOf(subject)
    .join('-')
    .split(/[^A-Za-z0-9]+/)
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join('');
}

/** The rate of a producer, as a value that can be changed. */
export function rateValue({ recordsPerSecond }: ProducerSpec): Value {
  return { knob: { type: 'rate' }, text: String(recordsPerSecond) };
}

/** The work on a record, as a value that can be changed. */
export function workValue({ processingMs }: ConsumerSpec): Value {
  return { knob: { type: 'work' }, text: String(processingMs) };
}

/** The number of partitions, as a value that can be changed. */
export function partitionsValue(partitions: number): Value {
  return { knob: { type: 'partitions' }, text: String(partitions) };
}

/** A config of a topic, as a value that can be changed. */
export function topicConfigValue(name: string, text: string): Value {
  return { knob: { type: 'config', name }, text };
}

const HASHES: Readonly<Record<ClientId, Readonly<Record<'murmur2' | 'crc32', string>>>> = {
  'kafka-python': {
    murmur2: '',
    crc32:
      'It hashes keys as Java does (murmur2). On the stage CRC-32 decides, so it is given here.',
  },
  'confluent-kafka': {
    murmur2:
      'librdkafka hashes keys with CRC-32 (consistent_random). Without this line most keys would go to other partitions than those of a Java producer.',
    crc32: 'CRC-32 of the key, librdkafka’s own default. A Java producer would choose otherwise.',
  },
  java: {
    murmur2: '',
    crc32:
      'On the stage CRC-32 of the key decides, as in librdkafka. Java hashes with murmur2: most keys go to other partitions, unless a partitioner.class of your own does the same.',
  },
  kafkajs: {
    murmur2: '',
    crc32:
      'It hashes keys as Java does (murmur2). On the stage CRC-32 decides, so it is given here.',
  },
  cli: {
    murmur2: '',
    crc32:
      'On the stage CRC-32 of the key decides, as in librdkafka. The tool is a Java client and hashes with murmur2.',
  },
};

const KEYLESS: Readonly<Record<ClientId, string>> = {
  'kafka-python': 'Without a key every record goes to a partition of its own choice, at random.',
  'confluent-kafka':
    'Without a key it stays with one partition for sticky.partitioning.linger.ms (10 ms), then takes another at random.',
  java: '',
  kafkajs: 'Without a key it takes the partitions in turn, record by record.',
  cli: '',
};

/** Whether its records have keys. */
export function hasKeys({ keys, orders }: ProducerSpec): boolean {
  return orders == null ? keys.type !== 'none' : orders.key !== null;
}

/** How this client finds a partition, where it differs from what the stage shows. */
export function partitionerRemarks(client: ClientId, spec: ProducerSpec): readonly Remark[] {
  if (!hasKeys(spec)) {
    const text = KEYLESS[client];
    const java = 'Java fills one partition’s batch (batch.size), then takes another.';
    return text === '' ? [] : [{ title: 'no key', text: `${text} ${java}` }];
  }
  // With a key, murmur2_random is murmur2.
  const text = HASHES[client][spec.partitioner === 'crc32' ? 'crc32' : 'murmur2'];
  return text === '' ? [] : [{ title: 'partitioner', text }];
}
