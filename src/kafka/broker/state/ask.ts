// What a broker asks of other nodes. What comes back is handled in answers.ts, one entry an API.
import { send } from '#kafka/port.ts';
import type { RequestBody } from '#kafka/protocol/api.ts';
import type { Broker } from './broker-state.ts';

/** The APIs that a broker asks of others. */
export type AskedApi =
  | 'Fetch'
  | 'FetchMetadata'
  | 'BrokerRegistration'
  | 'BrokerHeartbeat'
  | 'AlterPartition'
  | 'AllocateProducerIds'
  | 'CreateTopics';

/** Asks another node; `timeoutMs` is this broker's request timeout. Returns the request id. */
export function ask<A extends AskedApi>(
  { port }: Broker,
  to: string,
  body: RequestBody<A>,
  timeoutMs: number,
): number {
  return send(port, to, body, timeoutMs);
}
