// How a partition's leader and ISR change: the one place that elects leaders.
// Follows Apache Kafka 4.3 `PartitionChangeBuilder`, `PartitionReassignmentReplicas` and
// `PartitionRegistration.merge`. Directories are left out.
import { integerKeys, JavaHashSet } from '#base/java-collections.ts';
import type { MetadataRecord, PartitionState } from '#kafka/protocol/metadata-record.ts';

export const NO_LEADER = -1;

type Brokers = readonly number[];

export type PartitionChangeRecord = Extract<
  MetadataRecord,
  { readonly type: 'PartitionChangeRecord' }
>;

/** The fields that a PartitionChangeRecord can set. Absent: not changed. */
export type PartitionChangeFields = Omit<
  PartitionChangeRecord,
  'type' | 'topic' | 'partition' | 'state'
>;

/**
 * PREFERRED: the first replica, if it may lead. ONLINE: the leader stays if it may. UNCLEAN: as
 * ONLINE, but any live replica rather than none, at the price of lost records.
 */
export type ElectionType = 'PREFERRED' | 'ONLINE' | 'UNCLEAN';

/** What is wanted of a partition. Absent targets: as they are. */
export interface PartitionChange {
  /** Absent: ONLINE. */
  readonly election?: ElectionType;
  /** Registered, not fenced, not in controlled shutdown. */
  readonly isAcceptableLeader: (broker: number) => boolean;
  /** `min.insync.replicas`, not above the replication factor. */
  readonly minIsr: number;
  /** Whether eligible leader replicas (KIP-966) are kept. */
  readonly elrEnabled: boolean;
  readonly targetIsr?: Brokers;
  readonly targetReplicas?: Brokers;
  readonly targetRemoving?: Brokers;
  readonly targetAdding?: Brokers;
  readonly targetLeaderRecoveryState?: PartitionState['leaderRecoveryState'];
  /** Replicas that may have lost their tail: they leave the ELR. */
  readonly uncleanShutdownReplicas?: Brokers;
}

/** Where the change is heading. Every step below returns a new one. */
interface Target {
  readonly replicas: Brokers;
  readonly isr: Brokers;
  readonly removing: Brokers;
  readonly adding: Brokers;
  readonly elr: Brokers;
}

interface ElectionResult {
  readonly leader: number;
  readonly isUnclean: boolean;
}

/**
 * The record that makes the change, with the state after it; null when nothing would change.
 * Pure: applying the record is the caller's business.
 */
export function buildPartitionChange(
  partition: PartitionState,
  change: PartitionChange,
): PartitionChangeRecord | null {
  const fields = changedFields(partition, change);
  if (Object.keys(fields).length === 0) return null;
  return Object.freeze({
    type: 'PartitionChangeRecord',
    topic: partition.topic,
    partition: partition.partition,
    ...fields,
    state: mergePartitionChange(partition, fields),
  });
}

/** Applies a record. Setting the leader bumps the leader epoch, even to the same leader. */
export function mergePartitionChange(
  partition: PartitionState,
  fields: PartitionChangeFields,
): PartitionState {
  return Object.freeze({
    ...partition,
    ...fields,
    leaderEpoch: partition.leaderEpoch + (fields.leader === undefined ? 0 : 1),
    partitionEpoch: partition.partitionEpoch + 1,
  });
}

function changedFields(partition: PartitionState, change: PartitionChange): PartitionChangeFields {
  const wanted = completeReassignment(targetOf(partition, change));
  const prepared = { ...wanted, elr: nextElr(wanted, partition, change) };
  const elected = electLeader(prepared, partition, change);
  const isLeaderNew = elected.leader !== partition.leader;
  const isUnclean = isLeaderNew && elected.isUnclean;
  const target = isLeaderNew ? withLeaderFromElr(prepared, elected.leader) : prepared;
  const leader = recordedLeader(target, partition, elected.leader);
  const isr = recordedIsr(target, partition, change, isUnclean ? [elected.leader] : null);
  // After an unclean election nobody can vouch for the records of the others.
  const elr = isUnclean || !change.elrEnabled ? [] : target.elr;
  const lastKnownElr = recordedLastKnownLeader(partition, change, leader);
  const leaderRecoveryState = recordedRecoveryState(partition, change, isUnclean);
  const { replicas, removing, adding } = target;
  return {
    ...(leader !== undefined && { leader }),
    ...(isr !== undefined && { isr }),
    ...(!isSame(elr, partition.elr) && { elr }),
    ...(lastKnownElr !== undefined && { lastKnownElr }),
    ...(replicas.length > 0 && !isSame(replicas, partition.replicas) && { replicas }),
    ...(!isSame(removing, partition.removingReplicas) && { removingReplicas: removing }),
    ...(!isSame(adding, partition.addingReplicas) && { addingReplicas: adding }),
    ...(leaderRecoveryState !== undefined && { leaderRecoveryState }),
  };
}

function targetOf(partition: PartitionState, change: PartitionChange): Target {
  return {
    replicas: change.targetReplicas ?? partition.replicas,
    isr: change.targetIsr ?? partition.isr,
    removing: change.targetRemoving ?? partition.removingReplicas,
    adding: change.targetAdding ?? partition.addingReplicas,
    elr: partition.elr,
  };
}

