// What one takes along: a compose file that the official image understands, the same cluster in it, a script
// that our own shell can read, and programs.
import { readdirSync, readFileSync } from 'node:fs';
import { strFromU8, unzipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { CLIENTS } from '#code/client.ts';
import { bundleFiles, bundleZip, slugOf } from '#export/take/bundle.ts';
import { composeOf } from '#export/take/compose.ts';
import { propertyOf, variableOf } from '#export/take/environment.ts';
import { asItStands, withDeeds } from '#export/take/now.ts';
import { planOf } from '#export/take/plan.ts';
import { topicsScriptOf } from '#export/take/topics-script.ts';
import { checkConfig } from '#kafka/protocol/configs.ts';
import { CONFIG_DEFAULTS } from '#kafka/protocol/config-defaults.ts';
import { readHelpTexts } from '#node/help-texts.ts';
import { parseScenarioText } from '#scenario/parse.ts';
import type { Scenario } from '#scenario/scenario.ts';
import { Session } from '#session/session.ts';
import { shellErrors } from '#test/code/parsers.ts';
import { scenarioOf } from '#test/story/cluster.ts';

const FOLDER = 'public/scenarios';

function presets(): readonly (readonly [string, Scenario])[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.json'))
    .map((file) => {
      const { value } = parseScenarioText(readFileSync(`${FOLDER}/${file}`, 'utf8'));
      if (value === null) throw new Error(`${file} is no scenario`);
      return [file, value] as const;
    });
}

interface Service {
  readonly image: string;
  readonly hostname: string;
  readonly ports?: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

function servicesOf(scenario: Scenario): Readonly<Record<string, Service>> {
  return (parse(composeOf(scenario)) as { services: Record<string, Service> }).services;
}

/** The properties that the image makes of a service's environment. */
function propertiesOf({ environment }: Service): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(environment).flatMap(([variable, value]) => {
      const property = propertyOf(variable);
      return property === null ? [] : [[property, value]];
    }),
  );
}

describe('the variables of the image', () => {
  test.each([
    ['node.id', 'KAFKA_NODE_ID'],
    ['group.initial.rebalance.delay.ms', 'KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS'],
    ['a_b-c', 'KAFKA_A__B___C'],
  ])('%s is %s, and back', (property, variable) => {
    expect(variableOf(property)).toBe(variable);
    expect(propertyOf(variable)).toBe(property);
  });

  test('of all properties of a broker come back as they went', () => {
    for (const name of Object.keys(CONFIG_DEFAULTS.broker)) {
      expect(propertyOf(variableOf(name))).toBe(name);
    }
    expect(propertyOf('KAFKA_HEAP_OPTS')).toBeNull();
  });
});

describe('the compose file', () => {
  test.each(presets())(
    'of %s sets configs that brokers have, to values that they take',
    (_, scenario) => {
      const { brokers, controllers, configs } = scenario.cluster;
      const services = servicesOf(scenario);
      const separate = controllers.mode === 'separate' ? controllers.ids.length : 0;
      expect(Object.keys(services)).toHaveLength(brokers.length + separate);
      for (const service of Object.values(services)) {
        expect(service.image).toBe('apache/kafka:4.3.1');
        const properties = propertiesOf(service);
        for (const [name, value] of Object.entries(properties)) {
          // The voters' addresses are a list that no validator prints.
          expect(checkConfig('broker', name, value), `${name}=${value}`).toBeNull();
        }
        expect(properties).toMatchObject(configs);
      }
    },
  );

  test('has the same brokers, controllers and racks, each at a port of its own', () => {
    const scenario = scenarioOf({
      cluster: {
        brokers: [
          { id: 1, rack: 'a' },
          { id: 2, rack: 'b' },
        ],
        controllers: { mode: 'separate', count: 3 },
        configs: { 'default.replication.factor': '2' },
      },
    });
    const services = servicesOf(scenario);
    const [, , voter = 0] = scenario.cluster.controllers.ids;
    expect(Object.keys(services)).toContain(`controller-${voter}`);
    const broker = services['broker-2'] as Service;
    expect(broker.ports).toEqual(['9093:9092']);
    expect(propertiesOf(broker)).toMatchObject({
      'node.id': '2',
      'process.roles': 'broker',
      'broker.rack': 'b',
      'advertised.listeners': 'INSIDE://broker-2:19092,OUTSIDE://localhost:9093',
      'offsets.topic.replication.factor': '2',
      'default.replication.factor': '2',
    });
    const voters = propertiesOf(broker)['controller.quorum.voters']?.split(',') ?? [];
    for (const address of voters) {
      const [, host = ''] = /@([\w-]+):29093$/.exec(address) ?? [];
      expect(services[host]?.hostname).toBe(host);
    }
    expect(voters).toHaveLength(3);
  });
});

