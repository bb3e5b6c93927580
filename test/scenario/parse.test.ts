// What a person may write in a scenario, and what they are told when it is wrong.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { describeProblem } from '#base/problem.ts';
import { parseScenario, parseScenarioText } from '#scenario/parse.ts';
import { listPresets } from '#scenario/presets.ts';
import { PRESETS } from '#ui/sandbox/presets.ts';

function problemsOf(json: unknown): readonly string[] {
  return parseScenario(json).problems.map(describeProblem);
}

describe('shorthands', () => {
  test('a bare topic gets a cluster of three combined brokers and Kafka’s defaults', () => {
    const { value } = parseScenario({ topics: [{ name: 'orders' }] });
    expect(value?.cluster.brokers.map((broker) => broker.id)).toEqual([1, 2, 3]);
    expect(value?.cluster.controllers).toEqual({ mode: 'combined', ids: [1, 2, 3] });
    expect(value?.topics[0]).toMatchObject({ partitions: 1, replicationFactor: 1, configs: {} });
  });

  test('two brokers get one controller, separate controllers get ids of their own', () => {
    const two = parseScenario({ cluster: { brokers: 2 } }).value;
    expect(two?.cluster.controllers.ids).toEqual([1]);
    const apart = parseScenario({ cluster: { controllers: { mode: 'separate', count: 3 } } }).value;
    expect(apart?.cluster.controllers.ids).toEqual([101, 102, 103]);
  });

  test('a group writes out its consumers, each with the group’s settings and its own', () => {
    const { value } = parseScenario({
      topics: [{ name: 'orders' }],
      groups: [
        {
          id: 'billing',
          topics: ['orders'],
          consumers: [{}, { id: 'slow', processingMs: 900 }],
          processingMs: 20,
          configs: { 'max.poll.records': 5 },
        },
      ],
    });
    expect(value?.consumers.map(({ id, processingMs }) => [id, processingMs])).toEqual([
      ['billing-c1', 20],
      ['slow', 900],
    ]);
    expect(value?.consumers[1]?.configs).toEqual({ 'max.poll.records': '5' });
  });

  test('durations may be text or milliseconds', () => {
    const commands = ['10s', '1m30s', 250].map((at) => ({ at, type: 'broker.crash', broker: 1 }));
    const { value } = parseScenario({ commands });
    expect(value?.commands.map((command) => command.atMs)).toEqual([10_000, 90_000, 250]);
  });
});

describe('problems say where, what and how to mend it', () => {
  test.each([
    [
      { topics: [{ name: 'a', partitionz: 3 }] },
      "topics[0].partitionz: is not a field that exists here (got 'partitionz'). Did you mean 'partitions'?",
    ],
    [
      { topics: [{ name: 'a', configs: { 'retention.mss': 1 } }] },
      "topics[0].configs['retention.mss']: Unknown topic config name: retention.mss (got 'retention.mss'). Did you mean 'retention.ms'?",
    ],
    [
      { topics: [{ name: 'a' }], producers: [{ topic: 'a', configs: { acks: 2 } }] },
      "producers[0].configs['acks']: Invalid value 2 for configuration acks: String must be one of: all, -1, 0, 1 (got '2'). Kafka's default is all.",
    ],
    [
      { topics: [{ name: 'orders' }], producers: [{ topic: 'order' }] },
      "producers[0].topic: must name a topic of this scenario (got 'order'). Did you mean 'orders'?",
    ],
    [
      { topics: [{ name: 'a', replicationFactor: 4 }] },
      'topics[0].replicationFactor: must not exceed the number of brokers (3) (got 4). Kafka refuses such a topic: INVALID_REPLICATION_FACTOR. Add brokers or lower it.',
    ],
    [
      { commands: [{ at: '1s', type: 'broker.crush', broker: 2 }] },
      "commands[0].type: must be the name of a command (got 'broker.crush'). Did you mean 'broker.crash'?",
    ],
    [
      { commands: [{ at: '1s', type: 'broker.crash', broker: 7 }] },
      "commands[0].broker: must name a broker of this scenario (got '7'). Use one of: 1, 2, 3.",
    ],
    [
      { version: 2 },
      'version: must be 1 (got 2). This document was made for another version of Kafkascope.',
    ],
    [
      [],
      'document: must be an object with fields such as "cluster", "topics" and "producers" (got []).',
    ],
  ])('%j', (json, message) => {
    expect(problemsOf(json)).toEqual([message]);
  });

  test('JSON that does not parse names its line', () => {
    const { problems } = parseScenarioText('{\n  "version": 1,\n  oops\n}');
    expect(problems[0]?.line).toBe(3);
  });

  test('all that is wrong is told at once', () => {
    expect(
      problemsOf({ topics: [{ name: 'a', configs: { x: 1 } }], producers: [{ topic: 'b' }] }),
    ).toHaveLength(2);
  });
});

