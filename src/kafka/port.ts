// Typed doors for the Kafka nodes: the engine's port speaks of `unknown` bodies, these speak Kafka.
import { msToUs } from '#base/time.ts';
import type { NodePort, RequestDelivery, Sending } from '#sim/node.ts';
import type { KafkaEventMap } from './events.ts';
import type { ApiName, RequestBody, ResponseBody } from './protocol/api.ts';

/** The port of a node whose timers have these names: no other can be set, asked for or cleared. */
export interface KafkaPort<Timer extends string> extends NodePort {
  setTimer(key: Timer, afterUs: number, data?: unknown): void;
  clearTimer(key: Timer): void;
  hasTimer(key: Timer): boolean;
}

/** Records a fact of the Kafka model. Returns its event id. */
export function emit<K extends keyof KafkaEventMap>(
  port: NodePort,
  type: K,
  data: KafkaEventMap[K],
  cause?: number,
): number {
  return port.emit(type, data, cause);
}

/** Sends a Kafka request; `timeoutMs` is the sender's request timeout. Returns the request id. */
export function send<A extends ApiName>(
  port: NodePort,
  to: string,
  body: RequestBody<A>,
  timeoutMs: number,
  sending?: Sending,
): number {
  return port.send(to, Object.freeze(body), msToUs(timeoutMs), sending);
}

/** Answers a Kafka request, now or after it was parked. */
export function respond<A extends ApiName>(
  port: NodePort,
  request: RequestDelivery,
  body: ResponseBody<A>,
): void {
  port.respond(request, Object.freeze(body));
}

/** The Kafka request in a delivery. */
export function requestOf(delivery: { readonly body: unknown }): RequestBody {
  return delivery.body as RequestBody;
}

/** The Kafka response in a delivery. */
export function responseOf(delivery: { readonly body: unknown }): ResponseBody {
  return delivery.body as ResponseBody;
}
