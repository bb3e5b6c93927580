// What the coordinator of a group by the consumer protocol (KIP-848) may never say: a member ahead of
// its group, or a partition that two members hold. A partition moves only
// when its old owner has given it up.
import type { EventData, GroupMemberView } from '#kafka/events.ts';
import { partitionKey } from '#kafka/protocol/topic-partition.ts';
import type { Invariant } from './invariant.ts';

export const memberEpochs: Invariant = {
  name: 'members of a consumer group are no further than their group and share no partition',
  start: () => (event) => {
    if (event.type !== 'group.changed' || event.data.protocol !== 'consumer') return null;
    return memberAhead(event.data) ?? sharedPartition(event.data);
  },
};

function memberAhead({ group, generation, members }: EventData<'group.changed'>): string | null {
  const ahead = members.find(({ memberEpoch }) => (memberEpoch ?? 0) > generation);
  return ahead === undefined
    ? null
    : `${group}: ${ahead.clientId} has epoch ${ahead.memberEpoch ?? '?'}, the group ${generation}`;
}

function sharedPartition({ group, members }: EventData<'group.changed'>): string | null {
  const owners = new Map<string, GroupMemberView>();
  for (const member of members) {
    for (const { topic, partition } of member.assignment) {
      const key = partitionKey(topic, partition);
      const other = owners.get(key);
      if (other !== undefined) {
        return `${group}: ${key} belongs to ${other.clientId} and to ${member.clientId}`;
      }
      owners.set(key, member);
    }
  }
  return null;
}
