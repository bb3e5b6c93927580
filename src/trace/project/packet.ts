// Folds what is on its way: packets, with the records that they carry.
import type { TraceEvent } from '#kafka/events.ts';
import type { RequestBody, ResponseBody } from '#kafka/protocol/api.ts';
import { isBackground } from '#kafka/protocol/api-table.ts';
import type { ErrorName } from '#kafka/protocol/errors.ts';
import type { CargoFrame } from '#trace/frame.ts';
import type { FrameState, ProducerState } from './state.ts';

/** More would not be seen anyway. */
const CARGO_MAX = 24;

/** How the node ids of producers begin. */
const PRODUCER = 'producer-';

const NO_CARGO: readonly CargoFrame[] = Object.freeze([]);

function cargoOfRequest(body: RequestBody): readonly CargoFrame[] {
  if (body.api !== 'Produce') return NO_CARGO;
  const cargo: CargoFrame[] = [];
  for (const { topic, partition, batch } of body.partitions) {
    for (const { id: recordId, key } of batch.records) {
      if (cargo.length >= CARGO_MAX) return cargo;
      cargo.push({ topic, partition, recordId, key, offset: -1 });
    }
  }
  return cargo;
}

function cargoOfResponse(body: ResponseBody): readonly CargoFrame[] {
  if (body.api !== 'Fetch') return NO_CARGO;
  const cargo: CargoFrame[] = [];
  for (const { topic, partition, batches } of body.partitions) {
    if (topic.startsWith('__')) continue;
    for (const batch of batches) {
      for (const { id: recordId, key, offset } of batch.records) {
        if (cargo.length >= CARGO_MAX) return cargo;
        cargo.push({ topic, partition, recordId, key, offset });
      }
    }
  }
  return cargo;
}

/** The first error that an answer carries, as a whole or for a partition. */
export function errorOf(body: ResponseBody): ErrorName {
  if ('errorCode' in body && body.errorCode !== 'NONE') return body.errorCode;
  if ('partitions' in body) {
    for (const partition of body.partitions) {
      if (partition.errorCode !== 'NONE') return partition.errorCode;
    }
  }
  return 'NONE';
}

function producerAt(frame: FrameState, { node }: TraceEvent): ProducerState | undefined {
  return node.startsWith(PRODUCER) ? frame.producers.get(node.slice(PRODUCER.length)) : undefined;
}

/** True when the event was of this subject. */
export function foldPacket(frame: FrameState, event: TraceEvent): boolean {
  switch (event.type) {
    case 'request.sent': {
      const body = event.data.body as RequestBody;
      const { packet, to, deliverAtUs } = event.data;
      frame.packets.set(packet, {
        packet,
        kind: 'request',
        api: body.api,
        isBackground: isBackground(body.api),
        from: event.node,
        to,
        sentAtUs: event.atUs,
        deliverAtUs,
        eventId: event.id,
        errorCode: 'NONE',
        cargo: cargoOfRequest(body),
      });
      // With acks=0 nobody answers.
      if (body.api === 'Produce' && body.acks !== 0) producerAt(frame, event)?.inFlight.add(packet);
      return true;
    }
    case 'response.sent': {
      const body = event.data.body as ResponseBody;
      const { packet, to, deliverAtUs } = event.data;
      frame.packets.set(packet, {
        packet,
        kind: 'response',
        api: body.api,
        isBackground: isBackground(body.api),
        from: event.node,
        to,
        sentAtUs: event.atUs,
        deliverAtUs,
        eventId: event.id,
        errorCode: errorOf(body),
        cargo: cargoOfResponse(body),
      });
      return true;
    }
    case 'response.received':
      producerAt(frame, event)?.inFlight.delete(event.data.request);
      frame.packets.delete(event.data.packet);
      return true;
    case 'request.received':
    case 'packet.dropped':
      frame.packets.delete(event.data.packet);
      return true;
    case 'request.disconnected':
    case 'request.timed-out':
      producerAt(frame, event)?.inFlight.delete(event.data.packet);
      return true;
    case 'packet.delayed': {
      const packet = frame.packets.get(event.data.packet);
      if (packet === undefined) return true;
      frame.packets.set(packet.packet, { ...packet, deliverAtUs: event.data.deliverAtUs });
      return true;
    }
    default:
      return false;
  }
}
