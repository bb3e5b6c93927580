// A KRaft controller as a node: a quorum voter, and while it leads the quorum the active controller,
// which turns requests into records of the metadata log. Follows `QuorumController`.
import { unreachable } from '#base/assert.ts';
import { requestOf, respond, responseOf } from '#kafka/port.ts';
import type { RequestBody } from '#kafka/protocol/api.ts';
import { type Configs, connectionsMaxIdleUs, readBoolean } from '#kafka/protocol/configs.ts';
import { errorResponse } from '#kafka/protocol/error-response.ts';
import { shutdown } from '#kafka/raft/graceful-shutdown.ts';
import { createQuorumDisk, createQuorumMemory } from '#kafka/raft/quorum.ts';
import {
  handleQuorumFailure,
  handleQuorumRequest,
  handleQuorumResponse,
  handleQuorumTimer,
  isQuorumRequest,
  isQuorumTimer,
  type QuorumApi,
  startQuorum,
} from '#kafka/raft/raft-client.ts';
import type { Delivery, NodeType, RequestDelivery } from '#sim/node.ts';
import {
  type ActiveState,
  type ActiveTimer,
  answer,
  type Controller,
  type ControllerDisk,
  type ControllerMemory,
  type ControllerTimer,
  configUs,
  controllerOf,
  endStaleSession,
  imbalanceCheckUs,
  setIdleTimer,
  stateOf,
  view,
  write,
} from './active-controller.ts';
import { decide, isControllerRequest } from './decide.ts';
import {
  preferredLeaderChanges,
  uncleanLeaderChanges,
} from '#kafka/controller/partitions/elections.ts';

export function createControllerDisk(spec: {
  readonly id: number;
  readonly voters: readonly number[];
  readonly configs: Configs;
}): ControllerDisk {
  return { quorum: createQuorumDisk(spec.id, spec.voters, spec.configs) };
}

function handleRequest(controller: Controller, request: RequestDelivery): void {
  const { quorum, memory, port } = controller;
  const body = requestOf(request);
  if (isQuorumRequest(body)) {
    handleQuorumRequest(quorum, request, body);
    return;
  }
  if (!isControllerRequest(body)) {
    respond(port, request, errorResponse(body, 'UNSUPPORTED_VERSION'));
    return;
  }
  const { active } = memory;
  if (active === null) {
    respond(port, request, errorResponse(body, 'NOT_CONTROLLER'));
    return;
  }
  const outcome = decide(stateOf(controller, active), body);
  answer(controller, request, outcome.response, write(controller, active, outcome));
}

function handleTimer(controller: Controller, timer: ControllerTimer): void {
  const { quorum, memory } = controller;
  if (isQuorumTimer(timer)) handleQuorumTimer(quorum, timer);
  else if (memory.active !== null) handleActiveTimer(controller, memory.active, timer);
}

function handleActiveTimer(controller: Controller, active: ActiveState, timer: ActiveTimer): void {
  const { disk, port } = controller;
  switch (timer) {
    case 'idle':
      writeNoOp(controller, active);
      return;
    case 'sessions':
      endStaleSession(controller, active);
      return;
    case 'leader imbalance':
      port.setTimer(timer, imbalanceCheckUs(controller));
      if (!readBoolean('broker', disk.quorum.configs, 'auto.leader.rebalance.enable')) return;
      write(controller, active, {
        records: preferredLeaderChanges(view(controller, active)),
        reason: 'preferred election',
        step: null,
      });
      return;
    case 'unclean election':
      port.setTimer(timer, configUs(controller, 'unclean.leader.election.interval.ms'));
      write(controller, active, {
        records: uncleanLeaderChanges(view(controller, active)),
        reason: 'unclean election',
        step: null,
      });
      return;
    default:
      unreachable(timer);
  }
}

/** A NoOpRecord every `metadata.max.idle.interval.ms`, whatever else is written. */
function writeNoOp(controller: Controller, active: ActiveState): void {
  write(controller, active, { records: [{ type: 'NoOpRecord' }], reason: 'created', step: null });
  setIdleTimer(controller);
}

function handleDelivery(controller: Controller, delivery: Delivery): void {
  switch (delivery.type) {
    case 'request':
      handleRequest(controller, delivery);
      return;
    case 'response':
      handleQuorumResponse(controller.quorum, responseOf(delivery), {
        request: delivery.request,
        asked: delivery.asked as RequestBody<QuorumApi>,
        from: delivery.from,
      });
      return;
    case 'disconnected':
    case 'timed-out':
      handleQuorumFailure(controller.quorum, {
        ...delivery,
        body: delivery.body as RequestBody<QuorumApi>,
      });
      return;
    case 'timer':
      handleTimer(controller, delivery.timer as ControllerTimer);
      return;
    case 'shutdown':
      shutdown(controller.quorum);
      return;
    case 'command':
      return;
  }
}

export const controllerNode: NodeType<ControllerDisk, ControllerMemory> = {
  boot(disk, port) {
    port.listen(true, connectionsMaxIdleUs('broker', disk.quorum.configs));
    const memory: ControllerMemory = { quorum: createQuorumMemory(), active: null };
    startQuorum(controllerOf(disk, memory, port).quorum);
    return memory;
  },
  handle(memory, disk, delivery, port) {
    handleDelivery(controllerOf(disk, memory, port), delivery);
  },
};
