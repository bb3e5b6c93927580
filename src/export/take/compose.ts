// The scenario's cluster as a docker-compose.yml of the official image: one service a node, KRaft, the same ids,
// racks and configs.
import { stringify } from 'yaml';
import type { Scenario } from '#scenario/scenario.ts';
import { variableOf } from './environment.ts';
import {
  brokerService,
  CONTROLLER_PORT,
  controllerService,
  INSIDE_PORT,
  outsidePort,
} from './places.ts';

/** The image whose brokers behave as those on the stage. */
export const IMAGE = 'apache/kafka:4.3.1';
/** Any id does, as long as all nodes have the same. */
const CLUSTER_ID = 'a2Fma2FzY29wZS1jbHVzdA';
/** What listens where, inside a container. */
const PROTOCOLS = 'CONTROLLER:PLAINTEXT,INSIDE:PLAINTEXT,OUTSIDE:PLAINTEXT';

type Properties = Readonly<Record<string, string>>;

interface Service {
  readonly image: string;
  readonly hostname: string;
  readonly ports?: readonly string[];
  readonly environment: Properties;
}

/** The file's text. */
export function composeOf(scenario: Scenario): string {
  const { brokers, controllers } = scenario.cluster;
  const services: Record<string, Service> = {};
  if (controllers.mode === 'separate') {
    for (const id of controllers.ids) {
      services[controllerService(scenario, id)] = controllerOnly(scenario, id);
    }
  }
  for (const { id } of brokers) services[brokerService(id)] = brokerNode(scenario, id);
  const head = [
    `# The cluster of “${scenario.name}”: ${counted(brokers.length, 'broker')}, ${counted(controllers.ids.length, 'controller')}.`,
    '# docker compose up -d starts it, docker compose down -v takes it away with all its data.',
  ];
  return `${head.join('\n')}\n${stringify({ services }, { lineWidth: 0, defaultStringType: 'QUOTE_DOUBLE', defaultKeyType: 'PLAIN' })}`;
}

function counted(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** Properties of a broker, which is a controller too when nodes are combined. */
export function brokerProperties(scenario: Scenario, id: number): Properties {
  const { brokers, controllers, configs } = scenario.cluster;
  const isCombined = controllers.mode === 'combined' && controllers.ids.includes(id);
  const rack = brokers.find((one) => one.id === id)?.rack ?? null;
  const inside = `INSIDE://${brokerService(id)}:${INSIDE_PORT}`;
  const listeners = [
    `INSIDE://0.0.0.0:${INSIDE_PORT}`,
    'OUTSIDE://0.0.0.0:9092',
    ...(isCombined ? [`CONTROLLER://0.0.0.0:${CONTROLLER_PORT}`] : []),
  ];
  return {
    ...quorumProperties(scenario, id),
    'process.roles': isCombined ? 'broker,controller' : 'broker',
    listeners: listeners.join(','),
    'advertised.listeners': `${inside},OUTSIDE://localhost:${outsidePort(scenario, id)}`,
    'inter.broker.listener.name': 'INSIDE',
    ...(rack === null ? {} : { 'broker.rack': rack }),
    ...smallClusterDefaults(scenario),
    ...configs,
  };
}

/** Internal topics cannot have more replicas than there are brokers; Kafka's default is three. */
function smallClusterDefaults({ cluster }: Scenario): Properties {
  const most = String(Math.min(3, cluster.brokers.length));
  if (most === '3') return {};
  return {
    'offsets.topic.replication.factor': most,
    'transaction.state.log.replication.factor': most,
    'transaction.state.log.min.isr': '1',
    'share.coordinator.state.topic.replication.factor': most,
    'share.coordinator.state.topic.min.isr': '1',
  };
}

/** What every node of the quorum and every broker knows of it. */
function quorumProperties(scenario: Scenario, id: number): Properties {
  const voters = scenario.cluster.controllers.ids.map(
    (voter) => `${voter}@${controllerService(scenario, voter)}:${CONTROLLER_PORT}`,
  );
  return {
    'node.id': String(id),
    'controller.quorum.voters': voters.join(','),
    'controller.listener.names': 'CONTROLLER',
    'listener.security.protocol.map': PROTOCOLS,
  };
}

function controllerProperties(scenario: Scenario, id: number): Properties {
  return {
    ...quorumProperties(scenario, id),
    'process.roles': 'controller',
    listeners: `CONTROLLER://0.0.0.0:${CONTROLLER_PORT}`,
    ...scenario.cluster.configs,
  };
}

function environmentOf(properties: Properties): Properties {
  const variables = Object.entries(properties).map(([name, value]) => [variableOf(name), value]);
  return { CLUSTER_ID, ...(Object.fromEntries(variables) as Properties) };
}

function brokerNode(scenario: Scenario, id: number): Service {
  return {
    image: IMAGE,
    hostname: brokerService(id),
    ports: [`${outsidePort(scenario, id)}:9092`],
    environment: environmentOf(brokerProperties(scenario, id)),
  };
}

function controllerOnly(scenario: Scenario, id: number): Service {
  return {
    image: IMAGE,
    hostname: controllerService(scenario, id),
    environment: environmentOf(controllerProperties(scenario, id)),
  };
}
