// What the scenario does of itself, as things to do to the containers: the same crash, at the same second.
import type { Scenario, TimedRequest } from '#scenario/scenario.ts';
import { shellWord } from '#code/cli.ts';
import { brokerService, controllerService, firstBroker } from './places.ts';
import { TOOLS } from './topics-script.ts';

/** One thing to do, and when. */
export interface Step {
  readonly atMs: number;
  /** A command for a shell; null: there is none for it. */
  readonly command: string | null;
  /** What it is on the stage. */
  readonly what: string;
}

export function planOf(scenario: Scenario): readonly Step[] {
  return scenario.commands.map((request) => ({
    atMs: request.atMs,
    what: whatOf(request),
    command: commandOf(scenario, request),
  }));
}

const VERBS: Readonly<Record<string, string>> = {
  'broker.stop': 'stop',
  'broker.crash': 'kill',
  'broker.restart': 'start',
  'broker.pause': 'pause',
  'broker.resume': 'unpause',
  'controller.crash': 'kill',
  'controller.restart': 'start',
};

/** `broker 2: crash` */
function whatOf({ type, data }: TimedRequest): string {
  const [subject = '', verb = ''] = type.split('.');
  const name = Object.values(data).find(
    (value) => typeof value === 'string' || typeof value === 'number',
  );
  return `${subject} ${name === undefined ? '' : String(name)}: ${verb}`.replace(' :', ':');
}

function commandOf(scenario: Scenario, request: TimedRequest): string | null {
  const verb = VERBS[request.type];
  if (verb !== undefined) {
    const { data } = request;
    const service =
      'broker' in data
        ? brokerService(Number(data.broker))
        : 'controller' in data
          ? controllerService(scenario, data.controller)
          : '';
    return `docker compose ${verb} ${service}`;
  }
  return toolFor(scenario, request);
}

function toolFor(scenario: Scenario, request: TimedRequest): string | null {
  const { service, address } = firstBroker(scenario);
  const tool = (name: string): string =>
    `docker compose exec -T ${service} ${TOOLS}/${name}.sh --bootstrap-server ${address}`;
  switch (request.type) {
    case 'partitions.create':
      return `${tool('kafka-topics')} --alter --topic ${shellWord(request.data.topic)} --partitions ${request.data.count}`;
    case 'topic.delete':
      return `${tool('kafka-topics')} --delete --topic ${shellWord(request.data.topic)}`;
    case 'leader.elect': {
      const { electionType, topic, partition } = request.data;
      const which =
        topic === null || partition === null
          ? '--all-topic-partitions'
          : `--topic ${shellWord(topic)} --partition ${partition}`;
      return `${tool('kafka-leader-election')} --election-type ${electionType.toLowerCase()} ${which}`;
    }
    case 'config.alter':
      return configCommand(tool('kafka-configs'), request.data);
    default:
      return null;
  }
}

type ConfigAlter = Extract<TimedRequest, { type: 'config.alter' }>['data'];

function configCommand(tool: string, { resourceType, resourceName, name, value }: ConfigAlter) {
  const entity =
    resourceName === '' ? '--entity-default' : `--entity-name ${shellWord(resourceName)}`;
  const change =
    value === null
      ? `--delete-config ${shellWord(name)}`
      : `--add-config ${shellWord(`${name}=${value}`)}`;
  return `${tool} --alter --entity-type ${resourceType.toLowerCase()}s ${entity} ${change}`;
}
