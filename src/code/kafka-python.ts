// Programs for kafka-python: configs are keyword arguments, dots are underscores.
import type { ConsumerSpec, ProducerSpec } from '#kafka/commands.ts';
import { pythonAssignor } from './literal.ts';
import { PYTHON, pythonImports, quoted } from './language-python.ts';
import {
  asLine,
  indented,
  line,
  type Line,
  marked,
  type Program,
  program,
  textOf,
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
  const isCrc32 = spec.partitioner === 'crc32' && hasKeys(spec);
  const key = hasKeys(spec) ? 'key.encode()' : 'None';
  const body: Written[] = [
    'producer = KafkaProducer(',
    ...indented([...fixed(bootstrap, [['client.id', spec.id]]), ...set.map(argument)], 4),
    ...(isCrc32
      ? [marked('    partitioner=lambda key, every, alive: every[zlib.crc32(key) % len(every)],')]
      : []),
    ')',
    ...producing(PYTHON, spec, [
      `producer.send(${quoted(spec.topic)}, key=${key}, value=value.encode())`,
    ]),
    'producer.flush()',
  ];
  const lines = [...pythonImports(body), 'from kafka import KafkaProducer', '', ...body];
  return program(file, lines, [...partitionerRemarks('kafka-python', spec), ...remarks]);
}

function writeConsumer(spec: ConsumerSpec, bootstrap: string, file: string): Program {
  const { set, remarks } = consumerSettings('kafka-python', spec);
  const { filter = null } = spec;
  const commits = commitLines(spec);
  const deadLetters = deadLettersOf(spec);
  const perRecord: Written[] = [
    ...(looksInside(spec) ? TEXTS : []),
    ...(filter === null ? [] : PYTHON.when(`not re.search(${quoted(filter)}, key)`, ['continue'])),
    'print(record.topic, record.partition, record.offset, record.key, record.value)',
    ...working(PYTHON, spec, [
      `dead_letters.send(${quoted(deadLetters ?? '')}, key=record.key, value=record.value).get(30)`,
    ]),
    ...commits.each,
  ];
  const body: Written[] = [
    'consumer = KafkaConsumer(',
    ...indented([...fixed(bootstrap, namesOf(spec)), ...set.map(argument)], 4),
    ')',
    ...(deadLetters === null
      ? []
      : [`dead_letters = KafkaProducer(bootstrap_servers=${quoted(bootstrap)})`]),
    subscription(spec),
    'while True:',
    '    polled = consumer.poll(timeout_ms=500)',
    ...indented(commits.before, 4),
    '    for partition, records in polled.items():',
    '        for record in records:',
    ...indented(perRecord, 12),
    ...indented(commits.after, 4),
  ];
  const names = ['KafkaConsumer', 'KafkaProducer', 'TopicPartition', 'OffsetAndMetadata'];
  const used = names.filter((name) => textOf({ lines: body.map(asLine) }).includes(`${name}(`));
  const lines = [
    ...pythonImports(body),
    `from kafka import ${used.join(', ')}`,
    ...assignorImports(set),
    '',
    ...body,
  ];
  return program(file, lines, [...handlingRemarks(spec), ...remarks]);
}

const TEXTS = [
  'key = (record.key or b"").decode(errors="replace")',
  'value = (record.value or b"").decode(errors="replace")',
];

interface Commits {
  readonly before: readonly string[];
  readonly each: readonly string[];
  readonly after: readonly string[];
}

/** Where in the loop the program commits. */
function commitLines({ commit, group }: ConsumerSpec): Commits {
  const none: Commits = { before: [], each: [], after: [] };
  if (group === null) return none;
  switch (commit) {
    case 'before':
      return { ...none, before: ['consumer.commit()'] };
    case 'each':
      return {
        ...none,
        each: [
          'behind = OffsetAndMetadata(record.offset + 1, "", -1)',
          'consumer.commit({TopicPartition(record.topic, record.partition): behind})',
        ],
      };
    case 'sync':
      return { ...none, after: ['consumer.commit()'] };
    case 'async':
      return { ...none, after: ['consumer.commit_async()'] };
    case 'auto':
    case 'none':
      return none;
  }
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
