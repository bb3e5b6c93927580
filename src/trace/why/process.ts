// Why a process does not answer: it crashed, was stopped, stands still, or a link to it is cut.
import type { TraceEvent } from '#kafka/events.ts';
import { nodeIds } from '#kafka/protocol/node-id.ts';
import { isRunning } from '#trace/frame.ts';
import { nameOf } from '#trace/name.ts';
import { type Fact, since } from './answer.ts';
import type { Past } from './memory.ts';

/** At the beginning of a sentence; clients are called by their own names. */
function titleOf(node: string): string {
  return nameOf(node).replace(/^(b|c)(?=(roker|ontroller) \d)/, (letter) => letter.toUpperCase());
}

/** The event that put a node into the state that it is in: started, crashed, paused, … */
export function statusEvent(past: Past, node: string): TraceEvent | undefined {
  return past.last(
    (event) =>
      event.node === node &&
      (event.type === 'node.started' ||
        event.type === 'node.crashed' ||
        event.type === 'node.stopped' ||
        event.type === 'node.paused' ||
        event.type === 'node.resumed'),
  );
}

/** Why a node does nothing; undefined for one that works. */
export function silenceOf(past: Past, node: string): Fact | undefined {
  const event = statusEvent(past, node);
  const name = titleOf(node);
  switch (event?.type) {
    case 'node.crashed':
      return since(event, `${name} crashed.`);
    case 'node.stopped':
      return since(event, `${name} was stopped.`);
    case 'node.paused':
      return since(
        event,
        `${name} stands still: its connections are open, and it answers nothing.`,
      );
    default:
      return undefined;
  }
}

/** The cut of the link between two nodes, if it is cut now. */
export function cutBetween(past: Past, a: string, b: string): Fact | undefined {
  const event = past.lastOf(
    'link.changed',
    ({ from, to }) => (from === a && to === b) || (from === b && to === a),
  );
  return event?.data.isCut === true
    ? since(event, `The link between ${nameOf(a)} and ${nameOf(b)} is cut.`)
    : undefined;
}

/** Why the metadata cannot change now; undefined when there is an active controller. */
export function noController(past: Past): Fact | undefined {
  const { frame } = past;
  if (frame.activeController !== -1 || frame.controllers.size === 0) return undefined;
  const voters = [...frame.controllers.values()];
  const running = voters.filter(isRunning).length;
  const majority = Math.floor(voters.length / 2) + 1;
  const last = past.lastOf('controller.activated', () => true);
  const end =
    last === undefined ? undefined : statusEvent(past, nodeIds.controller(last.data.controller));
  const gone = past.lastOf('controller.deactivated', () => true);
  const event = end?.type === 'node.started' ? gone : end;
  return since(
    event ?? gone,
    running < majority
      ? `No controller is active: ${running} of ${voters.length} run, and a majority takes ${majority}. The metadata cannot change.`
      : 'No controller is active: the controllers have yet to elect one. The metadata cannot change.',
  );
}
