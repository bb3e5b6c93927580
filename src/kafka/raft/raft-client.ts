// The KRaft protocol of one voter, by delivery: elections by Vote, replication of the metadata log
// by fetch, the high watermark. Follows `org.apache.kafka.raft.KafkaRaftClient`; what the records
// mean is for the active controller, which is told of changes through QuorumListener.
import { unreachable } from '#base/assert.ts';
import type { RequestBody, ResponseBody } from '#kafka/protocol/api.ts';
import type { RaftApis } from '#kafka/protocol/api/raft.ts';
import type { NodeId, RequestDelivery } from '#sim/node.ts';
import { handleDescribeQuorum } from './describe.ts';
import { checkQuorum, handleBeginQuorumEpoch, handleEndQuorumEpoch } from './epoch.ts';
import { handleFetchFailure, handleFetchRequest, handleFetchResponse } from './fetch.ts';
import { fetchFromLeader } from './follower.ts';
import { expireParked } from './fetch-answer.ts';
import { announce, type Quorum, type QuorumTimer, setElectionTimer } from './quorum.ts';
import { transition } from './transitions.ts';
import { handleElectionTimeout, handleVoteRequest, handleVoteResponse } from './vote.ts';

/** The APIs by which voters elect a leader and replicate its log. */
export type QuorumApi = keyof RaftApis;

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

/** How a voter answers an API of the quorum, and what it makes of the answer of another one. */
interface QuorumExchange<A extends QuorumApi> {
  onRequest(quorum: Quorum, request: RequestDelivery, body: RequestBody<A>): void;
  onAnswer(quorum: Quorum, body: ResponseBody<A>, exchange: Exchange<A>): void;
  /** The connection broke, or the request timeout has passed. */
  onFailure(quorum: Quorum, request: number): void;
}

/** A request of this voter's that was answered. */
interface Exchange<A extends QuorumApi> {
  readonly request: number;
  readonly asked: RequestBody<A>;
  readonly from: NodeId;
}

const nothing = (): void => undefined;

/** One entry an API. */
const QUORUM_APIS: { readonly [A in QuorumApi]: QuorumExchange<A> } = {
  Vote: {
    onRequest: handleVoteRequest,
    onAnswer(quorum, body, { from, asked }) {
      const voter = Number(from.slice(from.lastIndexOf('-') + 1));
      handleVoteResponse(quorum, voter, asked, body);
    },
    onFailure: nothing,
  },
  BeginQuorumEpoch: { onRequest: handleBeginQuorumEpoch, onAnswer: nothing, onFailure: nothing },
  EndQuorumEpoch: { onRequest: handleEndQuorumEpoch, onAnswer: nothing, onFailure: nothing },
  DescribeQuorum: { onRequest: handleDescribeQuorum, onAnswer: nothing, onFailure: nothing },
  FetchMetadata: {
    onRequest: handleFetchRequest,
    onAnswer: (quorum, body, { request }) => handleFetchResponse(quorum, request, body),
    onFailure: handleFetchFailure,
  },
};

export function isQuorumRequest(body: RequestBody): body is RequestBody<QuorumApi> {
  return body.api in QUORUM_APIS;
}

export function handleQuorumRequest(
  quorum: Quorum,
  request: RequestDelivery,
  body: RequestBody<QuorumApi>,
): void {
  (QUORUM_APIS[body.api] as QuorumExchange<QuorumApi>).onRequest(quorum, request, body);
}

/** A voter asks only what its quorum answers. */
export function handleQuorumResponse(
  quorum: Quorum,
  body: ResponseBody,
  exchange: Exchange<QuorumApi>,
): void {
  const { onAnswer } = QUORUM_APIS[exchange.asked.api] as QuorumExchange<QuorumApi>;
  onAnswer(quorum, body as ResponseBody<QuorumApi>, exchange);
}

export function handleQuorumFailure(
  quorum: Quorum,
  request: number,
  { api }: RequestBody<QuorumApi>,
): void {
  QUORUM_APIS[api].onFailure(quorum, request);
}

export function handleQuorumTimer(quorum: Quorum, timer: QuorumTimer): void {
  switch (timer) {
    case 'election':
      handleElectionTimeout(quorum);
      return;
    case 'check quorum':
      checkQuorum(quorum);
      return;
    case 'parked fetches':
      expireParked(quorum);
      return;
    case 'fetch again':
      fetchFromLeader(quorum);
      return;
    default:
      unreachable(timer);
  }
}
