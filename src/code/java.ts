// Programs for the Java client: configs are a Properties by Kafka's own names.
import type { ConsumerSpec, ProducerSpec } from '#kafka/commands.ts';
import { JAVA, javaImports, quoted } from './language-java.ts';
import {
  indented,
  line,
  type Line,
  marked,
  type Program,
  program,
  type Written,
} from './program.ts';
import type { Setting } from './settings.ts';
import {
  consumerSettings,
  fileOf,
  hasKeys,
  javaClass,
  namesOf,
  partitionerRemarks,
  partitionsValue,
  producerSettings,
  topicConfigValue,
} from './spec.ts';
import type { Remedy, Subject } from './subject.ts';
import { deadLettersOf, handlingRemarks, looksInside, producing, working } from './workload.ts';

export function writeJava(subject: Subject, bootstrap: string): Program {
  const file = fileOf(subject, 'java');
  const cls = javaClass(subject);
  switch (subject.type) {
    case 'producer':
      return writeProducer(subject.spec, bootstrap, file, cls);
    case 'consumer':
      return writeConsumer(subject.spec, bootstrap, file, cls);
    case 'topic':
      return program(file, topicLines(subject, bootstrap, cls), []);
    case 'broker':
      return program(file, remedyLines(subject.remedy, bootstrap, cls), []);
  }
}

function put({ option, value, isMarked }: Setting): Line {
  return marked(line`props.put("${option.name}", "${value}");`, isMarked);
}

function properties(
  bootstrap: string,
  names: readonly (readonly [string, string])[],
  set: readonly Setting[],
): readonly Written[] {
  return [
    'var props = new Properties();',
    `props.put("bootstrap.servers", ${quoted(bootstrap)});`,
    ...names.map(([name, value]) => `props.put("${name}", ${quoted(value)});`),
    ...set.map(put),
  ];
}

/** A class whose main() does this. */
function main(cls: string, body: readonly Written[]): readonly Written[] {
  return [
    ...javaImports(body),
    '',
    `public class ${cls} {`,
    '  public static void main(String[] args) throws Exception {',
    ...indented(body, 4),
    '  }',
    '}',
  ];
}

function writeProducer(spec: ProducerSpec, bootstrap: string, file: string, cls: string): Program {
  const { set, remarks } = producerSettings('java', spec);
  const key = hasKeys(spec) ? 'key, ' : '';
  const send = [
    `producer.send(new ProducerRecord<>(${quoted(spec.topic)}, ${key}value), (metadata, error) ->`,
    '    System.out.println(error == null ? metadata : error));',
  ];
  const body: Written[] = [
    ...properties(bootstrap, [['client.id', spec.id]], set),
    'var strings = new StringSerializer();',
    'try (var producer = new KafkaProducer<String, String>(props, strings, strings)) {',
    ...indented(producing(JAVA, spec, send), 2),
    '}',
  ];
  return program(file, main(cls, body), [...partitionerRemarks('java', spec), ...remarks]);
}

function writeConsumer(spec: ConsumerSpec, bootstrap: string, file: string, cls: string): Program {
  const { set, remarks } = consumerSettings('java', spec);
  const { filter = null } = spec;
  const commits = commitLines(spec);
  const deadLetters = deadLettersOf(spec);
  const setAside = `new ProducerRecord<>(${quoted(deadLetters ?? '')}, record.key(), record.value())`;
  const perRecord: Written[] = [
    ...(looksInside(spec) ? TEXTS : []),
    ...(filter === null
      ? []
      : [`if (!Pattern.compile(${quoted(filter)}).matcher(key).find()) continue;`]),
    'System.out.println(record);',
    ...working(JAVA, spec, [`deadLetters.send(${setAside}).get();`]),
    ...commits.each,
  ];
  const open = [
    'var consumer = new KafkaConsumer<>(props, strings, strings)',
    ...(deadLetters === null
      ? []
      : [
          `var deadLetters = new KafkaProducer<>(Map.of("bootstrap.servers", (Object) ${quoted(bootstrap)}), new StringSerializer(), new StringSerializer())`,
        ]),
  ];
  const body: Written[] = [
    ...properties(bootstrap, namesOf(spec), set),
    'var strings = new StringDeserializer();',
    ...open.map((one, index) => {
      const isLast = index === open.length - 1;
      return `${index === 0 ? 'try (' : '     '}${one}${isLast ? ') {' : ';'}`;
    }),
    `  ${subscription(spec)}`,
    '  while (true) {',
    '    var polled = consumer.poll(Duration.ofMillis(500));',
    ...indented(commits.before, 4),
    '    for (var record : polled) {',
    ...indented(perRecord, 6),
    '    }',
    ...indented(commits.after, 4),
    '  }',
    '}',
  ];
  return program(file, main(cls, body), [...handlingRemarks(spec), ...remarks]);
}

