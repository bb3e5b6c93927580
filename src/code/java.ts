// Programs for the Java client: configs are a Properties by Kafka's own names.
import type { ConsumerSpec, ProducerSpec } from '#kafka/commands.ts';
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
  javaClass,
  namesOf,
  partitionerRemarks,
  partitionsValue,
  producerSettings,
  rateValue,
  topicConfigValue,
  workValue,
} from './spec.ts';
import type { Remedy, Subject } from './subject.ts';
import { keysOf } from './workload.ts';

const SERIALIZATION = 'org.apache.kafka.common.serialization';

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

function quoted(text: string): string {
  return JSON.stringify(text);
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
function main(
  imports: readonly string[],
  cls: string,
  body: readonly Written[],
): readonly Written[] {
  return [
    ...[...new Set(imports)].sort().map((one) => `import ${one};`),
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
  const keys = javaKeys(spec);
  const imports = [
    'java.util.Properties',
    'org.apache.kafka.clients.producer.KafkaProducer',
    'org.apache.kafka.clients.producer.ProducerRecord',
    `${SERIALIZATION}.StringSerializer`,
    ...keys.imports,
  ];
  const body: Written[] = [
    ...properties(bootstrap, [['client.id', spec.id]], set),
    'var strings = new StringSerializer();',
    ...keys.before,
    'try (var producer = new KafkaProducer<>(props, strings, strings)) {',
    ...indented(loop(spec, keys.key), 2),
    '}',
  ];
  const lines = main(imports, cls, body);
  return program(file, lines, [...partitionerRemarks('java', spec), ...remarks]);
}

interface JavaKeys {
  readonly imports: readonly string[];
  readonly before: readonly string[];
  /** Of type String. */
  readonly key: string;
}

function javaKeys({ keys: plan }: ProducerSpec): JavaKeys {
  const keys = keysOf(plan);
  const random = ['java.util.concurrent.ThreadLocalRandom'];
  const list = 'java.util.List';
  switch (keys.type) {
    case 'none':
      return { imports: [], before: [], key: 'null' };
    case 'list': {
      const before = [`var keys = List.of(${keys.keys.map(quoted).join(', ')});`];
      return keys.isInTurn
        ? { imports: [list], before, key: 'keys.get(n % keys.size())' }
        : {
            imports: [...random, list],
            before,
            key: 'keys.get(ThreadLocalRandom.current().nextInt(keys.size()))',
          };
    }
    case 'numbered':
      return {
        imports: random,
        before: [],
        key: `"${keys.prefix}" + ThreadLocalRandom.current().nextInt(1, ${keys.count + 1})`,
      };
    case 'hot':
      return {
        imports: [...random, list],
        before: [
          'var random = ThreadLocalRandom.current();',
          `var others = List.of(${keys.others.map(quoted).join(', ')});`,
        ],
        key: `random.nextInt(100) < ${keys.hotPercent} ? "a" : others.get(random.nextInt(others.size()))`,
      };
  }
}

function loop(spec: ProducerSpec, key: string): readonly Written[] {
  const { recordsMax, recordsPerSecond, topic, valueBytes } = spec;
  // String.format does not take a width of 0.
  const value = valueBytes === 0 ? '""' : `String.format("%-${valueBytes}s", "record " + n)`;
  const record = [
    `String key = ${key};`,
    `String value = ${value};`,
    `producer.send(new ProducerRecord<>(${quoted(topic)}, key, value), (metadata, error) ->`,
    '    System.out.println(error == null ? metadata : error));',
  ];
  if (recordsPerSecond === 0) return ['int n = 0;', ...record];
  const end = recordsMax === null ? '' : ` n < ${recordsMax}`;
  return [
    `for (int n = 0;${end}; n++) {`,
    ...indented([...record, line`Thread.sleep((long) (1000 / (double) ${rateValue(spec)}));`], 2),
    '}',
  ];
}

function writeConsumer(spec: ConsumerSpec, bootstrap: string, file: string, cls: string): Program {
  const { set, remarks } = consumerSettings('java', spec);
  const subscribed = subscription(spec);
  const filter = spec.filter ?? null;
  const imports = [
    'java.time.Duration',
    'java.util.Properties',
    'org.apache.kafka.clients.consumer.KafkaConsumer',
    `${SERIALIZATION}.StringDeserializer`,
    ...subscribed.imports,
    ...(filter === null ? [] : ['java.util.regex.Pattern']),
  ];
  const body: Written[] = [
    ...properties(bootstrap, namesOf(spec), set),
    'var strings = new StringDeserializer();',
    'try (var consumer = new KafkaConsumer<>(props, strings, strings)) {',
    `  ${subscribed.line}`,
    '  while (true) {',
    '    for (var record : consumer.poll(Duration.ofMillis(500))) {',
    ...(filter === null
      ? []
      : [
          '      String key = record.key() == null ? "" : record.key();',
          `      if (!Pattern.compile(${quoted(filter)}).matcher(key).find()) continue;`,
        ]),
    '      System.out.println(record);',
    line`      Thread.sleep(${workValue(spec)}); // the work on one record`,
    '    }',
    ...indented(commitLines(spec), 4),
    '  }',
    '}',
  ];
  return program(file, main(imports, cls, body), remarks);
}

function commitLines({ commit, group }: ConsumerSpec): Written[] {
  if (group === null) return [];
  if (commit === 'sync') return ['consumer.commitSync();'];
  return commit === 'async' ? ['consumer.commitAsync();'] : [];
}

function subscription(spec: ConsumerSpec): {
  readonly imports: readonly string[];
  readonly line: string;
} {
  const { topics, pattern = null, assign = null } = spec;
  const list = 'java.util.List';
  if (assign !== null) {
    const all = assign.map((one) => `new TopicPartition(${quoted(one.topic)}, ${one.partition})`);
    return {
      imports: [list, 'org.apache.kafka.common.TopicPartition'],
      line: `consumer.assign(List.of(${all.join(', ')}));`,
    };
  }
  if (pattern === null) {
    const names = topics.map(quoted).join(', ');
    return { imports: [list], line: `consumer.subscribe(List.of(${names}));` };
  }
  // With KIP-848 the broker matches the names.
  const isRemote = spec.configs['group.protocol']?.toLowerCase() === 'consumer';
  return isRemote
    ? {
        imports: ['org.apache.kafka.clients.consumer.SubscriptionPattern'],
        line: `consumer.subscribe(new SubscriptionPattern(${quoted(pattern)}));`,
      }
    : {
        imports: ['java.util.regex.Pattern'],
        line: `consumer.subscribe(Pattern.compile(${quoted(pattern)}));`,
      };
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
  const imports = [
    'java.util.List',
    'java.util.Map',
    'org.apache.kafka.clients.admin.Admin',
    'org.apache.kafka.clients.admin.NewTopic',
  ];
  return main(imports, cls, adminLines(bootstrap, body));
}

function remedyLines(
  { type, partitions }: Remedy,
  bootstrap: string,
  cls: string,
): readonly Written[] {
  const admin = 'org.apache.kafka.clients.admin.Admin';
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
    const imports = [admin, 'java.util.List', 'java.util.Map'];
    return main(imports, cls, adminLines(bootstrap, body));
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
  const imports = [
    admin,
    'java.util.Map',
    'java.util.Set',
    'org.apache.kafka.common.ElectionType',
    'org.apache.kafka.common.TopicPartition',
  ];
  return main(imports, cls, adminLines(bootstrap, body));
}
