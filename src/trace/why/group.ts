// Why a group is in its state: for whom it waits, why it rebalances, who coordinates it.
import type { GroupMemberView } from '#kafka/events.ts';
import { nodeIds } from '#kafka/protocol/node-id.ts';
import { partitionKey } from '#kafka/protocol/topic-partition.ts';
import { type ConsumerFrame, type GroupFrame, isRunning, partitionLag } from '#trace/frame.ts';
import { offsetsPartition } from '#trace/frame-settings.ts';
import { count, type Fact, type Finding, now, since } from './answer.ts';
import type { Past } from './memory.ts';
import { idleFacts } from './ownership.ts';
import { noController, silenceOf } from './process.ts';
import { brokerSetting, consumerSetting, memberSession } from './settings.ts';

/** `orders-0, orders-1`, or `nothing`. */
export function keysOf(partitions: readonly { topic: string; partition: number }[]): string {
  return (
    partitions.map(({ topic, partition }) => partitionKey(topic, partition)).join(', ') || 'nothing'
  );
}

export function groupFinding(past: Past, group: GroupFrame): Finding {
  const { id, state, generation, protocol } = group;
  const epoch = protocol === 'classic' ? 'generation' : 'group epoch';
  const changed = past.lastOf('group.changed', (data) => data.group === id);
  const rebalance = past.lastOf('rebalance.started', (data) => data.group === id);
  const facts = [
    ...coordinatorFacts(past, group),
    ...(protocol === 'classic' ? classicFacts(past, group) : consumerGroupFacts(group)),
    ...absentMembers(past, group),
  ];
  if (rebalance !== undefined && state !== 'Stable' && state !== 'Empty') {
    facts.unshift(since(rebalance, `It rebalances: ${rebalance.data.reason}.`));
  } else if (changed !== undefined && state === 'Stable') {
    facts.unshift(since(changed, `It is stable: ${changed.data.reason}.`));
  }
  const idle = group.members.filter((member) => member.assignment.length === 0);
  if (idle.length > 0 && state === 'Stable') {
    facts.push(...idleFacts(past.frame, group, idle));
  }
  facts.push(...expiredFacts(past, group), ...lagFacts(past, group));
  return { headline: `${id} is ${state}, ${epoch} ${generation}.`, facts, last: changed };
}

function coordinatorFacts(past: Past, group: GroupFrame): Fact[] {
  const partition = offsetsPartition(past.frame, group.id);
  if (partition === undefined) return [];
  const { leader } = partition.state;
  const key = partitionKey(partition.topic, partition.partition);
  if (leader === -1) {
    return [now(`${key} has no leader: nobody coordinates the group, and it cannot commit.`)];
  }
  const silence = silenceOf(past, nodeIds.broker(leader));
  if (silence === undefined) {
    return [
      now(
        `Broker ${leader} coordinates it: the leader of ${key}, to which the hash of its name falls.`,
      ),
    ];
  }
  const controller = noController(past);
  return [
    silence,
    now(
      `It was the coordinator, as leader of ${key}: no heartbeat, no commit and no rebalance until another broker leads that and has read it.`,
    ),
    ...(controller === undefined ? [] : [controller]),
  ];
}

function classicFacts(past: Past, group: GroupFrame): Fact[] {
  switch (group.state) {
    case 'PreparingRebalance': {
      const waiting = group.members
        .map((member) => past.frame.consumers.get(member.clientId))
        .filter((one): one is ConsumerFrame => one !== undefined)
        .filter((one) => one.membership === 'STABLE' || !isRunning(one));
      const names = waiting.map((one) => one.spec.id).join(', ');
      const [first] = waiting;
      return [
        first !== undefined
          ? now(
              `It waits for ${names} to join again: a member hears of the rebalance with its next heartbeat, and has ${consumerSetting(first, 'max.poll.interval.ms')}.`,
            )
          : now(
              `It waits for more members: ${brokerSetting(past.frame, 'group.initial.rebalance.delay.ms')}.`,
            ),
      ];
    }
    case 'CompletingRebalance': {
      const leader = group.members.find((member) => member.memberId === group.leader);
      return [
        now(
          `It waits for the assignment, which its leader ${leader?.clientId ?? ''} makes and sends with SyncGroup.`,
        ),
      ];
    }
    case 'Empty':
      return emptyFacts(past, group);
    default:
      return [];
  }
}

