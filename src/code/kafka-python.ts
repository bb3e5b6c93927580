// Programs for kafka-python: configs are keyword arguments, dots are underscores.
import type { ConsumerSpec, ProducerSpec } from '#kafka/commands.ts';
import { pythonAssignor } from './literal.ts';
import {
  indented,
  line,
  type Line,
  marked,
  type Program,
  program,
  type Written,
} from './program.ts';
import { imports, loopModules, producerLoop, pythonKeys, quoted, workLine } from './python.ts';
import type { Setting } from './settings.ts';
import {
  consumerSettings,
  fileOf,
  namesOf,
  partitionerRemarks,
  partitionsValue,
  producerSettings,
  topicConfigValue,
} from './spec.ts';
import type { Remedy, Subject } from './subject.ts';

export function writeKafkaPython(subject: Subject, bootstrap: string): Program {
  const file = fileOf(subject, 'kafka-python');
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

function argument({ option, value, isMarked }: Setting): Line {
  return marked(line`${option.name}=${value},`, isMarked);
}

/** Arguments that have no knob. */
function fixed(bootstrap: string, names: readonly (readonly [string, string])[]): Written[] {
  return [
    `bootstrap_servers=${quoted(bootstrap)},`,
    ...names.map(([name, value]) => `${name.replaceAll('.', '_')}=${quoted(value)},`),
  ];
}

function writeProducer(spec: ProducerSpec, bootstrap: string, file: string): Program {
  const { set, remarks } = producerSettings('kafka-python', spec);
  const isCrc32 = spec.partitioner === 'crc32' && spec.keys.type !== 'none';
  const keys = pythonKeys(spec.keys);
  const lines: Written[] = [
    ...imports([...keys.modules, ...loopModules(spec), ...(isCrc32 ? ['zlib'] : [])]),
    'from kafka import KafkaProducer',
    '',
    'producer = KafkaProducer(',
    ...indented([...fixed(bootstrap, [['client.id', spec.id]]), ...set.map(argument)], 4),
    ...(isCrc32
      ? [marked('    partitioner=lambda key, every, alive: every[zlib.crc32(key) % len(every)],')]
      : []),
    ')',
    ...keys.before,
    ...producerLoop(spec, keys, [
      `producer.send(${quoted(spec.topic)}, key=${keys.bytes}, value=value.encode())`,
    ]),
    'producer.flush()',
  ];
  return program(file, lines, [...partitionerRemarks('kafka-python', spec), ...remarks]);
}

function writeConsumer(spec: ConsumerSpec, bootstrap: string, file: string): Program {
  const { set, remarks } = consumerSettings('kafka-python', spec);
  const filter = spec.filter ?? null;
  const lines: Written[] = [
    ...imports(filter === null ? ['time'] : ['re', 'time']),
    `from kafka import KafkaConsumer${isAssigned(spec) ? ', TopicPartition' : ''}`,
    ...assignorImports(set),
    '',
    'consumer = KafkaConsumer(',
    ...indented([...fixed(bootstrap, namesOf(spec)), ...set.map(argument)], 4),
    ')',
    subscription(spec),
    'while True:',
    '    for partition, records in consumer.poll(timeout_ms=500).items():',
    '        for record in records:',
    ...indented(filter === null ? [] : filterLines(filter), 12),
    '            print(record.topic, record.partition, record.offset, record.key, record.value)',
    ...indented([workLine(spec)], 12),
    ...indented(commitLines(spec), 4),
  ];
  return program(file, lines, remarks);
}

function filterLines(filter: string): Written[] {
  return [`if not re.search(${quoted(filter)}, (record.key or b"").decode()):`, '    continue'];
}

function isAssigned({ assign = null }: ConsumerSpec): boolean {
  return assign !== null;
}

function commitLines({ commit, group }: ConsumerSpec): Written[] {
  if (group === null) return [];
  if (commit === 'sync') return ['consumer.commit()'];
  return commit === 'async' ? ['consumer.commit_async()'] : [];
}

function subscription({ topics, pattern = null, assign = null }: ConsumerSpec): string {
  if (assign !== null) {
    const all = assign.map((one) => `TopicPartition(${quoted(one.topic)}, ${one.partition})`);
    return `consumer.assign([${all.join(', ')}])`;
  }
  if (pattern !== null) return `consumer.subscribe(pattern=${quoted(pattern)})`;
  return `consumer.subscribe([${topics.map(quoted).join(', ')}])`;
}

function assignorImports(set: readonly Setting[]): readonly string[] {
  const strategy = set.find(({ option }) => option.kind === 'assignors');
  if (strategy === undefined) return [];
  return ['range', 'roundrobin', 'sticky']
    .map(pythonAssignor)
    .filter(({ cls }) => strategy.value.text.split(/[[\], ]+/).includes(cls))
    .map(({ module, cls }) => `from ${module} import ${cls}`);
}

type Topic = Extract<Subject, { type: 'topic' }>;

function topicLines(topic: Topic, bootstrap: string): readonly Written[] {
  const configs = Object.entries(topic.configs).map(([name, text]) =>
    marked(line`        "${name}": "${topicConfigValue(name, text)}",`),
  );
  return [
    'from kafka.admin import KafkaAdminClient, NewTopic',
    '',
    `admin = KafkaAdminClient(bootstrap_servers=${quoted(bootstrap)})`,
    'admin.create_topics([NewTopic(',
    `    name=${quoted(topic.name)},`,
    line`    num_partitions=${partitionsValue(topic.partitions)},`,
    `    replication_factor=${topic.replicationFactor},`,
    ...(configs.length === 0 ? [] : ['    topic_configs={', ...configs, '    },']),
    ')])',
    'admin.close()',
  ];
}

function remedyLines({ type, partitions }: Remedy, bootstrap: string): readonly Written[] {
  const topics = [...new Set(partitions.map(({ topic }) => topic))];
  const admin = `admin = KafkaAdminClient(bootstrap_servers=${quoted(bootstrap)})`;
  if (type === 'watch') {
    return [
      'from kafka.admin import KafkaAdminClient',
      '',
      admin,
      `for topic in admin.describe_topics([${topics.map(quoted).join(', ')}]):`,
      '    for partition in topic["partitions"]:',
      '        print(partition)  # leader, replicas, isr: who is missing?',
    ];
  }
  const wanted = topics.map((topic) => {
    const numbers = partitions.filter((one) => one.topic === topic).map((one) => one.partition);
    return `${quoted(topic)}: [${numbers.join(', ')}]`;
  });
  return [
    'from kafka.admin import KafkaAdminClient',
    '',
    `${type.toUpperCase()} = ${type === 'preferred' ? 0 : 1}${type === 'unclean' ? '  # records that only the lost leader had are gone for good' : ''}`,
    admin,
    '# elect_leaders since kafka-python 3.0, perform_leader_election before',
    'elect = getattr(admin, "elect_leaders", None) or admin.perform_leader_election',
    `print(elect(${type.toUpperCase()}, {${wanted.join(', ')}}))`,
  ];
}
