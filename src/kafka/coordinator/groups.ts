// The groups that a coordinator keeps, each of one kind at a time, and their committed offsets.
// Follows `GroupMetadataManager` where it finds a group or lets one kind make way for the other.
import type { ClassicGroup, ClassicThen, ClassicTimer } from '#kafka/coordinator/classic/state.ts';
import type { ConsumerGroup } from '#kafka/coordinator/consumer/group.ts';
import type { ConsumerTimer } from '#kafka/coordinator/consumer/host.ts';
import type { ExpirationTimer, OffsetsThen } from '#kafka/coordinator/offsets/host.ts';
import type { CommittedOffsets } from '#kafka/coordinator/offsets/offset-manager.ts';
import type { ShardHost } from './runtime/shard.ts';

export type Group = ClassicGroup | ConsumerGroup;

export interface GroupState {
  /** By id. */
  readonly groups: Map<string, Group>;
  readonly offsets: CommittedOffsets;
}

export type GroupTimer = ClassicTimer | ConsumerTimer | ExpirationTimer;
export type GroupThen = ClassicThen | OffsetsThen;
export type GroupHost = ShardHost<GroupTimer, GroupThen>;

export function classicGroupOf({ groups }: GroupState, id: string): ClassicGroup | undefined {
  const group = groups.get(id);
  return group?.type === 'classic' ? group : undefined;
}

export function consumerGroupOf({ groups }: GroupState, id: string): ConsumerGroup | undefined {
  const group = groups.get(id);
  return group?.type === 'consumer' ? group : undefined;
}

/** Makes this the group of its id. An empty one of the other kind makes way. */
export function placeGroup({ groups }: GroupState, group: Group): void {
  if (groups.get(group.id)?.type !== group.type) groups.delete(group.id);
  groups.set(group.id, group);
}