const TEXTS = ['key', 'value'].map(
  (name) => `String ${name} = record.${name}() == null ? "" : record.${name}();`,
);

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
      return { ...none, before: ['consumer.commitSync();'] };
    case 'each':
      return {
        ...none,
        each: [
          'var place = new TopicPartition(record.topic(), record.partition());',
          'consumer.commitSync(Map.of(place, new OffsetAndMetadata(record.offset() + 1)));',
        ],
      };
    case 'sync':
      return { ...none, after: ['consumer.commitSync();'] };
    case 'async':
      return { ...none, after: ['consumer.commitAsync();'] };
    case 'auto':
    case 'none':
      return none;
  }
}

function subscription(spec: ConsumerSpec): string {
  const { topics, pattern = null, assign = null } = spec;
  if (assign !== null) {
    const all = assign.map((one) => `new TopicPartition(${quoted(one.topic)}, ${one.partition})`);
    return `consumer.assign(List.of(${all.join(', ')}));`;
  }
  if (pattern === null) return `consumer.subscribe(List.of(${topics.map(quoted).join(', ')}));`;
  // With KIP-848 the broker matches the names.
  const isRemote = spec.configs['group.protocol']?.toLowerCase() === 'consumer';
  return isRemote
    ? `consumer.subscribe(new SubscriptionPattern(${quoted(pattern)}));`
    : `consumer.subscribe(Pattern.compile(${quoted(pattern)}));`;
}

function adminLines(bootstrap: string, body: readonly Written[]): readonly Written[] {
  return [
    `Map<String, Object> configs = Map.of("bootstrap.servers", ${quoted(bootstrap)});`,
    'try (var admin = Admin.create(configs)) {',
    ...indented(body, 2),
    '}',
  ];
}

function topicLines(
  topic: Extract<Subject, { type: 'topic' }>,
  bootstrap: string,
  cls: string,
): readonly Written[] {
  const entries = Object.entries(topic.configs);
  const configs = entries.map(([name, text], index) => {
    const end = index === entries.length - 1 ? '));' : ',';
    return marked(line`    Map.entry("${name}", "${topicConfigValue(name, text)}")${end}`);
  });
  const body: Written[] = [
    line`int partitions = ${partitionsValue(topic.partitions)};`,
    `short replicationFactor = ${topic.replicationFactor};`,
    `var topic = new NewTopic(${quoted(topic.name)}, partitions, replicationFactor);`,
    ...(configs.length === 0 ? [] : ['topic.configs(Map.ofEntries(', ...configs]),
    'admin.createTopics(List.of(topic)).all().get();',
  ];
  return main(cls, adminLines(bootstrap, body));
}

function remedyLines(
  { type, partitions }: Remedy,
  bootstrap: string,
  cls: string,
): readonly Written[] {
  if (type === 'watch') {
    const topics = [...new Set(partitions.map(({ topic }) => topic))].map(quoted).join(', ');
    const body = [
      `for (var topic : admin.describeTopics(List.of(${topics})).allTopicNames().get().values()) {`,
      '  for (var partition : topic.partitions()) {',
      '    if (partition.isr().size() < partition.replicas().size()) {',
      '      System.out.println(topic.name() + " " + partition);',
      '    }',
      '  }',
      '}',
    ];
    return main(cls, adminLines(bootstrap, body));
  }
  const all = partitions.map(
    (one, index) =>
      `    new TopicPartition(${quoted(one.topic)}, ${one.partition})${index === partitions.length - 1 ? ');' : ','}`,
  );
  const body = [
    'var partitions = Set.of(',
    ...all,
    ...(type === 'unclean' ? ['// Records that only the lost leader had are gone for good.'] : []),
    `admin.electLeaders(ElectionType.${type.toUpperCase()}, partitions).all().get();`,
  ];
  return main(cls, adminLines(bootstrap, body));
}
