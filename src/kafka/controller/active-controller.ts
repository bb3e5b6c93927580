// What only the active controller has and does: it begins with all that is committed, writes changes,
// and answers once they are committed. Follows `QuorumController`.
import { JavaRandom } from '#base/java-random.ts';
import { msToUs } from '#base/time.ts';
import { emit, type KafkaPort, requestOf, respond } from '#kafka/port.ts';
import type { ResponseBody } from '#kafka/protocol/api.ts';
import { type Configs, readNumber } from '#kafka/protocol/configs.ts';
import {
  applyBatch,
  createImage,
  type MetadataImage,
  partitionOf,
} from '#kafka/protocol/metadata-image.ts';
import type { ModelledConfig } from '#kafka/protocol/modelled-configs.ts';
import { errorResponse } from '#kafka/protocol/error-response.ts';
import { createUuid } from '#kafka/protocol/uuid.ts';
import { accumulate } from '#kafka/raft/leader.ts';
import {
  isLeader,
  type Quorum,
  type QuorumDisk,
  type QuorumMemory,
  type QuorumTimer,
} from '#kafka/raft/quorum.ts';
import type { NodePort, RequestDelivery } from '#sim/node.ts';
import { type BrokerRegistry, createRegistry } from '#kafka/controller/brokers/registry.ts';
import { fenceStaleBroker } from '#kafka/controller/brokers/requests.ts';
import type { Change, ControllerState } from './controller-state.ts';
import { type ControllerView, partitionsWithElr } from '#kafka/controller/partitions/elections.ts';
import { tellClearedElrs, tellImage, tellRecords, tellStep } from './tell.ts';

export interface ControllerDisk {
  readonly quorum: QuorumDisk;
}

interface PendingAnswer {
  readonly endOffset: number;
  readonly request: RequestDelivery;
  readonly body: ResponseBody;
}

/** What only the active controller has. */
export interface ActiveState {
  /** As of the last record written, committed or not. */
  readonly image: MetadataImage;
  readonly registry: BrokerRegistry;
  pending: PendingAnswer[];
  /** Where the last change that was written ends. */
  lastWriteEndOffset: number;
}

export interface ControllerMemory {
  readonly quorum: QuorumMemory;
  active: ActiveState | null;
}

const ACTIVE_TIMERS = ['idle', 'leader imbalance', 'unclean election', 'sessions'] as const;

/** What only the active controller sets timers for. */
export type ActiveTimer = (typeof ACTIVE_TIMERS)[number];

export type ControllerTimer = QuorumTimer | ActiveTimer;

/** One delivery's view of a controller. */
export interface Controller {
  readonly disk: ControllerDisk;
  readonly memory: ControllerMemory;
  readonly port: KafkaPort<ControllerTimer>;
  readonly quorum: Quorum;
}

export function controllerOf(
  disk: ControllerDisk,
  memory: ControllerMemory,
  port: NodePort,
): Controller {
  const controller: Controller = {
    disk,
    memory,
    port,
    quorum: {
      disk: disk.quorum,
      memory: memory.quorum,
      port,
      listener: {
        onInactive: () => deactivate(controller),
        onCommitted: (highWatermark) => onCommitted(controller, highWatermark),
        onShutdownComplete: () => port.halt(),
      },
    },
  };
  return controller;
}

function configsOf({ disk }: Controller): Configs {
  return disk.quorum.configs;
}

export function configUs(controller: Controller, name: ModelledConfig<'broker'>): number {
  return msToUs(readNumber('broker', configsOf(controller), name));
}

export function imbalanceCheckUs(controller: Controller): number {
  const name = 'leader.imbalance.check.interval.seconds';
  return msToUs(readNumber('broker', configsOf(controller), name) * 1_000);
}

// ── Becoming active, and no longer ──────────────────────────────────────────────────────────

/** A leader becomes active when the first record of its epoch is committed. */
function onCommitted(controller: Controller, highWatermark: number): void {
  const { memory, port } = controller;
  if (isLeader(memory.quorum) && memory.active === null) activate(controller);
  const { active } = memory;
  if (active === null) return;
  const due = active.pending.filter((answer) => answer.endOffset <= highWatermark);
  if (due.length === 0) return;
  active.pending = active.pending.filter((answer) => answer.endOffset > highWatermark);
  for (const { request, body } of due) respond(port, request, body);
}

