// Configs of a consumer that its group protocol does not have. Follows
// `ConsumerConfig.checkUnsupportedConfigsPostProcess`.
import { type Configs, readConfig } from './configs.ts';

/** By KIP-848 these are the coordinator's: `CONSUMER_PROTOCOL_UNSUPPORTED_CONFIGS`. */
const CLASSIC_ONLY = [
  'partition.assignment.strategy',
  'heartbeat.interval.ms',
  'session.timeout.ms',
] as const;

/** `CLASSIC_PROTOCOL_UNSUPPORTED_CONFIGS` */
const CONSUMER_ONLY = ['group.remote.assignor'] as const;

/** Why Kafka would not start a consumer with these configs, in its words: one problem a config. */
export function consumerConfigProblems(
  configs: Configs,
): readonly { readonly name: string; readonly message: string }[] {
  const protocol = readConfig('consumer', configs, 'group.protocol').toUpperCase();
  const unsupported = protocol === 'CONSUMER' ? CLASSIC_ONLY : CONSUMER_ONLY;
  return unsupported
    .filter((name) => configs[name] !== undefined)
    .map((name) => ({ name, message: `${name} cannot be set when group.protocol=${protocol}` }));
}
