// Configs that are reasons, by name and value, as the answers quote them.
import type { ConfigScope } from '#kafka/protocol/config-defaults.ts';
import { readConfig } from '#kafka/protocol/configs.ts';
import type { Configs } from '#kafka/protocol/configs.ts';
import type { ModelledConfig } from '#kafka/protocol/modelled-configs.ts';
import type { ConsumerFrame, Frame, GroupFrame } from '#trace/frame.ts';

function quoted<S extends ConfigScope>(
  scope: S,
  configs: Configs,
  name: ModelledConfig<S>,
): string {
  return `${name} (${readConfig(scope, configs, name)})`;
}

export function brokerSession({ clusterConfigs }: Frame): string {
  return quoted('broker', clusterConfigs, 'broker.session.timeout.ms');
}

export function replicaLagTime({ clusterConfigs }: Frame): string {
  return quoted('broker', clusterConfigs, 'replica.lag.time.max.ms');
}

/** Any broker config. */
export function brokerSetting({ clusterConfigs }: Frame, name: ModelledConfig<'broker'>): string {
  return quoted('broker', clusterConfigs, name);
}

/** How long a coordinator waits for a member's heartbeat: the group's config in KIP-848, else its own. */
export function memberSession(frame: Frame, group: GroupFrame, consumer: ConsumerFrame): string {
  return group.protocol === 'classic'
    ? consumerSetting(consumer, 'session.timeout.ms')
    : brokerSetting(frame, 'group.consumer.session.timeout.ms');
}

/** Any consumer config. */
export function consumerSetting({ spec }: ConsumerFrame, name: ModelledConfig<'consumer'>): string {
  return quoted('consumer', spec.configs, name);
}
