// The timers of a consumer group, keyed as in `GroupMetadataManager` of Apache Kafka 4.3.
import { readNumber } from '#kafka/protocol/configs.ts';
import type { ConsumerGroup, ConsumerGroupMember } from './group.ts';
import type { CoordinatorHost } from '#kafka/coordinator/host.ts';

/** What the timers carry. */
export type ConsumerTimer =
  | { readonly type: 'session timeout'; readonly group: string; readonly memberId: string }
  | {
      readonly type: 'rebalance timeout';
      readonly group: string;
      readonly memberId: string;
      /** The epoch that the member was to leave behind. */
      readonly memberEpoch: number;
    };

/** `CoordinatorRuntime`: a timer whose change could not be stored runs again after this. */
const RETRY_BACKOFF_MS = 500;

const sessionKey = (group: string, memberId: string): string =>
  `session-timeout-${group}-${memberId}`;
const rebalanceKey = (group: string, memberId: string): string =>
  `rebalance-timeout-${group}-${memberId}`;

/** The session of a member starts anew. */
export function restartConsumerSession(
  group: ConsumerGroup,
  memberId: string,
  host: CoordinatorHost,
): void {
  const own = host.groupConfigsOf(group.id)['consumer.session.timeout.ms'];
  const timeoutMs =
    own === undefined
      ? readNumber('broker', host.configs, 'group.consumer.session.timeout.ms')
      : Number(own);
  const timer: ConsumerTimer = { type: 'session timeout', group: group.id, memberId };
  host.setTimer(sessionKey(group.id, memberId), timeoutMs, Object.freeze(timer));
}

/** A member that has partitions to give up may take its rebalance timeout for it, no longer. */
export function watchRevocation(
  group: ConsumerGroup,
  { memberId, memberEpoch, state, rebalanceTimeoutMs }: ConsumerGroupMember,
  host: CoordinatorHost,
): void {
  const key = rebalanceKey(group.id, memberId);
  if (state !== 'UNREVOKED_PARTITIONS') {
    host.clearTimer(key);
    return;
  }
  const timer: ConsumerTimer = {
    type: 'rebalance timeout',
    group: group.id,
    memberId,
    memberEpoch,
  };
  host.setTimer(key, rebalanceTimeoutMs, Object.freeze(timer));
}

export function retryTimer(timer: ConsumerTimer, host: CoordinatorHost): void {
  const keyOf = timer.type === 'session timeout' ? sessionKey : rebalanceKey;
  host.setTimer(keyOf(timer.group, timer.memberId), RETRY_BACKOFF_MS, timer);
}

export function clearMemberTimers(
  group: ConsumerGroup,
  memberId: string,
  host: CoordinatorHost,
): void {
  host.clearTimer(sessionKey(group.id, memberId));
  host.clearTimer(rebalanceKey(group.id, memberId));
}
