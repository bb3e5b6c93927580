// What every request of a member sets in motion, whichever protocol it speaks: a new group epoch if one
// is due, the target of that epoch, and a step of the member towards it. Follows
// `GroupMetadataManager` (updateSubscriptionMetadata, maybeUpdateTargetAssignment, maybeReconcile).
import { reconcile } from './current-assignment.ts';
import {
  bumpGroupEpoch,
  type ConsumerGroup,
  type ConsumerGroupMember,
  isOwnedByOthers,
  isReconciledTo,
  subscriptionOf,
  targetOf,
} from './group.ts';
import type { ConsumerHost } from './host.ts';
import { maybeRefreshRegexes } from './regex.ts';
import { maybeUpdateTarget } from './target-assignment.ts';

/** A member before a request, and as the request has it. */
export interface MemberUpdate {
  readonly before: ConsumerGroupMember;
  readonly updated: ConsumerGroupMember;
  /** What it says that it has; null: it says nothing. */
  readonly owned: ReadonlySet<string> | null;
}

/** Works on the draft; returns the member as it is then. */
export function moveOn(
  draft: ConsumerGroup,
  { before, updated, owned }: MemberUpdate,
  host: ConsumerHost,
): ConsumerGroupMember {
  const { memberId } = updated;
  const hasNewNames = !isSameList(before.subscribedTopicNames, updated.subscribedTopicNames);
  const hasNewRegex = before.subscribedTopicRegex !== updated.subscribedTopicRegex;
  const hasSubscriptionChanged = hasNewNames || hasNewRegex;
  const isKnownRegex = hasNewRegex && draft.regexes.has(updated.subscribedTopicRegex);
  draft.members.set(memberId, updated);
  maybeRefreshRegexes(draft, host);
  // A regular expression that is still to be looked up will make an epoch of its own.
  bumpGroupEpoch(draft, hasNewNames || isKnownRegex, host);
  maybeUpdateTarget(draft, memberId, host);
  const subscription = new Set(
    subscriptionOf(draft, updated).map((name) => host.topicOf(name)?.topicId),
  );
  const reconciled =
    !hasSubscriptionChanged && isReconciledTo(updated, draft.assignmentEpoch)
      ? updated
      : reconcile(updated, {
          targetEpoch: draft.assignmentEpoch,
          target: targetOf(draft, memberId),
          hasSubscriptionChanged,
          isSubscribedTo: (topicId) => subscription.has(topicId),
          isOwnedByOthers: (partition) => isOwnedByOthers(draft, memberId, partition),
          owned,
        });
  draft.members.set(memberId, reconciled);
  return reconciled;
}

export function isSameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}
