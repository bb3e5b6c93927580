// What must be so when a mended cluster has had time to settle: everybody agrees, nobody waits.
import type { Scenario } from '#scenario/scenario.ts';
import type { Frame, PartitionFrame } from '#trace/frame.ts';

/** What is not settled, in words; empty when all is. */
export function findUnsettled(frame: Frame, scenario: Scenario): readonly string[] {
  const complaints: string[] = [];
  for (const topic of frame.topics.values()) {
    for (const partition of topic.partitions) complaints.push(...ofPartition(partition));
  }
  for (const group of new Set(scenario.consumers.map((one) => one.group ?? ''))) {
    complaints.push(...ofGroup(frame, group));
  }
  for (const { spec, pending } of frame.producers.values()) {
    if (pending.size > 0) complaints.push(`${spec.id} still has ${pending.size} records`);
  }
  return complaints;
}

function ofPartition({ topic, partition, state, replicas }: PartitionFrame): readonly string[] {
  const key = `${topic}-${partition}`;
  if (state.leader === -1) return [`${key} has no leader`];
  if (state.isr.length !== state.replicas.length) {
    return [`${key}: ISR ${state.isr.join()} of ${state.replicas.join()}`];
  }
  const leader = replicas.get(state.leader);
  const ids = [...(leader?.records ?? [])].map(({ id }) => id).join();
  return state.replicas.flatMap((broker) => {
    const replica = replicas.get(broker);
    const own = [...(replica?.records ?? [])].map(({ id }) => id).join();
    // Commits never end, so the last may still be on its way to a follower.
    const isInternal = topic.startsWith('__');
    if (isInternal ? !ids.startsWith(own) : own !== ids) {
      return [`${key}@${broker} has another log than its leader`];
    }
    if (!isInternal && replica?.highWatermark !== leader?.logEndOffset) {
      return [`${key}@${broker}: high watermark ${replica?.highWatermark ?? '?'}`];
    }
    return [];
  });
}

/** All that a group's members want is owned, once, and read to its end. */
function ofGroup(frame: Frame, id: string): readonly string[] {
  const members = [...frame.consumers.values()].filter(
    ({ spec, status }) => spec.group === id && status === 'running',
  );
  const group = frame.groups.get(id);
  if (members.length === 0) return [];
  if (group?.state !== 'Stable') return [`${id} is ${group?.state ?? 'unknown'}`];
  const complaints: string[] = [];
  const owners = new Map<string, string>();
  for (const { spec, owned, positions } of members) {
    for (const { topic, partition } of owned) {
      const key = `${topic}-${partition}`;
      const other = owners.get(key);
      if (other !== undefined) complaints.push(`${key} belongs to ${other} and to ${spec.id}`);
      owners.set(key, spec.id);
      const found = frame.topics.get(topic)?.partitions[partition];
      const endOffset = found?.replicas.get(found.state.leader)?.highWatermark;
      const position = positions.get(key);
      if (position !== endOffset) {
        complaints.push(
          `${spec.id} stands at ${position ?? '?'} of ${key}, not ${endOffset ?? '?'}`,
        );
      }
    }
  }
  for (const name of new Set(members.flatMap(({ spec }) => spec.topics))) {
    for (const { topic, partition } of frame.topics.get(name)?.partitions ?? []) {
      if (!owners.has(`${topic}-${partition}`)) complaints.push(`${topic}-${partition}: no owner`);
    }
  }
  return complaints;
}