describe('a config that nothing here reads', () => {
  test('is taken, with a warning that says where it stands', () => {
    const { value, warnings } = parseScenario({
      cluster: { configs: { 'log.retention.ms': 1000, 'message.max.bytes': 5000 } },
      topics: [{ name: 'orders', configs: { 'retention.ms': 1000 } }],
      producers: [{ topic: 'orders', configs: { 'compression.type': 'zstd', acks: 'all' } }],
      groups: [
        { id: 'g', topics: ['orders'], consumers: 2, configs: { 'send.buffer.bytes': 1000 } },
      ],
      commands: [
        {
          at: '10s',
          type: 'producer.add',
          id: 'late',
          topic: 'orders',
          keys: { type: 'none' },
          recordsPerSecond: 1,
          valueBytes: 10,
          recordsMax: null,
          configs: { 'compression.type': 'gzip' },
        },
      ],
    });
    expect(value).not.toBeNull();
    expect(warnings.map(({ path }) => path)).toEqual([
      "cluster.configs['log.retention.ms']",
      "topics[0].configs['retention.ms']",
      "producers[0].configs['compression.type']",
      "groups[0].configs['send.buffer.bytes']",
      "commands[0].configs['compression.type']",
    ]);
    expect(warnings.map(describeProblem)[2]).toBe(
      "producers[0].configs['compression.type']: has no effect in this simulation (got 'zstd'). " +
        'It is a config of Kafka, but what it does is not part of the model.',
    );
  });
});

test('brokers that Kafka would not start are warned of, in its words', () => {
  const { value, warnings } = parseScenario({
    cluster: { configs: { 'group.consumer.session.timeout.ms': 10_000 } },
  });
  expect(value).not.toBeNull();
  expect(warnings.map(({ rule }) => rule)).toEqual([
    'group.consumer.session.timeout.ms must be greater than or equal to group.consumer.min.session.timeout.ms',
  ]);
});

describe('consumers that Kafka would not start', () => {
  const consumer = (fields: object) => ({
    topics: [{ name: 'orders' }],
    consumers: [{ id: 'c1', group: 'billing', topics: ['orders'], ...fields }],
  });

  test.each([
    [
      { configs: { 'heartbeat.interval.ms': 45_000 } },
      'Heartbeat must be set lower than the session timeout',
    ],
    [
      { configs: { 'group.protocol': 'consumer', 'session.timeout.ms': 10_000 } },
      'session.timeout.ms cannot be set when group.protocol=CONSUMER',
    ],
    [
      { configs: { 'group.remote.assignor': 'range' } },
      'group.remote.assignor cannot be set when group.protocol=CLASSIC',
    ],
    [
      { group: null, configs: { 'enable.auto.commit': true } },
      'enable.auto.commit cannot be set to true when default group id (null) is used.',
    ],
  ])('are refused in its words: %o', (fields, rule) => {
    expect(parseScenario(consumer(fields)).problems.map((one) => one.rule)).toEqual([rule]);
  });

  test('say by enable.auto.commit or by "commit" who commits, and do not contradict themselves', () => {
    const commitOf = (fields: object) =>
      parseScenario(consumer(fields)).value?.consumers[0]?.commit;
    const off = { 'enable.auto.commit': false };
    expect(commitOf({})).toBe('auto');
    expect(commitOf({ configs: off })).toBe('none');
    expect(commitOf({ configs: off, commit: 'sync' })).toBe('sync');
    expect(problemsOf(consumer({ configs: off, commit: 'auto' }))).toEqual([
      "consumers[0].configs['enable.auto.commit']: contradicts \"commit\": 'auto' stands for true (got 'false'). Leave one of them out.",
    ]);
  });
});

