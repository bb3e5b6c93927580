// The broker's own configs that its hot paths read, turned into numbers once, at boot.
import { msToUs } from '#base/time.ts';
import {
  type Configs,
  connectionsMaxIdleUs,
  readConfig,
  readNumber,
} from '#kafka/protocol/configs.ts';
import type { ModelledConfig } from '#kafka/protocol/modelled-configs.ts';

/** Static configs of a broker; immutable. */
export interface BrokerSettings {
  /** `replica.lag.time.max.ms` */
  readonly lagTimeUs: number;
  /** `replica.fetch.wait.max.ms` */
  readonly fetchMaxWaitMs: number;
  /** `replica.fetch.min.bytes` */
  readonly fetchMinBytes: number;
  /** `replica.fetch.response.max.bytes` */
  readonly fetchMaxBytes: number;
  /** `replica.fetch.max.bytes` */
  readonly partitionMaxBytes: number;
  /** `replica.fetch.backoff.ms` */
  readonly fetchBackoffUs: number;
  /** `replica.socket.timeout.ms` */
  readonly socketTimeoutMs: number;
  /** `replica.high.watermark.checkpoint.interval.ms` */
  readonly checkpointIntervalUs: number;
  /** `connections.max.idle.ms`; Infinity: never. */
  readonly connectionsMaxIdleUs: number;
  /** `broker.heartbeat.interval.ms` */
  readonly heartbeatIntervalUs: number;
  /** `replica.selector.class` is the RackAwareReplicaSelector (KIP-392). */
  readonly selectsByRack: boolean;
}

export function readSettings(configs: Configs): BrokerSettings {
  const number = (name: ModelledConfig<'broker'>): number => readNumber('broker', configs, name);
  return Object.freeze({
    lagTimeUs: msToUs(number('replica.lag.time.max.ms')),
    fetchMaxWaitMs: number('replica.fetch.wait.max.ms'),
    fetchMinBytes: number('replica.fetch.min.bytes'),
    fetchMaxBytes: number('replica.fetch.response.max.bytes'),
    partitionMaxBytes: number('replica.fetch.max.bytes'),
    fetchBackoffUs: msToUs(number('replica.fetch.backoff.ms')),
    socketTimeoutMs: number('replica.socket.timeout.ms'),
    checkpointIntervalUs: msToUs(number('replica.high.watermark.checkpoint.interval.ms')),
    connectionsMaxIdleUs: connectionsMaxIdleUs('broker', configs),
    heartbeatIntervalUs: msToUs(number('broker.heartbeat.interval.ms')),
    selectsByRack: readConfig('broker', configs, 'replica.selector.class').endsWith(
      'RackAwareReplicaSelector',
    ),
  });
}
