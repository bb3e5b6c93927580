// Captions for what controllers tell: who leads, who is in sync, who is fenced.
import type { TraceEventOf } from '#kafka/events.ts';
import type { ControllerEventMap } from '#kafka/events/controller.ts';
import { readNumber } from '#kafka/protocol/configs.ts';
import { topicPartitionKey } from '#kafka/protocol/topic-partition.ts';
import { isRunning } from '#trace/frame.ts';
import { tellLoss } from './broker.ts';
import { findPartition, isPeoples, leaderOf, lossOf, partitionName } from './facts.ts';
import { atOnce, type CaptionMoment, type CaptionRules, type Telling, telling } from './rule.ts';
import { brokersOf, capital, numberWord, partitionsOf, timeOf } from './words.ts';

type PartitionChanged = TraceEventOf<'partition.changed'>;

function isElection({ data: { election, previous, state } }: PartitionChanged): boolean {
  return election !== null && previous !== null && isPeoples(state);
}

/** The first running member of the ISR in the replica list leads: whether it is so here. */
function isNextInLine({ data: { state } }: PartitionChanged): boolean {
  return state.replicas.find((broker) => state.isr.includes(broker)) === state.leader;
}

const ELECTION_REASONS = {
  clean: ' It was in sync.',
  preferred: ' It is the preferred replica: the first in the list.',
  unclean: ' It was not in sync, so records may be lost.',
  'last known leader': ' It led last; nobody in sync is left.',
} as const;

function tellElection(event: PartitionChanged, moment: CaptionMoment): Telling | null {
  const { state, election } = event.data;
  const partition = findPartition(moment.frame, state);
  const isStill =
    partition?.state.leader === state.leader && partition.state.leaderEpoch === state.leaderEpoch;
  if (!isStill || election === null) return null;
  const about = [partitionName(state), `broker:${state.leader}`];
  const leaderEnd = leaderOf(partition)?.logEndOffset ?? 0;
  const loss = lossOf(moment, partition, leaderEnd);
  if (loss !== null) return tellLoss(loss.producers, loss.offsets, about);
  const elections = atOnce(moment.trace, event).filter(isElection);
  if (elections.length > 2) {
    const leaders = [...new Set(elections.map(({ data }) => data.state.leader))].sort();
    return telling(
      `${capital(numberWord(elections.length))} partitions have new leaders:`,
      ` ${brokersOf(leaders)}.`,
      ...elections.map(({ data }) => partitionName(data.state)),
    );
  }
  if (!isRunning(moment.frame.brokers.get(state.leader))) {
    return telling(
      `The controller lets broker ${state.leader} lead ${topicPartitionKey(state)},`,
      ' though it is silent: its session has not run out yet.',
      ...about,
    );
  }
  const said = `Broker ${state.leader} now leads ${topicPartitionKey(state)}, epoch ${state.leaderEpoch}.`;
  const why =
    election === 'clean' && isNextInLine(event)
      ? ' It was next in the replica list and in sync.'
      : ELECTION_REASONS[election];
  return telling(said, why, ...about);
}

/** Members of an ISR that came and went with a change. */
function isrChange({ data: { state, previous } }: PartitionChanged) {
  const before = previous?.isr ?? state.isr;
  return {
    gone: before.filter((broker) => !state.isr.includes(broker)),
    come: state.isr.filter((broker) => !before.includes(broker)),
  };
}

/** Several partitions at once are told once. */
function tellIsr(event: PartitionChanged, { frame, trace }: CaptionMoment): Telling | null {
  const { reason } = event.data;
  const { gone, come } = isrChange(event);
  // That a fenced broker leaves is told with its fencing.
  if (gone.length + come.length === 0 || reason === 'broker fenced') return null;
  const same = atOnce(trace, event).filter((other) => {
    const change = isrChange(other);
    const isSame = change.gone.join() === gone.join() && change.come.join() === come.join();
    return isSame && isPeoples(other.data.state) && !isElection(other);
  });
  if (same[0] !== event) return null;
  for (const { data } of same) {
    const now = findPartition(frame, data.state)?.state;
    if (now?.isr.join() !== data.state.isr.join()) return null;
  }
  const where = partitionsOf(same.map(({ data }) => data.state));
  const about = [...gone, ...come].map((broker) => `broker:${broker}`);
  const partitions = same.map(({ data }) => partitionName(data.state));
  if (come.length > 0) {
    const [has, is] = come.length === 1 ? ['has', 'is'] : ['have', 'are'];
    return telling(
      `${capital(brokersOf(come))} ${has} caught up`,
      ` and ${is} in the ISR of ${where} again.`,
      ...about,
      ...partitions,
    );
  }
  const lagMs = readNumber('broker', frame.clusterConfigs, 'replica.lag.time.max.ms');
  return telling(
    `${capital(brokersOf(gone))} ${gone.length === 1 ? 'leaves' : 'leave'} the ISR of ${where}`,
    reason === 'AlterPartition'
      ? `, ${timeOf(lagMs)} behind. The waterline may rise without it.`
      : '.',
    ...about,
    ...partitions,
  );
}

