// A KRaft controller as a node: a quorum voter, and while it leads the quorum the active controller,
// which turns requests into records of the metadata log. Follows `QuorumController`: an answer is
// given when the records behind it are committed.
import { JavaRandom } from '#base/java-random.ts';
import { msToUs } from '#base/time.ts';
import { emit, requestOf, respond, responseOf } from '#kafka/port.ts';
import type { RequestBody, ResponseBody } from '#kafka/protocol/api.ts';
import { type Configs, readBoolean, readNumber } from '#kafka/protocol/configs.ts';
import {
  applyBatch,
  createImage,
  type MetadataImage,
  partitionOf,
} from '#kafka/protocol/metadata-image.ts';
import { createUuid } from '#kafka/protocol/uuid.ts';
import { resign } from '#kafka/raft/epoch.ts';
import { handleFetchFailure } from '#kafka/raft/fetch.ts';
import { appendAsLeader } from '#kafka/raft/leader.ts';
import {
  createQuorumDisk,
  createQuorumMemory,
  isLeader,
  type Quorum,
  type QuorumDisk,
  type QuorumMemory,
} from '#kafka/raft/quorum.ts';
import {
  handleQuorumRequest,
  handleQuorumResponse,
  handleQuorumTimer,
  startQuorum,
} from '#kafka/raft/raft-client.ts';
import type { Delivery, NodePort, NodeType, RequestDelivery } from '#sim/node.ts';
import { type BrokerRegistry, createRegistry, nextExpiryUs } from './broker-registry.ts';
import { fenceStaleBroker } from './broker-requests.ts';
import type { Change, ControllerState } from './controller-state.ts';
import { decide, refusal } from './decide.ts';
import { type ControllerView, preferredLeaderChanges, uncleanLeaderChanges } from './elections.ts';
import { tellImage, tellRecords, tellStep } from './tell.ts';

export interface ControllerDisk {
  readonly quorum: QuorumDisk;
}

interface PendingAnswer {
  readonly endOffset: number;
  readonly request: RequestDelivery;
  readonly body: ResponseBody;
}

/** What only the active controller has. */
interface ActiveState {
  /** As of the last record written, committed or not. */
  readonly image: MetadataImage;
  readonly registry: BrokerRegistry;
  pending: PendingAnswer[];
  lastWriteUs: number;
  nextProducerId: number;
}

export interface ControllerMemory {
  readonly quorum: QuorumMemory;
  active: ActiveState | null;
}

/** A process that resigned stays up this long, so that its last messages leave. */
const RESIGN_DELAY_US = 10_000;

export function createControllerDisk(spec: {
  readonly id: number;
  readonly voters: readonly number[];
  readonly configs: Configs;
}): ControllerDisk {
  return { quorum: createQuorumDisk(spec.id, spec.voters, spec.configs) };
}

/** One delivery's view of a controller. */
class Controller {
  readonly quorum: Quorum;

  constructor(
    readonly disk: ControllerDisk,
    readonly memory: ControllerMemory,
    readonly port: NodePort,
  ) {
    this.quorum = {
      disk: disk.quorum,
      memory: memory.quorum,
      port,
      listener: {
        onInactive: () => this.deactivate(),
        onCommitted: (highWatermark) => this.onCommitted(highWatermark),
      },
    };
  }

  get id(): number {
    return this.disk.quorum.id;
  }

  get configs(): Configs {
    return this.disk.quorum.configs;
  }

  private configUs(name: string): number {
    return msToUs(readNumber('broker', this.configs, name));
  }

  // ── Becoming active, and no longer ────────────────────────────────────────────────────────

  /** A leader becomes active when the first record of its epoch is committed. */
  private onCommitted(highWatermark: number): void {
    const { memory, port } = this;
    if (isLeader(memory.quorum) && memory.active === null) this.activate();
    const { active } = memory;
    if (active === null) return;
    const due = active.pending.filter((answer) => answer.endOffset <= highWatermark);
    if (due.length === 0) return;
    active.pending = active.pending.filter((answer) => answer.endOffset > highWatermark);
    for (const { request, body } of due) respond(port, request, body);
  }

  private activate(): void {
    const { memory, port, disk } = this;
    const image = createImage();
    for (const batch of disk.quorum.log) applyBatch(image, batch);
    memory.active = {
      image,
      registry: createRegistry(image, port.nowUs),
      pending: [],
      lastWriteUs: port.nowUs,
      // Never given twice: each epoch has a range of its own.
      nextProducerId: (disk.quorum.epoch - 1) * 1_000_000,
    };
    emit(port, 'controller.activated', { controller: this.id, epoch: disk.quorum.epoch });
    if (image.brokers.size > 0) tellImage(port, this.id, image);
    port.setTimer('idle', this.configUs('metadata.max.idle.interval.ms'));
    const checkS = readNumber('broker', this.configs, 'leader.imbalance.check.interval.seconds');
    port.setTimer('leader imbalance', msToUs(checkS * 1_000));
    port.setTimer('unclean election', this.configUs('unclean.leader.election.interval.ms'));
    this.watchSessions();
  }

  private deactivate(): void {
    const { memory, port } = this;
    const { active } = memory;
    memory.active = null;
    for (const timer of ['idle', 'leader imbalance', 'unclean election', 'sessions']) {
      port.clearTimer(timer);
    }
    for (const { request } of active?.pending ?? []) {
      respond(port, request, refusal(requestOf(request), 'NOT_CONTROLLER'));
    }
  }

  // ── Writing ───────────────────────────────────────────────────────────────────────────────

