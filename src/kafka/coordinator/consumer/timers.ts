// The timers of a consumer group, keyed as in `GroupMetadataManager` of Apache Kafka 4.3.
import { readGroupNumber } from '#kafka/protocol/configs.ts';
import type { ConsumerGroup, ConsumerGroupMember } from './group.ts';
import type { ConsumerHost, ConsumerTimer } from './host.ts';

/** As much of a timer as tells it from others. */
type TimerName =
  | {
      readonly type: 'session timeout' | 'rebalance timeout' | 'classic join' | 'classic sync';
      readonly group: string;
      readonly memberId: string;
    }
  | { readonly type: 'regexes'; readonly group: string };

function keyOf(timer: TimerName): string {
  switch (timer.type) {
    case 'session timeout':
      return `session-timeout-${timer.group}-${timer.memberId}`;
    case 'rebalance timeout':
      return `rebalance-timeout-${timer.group}-${timer.memberId}`;
    case 'classic join':
      return `consumer-group-join-${timer.group}-${timer.memberId}`;
    case 'classic sync':
      return `consumer-group-sync-${timer.group}-${timer.memberId}`;
    case 'regexes':
      return `regex-${timer.group}`;
  }
}

function setTimer(timer: ConsumerTimer, afterMs: number, host: ConsumerHost): void {
  host.setTimer(keyOf(timer), afterMs, Object.freeze(timer));
}

/** The session of a member starts anew. */
export function restartConsumerSession(
  group: ConsumerGroup,
  memberId: string,
  host: ConsumerHost,
): void {
  const classic = group.members.get(memberId)?.classic ?? null;
  const own = host.groupConfigsOf(group.id);
  const timeoutMs =
    classic?.sessionTimeoutMs ?? readGroupNumber(own, host.configs, 'consumer.session.timeout.ms');
  setTimer({ type: 'session timeout', group: group.id, memberId }, timeoutMs, host);
}

/** A member by the classic protocol has its rebalance timeout to join again. */
export function awaitClassicJoin(
  group: ConsumerGroup,
  { memberId, rebalanceTimeoutMs }: ConsumerGroupMember,
  host: ConsumerHost,
): void {
  if (group.awaitedJoins.has(memberId)) return;
  group.awaitedJoins.add(memberId);
  setTimer({ type: 'classic join', group: group.id, memberId }, rebalanceTimeoutMs, host);
}

/** It has joined, and has as long again to fetch its assignment. */
export function awaitClassicSync(
  group: ConsumerGroup,
  { memberId, rebalanceTimeoutMs }: ConsumerGroupMember,
  host: ConsumerHost,
): void {
  endClassicJoin(group, memberId, host);
  setTimer({ type: 'classic sync', group: group.id, memberId }, rebalanceTimeoutMs, host);
}

function endClassicJoin(group: ConsumerGroup, memberId: string, host: ConsumerHost): void {
  group.awaitedJoins.delete(memberId);
  host.clearTimer(keyOf({ type: 'classic join', group: group.id, memberId }));
}

export function endClassicSync({ id }: ConsumerGroup, memberId: string, host: ConsumerHost): void {
  host.clearTimer(keyOf({ type: 'classic sync', group: id, memberId }));
}

/** A member that has partitions to give up may take its rebalance timeout for it, no longer. */
export function watchRevocation(
  group: ConsumerGroup,
  { memberId, memberEpoch, state, rebalanceTimeoutMs }: ConsumerGroupMember,
  host: ConsumerHost,
): void {
  const timer = { type: 'rebalance timeout', group: group.id, memberId, memberEpoch } as const;
  if (state === 'UNREVOKED_PARTITIONS') setTimer(timer, rebalanceTimeoutMs, host);
  else host.clearTimer(keyOf(timer));
}

/** The topics' names are looked up for regular expressions as soon as this call is over. */
export function lookUpRegexesSoon({ id }: ConsumerGroup, host: ConsumerHost): void {
  setTimer({ type: 'regexes', group: id }, 0, host);
}

export function clearMemberTimers(
  group: ConsumerGroup,
  memberId: string,
  host: ConsumerHost,
): void {
  host.clearTimer(keyOf({ type: 'session timeout', group: group.id, memberId }));
  host.clearTimer(keyOf({ type: 'rebalance timeout', group: group.id, memberId }));
  endClassicJoin(group, memberId, host);
  endClassicSync(group, memberId, host);
}
