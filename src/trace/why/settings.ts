// Configs that are reasons, by name and value, as the answers quote them.
import type { ConfigScope } from '#kafka/protocol/config-defaults.ts';
import { readConfig } from '#kafka/protocol/configs.ts';
import type { Configs } from '#kafka/protocol/configs.ts';
import type { ConsumerFrame, Frame } from '#trace/frame.ts';

function quoted(scope: ConfigScope, configs: Configs, name: string): string {
  return `${name} (${readConfig(scope, configs, name)})`;
}

export function brokerSession({ clusterConfigs }: Frame): string {
  return quoted('broker', clusterConfigs, 'broker.session.timeout.ms');
}

export function replicaLagTime({ clusterConfigs }: Frame): string {
  return quoted('broker', clusterConfigs, 'replica.lag.time.max.ms');
}

/** Any broker config. */
export function brokerSetting({ clusterConfigs }: Frame, name: string): string {
  return quoted('broker', clusterConfigs, name);
}

/** Any consumer config. */
export function consumerSetting({ spec }: ConsumerFrame, name: string): string {
  return quoted('consumer', spec.configs, name);
}
