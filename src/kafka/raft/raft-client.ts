// The KRaft protocol of one voter, by delivery: elections by Vote, replication of the metadata log
// by fetch, the high watermark. Follows `org.apache.kafka.raft.KafkaRaftClient`; what the records
// mean is for the active controller, which is told of changes through QuorumListener.
import type { RequestBody, ResponseBody } from '#kafka/protocol/api.ts';
import type { RaftApis } from '#kafka/protocol/api/raft.ts';
import type { NodeId, RequestDelivery } from '#sim/node.ts';
import { askForVote } from './candidate.ts';
import { handleDescribeQuorum } from './describe.ts';
import {
  checkQuorum,
  handleBeginQuorumEpoch,
  handleBeginQuorumEpochResponse,
  handleEndQuorumEpoch,
  handleEndQuorumEpochResponse,
} from './epoch.ts';
import { handleFetchFailure, handleFetchRequest, handleFetchResponse } from './fetch.ts';
import { fetchFromLeader } from './follower.ts';
import { expireParked } from './fetch-answer.ts';
import { drain, repeatBeginQuorumEpoch } from './leader.ts';
import {
  announce,
  type Quorum,
  type QuorumTimer,
  retryLater,
  type RetryTimer,
  setElectionTimer,
  stateOf,
} from './quorum.ts';
import { sendEndQuorumEpoch } from './resigned.ts';
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
  onFailure(quorum: Quorum, request: number, voter: number): void;
}

/** A request of this voter's that was answered. */
interface Exchange<A extends QuorumApi> {
  readonly request: number;
  readonly asked: RequestBody<A>;
  readonly from: NodeId;
}

function voterOf(node: NodeId): number {
  return Number(node.slice(node.lastIndexOf('-') + 1));
}

const nothing = (): void => undefined;

function tryAgain(quorum: Quorum, _request: number, voter: number): void {
  retryLater(quorum, voter);
}

/** One entry an API. */
const QUORUM_APIS: { readonly [A in QuorumApi]: QuorumExchange<A> } = {
  Vote: {
    onRequest: handleVoteRequest,
    onAnswer(quorum, body, { from, asked }) {
      handleVoteResponse(quorum, voterOf(from), asked, body);
    },
    onFailure: tryAgain,
  },
  BeginQuorumEpoch: {
    onRequest: handleBeginQuorumEpoch,
    onAnswer: handleBeginQuorumEpochResponse,
    // Its timer repeats it.
    onFailure: nothing,
  },
  EndQuorumEpoch: {
    onRequest: handleEndQuorumEpoch,
    onAnswer: (quorum, body, { from }) => {
      handleEndQuorumEpochResponse(quorum, voterOf(from), body);
    },
    onFailure: tryAgain,
  },
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
  { request, from, body }: { request: number; from: NodeId; body: RequestBody<QuorumApi> },
): void {
  QUORUM_APIS[body.api].onFailure(quorum, request, voterOf(from));
}

/** A request to a voter had failed: what the state still wants of it is asked again. */
function retry(quorum: Quorum, voter: number): void {
  switch (stateOf(quorum.memory)) {
    case 'Prospective':
      askForVote(quorum, voter, true);
      return;
    case 'Candidate':
      askForVote(quorum, voter, false);
      return;
    case 'Resigned':
      if (quorum.memory.unacknowledged.has(voter)) sendEndQuorumEpoch(quorum, voter);
      return;
    case 'Unattached':
    case 'Follower':
    case 'Leader':
      return;
  }
}

const RETRY = 'retry ';

export function isQuorumTimer(timer: string): timer is QuorumTimer {
  return timer in QUORUM_TIMERS || timer.startsWith(RETRY);
}

const QUORUM_TIMERS: {
  readonly [T in Exclude<QuorumTimer, RetryTimer>]: (quorum: Quorum) => void;
} = {
  election: handleElectionTimeout,
  'check quorum': checkQuorum,
  'parked fetches': expireParked,
  'fetch again': fetchFromLeader,
  'append linger': drain,
  'begin quorum epoch': repeatBeginQuorumEpoch,
  'graceful shutdown': ({ listener }) => listener.onShutdownComplete(),
};

export function handleQuorumTimer(quorum: Quorum, timer: QuorumTimer): void {
  if (isRetryTimer(timer)) retry(quorum, Number(timer.slice(RETRY.length)));
  else QUORUM_TIMERS[timer](quorum);
}

function isRetryTimer(timer: QuorumTimer): timer is RetryTimer {
  return timer.startsWith(RETRY);
}
