// Golden data of java.util.HashMap's iteration order.
import { integerKeys, type JavaHashing, JavaHashSet, stringKeys } from '#base/java-collections.ts';
import {
  parseTopicPartition,
  topicPartitionKey,
  topicPartitionKeys,
} from '#kafka/protocol/topic-partition.ts';
import { uuidKeys } from '#kafka/protocol/uuid.ts';
import { type CaseOutcome, createRunner } from './runner.ts';

interface HashCase {
  readonly keyType: 'String' | 'Integer' | 'Uuid' | 'TopicPartition';
  readonly initialCapacity?: number;
  readonly ops: readonly (readonly ['+' | '-', string | number])[];
  readonly expected: {
    readonly order: readonly (string | number)[];
    readonly hashCodes: Readonly<Record<string, number>>;
  };
}

export const javaHashOrderRunner = createRunner<HashCase>('java-hash-order', (testCase) => {
  switch (testCase.keyType) {
    case 'String':
      return runOps(testCase, stringKeys, String, String);
    case 'Integer':
      return runOps(testCase, integerKeys, Number, Number);
    case 'Uuid':
      return runOps(testCase, uuidKeys, String, String);
    case 'TopicPartition':
      return runOps(
        testCase,
        topicPartitionKeys,
        (shown) => parseTopicPartition(String(shown)),
        topicPartitionKey,
      );
  }
});

function runOps<K>(
  { initialCapacity, ops, expected }: HashCase,
  keysAre: JavaHashing<K>,
  read: (shown: string | number) => K,
  show: (key: K) => string | number,
): CaseOutcome {
  const set = new JavaHashSet<K>(keysAre, initialCapacity);
  for (const [op, shown] of ops) {
    if (op === '+') set.add(read(shown));
    else set.delete(read(shown));
  }
  const samples = Object.keys(expected.hashCodes);
  return {
    got: {
      order: [...set].map(show),
      hashCodes: Object.fromEntries(samples.map((key) => [key, keysAre.hashCode(read(key))])),
    },
    expected,
  };
}
