// What is wrong with the configs that a command brings along, whoever gives it: a scenario document,
// or a person in a session.
import type { Problem } from '#base/problem.ts';
import type { KafkaRequest } from '#kafka/commands.ts';
import type { Configs } from '#kafka/protocol/configs.ts';
import { checkClientConfigs } from './check-configs.ts';

/** Configs in a command, and what they are for. */
interface CommandConfigs {
  readonly scope: 'producer' | 'consumer' | 'topic';
  readonly configs: Configs;
  /** Where they stand in the command. */
  readonly path: string;
}

/** The configs that a command sets for a client or a topic; null: none. */
export function configsOfCommand(request: KafkaRequest): CommandConfigs | null {
  switch (request.type) {
    case 'producer.add':
      return { scope: 'producer', configs: request.data.configs, path: 'configs' };
    case 'consumer.add':
      return { scope: 'consumer', configs: request.data.configs, path: 'configs' };
    case 'producer.alter':
    case 'consumer.alter': {
      const { configs } = request.data.changes;
      if (configs === undefined) return null;
      const scope = request.type === 'producer.alter' ? 'producer' : 'consumer';
      return { scope, configs, path: 'changes.configs' };
    }
    case 'topic.create':
      return { scope: 'topic', configs: request.data.configs, path: 'configs' };
    default:
      return null;
  }
}

/** What no client of Kafka would start with. What a topic may have is for Kafka to refuse. */
export function checkCommandConfigs(request: KafkaRequest, path: string): Problem[] {
  const given = configsOfCommand(request);
  if (given === null || given.scope === 'topic') return [];
  return checkClientConfigs(given.scope, given.configs, `${path}.${given.path}`);
}
