// The language of lessons: what an author may write, and what the queries say of a cluster.
import { describe, expect, test } from 'vitest';
import { FORMS, type Value } from '#lesson/expression.ts';
import { Observer } from '#lesson/observer.ts';
import { parseExpression } from '#lesson/parse-expression.ts';
import { QUERIES, SIGNATURES } from '#lesson/queries/index.ts';
import type { KafkaRequest } from '#kafka/commands.ts';
import { Session } from '#session/session.ts';
import { scenarioOf } from '#test/story/cluster.ts';

const ORDERS = {
  name: 'orders',
  partitions: 2,
  replicationFactor: 3,
  assignments: [
    [1, 2, 3],
    [2, 3, 1],
  ],
};

const SHOP = {
  cluster: { brokers: 3 },
  topics: [ORDERS],
  producers: [
    {
      id: 'p1',
      topic: 'orders',
      keys: { type: 'list', keys: ['a'] },
      recordsPerSecond: 2,
      recordsMax: 10,
    },
    { id: 'p2', topic: 'orders', recordsPerSecond: 0, configs: { 'linger.ms': 0 } },
  ],
  groups: [
    {
      id: 'billing',
      topics: ['orders'],
      consumers: 3,
      configs: { 'auto.offset.reset': 'earliest' },
    },
  ],
};

function record(key: string, value: string): KafkaRequest {
  const data = { producer: 'p2', topic: 'orders', key, value, partition: null };
  return { type: 'record.produce', data };
}

const LATE: KafkaRequest = {
  type: 'consumer.add',
  data: {
    id: 'late',
    group: 'tax',
    topics: ['orders'],
    processingMs: 10,
    commit: 'auto',
    rack: null,
    configs: { 'auto.offset.reset': 'earliest' },
  },
};

const SECOND_US = 1_000_000;

/**
 * The shop, looked at from the 7th to the 60th second: p2 sends three records, two of which say the
 * same; a latecomer reads everything; broker 3 is killed at the 40th second; a member leaves.
 */
function shopUntil(endS: number): Observer {
  const session = Session.open(scenarioOf(SHOP));
  session.seek(7 * SECOND_US);
  session.plan([
    { afterUs: 10 * SECOND_US, request: record('d', '7 paid') },
    { afterUs: 11 * SECOND_US, request: record('d', '7 sent') },
    { afterUs: 12 * SECOND_US, request: record('d', '7 paid') },
    { afterUs: 13 * SECOND_US, request: LATE },
    { afterUs: 33 * SECOND_US, request: { type: 'broker.crash', data: { broker: 3 } } },
  ]);
  session.frameAt(endS * SECOND_US);
  const begin = 7 * SECOND_US;
  const sources = CASES.map(([source]) => parseExpression(source, SIGNATURES));
  const observer = new Observer(session.main, begin, sources);
  observer.advance(endS * SECOND_US);
  for (const [index, [source]] of CASES.entries()) {
    VALUES.set(source, observer.valueOf(sources[index] as (typeof sources)[number]));
  }
  return observer;
}

