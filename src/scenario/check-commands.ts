// What is wrong with the configs that a command brings along, whoever gives it: a scenario document,
// or a person in a session.
import type { Problem } from '#base/problem.ts';
import type { ConsumerSpec, KafkaRequest } from '#kafka/commands.ts';
import type { ConfigScope } from '#kafka/protocol/config-defaults.ts';
import type { Configs } from '#kafka/protocol/configs.ts';
import { checkConsumerConfigs, checkProducerConfigs } from './check-configs.ts';

/** Configs in a command, and what they are for. */
interface CommandConfigs {
  readonly scope: ConfigScope;
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
  const at = `${path}.${given.path}`;
  if (given.scope === 'producer') return checkProducerConfigs(given.configs, at);
  return checkConsumerConfigs({ ...consumerOf(request), configs: given.configs }, at);
}

/** Of one that is altered nobody knows here what it was before. */
function consumerOf(request: KafkaRequest): Pick<ConsumerSpec, 'group'> & {
  readonly commit: ConsumerSpec['commit'] | undefined;
} {
  if (request.type === 'consumer.add') return request.data;
  const commit = request.type === 'consumer.alter' ? request.data.changes.commit : undefined;
  return { group: '', commit };
}
