// Golden data of the controller's replica placement.
import { JavaRandom } from '#base/java-random.ts';
import { placeReplicas } from '#kafka/controller/partitions/striped-replica-placer.ts';
import { createRunner } from './runner.ts';

interface PlacerCase {
  readonly randomSeed: string;
  readonly brokers: readonly {
    readonly id: number;
    readonly rack?: string;
    readonly fenced: boolean;
  }[];
  readonly calls: readonly {
    readonly partitions: number;
    readonly replicationFactor: number;
    readonly expected: unknown;
  }[];
}

export const replicaPlacerRunner = createRunner<PlacerCase>('replica-placer', (testCase) => {
  const random = JavaRandom.ofSeed(BigInt(testCase.randomSeed));
  const brokers = testCase.brokers.map(({ id, rack, fenced }) => ({
    id,
    rack: rack ?? null,
    fenced,
  }));
  const got = testCase.calls.map(({ partitions, replicationFactor }) => {
    const placement = placeReplicas(random, brokers, partitions, replicationFactor);
    return placement.type === 'placed'
      ? { replicas: placement.replicas }
      : { error: 'InvalidReplicationFactorException', message: placement.error };
  });
  return { got, expected: testCase.calls.map(({ expected }) => expected) };
});
