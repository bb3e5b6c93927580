// What nodes and commands may do to the world: the only two doors into the engine's state.
import { assert } from '#base/assert.ts';
import { type Connection, connectionKey } from './connection.ts';
import type {
  CommandPort,
  FaultSpec,
  LinkSpec,
  NodeId,
  NodePort,
  ConnectingNodeType,
  RequestDelivery,
  Sending,
} from './node.ts';
import { processOf, shareProcess } from './process.ts';
import type { PacketEntry } from './queue.ts';
import { RandomStream } from './random.ts';
import { readNext } from '#sim/transport/exchange.ts';
import type { TransportHost } from '#sim/transport/host.ts';
import {
  connectionOf,
  dropByHand,
  endConnections,
  hangUp,
  openConnection,
} from '#sim/transport/lifecycle.ts';
import { sendPacket } from '#sim/transport/segment.ts';
import type { NodeState, World } from './world.ts';

const USUAL: Sending = Object.freeze({});

/** What the ports need from the engine. */
export interface EngineCore extends TransportHost {
  emit(node: NodeId, type: string, data: unknown, cause: number): number;
  nodeType(kind: string): ConnectingNodeType<unknown, unknown>;
  boot(node: NodeState): void;
  watchTimeouts(node: NodeState, atUs: number): void;
}

/** The engine's one NodePort, pointed at the node being served; handlers never run nested. */
class EngineNodePort implements NodePort {
  private node: NodeState | null = null;

  constructor(private readonly engine: EngineCore) {}

  at(node: NodeState): this {
    this.node = node;
    return this;
  }

  get id(): NodeId {
    return this.current.id;
  }

  get nowUs(): number {
    return this.engine.world.nowUs;
  }

  get cause(): number {
    return this.engine.cause;
  }

  private get current(): NodeState {
    return this.node as NodeState;
  }

  connect(to: NodeId, channel: string): void {
    const { engine, current: node } = this;
    this.disconnect(to, channel, false);
    openConnection(engine, node, to, channel, true);
  }

  disconnect(to: NodeId, channel: string, isTimeout: boolean): void {
    const { engine, current: node } = this;
    const connection = connectionOf(engine, node, to, channel);
    if (connection === undefined) return;
    node.connections.delete(connectionKey(to, channel));
    engine.world.queue.push({
      kind: 'close',
      atUs: engine.world.nowUs,
      sequence: engine.takeSequence(),
      connection: connection.id,
      isTimeout,
      cause: engine.cause,
    });
  }

  takeRequestId(): number {
    const { world } = this.engine;
    const id = world.nextPacket;
    world.nextPacket = id + 1;
    return id;
  }

  send(to: NodeId, body: unknown, timeoutUs: number, sending: Sending = USUAL): number {
    const { engine, current: node } = this;
    const { channel = '', request: packet = this.takeRequestId(), isOneWay = false } = sending;
    const connection =
      connectionOf(engine, node, to, channel) ?? openConnection(engine, node, to, channel, false);
    let cause = engine.cause;
    sendPacket(
      engine,
      connection,
      { packetKind: 'request', packet, request: packet, from: node.id, to, body },
      (deliverAtUs) => {
        cause = engine.note(node.id, 'request.sent', { packet, to, body, deliverAtUs }, cause);
        return cause;
      },
    );
    if (isOneWay) return packet;
    const deadlineUs = engine.world.nowUs + timeoutUs;
    node.openRequests.set(
      packet,
      Object.freeze({ to, body, deadlineUs, connection: connection.id, cause }),
    );
    engine.watchTimeouts(node, deadlineUs);
    return packet;
  }

  respond(request: RequestDelivery, body: unknown): void {
    const { engine, current: node } = this;
    const connection = this.answered(request);
    if (connection === undefined) return;
    if (!connection.isServerOpen) {
      // Its client is gone: so is what it has sent since.
      hangUp(engine, connection, engine.cause);
      return;
    }
    connection.serverActiveUs = engine.world.nowUs;
    const packet = this.takeRequestId();
    const to = request.from;
    sendPacket(
      engine,
      connection,
      { packetKind: 'response', packet, request: request.request, from: node.id, to, body },
      (deliverAtUs) => {
        const data = { packet, request: request.request, to, body, deliverAtUs };
        return engine.note(node.id, 'response.sent', data, engine.cause);
      },
    );
    readNext(engine, connection);
  }

  finish(request: RequestDelivery): void {
    const connection = this.answered(request);
    if (connection !== undefined) readNext(this.engine, connection);
  }

  close(request: RequestDelivery): void {
    const connection = this.answered(request);
    if (connection !== undefined) hangUp(this.engine, connection, this.engine.cause);
  }

