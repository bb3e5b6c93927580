// What every target assignment of the group coordinator must be, whatever the group.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  changedMembers,
  createGroupSpec,
  type GroupSpec,
  type GroupSpecMember,
  type TargetAssignment,
} from '#kafka/assignor/group-spec.ts';
import { assignServerRange } from '#kafka/assignor/server-range.ts';
import { assignServerUniform } from '#kafka/assignor/server-uniform.ts';
import { createUuid } from '#kafka/protocol/uuid.ts';
import { RandomStream } from '#sim/random.ts';

interface Group {
  readonly topicIds: ReadonlyMap<string, string>;
  readonly partitionCounts: ReadonlyMap<string, number>;
  readonly subscriptions: ReadonlyMap<string, readonly string[]>;
}

const TOPICS = ['orders', 'audit', 'clicks', 't1', 't10'] as const;

const membersArbitrary = fc.uniqueArray(fc.stringMatching(/^[a-z0-9]{1,6}$/), {
  minLength: 1,
  maxLength: 7,
});

function groupOf(
  seed: number,
  counts: readonly number[],
  subscriptions: ReadonlyMap<string, readonly string[]>,
): Group {
  const stream = RandomStream.named(seed, 'topic ids');
  const topicIds = new Map(TOPICS.map((name) => [name, createUuid(() => stream.nextUint32())]));
  const partitionCounts = new Map(
    TOPICS.map((name, index) => [topicIds.get(name) ?? '', counts[index] ?? 1]),
  );
  return { topicIds, partitionCounts, subscriptions };
}

const countsArbitrary = fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 5, maxLength: 5 });

const equalGroups = fc
  .tuple(fc.nat(), countsArbitrary, membersArbitrary, fc.subarray([...TOPICS], { minLength: 1 }))
  .map(([seed, counts, ids, topics]) =>
    groupOf(seed, counts, new Map(ids.map((id) => [id, topics]))),
  );

const mixedGroups = fc
  .tuple(fc.nat(), countsArbitrary, membersArbitrary)
  .chain(([seed, counts, ids]) =>
    fc
      .tuple(...ids.map(() => fc.subarray([...TOPICS], { minLength: 1 })))
      .map((wanted) =>
        groupOf(seed, counts, new Map(ids.map((id, index) => [id, wanted[index] ?? []]))),
      ),
  );

function specOf(group: Group, before?: TargetAssignment): GroupSpec {
  const members = [...group.subscriptions].map(([memberId, topics]): GroupSpecMember => {
    const target = before?.get(memberId);
    return {
      memberId,
      instanceId: null,
      subscribedTopicNames: topics,
      target:
        target === undefined
          ? null
          : [...target].map(([topicId, partitions]) => ({ topicId, partitions })),
    };
  });
  return createGroupSpec(members, group.topicIds);
}

function expectComplete(targets: TargetAssignment, group: Group): void {
  const given = [...targets.values()].flatMap((target) =>
    [...target].flatMap(([topicId, partitions]) => partitions.map((one) => `${topicId}-${one}`)),
  );
  const wanted = new Set([...group.subscriptions.values()].flat());
  const expected = [...wanted].flatMap((topic) => {
    const topicId = group.topicIds.get(topic) ?? '';
    const count = group.partitionCounts.get(topicId) ?? 0;
    return Array.from({ length: count }, (_, partition) => `${topicId}-${partition}`);
  });
  expect(given.sort()).toEqual(expected.sort());
  for (const [memberId, target] of targets) {
    const mine = (group.subscriptions.get(memberId) ?? []).map((name) => group.topicIds.get(name));
    for (const topicId of target.keys()) expect(mine).toContain(topicId);
  }
}

function sizesOf(targets: TargetAssignment): number[] {
  return [...targets.values()].map((target) => [...target.values()].flat().length);
}

describe.each([
  ['range', assignServerRange],
  ['uniform', assignServerUniform],
] as const)('server-side %s', (_name, assign) => {
  test('gives every partition to exactly one member that wants it, whatever was before', () => {
    fc.assert(
      fc.property(fc.oneof(equalGroups, mixedGroups), mixedGroups, (first, second) => {
        const before = assign(specOf(first), first.partitionCounts);
        expectComplete(before, first);
        const next = { ...first, subscriptions: second.subscriptions };
        expectComplete(assign(specOf(next, before), next.partitionCounts), next);
      }),
    );
  });

  test('writes every target once, and none when nothing changed', () => {
    fc.assert(
      fc.property(equalGroups, (group) => {
        const spec = specOf(group);
        const first = assign(spec, group.partitionCounts);
        expect(changedMembers(spec, first).sort()).toEqual([...group.subscriptions.keys()].sort());
        const again = specOf(group, first);
        expect(changedMembers(again, assign(again, group.partitionCounts))).toEqual([]);
      }),
    );
  });
});

test('uniform leaves equal members at most one partition apart, and keeps what it can', () => {
  fc.assert(
    fc.property(equalGroups, (group) => {
      const first = assignServerUniform(specOf(group), group.partitionCounts);
      expect(Math.max(...sizesOf(first)) - Math.min(...sizesOf(first))).toBeLessThan(2);
      const joined = {
        ...group,
        subscriptions: new Map(group.subscriptions).set(
          'Newcomer',
          [...group.subscriptions.values()][0] ?? [],
        ),
      };
      const second = assignServerUniform(specOf(joined, first), group.partitionCounts);
      expect(Math.max(...sizesOf(second)) - Math.min(...sizesOf(second))).toBeLessThan(2);
      for (const memberId of group.subscriptions.keys()) {
        for (const [topicId, partitions] of second.get(memberId) ?? []) {
          expect(first.get(memberId)?.get(topicId) ?? []).toEqual(
            expect.arrayContaining([...partitions]),
          );
        }
      }
    }),
  );
});
