// What the knobs of the sandbox can act on: the brokers, producers, consumers and groups that a Frame shows alive.
import type { ConsumerSpec, ProducerSpec } from '#kafka/commands.ts';
import type { Frame, TopicFrame } from '#trace/frame.ts';

/** The topic that the knobs are about: the first one that is not internal. */
export function mainTopic(frame: Frame): TopicFrame | undefined {
  for (const topic of frame.topics.values()) if (!topic.isInternal) return topic;
  return undefined;
}

/** Brokers whose process is there, paused or not. */
export function runningBrokers(frame: Frame): readonly number[] {
  return [...frame.brokers.values()]
    .filter((broker) => broker.status === 'running' || broker.status === 'paused')
    .map((broker) => broker.id);
}

/** Brokers that were stopped or crashed, and can be started again. */
export function brokersDown(frame: Frame): readonly number[] {
  return [...frame.brokers.values()]
    .filter(({ status }) => status === 'stopped' || status === 'crashed')
    .map(({ id }) => id);
}

/** Producers that have not been closed. */
export function liveProducers(frame: Frame): readonly ProducerSpec[] {
  return [...frame.producers.values()]
    .filter((producer) => producer.status === 'running')
    .map((producer) => producer.spec);
}

/** Consumers that have not left, of one group or of all. */
export function liveConsumers(frame: Frame, group?: string): readonly ConsumerSpec[] {
  return [...frame.consumers.values()]
    .filter((one) => one.status !== 'stopped' && (group === undefined || one.spec.group === group))
    .map((one) => one.spec);
}

/** Names of the groups that have had members, in order of appearance. */
function groupsOf(frame: Frame): readonly string[] {
  const names = new Set<string>();
  for (const { spec } of frame.consumers.values()) if (spec.group !== null) names.add(spec.group);
  return [...names];
}

/** Groups with at least one consumer that has not left. */
export function liveGroups(frame: Frame): readonly string[] {
  return groupsOf(frame).filter((group) => liveConsumers(frame, group).length > 0);
}

/** The first of `prefix1`, `prefix2`, … that was never used: ids of the dead are not given again. */
export function freshId(prefix: string, used: ReadonlyMap<string, unknown>): string {
  let number = 1;
  while (used.has(`${prefix}${number}`)) number += 1;
  return `${prefix}${number}`;
}
