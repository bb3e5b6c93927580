// Where a consumer should read instead of here (KIP-392). Follows
// `ReplicaManager.findPreferredReadReplica` and `RackAwareReplicaSelector`.
import type {
  Broker,
  FetchSession,
  FollowerState,
  HostedPartition,
} from '#kafka/broker/state/broker-state.ts';
import { isLeading } from '#kafka/broker/state/broker-state.ts';

/** A broker of the consumer's rack that is in the ISR and has what is asked for; -1: read here. */
export function preferredReadReplica(
  { memory, disk }: Broker,
  hosted: HostedPartition,
  { replicaId, rackId }: FetchSession,
  fetchOffset: number,
): number {
  const asksForRack = memory.settings.selectsByRack && replicaId === -1 && rackId !== '';
  if (!asksForRack || !isLeading(hosted)) return -1;
  const rackOf = (broker: number): string | null => memory.image.brokers.get(broker)?.rack ?? null;
  if (rackOf(disk.id) === rackId) return -1;
  let best = -1;
  let bestState: FollowerState | null = null;
  for (const [id, follower] of hosted.followers) {
    const canServe = hosted.isr.includes(id) && follower.logEndOffset >= fetchOffset;
    if (!canServe || rackOf(id) !== rackId) continue;
    if (bestState !== null && compare(id, follower, best, bestState) <= 0) continue;
    best = id;
    bestState = follower;
  }
  return best;
}

/** `ReplicaView.comparator`: the longest log, then the one in sync most lately, then the larger id. */
function compare(id: number, a: FollowerState, otherId: number, b: FollowerState): number {
  return a.logEndOffset - b.logEndOffset || a.lastCaughtUpUs - b.lastCaughtUpUs || id - otherId;
}
