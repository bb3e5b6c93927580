// Which broker a client asks when any of them would do. Follows `NetworkClient.leastLoadedNode`: one
// that was out of reach is passed over while there are others; when none is left, the client begins
// again with its bootstrap list (KIP-1102).
import type { NodePort } from '#sim/node.ts';
import type { MetadataCache } from './known-cluster.ts';

/** A broker's id; null when no broker is known at all. */
export function anyBroker(cache: MetadataCache, port: NodePort, stream: string): number | null {
  const { unreachable } = cache;
  const known = cache.brokers.length > 0 ? cache.brokers : cache.bootstrap;
  let candidates = known.filter((broker) => !unreachable.has(broker));
  if (candidates.length === 0) {
    unreachable.clear();
    candidates = [...new Set([...cache.bootstrap, ...known])];
  }
  if (candidates.length === 0) return null;
  return candidates[port.random(stream).nextInt(candidates.length)] ?? null;
}

/** A request to a node was lost, or a node answered: what is known of its reach. */
export function noteReach({ unreachable }: MetadataCache, node: string, isReached: boolean): void {
  if (isReached && unreachable.size === 0) return;
  const broker = Number(node.slice(node.lastIndexOf('-') + 1));
  if (isReached) unreachable.delete(broker);
  else unreachable.add(broker);
}
