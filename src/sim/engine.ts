// The engine: takes one delivery from the queue, hands it to its node, and records what happened.
// It knows nodes, packets, timers and commands; what they mean is the model's business.
import { assert } from '#base/assert.ts';
import { deepFreeze } from '#base/freeze.ts';
import type { CommandEnvelope } from './command.ts';
import type { Connection } from './connection.ts';
import { type EngineEventMap, type EventSink, NO_CAUSE } from './event.ts';
import type { ConnectionDelivery, Delivery, Model, NodeId, ConnectingNodeType } from './node.ts';
import { createCommandPort, createNodePort, type EngineCore } from './port.ts';
import type { QueueEntry } from './queue.ts';
import { Standstill } from './standstill.ts';
import { handleSegment } from '#sim/transport/arrival.ts';
import { handleRead } from '#sim/transport/exchange.ts';
import { closeClient, closeIdle } from '#sim/transport/lifecycle.ts';
import { createWorld, forkWorld, type NodeState, type World } from './world.ts';

/** A moment of the world, to come back to. Opaque and never changed. */
export interface Keyframe {
  readonly atUs: number;
  /** Id of the first event that had not happened yet. */
  readonly nextEventId: number;
  readonly world: World;
  /** How many things had to be copied. */
  readonly size: number;
}

/** Whose turn it is; `''`: the network's. */
function nodeOfEntry(entry: QueueEntry): NodeId {
  switch (entry.kind) {
    case 'packet':
      return entry.to;
    case 'timer':
    case 'timeouts':
      return entry.node;
    default:
      return '';
  }
}

/** A deterministic discrete-event simulation: same model, seed and commands, same trace. */
export class Engine implements EngineCore {
  world: World;
  cause = NO_CAUSE;
  private readonly standstill = new Standstill();
  private readonly nodePort = createNodePort(this);
  private readonly commandPort = createCommandPort(this);

  constructor(
    private readonly model: Model,
    seed: number,
    private sink: EventSink,
  ) {
    this.world = createWorld(seed);
  }

  get nowUs(): number {
    return this.world.nowUs;
  }

  /** Time of the next thing to happen, or undefined when nothing is left. */
  get nextAtUs(): number | undefined {
    const delivery = this.world.queue.peek()?.atUs;
    const command = this.world.commands[0]?.atUs;
    if (delivery === undefined || command === undefined) return delivery ?? command;
    return Math.min(delivery, command);
  }

  get nextEventId(): number {
    return this.world.nextEventId;
  }

  /** Where events go from now on. */
  redirect(sink: EventSink): void {
    this.sink = sink;
  }

  /**
   * Queues a command. Commands precede deliveries of the same microsecond. What it says is kept by
   * nodes, in more than one place perhaps: frozen, it stays one thing in every keyframe.
   */
  submit(command: CommandEnvelope): void {
    assert(
      Number.isSafeInteger(command.atUs) && command.atUs >= this.world.nowUs,
      `command ${command.type} at ${command.atUs} µs lies before now (${this.world.nowUs} µs)`,
    );
    deepFreeze(command);
    const commands = this.world.commands;
    let index = commands.length;
    while (index > 0 && (commands[index - 1] as CommandEnvelope).atUs > command.atUs) index -= 1;
    commands.splice(index, 0, command);
  }

  /** Forgets the commands that have not been carried out yet and returns them. */
  takePendingCommands(): readonly CommandEnvelope[] {
    const pending = this.world.commands;
    this.world.commands = [];
    return pending;
  }

  /** Carries out the next command or delivery. False when nothing is left. */
  step(): boolean {
    const world = this.world;
    const command = world.commands[0];
    const next = world.queue.peek();
    if (command !== undefined && (next === undefined || command.atUs <= next.atUs)) {
      world.commands.shift();
      world.nowUs = command.atUs;
      this.applyCommand(command);
      return true;
    }
    if (next === undefined) return false;
    world.queue.pop();
    world.nowUs = next.atUs;
    if (this.standstill.isReached(next.atUs, nodeOfEntry(next))) {
      this.end();
      return true;
    }
    this.deliverEntry(next);
    return true;
  }

  /** Ends the run: what waits is forgotten, and nothing happens any more. */
  private end(): void {
    const { world } = this;
    this.note('', 'run.ended', { busiest: this.standstill.busiest() }, NO_CAUSE);
    world.queue.clear();
    world.commands = [];
  }

  /** Carries out everything up to and including `atUs`; now is `atUs` afterwards. Returns the steps. */
  runUntil(atUs: number): number {
    let steps = 0;
    for (; ; steps += 1) {
      const nextAtUs = this.nextAtUs;
      if (nextAtUs === undefined || nextAtUs > atUs) break;
      this.step();
    }
    if (atUs > this.world.nowUs) this.world.nowUs = atUs;
    return steps;
  }

  capture(): Keyframe {
    return Object.freeze({
      atUs: this.world.nowUs,
      nextEventId: this.world.nextEventId,
      ...forkWorld(this.world),
    });
  }

