// Which partitions of a group's topics nobody owns, and why that may be: what *why?* says of members
// that own nothing must agree with what the stage shows of those partitions.
import { regexOf } from '#base/regex.ts';
import type { GroupMemberView } from '#kafka/events.ts';
import { partitionKey } from '#kafka/protocol/topic-partition.ts';
import type { ConsumerFrame, Frame, GroupFrame } from '#trace/frame.ts';
import { count, type Fact, now } from './answer.ts';
import { consumerSetting } from './settings.ts';

/** More are counted, not named. */
const MOST_NAMED = 6;

/** What a consumer subscribes to, as far as its topics are there. */
function subscribed(frame: Frame, { spec }: ConsumerFrame): readonly string[] {
  const pattern = spec.pattern == null ? null : regexOf(spec.pattern);
  return [...frame.topics.values()]
    .filter(({ name, isInternal }) =>
      pattern === null ? spec.topics.includes(name) : !isInternal && pattern.matches(name),
    )
    .map(({ name }) => name);
}

/** Keys of the partitions that the group's members subscribe to. */
export function partitionsOfGroup(frame: Frame, group: GroupFrame): readonly string[] {
  const topics = new Set<string>();
  for (const { clientId } of group.members) {
    const consumer = frame.consumers.get(clientId);
    if (consumer === undefined) continue;
    for (const topic of subscribed(frame, consumer)) topics.add(topic);
  }
  return [...topics].flatMap((topic) =>
    (frame.topics.get(topic)?.partitions ?? []).map(({ partition }) =>
      partitionKey(topic, partition),
    ),
  );
}

/** Keys of those that the coordinator has given to nobody. */
export function unownedPartitions(frame: Frame, group: GroupFrame): readonly string[] {
  const owned = new Set(
    group.members.flatMap(({ assignment, toRevoke }) =>
      [...assignment, ...toRevoke].map(({ topic, partition }) => partitionKey(topic, partition)),
    ),
  );
  return partitionsOfGroup(frame, group).filter((key) => !owned.has(key));
}

/** Why members own nothing in a group that does not rebalance. */
export function idleFacts(
  frame: Frame,
  group: GroupFrame,
  idle: readonly GroupMemberView[],
): readonly Fact[] {
  const all = partitionsOfGroup(frame, group);
  if (all.length === 0) return [now('No topic that its members subscribe to is there.')];
  const names = idle.map(({ clientId }) => clientId).join(', ');
  const owns = idle.length === 1 ? 'owns' : 'own';
  const unowned = unownedPartitions(frame, group);
  if (unowned.length === 0) {
    const owners = group.members.length - idle.length;
    return [
      now(
        `${names} ${owns} nothing: a partition has one owner in a group, and ${owners} of ${group.members.length} members own ${all.length === 1 ? 'the only one' : `all ${all.length}`}.`,
      ),
    ];
  }
  return [
    now(`${names} ${owns} nothing, though ${unownedWords(unowned)}.`),
    now(howItHears(frame, group)),
  ];
}

function unownedWords(unowned: readonly string[]): string {
  if (unowned.length > MOST_NAMED) return `${count(unowned.length, 'partition')} have no owner`;
  return `${unowned.join(', ')} ${unowned.length === 1 ? 'has' : 'have'} no owner`;
}

/** When a group deals out what it did not know of. */
function howItHears(frame: Frame, group: GroupFrame): string {
  if (group.protocol === 'consumer') {
    return 'The coordinator makes a new target once it has learned of them.';
  }
  const leader = group.members.find(({ memberId }) => memberId === group.leader);
  const consumer = leader === undefined ? undefined : frame.consumers.get(leader.clientId);
  if (leader === undefined || consumer === undefined) {
    return 'They were not there when the group was last dealt out.';
  }
  return `Its leader ${leader.clientId} made the assignment without them. It asks for a new one when it hears of them, at the latest after ${consumerSetting(consumer, 'metadata.max.age.ms')}.`;
}
