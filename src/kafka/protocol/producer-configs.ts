// What a producer's configs mean together: contradictions that Kafka refuses, and values that it
// changes by itself. Follows `ProducerConfig.postProcessAndValidateIdempotenceConfigs` and
// `KafkaProducer.configureDeliveryTimeout`.
import { type Configs, readBoolean, readConfig, readNumber } from './configs.ts';
import type { ModelledConfig } from './modelled-configs.ts';

/** More requests in flight on a connection, and a broker could not tell duplicates any more. */
const IDEMPOTENT_IN_FLIGHT_MAX = 5;

function number(configs: Configs, name: ModelledConfig<'producer'>): number {
  return readNumber('producer', configs, name);
}

/** -1: all. */
export function acksOf(configs: Configs): -1 | 0 | 1 {
  const value = readConfig('producer', configs, 'acks');
  return value === 'all' || value === '-1' ? -1 : value === '1' ? 1 : 0;
}

/** What `enable.idempotence` comes to: acks or retries that were set to other values turn it off. */
export function isIdempotent(configs: Configs): boolean {
  if (!readBoolean('producer', configs, 'enable.idempotence')) return false;
  return acksOf(configs) === -1 && number(configs, 'retries') > 0;
}

/** linger.ms + request.timeout.ms: so long it takes at least to know what became of a record. */
function leastDeliveryMs(configs: Configs): number {
  return number(configs, 'linger.ms') + number(configs, 'request.timeout.ms');
}

/** What `delivery.timeout.ms` comes to: raised when it was not set and is too short. */
export function deliveryTimeoutMs(configs: Configs): number {
  return Math.max(number(configs, 'delivery.timeout.ms'), leastDeliveryMs(configs));
}

/** Why Kafka would not start a producer with these configs, in its words: one problem a config. */
export function producerConfigProblems(
  configs: Configs,
): readonly { readonly name: string; readonly message: string }[] {
  return [
    ...idempotenceProblems(configs),
    ...transactionProblems(configs),
    ...deliveryProblems(configs),
  ];
}

function transactionProblems(
  configs: Configs,
): { readonly name: string; readonly message: string }[] {
  if (configs['transactional.id'] === undefined || isIdempotent(configs)) return [];
  const message = 'Cannot set a transactional.id without also enabling idempotence.';
  return [{ name: 'transactional.id', message }];
}

function idempotenceProblems(
  configs: Configs,
): { readonly name: string; readonly message: string }[] {
  if (!readBoolean('producer', configs, 'enable.idempotence')) return [];
  const problems: { readonly name: string; readonly message: string }[] = [];
  const isAskedFor = configs['enable.idempotence'] !== undefined;
  if (isAskedFor && number(configs, 'retries') === 0) {
    problems.push({
      name: 'retries',
      message: 'Must set retries to non-zero when using the idempotent producer.',
    });
  }
  if (isAskedFor && acksOf(configs) !== -1) {
    problems.push({
      name: 'acks',
      message:
        'Must set acks to all in order to use the idempotent producer. Otherwise we cannot guarantee idempotence.',
    });
  }
  const inFlight = number(configs, 'max.in.flight.requests.per.connection');
  if (inFlight > IDEMPOTENT_IN_FLIGHT_MAX) {
    problems.push({
      name: 'max.in.flight.requests.per.connection',
      message: `To use the idempotent producer, max.in.flight.requests.per.connection must be set to at most 5. Current value is ${inFlight}.`,
    });
  }
  return problems;
}

function deliveryProblems(configs: Configs): { readonly name: string; readonly message: string }[] {
  const name = 'delivery.timeout.ms';
  if (configs[name] === undefined || number(configs, name) >= leastDeliveryMs(configs)) return [];
  const message = `${name} should be equal to or larger than linger.ms + request.timeout.ms`;
  return [{ name, message }];
}
