// The language of lessons: what an author may write, and what the queries say of a cluster.
import { describe, expect, test } from 'vitest';
import { evaluate, type Value } from '#lesson/expression.ts';
import { parseExpression } from '#lesson/parse-expression.ts';
import { createQueries, QUERIES, SIGNATURES } from '#lesson/queries.ts';
import { Cluster } from '#test/story/cluster.ts';

const run = Cluster.of({
  cluster: { brokers: 3 },
  topics: [
    {
      name: 'orders',
      partitions: 2,
      replicationFactor: 3,
      assignments: [
        [1, 2, 3],
        [2, 3, 1],
      ],
    },
  ],
  producers: [
    { topic: 'orders', keys: { type: 'list', keys: ['a'] }, recordsPerSecond: 2, recordsMax: 10 },
  ],
  groups: [
    {
      id: 'billing',
      topics: ['orders'],
      consumers: 3,
      configs: { 'auto.offset.reset': 'earliest' },
    },
  ],
});
const before = structuredClone({
  ...run.at('7s').frame(),
  topics: new Map(),
  consumers: new Map(),
});
const queries = createQueries({
  frame: run.at('40s').frame(),
  before,
  countEvents: (type) => (type === 'broker.fenced' ? 2 : 0),
  countCommands: (type) => (type === 'broker.crash' ? 1 : 0),
});

function valueOf(source: string): Value {
  return evaluate(parseExpression(source, SIGNATURES), queries);
}

const CASES: readonly (readonly [string, Value])[] = [
  ['logEndOffset("orders")', 10],
  ['logEndOffset("orders", partitionOfKey("orders", "a"))', 10],
  ['logEndOffset("orders", 9)', -1],
  ['logEndOffsetBefore("orders")', 0],
  ['highWatermark("orders")', 10],
  ['recordsIn("orders")', 10],
  ['grownPartitions("orders")', 1],
  ['partitionCount("orders")', 2],
  ['partitionOfKey("orders", "z")', -1],
  ['partitionOfKeyBefore("orders", "a")', -1],
  ['leader("orders")', 1],
  ['leader("orders", 1)', 2],
  ['isrSize("orders", 1)', 3],
  ['committed("billing", "orders", partitionOfKey("orders", "a"))', 10],
  ['lag("billing")', 0],
  ['lag("nobody")', -1],
  ['lagBefore("billing")', 0],
  ['groupState("billing")', 'Stable'],
  ['generation("billing") > 0', true],
  ['members("billing")', 3],
  ['owned("billing-c1") + owned("billing-c2") + owned("billing-c3")', 2],
  ['idleMembers("billing")', 1],
  ['owned(owner("billing", "orders", 1))', 1],
  ['polled(owner("billing", "orders", partitionOfKey("orders", "a")))', 10],
  ['polledBefore("billing-c1")', 0],
  ['position("nobody", "orders")', -1],
  ['brokersRunning()', 3],
  ['count("broker.fenced")', 2],
  ['commands("broker.crash")', 1],
  ['seconds()', 33],
];

describe('a query', () => {
  test.each(CASES)('%s is %j', (source, value) => {
    expect(valueOf(source)).toBe(value);
  });

  test('has its case above, whichever it is', () => {
    const asked = CASES.map(([source]) => source).join();
    expect([...SIGNATURES.keys()].filter((name) => !asked.includes(`${name}(`))).toEqual([]);
  });

  test('tells authors in a sentence what it says', () => {
    for (const { doc } of Object.values(QUERIES)) expect(doc).toMatch(/^[A-Z].*\.$/);
  });
});

describe('an expression', () => {
  test.each<[string, Value]>([
    ['1 + 2 * 3 == 7 && !(2 >= 3)', true],
    ['"a" + 1', 'a1'],
    ['lag("nobody") < 0 ? "none" : "some"', 'none'],
    ['false || -4 % 3', -1],
  ])('%s is %j', (source, value) => {
    expect(valueOf(source)).toBe(value);
  });

  test.each([
    ['lagg("a")', /there is no query 'lagg'/],
    ['lag()', /lag\(group\) was given 0 arguments/],
    ['leader("orders", 0, 1)', /leader\(topic, partition\?\) was given 3/],
    ['frame.topics', /MemberExpression is not part/],
    ['1 +', /Expected/],
  ])('%s is refused', (source, message) => {
    expect(() => parseExpression(source, SIGNATURES)).toThrow(message);
  });
});
