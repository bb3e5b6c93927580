// How marks get from where they stand to where they shall be: numbers and path data of each, mixed
// by d3-interpolate on the stage's one clock.
import { easeBackOut, easeCubicIn, easeCubicInOut, easeCubicOut, easeLinear } from 'd3-ease';
import { interpolateNumber, interpolateString } from 'd3-interpolate';
import type { Motion, Move } from '#stage/scene.ts';

/** How long a move takes on the wall clock, and how it gains and loses speed. */
export interface Pace {
  readonly durationMs: number;
  readonly ease: (share: number) => number;
}

/** From one view to another. */
export const VIEW_PACE: Pace = { durationMs: 500, ease: easeCubicInOut };

/** What moves when something happened. */
const PACES: Readonly<Record<Move, Pace>> = {
  append: { durationMs: 260, ease: easeCubicOut },
  waterline: { durationMs: 400, ease: easeCubicInOut },
  head: { durationMs: 220, ease: easeCubicOut },
  bookmark: { durationMs: 350, ease: easeBackOut.overshoot(1.2) },
  crash: { durationMs: 300, ease: easeCubicIn },
  fence: { durationMs: 250, ease: easeCubicOut },
  handover: { durationMs: 600, ease: easeCubicInOut },
  isr: { durationMs: 250, ease: easeCubicOut },
  cut: { durationMs: 500, ease: easeCubicIn },
  deal: { durationMs: 400, ease: easeCubicInOut },
  cool: { durationMs: 1_000, ease: easeLinear },
};

/** How a mark gets to its new place; null: it is there at once. */
export function paceOf(motion: Motion, move: Move | undefined): Pace | null {
  if (motion === 'morph') return VIEW_PACE;
  return motion === 'none' || move === undefined ? null : PACES[move];
}

/** What has no partner in the other view fades in the first part of the way. */
const FADE: Pace = { durationMs: 150, ease: easeCubicOut };

/** Where a mark stands, by attribute: numbers, path data, or how it is turned. */
export type Place = Readonly<Record<string, number | string>>;

interface Journey {
  readonly from: Place;
  readonly to: Place;
  readonly placeAt: (share: number) => Place;
  readonly startMs: number;
  readonly pace: Pace;
  readonly isLeaving: boolean;
}

/** All path data begins with a move. */
const PATH = /^\s*m/i;
/** A command of path data with what follows it. The `e` of an exponent is none. */
const COMMAND = /([MLHVCSQTAZ])([^MLHVCSQTAZ]*)/gi;
const NUMBER = /[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?/gi;
/** Of the numbers of an arc two are flags: between 0 and 1 there is nothing. */
const ARC = { numbers: 7, flags: [3, 4] };

/** Path data with a comma between any two numbers, and what two of them must have in common. */
function readPath(path: string): { readonly data: string; readonly shape: string } {
  let [data, shape] = ['', ''];
  for (const [, command = '', rest = ''] of path.matchAll(COMMAND)) {
    const numbers = rest.match(NUMBER) ?? [];
    data += command + numbers.join(',');
    const isArc = command.toUpperCase() === 'A';
    const flags = numbers.filter((_, index) => ARC.flags.includes(index % ARC.numbers));
    shape += `${command}${numbers.length}${isArc ? flags.join('') : ''}`;
  }
  return { data, shape };
}

/** Paths of one shape are mixed number by number; of others the second is there at once. */
function mixPaths(from: string, to: string): (share: number) => string {
  const [start, end] = [readPath(from), readPath(to)];
  return start.shape === end.shape ? interpolateString(start.data, end.data) : () => to;
}

function mix(from: number | string, to: number | string): (share: number) => number | string {
  if (typeof to === 'number') return interpolateNumber(Number(from), to);
  return PATH.test(to) ? mixPaths(String(from), to) : interpolateString(String(from), to);
}

/** The places on the way from one to another; what `from` lacks is at its end from the beginning. */
function placesBetween(from: Place, to: Place): (share: number) => Place {
  const ways: [string, ReturnType<typeof mix>][] = [];
  for (const [name, end] of Object.entries(to)) {
    const start = from[name] ?? end;
    // Most of a place stays as it is.
    if (start !== end) ways.push([name, mix(start, end)]);
  }
  return (share) => {
    const place: Record<string, number | string> = { ...to };
    for (const [name, at] of ways) place[name] = at(share);
    return place;
  };
}

/** Where things stand, and which of them are on their way. `Thing` is an element or a mark's key. */
export class Morphs<Thing> {
  private readonly standing = new Map<Thing, Place>();
  private readonly moves = new Map<Thing, Journey>();

  get isMoving(): boolean {
    return this.moves.size > 0;
  }

  /** Where a thing stands now. */
  placeOf(thing: Thing): Place | undefined {
    return this.standing.get(thing);
  }

  /** Where a thing will stand in the end. */
  goalOf(thing: Thing): Place | undefined {
    return this.moves.get(thing)?.to ?? this.standing.get(thing);
  }

  isLeaving(thing: Thing): boolean {
    return this.moves.get(thing)?.isLeaving ?? false;
  }

  /** Puts a thing in its place; one that is on its way arrives there when it would have arrived. */
  put(thing: Thing, to: Place): void {
    const move = this.moves.get(thing);
    if (move === undefined) {
      this.standing.set(thing, to);
      return;
    }
    const placeAt = placesBetween(move.from, to);
    this.moves.set(thing, { ...move, to, placeAt, isLeaving: false });
  }

  /** Sends a thing on its way: from where it stands, or from `start` if it is new. */
  send(thing: Thing, to: Place, atMs: number, pace: Pace | null, start: Place = to): void {
    const from = this.standing.get(thing) ?? start;
    if (pace === null) {
      this.moves.delete(thing);
      this.standing.set(thing, to);
      return;
    }
    this.standing.set(thing, from);
    const placeAt = placesBetween(from, to);
    this.moves.set(thing, { from, to, placeAt, startMs: atMs, pace, isLeaving: false });
  }

  /** Lets a thing fade, or leave for `end`; when it has, `advance` tells. */
  leave(thing: Thing, atMs: number, pace: Pace = FADE, end: Place = {}): void {
    if (this.isLeaving(thing)) return;
    const from = this.standing.get(thing) ?? {};
    const to = { ...from, opacity: 0, ...end };
    const placeAt = placesBetween(from, to);
    this.moves.set(thing, { from, to, placeAt, startMs: atMs, pace, isLeaving: true });
  }

  forget(thing: Thing): void {
    this.standing.delete(thing);
    this.moves.delete(thing);
  }

  /** Moves what is on its way to where it is now, and tells of each; true while something is. */
  advance(
    atMs: number,
    onMoved: (thing: Thing, place: Place) => void,
    onGone: (thing: Thing) => void,
  ): boolean {
    for (const [thing, { placeAt, to, startMs, pace, isLeaving }] of this.moves) {
      const share = Math.max(0, Math.min(1, (atMs - startMs) / pace.durationMs));
      const place = share === 1 ? to : placeAt(pace.ease(share));
      this.standing.set(thing, place);
      if (share === 1) this.moves.delete(thing);
      if (share === 1 && isLeaving) {
        this.standing.delete(thing);
        onGone(thing);
      } else onMoved(thing, place);
    }
    return this.isMoving;
  }
}
