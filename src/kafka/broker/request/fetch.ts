// Fetches of consumers and followers as they arrive. Follows `ReplicaManager.fetchMessages`; how
// they wait and what they are answered is in delayed-fetch.ts.
import { msToUs } from '#base/time.ts';
import { emit, respond } from '#kafka/port.ts';
import type { RequestBody } from '#kafka/protocol/api.ts';
import type { RequestDelivery } from '#sim/node.ts';
import type { Broker, FetchSession, SessionPartition } from '#kafka/broker/state/broker-state.ts';
import {
  checkPartition,
  divergence,
  tryCompleteFetch,
  watchFetches,
} from '#kafka/broker/purgatory/delayed-fetch.ts';
import { sessionFor, updateSession } from '#kafka/broker/purgatory/fetch-session.ts';
import { expandIsrs, noteFollowerFetch } from '#kafka/broker/replica/isr.ts';

type FetchBody = RequestBody<'Fetch'>;

export function handleFetch(broker: Broker, request: RequestDelivery, fetch: FetchBody): void {
  const { port } = broker;
  const session = sessionFor(broker, request, fetch);
  if (typeof session === 'string') {
    respond(port, request, { api: 'Fetch', errorCode: session, sessionId: 0, partitions: [] });
    return;
  }
  const named = updateSession(broker, session, fetch);
  if (session.replicaId !== -1) noteFollower(broker, session, fetch, named);
  const deadlineUs = port.nowUs + msToUs(fetch.maxWaitMs);
  session.parked = Object.freeze({ request, fetch, deadlineUs });
  // Who asks for nothing waits for nothing: a consumer that ends its session.
  tryCompleteFetch(broker, session, fetch.maxWaitMs === 0 || session.partitions.size === 0);
  if (session.parked === null) return;
  watchFetches(broker, deadlineUs);
  // Followers wait like this nearly always; there is no news in it.
  if (session.replicaId !== -1) return;
  emit(port, 'request.parked', {
    request: request.request,
    api: 'Fetch',
    waitsFor: `${fetch.minBytes} bytes below the high watermark, at most ${fetch.maxWaitMs} ms`,
  });
}

/** The leader learns how far a follower has come from where it fetches next. */
function noteFollower(
  broker: Broker,
  session: FetchSession,
  { replicaId, replicaEpoch }: FetchBody,
  named: readonly SessionPartition[],
): void {
  const { memory, port } = broker;
  for (const asked of named) {
    const hosted = memory.partitions.get(asked.key);
    if (hosted === undefined || checkPartition(broker, hosted, asked, session) !== 'NONE') continue;
    if (divergence(broker, hosted, asked) !== null) continue;
    noteFollowerFetch(broker, hosted, replicaId, asked.fetchOffset, replicaEpoch);
  }
  memory.followerFetchUs.set(replicaId, port.nowUs);
  expandIsrs(broker, session, replicaEpoch);
}