describe('the script', () => {
  test('asks for each topic as it is on the stage', () => {
    const script = topicsScriptOf(
      scenarioOf({
        cluster: { brokers: 3 },
        topics: [
          {
            name: 'orders',
            partitions: 3,
            replicationFactor: 2,
            configs: { 'min.insync.replicas': 2 },
          },
          {
            name: 'placed',
            partitions: 2,
            replicationFactor: 2,
            assignments: [
              [1, 2],
              [2, 3],
            ],
          },
        ],
      }),
    );
    expect(script).toContain('--topic orders');
    expect(script).toContain('--config min.insync.replicas=2');
    expect(script).toContain('--replica-assignment 1:2,2:3');
    const inside = script
      .replaceAll(/docker compose exec -T broker-1 \/opt\/kafka\/bin\/([\w-]+)\.sh/g, '$1')
      .replace(/^set -e$/m, '');
    expect(shellErrors(readHelpTexts(), inside)).toEqual([]);
  });
});

test('what the scenario does of itself becomes commands for the containers', () => {
  const scenario = scenarioOf({
    cluster: { brokers: 3 },
    topics: [{ name: 'orders' }],
    commands: [
      { at: '20s', type: 'broker.crash', broker: 2 },
      {
        at: '25s',
        type: 'config.alter',
        resourceType: 'BROKER',
        resourceName: '',
        name: 'min.insync.replicas',
        value: '2',
      },
      { at: '30s', type: 'broker.restart', broker: 2 },
    ],
  });
  expect(planOf(scenario).map(({ command }) => command)).toEqual([
    'docker compose kill broker-2',
    'docker compose exec -T broker-1 /opt/kafka/bin/kafka-configs.sh --bootstrap-server broker-1:19092 --alter --entity-type brokers --entity-default --add-config min.insync.replicas=2',
    'docker compose start broker-2',
  ]);
});

test('the zip holds all of it, the same bytes each time, and its scenario opens again', () => {
  for (const [, scenario] of presets()) {
    for (const { id } of CLIENTS) {
      const files = bundleFiles(scenario, id);
      expect(Object.keys(files)).toEqual(
        expect.arrayContaining([
          'README.md',
          'docker-compose.yml',
          'create-topics.sh',
          'scenario.json',
        ]),
      );
      for (const path of Object.keys(files)) {
        if (/^(?:producer|consumer|Producer|Consumer)/.test(path))
          expect(files['README.md']).toContain(path);
      }
    }
  }
  const [, scenario] = presets()[0] as readonly [string, Scenario];
  const zip = bundleZip(scenario, 'kafka-python');
  expect(bundleZip(scenario, 'kafka-python')).toEqual(zip);
  const text = unzipSync(zip)[`${slugOf(scenario)}/scenario.json`];
  expect(parseScenarioText(strFromU8(text ?? new Uint8Array())).value).toEqual(scenario);
});

describe('what was turned by hand', () => {
  const scenario = scenarioOf({
    cluster: { brokers: 3 },
    topics: [{ name: 'orders', partitions: 2, replicationFactor: 2 }],
    producers: [{ id: 'p1', topic: 'orders' }],
    groups: [{ id: 'billing', topics: ['orders'], consumers: 2 }],
  });
  const session = Session.open(scenario);
  const configs = { 'linger.ms': '1000' };
  session.dispatch({ type: 'producer.alter', data: { producer: 'p1', changes: { configs } } });
  session.seek(session.playheadUs + 1_000_000);
  session.dispatch({ type: 'partitions.create', data: { topic: 'orders', count: 5 } });
  session.dispatch({ type: 'consumer.remove', data: { consumer: 'billing-c2' } });
  session.seek(session.playheadUs + 5_000_000);

  test('is in the programs and topics that are taken', () => {
    const now = asItStands(scenario, session.frame());
    expect(now.producers[0]?.configs).toEqual(configs);
    expect(now.topics).toMatchObject([{ name: 'orders', partitions: 5, replicationFactor: 2 }]);
    expect(now.consumers.map(({ id }) => id)).toEqual(['billing-c1']);
    expect(bundleFiles(now, 'java')['ProducerP1.java']).toContain('"linger.ms", "1000"');
  });

  test('is done again by the document that is taken', () => {
    const text = bundleFiles(scenario, 'cli', withDeeds(scenario, session.liveCommands));
    const again = parseScenarioText(text['scenario.json'] ?? '').value;
    if (again === null) throw new Error('the document does not open');
    const played = Session.open(again);
    played.seek(session.playheadUs);
    expect(played.hash()).toBe(session.hash());
  });
});