  /** Takes note that a request has been dealt with; gives the connection that it came on. */
  private answered({ request }: RequestDelivery): Connection | undefined {
    const { engine, current: node } = this;
    const id = node.unanswered.get(request);
    if (id === undefined) return undefined;
    node.unanswered.delete(request);
    return engine.world.connections.get(id);
  }

  setTimer(key: string, afterUs: number, data?: unknown): void {
    const { engine, current: node } = this;
    const sequence = engine.takeSequence();
    node.timers.set(key, sequence);
    engine.world.queue.push({
      kind: 'timer',
      atUs: engine.world.nowUs + afterUs,
      sequence,
      node: node.id,
      timer: key,
      data,
      cause: engine.cause,
    });
  }

  clearTimer(key: string): void {
    this.current.timers.delete(key);
  }

  hasTimer(key: string): boolean {
    return this.current.timers.has(key);
  }

  emit(type: string, data: unknown, cause = this.engine.cause): number {
    return this.engine.emit(this.current.id, type, data, cause);
  }

  random(name: string): RandomStream {
    const { current: node } = this;
    let stream = node.streams.get(name);
    if (stream === undefined) {
      stream = RandomStream.named(this.engine.world.seed, `node ${node.id} ${name}`);
      node.streams.set(name, stream);
    }
    return stream;
  }

  listen(isListening: boolean, maxIdleUs = Infinity): void {
    this.current.isListening = isListening;
    this.current.maxIdleUs = maxIdleUs;
  }

  halt(): void {
    this.engine.note(this.current.id, 'node.stopped', {}, this.engine.cause);
    const ended = this.current;
    endNode(this.engine, ended);
    const next = firstUp(this.engine, ended.id);
    if (next !== undefined) this.engine.deliver(next, { type: 'shutdown' }, this.engine.cause);
  }

  crash(restartAfterUs: number | null): void {
    const { engine, current: node } = this;
    engine.cause = engine.note(node.id, 'node.crashed', {}, engine.cause);
    endNode(engine, node);
    if (restartAfterUs !== null) startLater(engine, node, restartAfterUs);
  }

  tell(to: NodeId, body: unknown): void {
    const { engine } = this;
    if (!engine.world.nodes.has(to)) return;
    const { world, cause } = engine;
    const sequence = engine.takeSequence();
    world.queue.push({ kind: 'word', atUs: world.nowUs, sequence, node: to, body, cause });
  }
}

/** Starts a node's process again after a while, unless somebody has done so before. */
function startLater(engine: EngineCore, { id: node }: NodeState, afterUs: number): void {
  const { world, cause } = engine;
  const sequence = engine.takeSequence();
  world.queue.push({ kind: 'start', atUs: world.nowUs + afterUs, sequence, node, cause });
}

export function createNodePort(engine: EngineCore): EngineNodePort {
  return new EngineNodePort(engine);
}

/** The nodes of a process, of those that have been added. */
function nodesOf({ world }: EngineCore, id: NodeId): readonly NodeState[] {
  return processOf(world.processes, id).flatMap((member) => world.nodes.get(member) ?? []);
}

/** The node of a process that is to end next. */
function firstUp(engine: EngineCore, id: NodeId): NodeState | undefined {
  return nodesOf(engine, id).find((node) => node.status !== 'down');
}

/** The node's part of a process is gone: memory and timers with it, and its connections break. */
function endNode(engine: EngineCore, node: NodeState): void {
  node.status = 'down';
  node.memory = null;
  node.timers.clear();
  node.openRequests.clear();
  node.timeoutsAtUs = null;
  node.backlog = [];
  node.unanswered.clear();
  endConnections(engine, node);
}

function findPacket(world: World, packet: number): PacketEntry | undefined {
  for (const entry of world.queue.values()) {
    if (entry.kind !== 'packet' || entry.packet !== packet) continue;
    if (!world.staleEntries.has(entry.sequence)) return entry;
  }
  return undefined;
}

class EngineCommandPort implements CommandPort {
  constructor(private readonly engine: EngineCore) {}

  get nowUs(): number {
    return this.engine.world.nowUs;
  }

  get cause(): number {
    return this.engine.cause;
  }

  addNode(id: NodeId, kind: string, disk: unknown): void {
    assert(!this.hasNode(id), `node ${id} exists already`);
    const node: NodeState = {
      id,
      kind,
      status: 'down',
      isListening: false,
      maxIdleUs: Infinity,
      disk,
      memory: null,
      timers: new Map(),
      openRequests: new Map(),
      connections: new Map(),
      unanswered: new Map(),
      timeoutsAtUs: null,
      backlog: [],
      streams: new Map(),
    };
    this.engine.world.nodes.set(id, node);
    this.within(() => this.engine.boot(node));
  }

