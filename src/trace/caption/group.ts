// Captions for what group coordinators tell: who comes, who goes, what is committed.
import type { TraceEventOf } from '#kafka/events.ts';
import type { GroupEventMap } from '#kafka/events/group.ts';
import { readNumber } from '#kafka/protocol/configs.ts';
import { topicPartitionKey } from '#kafka/protocol/topic-partition.ts';
import { isRunning } from '#trace/frame.ts';
import { memberNamed, partitionName } from './facts.ts';
import { atOnce, type CaptionMoment, type CaptionRules, type Telling, telling } from './rule.ts';
import { listOf, partitionsOf, timeOf } from './words.ts';

function tellJoin(
  event: TraceEventOf<'member.joined'>,
  { frame, trace }: CaptionMoment,
): Telling | null {
  const { group: id, clientId } = event.data;
  const group = frame.groups.get(id);
  if (group === undefined) return null;
  const about = [`consumer:${clientId}`, `group:${id}`];
  const newcomers = new Set(atOnce(trace, event).map(({ data }) => data.memberId));
  const others = group.members.filter(
    (member) => !newcomers.has(member.memberId) && member.clientId !== clientId,
  );
  if (others.length === 0) {
    return telling(`${clientId} joins group ${id}.`, ' It is the only member so far.', ...about);
  }
  // Once all have joined, they have heard of it.
  if (group.protocol === 'classic' && group.state !== 'PreparingRebalance') return null;
  const meaning =
    group.protocol === 'classic'
      ? ' Every member will hear of it with its next heartbeat.'
      : ' The coordinator works out who shall own what, and tells each with its heartbeat.';
  return telling(`${clientId} joins.`, meaning, ...about);
}

/** Whether a consumer that left is one that runs, and has worked too long. */
function hasWorkedTooLong(clientId: string, { frame }: CaptionMoment, atUs: number): number | null {
  const consumer = frame.consumers.get(clientId);
  if (consumer === undefined || !isRunning(consumer) || consumer.processing === null) return null;
  const limitMs = readNumber('consumer', consumer.spec.configs, 'max.poll.interval.ms');
  // The request to leave takes a moment to arrive.
  return atUs - consumer.processing.fromUs >= limitMs * 1_000 ? limitMs : null;
}

function tellLeave(event: TraceEventOf<'member.left'>, moment: CaptionMoment): Telling | null {
  const { group: id, clientId, reason } = event.data;
  const about = [`consumer:${clientId}`, `group:${id}`];
  const consumer = moment.frame.consumers.get(clientId);
  const workedMs = hasWorkedTooLong(clientId, moment, event.atUs);
  if (workedMs !== null) {
    return telling(
      `${clientId} has worked for ${timeOf(workedMs)} without poll().`,
      ' It leaves the group, though it is alive.',
      ...about,
    );
  }
  switch (reason) {
    case 'session timeout': {
      const protocol = moment.frame.groups.get(id)?.protocol;
      const ms =
        protocol === 'consumer'
          ? readNumber('broker', moment.frame.clusterConfigs, 'group.consumer.session.timeout.ms')
          : readNumber('consumer', consumer?.spec.configs ?? {}, 'session.timeout.ms');
      return telling(
        `The coordinator removes ${clientId} from ${id}:`,
        ` no heartbeat for ${timeOf(ms)}.`,
        ...about,
      );
    }
    case 'rebalance timeout':
      return telling(
        `The coordinator removes ${clientId} from ${id}:`,
        ' it did not follow the rebalance in time.',
        ...about,
      );
    case 'fenced':
      return telling(
        `${clientId} is fenced:`,
        ' another member has come with its group.instance.id.',
        ...about,
      );
    case 'left':
      return telling(
        `${clientId} leaves group ${id}.`,
        ' Its partitions need another owner.',
        ...about,
      );
  }
}

function tellRebalance(
  { data: { group: id } }: TraceEventOf<'rebalance.started'>,
  { frame }: CaptionMoment,
): Telling | null {
  const group = frame.groups.get(id);
  if (group === undefined || group.state === 'Stable' || group.members.length === 0) return null;
  return group.protocol === 'classic'
    ? telling(
        `Group ${id} rebalances:`,
        ' its members join anew, and its leader deals.',
        `group:${id}`,
      )
    : telling(
        `Group ${id} is at epoch ${group.generation}:`,
        ' its members move step by step.',
        `group:${id}`,
      );
}

function tellStable(
  { data: { group: id, generation } }: TraceEventOf<'rebalance.completed'>,
  { frame }: CaptionMoment,
): Telling | null {
  const group = frame.groups.get(id);
  if (group?.generation !== generation || group.state !== 'Stable') return null;
  const word = group.protocol === 'classic' ? 'generation' : 'epoch';
  return telling(
    `Group ${id} is stable, ${word} ${generation}.`,
    ' Every partition has its owner.',
    `group:${id}`,
  );
}

function tellCommit(
  event: TraceEventOf<'offset.committed'>,
  { frame, trace }: CaptionMoment,
): Telling | null {
  const { group: id, memberId, offset } = event.data;
  const group = frame.groups.get(id);
  const commits = atOnce(trace, event).filter(
    ({ data }) => data.memberId === memberId && data.group === id,
  );
  if (group === undefined || commits.length === 0) return null;
  for (const { data } of commits) {
    if (group.committed.get(topicPartitionKey(data)) !== data.offset) return null;
  }
  const client = memberNamed(group, memberId);
  const about = [
    ...(client === null ? [] : [`consumer:${client}`]),
    ...commits.map(({ data }) => partitionName(data)),
  ];
  const who = client ?? `Group ${id}`;
  const [only] = commits;
  if (commits.length === 1 && only !== undefined) {
    const owned = frame.consumers.get(client ?? '')?.owned.length ?? 0;
    const of = owned === 1 ? '' : ` of ${topicPartitionKey(only.data)}`;
    return telling(
      `${who} commits ${offset}${of}.`,
      ' A successor would begin there now.',
      ...about,
    );
  }
  const offsets = commits.length > 3 ? '' : ` ${listOf(commits.map(({ data }) => data.offset))} of`;
  const where = partitionsOf(commits.map(({ data }) => data));
  return telling(
    `${who} commits${offsets} ${where}.`,
    ' Successors would begin there now.',
    ...about,
  );
}

export const GROUP_CAPTIONS: CaptionRules<keyof GroupEventMap> = {
  'group.changed': null,
  'rebalance.started': { rank: 'membership', tell: tellRebalance },
  'rebalance.completed': { rank: 'membership', tell: tellStable },
  'member.joined': { rank: 'membership', tell: tellJoin },
  'member.left': { rank: 'membership', tell: tellLeave },
  'offset.expired': {
    rank: 'commit',
    tell: ({ data }) =>
      telling(
        `The bookmark of ${data.group} in ${topicPartitionKey(data)} is dropped:`,
        ' nobody needed it for offsets.retention.minutes.',
        `group:${data.group}`,
        partitionName(data),
      ),
  },
  'offset.deleted': null,
  'offset.committed': { rank: 'commit', tell: tellCommit },
};
