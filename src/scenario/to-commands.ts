// Scenario → commands: a run starts from an empty world, and everything in it was asked for.
import type { KafkaCommand, KafkaRequest } from '#kafka/commands.ts';
import { msToUs } from '#base/time.ts';
import type { LinkSpec } from '#sim/node.ts';
import type { NetworkSpec, Scenario } from './scenario.ts';

/** Loss in per cent is kept per million so that the engine only ever compares integers. */
const PER_MILLION_PER_PERCENT = 10_000;

export function toLinkSpec(network: NetworkSpec): LinkSpec {
  return {
    latencyUs: msToUs(network.latencyMs),
    jitterUs: msToUs(network.jitterMs),
    lossPerMillion: Math.round(network.lossPercent * PER_MILLION_PER_PERCENT),
  };
}

/**
 * When the clients start: once brokers are up and topics are made, as people do. A client that came
 * earlier would make the broker create its topic with Kafka's defaults.
 */
export const CLIENT_START_US = 6_000_000;

/** All commands of a scenario, in the order in which they are carried out. */
export function toCommands(scenario: Scenario): readonly KafkaCommand[] {
  const { brokers, controllers, configs, network } = scenario.cluster;
  const commands: KafkaCommand[] = [];
  const add = (atUs: number, request: KafkaRequest): void => {
    commands.push({ atUs, ...request });
  };
  add(0, {
    type: 'cluster.create',
    data: { brokers, controllers, configs, network: toLinkSpec(network) },
  });
  for (const { name, ...topic } of scenario.topics) {
    add(0, { type: 'topic.create', data: { topic: name, ...topic } });
  }
  for (const producer of scenario.producers)
    add(CLIENT_START_US, { type: 'producer.add', data: producer });
  for (const consumer of scenario.consumers)
    add(CLIENT_START_US, { type: 'consumer.add', data: consumer });
  for (const { atMs, ...request } of scenario.commands) add(msToUs(atMs), request);
  return commands;
}
