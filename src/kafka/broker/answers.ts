// What comes of the requests that a broker has sent: for each API, its answer and its failure.
import type { RequestBody, ResponseBody } from '#kafka/protocol/api.ts';
import {
  handleHeartbeat,
  handleLifecycleFailure,
  handleRegistration,
} from '#kafka/broker/lifecycle/lifecycle-manager.ts';
import {
  handleMetadata,
  handleMetadataFailure,
} from '#kafka/broker/lifecycle/metadata-observer.ts';
import { handleAlterPartitionResponse, retryAlterPartition } from '#kafka/broker/replica/isr.ts';
import {
  handleFetcherFailure,
  handleFetchResponse,
} from '#kafka/broker/replica/replica-fetcher.ts';
import { handleTopicCreated } from '#kafka/broker/request/auto-topic-creation.ts';
import { settleForwarded } from '#kafka/broker/request/forwarding.ts';
import { handleProducerIds, refuseProducerIds } from '#kafka/broker/request/producer-ids.ts';
import type { AskedApi } from '#kafka/broker/state/ask.ts';
import type { Broker } from '#kafka/broker/state/broker-state.ts';

/** What comes of a request, which is known by its body and its id. */
interface Outcome<A extends AskedApi> {
  onAnswer(broker: Broker, body: ResponseBody<A>, asked: RequestBody<A>, request: number): void;
  /** The connection broke, or the request timeout has passed. */
  onFailure(broker: Broker, asked: RequestBody<A>, request: number): void;
}

/** One entry for each API that a broker asks of others. */
const OUTCOMES: { readonly [A in AskedApi]: Outcome<A> } = {
  Fetch: {
    onAnswer: (broker, body, _asked, request) => handleFetchResponse(broker, request, body),
    onFailure: (broker, _asked, request) => handleFetcherFailure(broker, request),
  },
  FetchMetadata: { onAnswer: handleMetadata, onFailure: handleMetadataFailure },
  BrokerRegistration: { onAnswer: handleRegistration, onFailure: handleLifecycleFailure },
  BrokerHeartbeat: { onAnswer: handleHeartbeat, onFailure: handleLifecycleFailure },
  AlterPartition: { onAnswer: handleAlterPartitionResponse, onFailure: retryAlterPartition },
  AllocateProducerIds: { onAnswer: handleProducerIds, onFailure: refuseProducerIds },
  CreateTopics: {
    onAnswer: (broker, _body, asked) => handleTopicCreated(broker, asked),
    onFailure: handleTopicCreated,
  },
};

function outcomeOf({ api }: RequestBody): Outcome<AskedApi> {
  return OUTCOMES[api as AskedApi] as Outcome<AskedApi>;
}

export function handleAnswer(
  broker: Broker,
  request: number,
  body: ResponseBody,
  asked: RequestBody,
): void {
  if (settleForwarded(broker, request, body)) return;
  const answer = body as ResponseBody<AskedApi>;
  outcomeOf(asked).onAnswer(broker, answer, asked as RequestBody<AskedApi>, request);
}

export function handleFailure(broker: Broker, request: number, asked: RequestBody): void {
  if (settleForwarded(broker, request, null)) return;
  outcomeOf(asked).onFailure(broker, asked as RequestBody<AskedApi>, request);
}
