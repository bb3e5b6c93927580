// A cluster of somebody's becomes one on the stage: recorded outputs of Kafka's tools, what cannot be read, and
// random clusters by way of our own terminal.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { bring } from '#export/bring/bring.ts';
import { createToolbox } from '#kafka/tool/index.ts';
import { installToolbox } from '#kafka/tool/toolbox.ts';
import { readHelpTexts } from '#node/help-texts.ts';
import type { Scenario } from '#scenario/scenario.ts';
import { Session } from '#session/session.ts';
import { outputText } from '#terminal/rows.ts';
import { scenarioOf } from '#test/story/cluster.ts';

beforeAll(() => installToolbox(createToolbox(readHelpTexts())));

const TOPICS = `$ kafka-topics --bootstrap-server localhost:9092 --describe
Topic: orders	TopicId: xHr2BN9aRkW1rT0gqXw0Vg	PartitionCount: 3	ReplicationFactor: 3	Configs: min.insync.replicas=2,cleanup.policy=compact,delete
	Topic: orders	Partition: 0	Leader: 1	Replicas: 1,2,3	Isr: 1,2	Elr: 	LastKnownElr: 
	Topic: orders	Partition: 1	Leader: 2	Replicas: 2,3,1	Isr: 2,1	Elr: 	LastKnownElr: 
	Topic: orders	Partition: 2	Leader: none	Replicas: 3	Isr: 	Elr: 	LastKnownElr: 
Topic: __consumer_offsets	TopicId: bYb9Yp3XQ6yD1uUO7m9z3g	PartitionCount: 2	ReplicationFactor: 3	Configs: cleanup.policy=compact,segment.bytes=104857600
	Topic: __consumer_offsets	Partition: 0	Leader: 1	Replicas: 1,2,3	Isr: 1,2
	Topic: __consumer_offsets	Partition: 1	Leader: 2	Replicas: 2,3,1	Isr: 2,1
`;

const GROUPS = `
GROUP           TOPIC           PARTITION  CURRENT-OFFSET  LOG-END-OFFSET  LAG             CONSUMER-ID                                             HOST            CLIENT-ID
billing         orders          0          1200            1250            50              consumer-billing-1-2f1c9a52-6f0e-4c88-9b7e-1f0f3f1d2c11 /10.0.0.5       consumer-billing-1
billing         orders          1          980             980             0               consumer-billing-1-2f1c9a52-6f0e-4c88-9b7e-1f0f3f1d2c11 /10.0.0.5       consumer-billing-1
billing         orders          2          -               0               -               consumer-billing-2-8a7d3f10-0c4e-4a1e-8d5a-7d6a5b1f9e22 /10.0.0.6       consumer-billing-2

Consumer group 'old-reports' has no active members.

GROUP           TOPIC           PARTITION  CURRENT-OFFSET  LOG-END-OFFSET  LAG             CONSUMER-ID     HOST            CLIENT-ID
old-reports     orders          0          5               1250            1245            -               -               -
`;

const CONFIGS = `All configs for topic orders are:
  min.insync.replicas=2 sensitive=false synonyms={DYNAMIC_TOPIC_CONFIG:min.insync.replicas=2, DEFAULT_CONFIG:min.insync.replicas=1}
  retention.ms=604800000 sensitive=false synonyms={}
Dynamic configs for broker 1 are:
  num.partitions=4 sensitive=false synonyms={DYNAMIC_BROKER_CONFIG:num.partitions=4, DEFAULT_CONFIG:num.partitions=1}
  confluent.tier.feature=true sensitive=false synonyms={STATIC_BROKER_CONFIG:confluent.tier.feature=true}
`;

function brought(text: string): Scenario {
  const { scenario, problems } = bring(text);
  expect(problems).toEqual([]);
  if (scenario === null) throw new Error('nothing was made of it');
  return scenario;
}

/** Runs tools in a simulated cluster, one a second, and hands over what they printed. */
function outputs(session: Session, lines: readonly string[]): string {
  lines.forEach((line, index) => {
    const [tool = '', ...args] = line.split(' ');
    const problems = session.dispatch({
      type: 'tool.run',
      data: { id: `t-${index}`, terminal: 1, line, tool, args, stdin: null, files: {}, host: null },
    });
    expect(problems).toEqual([]);
    session.seek(session.playheadUs + 3_000_000);
  });
  const { tools } = session.frame();
  return lines
    .map((_, index) => outputText(tools.get(`t-${index}`) ?? { lines: [] as never }, ['stdout']))
    .join('');
}

const SERVER = '--bootstrap-server localhost:9092';

