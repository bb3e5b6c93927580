// The same in code: every program for every thing of every preset is one that its language can read, names
// only options that the client has, and says where clients differ.
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ClientId, CLIENTS } from '#code/client.ts';
import { editOf } from '#code/edit.ts';
import { defaultOf, listedConfigs, optionOf } from '#code/options.ts';
import { type Knob, type Program, textOf } from '#code/program.ts';
import type { Subject } from '#code/subject.ts';
import { writeProgram } from '#code/write.ts';
import type { ConsumerSpec, HandlingSpec, OrderPlan, ProducerSpec } from '#kafka/commands.ts';
import { CONFIG_DEFAULTS } from '#kafka/protocol/config-defaults.ts';
import { readHelpTexts } from '#node/help-texts.ts';
import { parseScenarioText } from '#scenario/parse.ts';
import { nextRecord } from '#kafka/client/producer/workload.ts';
import { moduleErrors, pythonErrors, runPython, shellErrors, syntaxErrors } from './parsers.ts';

const PRODUCER: ProducerSpec = {
  id: 'p1',
  topic: 'orders',
  keys: { type: 'few', count: 4 },
  recordsPerSecond: 2,
  valueBytes: 100,
  recordsMax: null,
  configs: {},
};

const CONSUMER: ConsumerSpec = {
  id: 'billing-c1',
  group: 'billing',
  topics: ['orders'],
  processingMs: 100,
  commit: 'auto',
  rack: null,
  configs: {},
};

function producer(changes: Partial<ProducerSpec> = {}): Subject {
  return { type: 'producer', spec: { ...PRODUCER, ...changes } };
}

function consumer(changes: Partial<ConsumerSpec> = {}): Subject {
  const spec = { ...CONSUMER, ...changes };
  return { type: 'consumer', spec, members: [spec] };
}

const HANDLING: HandlingSpec = {
  failOn: 'bad"\\d+',
  onFailure: 'crash',
  attempts: 1,
  retryMs: 500,
  slowOn: null,
  slowMs: 0,
  deadLetters: null,
  restartMs: null,
};

const ORDERS: OrderPlan = {
  key: 'customer',
  customers: ['anna', 'ben'],
  countries: ['DE', 'FR'],
  types: ['placed', 'paid', 'shipped'],
  open: 2,
};

/** Every way to work on one record after the other. */
function workers(): readonly Subject[] {
  const deadLetters = { producer: 'p-dlq', topic: 'orders.dlq' };
  const ways: readonly Partial<HandlingSpec>[] = [
    {},
    { restartMs: 2_000 },
    { attempts: 3 },
    { onFailure: 'retry' },
    { onFailure: 'skip' },
    { onFailure: 'skip', attempts: 2 },
    { onFailure: 'dlq', deadLetters },
    { onFailure: 'dlq', attempts: 4, deadLetters },
    { failOn: null, slowOn: 'big', slowMs: 900 },
    { slowOn: '^b', slowMs: 900, onFailure: 'retry' },
  ];
  return ways.flatMap((way) => [
    consumer({ handling: { ...HANDLING, ...way }, commit: 'each' }),
    consumer({ handling: { ...HANDLING, ...way }, commit: 'before', filter: 'a' }),
  ]);
}

/** Every producer, consumer and topic of every preset, and what a broker may leave behind. */
function subjects(): readonly Subject[] {
  const folder = 'public/scenarios';
  const all = readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .flatMap((file) => {
      const { value } = parseScenarioText(readFileSync(`${folder}/${file}`, 'utf8'));
      if (value === null) throw new Error(`${file} is no scenario`);
      return [
        ...value.producers.map((spec): Subject => ({ type: 'producer', spec })),
        ...value.consumers.map((spec): Subject => consumer(spec)),
        ...value.topics.map((topic): Subject => ({ type: 'topic', ...topic })),
      ];
    });
  const partitions = [
    { topic: 'orders', partition: 0 },
    { topic: 'orders', partition: 2 },
  ];
  const remedies = (['unclean', 'preferred', 'watch'] as const).map((type): Subject => ({
    type: 'broker',
    broker: 2,
    remedy: { type, partitions },
  }));
  return [...all, ...remedies, ...oddSubjects()];
}

