// Compares an outcome with a recorded one, part by part, leaving out what the recording says is not
// to be relied on.
import { type Difference, differencesBetween } from '#node/conform/differences.ts';
import { normalForm, type Part, type Precision } from './normal-form.ts';
import type { Outcome } from './outcome.ts';
import type { Recording } from './recording.ts';

/** Where the outcome is not the recorded one. Paths are as in the recording's `unstable`. */
export function differencesIn(part: Part, got: Outcome, recording: Recording): Difference[] {
  const { expected, unstable = [], ignore = [], countsOnly = false } = recording;
  const precision: Precision = {
    countsOnly,
    isChance: (group) => [...unstable, ...ignore].some((path) => path.includes(`/groups/${group}`)),
  };
  const [ours, theirs] = [got, expected].map((outcome) =>
    withoutUnstable({ [part]: normalForm(part, outcome, precision) }, unstable),
  );
  const ignored = ignore.map((pattern) => new RegExp(pattern));
  return differencesBetween(ours, theirs).filter(
    ({ path }) => !lineageOf(path).some((place) => ignored.some((pattern) => pattern.test(place))),
  );
}

/** `/groups/g[1]` → `/groups`, `/groups/g`, `/groups/g[1]`: what is ignored is so with all in it. */
function lineageOf(path: string): readonly string[] {
  const ends = [...path.matchAll(/[/[]/g)].map(({ index }) => index);
  return [...ends.slice(1), path.length].map((end) => path.slice(0, end));
}

function withoutUnstable(document: unknown, paths: readonly string[]): unknown {
  return paths.reduce((rest, path) => without(rest, stepsOf(path)), document);
}

/** `/groups/g[1]` → `groups`, `g`, 1. */
function stepsOf(path: string): readonly (string | number)[] {
  return path
    .split('/')
    .slice(1)
    .flatMap((step) => {
      const [, name = step, indexes = ''] = /^(.*?)((?:\[\d+\])*)$/.exec(step) ?? [];
      return [name, ...[...indexes.matchAll(/\d+/g)].map(([index]) => Number(index))];
    });
}

/** The value without what is at the path; a list ends before an entry that is left out. */
function without(value: unknown, [step, ...rest]: readonly (string | number)[]): unknown {
  if (Array.isArray(value)) return typeof step === 'number' ? value.slice(0, step) : value;
  if (typeof value !== 'object' || value === null || step === undefined) return value;
  const { [step]: inner, ...others } = value as Record<string | number, unknown>;
  if (inner === undefined || rest.length === 0) return others;
  return { ...others, [step]: without(inner, rest) };
}
