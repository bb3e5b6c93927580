// Who owns which partition of a group: the members' own word, checked against the coordinator's.
import {
  type ConsumerFrame,
  type Frame,
  type GroupFrame,
  isRunning,
  partitionKey,
} from '#trace/frame.ts';

export interface Holding {
  /** `orders-2`. */
  readonly key: string;
  readonly topic: string;
  readonly partition: number;
  /** The consumer that owns it; null: it lies on the table. */
  readonly owner: string | null;
  /** Consumers that believe to own it, and do not. */
  readonly zombies: readonly string[];
  /** Consumers that the coordinator has given it to and that do not have it yet. */
  readonly heirs: readonly string[];
  /** The owner was told to give it up, and has not yet (KIP-848). */
  readonly isLeaving: boolean;
}

/** Consumers of a group that have not left. */
export function membersOf(frame: Frame, group: string): readonly ConsumerFrame[] {
  return [...frame.consumers.values()].filter(
    ({ spec, status }) => spec.group === group && status !== 'stopped',
  );
}

/** Names of groups, those with consumers first. */
export function groupNames(frame: Frame): readonly string[] {
  const named = new Set<string>();
  for (const { spec } of frame.consumers.values()) if (spec.group !== null) named.add(spec.group);
  for (const id of frame.groups.keys()) named.add(id);
  return [...named];
}

function topicsOf(
  members: readonly ConsumerFrame[],
  group: GroupFrame | undefined,
): ReadonlySet<string> {
  const topics = new Set<string>();
  for (const { spec, owned } of members) {
    if ((spec.assign ?? null) !== null) continue;
    for (const topic of spec.topics) topics.add(topic);
    for (const { topic } of owned) topics.add(topic);
  }
  for (const { assignment } of group?.members ?? []) {
    for (const { topic } of assignment) topics.add(topic);
  }
  return topics;
}

function keysOf(
  partitions: readonly { readonly topic: string; readonly partition: number }[],
): ReadonlySet<string> {
  return new Set(partitions.map(({ topic, partition }) => partitionKey(topic, partition)));
}

/** Each partition that a group reads, in order of topic and number. */
export function holdingsOf(frame: Frame, id: string): readonly Holding[] {
  const group = frame.groups.get(id);
  const members = membersOf(frame, id);
  const given = (group?.members ?? []).map((member) => ({
    consumer: member.clientId,
    keys: keysOf([...member.assignment, ...member.target]),
    toRevoke: keysOf(member.toRevoke),
  }));
  const owned = members
    .filter(isAtWork)
    .map(({ spec, owned: has }) => ({ consumer: spec.id, keys: keysOf(has) }));
  const known = new Set(given.map(({ consumer }) => consumer));
  const topics = topicsOf(members, group);
  return [...frame.topics.values()]
    .filter(({ name }) => topics.has(name))
    .flatMap(({ partitions }) => partitions)
    .map(({ topic, partition }) => {
      const key = partitionKey(topic, partition);
      const believers = owned.filter(({ keys }) => keys.has(key)).map(({ consumer }) => consumer);
      const heirs = given.filter(({ keys }) => keys.has(key)).map(({ consumer }) => consumer);
      const owner = ownerAmong(believers, heirs, known);
      return {
        key,
        topic,
        partition,
        owner,
        zombies: believers.filter((one) => one !== owner),
        heirs: heirs.filter((one) => one !== owner),
        isLeaving: given.some(({ consumer, toRevoke }) => consumer === owner && toRevoke.has(key)),
      };
    });
}

/** One that is paused still has what it has. */
function isAtWork(consumer: ConsumerFrame): boolean {
  return isRunning(consumer) || consumer.status === 'paused';
}

/** Of those that believe to own a partition the one that the coordinator gave it to. */
function ownerAmong(
  believers: readonly string[],
  heirs: readonly string[],
  known: ReadonlySet<string>,
): string | null {
  const given = believers.find((one) => heirs.includes(one));
  if (given !== undefined) return given;
  // Whom the coordinator has put out of the group owns nothing, whatever it believes.
  const members = believers.filter((one) => known.size === 0 || known.has(one));
  return members[0] ?? null;
}
