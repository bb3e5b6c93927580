// The groups that a coordinator keeps, each of one kind at a time, and their committed offsets.
// Follows `GroupMetadataManager` where it finds a group or lets one kind make way for the other.
import type { ErrorName } from '#kafka/protocol/errors.ts';
import type { RequestDelivery } from '#sim/node.ts';
import type { ClassicGroup, ClassicThen, ClassicTimer } from '#kafka/coordinator/classic/state.ts';
import type { ConsumerGroup } from '#kafka/coordinator/consumer/group.ts';
import type { ConsumerTimer } from '#kafka/coordinator/consumer/host.ts';
import type { Outcome } from '#kafka/coordinator/consumer/outcome.ts';
import { recordsOf, tellChange } from '#kafka/coordinator/consumer/store.ts';
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

/** Makes a draft the group, once the log has taken it. Gives the log's error if it does not. */
export function writeConsumerGroup(
  state: GroupState,
  { draft, answer, reason, afterwards }: Outcome,
  request: RequestDelivery | null,
  host: GroupHost,
): ErrorName {
  const before = consumerGroupOf(state, draft.id);
  const errorCode = host.write(draft.offsetsPartition, {
    records: recordsOf(before, draft),
    replay() {
      placeGroup(state, draft);
      tellChange(before, draft, reason, host);
    },
    answer: request !== null && answer !== null ? { request, body: answer } : null,
  });
  if (errorCode === 'NONE') afterwards();
  return errorCode;
}