function emptyFacts(past: Past, group: GroupFrame): Fact[] {
  const left = past.lastOf('member.left', (data) => data.group === group.id);
  return [
    since(
      left,
      `It has no members${left === undefined ? '' : `: ${left.data.clientId} was the last (${left.data.reason})`}.`,
    ),
    ...(group.committed.size === 0
      ? []
      : [
          now(
            `Its offsets are kept for ${brokerSetting(past.frame, 'offsets.retention.minutes')}.`,
          ),
        ]),
  ];
}

function consumerGroupFacts(group: GroupFrame): Fact[] {
  if (group.state === 'Empty') return [now('It has no members.')];
  const facts: Fact[] = [];
  if (group.assignmentEpoch !== null && group.assignmentEpoch < group.generation) {
    facts.push(
      now(
        `Its target assignment is of epoch ${group.assignmentEpoch}: the one of group epoch ${group.generation} is to be made.`,
      ),
    );
  }
  for (const member of group.members) facts.push(...reconciliationFacts(group, member));
  return facts;
}

/** What keeps a member of a consumer group from its target. */
export function reconciliationFacts(group: GroupFrame, member: GroupMemberView): Fact[] {
  const { clientId, memberState, toRevoke, target, assignment, memberEpoch } = member;
  if (memberState === 'UNREVOKED_PARTITIONS') {
    return [
      now(
        `${clientId} must give up ${keysOf(toRevoke)}: it says that it did with a heartbeat, and stays at member epoch ${memberEpoch ?? ''} until then.`,
      ),
    ];
  }
  const owned = new Set(assignment.map(({ topic, partition }) => partitionKey(topic, partition)));
  const missing = target.filter(
    ({ topic, partition }) => !owned.has(partitionKey(topic, partition)),
  );
  if (memberState === 'UNRELEASED_PARTITIONS' && missing.length > 0) {
    const owners = new Set(
      missing.flatMap(({ topic, partition }) =>
        group.members
          .filter((one) => one !== member)
          .filter(({ assignment: has, toRevoke: gives }) =>
            [...has, ...gives].some(
              (other) => other.topic === topic && other.partition === partition,
            ),
          )
          .map((one) => one.clientId),
      ),
    );
    return [
      now(
        owners.size === 0
          ? `${keysOf(missing)} are free now: ${clientId} gets them with its next heartbeat.`
          : `${clientId} waits for ${keysOf(missing)}, which ${[...owners].join(' and ')} ${owners.size === 1 ? 'has' : 'have'} yet to give up.`,
      ),
    ];
  }
  if (memberEpoch !== null && memberEpoch < group.generation) {
    return [
      now(
        `${clientId} is at member epoch ${memberEpoch} of ${group.generation}: it hears of its new target with its next heartbeat.`,
      ),
    ];
  }
  return [];
}

/** Members that do not run, and that the coordinator still counts on. */
function absentMembers(past: Past, group: GroupFrame): Fact[] {
  return group.members.flatMap((member) => {
    const consumer = past.frame.consumers.get(member.clientId);
    if (consumer === undefined || isRunning(consumer)) return [];
    const silence = silenceOf(past, nodeIds.consumer(member.clientId));
    if (silence === undefined) return [];
    const timeout = memberSession(past.frame, group, consumer);
    const partitions = member.assignment.length === 0 ? '' : ` and ${keysOf(member.assignment)}`;
    const isStatic =
      member.groupInstanceId === null || consumer.status === 'paused'
        ? ''
        : ` As a static member (${member.groupInstanceId}) it takes them again without a rebalance if it is back before.`;
    return [
      silence,
      now(
        `The group keeps ${member.clientId}’s place${partitions} until no heartbeat has come for ${timeout}.${isStatic}`,
      ),
    ];
  });
}

function expiredFacts(past: Past, group: GroupFrame): Fact[] {
  const expired = past.lastOf('offset.expired', (data) => data.group === group.id);
  if (expired === undefined || group.committed.size > 0) return [];
  return [
    since(
      expired,
      `Its committed offsets expired: it had no members for ${brokerSetting(past.frame, 'offsets.retention.minutes')}.`,
    ),
  ];
}

function lagFacts(past: Past, group: GroupFrame): Fact[] {
  let lag = 0;
  for (const topic of past.frame.topics.values()) {
    for (const partition of topic.partitions) lag += partitionLag(partition, group) ?? 0;
  }
  return lag > 0
    ? [
        now(
          `${count(lag, 'record')} below the high watermarks ${lag === 1 ? 'is' : 'are'} not committed.`,
        ),
      ]
    : [];
}
