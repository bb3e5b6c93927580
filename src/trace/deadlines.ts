// How long a member of a group may be silent, and how long it may work between two polls.
import { readNumber } from '#kafka/protocol/configs.ts';
import type { ConsumerFrame, Frame } from './frame.ts';

/** Whether a consumer is a member by the consumer protocol (KIP-848). */
export function isModern({ spec }: ConsumerFrame): boolean {
  return spec.configs['group.protocol'] === 'consumer';
}

/** `session.timeout.ms`; by the consumer protocol the brokers say (`group.consumer.session.timeout.ms`). In µs. */
export function sessionTimeoutUs(frame: Frame, consumer: ConsumerFrame): number {
  const ms = isModern(consumer)
    ? readNumber('broker', frame.clusterConfigs, 'group.consumer.session.timeout.ms')
    : readNumber('consumer', consumer.spec.configs, 'session.timeout.ms');
  return ms * 1_000;
}

/** `max.poll.interval.ms`, in µs. */
export function maxPollIntervalUs({ spec }: ConsumerFrame): number {
  return readNumber('consumer', spec.configs, 'max.poll.interval.ms') * 1_000;
}
