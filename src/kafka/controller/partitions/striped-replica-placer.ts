// Where the replicas of new partitions go: spread over racks, first replicas evenly over brokers.
// Follows Apache Kafka 4.3 `StripedReplicaPlacer`, draw for draw.
import { JavaHashMap, type JavaHashing, javaStringHash } from '#base/java-collections.ts';
import { type JavaRandom, shuffle } from '#base/java-random.ts';
import { compareText } from '#kafka/protocol/topic-partition.ts';

export interface UsableBroker {
  readonly id: number;
  readonly rack: string | null;
  readonly fenced: boolean;
}

export type Placement =
  /** Replicas of each partition; the first one is the preferred leader. */
  | { readonly type: 'placed'; readonly replicas: readonly (readonly number[])[] }
  /** Message of Kafka's InvalidReplicationFactorException. */
  | { readonly type: 'refused'; readonly error: string };

type RackName = string | null;

/** `Optional<String>`: nothing hashes to 0. */
const rackNameKeys: JavaHashing<RackName> = {
  hashCode: (name) => (name === null ? 0 : javaStringHash(name)),
  equals: (a, b) => a === b,
};

/** Brokers to walk through, each at most once per epoch; every new epoch starts one further on. */
class BrokerList {
  private readonly brokers: number[] = [];
  private index = 0;
  private offset = 0;
  private epoch = 0;

  add(broker: number): void {
    this.brokers.push(broker);
  }

  start(random: JavaRandom): void {
    if (this.brokers.length === 0) return;
    this.brokers.sort((a, b) => a - b);
    this.offset = random.nextInt(this.brokers.length);
  }

  shuffle(random: JavaRandom): void {
    shuffle(this.brokers, random);
  }

  /** The next broker of this epoch, or -1 when all were given. */
  next(epoch: number): number {
    const size = this.brokers.length;
    if (size === 0) return -1;
    if (this.epoch !== epoch) {
      this.epoch = epoch;
      this.index = 0;
      this.offset = (this.offset + 1) % size;
    }
    if (this.index >= size) return -1;
    const broker = this.brokers[(this.index + this.offset) % size];
    this.index += 1;
    return broker ?? -1;
  }
}

interface Rack {
  readonly fenced: BrokerList;
  readonly unfenced: BrokerList;
}

function nextOfRack({ fenced, unfenced }: Rack, epoch: number): number {
  const broker = unfenced.next(epoch);
  return broker >= 0 ? broker : fenced.next(epoch);
}

/** Racks to stripe partitions over. */
class RackList {
  readonly brokerCount: number;
  readonly unfencedCount: number;
  private readonly racks = new JavaHashMap<RackName, Rack>(rackNameKeys);
  private readonly rackNames: RackName[];
  private epoch = 0;
  private offset: number;

  constructor(
    private readonly random: JavaRandom,
    brokers: readonly UsableBroker[],
  ) {
    for (const { id, rack, fenced } of brokers) {
      if (!this.racks.has(rack)) {
        this.racks.set(rack, { fenced: new BrokerList(), unfenced: new BrokerList() });
      }
      this.rackOf(rack)[fenced ? 'fenced' : 'unfenced'].add(id);
    }
    for (const rack of this.racks.values()) {
      rack.fenced.start(random);
      rack.unfenced.start(random);
    }
    this.rackNames = [...this.racks.keys()].sort(compareRackNames);
    this.brokerCount = brokers.length;
    this.unfencedCount = brokers.filter((broker) => !broker.fenced).length;
    this.offset = this.rackNames.length === 0 ? 0 : random.nextInt(this.rackNames.length);
  }

  /** Replicas of the next partition; there are enough brokers and one of them is unfenced. */
  place(replicationFactor: number): number[] {
    // Each stripe is used once; then everything is shuffled so that the next round differs.
    if (this.epoch === this.unfencedCount && this.unfencedCount > 1) {
      this.shuffle();
      this.epoch = 0;
    }
    if (this.offset === this.rackNames.length) this.offset = 0;
    const first = this.placeFirst();
    const replicas = [first.broker];
    // The rack of the first replica is passed over once; others follow from `offset`, in circles.
    let rackToSkip = first.rackIndex;
    let rackIndex = this.offset;
    while (replicas.length < replicationFactor) {
      if (rackIndex === rackToSkip) {
        rackToSkip = -1;
      } else {
        const broker = nextOfRack(this.rackAt(rackIndex), this.epoch);
        if (broker >= 0) replicas.push(broker);
      }
      rackIndex = (rackIndex + 1) % this.rackNames.length;
    }
    this.epoch += 1;
    this.offset += 1;
    return replicas;
  }

  /** A leader is never fenced: the first rack from `offset` that has an unfenced broker left. */
  private placeFirst(): { readonly broker: number; readonly rackIndex: number } {
    for (let rackIndex = this.offset; ; rackIndex = (rackIndex + 1) % this.rackNames.length) {
      const broker = this.rackAt(rackIndex).unfenced.next(this.epoch);
      if (broker >= 0) return { broker, rackIndex };
    }
  }

  private shuffle(): void {
    shuffle(this.rackNames, this.random);
    for (const rack of this.racks.values()) {
      rack.fenced.shuffle(this.random);
      rack.unfenced.shuffle(this.random);
    }
  }

  private rackAt(index: number): Rack {
    return this.rackOf(this.rackNames[index] as RackName);
  }

  private rackOf(name: RackName): Rack {
    return this.racks.get(name) as Rack;
  }
}

/** `OptionalStringComparator`: no rack comes first. */
function compareRackNames(a: RackName, b: RackName): number {
  if (a === null || b === null) return Number(a !== null) - Number(b !== null);
  return compareText(a, b);
}

function whyRefused(racks: RackList, replicationFactor: number): string | null {
  if (replicationFactor <= 0) {
    return `Invalid replication factor ${replicationFactor}: the replication factor must be positive.`;
  }
  if (racks.unfencedCount === 0) {
    return 'All brokers are currently fenced, or have all their log directories cordoned.';
  }
  if (replicationFactor > racks.brokerCount) {
    return (
      `The target replication factor of ${replicationFactor} cannot be reached because only ` +
      `${racks.brokerCount} broker(s) are registered or some brokers have all their log ` +
      'directories cordoned.'
    );
  }
  return null;
}

/**
 * Places `partitionCount` new partitions. Draws from `random` even when it refuses, as Kafka does.
 * Brokers come in the order of `usableBrokers()`; only their grouping by rack depends on it.
 */
export function placeReplicas(
  random: JavaRandom,
  brokers: Iterable<UsableBroker>,
  partitionCount: number,
  replicationFactor: number,
): Placement {
  const racks = new RackList(random, [...brokers]);
  const error = whyRefused(racks, replicationFactor);
  if (error !== null) return { type: 'refused', error };
  const replicas: number[][] = [];
  for (let partition = 0; partition < partitionCount; partition += 1) {
    replicas.push(racks.place(replicationFactor));
  }
  return { type: 'placed', replicas };
}
