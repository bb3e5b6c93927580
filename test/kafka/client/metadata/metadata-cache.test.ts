// What a client believes of the cluster when answers contradict one another: the larger leader epoch is
// right, of a topic as it is now.
import { describe, expect, test } from 'vitest';
import type { ClientPort } from '#kafka/client/connection/client-port.ts';
import { readTimeouts } from '#kafka/client/metadata/client-timeouts.ts';
import {
  createMetadataCache,
  knownPartition,
  type MetadataCache,
} from '#kafka/client/metadata/known-cluster.ts';
import {
  handleMetadataAnswer,
  type MetadataTimer,
  updateLeadership,
} from '#kafka/client/metadata/metadata-cache.ts';
import type { ResponseBody } from '#kafka/protocol/api.ts';

const port = {
  nowUs: 1_000_000,
  hasTimer: () => false,
  setTimer: () => undefined,
  emit: () => 0,
  random: () => ({ nextInt: () => 0, nextUint32: () => 0 }),
} as unknown as ClientPort<MetadataTimer>;

function answer(leader: number, leaderEpoch: number, topicId = 'first'): ResponseBody<'Metadata'> {
  return {
    api: 'Metadata',
    brokers: [1, 2, 3].map((nodeId) => ({ nodeId, rack: null })),
    controllerId: 1,
    topics: [
      {
        errorCode: 'NONE',
        name: 'orders',
        topicId,
        isInternal: false,
        partitions: [
          {
            errorCode: 'NONE',
            partitionIndex: 0,
            leaderId: leader,
            leaderEpoch,
            replicaNodes: [1, 2, 3],
            isrNodes: [1, 2, 3],
          },
        ],
      },
    ],
  } as unknown as ResponseBody<'Metadata'>;
}

/** A cache that has had these answers, in order. */
function cacheAfter(...answers: readonly ResponseBody<'Metadata'>[]): MetadataCache {
  const cache = createMetadataCache('c', [1], ['orders'], readTimeouts('producer', {}));
  for (const body of answers) handleMetadataAnswer(cache, port, body, 300_000);
  return cache;
}

const leaderIn = (cache: MetadataCache) => knownPartition(cache, 'orders', 0)?.leader;

describe('an answer of a broker', () => {
  test('that lags behind does not take the client back to an older leader', () => {
    expect(leaderIn(cacheAfter(answer(2, 5), answer(1, 4)))).toBe(2);
  });

  test('of the same leader epoch or a later one is taken', () => {
    expect(leaderIn(cacheAfter(answer(2, 5), answer(3, 5)))).toBe(3);
    expect(leaderIn(cacheAfter(answer(2, 5), answer(3, 6)))).toBe(3);
  });

  test('is taken whatever its leader epoch, when the topic was made anew', () => {
    expect(leaderIn(cacheAfter(answer(2, 5), answer(1, 0, 'second')))).toBe(1);
  });
});

describe('a leader that an answer names beside an error', () => {
  const told = (leaderEpoch: number) => {
    const cache = cacheAfter(answer(2, 5));
    const leader = { topic: 'orders', partition: 0, leaderId: 3, leaderEpoch };
    return [updateLeadership(cache, port, [leader]), leaderIn(cache)];
  };

  test('is news in a later leader epoch only', () => {
    expect(told(4)).toEqual([false, 2]);
    expect(told(5)).toEqual([false, 2]);
    expect(told(6)).toEqual([true, 3]);
  });
});