const CASES: readonly (readonly [string, Value])[] = [
  ['logEndOffset("orders")', 13],
  ['logEndOffset("orders", partitionOfKey("orders", "a"))', 10],
  ['logEndOffset("orders", 9)', -1],
  ['highWatermark("orders")', 13],
  ['recordsIn("orders")', 13],
  ['round(share("orders", partitionOfKey("orders", "a")))', 77],
  ['grownPartitions("orders")', 2],
  ['partitionCount("orders")', 2],
  ['printed("orders")', false],
  ['typed("kafka-topics")', 0],
  ['handled("billing", "orders")', 13],
  ['handled("billing", "orders", partitionOfKey("orders", "a"))', 10],
  ['effects("tax", "7 sent")', 1],
  ['handledAgain("billing")', 0],
  ['topicExists("orders") && !topicExists("order")', true],
  ['valueAt("orders", partitionOfKey("orders", "d"), 1)', '7 sent'],
  ['keyAt("orders", partitionOfKey("orders", "d"), 1)', 'd'],
  ['keyAt("orders", 0, 99)', null],
  ['valueBytes("orders", partitionOfKey("orders", "d"), 1)', 6],
  ['valueBytes("orders", 0, 99)', -1],
  ['partitionOfKey("orders", "z")', -1],
  ['partitionOfValue("orders", "7 sent") == partitionOfKey("orders", "d")', true],
  ['offsetOf("orders", "7 sent")', 1],
  ['offsetOf("orders", "8 sent")', -1],
  ['offsetAt("orders", partitionOfKey("orders", "d"), 18)', 1],
  ['partitionFor("p2", "d") == partitionOfKey("orders", "d")', true],
  ['partitionFor("p1", "d")', -1],
  ['leader("orders")', 1],
  ['leader("orders", 1)', 2],
  ['leaderEpoch("orders", 1) >= before(leaderEpoch("orders", 1))', true],
  ['replicas("orders", 1)', '2 3 1'],
  ['replicaCount("orders")', 3],
  ['isr("orders", 1)', '1 2'],
  ['isrSize("orders", 1)', 2],
  ['elr("orders")', ''],
  ['endOn("orders", partitionOfKey("orders", "d"), 2)', 3],
  ['hwOn("orders", 0, 9)', -1],
  ['leads(1)', 1],
  ['replicasOn(3)', 2],
  ['underReplicated() >= 2', true],
  ['underMinIsr()', 0],
  ['offline()', 0],
  ['produced("orders")', 13],
  ['produced("others")', 0],
  ['acked()', 13],
  ['failed()', 0],
  ['pending()', 0],
  ['lost()', 0],
  ['unknownFate()', 0],
  ['duplicates("orders")', 0],
  ['duplicateValues("orders")', 1],
  ['storedOutOfOrder("orders")', 0],
  ['delivered("billing")', 13],
  ['delivered("tax", "orders")', 13],
  ['redelivered()', 0],
  ['handedOut("tax", "orders", partitionOfKey("orders", "d"), 1)', 1],
  ['missed("billing")', 0],
  ['unhandled("billing")', 0],
  ['outOfOrder("tax")', 0],
  ['in("7", 7, "7") && !in("6", 7, "7")', true],
  ['polled("late")', 13],
  ['readOrder("nobody", 3)', ''],
  ['readOrder("late", 99) != ""', true],
  ['copies("orders", "7 paid") + copies("orders", "8 paid")', 2],
  ['storedOrder("orders", partitionOfKey("orders", "d"))', '7 paid 7 sent 7 paid'],
  ['recordsWithKey("orders", "d") + recordsWithKey("orders", "z")', 3],
  ['roleOn("orders", 0, 1) + roleOn("orders", 0, 2)', 'leaderfollower'],
  ['roleOn("orders", 0, 9)', ''],
  ['storedOrder("orders", 9)', ''],
  ['splitKeys("orders")', 0],
  ['duplicateKeys("orders")', 2],
  ['ackMs("orders", 50) > 0 && ackMs("orders", 50) <= ackMs("orders", 100)', true],
  ['before(acked("orders")) > 0 ? before(ackMs("orders", 100)) : 0', -1],
  ['visibleMs("orders", 50) <= ackMs("orders", 50)', true],
  ['deliveryMs("billing", 50) > 0', true],
  ['deliveryMs("nobody", 50)', -1],
  ['committed("billing", "orders", partitionOfKey("orders", "a"))', 10],
  ['lag("billing")', 0],
  ['lag("nobody")', -1],
  ['lagOn("billing", "orders", 1)', 0],
  ['groupState("billing")', 'Stable'],
  ['groupExists("tax") && !groupExists("nobody")', true],
  ['generation("billing") > 0', true],
  ['epochCount("tax") > 0', true],
  ['rebalances("nobody")', 0],
  ['rebalances("tax") > 0', true],
  ['coordinator("billing") > 0', true],
  ['members("billing")', 3],
  ['groupLeader("tax")', 'late'],
  ['owned("billing-c1") + owned("billing-c2") + owned("billing-c3")', 2],
  ['idleMembers("billing")', 1],
  ['unowned("billing")', 0],
  ['owned(owner("billing", "orders", 1))', 1],
  ['membership("late")', 'STABLE'],
  ['memberEpoch("late")', -1],
  ['position("late", "orders", partitionOfKey("orders", "d"))', 3],
  ['position("nobody", "orders")', -1],
  ['consumerState("late") + consumerState("nobody")', 'running'],
  ['runningMembers("billing")', 3],
  ['protocol("tax")', 'classic'],
  ['assignor("tax")', 'range'],
  ['assignor("nobody")', ''],
  ['memberEpochs("nobody")', 0],
  ['leftFor("left")', ''],
  ['givenBack("tax")', 0],
  ['standstillMs("tax")', 0],
  ['brokersRunning()', 2],
  ['brokerState(3) + brokerState(1) + brokerState(9)', 'crashedunfenced'],
  ['controllersRunning() >= 1', true],
  ['activeController() > 0', true],
  ['quorumEpoch() > 0', true],
  ['config("producer", "p2", "linger.ms")', '0'],
  ['config("topic", "orders", "min.insync.replicas")', '1'],
  ['config("consumer", "late", "group.instance.id")', null],
  ['count("broker.fenced")', 1],
  ['eventOrder("broker.fenced", "batch.completed", "nothing")', 'batch.completed broker.fenced'],
  ['eventOrder("JoinGroup", "partitions.assigned")', 'partitions.assigned JoinGroup'],
  ['requests("Produce", "p2")', 3],
  ['requests("Produce") >= requests("Produce", "p2")', true],
  ['errors("p2")', 0],
  ['retries("p2")', 0],
  ['commands("broker.crash")', 1],
  ['commands()', 5],
  ['seconds()', 53],
  ['min(3, 1, 2) + max(3, 1, 2) + abs(0 - 4) + round(1.6)', 10],
  // Over time.
  ['before(brokersRunning())', 3],
  ['peak(brokersRunning()) - lowest(brokersRunning())', 1],
  ['ever(groupState("tax") == "PreparingRebalance")', true],
  ['ever(groupState("tax") == "Dead")', false],
  ['always(brokersRunning() > 2)', false],
  ['always(brokersRunning() > 1)', true],
  ['round(msWhile(brokersRunning() == 2) / 1000)', 20],
  ['peak(produced() - before(produced()))', 11],
  ['ever(before(brokersRunning()) > brokersRunning())', true],
];

