// When a cluster is ready to be looked at: brokers unfenced, topics led, groups stable.
import type { Scenario } from '#scenario/scenario.ts';
import type { Frame } from '#trace/frame.ts';

/** A scenario that is not ready by then opens at the start of its clients. */
export const READY_CAP_US = 40_000_000;

/** Whether everything that the scenario asks for is up. */
export function isReady(frame: Frame, scenario: Scenario): boolean {
  for (const { id } of scenario.cluster.brokers) {
    if (frame.brokers.get(id)?.registration !== 'unfenced') return false;
  }
  for (const { name, partitions } of scenario.topics) {
    const topic = frame.topics.get(name);
    if (topic?.partitions.length !== partitions) return false;
    for (const { state } of topic.partitions) {
      if (state.leader === -1 || state.isr.length < state.replicas.length) return false;
    }
  }
  const groups = new Set(scenario.consumers.map((consumer) => consumer.group));
  for (const group of groups) {
    if (group !== null && frame.groups.get(group)?.state !== 'Stable') return false;
  }
  return true;
}