/** What no preset has: every plan of keys, patterns, quotes, configs of every kind. */
function oddSubjects(): readonly Subject[] {
  return [
    producer({ keys: { type: 'none' } }),
    producer({ keys: { type: 'many', count: 900 }, recordsMax: 50, valueBytes: 0 }),
    producer({ keys: { type: 'hot', count: 6, hotPercent: 80 } }),
    producer({
      keys: { type: 'list', keys: ['it’s "quoted"', "a'b", '\\'] },
      partitioner: 'crc32',
    }),
    producer({ recordsPerSecond: 0 }),
    producer({ orders: ORDERS }),
    producer({ orders: { ...ORDERS, key: null }, recordsMax: 7 }),
    producer({ orders: { ...ORDERS, key: 'id' }, partitioner: 'crc32' }),
    producer({ values: ['a"b', "it's"], keys: { type: 'none' } }),
    producer({ burst: { records: 50, everyMs: 3_000 }, recordsPerSecond: 0 }),
    ...workers(),
    producer({ configs: { 'compression.type': 'zstd', 'transactional.id': 't', retries: '7' } }),
    consumer({ group: null, assign: [{ topic: 'orders', partition: 1 }] }),
    consumer({ topics: [], pattern: 'or.*', filter: '^a"' }),
    consumer({ topics: [], pattern: 'or.*', configs: { 'group.protocol': 'consumer' } }),
    consumer({ commit: 'async', rack: 'a', configs: { 'isolation.level': 'read_uncommitted' } }),
    consumer({ configs: { 'partition.assignment.strategy': 'sticky,range' } }),
    consumer({ configs: { 'partition.assignment.strategy': 'cooperative-sticky' } }),
  ];
}

function programs(client: ClientId): readonly string[] {
  return subjects().map((subject) => textOf(writeProgram(subject, client)));
}

function remarksOf({ remarks }: Program): string {
  return remarks.map(({ title, text }) => `${title}: ${text}`).join('\n');
}

describe('what is written can be read', () => {
  test.each(['kafka-python', 'confluent-kafka'] as const)('by Python: %s', (client) => {
    const all = programs(client);
    expect(all.flatMap((text) => syntaxErrors('python', text))).toEqual([]);
    expect(pythonErrors(all)).toEqual([]);
  });

  test('by Java', () => {
    expect(programs('java').flatMap((text) => syntaxErrors('java', text))).toEqual([]);
  });

  test('by JavaScript', () => {
    const all = programs('kafkajs');
    expect(all.flatMap((text) => syntaxErrors('javascript', text))).toEqual([]);
    expect(all.flatMap(moduleErrors)).toEqual([]);
  });

  test('by our own shell, with options that the tools have', () => {
    const help = readHelpTexts();
    expect(programs('cli').flatMap((text) => shellErrors(help, text))).toEqual([]);
  });
});

describe('the table of options', () => {
  test('holds configs of Kafka’s, and no default that Kafka’s own is as well', () => {
    for (const scope of ['producer', 'consumer'] as const) {
      for (const config of listedConfigs(scope)) {
        expect(CONFIG_DEFAULTS[scope], config).toHaveProperty([config]);
      }
    }
    expect(optionOf('kafka-python', 'producer', 'acks')).toMatchObject({
      name: 'acks',
      default: '1',
    });
    expect(optionOf('confluent-kafka', 'consumer', 'fetch.max.wait.ms')?.name).toBe(
      'fetch.wait.max.ms',
    );
    expect(optionOf('kafkajs', 'consumer', 'group.protocol')).toBeNull();
    expect(defaultOf('consumer', 'partition.assignment.strategy')).toBe('range,cooperative-sticky');
  });

  test('every option that a program sets is one that the client has', () => {
    for (const { id } of CLIENTS) {
      for (const subject of subjects()) {
        for (const { slot } of writeProgram(subject, id).lines) {
          if (slot?.knob.type !== 'config' || subject.type === 'topic') continue;
          const scope = subject.type === 'producer' ? 'producer' : 'consumer';
          expect(optionOf(id, scope, slot.knob.name), `${id} ${slot.knob.name}`).not.toBeNull();
        }
      }
    }
  });
});

