// Where a real controller placed the replicas of new topics. Where the circle of brokers starts and
// how it shifts is random; which placements there can be at all is not.
import { JavaRandom } from '#base/java-random.ts';
import { placeReplicas } from '#kafka/controller/partitions/striped-replica-placer.ts';
import type { ConformRunner, FixtureCase } from '#node/conform/runner.ts';

/** By partition: broker ids. */
type Placement = readonly (readonly number[])[];

interface PlacementFile {
  readonly outcome: { readonly replicasByTopic: readonly Placement[] };
}

interface PlacementCase extends FixtureCase {
  readonly placement: Placement;
}

/** Seeds to try: many more than there are placements on a few brokers. */
const SEEDS = 10_000;

export const placementRunner: ConformRunner = {
  name: 'real-placement',
  file: 'placement',
  readCases: (file) =>
    (file as PlacementFile).outcome.replicasByTopic.map((placement, index): PlacementCase => ({
      id: `topic ${index}`,
      placement,
    })),
  runCase(testCase) {
    const { placement } = testCase as PlacementCase;
    return { got: isPossible(placement) ? placement : 'no seed gives it', expected: placement };
  },
};

/** Whether our placer gives this placement for some random numbers. */
function isPossible(placement: Placement): boolean {
  const wanted = JSON.stringify(placement);
  const ids = [...new Set(placement.flat())].sort((a, b) => a - b);
  const brokers = ids.map((id) => ({ id, rack: null, fenced: false }));
  const replicationFactor = placement[0]?.length ?? 0;
  for (let seed = 0; seed < SEEDS; seed += 1) {
    const random = JavaRandom.ofSeed(BigInt(seed));
    const placed = placeReplicas(random, brokers, placement.length, replicationFactor);
    if (placed.type === 'placed' && JSON.stringify(placed.replicas) === wanted) return true;
  }
  return false;
}
