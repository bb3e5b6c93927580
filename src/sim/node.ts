// What a node is: disk that survives a crash, memory that does not, and a handler of deliveries.
// A node acts on the world only through its NodePort, so all that it does is seen by the engine.
import type { RandomStream } from './random.ts';

export type NodeId = string;
export type PacketKind = 'request' | 'response';

/** What shall happen to which packets. */
export interface FaultSpec {
  readonly kind: PacketKind;
  /** The model's name for what is sent, such as `Produce`; null: whatever it is. */
  readonly api: string | null;
  /** null: from anybody. */
  readonly from: NodeId | null;
  /** null: to anybody. */
  readonly to: NodeId | null;
  /** A packet that is dropped takes its connection with it; what is behind a delayed one waits. */
  readonly action: 'drop' | 'delay';
  /** Of a delay. */
  readonly delayUs: number;
  /** How many packets it is for. */
  readonly times: number;
}

/** News of a connection that the node has asked for. */
export interface ConnectionDelivery {
  /** `connected`: the handshake is done. `closed`: refused, broken, or ended by the other side. */
  readonly type: 'connected' | 'closed';
  readonly to: NodeId;
  readonly channel: string;
  /** It was closed because a request on it was not answered in time. */
  readonly isTimeout: boolean;
}

/** What the engine hands to a node, one at a time. */
export type Delivery =
  | RequestDelivery
  | {
      readonly type: 'response';
      readonly from: NodeId;
      /** Of the connection that it came on. */
      readonly channel: string;
      readonly request: number;
      readonly body: unknown;
      /** The request that this answers. */
      readonly asked: unknown;
    }
  /**
   * The connection broke before an answer (`disconnected`), or was closed because the timeout of this
   * request, or of another one on it, has passed (`timed-out`).
   */
  | {
      readonly type: 'disconnected' | 'timed-out';
      readonly from: NodeId;
      readonly request: number;
      /** The request that will not be answered. */
      readonly body: unknown;
    }
  | { readonly type: 'timer'; readonly timer: string; readonly data: unknown }
  | { readonly type: 'command'; readonly body: unknown }
  /** Asked to end in good order; the node calls `port.halt()` when it is done. */
  | { readonly type: 'shutdown' };

/** A request to be answered now or later with `port.respond`; keep it in memory while parked. */
export interface RequestDelivery {
  readonly type: 'request';
  readonly from: NodeId;
  readonly request: number;
  readonly body: unknown;
}

/** How a request goes out, where the usual way will not do. */
export interface Sending {
  /** Which connection to that node: each keeps its own order. */
  readonly channel?: string;
  /** The request id, taken before with `takeRequestId`. */
  readonly request?: number;
  /** No answer will come, and none is waited for. */
  readonly isOneWay?: boolean;
}

/** Everything that a node may ask for. Valid only during the call that received it. */
export interface NodePort {
  readonly id: NodeId;
  readonly nowUs: number;
  /** Id of the event being handled: the default cause of what the node does now. */
  readonly cause: number;
  /**
   * Begins to open a connection; `connected` or `closed` comes back as a delivery. One that the node
   * had on this channel is closed.
   */
  connect(to: NodeId, channel: string): void;
  /** Closes a connection; its requests in flight fail as `disconnected` or `timed-out`. */
  disconnect(to: NodeId, channel: string, isTimeout: boolean): void;
  /** A request id to send with later. */
  takeRequestId(): number;
  /**
   * Sends a request; the answer, a disconnect or the timeout comes back as a delivery. Without an
   * open connection on that channel, there is one at once. `body` must be immutable. Returns the
   * request id.
   */
  send(to: NodeId, body: unknown, timeoutUs: number, sending?: Sending): number;
  /** Answers a request, which lets the next one of its connection be read. */
  respond(request: RequestDelivery, body: unknown): void;
  /** A request that nobody waits for is done: the next one of its connection may be read. */
  finish(request: RequestDelivery): void;
  /** Closes the connection that a request came on, instead of an answer. */
  close(request: RequestDelivery): void;
  /** (Re)starts the timer `key` of this node. Timers die with the process. */
  setTimer(key: string, afterUs: number, data?: unknown): void;
  clearTimer(key: string): void;
  hasTimer(key: string): boolean;
  /** Records a fact. `data` must be immutable. Returns the event's id. */
  emit(type: string, data: unknown, cause?: number): number;
  /** This node's stream of that name. */
  random(name: string): RandomStream;
  /**
   * Lets others connect or refuses them; a process that starts lets them, unless it says otherwise.
   * What they have opened is closed once nothing has happened on it for `maxIdleUs`.
   */
  listen(isListening: boolean, maxIdleUs?: number): void;
  /** Ends this process in good order (after a `shutdown`). */
  halt(): void;
  /** This process ends by a fault of its own; a supervisor starts it again after a while; null: none does. */
  crash(restartAfterUs: number | null): void;
  /** Says something to another node of the same program, which hears it as a command. */
  tell(to: NodeId, body: unknown): void;
}

