// What of its committed offsets a classic group needs. Follows
// `ClassicGroup#offsetExpirationCondition`.
import { type ExpirationPolicy, SINCE_COMMIT } from '#kafka/coordinator/offsets/expiration.ts';
import { stateOf } from './group.ts';
import type { ClassicGroup } from './state.ts';

/** null: nothing of this group expires now. */
export function expirationPolicyOf(group: ClassicGroup): ExpirationPolicy | null {
  // A consumer on its own that only stores its offsets here.
  if (group.protocolType === '') return SINCE_COMMIT;
  switch (stateOf(group)) {
    case 'Empty':
      return { ...SINCE_COMMIT, neededUntilMs: () => group.currentStateMs };
    case 'Stable': {
      const topics = subscribedTopics(group);
      return { ...SINCE_COMMIT, isSubscribedTo: (topic) => topics.has(topic) };
    }
    default:
      return null;
  }
}

function subscribedTopics(group: ClassicGroup): ReadonlySet<string> {
  const topics = new Set<string>();
  for (const { protocols } of group.members.values()) {
    for (const { metadata } of protocols) for (const topic of metadata.topics) topics.add(topic);
  }
  return topics;
}
