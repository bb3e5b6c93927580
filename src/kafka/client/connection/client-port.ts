// What a node may do that has a network client of its own: all that the engine's port offers, and to
// ask how its connections are. Follows the part of `NetworkClient` that its owners see.
import type { KafkaPort } from '#kafka/port.ts';
import type { NodeId } from '#sim/node.ts';
import type { RandomStream } from '#sim/random.ts';
import type { Channel } from './policy.ts';

export interface ClientPort<Timer extends string = string> extends KafkaPort<Timer> {
  /** Whether a request to that node would leave at once; begins to connect if it may. */
  ready(to: NodeId, channel?: Channel): boolean;
  /** Whether any of them has a connection that is ready, however busy. */
  hasReady(nodes: readonly NodeId[]): boolean;
  /** How long (µs) until it is worth asking again, unless the connection changes before. */
  pollDelayUs(to: NodeId): number;
  /**
   * The node to ask when any of them would do: connected and idle, else connecting, else one that may
   * be connected to, the longest untried first. Undefined when all of them wait out a backoff.
   */
  leastLoadedNode(
    nodes: readonly NodeId[],
    random: RandomStream,
    channel?: Channel,
  ): NodeId | undefined;
  /** Closes all connections: the client is closed, its process goes on. */
  closeConnections(): void;
}

/** What has become of a connection. */
export interface ConnectionChange {
  readonly to: NodeId;
  /** Ready for requests; false: gone. */
  readonly isReady: boolean;
}