function tellPartition(event: PartitionChanged, moment: CaptionMoment): Telling | null {
  const { state, previous } = event.data;
  if (!isPeoples(state) || previous === null) return null;
  if (isElection(event)) return tellElection(event, moment);
  const key = topicPartitionKey(state);
  if (state.leader === -1 && previous.leader !== -1) {
    if (findPartition(moment.frame, state)?.state.leader !== -1) return null;
    return telling(
      `${key} has no leader:`,
      ' no replica of its ISR is left. Nobody can write or read it.',
      partitionName(state),
    );
  }
  const adding = state.addingReplicas.filter((one) => !previous.addingReplicas.includes(one));
  if (adding.length > 0) {
    const moves = ` to ${brokersOf(adding)}. Until they have caught up, nothing else changes.`;
    return telling(`${key} begins to move`, moves, partitionName(state));
  }
  if (state.addingReplicas.length < previous.addingReplicas.length) {
    const where = ` ${capital(brokersOf(state.replicas))} hold it now.`;
    return telling(`${key} has moved.`, where, partitionName(state));
  }
  const told = tellIsr(event, moment);
  return told === null ? null : { ...told, rank: 'membership' };
}

function tellFenced(
  { data: { broker, reason } }: TraceEventOf<'broker.fenced'>,
  { frame }: CaptionMoment,
): Telling | null {
  if (frame.brokers.get(broker)?.registration !== 'fenced') return null;
  const isr = [...frame.topics.values()].flatMap(({ partitions }) => partitions);
  const isOut = isr.every(({ state }) => !state.isr.includes(broker));
  const about = `broker:${broker}`;
  if (isOut) {
    return telling(
      `The controller fences broker ${broker}`,
      ' and takes it out of every ISR.',
      about,
    );
  }
  const sessionMs = readNumber('broker', frame.clusterConfigs, 'broker.session.timeout.ms');
  const why = reason === 'session timeout' ? `: no heartbeat for ${timeOf(sessionMs)}.` : '.';
  return telling(`The controller fences broker ${broker}`, why, about);
}

function tellUnfenced(
  { data: { broker } }: TraceEventOf<'broker.unfenced'>,
  { frame }: CaptionMoment,
): Telling | null {
  if (frame.brokers.get(broker)?.registration !== 'unfenced') return null;
  return telling(
    `The controller unfences broker ${broker}:`,
    ' it may lead and be in sync again.',
    `broker:${broker}`,
  );
}

function tellQuorum(
  { data }: TraceEventOf<'quorum.changed'>,
  { frame }: CaptionMoment,
): Telling | null {
  const { controller, state, epoch } = data;
  if (frame.controllers.get(controller)?.state !== state) return null;
  const about = `controller:${controller}`;
  switch (state) {
    case 'Candidate':
      return telling(`Controller ${controller} asks for votes`, ` in epoch ${epoch}.`, about);
    case 'Prospective':
      return telling(
        `Controller ${controller} has not heard from the active one`,
        ' and asks whether others would vote for it.',
        about,
      );
    default:
      return null;
  }
}

export const CONTROLLER_CAPTIONS: CaptionRules<keyof ControllerEventMap> = {
  'quorum.changed': { rank: 'membership', tell: tellQuorum },
  'controller.activated': {
    rank: 'leadership',
    tell: ({ data: { controller, epoch } }, { frame }) =>
      frame.activeController === controller
        ? telling(
            `Controller ${controller} is the active one now`,
            `, in epoch ${epoch}.`,
            `controller:${controller}`,
          )
        : null,
  },
  'controller.deactivated': null,
  'metadata.loaded': null,
  'metadata.appended': null,
  'metadata.committed': null,
  'broker.registered': {
    rank: 'membership',
    tell: ({ data: { broker } }, { frame }) =>
      frame.brokers.get(broker)?.registration === 'fenced'
        ? telling(
            `Broker ${broker} registers with the controller.`,
            ' It stays fenced until it has read the metadata.',
            `broker:${broker}`,
          )
        : null,
  },
  'broker.fenced': { rank: 'leadership', tell: tellFenced },
  'broker.unfenced': { rank: 'leadership', tell: tellUnfenced },
  'broker.unregistered': {
    rank: 'membership',
    tell: ({ data: { broker } }) => telling(`The controller forgets broker ${broker}.`, ''),
  },
  'broker.shutting-down': {
    rank: 'leadership',
    tell: ({ data: { broker } }) =>
      telling(
        `Broker ${broker} wants to stop.`,
        ' First the controller gives its partitions other leaders.',
        `broker:${broker}`,
      ),
  },
  'topic.created': {
    rank: 'membership',
    tell: ({ data: { topic, isInternal } }) =>
      isInternal ? null : telling(`The topic ${topic} is created.`, '', `topic:${topic}`),
  },
  'topic.deleted': {
    rank: 'leadership',
    tell: ({ data: { topic } }) =>
      telling(`The topic ${topic} is deleted,`, ' with all its records.'),
  },
  'partition.changed': { rank: 'leadership', tell: tellPartition },
  'config.altered': {
    rank: 'membership',
    tell: ({ atUs, data: { resourceName, name, value } }) =>
      atUs === 0 || !isPeoples({ topic: resourceName })
        ? null
        : telling(
            `${name} of ${resourceName || 'all brokers'} is ${value ?? 'back at its default'} now.`,
            '',
          ),
  },
};