  /** Appends a change, applies it, and tells the trace what it means. Gives its end offset. */
  private write(active: ActiveState, change: Change): number {
    const { records, step } = change;
    if (step !== null) tellStep(this.port, step);
    if (records.length === 0) return 0;
    const previous = records.map((record) =>
      record.type === 'PartitionChangeRecord'
        ? (partitionOf(active.image, record.topic, record.partition) ?? null)
        : null,
    );
    active.lastWriteUs = this.port.nowUs;
    const batch = appendAsLeader(this.quorum, records);
    // The append may have committed the batch and even ended this leadership.
    applyBatch(active.image, batch);
    tellRecords(this.port, active.image, change, previous);
    return batch.baseOffset + records.length;
  }

  /** Answers once everything up to `endOffset` is committed. */
  private answer(request: RequestDelivery, body: ResponseBody, endOffset: number): void {
    const { memory, port } = this;
    if (endOffset <= memory.quorum.highWatermark || memory.active === null) {
      respond(port, request, body);
    } else memory.active.pending.push(Object.freeze({ endOffset, request, body }));
  }

  private view(active: ActiveState): ControllerView {
    return { image: active.image, configs: this.configs, elrEnabled: true };
  }

  private stateOf(active: ActiveState): ControllerState {
    const { port } = this;
    const topicIds = port.random('topic ids');
    return {
      ...this.view(active),
      registry: active.registry,
      nowUs: port.nowUs,
      sessionTimeoutUs: this.configUs('broker.session.timeout.ms'),
      random: () => JavaRandom.ofSeed(port.random('placement').nextUint32()),
      newUuid: () => createUuid(() => topicIds.nextUint32()),
      newProducerIds: (count) => {
        active.nextProducerId += count;
        return active.nextProducerId - count;
      },
    };
  }

  // ── Sessions of brokers ───────────────────────────────────────────────────────────────────

  /** One timer stands at the earliest moment at which a session could run out. */
  private watchSessions(): void {
    const { memory, port } = this;
    if (memory.active === null || port.hasTimer('sessions')) return;
    const timeoutUs = this.configUs('broker.session.timeout.ms');
    const expiryUs = nextExpiryUs(memory.active.registry, timeoutUs);
    if (expiryUs !== null) port.setTimer('sessions', Math.max(1, expiryUs - port.nowUs));
  }

  private endStaleSession(active: ActiveState): void {
    const change = fenceStaleBroker(this.stateOf(active));
    if (change !== null) this.write(active, change);
    this.watchSessions();
  }

  // ── Deliveries ────────────────────────────────────────────────────────────────────────────

  handleRequest(request: RequestDelivery): void {
    const body = requestOf(request);
    if (handleQuorumRequest(this.quorum, request, body)) return;
    const { active } = this.memory;
    if (active === null) {
      respond(this.port, request, refusal(body, 'NOT_CONTROLLER'));
      return;
    }
    const outcome = decide(this.stateOf(active), body);
    this.answer(request, outcome.response, this.write(active, outcome));
    this.watchSessions();
  }

  handleTimer(timer: string): void {
    if (handleQuorumTimer(this.quorum, timer)) return;
    if (timer === 'halt') {
      this.port.halt();
      return;
    }
    const { active } = this.memory;
    if (active === null) return;
    switch (timer) {
      case 'idle':
        this.writeNoOp(active);
        return;
      case 'sessions':
        this.endStaleSession(active);
        return;
      case 'leader imbalance': {
        const checkS = readNumber(
          'broker',
          this.configs,
          'leader.imbalance.check.interval.seconds',
        );
        this.port.setTimer(timer, msToUs(checkS * 1_000));
        if (!readBoolean('broker', this.configs, 'auto.leader.rebalance.enable')) return;
        this.write(active, {
          records: preferredLeaderChanges(this.view(active)),
          reason: 'preferred election',
          step: null,
        });
        return;
      }
      case 'unclean election':
        this.port.setTimer(timer, this.configUs('unclean.leader.election.interval.ms'));
        this.write(active, {
          records: uncleanLeaderChanges(this.view(active)),
          reason: 'unclean election',
          step: null,
        });
        return;
    }
  }

  /** Something is written at least every `metadata.max.idle.interval.ms`, if only a NoOpRecord. */
  private writeNoOp(active: ActiveState): void {
    const intervalUs = this.configUs('metadata.max.idle.interval.ms');
    const idleUs = this.port.nowUs - active.lastWriteUs;
    if (idleUs >= intervalUs)
      this.write(active, { records: [{ type: 'NoOpRecord' }], reason: 'created', step: null });
    const sinceWriteUs = this.port.nowUs - active.lastWriteUs;
    this.port.setTimer('idle', intervalUs - sinceWriteUs);
  }

  shutdown(): void {
    resign(this.quorum);
    this.port.setTimer('halt', RESIGN_DELAY_US);
  }
}

function handleDelivery(controller: Controller, delivery: Delivery): void {
  switch (delivery.type) {
    case 'request':
      controller.handleRequest(delivery);
      return;
    case 'response':
      handleQuorumResponse(
        controller.quorum,
        delivery.from,
        delivery.request,
        responseOf(delivery),
        delivery.asked as RequestBody,
      );
      return;
    case 'disconnected':
    case 'timed-out':
      handleFetchFailure(controller.quorum, delivery.request);
      return;
    case 'timer':
      controller.handleTimer(delivery.timer);
      return;
    case 'shutdown':
      controller.shutdown();
      return;
    case 'command':
      return;
  }
}

export const controllerNode: NodeType<ControllerDisk, ControllerMemory> = {
  boot(disk, port) {
    const memory: ControllerMemory = { quorum: createQuorumMemory(), active: null };
    startQuorum(new Controller(disk, memory, port).quorum);
    return memory;
  },
  handle(memory, disk, delivery, port) {
    handleDelivery(new Controller(disk, memory, port), delivery);
  },
};
