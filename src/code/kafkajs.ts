// Programs for kafkajs: configs are spread over the client, the producer or consumer, and its calls.
import type { ConsumerSpec, ProducerSpec } from '#kafka/commands.ts';
import { JAVASCRIPT, quoted } from './language-javascript.ts';
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
  partitionerRemarks,
  partitionsValue,
  producerSettings,
  topicConfigValue,
} from './spec.ts';
import type { Remedy, Subject } from './subject.ts';
import { deadLettersOf, handlingRemarks, looksInside, producing, working } from './workload.ts';

export function writeKafkajs(subject: Subject, bootstrap: string): Program {
  const file = fileOf(subject, 'kafkajs');
  switch (subject.type) {
    case 'producer':
      return writeProducer(subject.spec, bootstrap, file);
    case 'consumer':
      return writeConsumer(subject.spec, bootstrap, file);
    case 'topic':
      return program(file, topicLines(subject, bootstrap), []);
    case 'broker':
      return writeRemedy(subject.remedy, bootstrap, file);
  }
}

/** The options that this call takes, one a line; those of an inner object in it. */
function optionsOf(set: readonly Setting[], call: string): readonly Line[] {
  const own: Line[] = [];
  const inner = new Map<string, Line[]>();
  for (const { option, value, isMarked } of set) {
    const [where, name = '', last] = option.name.split('.');
    if (where !== call) continue;
    const written = marked(line`${last ?? name}: ${value},`, isMarked);
    if (last === undefined) own.push(written);
    else inner.set(name, [...(inner.get(name) ?? []), written]);
  }
  for (const [name, lines] of inner) {
    own.push(...[marked(`${name}: {`, false), ...indented(lines, 2), marked('},', false)]);
  }
  return own;
}

/** `name({` … `})`, on one line when it takes nothing. */
function call(before: string, lines: readonly Written[], after: string): readonly Written[] {
  if (lines.length === 0) return [`${before}${after.replace(/^\}/, '')}`.replace('({)', '()')];
  return [before, ...indented(lines, 2), after];
}

function client(set: readonly Setting[], id: string, bootstrap: string): readonly Written[] {
  return call(
    'const kafka = new Kafka({',
    [`clientId: ${quoted(id)},`, `brokers: [${quoted(bootstrap)}],`, ...optionsOf(set, 'client')],
    '});',
  );
}

function writeProducer(spec: ProducerSpec, bootstrap: string, file: string): Program {
  const { set, remarks } = producerSettings('kafkajs', spec);
  const isCrc32 = spec.partitioner === 'crc32' && hasKeys(spec);
  const hasCompression = set.some(({ option }) => option.config === 'compression.type');
  const partitioner = isCrc32
    ? [
        'createPartitioner: () => ({ partitionMetadata, message }) =>',
        '  crc32(message.key) % partitionMetadata.length,',
      ]
    : [];
  const names = ['Kafka', ...(hasCompression ? ['CompressionTypes'] : [])];
  const lines: Written[] = [
    ...(isCrc32 ? ["import { crc32 } from 'node:zlib';"] : []),
    "import { setTimeout as sleep } from 'node:timers/promises';",
    "import kafkajs from 'kafkajs';",
    '',
    `const { ${names.join(', ')} } = kafkajs;`,
    ...client(set, spec.id, bootstrap),
    ...call(
      'const producer = kafka.producer({',
      [...optionsOf(set, 'producer'), ...partitioner.map((one) => marked(one))],
      '});',
    ),
    'await producer.connect();',
    ...producing(JAVASCRIPT, spec, [
      'await producer.send({',
      ...indented(
        [
          `topic: ${quoted(spec.topic)},`,
          ...optionsOf(set, 'send'),
          hasKeys(spec) ? 'messages: [{ key, value }],' : 'messages: [{ value }],',
        ],
        2,
      ),
      '});',
    ]),
    'await producer.disconnect();',
  ];
  return program(file, lines, [...partitionerRemarks('kafkajs', spec), ...remarks]);
}

function writeConsumer(spec: ConsumerSpec, bootstrap: string, file: string): Program {
  const { set, remarks } = consumerSettings('kafkajs', spec);
  const group = spec.group ?? spec.id;
  const hasAssigners = set.some(({ option }) => option.kind === 'assignors');
  const topics =
    (spec.pattern ?? null) === null
      ? `[${topicsOf(spec).map(quoted).join(', ')}]`
      : `[new RegExp(${quoted(spec.pattern ?? '')})]`;
  const subscribed = [`topics: ${topics},`, ...optionsOf(set, 'subscribe')];
  const lines: Written[] = [
    "import { setTimeout as sleep } from 'node:timers/promises';",
    "import kafkajs from 'kafkajs';",
    '',
    `const { Kafka${hasAssigners ? ', PartitionAssigners' : ''} } = kafkajs;`,
    ...client(set, spec.id, bootstrap),
    ...call(
      'const consumer = kafka.consumer({',
      [`groupId: ${quoted(group)},`, ...optionsOf(set, 'consumer')],
      '});',
    ),
    'await consumer.connect();',
    ...(deadLettersOf(spec) === null
      ? []
      : ['const deadLetters = kafka.producer();', 'await deadLetters.connect();']),
    ...call('await consumer.subscribe({', subscribed, '});'),
    ...call('await consumer.run({', [...optionsOf(set, 'run'), ...eachMessage(spec)], '});'),
  ];
  return program(file, lines, [...lacksOf(spec), ...handlingRemarks(spec), ...remarks]);
}

