// A run that a lesson has planned: its commands on a branch, when it ends, and what a question's answer
// would be there.
import type { Branch } from '#session/branch.ts';
import type { Session } from '#session/session.ts';
import type { Expression } from './expression.ts';
import type { RunPlan, TimedRequest } from './lesson.ts';
import { Observer } from './observer.ts';
import { lastMs } from './verdict.ts';

const US_PER_MS = 1_000;

/** The commands of a run as a branch takes them, in µs since the run begins. */
export function planOf(commands: readonly TimedRequest[]) {
  return commands.map(({ afterMs, request }) => ({ afterUs: afterMs * US_PER_MS, request }));
}

/** When (µs) a run that begins at `fromUs` comes to its end: the simulation is asked what will be. */
export function endOf({ commands, until, forMs }: RunPlan, branch: Branch, fromUs: number): number {
  const latestUs = fromUs + forMs * US_PER_MS;
  if (until === null) return latestUs;
  const observer = new Observer(branch, fromUs, [until]);
  const commandsUs = fromUs + lastMs(commands) * US_PER_MS + commands.length;
  branch.course.extend(latestUs);
  observer.advance(latestUs, () => observer.atUs > commandsUs && observer.holds(until));
  return observer.atUs;
}

/** What the answer is when another run begins at `fromUs`: on a branch that is forgotten afterwards. */
export function answerElsewhere(
  { branches }: Session,
  run: RunPlan,
  answer: Expression,
  fromUs: number,
): string {
  const branch = branches.fork(branches.main, fromUs);
  branch.plan(planOf(run.commands));
  const observer = new Observer(branch, fromUs, [answer]);
  const endUs = endOf(run, branch, fromUs);
  branch.course.extend(endUs);
  observer.advance(endUs);
  branches.drop(branch);
  return String(observer.valueOf(answer));
}