function isSame(a: Brokers, b: Brokers): boolean {
  return a.length === b.length && a.every((broker, index) => broker === b[index]);
}

function without(brokers: Brokers, excluded: Brokers): Brokers {
  return brokers.filter((broker) => !excluded.includes(broker));
}

/**
 * A reassignment is done when all who were added are in sync and somebody is who stays. Fewer
 * replicas than before must all be in sync: nothing else makes up for those who leave.
 */
function completeReassignment(target: Target): Target {
  const { removing, adding } = target;
  if (removing.length === 0 && adding.length === 0) return target;
  const isr = without(target.isr, removing);
  const replicas = without(target.replicas, removing);
  if (removing.length > 0 && (isr.length === 0 || replicas.length === 0)) return target;
  const mustBeInSync = removing.length > adding.length ? replicas : adding;
  if (!mustBeInSync.every((replica) => isr.includes(replica))) return target;
  return { ...target, isr, replicas, removing: [], adding: [] };
}

/** Who left the ISR below `min.insync.replicas` still has every committed record (KIP-966). */
function nextElr(target: Target, partition: PartitionState, change: PartitionChange): Brokers {
  if (!change.elrEnabled) return target.elr;
  if (target.isr.length >= change.minIsr) return [];
  const candidates = JavaHashSet.copyOf(integerKeys, target.elr);
  for (const broker of partition.isr) candidates.add(broker);
  return without(without([...candidates], target.isr), change.uncleanShutdownReplicas ?? []);
}

function electLeader(
  target: Target,
  partition: PartitionState,
  change: PartitionChange,
): ElectionResult {
  const { isr, elr, replicas } = target;
  const { isAcceptableLeader, election = 'ONLINE' } = change;
  const isValid = (broker: number): boolean =>
    (isr.includes(broker) || (isr.length === 0 && elr.includes(broker))) &&
    isAcceptableLeader(broker);
  const byPreference =
    election === 'PREFERRED'
      ? [replicas[0] ?? NO_LEADER, partition.leader, ...replicas]
      : [partition.leader, ...replicas];
  const valid = byPreference.find(isValid);
  if (valid !== undefined) return { leader: valid, isUnclean: false };
  const lastKnown = lastKnownLeader(target, partition, change);
  if (lastKnown !== null) return { leader: lastKnown, isUnclean: true };
  const anyReplica = election === 'UNCLEAN' ? replicas.find(isAcceptableLeader) : undefined;
  return anyReplica === undefined
    ? { leader: NO_LEADER, isUnclean: false }
    : { leader: anyReplica, isUnclean: true };
}

/** With nobody left who is sure to have everything: the last leader, once it is back. */
function lastKnownLeader(
  { isr, elr }: Target,
  { lastKnownElr }: PartitionState,
  { elrEnabled, isAcceptableLeader }: PartitionChange,
): number | null {
  const [broker] = lastKnownElr;
  if (!elrEnabled || isr.length > 0 || elr.length > 0) return null;
  if (broker === undefined || lastKnownElr.length > 1) return null;
  return isAcceptableLeader(broker) ? broker : null;
}

/** A leader out of the ELR becomes the whole ISR. */
function withLeaderFromElr(target: Target, leader: number): Target {
  if (!target.elr.includes(leader)) return target;
  return { ...target, isr: [leader], elr: without(target.elr, [leader]) };
}

/** Replicas that were removed must not go on following: that takes a new leader epoch. */
function recordedLeader(
  { replicas }: Target,
  partition: PartitionState,
  elected: number,
): number | undefined {
  if (elected !== partition.leader) return elected;
  const isAnyRemoved = without(partition.replicas, replicas).length > 0;
  return isAnyRemoved ? partition.leader : undefined;
}

/** Without ELR the last member never leaves the ISR: someone must be able to lead one day. */
function recordedIsr(
  { isr }: Target,
  partition: PartitionState,
  { elrEnabled }: PartitionChange,
  uncleanIsr: Brokers | null,
): Brokers | undefined {
  if (uncleanIsr !== null) return uncleanIsr;
  if (isr.length === 0 && !elrEnabled) return undefined;
  return isSame(isr, partition.isr) ? undefined : isr;
}

/** `lastKnownElr` keeps the last leader while there is none, and nothing else. */
function recordedLastKnownLeader(
  partition: PartitionState,
  { elrEnabled }: PartitionChange,
  leader: number | undefined,
): Brokers | undefined {
  if (!elrEnabled || leader === undefined) return undefined;
  const isKnown = partition.lastKnownElr.length > 0;
  if (leader === NO_LEADER) return isKnown ? undefined : [partition.leader];
  return isKnown ? [] : undefined;
}

function recordedRecoveryState(
  partition: PartitionState,
  change: PartitionChange,
  isUnclean: boolean,
): PartitionState['leaderRecoveryState'] | undefined {
  const wanted = change.targetLeaderRecoveryState ?? partition.leaderRecoveryState;
  if (wanted !== partition.leaderRecoveryState) return wanted;
  const mustRecover = isUnclean && partition.leaderRecoveryState !== 'RECOVERING';
  return mustRecover ? 'RECOVERING' : undefined;
}

/** Effective `min.insync.replicas`: never above the replication factor. */
export function effectiveMinIsr(minInsyncReplicas: number, replicationFactor: number): number {
  return Math.min(minInsyncReplicas, replicationFactor);
}
