// Folds what group coordinators tell.
import type { GroupEventMap } from '#kafka/events/group.ts';
import { topicPartitionKey } from '#kafka/protocol/topic-partition.ts';
import { offsetsPartition } from '#trace/frame-settings.ts';
import type { Folds } from './fold.ts';
import type { FrameState, GroupState } from './state.ts';

/** One that was replaced and does not know it yet speaks for itself only. */
function isCoordinator(frame: FrameState, group: string, broker: number): boolean {
  const leader = offsetsPartition(frame, group)?.state.leader ?? -1;
  return leader === -1 || leader === broker;
}

/** A group of which nothing is known but that it commits offsets. */
function createGroup(id: string): GroupState {
  return {
    id,
    coordinator: -1,
    protocol: 'classic',
    state: 'Empty',
    generation: 0,
    assignmentEpoch: null,
    assignor: '',
    leader: '',
    members: [],
    committed: new Map(),
  };
}

export const GROUP_FOLDS: Folds<keyof GroupEventMap> = {
  'group.changed'(frame, { data: { group: id, reason: _reason, ...fields } }) {
    if (!isCoordinator(frame, id, fields.coordinator)) return;
    const committed = frame.groups.get(id)?.committed ?? new Map<string, number>();
    frame.groups.set(id, { id, ...fields, committed });
    for (const { clientId, memberId } of fields.members) {
      const consumer = frame.consumers.get(clientId);
      if (consumer !== undefined) consumer.memberId = memberId;
    }
  },
  'rebalance.started': null,
  'rebalance.completed': null,
  'member.joined': null,
  'member.left': null,
  'offset.expired'(frame, { data }) {
    frame.groups.get(data.group)?.committed.delete(topicPartitionKey(data));
  },
  'offset.deleted'(frame, { data }) {
    frame.groups.get(data.group)?.committed.delete(topicPartitionKey(data));
  },
  'offset.committed'(frame, { data }) {
    const { group: id, offset } = data;
    const group = frame.groups.get(id) ?? createGroup(id);
    frame.groups.set(id, group);
    group.committed.set(topicPartitionKey(data), offset);
  },
};
