// Sentences for what group coordinators tell.
import type { GroupEventMap } from '#kafka/events/group.ts';
import { topicPartitionKey } from '#kafka/protocol/topic-partition.ts';
import type { Sentences } from './words.ts';

export const GROUP_SENTENCES: Sentences<keyof GroupEventMap> = {
  'group.changed': ({ data: { group, state, protocol, generation, reason } }) =>
    `Group ${group} is ${state}, ${protocol === 'classic' ? 'generation' : 'group epoch'} ${generation}: ${reason}.`,
  'rebalance.started': ({ data: { group, reason } }) => `Group ${group} rebalances: ${reason}.`,
  'rebalance.completed': ({ data: { group, protocol, generation } }) =>
    `Group ${group} is stable again, in ${protocol === 'classic' ? 'generation' : 'group epoch'} ${generation}.`,
  'member.joined': ({ data: { clientId, group } }) => `${clientId} joined group ${group}.`,
  'member.left': ({ data: { clientId, group, reason } }) =>
    `${clientId} is no longer in group ${group} (${reason}).`,
  'offset.expired': ({ data }) =>
    `The offset that group ${data.group} had committed for ${topicPartitionKey(data)} expired: nobody had needed it for offsets.retention.minutes.`,
  'offset.deleted': ({ data }) =>
    `The offset that group ${data.group} had committed for ${topicPartitionKey(data)} was dropped: the topic was deleted.`,
  'offset.committed': ({ data }) =>
    `Group ${data.group} committed offset ${data.offset} of ${topicPartitionKey(data)}.`,
};
