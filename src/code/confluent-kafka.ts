// Programs for confluent-kafka: configs are a dict by librdkafka's names, which are Kafka's mostly.
import type { ConsumerSpec, ProducerSpec } from '#kafka/commands.ts';
import { PYTHON, pythonImports, quoted } from './language-python.ts';
import {
  indented,
  line,
  type Line,
  marked,
  type Program,
  program,
  type Remark,
  type Written,
} from './program.ts';
import type { Setting } from './settings.ts';
import {
  consumerSettings,
  fileOf,
  hasKeys,
  namesOf,
  partitionerRemarks,
  partitionsValue,
  producerSettings,
  topicConfigValue,
} from './spec.ts';
import type { Remedy, Subject } from './subject.ts';
import { deadLettersOf, handlingRemarks, looksInside, producing, working } from './workload.ts';

export function writeConfluentKafka(subject: Subject, bootstrap: string): Program {
  const file = fileOf(subject, 'confluent-kafka');
  switch (subject.type) {
    case 'producer':
      return writeProducer(subject.spec, bootstrap, file);
    case 'consumer':
      return writeConsumer(subject.spec, bootstrap, file);
    case 'topic':
      return program(file, topicLines(subject, bootstrap), []);
    case 'broker':
      return program(file, remedyLines(subject.remedy, bootstrap), []);
  }
}

function entry({ option, value, isMarked }: Setting): Line {
  return marked(line`"${option.name}": ${value},`, isMarked);
}

function fixed(bootstrap: string, names: readonly (readonly [string, string])[]): Written[] {
  return [
    `"bootstrap.servers": ${quoted(bootstrap)},`,
    ...names.map(([name, value]) => `"${name}": ${quoted(value)},`),
  ];
}

function writeProducer(spec: ProducerSpec, bootstrap: string, file: string): Program {
  const { set, remarks } = producerSettings('confluent-kafka', spec);
  const partitioner = spec.partitioner === 'crc32' ? 'consistent_random' : 'murmur2_random';
  const isKeyed = hasKeys(spec);
  const key = isKeyed ? 'key.encode()' : 'None';
  const body: Written[] = [
    'producer = Producer({',
    ...indented([...fixed(bootstrap, [['client.id', spec.id]]), ...set.map(entry)], 4),
    ...(isKeyed ? [marked(`    "partitioner": "${partitioner}",`)] : []),
    '})',
    '',
    'def told(error, message):',
    '    print(error or f"{message.topic()}-{message.partition()}, offset {message.offset()}")',
    '',
    ...producing(PYTHON, spec, [
      `producer.produce(${quoted(spec.topic)}, key=${key}, value=value, on_delivery=told)`,
      'producer.poll(0)',
    ]),
    'producer.flush()',
  ];
  const lines = [...pythonImports(body), 'from confluent_kafka import Producer', '', ...body];
  return program(file, lines, [...partitionerRemarks('confluent-kafka', spec), ...remarks]);
}

function writeConsumer(spec: ConsumerSpec, bootstrap: string, file: string): Program {
  const { set, remarks } = consumerSettings('confluent-kafka', spec);
  const { filter = null } = spec;
  const commits = commitLines(spec);
  const deadLetters = deadLettersOf(spec);
  const perRecord: Written[] = [
    ...(spec.commit === 'before' ? commits : []),
    ...(looksInside(spec) ? TEXTS : []),
    ...(filter === null ? [] : PYTHON.when(`not re.search(${quoted(filter)}, key)`, ['continue'])),
    'print(message.topic(), message.partition(), message.offset(), message.key(), message.value())',
    ...working(PYTHON, spec, [
      `dead_letters.produce(${quoted(deadLetters ?? '')}, key=message.key(), value=message.value())`,
      'dead_letters.flush()',
    ]),
    ...(spec.commit === 'before' ? [] : commits),
  ];
  const body: Written[] = [
    'consumer = Consumer({',
    ...indented([...fixed(bootstrap, groupNames(spec)), ...set.map(entry)], 4),
    '})',
    ...(deadLetters === null
      ? []
      : [`dead_letters = Producer({"bootstrap.servers": ${quoted(bootstrap)}})`]),
    subscription(spec),
    'while True:',
    '    message = consumer.poll(0.5)',
    '    if message is None or message.error():',
    '        continue',
    ...indented(perRecord, 4),
  ];
  const names = [
    'Consumer',
    ...(deadLetters === null ? [] : ['Producer']),
    ...((spec.assign ?? null) === null ? [] : ['TopicPartition']),
  ];
  const lines = [
    ...pythonImports(body),
    `from confluent_kafka import ${names.join(', ')}`,
    '',
    ...body,
  ];
  return program(file, lines, [...commitRemarks(spec), ...handlingRemarks(spec), ...remarks]);
}

