// Documents that would stop a page, eat its memory or end in a stack trace: each is refused in a
// sentence, before anything runs.
import { deflateSync, strToU8 } from 'fflate';
import { describe, expect, test } from 'vitest';
import '#kafka/parts';
import { fnv1a } from '#base/hash.ts';
import { describeProblem } from '#base/problem.ts';
import { decodeLink, encodeLink } from '#scenario/link.ts';
import { parseScenario, parseScenarioText } from '#scenario/parse.ts';

const topics = [{ name: 'orders' }];

function problemsOf(json: unknown): readonly string[] {
  return parseScenario(json).problems.map(describeProblem);
}

const group = (configs: Record<string, unknown>) => ({
  topics,
  groups: [{ id: 'g', topics: ['orders'], configs }],
});
const cluster = (configs: Record<string, unknown>) => ({ topics, cluster: { configs } });
const command = (fields: Record<string, unknown>) => ({
  topics,
  producers: [{ id: 'p1', topic: 'orders' }],
  groups: [{ id: 'g', topics: ['orders'] }],
  commands: [{ at: '10s', ...fields }],
});

const AGAIN = 'must be at least 1 here: at 0 ms it would be done again and again at one moment';

describe('times', () => {
  test.each([1e300, '99999999999999999h', '9000h'])('%s is beyond every timeout', (at) => {
    expect(problemsOf({ commands: [{ at, type: 'broker.crash', broker: 1 }] })).toEqual([
      expect.stringMatching(/^commands\[0\]\.at: must be at most a year/),
    ]);
  });

  test('a year is not', () => {
    expect(problemsOf({ commands: [{ at: '8760h', type: 'broker.crash', broker: 1 }] })).toEqual(
      [],
    );
  });
});

describe('configs that stop the clock or turn it back', () => {
  test.each([
    [group({ 'heartbeat.interval.ms': 0 }), AGAIN],
    [group({ 'heartbeat.interval.ms': -7 }), AGAIN],
    [group({ 'auto.commit.interval.ms': 0 }), AGAIN],
    [cluster({ 'replica.high.watermark.checkpoint.interval.ms': 0 }), AGAIN],
    [cluster({ 'controller.quorum.election.timeout.ms': 0 }), AGAIN],
    [cluster({ 'broker.heartbeat.interval.ms': -1000 }), AGAIN],
    [cluster({ 'replica.lag.time.max.ms': -1 }), AGAIN],
    [cluster({ 'group.initial.rebalance.delay.ms': -5 }), 'must not be negative'],
    [cluster({ 'offsets.topic.num.partitions': 1_001 }), 'must be at most 1000 here'],
    [
      group({ 'heartbeat.interval.ms': 2 ** 31 }),
      'Invalid value 2147483648 for configuration heartbeat.interval.ms: Not a number of type INT',
    ],
    [
      group({ 'partition.assignment.strategy': 'nonsense' }),
      'nonsense ClassNotFoundException exception occurred',
    ],
  ])('%j', (json, rule) => {
    expect(problemsOf(json)).toEqual([expect.stringContaining(rule)]);
  });

  test('at their least they are taken, and so is what has a meaning of its own', () => {
    expect(problemsOf(group({ 'heartbeat.interval.ms': 1, 'auto.commit.interval.ms': 1 }))).toEqual(
      [],
    );
    expect(problemsOf(cluster({ 'offsets.topic.num.partitions': 1_000 }))).toEqual([]);
    const names = ['range', 'org.apache.kafka.clients.consumer.StickyAssignor'];
    expect(problemsOf(group({ 'partition.assignment.strategy': names.join(', ') }))).toEqual([]);
  });

  test('no config is called as objects call theirs', () => {
    for (const name of ['toString', 'valueOf', 'hasOwnProperty']) {
      expect(problemsOf(cluster({ [name]: 1 }))).toEqual([
        expect.stringContaining(`Unknown broker config name: ${name}`),
      ]);
    }
  });
});

describe('sizes', () => {
  test.each([
    ['brokers', { cluster: { brokers: 101 } }],
    ['brokers', { cluster: { brokers: Array.from({ length: 101 }, (_, id) => ({ id })) } }],
    ['partitions', { topics: [{ name: 'a', partitions: 10_001 }] }],
    ['partitions', command({ type: 'topic.create', topic: 'b', partitions: 1e9 })],
    ['count', command({ type: 'partitions.create', topic: 'orders', count: 1e9 })],
    [
      'recordsPerSecond',
      command({ type: 'producer.alter', producer: 'p1', changes: { recordsPerSecond: 1e9 } }),
    ],
    [
      'keys.count',
      command({
        type: 'producer.alter',
        producer: 'p1',
        changes: { keys: { type: 'few', count: 0 } },
      }),
    ],
    ['groups', { groups: Array.from({ length: 201 }, (_, g) => ({ id: `g${g}`, topics: [] })) }],
    ['topics', { topics: Array.from({ length: 201 }, (_, t) => ({ name: `t${t}` })) }],
  ])('too many: %s', (where, json) => {
    expect(problemsOf(json)[0]).toMatch(/must (be|have) at (most|least) \d+/);
    expect(problemsOf(json)[0]).toContain(where);
  });

  test('each of them may be bearable, and all together are not', () => {
    const many = Array.from({ length: 4 }, (_, t) => ({
      name: `t${t}`,
      partitions: 10_000,
      replicationFactor: 1,
    }));
    expect(problemsOf({ topics: many })).toEqual([
      expect.stringMatching(/^topics: together must have at most 30000 here: .*40000 replicas/),
    ]);
    expect(problemsOf({ topics: many.slice(1) })).toEqual([]);
  });
});

