// How the leader answers a fetch of the metadata log: with records, with the point where the logs
// part, or later. Follows `KafkaRaftClient.tryCompleteFetchRequest` and its fetch purgatory.
import { msToUs } from '#base/time.ts';
import { nodeIds } from '#kafka/protocol/node-id.ts';
import { respond } from '#kafka/port.ts';
import type { RequestBody } from '#kafka/protocol/api.ts';
import type { RequestDelivery } from '#sim/node.ts';
import { endOffsetOf, endOfEpoch, readMetadata } from './metadata-log.ts';
import { isLeader, type ParkedFetch, type Quorum } from './quorum.ts';

type Fetch = RequestBody<'FetchMetadata'>;

/** Voters are named controller-N, brokers broker-N; in a combined process both have the id N. */
export function isFromVoter(
  { disk }: Quorum,
  request: RequestDelivery,
  replicaId: number,
): boolean {
  return disk.voters.includes(replicaId) && request.from === nodeIds.controller(replicaId);
}

/** Where the fetcher's log parts from the leader's; null when it does not. */
export function divergence(
  { disk }: Quorum,
  { fetchOffset, lastFetchedEpoch }: Fetch,
): { readonly epoch: number; readonly endOffset: number } | null {
  if (fetchOffset === 0) return null;
  const end = endOfEpoch(disk.log, lastFetchedEpoch);
  return end.epoch === lastFetchedEpoch && end.endOffset >= fetchOffset ? null : end;
}

/** Records to read or, for a voter, a high watermark that it does not know. */
export function hasNews(quorum: Quorum, request: RequestDelivery, fetch: Fetch): boolean {
  return (
    readableEnd(quorum, request, fetch) > fetch.fetchOffset ||
    (isFromVoter(quorum, request, fetch.replicaId) &&
      quorum.memory.highWatermark > fetch.highWatermark)
  );
}

/** Voters read to the end of the log, brokers what is committed. */
function readableEnd(quorum: Quorum, request: RequestDelivery, { replicaId }: Fetch): number {
  const { disk, memory } = quorum;
  return isFromVoter(quorum, request, replicaId) ? endOffsetOf(disk.log) : memory.highWatermark;
}

export function answerFetch(
  quorum: Quorum,
  request: RequestDelivery,
  fetch: Fetch,
  errorCode: 'NONE' | 'NOT_LEADER_OR_FOLLOWER' | 'FENCED_LEADER_EPOCH',
): void {
  const { disk, memory, port } = quorum;
  const divergingEpoch = errorCode === 'NONE' ? divergence(quorum, fetch) : null;
  const isReadable = errorCode === 'NONE' && divergingEpoch === null;
  respond(port, request, {
    api: 'FetchMetadata',
    errorCode,
    leaderId: disk.leaderId,
    leaderEpoch: disk.epoch,
    highWatermark: memory.highWatermark,
    divergingEpoch,
    batches: isReadable
      ? readMetadata(disk.log, fetch.fetchOffset, readableEnd(quorum, request, fetch))
      : [],
  });
}

export function parkFetch({ memory, port }: Quorum, request: RequestDelivery, fetch: Fetch): void {
  const maxWaitUs = msToUs(fetch.maxWaitMs);
  memory.parked.push(Object.freeze({ request, fetch, deadlineUs: port.nowUs + maxWaitUs }));
  if (!port.hasTimer('parked fetches')) port.setTimer('parked fetches', maxWaitUs);
}

/** Answers the parked fetches that there is news for; all of them once it leads no more. */
export function answerParked(quorum: Quorum): void {
  const { memory } = quorum;
  if (memory.parked.length === 0) return;
  const due: ParkedFetch[] = [];
  const waiting: ParkedFetch[] = [];
  for (const parked of memory.parked) {
    const isDue = !isLeader(memory) || hasNews(quorum, parked.request, parked.fetch);
    (isDue ? due : waiting).push(parked);
  }
  memory.parked = waiting;
  for (const { request, fetch } of due) {
    answerFetch(quorum, request, fetch, isLeader(memory) ? 'NONE' : 'NOT_LEADER_OR_FOLLOWER');
  }
}

export function expireParked(quorum: Quorum): void {
  const { memory, port } = quorum;
  const due = memory.parked.filter((parked) => parked.deadlineUs <= port.nowUs);
  memory.parked = memory.parked.filter((parked) => parked.deadlineUs > port.nowUs);
  for (const { request, fetch } of due) answerFetch(quorum, request, fetch, 'NONE');
  const next = memory.parked[0];
  if (next !== undefined) port.setTimer('parked fetches', next.deadlineUs - port.nowUs);
}
