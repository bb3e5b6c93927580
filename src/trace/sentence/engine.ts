// Sentences for what the engine tells: packets, timers, commands, nodes, links.
import type { KafkaRequest } from '#kafka/commands.ts';
import type { RequestBody, ResponseBody } from '#kafka/protocol/api.ts';
import type { EngineEventMap } from '#sim/event.ts';
import { nameOf } from '#trace/name.ts';
import { errorOf } from '#trace/project/errors.ts';
import { requestWords } from './command.ts';
import { faultWords } from './fault.ts';
import type { Sentences } from './words.ts';

function apiOf(body: unknown): string {
  return (body as RequestBody).api;
}

/** `: NOT_CONTROLLER`, or nothing. */
function outcomeOf(body: unknown): string {
  const error = errorOf(body as ResponseBody);
  return error === 'NONE' ? '' : `: ${error}`;
}

export const ENGINE_SENTENCES: Sentences<keyof EngineEventMap> = {
  'request.sent': ({ node, data: { body, to } }) =>
    `${nameOf(node)} sent ${apiOf(body)} to ${nameOf(to)}.`,
  'request.received': ({ node, data: { body, from } }) =>
    `${nameOf(node)} received ${apiOf(body)} from ${nameOf(from)}.`,
  'response.sent': ({ node, data: { body, to } }) =>
    `${nameOf(node)} answered ${nameOf(to)}’s ${apiOf(body)}${outcomeOf(body)}.`,
  'response.received': ({ node, data: { body } }) =>
    `${nameOf(node)} got the answer to its ${apiOf(body)}${outcomeOf(body)}.`,
  'packet.dropped': ({ data: { kind, from, to, reason } }) =>
    `A ${kind} from ${nameOf(from)} to ${nameOf(to)} was lost (${reason}).`,
  'packet.delayed': ({ data: { reason } }) =>
    reason === 'by hand'
      ? 'A packet was delayed by hand.'
      : `A packet did not get through (${reason}); it will be sent again.`,
  'fault.armed': ({ data }) => `${faultWords(data)}.`,
  'fault.struck': ({ node, data: { left } }) =>
    `What was armed has found its packet, sent by ${nameOf(node)}${left === 0 ? '' : `; it waits for ${left} more`}.`,
  'request.disconnected': ({ node, data: { to } }) =>
    `${nameOf(node)} lost its connection to ${nameOf(to)}.`,
  'request.timed-out': ({ node, data: { to } }) =>
    `${nameOf(node)} had no answer from ${nameOf(to)} in time.`,
  'timer.fired': ({ node, data: { timer } }) => `On ${nameOf(node)} the timer “${timer}” fired.`,
  // The engine does not know commands; what it was given are these.
  'command.applied': ({ data: { command, data } }) =>
    `You asked: ${requestWords({ type: command, data } as KafkaRequest)}.`,
  'node.started': ({ node }) => `${nameOf(node)} started.`,
  'node.crashed': ({ node }) => `${nameOf(node)} crashed.`,
  'node.stopped': ({ node }) => `${nameOf(node)} ended in good order.`,
  'node.paused': ({ node }) => `${nameOf(node)} stands still.`,
  'node.resumed': ({ node }) => `${nameOf(node)} goes on.`,
  'run.ended': ({ data: { busiest } }) =>
    `Time stands still: ${busiest.map(nameOf).join(', ')} keep one another busy within one microsecond, so the run ends here.`,
  'link.changed': ({ data: { from, to, isCut } }) =>
    `The link from ${nameOf(from)} to ${nameOf(to)} was ${isCut ? 'cut' : 'healed'}.`,
};
