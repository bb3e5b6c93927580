// The engine's whole state: everything that a keyframe must hold, and nothing else.
import { Heap } from '#base/heap.ts';
import { measuredClone } from '#base/clone.ts';
import type { CommandEnvelope } from './command.ts';
import type { ArmedFault } from './fault.ts';
import { Network } from './network.ts';
import type { Connection } from './connection.ts';
import type { ConnectionDelivery, Delivery, NodeId } from './node.ts';
import type { Processes } from './process.ts';
import type { QueueEntry } from './queue.ts';
import type { RandomStream } from './random.ts';

/** A request that its sender still waits for. */
export interface OpenRequest {
  readonly to: NodeId;
  readonly body: unknown;
  readonly deadlineUs: number;
  readonly connection: number;
  /** Event id of `request.sent`. */
  readonly cause: number;
}

/** A node as the engine sees it. `disk` and `memory` belong to the node's type. */
export interface NodeState {
  readonly id: NodeId;
  readonly kind: string;
  status: 'running' | 'paused' | 'down';
  /** Whether others can connect to it. */
  isListening: boolean;
  /** Connections of others on which nothing has happened for so long are closed. */
  maxIdleUs: number;
  readonly disk: unknown;
  /** null while the process is down. */
  memory: unknown;
  /** Timer key → sequence of the queue entry that is valid. */
  timers: Map<string, number>;
  /** Requests sent and not answered, in order of sending. */
  openRequests: Map<number, OpenRequest>;
  /** Connections that it has opened, by `connectionKey`. */
  connections: Map<string, Connection['id']>;
  /** Requests received and not answered: on which connection each came. */
  unanswered: Map<number, Connection['id']>;
  /** When the next look for timed-out requests is queued; null when none is. */
  timeoutsAtUs: number | null;
  /** What arrived while paused, with its cause. */
  backlog: { readonly delivery: Delivery | ConnectionDelivery; readonly cause: number }[];
  readonly streams: Map<string, RandomStream>;
}

/** Everything that determines the future of a run. */
export interface World {
  readonly seed: number;
  nowUs: number;
  nextSequence: number;
  nextEventId: number;
  nextPacket: number;
  nextConnection: number;
  /** Those of which an end is open. */
  readonly connections: Map<Connection['id'], Connection>;
  readonly queue: Heap<QueueEntry>;
  /** Commands to come, by time and then in the order given. */
  commands: CommandEnvelope[];
  readonly network: Network;
  /** What waits for packets that are still to be sent. */
  faults: readonly ArmedFault[];
  readonly nodes: Map<NodeId, NodeState>;
  /** Nodes that are not alone in their process. */
  readonly processes: Processes;
  /** Sequences of queue entries that a hand has dropped or delayed: skipped when they come up. */
  readonly staleEntries: Set<number>;
}

export function createWorld(seed: number): World {
  return {
    seed,
    nowUs: 0,
    nextSequence: 0,
    nextEventId: 0,
    nextPacket: 0,
    nextConnection: 0,
    connections: new Map(),
    queue: Heap.empty(),
    commands: [],
    network: Network.create(seed),
    faults: [],
    nodes: new Map(),
    processes: new Map(),
    staleEntries: new Set(),
  };
}

/**
 * An independent copy, and how many things were copied for it; immutable parts (packets, batches,
 * machine snapshots) are shared.
 */
export function forkWorld(world: World): { readonly world: World; readonly size: number } {
  const { copy, size } = measuredClone({ ...world, commands: null });
  return { world: { ...copy, commands: world.commands.slice() }, size };
}
