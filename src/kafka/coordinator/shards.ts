// The coordinators that live in a broker, each with the internal topic that keeps its state.
import { GROUP_COORDINATOR } from './group-coordinator.ts';
import { type CoordinatorMemory, createCoordinatorMemory } from './runtime/runtime.ts';
import type { CoordinatorName, CoordinatorShard } from './runtime/shard.ts';

const SHARD_BY_NAME: { readonly [N in CoordinatorName]: CoordinatorShard } = {
  group: GROUP_COORDINATOR,
};

/** All coordinators. */
export const SHARDS: readonly CoordinatorShard[] = Object.values(SHARD_BY_NAME);

export function shardNamed(name: CoordinatorName): CoordinatorShard {
  return SHARD_BY_NAME[name];
}

/** The coordinator that an internal topic belongs to; undefined for all other topics. */
export function shardOf(topic: string): CoordinatorShard | undefined {
  return SHARDS.find((shard) => shard.topic === topic);
}

/** The coordinator that is asked for by this type of key. */
export function shardFor(keyType: CoordinatorShard['keyType']): CoordinatorShard | undefined {
  return SHARDS.find((shard) => shard.keyType === keyType);
}

/** The memories of all coordinators, by topic. */
export function createCoordinatorMemories(): Map<string, CoordinatorMemory> {
  return new Map(SHARDS.map((shard) => [shard.topic, createCoordinatorMemory(shard)]));
}
