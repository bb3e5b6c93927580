// How many partitions each member gets, from one member to many more than there are partitions.
import { describe, expect, test } from 'vitest';
import { createSubscription, INITIAL_ASSIGNOR_STATE } from '#kafka/assignor/assignor.ts';
import { assignorByName } from '#kafka/assignor/assignors.ts';
import type { AssignorName } from '#kafka/protocol/assignor-name.ts';
import '#kafka/parts';

const COUNTS = Array.from({ length: 20 }, (_, index) => index + 1);

/** Numbers of the partitions of `orders` that each of so many members gets, in order of member. */
function deal(name: AssignorName, memberCount: number, partitionCount: number): number[][] {
  const ids = Array.from({ length: memberCount }, (_, at) => `m${String(at).padStart(2, '0')}`);
  const members = ids.map((memberId) => ({
    memberId,
    groupInstanceId: null,
    metadata: createSubscription({
      topics: ['orders'],
      ownedPartitions: [],
      generationId: -1,
      rackId: null,
      userData: null,
    }),
  }));
  const topics = new Map([['orders', { partitionCount }]]);
  const { assignment } = assignorByName(name).assign(topics, members, INITIAL_ASSIGNOR_STATE);
  return ids.map((id) => (assignment.get(id) ?? []).map(({ partition }) => partition));
}

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index);

describe.each(COUNTS)('among %d members', (memberCount) => {
  test('range gives blocks, of one more to the first ones', () => {
    for (const partitionCount of COUNTS) {
      const share = Math.floor(partitionCount / memberCount);
      const extras = partitionCount % memberCount;
      let next = 0;
      const expected = upTo(memberCount).map((member) => {
        const from = next;
        next += share + (member < extras ? 1 : 0);
        return upTo(next - from).map((index) => from + index);
      });
      expect(deal('range', memberCount, partitionCount)).toEqual(expected);
    }
  });

  test('round robin deals one after the other', () => {
    for (const partitionCount of COUNTS) {
      const expected = upTo(memberCount).map((member) =>
        upTo(partitionCount).filter((partition) => partition % memberCount === member),
      );
      expect(deal('roundrobin', memberCount, partitionCount)).toEqual(expected);
    }
  });

  test.each(['sticky', 'cooperative-sticky'] as const)('%s gives all, evenly', (name) => {
    for (const partitionCount of COUNTS) {
      const dealt = deal(name, memberCount, partitionCount);
      expect(dealt.flat().sort((a, b) => a - b)).toEqual(upTo(partitionCount));
      const sizes = dealt.map(({ length }) => length);
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
    }
  });
});
