// Folds what happens to processes: brokers, controllers, and whether nodes run.
import type { KafkaCommandMap } from '#kafka/commands.ts';
import type { TraceEvent } from '#kafka/events.ts';
import { isMembershipStep } from '#kafka/protocol/states.ts';
import type { ProcessStatus } from '#trace/frame.ts';
import type { FrameState } from './state.ts';

function numberOf(node: string): number {
  return Number(node.slice(node.lastIndexOf('-') + 1));
}

function nameOf(node: string, prefix: string): string {
  return node.slice(prefix.length);
}

/** Sets the status of whatever lives in `node`. */
function setStatus(frame: FrameState, node: string, status: ProcessStatus, atUs: number): void {
  if (node.startsWith('broker-')) {
    const broker = frame.brokers.get(numberOf(node));
    if (broker === undefined) return;
    broker.status = status;
    broker.statusAtUs = atUs;
    if (status === 'stopped' || status === 'crashed') silenceReplicas(frame, broker.id);
  } else if (node.startsWith('controller-')) {
    const id = numberOf(node);
    const controller = frame.controllers.get(id);
    if (controller === undefined) return;
    controller.status = status;
    if (status === 'stopped' || status === 'crashed') {
      controller.isActive = false;
      if (frame.activeController === id) frame.activeController = -1;
    }
  } else if (node.startsWith('producer-')) {
    const producer = frame.producers.get(nameOf(node, 'producer-'));
    if (producer === undefined) return;
    producer.status = status;
    if (status === 'stopped' || status === 'crashed') producer.inFlight.clear();
  } else if (node.startsWith('consumer-')) {
    const consumer = frame.consumers.get(nameOf(node, 'consumer-'));
    if (consumer === undefined) return;
    consumer.status = status;
    if (status === 'running' || status === 'paused') return;
    consumer.owned = [];
    consumer.positions.clear();
    consumer.processing = null;
  }
}

/** A dead process plays no role; its logs stay on its disk. */
function silenceReplicas(frame: FrameState, broker: number): void {
  for (const topic of frame.topics.values()) {
    for (const partition of topic.partitions) {
      const replica = partition.replicas.get(broker);
      if (replica === undefined || replica.role === 'none') continue;
      replica.role = 'offline';
      replica.followerEndOffsets.clear();
    }
  }
}

/** True when the event was of this subject. */
export function foldCluster(frame: FrameState, event: TraceEvent): boolean {
  switch (event.type) {
    case 'command.applied':
      // Nobody else tells what the processes were started with.
      if (event.data.command === 'cluster.create') {
        frame.clusterConfigs = (event.data.data as KafkaCommandMap['cluster.create']).configs;
      }
      return true;
    case 'broker.added':
      frame.brokers.set(event.data.id, {
        id: event.data.id,
        rack: event.data.rack,
        status: 'running',
        statusAtUs: event.atUs,
        registration: 'unregistered',
        brokerEpoch: -1,
        incarnationId: '',
        metadataOffset: 0,
        appendLatencyUs: 0,
      });
      return true;
    case 'node.started':
      if (event.data.kind === 'controller' && !frame.controllers.has(numberOf(event.node))) {
        frame.controllers.set(numberOf(event.node), {
          id: numberOf(event.node),
          status: 'running',
          state: 'Unattached',
          epoch: 0,
          leaderId: -1,
          votedId: -1,
          isActive: false,
          logEndOffset: 0,
          highWatermark: 0,
        });
      }
      setStatus(frame, event.node, 'running', event.atUs);
      return true;
    case 'node.crashed':
      setStatus(frame, event.node, 'crashed', event.atUs);
      return true;
    case 'node.stopped':
      setStatus(frame, event.node, 'stopped', event.atUs);
      return true;
    case 'node.paused':
      setStatus(frame, event.node, 'paused', event.atUs);
      return true;
    case 'node.resumed':
      setStatus(frame, event.node, 'running', event.atUs);
      return true;
    case 'broker.registered': {
      const broker = frame.brokers.get(event.data.broker);
      if (broker === undefined) return true;
      broker.registration = 'fenced';
      broker.brokerEpoch = event.data.brokerEpoch;
      broker.incarnationId = event.data.incarnationId;
      return true;
    }
    case 'metadata.loaded': {
      for (const { id, brokerEpoch, incarnationId, fenced, inControlledShutdown } of event.data
        .brokers) {
        const broker = frame.brokers.get(id);
        if (broker === undefined) continue;
        broker.brokerEpoch = brokerEpoch;
        broker.incarnationId = incarnationId;
        broker.registration = fenced
          ? 'fenced'
          : inControlledShutdown
            ? 'controlled shutdown'
            : 'unfenced';
      }
      return true;
    }
    case 'broker.unregistered':
    case 'broker.fenced':
    case 'broker.unfenced':
    case 'broker.shutting-down': {
      const broker = frame.brokers.get(event.data.broker);
      const words = {
        'broker.unregistered': 'unregistered',
        'broker.fenced': 'fenced',
        'broker.unfenced': 'unfenced',
        'broker.shutting-down': 'controlled shutdown',
      } as const;
      if (broker !== undefined) broker.registration = words[event.type];
      return true;
    }
    case 'disk.changed': {
      const broker = frame.brokers.get(event.data.broker);
      if (broker !== undefined) broker.appendLatencyUs = event.data.appendLatencyUs;
      return true;
    }
    case 'metadata.applied': {
      const broker = frame.brokers.get(event.data.broker);
      if (broker !== undefined) broker.metadataOffset = event.data.offset;
      return true;
    }
    case 'quorum.changed': {
      const controller = frame.controllers.get(event.data.controller);
      if (controller === undefined) return true;
      controller.state = event.data.state;
      controller.epoch = event.data.epoch;
      controller.leaderId = event.data.leaderId;
      controller.votedId = event.data.votedId;
      return true;
    }
    case 'controller.activated':
    case 'controller.deactivated': {
      const isActive = event.type === 'controller.activated';
      const { controller: id } = event.data;
      const controller = frame.controllers.get(id);
      if (controller !== undefined) controller.isActive = isActive;
      if (isActive) frame.activeController = id;
      else if (frame.activeController === id) frame.activeController = -1;
      return true;
    }
    case 'metadata.appended': {
      const controller = frame.controllers.get(event.data.controller);
      const { baseOffset, records } = event.data.batch;
      if (controller !== undefined) controller.logEndOffset = baseOffset + records.length;
      return true;
    }
    case 'metadata.committed': {
      const controller = frame.controllers.get(event.data.controller);
      if (controller === undefined) return true;
      controller.highWatermark = event.data.highWatermark;
      controller.logEndOffset = Math.max(controller.logEndOffset, event.data.highWatermark);
      return true;
    }
    case 'machine.transitioned': {
      const { machine, subject, to } = event.data;
      frame.machines.set(`${machine} ${subject}`, Object.freeze({ machine, state: to }));
      if (isMembershipStep(event.data)) {
        const consumer = frame.consumers.get(subject);
        if (consumer !== undefined) consumer.membership = event.data.to;
      }
      return true;
    }
    default:
      return false;
  }
}
