// What an armed fault waits for, in words.
import type { FaultSpec } from '#sim/node.ts';
import { nameOf } from '#trace/name.ts';
import { count } from './words.ts';

/** `The next Produce request from p1 will be lost`. */
export function faultWords({ kind, api, from, to, action, delayUs, times }: FaultSpec): string {
  const what = [api, kind === 'request' ? 'request' : 'answer'].filter(Boolean).join(' ');
  const who = [
    from === null ? '' : ` from ${nameOf(from)}`,
    to === null ? '' : ` to ${nameOf(to)}`,
  ].join('');
  const which = times === 1 ? `The next ${what}` : `The next ${count(times, what)}`;
  const fate = action === 'drop' ? 'be lost' : `come ${delayUs / 1_000} ms late`;
  return `${which}${who} will ${fate}`;
}