describe('a program does what the scenario does', () => {
  test('orders, in the same order as on the stage', () => {
    const program = textOf(
      writeProgram(producer({ orders: ORDERS, recordsMax: 8 }), 'kafka-python'),
    );
    const made = runPython(program, { KafkaProducer: ['send'] });
    const spec = { ...PRODUCER, orders: ORDERS };
    const wanted = Array.from({ length: 8 }, (_, count) => nextRecord(spec, count, null as never));
    if (made === null) return;
    expect(made.map(({ key, value }) => ({ key, value }))).toEqual(wanted);
  });

  test('bursts, with a pause after each', () => {
    const text = textOf(
      writeProgram(
        producer({ burst: { records: 50, everyMs: 3_000 }, recordsPerSecond: 0 }),
        'java',
      ),
    );
    expect(text).toMatch(/if \(n % 50 == 49\) \{\n\s+Thread\.sleep\(3000\);/);
  });

  test.each(['kafka-python', 'confluent-kafka', 'java', 'kafkajs'] as const)(
    'a record that fails is tried again, then set aside: %s',
    (client) => {
      const handling: HandlingSpec = {
        ...HANDLING,
        onFailure: 'dlq',
        attempts: 3,
        deadLetters: { producer: 'p', topic: 'orders.dlq' },
      };
      const text = textOf(writeProgram(consumer({ handling, commit: 'each' }), client));
      expect(text).toMatch(/attempt >= 3/);
      expect(text).toMatch(/orders\.dlq/);
      expect(text).toMatch(/offset\(?\)?\)? \+ 1|message=message/);
    },
  );
});

describe('where clients differ, the program says so', () => {
  test.each<[ClientId, Subject, string, RegExp]>([
    ['confluent-kafka', producer(), '"partitioner": "murmur2_random",', /CRC-32/],
    ['confluent-kafka', producer(), '"enable.idempotence": True,', /takes false/],
    ['confluent-kafka', consumer(), '"isolation.level": "read_uncommitted",', /read_committed/],
    ['kafka-python', producer(), 'acks="all",', /kafka-python takes 1/],
    ['kafka-python', producer(), 'linger_ms=5,', /takes 0/],
    ['kafka-python', consumer(), 'session_timeout_ms=45000,', /takes 10000/],
    ['kafkajs', consumer(), 'sessionTimeout: 45000,', /takes 30000/],
    ['kafkajs', producer({ configs: { 'linger.ms': '50' } }), 'acks: -1,', /It sends at once/],
    [
      'kafkajs',
      consumer({ configs: { 'group.protocol': 'consumer' } }),
      "groupId: 'billing',",
      /no KIP-848/,
    ],
    ['cli', producer(), '--command-property linger.ms=5', /1000 ms/],
    ['java', producer({ partitioner: 'crc32' }), '"linger.ms", "5"', /murmur2/],
  ])('%s', (client, subject, line, remark) => {
    const program = writeProgram(subject, client);
    expect(textOf(program)).toContain(line);
    expect(remarksOf(program)).toMatch(remark);
  });

  test('a value that is Kafka’s default in Java too is not marked, one that was turned is', () => {
    const plain = writeProgram(producer(), 'java');
    expect(plain.lines.filter(({ isMarked }) => isMarked)).toEqual([]);
    const turned = writeProgram(producer({ configs: { 'linger.ms': '1000' } }), 'java');
    expect(turned.lines.filter(({ isMarked }) => isMarked).map(({ text }) => text.trim())).toEqual([
      'props.put("linger.ms", "1000");',
    ]);
    expect(remarksOf(turned)).toMatch(/linger.ms = 1000: .*Kafka’s default is 5\./);
  });

  test('configs of the classic protocol are left out where the coordinator assigns', () => {
    const configs = { 'group.protocol': 'consumer', 'session.timeout.ms': '45000' };
    for (const client of ['java', 'confluent-kafka'] as const) {
      expect(textOf(writeProgram(consumer({ configs }), client))).not.toContain(
        'session.timeout.ms',
      );
    }
  });
});

