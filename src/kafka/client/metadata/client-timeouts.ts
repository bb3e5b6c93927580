// How long a client waits for an answer, and before it tries again. Follows `CommonClientConfigs` of
// Apache Kafka 4.3.
import { usToMs } from '#base/time.ts';
import { exponentialBackoffUs } from '#kafka/client/connection/exponential-backoff.ts';
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

export function readTimeouts(
  scope: 'producer' | 'consumer' | 'admin',
  configs: Configs,
): ClientTimeouts {
  return Object.freeze({
    requestTimeoutMs: readNumber(scope, configs, 'request.timeout.ms'),
    retryBackoffMs: readNumber(scope, configs, 'retry.backoff.ms'),
    retryBackoffMaxMs: readNumber(scope, configs, 'retry.backoff.max.ms'),
  });
}

/** The backoff before attempt number `attempts` + 1: doubled with each one up to the most, ±20 %. */
export function backoffMs(
  { retryBackoffMs, retryBackoffMaxMs }: ClientTimeouts,
  port: NodePort,
  attempts: number,
): number {
  const backoff = { initialMs: retryBackoffMs, maxMs: retryBackoffMaxMs };
  const earlier = Math.max(0, attempts - 1);
  return usToMs(exponentialBackoffUs(backoff, earlier, () => port.random('backoff')));
}
