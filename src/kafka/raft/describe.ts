// How far the replicas of the metadata log are, as its leader knows. Follows
// `KafkaRaftClient.handleDescribeQuorumRequest` and `LeaderState.describeQuorum`.
import { usToMs } from '#base/time.ts';
import { respond } from '#kafka/port.ts';
import type { RequestBody } from '#kafka/protocol/api.ts';
import type { QuorumReplica } from '#kafka/protocol/api/raft.ts';
import { errorResponse } from '#kafka/protocol/error-response.ts';
import type { RequestDelivery } from '#sim/node.ts';
import { endOffsetOf } from './metadata-log.ts';
import { isLeader, type Quorum, type ReplicaProgress } from './quorum.ts';

export function handleDescribeQuorum(
  quorum: Quorum,
  request: RequestDelivery,
  body: RequestBody<'DescribeQuorum'>,
): void {
  const { disk, memory, port } = quorum;
  if (!isLeader(memory)) {
    respond(port, request, errorResponse(body, 'NOT_LEADER_OR_FOLLOWER'));
    return;
  }
  const isObserver = ([id]: readonly [number, ReplicaProgress]): boolean =>
    // The broker of a combined process reads the log of its controller.
    !disk.voters.includes(id);
  respond(port, request, {
    api: 'DescribeQuorum',
    errorCode: 'NONE',
    leaderId: disk.leaderId,
    leaderEpoch: disk.epoch,
    highWatermark: memory.highWatermark,
    currentVoters: disk.voters.map((id) => replicaOf(id, progressOf(quorum, id))),
    observers: [...memory.observers].filter(isObserver).map(([id, one]) => replicaOf(id, one)),
  });
}

/** The leader itself is always where its log ends. */
function progressOf({ disk, memory, port }: Quorum, id: number): ReplicaProgress {
  const own = {
    endOffset: endOffsetOf(disk.log),
    lastFetchUs: port.nowUs,
    lastCaughtUpUs: port.nowUs,
  };
  return id === disk.id ? own : (memory.progress.get(id) ?? { ...own, endOffset: -1 });
}

function replicaOf(
  replicaId: number,
  { endOffset, lastFetchUs, lastCaughtUpUs }: ReplicaProgress,
): QuorumReplica {
  return {
    replicaId,
    logEndOffset: endOffset,
    lastFetchTimestamp: Math.floor(usToMs(lastFetchUs)),
    lastCaughtUpTimestamp: Math.floor(usToMs(lastCaughtUpUs)),
  };
}
