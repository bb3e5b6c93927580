// The KRaft protocol of one voter, by delivery: elections by Vote, replication of the metadata log
// by fetch, the high watermark. Follows `org.apache.kafka.raft.KafkaRaftClient`; what the records
// mean is for the active controller, which is told of changes through QuorumListener.
import type { RequestBody, ResponseBody } from '#kafka/protocol/api.ts';
import type { NodeId, RequestDelivery } from '#sim/node.ts';
import { checkQuorum, handleBeginQuorumEpoch, handleEndQuorumEpoch } from './epoch.ts';
import { handleFetchRequest, handleFetchResponse } from './fetch.ts';
import { fetchFromLeader } from './follower.ts';
import { expireParked } from './fetch-answer.ts';
import { announce, type Quorum, setElectionTimer } from './quorum.ts';
import { transition } from './transitions.ts';
import { handleElectionTimeout, handleVoteRequest, handleVoteResponse } from './vote.ts';

/**
 * Starts the clocks of a voter that has booted, in the epoch that it remembers. A single voter elects
 * itself at once. One that led has resigned, since its log may have lost what it had promised.
 */
export function startQuorum(quorum: Quorum): void {
  const { id, voters, leaderId } = quorum.disk;
  if (voters.length > 1 && leaderId !== -1) {
    transition(quorum, { type: leaderId === id ? 'resign' : 'found leader' });
    return;
  }
  announce(quorum);
  if (voters.length === 1) transition(quorum, { type: 'timed out' });
  else setElectionTimer(quorum);
}

/** True when the request was one of the quorum's. */
export function handleQuorumRequest(
  quorum: Quorum,
  request: RequestDelivery,
  body: RequestBody,
): boolean {
  switch (body.api) {
    case 'Vote':
      handleVoteRequest(quorum, request, body);
      return true;
    case 'BeginQuorumEpoch':
      handleBeginQuorumEpoch(quorum, request, body);
      return true;
    case 'EndQuorumEpoch':
      handleEndQuorumEpoch(quorum, request, body);
      return true;
    case 'FetchMetadata':
      handleFetchRequest(quorum, request, body);
      return true;
    default:
      return false;
  }
}

/** The answers to BeginQuorumEpoch and EndQuorumEpoch change nothing. */
export function handleQuorumResponse(
  quorum: Quorum,
  from: NodeId,
  request: number,
  body: ResponseBody,
  asked: RequestBody,
): void {
  if (body.api === 'FetchMetadata') handleFetchResponse(quorum, request, body);
  else if (body.api === 'Vote' && asked.api === 'Vote') {
    const voter = Number(from.slice(from.lastIndexOf('-') + 1));
    handleVoteResponse(quorum, voter, asked, body);
  }
}

/** True when the timer was one of the quorum's. */
export function handleQuorumTimer(quorum: Quorum, timer: string): boolean {
  switch (timer) {
    case 'election':
      handleElectionTimeout(quorum);
      return true;
    case 'check quorum':
      checkQuorum(quorum);
      return true;
    case 'parked fetches':
      expireParked(quorum);
      return true;
    case 'fetch again':
      fetchFromLeader(quorum);
      return true;
    default:
      return false;
  }
}
