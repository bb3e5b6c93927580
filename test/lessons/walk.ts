// Walks through a lesson as its author means it: lets time pass, answers, does what a solution does.
import type { LessonRun } from '#lesson/runner.ts';
import type { Solution } from '#lesson/lesson.ts';

const US_PER_MS = 1_000;

/** Lets virtual time pass up to a moment, and looks what came of it. */
export function passUntil(run: LessonRun, atUs: number): void {
  run.session.seek(atUs);
  run.session.pause();
  run.update();
}

/** Lets the simulation answer the question of the step: it runs to its end. */
export function answer(run: LessonRun): string {
  run.predict('');
  if (run.status.type === 'running') passUntil(run, run.status.endUs);
  return run.status.type === 'done' ? (run.status.answer ?? '') : 'no answer';
}

/** Carries out a step as the lesson's own solution does. */
export function solve(run: LessonRun): void {
  const { activity, session } = run;
  if (activity.type === 'predict') answer(run);
  else if (activity.type !== 'read') {
    const fromUs = session.playheadUs;
    const solution = run.solve();
    passUntil(run, fromUs + (solution?.takesMs ?? 0) * US_PER_MS);
  }
}

/** Does what a solution or a trap does, in the step that the run stands in. */
export function carryOut(run: LessonRun, { commands, takesMs }: Solution): void {
  const { session } = run;
  const fromUs = session.playheadUs;
  session.plan(commands.map(({ afterMs, request }) => ({ afterUs: afterMs * US_PER_MS, request })));
  passUntil(run, fromUs + takesMs * US_PER_MS);
}