  shareProcess(nodes: readonly NodeId[]): void {
    shareProcess(this.engine.world.processes, nodes);
  }

  hasNode(id: NodeId): boolean {
    return this.engine.world.nodes.has(id);
  }

  nodeStatus(id: NodeId): 'running' | 'paused' | 'down' | undefined {
    return this.engine.world.nodes.get(id)?.status;
  }

  nodeIds(): readonly NodeId[] {
    return [...this.engine.world.nodes.keys()];
  }

  diskOf(id: NodeId): unknown {
    return this.engine.world.nodes.get(id)?.disk;
  }

  deliver(id: NodeId, body: unknown): void {
    this.within(() =>
      this.engine.deliver(this.engine.nodeOf(id), { type: 'command', body }, this.engine.cause),
    );
  }

  crash(id: NodeId): void {
    for (const node of nodesOf(this.engine, id)) {
      if (node.status === 'down') continue;
      this.within(() => {
        this.engine.cause = this.engine.note(node.id, 'node.crashed', {}, this.engine.cause);
        endNode(this.engine, node);
      });
    }
  }

  shutdown(id: NodeId): void {
    const first = firstUp(this.engine, id);
    if (first === undefined) return;
    this.within(() => this.engine.deliver(first, { type: 'shutdown' }, this.engine.cause));
  }

  restart(id: NodeId, afterUs = 0): void {
    for (const node of nodesOf(this.engine, id)) {
      if (node.status !== 'down') continue;
      if (afterUs > 0) startLater(this.engine, node, afterUs);
      else this.within(() => this.engine.boot(node));
    }
  }

  pause(id: NodeId): void {
    for (const node of nodesOf(this.engine, id)) {
      if (node.status !== 'running') continue;
      node.status = 'paused';
      this.engine.note(node.id, 'node.paused', {}, this.engine.cause);
    }
  }

  resume(id: NodeId): void {
    for (const node of nodesOf(this.engine, id)) {
      if (node.status !== 'paused') continue;
      node.status = 'running';
      const { backlog } = node;
      node.backlog = [];
      this.within(() => {
        this.engine.note(node.id, 'node.resumed', {}, this.engine.cause);
        for (const { delivery, cause } of backlog) this.engine.deliver(node, delivery, cause);
      });
    }
  }

  setDefaultLink(spec: LinkSpec): void {
    this.engine.world.network.setDefault(spec);
  }

  setLink(from: NodeId, to: NodeId, spec: LinkSpec | null): void {
    this.engine.world.network.setOverride(from, to, spec);
  }

  cutLink(from: NodeId, to: NodeId, isCut: boolean): void {
    if (this.engine.world.network.isCut(from, to) === isCut) return;
    this.engine.world.network.setCut(from, to, isCut);
    this.engine.note(from, 'link.changed', { from, to, isCut }, this.engine.cause);
  }

  dropPacket(packet: number): boolean {
    const { engine } = this;
    const entry = findPacket(engine.world, packet);
    if (entry === undefined) return false;
    engine.world.staleEntries.add(entry.sequence);
    this.within(() => dropByHand(engine, entry, engine.cause));
    return true;
  }

  delayPacket(packet: number, byUs: number): boolean {
    const { engine } = this;
    const entry = findPacket(engine.world, packet);
    if (entry === undefined) return false;
    engine.world.staleEntries.add(entry.sequence);
    const deliverAtUs = entry.atUs + byUs;
    engine.world.queue.push({ ...entry, atUs: deliverAtUs, sequence: engine.takeSequence() });
    const data = { packet, deliverAtUs, reason: 'by hand' } as const;
    engine.note(entry.from, 'packet.delayed', data, this.cause);
    return true;
  }

  armFault(fault: FaultSpec): void {
    const { engine } = this;
    const armedBy = engine.note('', 'fault.armed', Object.freeze({ ...fault }), engine.cause);
    const armed = Object.freeze({ ...fault, armedBy, left: fault.times });
    engine.world.faults = [...engine.world.faults, armed];
  }

  emit(type: string, data: unknown): number {
    return this.engine.emit('', type, data, this.engine.cause);
  }

  /** Runs something whose own events must not become the cause of what the command does next. */
  private within(action: () => void): void {
    const cause = this.engine.cause;
    action();
    this.engine.cause = cause;
  }
}

export function createCommandPort(engine: EngineCore): CommandPort {
  return new EngineCommandPort(engine);
}
