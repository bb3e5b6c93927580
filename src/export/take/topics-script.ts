// A script that makes the scenario's topics in the cluster of containers, with the tool that is in the image.
import { command, shellWord } from '#code/cli.ts';
import type { Scenario, TopicSpec } from '#scenario/scenario.ts';
import { firstBroker } from './places.ts';

/** Where the image keeps Kafka's tools. */
export const TOOLS = '/opt/kafka/bin';

/** The script's text. */
export function topicsScriptOf(scenario: Scenario): string {
  const { service, address } = firstBroker(scenario);
  const tool = `docker compose exec -T ${service} ${TOOLS}/kafka-topics.sh --bootstrap-server ${address}`;
  const commands = scenario.topics.flatMap((topic) => [
    ...command(`${tool} --create --if-not-exists`, optionsOf(topic)).map(({ text }) => text),
    '',
  ]);
  return [
    '#!/bin/sh',
    '# Makes the topics. Run it once the brokers are up.',
    'set -e',
    '',
    ...commands,
    `${tool} --describe --exclude-internal`,
    '',
  ].join('\n');
}

function optionsOf({
  name,
  partitions,
  replicationFactor,
  assignments,
  configs,
}: TopicSpec): readonly string[] {
  const placed = assignments?.map((replicas) => replicas.join(':')).join(',');
  return [
    `--topic ${shellWord(name)}`,
    // A list of replicas says how many partitions there are, and the tool takes only one of the two.
    ...(placed === undefined
      ? [`--partitions ${partitions}`, `--replication-factor ${replicationFactor}`]
      : [`--replica-assignment ${placed}`]),
    ...Object.entries(configs).map(
      ([config, value]) => `--config ${shellWord(`${config}=${value}`)}`,
    ),
  ];
}
