// What marks stand for: one sign for one thing, in every view, in the legend and on the cards that
// explain them.
import type { Target } from './target.ts';

/** Signs that the legend draws, in its columns. */
export const LEGEND = [
  { title: 'Records', signs: ['record', 'keyless', 'batch', 'tombstone', 'hole', 'lost'] },
  {
    title: 'Lines in the log',
    signs: ['watermark', 'log-end', 'last-stable', 'log-start', 'control-marker', 'transaction'],
  },
  { title: 'Who reads', signs: ['position', 'committed', 'in-hand', 'track', 'slab', 'ghost'] },
  { title: 'On the wire', signs: ['request', 'response', 'dropped', 'held', 'purgatory', 'work'] },
  { title: 'Brokers', signs: ['leader', 'follower', 'alive', 'silent', 'fenced', 'hand-over'] },
  { title: 'Time', signs: ['now', 'event', 'cut', 'ahead', 'fork', 'lag'] },
] as const;

export type DrawnSign = (typeof LEGEND)[number]['signs'][number];

/** Things and words of the stage that need no drawing in the legend: they say what they are. */
export type NamedSign =
  | Exclude<Target['type'], 'record'>
  | 'veiled'
  | 'again'
  | 'behind'
  | 'isr'
  | 'generation'
  | 'partitioner';

export type Sign = DrawnSign | NamedSign;