/** How a kind of node behaves. `Disk` survives a crash; `Memory` is rebuilt by `boot`. */
export interface NodeType<Disk, Memory> {
  boot(disk: Disk, port: NodePort): Memory;
  handle(memory: Memory, disk: Disk, delivery: Delivery, port: NodePort): void;
}

/** A kind of node that opens connections, and hears of them. */
export interface ConnectingNodeType<Disk, Memory> {
  boot(disk: Disk, port: NodePort): Memory;
  handle(memory: Memory, disk: Disk, delivery: Delivery | ConnectionDelivery, port: NodePort): void;
}

/** Latency and loss of one direction between two nodes. */
export interface LinkSpec {
  readonly latencyUs: number;
  /** Added uniformly in [0, jitterUs]. */
  readonly jitterUs: number;
  readonly lossPerMillion: number;
}

/** What a command may do to the world. */
export interface CommandPort {
  readonly nowUs: number;
  readonly cause: number;
  /** Adds a node and starts it. */
  addNode(id: NodeId, kind: string, disk: unknown): void;
  /** Makes these nodes, which may be added later, one process; they end in this order. */
  shareProcess(nodes: readonly NodeId[]): void;
  hasNode(id: NodeId): boolean;
  nodeStatus(id: NodeId): 'running' | 'paused' | 'down' | undefined;
  nodeIds(): readonly NodeId[];
  /** What a node has on disk; undefined when there is no such node. */
  diskOf(id: NodeId): unknown;
  /** Hands `body` to the node as a `command` delivery, at once. */
  deliver(id: NodeId, body: unknown): void;
  /** Crashes the process of a node: all nodes in it. */
  crash(id: NodeId): void;
  /** Asks the process of a node to end in good order: its first node, and each next one in turn. */
  shutdown(id: NodeId): void;
  /** Starts the nodes of a process that are down from their disks, now or after a while. */
  restart(id: NodeId, afterUs?: number): void;
  pause(id: NodeId): void;
  resume(id: NodeId): void;
  setDefaultLink(spec: LinkSpec): void;
  /** Overrides one direction; null goes back to the default. */
  setLink(from: NodeId, to: NodeId, spec: LinkSpec | null): void;
  cutLink(from: NodeId, to: NodeId, isCut: boolean): void;
  dropPacket(packet: number): boolean;
  delayPacket(packet: number, byUs: number): boolean;
  /** Drops or delays the next packets that match. */
  armFault(fault: FaultSpec): void;
  emit(type: string, data: unknown): number;
}

/** The model that the engine runs: which kinds of node there are and what commands mean. */
export interface Model {
  nodeType(kind: string): ConnectingNodeType<unknown, unknown>;
  apply(command: { readonly type: string; readonly data: unknown }, port: CommandPort): void;
  /** What the body of a request or of an answer is called. */
  apiOf(body: unknown): string;
}