const VALUES = new Map<string, Value>();
shopUntil(60);

describe('a query', () => {
  test.each(CASES)('%s is %j', (source, value) => {
    expect(VALUES.get(source)).toBe(value);
  });

  test('has its case above, whichever it is', () => {
    const asked = CASES.map(([source]) => source).join();
    const names = [...SIGNATURES.keys(), ...Object.keys(FORMS)];
    expect(names.filter((name) => !asked.includes(`${name}(`))).toEqual([]);
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
    const session = Session.open(scenarioOf({ cluster: { brokers: 1 } }));
    const observer = new Observer(session.main, session.playheadUs, []);
    expect(observer.valueOf(parseExpression(source, SIGNATURES))).toBe(value);
  });

  test.each([
    ['lagg("a")', /there is no query 'lagg'/],
    ['lag()', /lag\(group\) was given 0 arguments/],
    ['leader("orders", 0, 1)', /leader\(topic, partition\?\) was given 3/],
    ['before()', /before\(expression\) was given 0/],
    ['frame.topics', /MemberExpression is not part/],
    ['lag(billing)', /billing stands alone/],
    ['1 & 2', /operator & is not part/],
    ['1 +', /Expected/],
  ])('%s is refused', (source, message) => {
    expect(() => parseExpression(source, SIGNATURES)).toThrow(message);
  });

  test('that misspells a query is told which one was meant', () => {
    expect(() => parseExpression('lagg("a")', SIGNATURES)).toThrow(
      expect.objectContaining({ hint: "Did you mean 'lag'?" }),
    );
  });
});

describe('an observer', () => {
  const SOURCE = 'msWhile(pending() > 0) + 1000 * peak(pending())';

  test('says the same however often it is asked', () => {
    const session = Session.open(scenarioOf(SHOP));
    const expression = parseExpression(SOURCE, SIGNATURES);
    const fromUs = 7 * SECOND_US;
    session.frameAt(fromUs + 20 * SECOND_US);
    const [once, often] = [0, 1].map(() => new Observer(session.main, fromUs, [expression]));
    once?.advance(fromUs + 20 * SECOND_US);
    for (let us = 0; us <= 20 * SECOND_US; us += 17_003) often?.advance(fromUs + us);
    often?.advance(fromUs + 20 * SECOND_US);
    expect(once?.valueOf(expression)).toBeGreaterThan(0);
    expect(often?.valueOf(expression)).toBe(once?.valueOf(expression));
  });

  test('stops at the very fact that makes something so', () => {
    const session = Session.open(scenarioOf(SHOP));
    const expression = parseExpression('acked("orders") == 2', SIGNATURES);
    const observer = new Observer(session.main, 6 * SECOND_US, [expression]);
    session.frameAt(20 * SECOND_US);
    observer.advance(20 * SECOND_US, () => observer.holds(expression));
    const { trace } = session;
    const last = trace.at(trace.countUntil(observer.atUs) - 1);
    expect([observer.holds(expression), last?.type]).toEqual([true, 'batch.completed']);
  });
});
