// How long a client waits for an answer, and before it tries again. Follows `CommonClientConfigs` and
// `ExponentialBackoff` of Apache Kafka 4.3.
import { type Configs, readNumber } from '#kafka/protocol/configs.ts';
import type { NodePort } from '#sim/node.ts';

export interface ClientTimeouts {
  /** `request.timeout.ms` */
  readonly requestTimeoutMs: number;
  /** `retry.backoff.ms` */
  readonly retryBackoffMs: number;
  /** `retry.backoff.max.ms` */
  readonly retryBackoffMaxMs: number;
}

const JITTER = 0.2;

export function readTimeouts(scope: 'producer' | 'consumer', configs: Configs): ClientTimeouts {
  return Object.freeze({
    requestTimeoutMs: readNumber(scope, configs, 'request.timeout.ms'),
    retryBackoffMs: readNumber(scope, configs, 'retry.backoff.ms'),
    retryBackoffMaxMs: readNumber(scope, configs, 'retry.backoff.max.ms'),
  });
}

/** The backoff before the next attempt: doubled with each one up to the most, ±20 %. */
export function backoffMs(
  { retryBackoffMs, retryBackoffMaxMs }: ClientTimeouts,
  port: NodePort,
  attempts: number,
): number {
  const base = Math.min(retryBackoffMaxMs, retryBackoffMs * 2 ** Math.max(0, attempts - 1));
  const spread = (port.random('backoff').nextInt(2_001) - 1_000) / 1_000;
  return Math.round(base * (1 + JITTER * spread));
}
