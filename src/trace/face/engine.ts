// Faces of what the engine tells: packets, timers, commands, nodes, links.
import type { TraceEventOf } from '#kafka/events.ts';
import type { RequestBody } from '#kafka/protocol/api.ts';
import { isBackground } from '#kafka/protocol/api-table.ts';
import type { EngineEventMap, EventEnvelope } from '#sim/event.ts';
import type { EventMark, MarkKind } from './mark.ts';
import { nameOf } from '#trace/name.ts';
import { type Faces, isThing, type Subject, type WhyPart } from './face.ts';

function apiOf({ data }: TraceEventOf<'request.sent'>): RequestBody['api'] {
  return (data.body as RequestBody).api;
}

function whyOfRequest(event: TraceEventOf<'request.sent'>): WhyPart {
  const api = apiOf(event);
  if (api === 'Produce') return 'reason';
  return isBackground(api) ? 'plumbing' : 'link';
}

function isPacket({ data }: { data: { packet: number } }, subject: Subject): boolean {
  return isThing(subject, 'packet', data.packet);
}

function isOfNode({ node }: EventEnvelope, { type, id }: Subject): boolean {
  return node === `${type}-${id}`;
}

/** A combined node is one process: what happens to its broker in the same moment is said once. */
function processMark({ node }: EventEnvelope, kind: MarkKind, word: string): EventMark {
  const label = `${nameOf(node)} ${word}`;
  const broker = node.replace(/^controller-/, 'broker-');
  return broker === node
    ? { kind, label }
    : { kind, label, unlessSaid: `${nameOf(broker)} ${word}` };
}

/** A tool, or another client that is steered from outside: it comes and goes as it should. */
function isPassing({ node }: EventEnvelope): boolean {
  return node.startsWith('client-');
}

export const ENGINE_FACES: Faces<keyof EngineEventMap> = {
  'request.sent': {
    // A record leaves its producer: the moment to watch it, or to lose it.
    weight: (event) => (apiOf(event) === 'Produce' ? 1 : 0),
    why: whyOfRequest,
    concerns: isPacket,
  },
  'request.received': { weight: 0, why: 'plumbing' },
  'response.sent': { weight: 0, why: 'plumbing', concerns: isPacket },
  'response.received': { weight: 0, why: 'plumbing' },
  'packet.dropped': { weight: 2, why: 'link' },
  'packet.delayed': { weight: 0, why: 'reason' },
  'fault.armed': { weight: 0, why: 'reason' },
  'fault.struck': { weight: 0, why: 'plumbing', concerns: isPacket },
  'request.disconnected': { weight: 0, why: 'link' },
  'request.timed-out': { weight: 2, why: 'reason' },
  'timer.fired': { weight: 0, why: 'link' },
  'command.applied': { weight: 2, why: 'reason' },
  'node.started': {
    weight: 0,
    why: 'reason',
    mark: (event) =>
      isPassing(event)
        ? null
        : { ...processMark(event, 'recovery', 'started'), isExpectedOnce: true },
  },
  'node.crashed': {
    weight: 2,
    why: 'reason',
    mark: (event) => processMark(event, 'failure', 'crashed'),
    concerns: isOfNode,
  },
  'node.stopped': {
    weight: (event) => (isPassing(event) ? 0 : 2),
    why: 'reason',
    mark: (event) => (isPassing(event) ? null : processMark(event, 'failure', 'stopped')),
    concerns: isOfNode,
  },
  'node.paused': {
    weight: 2,
    why: 'reason',
    mark: (event) => processMark(event, 'failure', 'paused'),
  },
  'node.resumed': {
    weight: 2,
    why: 'reason',
    mark: (event) => processMark(event, 'recovery', 'resumed'),
  },
  'run.ended': {
    weight: 2,
    why: 'reason',
    mark: () => ({ kind: 'failure', label: 'time stands still' }),
  },
  'link.changed': { weight: 0, why: 'reason' },
};
