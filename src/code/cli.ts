// The same with Kafka's own command-line tools.
import type { ConsumerSpec, ProducerSpec } from '#kafka/commands.ts';
import {
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

export function writeCli(subject: Subject, bootstrap: string): Program {
  const file = fileOf(subject, 'cli');
  switch (subject.type) {
    case 'producer':
      return writeProducer(subject.spec, bootstrap, file);
    case 'consumer':
      return writeConsumer(subject.spec, subject.members.length, bootstrap, file);
    case 'topic':
      return program(file, topicLines(subject, bootstrap), []);
    case 'broker':
      return program(file, remedyLines(subject.broker, subject.remedy, bootstrap), []);
  }
}

/** A command over several lines. */
export function command(first: string, options: readonly Written[]): readonly Line[] {
  const all: Written[] = [first, ...options];
  return all.map((written, index) => {
    const { text, slot, isMarked } = typeof written === 'string' ? marked(written, false) : written;
    const isLast = index === all.length - 1;
    const by = index === 0 ? 0 : 2;
    return {
      text: `${' '.repeat(by)}${text}${isLast ? '' : ' \\'}`,
      slot: slot && { ...slot, from: slot.from + by, to: slot.to + by },
      isMarked,
    };
  });
}

/** A word that a shell leaves as it is. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

function property({ option, value, isMarked }: Setting): Line {
  return marked(line`--command-property ${option.name}=${value}`, isMarked);
}

function writeProducer(spec: ProducerSpec, bootstrap: string, file: string): Program {
  const { set, remarks } = producerSettings('cli', spec);
  const isKeyed = hasKeys(spec);
  const lines = command(`kafka-console-producer --bootstrap-server ${bootstrap}`, [
    `--topic ${shellWord(spec.topic)}`,
    ...(isKeyed ? ['--reader-property parse.key=true', '--reader-property key.separator=:'] : []),
    `--command-property client.id=${shellWord(spec.id)}`,
    ...set.map(property),
  ]);
  const typed: Remark = {
    title: 'what you type',
    text: isKeyed
      ? 'A line such as a:shipped is a record with the key a. Ctrl-D ends.'
      : 'Each line is a record without a key. Ctrl-D ends.',
  };
  const tool: Remark = {
    title: 'the tool’s own defaults',
    text: 'Left alone, it lingers for 1000 ms and tries again 3 times; a Java program lingers for 5 ms.',
  };
  return program(file, lines, [
    typed,
    tool,
    ...workloadRemarks(spec),
    ...partitionerRemarks('cli', spec),
    ...remarks,
  ]);
}

/** What the stage's producer sends by itself. */
function workloadRemarks({ orders, values, burst }: ProducerSpec): readonly Remark[] {
  const remarks: Remark[] = [];
  if (orders != null) {
    const { customers, countries, types } = orders;
    const value = `1 ${types[0] ?? ''} ${customers[0] ?? ''} ${countries[0] ?? ''}`;
    remarks.push({ title: 'what the stage sends', text: `Orders, such as: ${value}` });
  } else if (values !== undefined && values.length > 0) {
    remarks.push({ title: 'what the stage sends', text: `In turn: ${values.join(', ')}` });
  }
  if (burst != null) {
    const text = `${burst.records} records at once, then nothing for ${burst.everyMs} ms: kafka-producer-perf-test --num-records ${burst.records} --throughput -1 sends so many as fast as it can.`;
    remarks.push({ title: 'bursts', text });
  }
  return remarks;
}

function writeConsumer(
  spec: ConsumerSpec,
  members: number,
  bootstrap: string,
  file: string,
): Program {
  const { set, remarks } = consumerSettings('cli', spec);
  const { assign = null, pattern = null, topics, group } = spec;
  const [partition] = assign ?? [];
  const isFromBeginning = spec.configs['auto.offset.reset'] === 'earliest';
  const what =
    partition !== undefined
      ? [`--topic ${shellWord(partition.topic)}`, `--partition ${partition.partition}`]
      : pattern !== null || topics.length > 1
        ? [`--include ${shellWord(pattern ?? topics.join('|'))}`]
        : [`--topic ${shellWord(topics[0] ?? 'topic')}`];
  const lines: Written[] = [
    ...command(`kafka-console-consumer --bootstrap-server ${bootstrap}`, [
      ...what,
      ...(group === null ? [] : [`--group ${shellWord(group)}`]),
      // The tool refuses to be told twice where to begin.
      ...(isFromBeginning && partition === undefined ? ['--from-beginning'] : []),
      '--formatter-property print.key=true',
      '--formatter-property print.partition=true',
      '--formatter-property print.offset=true',
      ...namesOf(spec)
        .filter(([name]) => name === 'client.id')
        .map(([name, value]) => `--command-property ${name}=${shellWord(value)}`),
      ...set.filter(({ option }) => option.config !== 'auto.offset.reset').map(property),
    ]),
    ...(group === null ? [] : ['', ...describeGroup(group, bootstrap)]),
  ];
  const more: Remark = {
    title: `${members} members`,
    text: `Run it ${members} times, each in a terminal of its own: the group shares the partitions.`,
  };
  return program(file, lines, [...(members > 1 ? [more] : []), ...toolLacks(spec), ...remarks]);
}

function describeGroup(group: string, bootstrap: string): readonly Written[] {
  return [
    '# Who has which partitions, and what is left to read:',
    `kafka-consumer-groups --bootstrap-server ${bootstrap} --describe --group ${shellWord(group)}`,
  ];
}

function toolLacks({ commit, processingMs, group, handling }: ConsumerSpec): readonly Remark[] {
  const lacks: string[] = [];
  if (processingMs > 0) lacks.push('works on a record for any time');
  if (group !== null && (commit === 'sync' || commit === 'async')) {
    lacks.push('commits after each poll');
  }
  if (commit === 'before') lacks.push('commits before the work');
  if (commit === 'each') lacks.push('commits after each record');
  if (handling?.failOn != null) lacks.push('fails on a record');
  if (lacks.length === 0) return [];
  return [{ title: 'what it cannot do', text: `The tool prints; it never ${lacks.join(' or ')}.` }];
}

function topicLines(
  topic: Extract<Subject, { type: 'topic' }>,
  bootstrap: string,
): readonly Written[] {
  return [
    ...command(`kafka-topics --bootstrap-server ${bootstrap} --create`, [
      `--topic ${shellWord(topic.name)}`,
      line`--partitions ${partitionsValue(topic.partitions)}`,
      `--replication-factor ${topic.replicationFactor}`,
      ...Object.entries(topic.configs).map(([name, text]) =>
        marked(line`--config ${name}=${topicConfigValue(name, text)}`),
      ),
    ]),
    '',
    `kafka-topics --bootstrap-server ${bootstrap} --describe --topic ${shellWord(topic.name)}`,
  ];
}

function remedyLines(
  broker: number,
  { type, partitions }: Remedy,
  bootstrap: string,
): readonly Written[] {
  const under = `kafka-topics --bootstrap-server ${bootstrap} --describe --under-replicated-partitions`;
  if (type === 'watch') return ['# Which partitions lack a replica?', under];
  const elect = partitions.map(
    ({ topic, partition }) =>
      `kafka-leader-election --bootstrap-server ${bootstrap} --election-type ${type} --topic ${shellWord(topic)} --partition ${partition}`,
  );
  if (type === 'preferred') {
    return ['# The broker leads again what it should lead:', ...elect, '', under];
  }
  return [
    `# Best: start broker ${broker} again, and nothing is lost. Only if it never comes back, let a`,
    '# replica lead that lacks records; they are gone for good:',
    ...elect,
    '',
    under,
  ];
}