function topicsOf({ topics, assign = null }: ConsumerSpec): readonly string[] {
  return assign === null ? topics : [...new Set(assign.map(({ topic }) => topic))];
}

/** What it cannot do at all. */
function lacksOf({ group, assign = null, commit }: ConsumerSpec): readonly Remark[] {
  const remarks: Remark[] = [];
  if (group === null || assign !== null) {
    const text = 'kafkajs has no assign(): every consumer is a member of a group.';
    remarks.push({ title: 'assign', text });
  }
  if (commit === 'auto' && group !== null) {
    const text =
      'kafkajs commits after each batch that it was given, not every 5 s, unless autoCommitInterval says otherwise.';
    remarks.push({ title: 'autoCommit', text });
  }
  return remarks;
}

function eachMessage(spec: ConsumerSpec): readonly Written[] {
  const { filter = null, commit, group } = spec;
  const deadLetters = deadLettersOf(spec);
  const offset = '{ topic, partition, offset: String(Number(message.offset) + 1) }';
  const isCommitting = group !== null && commit !== 'auto' && commit !== 'none';
  const awaited = commit === 'async' ? '' : 'await ';
  const commits = isCommitting ? [`${awaited}consumer.commitOffsets([${offset}]);`] : [];
  const body: Written[] = [
    ...(commit === 'before' ? commits : []),
    ...(looksInside(spec) ? TEXTS : []),
    ...(filter === null ? [] : [`if (!new RegExp(${quoted(filter)}).test(key)) return;`]),
    'console.log(topic, partition, message.offset, String(message.key), String(message.value));',
    ...working(JAVASCRIPT, spec, [
      `const messages = [{ key: message.key, value: message.value }];`,
      `await deadLetters.send({ topic: ${quoted(deadLetters ?? '')}, messages });`,
    ]),
    ...(commit === 'before' ? [] : commits),
  ];
  return ['eachMessage: async ({ topic, partition, message }) => {', ...indented(body, 2), '},'];
}

const TEXTS = ['key', 'value'].map((name) => `const ${name} = String(message.${name} ?? '');`);

function adminLines(bootstrap: string): readonly string[] {
  return [
    "import kafkajs from 'kafkajs';",
    '',
    `const kafka = new kafkajs.Kafka({ brokers: [${quoted(bootstrap)}] });`,
    'const admin = kafka.admin();',
    'await admin.connect();',
  ];
}

function topicLines(
  topic: Extract<Subject, { type: 'topic' }>,
  bootstrap: string,
): readonly Written[] {
  const configs = Object.entries(topic.configs).map(([name, text]) =>
    marked(line`    { name: ${quoted(name)}, value: '${topicConfigValue(name, text)}' },`),
  );
  return [
    ...adminLines(bootstrap),
    'await admin.createTopics({ topics: [{',
    `  topic: ${quoted(topic.name)},`,
    line`  numPartitions: ${partitionsValue(topic.partitions)},`,
    `  replicationFactor: ${topic.replicationFactor},`,
    ...(configs.length === 0 ? [] : ['  configEntries: [', ...configs, '  ],']),
    '}] });',
    'await admin.disconnect();',
  ];
}

function writeRemedy({ type, partitions }: Remedy, bootstrap: string, file: string): Program {
  const topics = [...new Set(partitions.map(({ topic }) => topic))].map(quoted);
  const lines = [
    ...adminLines(bootstrap),
    `const { topics } = await admin.fetchTopicMetadata({ topics: [${topics.join(', ')}] });`,
    'for (const { name, partitions } of topics) {',
    '  for (const { partitionId, leader, replicas, isr } of partitions) {',
    '    if (isr.length < replicas.length || leader !== replicas[0]) {',
    '      console.log(name, partitionId, { leader, replicas, isr });',
    '    }',
    '  }',
    '}',
    'await admin.disconnect();',
  ];
  const text =
    'kafkajs cannot ask for an election: it can only look on. Use kafka-leader-election.';
  return program(file, lines, type === 'watch' ? [] : [{ title: 'elect leaders', text }]);
}
