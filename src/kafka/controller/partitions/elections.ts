// Which records a change of brokers or configs writes for the partitions: leaders and ISRs.
// Follows `ReplicationControlManager.generateLeaderAndIsrUpdates` and its callers.
import type { ModelledConfig } from '#kafka/protocol/modelled-configs.ts';
import { type Configs, readTopicConfig } from '#kafka/protocol/configs.ts';
import { configsOf, isActive, type MetadataImage } from '#kafka/protocol/metadata-image.ts';
import type { PartitionState } from '#kafka/protocol/metadata-record.ts';
import {
  buildPartitionChange,
  effectiveMinIsr,
  type ElectionType,
  NO_LEADER,
  type PartitionChange,
  type PartitionChangeRecord,
} from './partition-change.ts';

/** What decisions are made on: the image as of the last record written, and static configs. */
export interface ControllerView {
  readonly image: MetadataImage;
  readonly configs: Configs;
  /** Whether eligible leader replicas (KIP-966) are kept: `eligible.leader.replicas.version`. */
  readonly elrEnabled: boolean;
}

/** A topic's config: its own value, the cluster's dynamic default, the static one, the default. */
export function topicConfig(
  view: ControllerView,
  topic: string,
  name: ModelledConfig<'topic'>,
): string {
  const dynamicDefaults = configsOf(view.image, 'BROKER', '');
  const brokerConfigs = { ...view.configs, ...dynamicDefaults };
  return readTopicConfig(configsOf(view.image, 'TOPIC', topic), brokerConfigs, name);
}

export function minIsrOf(view: ControllerView, partition: PartitionState): number {
  const configured = Number(topicConfig(view, partition.topic, 'min.insync.replicas'));
  return effectiveMinIsr(configured, partition.replicas.length);
}

export function allowsUncleanElection(view: ControllerView, topic: string): boolean {
  return topicConfig(view, topic, 'unclean.leader.election.enable') === 'true';
}

/** The record for one partition, with the view's rules filled in; null: nothing to write. */
export function changePartition(
  view: ControllerView,
  partition: PartitionState,
  change: Omit<PartitionChange, 'minIsr' | 'elrEnabled' | 'isAcceptableLeader'> &
    Partial<Pick<PartitionChange, 'isAcceptableLeader'>>,
): PartitionChangeRecord | null {
  return buildPartitionChange(partition, {
    isAcceptableLeader: (broker) => isActive(view.image, broker),
    ...change,
    minIsr: minIsrOf(view, partition),
    elrEnabled: view.elrEnabled,
  });
}

/** Partitions of a topic (`''`: of any) that somebody outside of the ISR may lead. */
export function partitionsWithElr(image: MetadataImage, topic: string): PartitionState[] {
  return [...allPartitions(image)].filter(
    (partition) =>
      (topic === '' || partition.topic === topic) &&
      (partition.elr.length > 0 || partition.lastKnownElr.length > 0),
  );
}

/** Every partition of the image, topics in order of creation. */
export function* allPartitions(image: MetadataImage): Generator<PartitionState> {
  for (const topic of image.topics.values()) yield* topic.partitions;
}

export function electionFor(view: ControllerView, topic: string): ElectionType {
  return allowsUncleanElection(view, topic) ? 'UNCLEAN' : 'ONLINE';
}

/** A broker is out: it leaves every ISR and leads nothing. */
export function changesWithout(view: ControllerView, broker: number): PartitionChangeRecord[] {
  return changesWhere(view, broker, ({ isr }) => isr.includes(broker));
}

/** A broker is gone for good: whatever might have waited for it may go on. */
export function changesWithoutForever(
  view: ControllerView,
  broker: number,
): PartitionChangeRecord[] {
  return [
    ...changesWithout(view, broker),
    ...changesWhere(view, broker, ({ elr }) => elr.includes(broker)),
  ];
}

function changesWhere(
  view: ControllerView,
  broker: number,
  isConcerned: (partition: PartitionState) => boolean,
): PartitionChangeRecord[] {
  const records: PartitionChangeRecord[] = [];
  for (const partition of allPartitions(view.image)) {
    if (!isConcerned(partition)) continue;
    const record = changePartition(view, partition, {
      election: electionFor(view, partition.topic),
      isAcceptableLeader: (candidate) => candidate !== broker && isActive(view.image, candidate),
      targetIsr: partition.isr.filter((replica) => replica !== broker),
    });
    if (record !== null) records.push(record);
  }
  return records;
}

/** A broker is back: partitions without a leader may get one. */
export function changesWith(view: ControllerView, broker: number): PartitionChangeRecord[] {
  const records: PartitionChangeRecord[] = [];
  for (const partition of allPartitions(view.image)) {
    if (partition.leader !== NO_LEADER) continue;
    const record = changePartition(view, partition, {
      election: electionFor(view, partition.topic),
      isAcceptableLeader: (candidate) => candidate === broker || isActive(view.image, candidate),
    });
    if (record !== null) records.push(record);
  }
  return records;
}

/** A broker came back after an unclean end: what it says it has may be lost. */
export function changesAfterUncleanShutdown(
  view: ControllerView,
  broker: number,
): PartitionChangeRecord[] {
  const records: PartitionChangeRecord[] = [];
  for (const partition of allPartitions(view.image)) {
    if (!partition.isr.includes(broker) && !partition.elr.includes(broker)) continue;
    const record = changePartition(view, partition, {
      election: electionFor(view, partition.topic),
      isAcceptableLeader: (candidate) => candidate !== broker && isActive(view.image, candidate),
      targetIsr: partition.isr.filter((replica) => replica !== broker),
      uncleanShutdownReplicas: [broker],
    });
    if (record !== null) records.push(record);
  }
  return records;
}

/** Partitions whose preferred replica could lead again, and does not. */
export function preferredLeaderChanges(view: ControllerView): PartitionChangeRecord[] {
  const records: PartitionChangeRecord[] = [];
  for (const partition of allPartitions(view.image)) {
    if (partition.leader === partition.replicas[0]) continue;
    const record = changePartition(view, partition, { election: 'PREFERRED' });
    if (record !== null) records.push(record);
  }
  return records;
}

/** Leaderless partitions that an unclean election could revive, where topics allow it. */
export function uncleanLeaderChanges(view: ControllerView): PartitionChangeRecord[] {
  const records: PartitionChangeRecord[] = [];
  for (const partition of allPartitions(view.image)) {
    if (partition.leader !== NO_LEADER) continue;
    if (!allowsUncleanElection(view, partition.topic)) continue;
    const record = changePartition(view, partition, { election: 'UNCLEAN' });
    if (record !== null) records.push(record);
  }
  return records;
}

/** What kind of election a record holds, for the trace; null when it elects nobody. */
export function electionIn(
  record: PartitionChangeRecord,
  previous: PartitionState,
  preferred: boolean,
): 'clean' | 'unclean' | 'preferred' | 'last known leader' | null {
  const { leader } = record;
  if (leader === undefined || leader === NO_LEADER || leader === previous.leader) return null;
  if (preferred) return 'preferred';
  if (previous.isr.includes(leader) || previous.elr.includes(leader)) return 'clean';
  return previous.lastKnownElr.includes(leader) ? 'last known leader' : 'unclean';
}
