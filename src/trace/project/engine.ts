// Folds what the engine tells: packets on their way, and whether nodes run.
import type { KafkaCommandMap } from '#kafka/commands.ts';
import type { RequestBody } from '#kafka/protocol/api.ts';
import type { EngineEventMap } from '#sim/event.ts';
import type { ProcessStatus } from '#trace/frame.ts';
import type { Folds } from './fold.ts';
import { packetOf } from './packet.ts';
import { createController, type FrameState, type ProducerState } from './state.ts';

// ── Packets ─────────────────────────────────────────────────────────────────────────────────

/** How the node ids of producers begin. */
const PRODUCER = 'producer-';

function producerAt(frame: FrameState, node: string): ProducerState | undefined {
  return node.startsWith(PRODUCER) ? frame.producers.get(node.slice(PRODUCER.length)) : undefined;
}

/** The records of a Produce request wait for its answer now. */
function markSent(producer: ProducerState, body: RequestBody, atUs: number): void {
  if (body.api !== 'Produce') return;
  producer.backoff = null;
  for (const { batch } of body.partitions) {
    for (const { id } of batch.records) {
      const pending = producer.pending.get(id);
      if (pending === undefined) continue;
      producer.pending.set(id, Object.freeze({ ...pending, sentAtUs: atUs }));
    }
  }
}

/** Heartbeats of a broker that the Frame keeps: those of the last quarter of a minute. */
const HEARTBEATS = 8;

function rememberHeartbeat(frame: FrameState, node: string, body: RequestBody, atUs: number): void {
  if (body.api !== 'BrokerHeartbeat') return;
  const broker = frame.brokers.get(numberOf(node));
  if (broker === undefined) return;
  broker.heartbeatsUs = Object.freeze([...broker.heartbeatsUs.slice(1 - HEARTBEATS), atUs]);
}

/** A broker asks for what follows all that it has applied. */
function rememberMetadata(frame: FrameState, node: string, body: RequestBody): void {
  if (body.api !== 'FetchMetadata' || !node.startsWith('broker-')) return;
  const broker = frame.brokers.get(numberOf(node));
  if (broker !== undefined) broker.metadataOffset = body.fetchOffset;
}

/** Dropped packets that the Frame keeps. */
const DROPPED = 12;

/** What a node held it answers no more, and nobody waits for what it asked. */
function forgetParked({ parked }: FrameState, node: string): void {
  for (const one of parked.values()) {
    if (one.node === node || one.from === node) parked.delete(one.packet);
  }
}

/** Its sender waits no more: if it is held somewhere, the answer has nobody to go to. */
function giveUpRequest(frame: FrameState, node: string, packet: number): void {
  producerAt(frame, node)?.inFlight.delete(packet);
  frame.parked.delete(packet);
}

// ── Processes ───────────────────────────────────────────────────────────────────────────────

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

export const ENGINE_FOLDS: Folds<keyof EngineEventMap> = {
  'request.sent'(frame, event) {
    const { node, data } = event;
    const body = data.body as RequestBody;
    frame.packets.set(data.packet, packetOf(event));
    rememberHeartbeat(frame, node, body, event.atUs);
    rememberMetadata(frame, node, body);
    const producer = producerAt(frame, node);
    if (producer === undefined) return;
    markSent(producer, body, event.atUs);
    // With acks=0 nobody answers.
    if (body.api === 'Produce' && body.acks !== 0) producer.inFlight.add(data.packet);
  },
  'request.received'(frame, { data: { packet } }) {
    frame.received = frame.packets.get(packet) ?? null;
    frame.packets.delete(packet);
  },
  'response.sent'(frame, event) {
    frame.parked.delete(event.data.request);
    frame.packets.set(event.data.packet, packetOf(event));
  },
  'response.received'(frame, { node, data: { packet, request } }) {
    producerAt(frame, node)?.inFlight.delete(request);
    frame.packets.delete(packet);
  },
  'packet.dropped'(frame, { atUs, data: { packet } }) {
    const known = frame.packets.get(packet);
    frame.packets.delete(packet);
    if (known === undefined) return;
    const lost = Object.freeze({ ...known, droppedAtUs: atUs });
    frame.dropped = Object.freeze([...frame.dropped.slice(1 - DROPPED), lost]);
  },
  'packet.delayed'(frame, { data: { packet, deliverAtUs } }) {
    const known = frame.packets.get(packet);
    if (known !== undefined) frame.packets.set(packet, { ...known, deliverAtUs });
  },
  'fault.armed'(frame, { id, data }) {
    frame.faults.set(id, Object.freeze({ ...data, left: data.times }));
  },
  'fault.struck'(frame, { data: { armedBy, left } }) {
    const fault = frame.faults.get(armedBy);
    if (fault === undefined) return;
    if (left === 0) frame.faults.delete(armedBy);
    else frame.faults.set(armedBy, Object.freeze({ ...fault, left }));
  },
  'request.disconnected'(frame, { node, data: { packet } }) {
    giveUpRequest(frame, node, packet);
  },
  'request.timed-out'(frame, { node, data: { packet } }) {
    giveUpRequest(frame, node, packet);
  },
  'timer.fired': null,
  'command.applied'(frame, { data: { command, data } }) {
    // Nobody else tells what the processes were started with.
    if (command !== 'cluster.create') return;
    frame.staticConfigs = (data as KafkaCommandMap['cluster.create']).configs;
    frame.clusterConfigs = frame.staticConfigs;
  },
  'node.started'(frame, { atUs, node, data: { kind } }) {
    const id = numberOf(node);
    if (kind === 'controller' && !frame.controllers.has(id)) {
      frame.controllers.set(id, createController(id));
    }
    // A broker reads the metadata log anew.
    const broker = kind === 'broker' ? frame.brokers.get(id) : undefined;
    if (broker !== undefined) broker.metadataOffset = 0;
    setStatus(frame, node, 'running', atUs);
  },
  'node.crashed'(frame, { atUs, node }) {
    forgetParked(frame, node);
    setStatus(frame, node, 'crashed', atUs);
  },
  'node.stopped'(frame, { atUs, node }) {
    forgetParked(frame, node);
    setStatus(frame, node, 'stopped', atUs);
  },
  'node.paused'(frame, { atUs, node }) {
    setStatus(frame, node, 'paused', atUs);
  },
  'node.resumed'(frame, { atUs, node }) {
    setStatus(frame, node, 'running', atUs);
  },
  'run.ended'(frame, { atUs }) {
    frame.endedAtUs = atUs;
  },
  'link.changed': null,
};
