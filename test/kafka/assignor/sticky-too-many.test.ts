// Members that own more than there is: a topic was deleted and made anew with fewer partitions.
import '#kafka/parts';
import { expect, it } from 'vitest';
import {
  AssignorError,
  createSubscription,
  INITIAL_ASSIGNOR_STATE,
} from '#kafka/assignor/assignor.ts';
import { assignorByName } from '#kafka/assignor/assignors.ts';

const TOPIC = 'orders';

function member(memberId: string, owned: readonly number[]) {
  return {
    memberId,
    groupInstanceId: null,
    metadata: createSubscription({
      topics: [TOPIC],
      ownedPartitions: owned.map((partition) => ({ topic: TOPIC, partition })),
      generationId: 1,
      rackId: null,
      userData: null,
    }),
  };
}

it('cooperative-sticky: throws as Kafka does when quotas are filled by what is no more', () => {
  const assignor = assignorByName('cooperative-sticky');
  const topics = new Map([[TOPIC, { partitionCount: 2 }]]);
  const stale = [member('a', [4, 5]), member('b', [2, 3])];
  expect(() => assignor.assign(topics, stale, INITIAL_ASSIGNOR_STATE)).toThrow(AssignorError);
});