describe('what was pasted', () => {
  test('becomes the same topics, on the same brokers', () => {
    const { cluster, topics } = brought(TOPICS.replace('Replicas: 3\t', 'Replicas: 3,1,2\t'));
    expect(cluster.brokers.map(({ id }) => id)).toEqual([1, 2, 3]);
    expect(cluster.configs).toMatchObject({
      'offsets.topic.num.partitions': '2',
      'offsets.topic.replication.factor': '3',
    });
    expect(topics).toMatchObject([
      {
        name: 'orders',
        partitions: 3,
        assignments: [
          [1, 2, 3],
          [2, 3, 1],
          [3, 1, 2],
        ],
        configs: { 'min.insync.replicas': '2', 'cleanup.policy': 'compact,delete' },
      },
    ]);
  });

  test('a broker of which no replica is in sync is down here, too, and that is said', () => {
    const { scenario, told } = bring(TOPICS);
    expect(scenario?.commands).toMatchObject([{ type: 'broker.crash', data: { broker: 3 } }]);
    expect(told.join('\n')).toMatch(/broker 3 is in sync over there, so it is down here/);
  });

  test.each([7, 8, 9])('has its offsets committed though broker %i is down', (down) => {
    const places = [
      [7, 8, 9],
      [8, 9, 7],
      [9, 7, 8],
    ];
    const text = [
      'Topic: orders\tPartitionCount: 3\tReplicationFactor: 3\tConfigs: ',
      ...places.map((replicas, partition) => {
        const isr = replicas.filter((id) => id !== down);
        return `\tTopic: orders\tPartition: ${partition}\tLeader: ${isr[0] ?? 'none'}\tReplicas: ${replicas.join()}\tIsr: ${isr.join()}`;
      }),
      'GROUP TOPIC PARTITION CURRENT-OFFSET LOG-END-OFFSET LAG CONSUMER-ID HOST CLIENT-ID',
      ...places.map((_, partition) => `reports orders ${partition} 5 15 10 - - -`),
    ].join('\n');
    const frame = Session.open(brought(text)).frame();
    expect([...(frame.groups.get('reports')?.committed ?? [])]).toEqual([
      ['orders-0', 3],
      ['orders-1', 3],
      ['orders-2', 3],
    ]);
    const states = frame.topics.get('orders')?.partitions.map(({ state }) => state) ?? [];
    for (const { leader, isr } of states) {
      expect([down, -1]).not.toContain(leader);
      expect(isr).not.toContain(down);
    }
  });

  test('becomes groups with their members and as much to read, in proportion', () => {
    const scenario = brought(TOPICS + GROUPS);
    const session = Session.open(scenario);
    const frame = session.frame();
    const lags = (group: string): readonly (number | undefined)[] => {
      const committed = frame.groups.get(group)?.committed;
      return [0, 1].map((partition) => {
        const one = frame.topics.get('orders')?.partitions[partition];
        const end = one?.replicas.get(one.state.leader)?.logEndOffset ?? 0;
        const offset = committed?.get(`orders-${partition}`);
        return offset === undefined ? undefined : end - offset;
      });
    };
    expect(lags('old-reports')).toEqual([30, undefined]);
    expect(lags('billing')).toEqual([1, 0]);
    session.seek(session.playheadUs + 10_000_000);
    expect([...session.frame().consumers.keys()]).toEqual([
      'consumer-billing-1',
      'consumer-billing-2',
    ]);
    expect(session.frame().groups.get('billing')?.members).toHaveLength(2);
  });

  test('brings configs that somebody set, and says which are not Kafka’s', () => {
    const { scenario, told } = bring(TOPICS + CONFIGS);
    expect(scenario?.cluster.configs).toMatchObject({ 'num.partitions': '4' });
    expect(scenario?.topics[0]?.configs).not.toHaveProperty(['retention.ms']);
    expect(told.join('\n')).toMatch(
      /confluent\.tier\.feature of the brokers: no config of Apache Kafka/,
    );
  });

  test('of groups alone says what was assumed', () => {
    const { scenario, told } = bring(GROUPS);
    expect(scenario?.topics).toMatchObject([
      { name: 'orders', partitions: 3, replicationFactor: 1 },
    ]);
    expect(told.join('\n')).toMatch(/No line names a broker/);
  });
});

