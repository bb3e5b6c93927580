// What of its committed offsets a consumer group needs. Follows
// `ConsumerGroup#offsetExpirationCondition`.
import { type ExpirationPolicy, SINCE_COMMIT } from '#kafka/coordinator/offsets/expiration.ts';
import { type ConsumerGroup, subscriptionOf } from './group.ts';

export function expirationPolicyOf(group: ConsumerGroup): ExpirationPolicy {
  const topics = new Set<string>();
  for (const member of group.members.values()) {
    for (const topic of subscriptionOf(group, member)) topics.add(topic);
  }
  return { ...SINCE_COMMIT, isSubscribedTo: (topic) => topics.has(topic) };
}
