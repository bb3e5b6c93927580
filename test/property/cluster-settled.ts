// What must be so when a mended cluster has had time to settle: everybody agrees, nobody waits.
import type { ConsumerSpec } from '#kafka/commands.ts';
import type { Scenario } from '#scenario/scenario.ts';
import type { ConsumerFrame, Frame, PartitionFrame } from '#trace/frame.ts';

/** What is not settled, in words; empty when all is. */
export function findUnsettled(frame: Frame, scenario: Scenario): readonly string[] {
  const complaints: string[] = [];
  for (const topic of frame.topics.values()) {
    for (const partition of topic.partitions) complaints.push(...ofPartition(partition));
  }
  for (const { name } of scenario.topics) {
    if (!frame.topics.has(name)) complaints.push(`${name} is gone`);
  }
  for (const group of new Set(scenario.consumers.map((one) => one.group))) {
    if (group !== null) complaints.push(...ofGroup(frame, group, scenario));
  }
  for (const consumer of frame.consumers.values()) complaints.push(...ofPositions(frame, consumer));
  for (const { spec, pending } of frame.producers.values()) {
    if (pending.size > 0) complaints.push(`${spec.id} still has ${pending.size} records`);
  }
  return complaints;
}

function ofPartition({ topic, partition, state, replicas }: PartitionFrame): readonly string[] {
  const key = `${topic}-${partition}`;
  if (state.leader === -1) return isLost(state) ? [] : [`${key} has no leader`];
  if (state.isr.length !== state.replicas.length) {
    return [`${key}: ISR ${state.isr.join()} of ${state.replicas.join()}`];
  }
  const leader = replicas.get(state.leader);
  const ids = [...(leader?.log ?? [])].map(({ id }) => id).join();
  return state.replicas.flatMap((broker) => {
    const replica = replicas.get(broker);
    const own = [...(replica?.log ?? [])].map(({ id }) => id).join();
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

/**
 * Nobody may lead it without losing records: a change of min.insync.replicas has emptied the ELR
 * while the ISR was empty.
 */
function isLost({ leader, isr, elr }: PartitionFrame['state']): boolean {
  return leader === -1 && isr.length === 0 && elr.length === 0;
}

/** A running consumer has read all that it owns to the end. */
function ofPositions(frame: Frame, { spec, status, owned, positions }: ConsumerFrame): string[] {
  if (status !== 'running') return [];
  return owned.flatMap(({ topic, partition }) => {
    const key = `${topic}-${partition}`;
    const found = frame.topics.get(topic)?.partitions[partition];
    if (found !== undefined && isLost(found.state)) return [];
    const endOffset = found?.replicas.get(found.state.leader)?.highWatermark;
    const position = positions.get(key);
    return position === endOffset
      ? []
      : [`${spec.id} stands at ${position ?? '?'} of ${key}, not ${endOffset ?? '?'}`];
  });
}

/** All that a group's members want is owned, once. */
function ofGroup(frame: Frame, id: string, scenario: Scenario): readonly string[] {
  // A member whose empty group was dropped with its last offset is told so, and gives up.
  const members = [...frame.consumers.values()].filter(
    ({ spec, status, membership, lastError }) =>
      spec.group === id &&
      status === 'running' &&
      !(membership === 'FATAL' && lastError === 'GROUP_ID_NOT_FOUND'),
  );
  const group = frame.groups.get(id);
  if (members.length === 0) return [];
  if (group?.state !== 'Stable') return [`${id} is ${group?.state ?? 'unknown'}`];
  const complaints: string[] = [];
  const owners = new Map<string, string>();
  for (const { spec, owned } of members) {
    for (const { topic, partition } of owned) {
      const key = `${topic}-${partition}`;
      const other = owners.get(key);
      if (other !== undefined) complaints.push(`${key} belongs to ${other} and to ${spec.id}`);
      owners.set(key, spec.id);
    }
  }
  // A static leader that returns keeps its assignment, and takes what has grown meanwhile for old
  // (KIP-814).
  const mayMissGrowth =
    group.protocol === 'classic' && group.members.some((one) => one.groupInstanceId !== null);
  for (const { name, partitions } of scenario.topics) {
    if (!members.some(({ spec }) => wants(spec, name))) continue;
    for (const { topic, partition } of frame.topics.get(name)?.partitions ?? []) {
      if (owners.has(`${topic}-${partition}`)) continue;
      if (mayMissGrowth && partition >= partitions) continue;
      complaints.push(`${topic}-${partition}: no owner`);
    }
  }
  return complaints;
}

function wants({ topics, pattern = null }: ConsumerSpec, name: string): boolean {
  return pattern === null ? topics.includes(name) : new RegExp(`^(?:${pattern})$`).test(name);
}