test('configs that a command brings are checked like those of the document', () => {
  expect(
    problemsOf({
      topics: [{ name: 'orders' }],
      commands: [
        {
          at: '10s',
          type: 'producer.add',
          id: 'late',
          topic: 'orders',
          keys: { type: 'none' },
          recordsPerSecond: 1,
          valueBytes: 10,
          recordsMax: null,
          configs: { 'enable.idempotence': true, acks: 1 },
        },
      ],
    }),
  ).toEqual([
    "commands[0].configs['acks']: Must set acks to all in order to use the idempotent producer. Otherwise we cannot guarantee idempotence. (got '1'). Kafka refuses to start a producer with these configs.",
  ]);
});

describe('the scenarios that come with the site', () => {
  const files = readdirSync('public/scenarios').filter((file) => file.endsWith('.json'));

  test('are the presets, one file each', () => {
    expect(files.map((file) => file.replace('.json', '')).sort()).toEqual(
      PRESETS.map((preset) => preset.id).sort(),
    );
  });

  test.each(PRESETS)('$id parses', ({ id }) => {
    const text = readFileSync(`public/scenarios/${id}.json`, 'utf8');
    const { problems, warnings } = parseScenarioText(text);
    expect([...problems, ...warnings]).toEqual([]);
  });
});

describe('the list of presets', () => {
  const basic = { name: 'One', theme: 'Basics', order: 20 };

  test('is in order of theme, then of the number in the document', () => {
    const { value } = listPresets([
      ['c', { ...basic, theme: 'KRaft', order: 1 }],
      ['b', { ...basic, order: 21, topics: [] }],
      ['a', basic],
    ]);
    expect(value?.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
    expect(value?.[0]).toEqual({ id: 'a', title: 'One', theme: 'Basics' });
  });

  test('says which document has no place in it', () => {
    const { problems } = listPresets([
      ['a', { ...basic, theme: 'Basic' }],
      ['b', { name: 'Two', theme: 'Basics' }],
      ['c', basic],
      ['d', basic],
    ]);
    expect(problems.map(describeProblem)).toEqual([
      "a: theme: must be one of: Basics, Replication, KRaft, Consumers and groups (got 'Basic').",
      'b: order: is missing (got nothing).',
      'd: order: must differ from that of c (got 20). Numbers between the neighbours’ are free.',
    ]);
  });
});

describe('where a consumer is wrong', () => {
  test.each([
    [
      {
        groups: [
          { id: 'a', topics: ['orders'], consumers: 2 },
          { id: 'b', consumers: 3 },
        ],
      },
      'groups[1]',
    ],
    [
      { groups: [{ id: 'a', topics: ['orders'], consumers: [{}, { pattern: 'o.*' }] }] },
      'groups[0].consumers[1]',
    ],
    [
      { groups: [{ id: 'a', topics: ['orders'] }], consumers: [{ id: 'x', group: null }] },
      'consumers[0]',
    ],
  ])('%j', (part, path) => {
    const { problems } = parseScenario({ topics: [{ name: 'orders' }], ...part });
    expect(problems.map((problem) => problem.path)).toEqual([path]);
  });
});
