// What members tell the leader they had, against what Kafka's members told (golden data).
import { expect, test } from 'vitest';
import { INITIAL_ASSIGNOR_STATE } from '#kafka/assignor/assignor.ts';
import { assignorByName } from '#kafka/assignor/assignors.ts';
import { assignorNameOf } from '#kafka/protocol/assignor-name.ts';
import { parseTopicPartition, topicPartitionKey } from '#kafka/protocol/topic-partition.ts';
import { stickyRunner } from '#node/conform/client-assignors.ts';
import { readFixture } from '#node/conform/fixtures.ts';

interface Step {
  readonly members: readonly {
    readonly id: string;
    readonly owned: readonly string[];
    readonly generation: number;
  }[];
  readonly expected: {
    readonly generation: number;
    readonly assignment: Readonly<Record<string, readonly string[]>>;
  };
}

test('a sticky member repeats its last assignment, in the order in which Kafka writes it', () => {
  const result = readFixture('test/fixtures/kafka', stickyRunner);
  if (result.type === 'problem') throw new Error(result.problem);
  let seen = 0;
  for (const { steps } of result.fixture.cases as readonly { readonly steps: readonly Step[] }[]) {
    steps.forEach(({ expected }, index) => {
      for (const member of steps[index + 1]?.members ?? []) {
        const given = expected.assignment[member.id];
        if (given === undefined || member.generation !== expected.generation) continue;
        const { onAssignment, subscriptionUserData } = assignorByName('sticky');
        const state = onAssignment(
          given.map(parseTopicPartition),
          expected.generation,
          INITIAL_ASSIGNOR_STATE,
        );
        expect(subscriptionUserData(state)?.partitions.map(topicPartitionKey)).toEqual(
          member.owned,
        );
        seen += 1;
      }
    });
  }
  expect(seen).toBeGreaterThan(300);
});

test('assignors are found by the class names of partition.assignment.strategy', () => {
  expect(assignorNameOf('class org.apache.kafka.clients.consumer.StickyAssignor')).toBe('sticky');
  expect(assignorNameOf('org.apache.kafka.clients.consumer.CooperativeStickyAssignor')).toBe(
    'cooperative-sticky',
  );
  expect(assignorNameOf('com.example.MyAssignor')).toBeNull();
});
