// Committed offsets that nobody has needed for offsets.retention.minutes. Follows
// `OffsetMetadataManager.cleanupExpiredOffsets` and `OffsetExpirationCondition`; what a group still
// needs, it says itself.
import { readNumber } from '#kafka/protocol/configs.ts';
import { parseTopicPartition } from '#kafka/protocol/topic-partition.ts';
import type { ExpirationTimer, OffsetsHost } from './host.ts';
import type { CommittedOffset } from './offsets-topic.ts';

const TIMER: ExpirationTimer = Object.freeze({ type: 'offset expiration' });

/** Looks again after `offsets.retention.check.interval.ms`. */
export function scheduleExpiration(host: OffsetsHost): void {
  const intervalMs = readNumber('broker', host.configs, 'offsets.retention.check.interval.ms');
  host.setTimer(TIMER.type, intervalMs, TIMER);
}

/** When offsets of a group begin to be no longer needed. */
export interface ExpirationPolicy {
  readonly isSubscribedTo: (topic: string) => boolean;
  readonly neededUntilMs: (offset: CommittedOffset) => number;
}

/** Of offsets that no group claims: their time runs from the commit on. */
export const SINCE_COMMIT: ExpirationPolicy = {
  isSubscribedTo: () => false,
  neededUntilMs: ({ commitMs }) => commitMs,
};

/** The keys of a group's offsets that have expired. */
export function expiredOffsets(
  offsets: ReadonlyMap<string, CommittedOffset>,
  policy: ExpirationPolicy,
  host: OffsetsHost,
): readonly string[] {
  const retentionMs = readNumber('broker', host.configs, 'offsets.retention.minutes') * 60_000;
  const expired = [...offsets].filter(([key, offset]) => {
    const isRead = policy.isSubscribedTo(parseTopicPartition(key).topic);
    return !isRead && host.nowMs - policy.neededUntilMs(offset) >= retentionMs;
  });
  return expired.map(([key]) => key);
}