test('regular expressions that Java knows and that may run for ever', () => {
  for (const json of [
    { topics, groups: [{ id: 'g', topics: ['orders'], filter: '(?=a)b' }] },
    command({ type: 'consumer.alter', consumer: 'g-c1', changes: { pattern: '(?!__).*' } }),
  ]) {
    expect(problemsOf(json)).toEqual([
      expect.stringContaining('must do without looking ahead or behind: such expressions may run'),
    ]);
  }
});

test('more values than anybody writes, whatever they are', () => {
  const problems = problemsOf({ topics: Array.from({ length: 150_000 }, () => 0) });
  expect(problems).toEqual([
    expect.stringContaining('must hold at most 150000 values: nobody wrote so many'),
  ]);
  const commands = Array.from({ length: 10_000 }, (_, at) => ({
    at,
    type: 'broker.crash',
    broker: 1,
  }));
  expect(problemsOf({ topics, commands })).toEqual([]);
});

describe('names of what is not there', () => {
  test.each([
    [command({ type: 'topic.delete', topic: 'oders' }), "Did you mean 'orders'?"],
    [
      command({ type: 'consumer.seek', consumer: 'g-c1', topic: 'x', partition: 0, offset: 0 }),
      'must name a topic of this scenario',
    ],
    [{ topics: [{ name: 'a', assignments: [[7]] }] }, 'must name brokers of this scenario'],
    [
      { cluster: { controllers: { mode: 'combined', ids: [7] } } },
      'must name a broker: the mode is combined',
    ],
    [
      { cluster: { controllers: { mode: 'separate', ids: [101, 101] } } },
      'controller ids must be unique',
    ],
    [
      { cluster: { controllers: { mode: 'separate', ids: [1] } } },
      'must not be the id of a broker',
    ],
    [
      { cluster: { controllers: { mode: 'separate', ids: [] } } },
      'must name at least one controller',
    ],
  ])('%j', (json, rule) => {
    expect(problemsOf(json)).toEqual([expect.stringContaining(rule)]);
  });
});

describe('words', () => {
  test('a command that lacks a field, and one with a field too many', () => {
    expect(problemsOf(command({ type: 'controller.crash' }))).toEqual([
      'commands[0].controller: must be given (got nothing).',
    ]);
    expect(problemsOf(command({ type: 'broker.crash', broker: 1, brokr: 1 }))).toEqual([
      "commands[0].brokr: is not a field that exists here (got 'brokr'). Did you mean 'broker'?",
    ]);
  });

  test('a list of problems is cut short, and says how many more there are', () => {
    const { problems } = parseScenario({
      topics: Array.from({ length: 150 }, (_, t) => ({ name: `t${t}`, partitions: 0 })),
    });
    expect(problems).toHaveLength(51);
    expect(problems.map(describeProblem).at(-1)).toBe(
      'document: has 100 more problems. Mend these first.',
    );
  });

  test('names and values are quoted in short, however long they are', () => {
    const long = 'b'.repeat(1_000_000);
    for (const message of problemsOf({ topics, producers: [{ topic: long }] })) {
      expect(message.length).toBeLessThan(1_000);
    }
    for (const message of problemsOf(cluster({ [long]: 1 }))) {
      expect(message.length).toBeLessThan(1_000);
    }
  });

  test('what cannot be written out is shortened', () => {
    const deep = JSON.parse('['.repeat(5_000) + ']'.repeat(5_000)) as unknown;
    expect(problemsOf({ topics: deep })).toEqual([
      expect.stringContaining('must not be nested more than 40 deep'),
    ]);
  });

  test('a byte-order mark is no syntax error', () => {
    expect(parseScenarioText('\uFEFF{"topics":[]}').problems).toEqual([]);
  });
});

describe('links', () => {
  const { value: scenario } = parseScenario({ topics });
  if (scenario === null) throw new Error('the scenario does not parse');

  /** A link of that content, as somebody else might pack it. */
  function pack(text: string): string {
    let binary = '';
    for (const byte of deflateSync(strToU8(text))) binary += String.fromCharCode(byte);
    const packed = btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
    return `k1.${packed}.${fnv1a(packed).toString(36)}`;
  }

  test.each([9e15, 24 * 3_600e6 + 1])('do not stand at %d µs', (atUs) => {
    const link = encodeLink({ scenario, commands: [], atUs });
    expect(decodeLink(link).problems.map(({ rule }) => rule)).toEqual(['does not hold a scenario']);
  });

  test('stand at any moment of their first day', () => {
    const link = encodeLink({ scenario, commands: [], atUs: 24 * 3_600e6 });
    expect(decodeLink(link).problems).toEqual([]);
  });

  test('do not unpack to more than the memory holds', () => {
    const link = pack(`{"s":"${' '.repeat(50_000_000)}","c":[],"t":0}`);
    expect(decodeLink(link).problems.map(({ rule }) => rule)).toEqual(['cannot be unpacked']);
  });

  test('are not nested without end', () => {
    const deep = '['.repeat(5_000) + ']'.repeat(5_000);
    const link = pack(`{"s":${deep},"c":[],"t":0}`);
    expect(decodeLink(link).problems.map(({ rule }) => rule)).toEqual(['is nested too deeply']);
    const wide = pack(JSON.stringify({ s: {}, c: Array.from({ length: 400_000 }, () => 0), t: 0 }));
    expect(decodeLink(wide).problems.map(({ rule }) => rule)).toEqual(['holds too much']);
  });
});
