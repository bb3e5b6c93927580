// What the transport asks of the engine that it works for.
import type { EngineEventMap } from '#sim/event.ts';
import type { ConnectionDelivery, Delivery, NodeId } from '#sim/node.ts';
import type { NodeState, World } from '#sim/world.ts';

/** What the transport needs of the engine. */
export interface TransportHost {
  readonly world: World;
  cause: number;
  note<K extends keyof EngineEventMap>(
    node: NodeId,
    type: K,
    data: EngineEventMap[K],
    cause: number,
  ): number;
  nodeOf(id: NodeId): NodeState;
  deliver(node: NodeState, delivery: Delivery | ConnectionDelivery, cause: number): void;
  takeSequence(): number;
  /** What the body of a request or of an answer is called. */
  apiOf(body: unknown): string;
}
