// A packet on its way, as the Frame has it: who sent what to whom, and the records that it carries.
import type { TraceEvent } from '#kafka/events.ts';
import { isInternalTopic } from '#kafka/protocol/internal-topic.ts';
import type { RequestBody, ResponseBody } from '#kafka/protocol/api.ts';
import { isBackground } from '#kafka/protocol/api-table.ts';
import type { CargoFrame, PacketFrame } from '#trace/frame.ts';
import { errorOf } from './errors.ts';

/** More would not be seen anyway. */
const CARGO_MAX = 24;

const NO_CARGO: readonly CargoFrame[] = Object.freeze([]);

function cargoOfRequest(body: RequestBody): readonly CargoFrame[] {
  if (body.api !== 'Produce') return NO_CARGO;
  const cargo: CargoFrame[] = [];
  for (const { topic, partition, batch } of body.partitions) {
    for (const { id: recordId, key } of batch.records) {
      if (cargo.length >= CARGO_MAX) return cargo;
      cargo.push({ topic, partition, recordId, key: key?.text ?? null, offset: -1 });
    }
  }
  return cargo;
}

function cargoOfResponse(body: ResponseBody | null): readonly CargoFrame[] {
  if (body?.api !== 'Fetch') return NO_CARGO;
  const cargo: CargoFrame[] = [];
  for (const { topic, partition, batches } of body.partitions) {
    if (isInternalTopic(topic)) continue;
    for (const batch of batches) {
      for (const { id: recordId, key, offset } of batch.records) {
        if (cargo.length >= CARGO_MAX) return cargo;
        cargo.push({ topic, partition, recordId, key: key?.text ?? null, offset });
      }
    }
  }
  return cargo;
}

/** For how long a receiver may hold a request. */
function longestWaitUs(body: RequestBody): number | null {
  switch (body.api) {
    case 'Fetch':
      return body.maxWaitMs * 1_000;
    case 'Produce':
      return body.acks === -1 ? body.timeoutMs * 1_000 : null;
    case 'JoinGroup':
      return body.rebalanceTimeoutMs * 1_000;
    default:
      return null;
  }
}

/** The packet that an event sent on its way. */
export function packetOf(
  event: Extract<TraceEvent, { type: 'request.sent' | 'response.sent' }>,
): PacketFrame {
  const { packet, to, deliverAtUs } = event.data;
  const request = event.type === 'request.sent' ? (event.data.body as RequestBody) : null;
  const answer = event.type === 'response.sent' ? (event.data.body as ResponseBody) : null;
  const { api } = event.data.body as RequestBody | ResponseBody;
  return {
    packet,
    kind: request === null ? 'response' : 'request',
    api,
    isBackground: isBackground(api),
    from: event.node,
    to,
    sentAtUs: event.atUs,
    deliverAtUs,
    eventId: event.id,
    longestWaitUs: request === null ? null : longestWaitUs(request),
    errorCode: answer === null ? 'NONE' : errorOf(answer),
    cargo: request === null ? cargoOfResponse(answer) : cargoOfRequest(request),
  };
}
