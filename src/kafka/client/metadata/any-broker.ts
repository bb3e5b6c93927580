// Which broker a client asks when any of them would do: see `NetworkClient.leastLoadedNode`. Before it
// knows the cluster, and again when nobody is within reach (KIP-1102), it asks its bootstrap servers, on
// connections of their own: it does not know yet which brokers they are.
import type { ClientPort } from '#kafka/client/connection/client-port.ts';
import type { Channel } from '#kafka/client/connection/policy.ts';
import { nodeIds } from '#kafka/protocol/node-id.ts';
import type { NodeId, Sending } from '#sim/node.ts';
import type { MetadataCache } from './known-cluster.ts';

/** Whom to ask, and on which of the connections to it. */
export interface AskedBroker {
  readonly node: NodeId;
  readonly channel: Channel;
}

const USUAL: Sending = Object.freeze({});
const ON_BOOTSTRAP: Sending = Object.freeze({ channel: 'bootstrap' });

/** A node that is known by its id. */
export function usually(node: NodeId): AskedBroker {
  return { node, channel: '' };
}

/** How a request goes out to it. */
export function sendingTo({ channel }: AskedBroker): Sending {
  return channel === 'bootstrap' ? ON_BOOTSTRAP : USUAL;
}

/** null when none may be asked now. */
export function anyBroker(
  { brokers, bootstrap }: MetadataCache,
  port: ClientPort,
  stream: string,
): AskedBroker | null {
  const isBootstrapping = brokers.length === 0;
  const nodes = (isBootstrapping ? bootstrap : brokers).map(nodeIds.broker);
  const channel = isBootstrapping ? 'bootstrap' : '';
  const node = port.leastLoadedNode(nodes, port.random(stream), channel);
  return node === undefined ? null : { node, channel };
}

/**
 * For Metadata: with no broker within reach the client forgets which there are, and begins again with
 * its bootstrap servers (`metadata.recovery.strategy`).
 */
export function anyBrokerOrBootstrap(
  cache: MetadataCache,
  port: ClientPort,
  stream: string,
): AskedBroker | null {
  const found = anyBroker(cache, port, stream);
  if (found !== null || port.hasReady(cache.brokers.map(nodeIds.broker))) return found;
  cache.brokers = [];
  return anyBroker(cache, port, stream);
}
