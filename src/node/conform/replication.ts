// Golden data of partition changes on the controller, and of leader epochs in the log.
import {
  buildPartitionChange,
  type ElectionType,
  type PartitionChangeFields,
} from '#kafka/controller/partitions/partition-change.ts';
import { LeaderEpochCache } from '#kafka/log/leader-epoch-cache.ts';
import type { PartitionState } from '#kafka/protocol/metadata-record.ts';
import { createRunner } from './runner.ts';

type Brokers = readonly number[];

/** As the data shows a partition: what is empty or RECOVERED is left out. */
export interface ShownPartition {
  readonly replicas: Brokers;
  readonly isr: Brokers;
  readonly removingReplicas?: Brokers;
  readonly addingReplicas?: Brokers;
  readonly elr?: Brokers;
  readonly lastKnownElr?: Brokers;
  readonly leader: number;
  readonly leaderRecoveryState?: 'RECOVERING';
  readonly leaderEpoch: number;
  readonly partitionEpoch: number;
}

interface PartitionChangeCase {
  readonly partition: ShownPartition;
  readonly change: {
    readonly election?: ElectionType;
    readonly acceptableLeaders: Brokers;
    readonly minIsr: number;
    readonly elrEnabled: boolean;
    readonly targetIsr?: Brokers;
    readonly targetReplicas?: Brokers;
    readonly targetRemoving?: Brokers;
    readonly targetAdding?: Brokers;
    readonly targetLeaderRecoveryState?: PartitionState['leaderRecoveryState'];
    readonly uncleanShutdownReplicas?: Brokers;
  };
  readonly expected: unknown;
}

function readPartition(shown: ShownPartition): PartitionState {
  return {
    topic: 'topic',
    topicId: 'topicId',
    partition: 0,
    removingReplicas: [],
    addingReplicas: [],
    elr: [],
    lastKnownElr: [],
    leaderRecoveryState: 'RECOVERED',
    ...shown,
  };
}

export function showPartition(state: PartitionState): ShownPartition {
  const { removingReplicas, addingReplicas, elr, lastKnownElr } = state;
  return {
    replicas: state.replicas,
    isr: state.isr,
    leader: state.leader,
    leaderEpoch: state.leaderEpoch,
    partitionEpoch: state.partitionEpoch,
    ...(removingReplicas.length > 0 && { removingReplicas }),
    ...(addingReplicas.length > 0 && { addingReplicas }),
    ...(elr.length > 0 && { elr }),
    ...(lastKnownElr.length > 0 && { lastKnownElr }),
    ...(state.leaderRecoveryState === 'RECOVERING' && { leaderRecoveryState: 'RECOVERING' }),
  };
}

/** As the record lies in the metadata log: long name of the ELR, recovery state as a number. */
function showFields({ elr, leaderRecoveryState, ...fields }: PartitionChangeFields): unknown {
  return {
    ...fields,
    ...(elr !== undefined && { eligibleLeaderReplicas: elr }),
    ...(leaderRecoveryState !== undefined && {
      leaderRecoveryState: leaderRecoveryState === 'RECOVERING' ? 1 : 0,
    }),
  };
}

export const partitionChangeRunner = createRunner<PartitionChangeCase>(
  'partition-change',
  (testCase) => {
    const before = readPartition(testCase.partition);
    const { acceptableLeaders, ...change } = testCase.change;
    const record = buildPartitionChange(before, {
      ...change,
      isAcceptableLeader: (broker) => acceptableLeaders.includes(broker),
    });
    const { expected } = testCase;
    if (record === null) return { got: { record, partition: showPartition(before) }, expected };
    const { type: _type, topic: _topic, partition: _partition, state, ...fields } = record;
    return { got: { record: showFields(fields), partition: showPartition(state) }, expected };
  },
);

type EpochStep = { readonly entries: readonly (readonly [number, number])[] } & (
  | { readonly op: 'assign'; readonly epoch: number; readonly startOffset: number }
  | { readonly op: 'truncateFromEnd'; readonly endOffset: number }
  | { readonly op: 'truncateFromStart'; readonly startOffset: number }
  | {
      readonly op: 'endOffsetFor';
      readonly requestedEpoch: number;
      readonly logEndOffset: number;
      readonly expected: unknown;
    }
);

interface EpochCase {
  readonly steps: readonly EpochStep[];
}

function runEpochStep(cache: LeaderEpochCache, step: EpochStep): unknown {
  switch (step.op) {
    case 'assign':
      return cache.assign(step.epoch, step.startOffset);
    case 'truncateFromEnd':
      return cache.truncateFromEnd(step.endOffset);
    case 'truncateFromStart':
      return cache.truncateFromStart(step.startOffset);
    case 'endOffsetFor':
      return cache.endOffsetFor(step.requestedEpoch, step.logEndOffset);
  }
}

export const leaderEpochCacheRunner = createRunner<EpochCase>('leader-epoch-cache', ({ steps }) => {
  const cache = LeaderEpochCache.empty();
  const got = steps.map((step) => {
    const answer = runEpochStep(cache, step);
    return {
      answer,
      entries: cache.entries.map(({ epoch, startOffset }) => [epoch, startOffset]),
    };
  });
  const expected = steps.map((step) => ({
    answer: step.op === 'endOffsetFor' ? step.expected : undefined,
    entries: step.entries,
  }));
  return { got, expected };
});