const TEXTS = [
  'key = (message.key() or b"").decode(errors="replace")',
  'value = (message.value() or b"").decode(errors="replace")',
];

function commitRemarks({ group, commit }: ConsumerSpec): readonly Remark[] {
  if (group === null || !['sync', 'async', 'before'].includes(commit)) return [];
  const when = commit === 'before' ? 'before' : 'after';
  const text = `poll() hands over one record, so this commits ${when} each; on the stage the program commits ${when} each batch.`;
  return [{ title: 'commit', text }];
}

/** librdkafka refuses to make a consumer without a group.id. */
function groupNames(spec: ConsumerSpec): readonly (readonly [string, string])[] {
  return spec.group === null ? [...namesOf(spec), ['group.id', spec.id]] : namesOf(spec);
}

function commitLines({ commit, group }: ConsumerSpec): readonly string[] {
  if (group === null || commit === 'auto' || commit === 'none') return [];
  const isAsync = commit === 'async' ? 'True' : 'False';
  return [`consumer.commit(message=message, asynchronous=${isAsync})`];
}

function subscription({ topics, pattern = null, assign = null }: ConsumerSpec): string {
  if (assign !== null) {
    const all = assign.map((one) => `TopicPartition(${quoted(one.topic)}, ${one.partition})`);
    return `consumer.assign([${all.join(', ')}])`;
  }
  // A name that begins with ^ is a pattern.
  if (pattern !== null) return `consumer.subscribe([${quoted(`^${pattern.replace(/^\^/, '')}`)}])`;
  return `consumer.subscribe([${topics.map(quoted).join(', ')}])`;
}

function topicLines(
  topic: Extract<Subject, { type: 'topic' }>,
  bootstrap: string,
): readonly Written[] {
  const configs = Object.entries(topic.configs).map(([name, text]) =>
    marked(line`        "${name}": "${topicConfigValue(name, text)}",`),
  );
  return [
    'from confluent_kafka.admin import AdminClient, NewTopic',
    '',
    `admin = AdminClient({"bootstrap.servers": ${quoted(bootstrap)}})`,
    'made = admin.create_topics([NewTopic(',
    `    ${quoted(topic.name)},`,
    line`    num_partitions=${partitionsValue(topic.partitions)},`,
    `    replication_factor=${topic.replicationFactor},`,
    ...(configs.length === 0 ? [] : ['    config={', ...configs, '    },']),
    ')])',
    `made[${quoted(topic.name)}].result()  # raises what the cluster refuses`,
  ];
}

function remedyLines({ type, partitions }: Remedy, bootstrap: string): readonly Written[] {
  const admin = `admin = AdminClient({"bootstrap.servers": ${quoted(bootstrap)}})`;
  if (type === 'watch') {
    return [
      'from confluent_kafka.admin import AdminClient',
      '',
      admin,
      'for topic in admin.list_topics().topics.values():',
      '    for partition in topic.partitions.values():',
      '        if len(partition.isrs) < len(partition.replicas):',
      '            print(topic, partition.id, "leader", partition.leader, "in sync", partition.isrs)',
    ];
  }
  return [
    'from confluent_kafka import ElectionType, TopicPartition',
    'from confluent_kafka.admin import AdminClient',
    '',
    admin,
    ...(type === 'unclean' ? ['# Records that only the lost leader had are gone for good.'] : []),
    `elected = admin.elect_leaders(ElectionType.${type.toUpperCase()}, [`,
    ...partitions.map((one) => `    TopicPartition(${quoted(one.topic)}, ${one.partition}),`),
    '])',
    'print(elected.result())',
  ];
}