  /** Goes to the moment of a keyframe; the keyframe stays usable. */
  restore(keyframe: Keyframe): void {
    this.world = forkWorld(keyframe.world).world;
  }

  emit(node: NodeId, type: string, data: unknown, cause: number): number {
    const id = this.world.nextEventId;
    this.world.nextEventId = id + 1;
    this.sink.append({ id, atUs: this.world.nowUs, node, cause, type, data });
    return id;
  }

  /** Emits one of the engine's own events. */
  note<K extends keyof EngineEventMap>(
    node: NodeId,
    type: K,
    data: EngineEventMap[K],
    cause: number,
  ): number {
    return this.emit(node, type, data, cause);
  }

  nodeType(kind: string): ConnectingNodeType<unknown, unknown> {
    return this.model.nodeType(kind);
  }

  apiOf(body: unknown): string {
    return this.model.apiOf(body);
  }

  /** Starts the process of a node that is down: memory is built from disk. */
  boot(node: NodeState): void {
    node.status = 'running';
    node.isListening = true;
    node.maxIdleUs = Infinity;
    this.cause = this.note(node.id, 'node.started', { kind: node.kind }, this.cause);
    node.memory = this.nodeType(node.kind).boot(node.disk, this.nodePort.at(node));
  }

  /** A supervisor's turn: starts what is still down. */
  private restart(id: NodeId, cause: number): void {
    const node = this.nodeOf(id);
    if (node.status !== 'down') return;
    this.cause = cause;
    this.boot(node);
  }

  /** Hands a delivery to a node; a paused node gets it when it resumes, a dead one never. */
  deliver(node: NodeState, delivery: Delivery | ConnectionDelivery, cause: number): void {
    if (node.status === 'down') return;
    if (node.status === 'paused') {
      node.backlog.push(Object.freeze({ delivery, cause }));
      return;
    }
    this.cause = cause;
    const port = this.nodePort.at(node);
    this.nodeType(node.kind).handle(node.memory, node.disk, delivery, port);
  }

  private applyCommand(command: CommandEnvelope): void {
    this.cause = this.note(
      '',
      'command.applied',
      { command: command.type, data: command.data },
      NO_CAUSE,
    );
    this.model.apply(command, this.commandPort);
  }

  private deliverEntry(entry: QueueEntry): void {
    const world = this.world;
    if (world.staleEntries.size > 0 && world.staleEntries.delete(entry.sequence)) return;
    switch (entry.kind) {
      case 'packet':
        handleSegment(this, entry);
        return;
      case 'close': {
        const connection = world.connections.get(entry.connection);
        if (connection !== undefined) closeClient(this, connection, entry.isTimeout, entry.cause);
        return;
      }
      case 'read':
        handleRead(this, entry.connection);
        return;
      case 'idle':
        closeIdle(this, entry);
        return;
      case 'timer': {
        const node = this.nodeOf(entry.node);
        if (node.timers.get(entry.timer) !== entry.sequence) return;
        node.timers.delete(entry.timer);
        const cause = this.note(node.id, 'timer.fired', { timer: entry.timer }, entry.cause);
        this.deliver(node, { type: 'timer', timer: entry.timer, data: entry.data }, cause);
        return;
      }
      case 'start':
        this.restart(entry.node, entry.cause);
        return;
      case 'word':
        this.deliver(this.nodeOf(entry.node), { type: 'command', body: entry.body }, entry.cause);
        return;
      case 'timeouts':
        this.expireRequests(this.nodeOf(entry.node));
        return;
    }
  }

  takeSequence(): number {
    const sequence = this.world.nextSequence;
    this.world.nextSequence = sequence + 1;
    return sequence;
  }

  nodeOf(id: NodeId): NodeState {
    const node = this.world.nodes.get(id);
    assert(node !== undefined, () => `no node ${id} at ${this.world.nowUs} µs`);
    return node;
  }

  /** A client that waits too long closes the connection (`NetworkClient.handleTimedOutRequests`). */
  private expireRequests(node: NodeState): void {
    node.timeoutsAtUs = null;
    const nowUs = this.world.nowUs;
    const expired = new Map<Connection['id'], number>();
    let nextDeadlineUs = Infinity;
    for (const { deadlineUs, connection, cause } of node.openRequests.values()) {
      if (deadlineUs <= nowUs) expired.set(connection, cause);
      else if (deadlineUs < nextDeadlineUs) nextDeadlineUs = deadlineUs;
    }
    if (nextDeadlineUs < Infinity) this.watchTimeouts(node, nextDeadlineUs);
    for (const [id, cause] of expired) {
      const connection = this.world.connections.get(id);
      if (connection !== undefined) closeClient(this, connection, true, cause);
    }
  }

  /** Makes sure that timed-out requests of `node` are looked for at `atUs` or earlier. */
  watchTimeouts(node: NodeState, atUs: number): void {
    if (node.timeoutsAtUs !== null && node.timeoutsAtUs <= atUs) return;
    node.timeoutsAtUs = atUs;
    this.world.queue.push({
      kind: 'timeouts',
      atUs,
      sequence: this.takeSequence(),
      node: node.id,
    });
  }
}