describe('a value that is changed in the code', () => {
  function knobsOf(program: Program): readonly { knob: Knob; written: string }[] {
    return program.lines.flatMap(({ text, slot }) =>
      slot === null ? [] : [{ knob: slot.knob, written: text.slice(slot.from, slot.to) }],
    );
  }

  test('as it stands means what the stage has: nothing is refused, nothing changes', () => {
    for (const { id } of CLIENTS) {
      for (const subject of [producer(), consumer(), ...oddSubjects()]) {
        if (subject.type !== 'producer' && subject.type !== 'consumer') continue;
        for (const { knob, written } of knobsOf(writeProgram(subject, id))) {
          if (knob.type !== 'config') continue;
          const { requests, refusal } = editOf(subject, id, knob, written);
          expect(refusal, `${id} ${knob.name} ${written}`).toBeNull();
          const [request] = requests;
          if (request?.type !== 'producer.alter' && request?.type !== 'consumer.alter') continue;
          const value = request.data.changes.configs?.[knob.name];
          if (value === undefined) continue;
          const again = {
            ...subject,
            spec: { ...subject.spec, configs: { ...subject.spec.configs, [knob.name]: value } },
          };
          expect(textOf(writeProgram(again as Subject, id))).toContain(written);
        }
      }
    }
  });

  test.each<[ClientId, Subject, Knob, string, object]>([
    [
      'java',
      producer(),
      { type: 'config', name: 'linger.ms' },
      '1000',
      { configs: { 'linger.ms': '1000' } },
    ],
    ['kafka-python', producer(), { type: 'config', name: 'acks' }, '1', { configs: { acks: '1' } }],
    ['kafkajs', producer(), { type: 'config', name: 'acks' }, '-1', { configs: { acks: 'all' } }],
    [
      'kafka-python',
      consumer(),
      { type: 'config', name: 'enable.auto.commit' },
      'False',
      { commit: 'sync' },
    ],
    [
      'kafkajs',
      consumer(),
      { type: 'config', name: 'auto.offset.reset' },
      'true',
      { configs: { 'auto.offset.reset': 'earliest' } },
    ],
    ['java', producer(), { type: 'rate' }, '7', { recordsPerSecond: 7 }],
    ['cli', consumer(), { type: 'work' }, '250', { processingMs: 250 }],
  ])('%s turns the knob', (client, subject, knob, written, changes) => {
    const { requests } = editOf(subject, client, knob, written);
    expect(requests).toMatchObject([{ data: { changes } }]);
  });

  test.each<[Subject, Knob, string, string]>([
    [
      producer(),
      { type: 'config', name: 'linger.ms' },
      'soon',
      'Invalid value soon for configuration linger.ms: Not a number of type LONG.',
    ],
    [
      producer(),
      { type: 'config', name: 'acks' },
      '2',
      'Invalid value 2 for configuration acks: String must be one of: all, -1, 0, 1.',
    ],
    [producer(), { type: 'rate' }, '', 'Nothing is not a number.'],
    [
      { type: 'topic', name: 'orders', partitions: 3, replicationFactor: 1, configs: {} },
      { type: 'partitions' },
      '2',
      'A topic can only grow: orders has 3 partitions, so ask for more.',
    ],
  ])('that Kafka would refuse gets a sentence', (subject, knob, written, sentence) => {
    expect(editOf(subject, 'java', knob, written)).toEqual({ requests: [], refusal: sentence });
  });

  test('never throws, whatever is written', () => {
    const knob: Knob = { type: 'config', name: 'partition.assignment.strategy' };
    fc.assert(
      fc.property(fc.string(), fc.constantFrom(...CLIENTS), (text, { id }) => {
        editOf(consumer(), id, knob, text);
        editOf(producer(), id, { type: 'rate' }, text);
      }),
    );
  });
});
