// What stands in the folder's README: how to start, what to do when, what to watch.
import type { Client } from '#code/client.ts';
import type { Scenario } from '#scenario/scenario.ts';
import { firstBroker, outsidePort } from './places.ts';
import { planOf, type Step } from './plan.ts';
import type { Programs } from './programs.ts';
import { TOOLS } from './topics-script.ts';

export function readmeOf(scenario: Scenario, client: Client, programs: Programs): string {
  return [
    `# ${scenario.name}`,
    '',
    scenario.description,
    '',
    ...startLines(scenario),
    ...clientLines(client, programs),
    ...planLines(planOf(scenario)),
    ...watchLines(scenario),
    '## What differs from the stage',
    '',
    ...differences(scenario).map((one) => `- ${one}`),
    '',
  ].join('\n');
}

function code(lines: readonly string[]): readonly string[] {
  return ['```sh', ...lines, '```', ''];
}

function startLines(scenario: Scenario): readonly string[] {
  const ports = scenario.cluster.brokers.map(
    ({ id }) => `broker ${id} on localhost:${outsidePort(scenario, id)}`,
  );
  return [
    '## Start',
    '',
    ...code(['docker compose up -d', 'sh create-topics.sh']),
    `Clients on this machine reach ${ports.join(', ')}.`,
    '',
  ];
}

function clientLines(client: Client, { runs, before }: Programs): readonly string[] {
  if (runs.length === 0) return [];
  return [
    `## Producers and consumers (${client.version})`,
    '',
    'Each in a terminal of its own:',
    '',
    ...code([...before, ...runs]),
  ];
}

function planLines(plan: readonly Step[]): readonly string[] {
  if (plan.length === 0) return [];
  return [
    '## What happens on the stage, and when',
    '',
    'Seconds since the cluster was started; on a real machine wait until everybody is there.',
    '',
    '| at | on the stage | here |',
    '| --- | --- | --- |',
    ...plan.map(
      ({ atMs, what, command }) =>
        `| ${atMs / 1_000} s | ${what} | ${command === null ? 'no command does this' : `\`${command}\``} |`,
    ),
    '',
  ];
}

function watchLines(scenario: Scenario): readonly string[] {
  const { service, address } = firstBroker(scenario);
  const tool = (name: string): string =>
    `docker compose exec ${service} ${TOOLS}/${name}.sh --bootstrap-server ${address}`;
  const groups = new Set(
    scenario.consumers.flatMap(({ group }) => (group === null ? [] : [group])),
  );
  return [
    '## What to watch',
    '',
    ...code([
      '# Leaders, and who is in sync:',
      `${tool('kafka-topics')} --describe --exclude-internal`,
      ...(groups.size === 0
        ? []
        : [
            '# Who reads what, and how far behind:',
            `${tool('kafka-consumer-groups')} --describe --all-groups`,
          ]),
      '# Who is the active controller:',
      `${tool('kafka-metadata-quorum')} describe --status`,
    ]),
  ];
}

function differences({ cluster }: Scenario): readonly string[] {
  const { latencyMs, lossPercent } = cluster.network;
  const lost = lossPercent > 0 ? ` and loses ${lossPercent} % of the packets` : '';
  return [
    'Times: a real machine has its own, and no second run is like the first.',
    `The network: on the stage every way takes ${latencyMs} ms${lost}; between containers next to none.`,
    'Keys are drawn at random here as there, but not the same ones.',
  ];
}
