// Which broker a client asks when any of them would do: see `NetworkClient.leastLoadedNode`. When all
// of them are out of reach, the client begins again with its bootstrap list (KIP-1102).
import type { ClientPort } from '#kafka/client/connection/client-port.ts';
import { nodeIds } from '#kafka/protocol/node-id.ts';
import type { MetadataCache } from './known-cluster.ts';

/** A broker's id; null when none may be asked now. */
export function anyBroker(
  { brokers, bootstrap }: MetadataCache,
  port: ClientPort,
  stream: string,
): number | null {
  const known = (brokers.length > 0 ? brokers : bootstrap).map(nodeIds.broker);
  const random = port.random(stream);
  const node =
    port.leastLoadedNode(known, random) ??
    port.leastLoadedNode(bootstrap.map(nodeIds.broker), random);
  return node === undefined ? null : Number(node.slice(node.lastIndexOf('-') + 1));
}
