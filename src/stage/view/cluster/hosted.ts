// The replicas of each broker, in an order that never changes: what it would lead by preference first.
import { type Frame, type PartitionFrame, partitionKey, type ReplicaFrame } from '#trace/frame.ts';

/** A replica with the partition that it is of. */
export interface Hosted {
  readonly partition: PartitionFrame;
  readonly replica: ReplicaFrame;
  /** `orders-0`. */
  readonly key: string;
  /** `orders-0@1`. */
  readonly id: string;
  readonly role: 'leader' | 'follower' | 'offline';
  readonly isInSync: boolean;
  /** Its broker is down. */
  readonly isDead: boolean;
}

function hostedOf(partition: PartitionFrame, replica: ReplicaFrame, isDead: boolean): Hosted {
  const key = partitionKey(partition.topic, partition.partition);
  const isOffline = isDead || ['no leader', 'offline', 'none'].includes(replica.role);
  return {
    partition,
    replica,
    key,
    id: `${key}@${replica.broker}`,
    role: isOffline ? 'offline' : replica.role === 'leader' ? 'leader' : 'follower',
    isInSync: partition.state.isr.includes(replica.broker),
    isDead,
  };
}

export function isDown(frame: Frame, broker: number): boolean {
  const status = frame.brokers.get(broker)?.status;
  return status === 'crashed' || status === 'stopped';
}

/** What a broker hosts of the topics that are not internal. */
export function hostedBy(frame: Frame, broker: number): readonly Hosted[] {
  const hosted: Hosted[] = [];
  const isDead = isDown(frame, broker);
  for (const topic of frame.topics.values()) {
    if (topic.isInternal) continue;
    for (const partition of topic.partitions) {
      const replica = partition.replicas.get(broker);
      if (replica !== undefined) hosted.push(hostedOf(partition, replica, isDead));
    }
  }
  const rank = ({ partition }: Hosted): number => {
    const place = partition.state.replicas.indexOf(broker);
    return place === -1 ? Infinity : place;
  };
  return hosted.sort((a, b) => rank(a) - rank(b));
}

/**
 * From which offset on nobody alive has a replica's records; Infinity: somebody has them all, or nobody
 * is alive to say so.
 */
export function lostFrom(frame: Frame, { partition, replica, isDead }: Hosted): number {
  if (!isDead) return Infinity;
  const living = [...partition.replicas.values()].filter(
    (other) => other.broker !== replica.broker && !isDown(frame, other.broker),
  );
  if (living.length === 0) return Infinity;
  return Math.max(...living.map(({ logEndOffset }) => logEndOffset));
}