describe('what cannot be read gets a sentence', () => {
  test.each([
    ['', 0, /Paste what kafka-topics/],
    ['{"brokers": 3}', 1, /looks like JSON/],
    [`${TOPICS}\nTopic: orders	Partition: 0	Lea`, 10, /looks cut off/],
    ['billing orders 0 1200 1250 50 c /10.0.0.5 c', 1, /heading that begins with GROUP/],
    ['  min.insync.replicas=2 sensitive=false synonyms={}', 1, /whose configs/],
    [`${TOPICS}hello`, 9, /Take the line away/],
    [TOPICS.replace('Partition: 2', 'Partition: 99999999999'), 5, /Take the line away/],
  ])('%j', (text, line, hint) => {
    const { problems } = bring(text);
    expect(problems).toHaveLength(1);
    expect(problems[0]?.line ?? 0).toBe(line);
    expect(problems[0]?.hint).toMatch(hint);
  });

  test('and nothing that is pasted makes it throw', () => {
    const words = (TOPICS + GROUPS + CONFIGS).split(/(?<=[\s:,=])/);
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...words, '\n', 'x', '-1', '99999999999'), { maxLength: 60 }),
        (some) => {
          const { scenario, problems } = bring(some.join(''));
          expect(scenario !== null || problems.length > 0).toBe(true);
          expect(problems.every(({ rule, hint }) => rule !== '' && hint !== undefined)).toBe(true);
        },
      ),
    );
  });
});

describe('recorded outputs of Kafka’s own tools', () => {
  const { cases } = JSON.parse(readFileSync('test/fixtures/kafka/cli-output.json', 'utf8')) as {
    cases: readonly {
      tool: string;
      args: readonly string[];
      expected: { exit: number; stdout?: string };
    }[];
  };
  const { outcome } = JSON.parse(readFileSync('test/fixtures/real-kafka/tools.json', 'utf8')) as {
    outcome: { outputs: readonly { command: string; exit: number; stdout: readonly string[] }[] };
  };
  const described = [
    ...cases.map(({ tool, args, expected: { exit, stdout = '' } }) => ({
      command: `${tool} ${args.slice(1).join(' ')}`,
      exit,
      stdout,
    })),
    ...outcome.outputs.map((one) => ({ ...one, stdout: one.stdout.join('\n') })),
  ].filter(
    ({ command, exit, stdout }) =>
      command.includes('--describe') &&
      /^kafka-(?:topics|configs|consumer-groups) /.test(command) &&
      exit === 0 &&
      stdout.trim() !== '',
  );

  test('there are some', () => expect(described.length).toBeGreaterThan(30));

  test.each(described.map(({ command, stdout }) => [command, stdout]))('%s', (_, stdout) => {
    expect(bring(stdout).problems.filter(({ line }) => line !== undefined)).toEqual([]);
  });
});

test('a random cluster, described by our own terminal and brought back, has the same topology', () => {
  const topic = fc.record({
    partitions: fc.integer({ min: 1, max: 5 }),
    replicationFactor: fc.integer({ min: 1, max: 3 }),
    configs: fc.constantFrom(
      {},
      { 'min.insync.replicas': '2' },
      { 'unclean.leader.election.enable': 'true' },
    ),
  });
  fc.assert(
    fc.property(
      fc.array(topic, { minLength: 1, maxLength: 3 }),
      fc.integer({ min: 3, max: 5 }),
      (topics, brokers) => {
        const session = Session.open(
          scenarioOf({
            cluster: { brokers },
            topics: topics.map((one, index) => ({ ...one, name: `topic-${index}` })),
            groups: [{ id: 'readers', topics: ['topic-0'], consumers: 2 }],
          }),
        );
        const before = session.frame();
        const text = outputs(session, [
          `kafka-topics ${SERVER} --describe`,
          `kafka-consumer-groups ${SERVER} --describe --all-groups`,
          `kafka-consumer-groups ${SERVER} --describe --all-groups --members`,
          `kafka-consumer-groups ${SERVER} --describe --all-groups --state`,
        ]);
        const scenario = brought(text);
        for (const { name, partitions, configs } of before.topics.values()) {
          if (name.startsWith('__')) continue;
          const again = scenario.topics.find((one) => one.name === name);
          expect(again?.assignments).toEqual(partitions.map(({ state }) => state.replicas));
          expect(again?.configs).toMatchObject(configs);
        }
        const joined = scenario.commands.filter(({ type }) => type === 'consumer.add');
        expect(joined).toHaveLength(2);
        for (const { data } of joined) {
          expect(data).toMatchObject({ configs: { 'partition.assignment.strategy': 'range' } });
        }
        expect(scenario.commands.filter(({ type }) => type === 'broker.crash')).toHaveLength(0);
      },
    ),
    { numRuns: 12 },
  );
});
