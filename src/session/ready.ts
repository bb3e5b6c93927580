// When a cluster is ready to be looked at: brokers unfenced, topics led, groups stable.
import type { Scenario } from '#scenario/scenario.ts';
import { CLIENT_START_US } from '#scenario/to-commands.ts';
import type { Frame } from '#trace/frame.ts';
import { Projection } from '#trace/project/projection.ts';
import type { Track } from './playhead.ts';

/** A scenario that is not ready by then opens at the start of its clients. */
export const READY_CAP_US = 40_000_000;
/** How often `findStart` looks. */
const LOOK_US = 250_000;

/** Where a scenario opens, in µs: where it says, or as soon as it is ready. Simulates up to there. */
export function findStart(track: Track, scenario: Scenario): number {
  const { startAt } = scenario;
  if (startAt === 'boot') return 0;
  if (startAt !== 'ready') return startAt * 1_000;
  const projection = new Projection();
  for (let atUs = CLIENT_START_US; atUs < READY_CAP_US; atUs += LOOK_US) {
    track.extend(atUs);
    if (isReady(projection.moveTo(track.trace, track.trace.length, atUs), scenario)) return atUs;
  }
  return CLIENT_START_US;
}

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