function activate(controller: Controller): void {
  const { memory, port, disk } = controller;
  const image = createImage();
  for (const batch of disk.quorum.log) applyBatch(image, batch);
  memory.active = {
    image,
    registry: createRegistry(image, port.nowUs),
    pending: [],
    lastWriteEndOffset: 0,
  };
  emit(port, 'controller.activated', { controller: disk.quorum.id, epoch: disk.quorum.epoch });
  if (image.brokers.size > 0) tellImage(port, disk.quorum.id, image);
  setIdleTimer(controller);
  port.setTimer('leader imbalance', imbalanceCheckUs(controller));
  port.setTimer('unclean election', configUs(controller, 'unclean.leader.election.interval.ms'));
  setSessionTimer(controller);
}

/** 0: no NoOpRecords. */
export function setIdleTimer(controller: Controller): void {
  const intervalUs = configUs(controller, 'metadata.max.idle.interval.ms');
  if (intervalUs > 0) controller.port.setTimer('idle', intervalUs);
}

function deactivate(controller: Controller): void {
  const { memory, port } = controller;
  const { active } = memory;
  memory.active = null;
  for (const timer of ACTIVE_TIMERS) port.clearTimer(timer);
  for (const { request } of active?.pending ?? []) {
    respond(port, request, errorResponse(requestOf(request), 'NOT_CONTROLLER'));
  }
}

// ── Writing ─────────────────────────────────────────────────────────────────────────────────

/**
 * Hands a change to the log, applies it, and tells the trace what it means. Gives the end offset of
 * what was decided on: without a change that of the last one, which may not be committed yet.
 */
export function write(controller: Controller, active: ActiveState, change: Change): number {
  const { records, step } = change;
  if (step !== null) tellStep(controller.port, step);
  if (records.length === 0) return active.lastWriteEndOffset;
  const previous = records.map((record) =>
    record.type === 'PartitionChangeRecord'
      ? (partitionOf(active.image, record.topic, record.partition) ?? null)
      : null,
  );
  const eligible = records.flatMap((record) =>
    record.type === 'ClearElrRecord' ? partitionsWithElr(active.image, record.topic) : [],
  );
  const batch = accumulate(controller.quorum, records);
  applyBatch(active.image, batch);
  tellRecords(controller.port, active.image, change, previous);
  tellClearedElrs(controller.port, active.image, eligible);
  active.lastWriteEndOffset = batch.baseOffset + records.length;
  return active.lastWriteEndOffset;
}

/** Answers once everything up to `endOffset` is committed. */
export function answer(
  controller: Controller,
  request: RequestDelivery,
  body: ResponseBody,
  endOffset: number,
): void {
  const { memory, port } = controller;
  if (memory.active === null || endOffset <= memory.quorum.highWatermark) {
    respond(port, request, body);
  } else memory.active.pending.push(Object.freeze({ endOffset, request, body }));
}

export function view(controller: Controller, active: ActiveState): ControllerView {
  return { image: active.image, configs: configsOf(controller), elrEnabled: true };
}

export function stateOf(controller: Controller, active: ActiveState): ControllerState {
  const { port } = controller;
  const topicIds = port.random('topic ids');
  return {
    ...view(controller, active),
    registry: active.registry,
    nowUs: port.nowUs,
    sessionTimeoutUs: configUs(controller, 'broker.session.timeout.ms'),
    random: () => JavaRandom.ofSeed(port.random('placement').nextUint32()),
    newUuid: () => createUuid(() => topicIds.nextUint32()),
  };
}

// ── Sessions of brokers ─────────────────────────────────────────────────────────────────────

/** Sessions are looked at so many times in `broker.session.timeout.ms` (`maybeFenceStaleBrokerPeriodNs`). */
const LOOKS_PER_SESSION = 8;
/** After a stale broker the next one is looked for (`PeriodicTask.DEFAULT_IMMEDIATE_PERIOD_NS`). */
const NEXT_LOOK_US = 10_000;

function setSessionTimer(controller: Controller): void {
  const timeoutUs = configUs(controller, 'broker.session.timeout.ms');
  const periodUs = Math.max(1_000, Math.floor(timeoutUs / LOOKS_PER_SESSION));
  controller.port.setTimer('sessions', periodUs);
}

/** Fences at most one broker, so that what it means for others is known before the next. */
export function endStaleSession(controller: Controller, active: ActiveState): void {
  const change = fenceStaleBroker(stateOf(controller, active));
  if (change === null) {
    setSessionTimer(controller);
    return;
  }
  controller.port.setTimer('sessions', NEXT_LOOK_US);
  write(controller, active, change);
}
