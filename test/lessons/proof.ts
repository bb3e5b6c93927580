// Proves a lesson in one walk: what must hold of a step is tried in it, each time from how the step was
// found, before the step is solved and the walk goes on. Each proof is a list of complaints.
import type { Challenge, Lesson, Prediction } from '#lesson/lesson.ts';
import { parts } from '#lesson/parts.ts';
import { LessonRun } from '#lesson/runner.ts';
import { isSame } from '#lesson/verdict.ts';
import { Session } from '#session/session.ts';
import { idleControls } from './controls.ts';
import { answer, carryOut, passUntil, solve } from './walk.ts';

const IDLE_US = 300_000_000;
/** Idle minutes are over as soon as a challenge has failed: it is looked at so often. */
const IDLE_SLICE_US = 20_000_000;

/** What speaks against a lesson; empty lists: nothing does. */
export interface Proof {
  /** The lesson's own solution does not solve the step, or the answer is none that was offered. */
  readonly solution: string[];
  /** What is said to be wrong is right, or nothing is said to be wrong. */
  readonly variants: string[];
  /** Done before anybody did anything. */
  readonly idle: string[];
  /** A challenge's solution that does not solve it, a trap that does. */
  readonly challenges: string[];
  /** Controls of which nothing comes. */
  readonly controls: string[];
  /** A link to the last step leads elsewhere than walking there. */
  readonly link: string[];
}

/** Plays a lesson, and says all that speaks against it. */
export function prove(lesson: Lesson): Proof {
  const proof: Proof = {
    solution: [],
    variants: [],
    idle: [],
    challenges: [],
    controls: [],
    link: [],
  };
  const run = new LessonRun(lesson, Session.open(lesson.scenario));
  lesson.steps.forEach((step, index) => {
    run.go(index);
    if (run.isLast) proof.link.push(...wrongLink(run));
    proof.controls.push(...idleControls(run.session, step.controls).map(saidOf(run)));
    const { activity } = step;
    if (activity.type === 'do' || activity.type === 'challenge') {
      proof.idle.push(...doneAlone(run).map(saidOf(run)));
    }
    if (activity.type === 'challenge') {
      proof.challenges.push(...wrongWays(run, activity).map(saidOf(run)));
    }
    if (activity.type === 'predict') {
      proof.variants.push(...wrongAnswers(run).map(saidOf(run)));
    } else {
      run.restart();
      solve(run);
    }
    const wanted = activity.type === 'read' ? 'open' : 'done';
    if (run.status.type !== wanted) proof.solution.push(`${step.title}: ${run.status.type}`);
  });
  return proof;
}

/** Puts the step's title before what is said of it. */
function saidOf({ step }: LessonRun) {
  return (said: string) => `${step.title}: ${said}`;
}

/** Asks a question in all its variants, the first one last: the walk goes on from there. */
function wrongAnswers(run: LessonRun): string[] {
  const { activity } = run.step;
  if (activity.type !== 'predict') return [];
  return [...activity.variants, activity].flatMap((variant) => {
    run.tryVariant();
    if (run.activity !== variant) return ['another variant is asked'];
    const said = answer(run);
    return [...notOffered(said, variant), ...notWrong(said, variant)];
  });
}

/** The answer is one of those that can be given. */
function notOffered(said: string, { answerType, choices }: Prediction): string[] {
  const values = choices.map(({ value }) => value);
  switch (answerType) {
    case 'number':
      return Number.isFinite(Number(said)) ? [] : [`${said} is no number`];
    case 'choice':
    case 'point':
      return values.includes(said) ? [] : [`${said} is not offered`];
    case 'order':
    case 'set':
      return parts(said)
        .filter((part) => !values.includes(part))
        .map((part) => `${part} is not offered`);
    case 'text':
      return [];
  }
}

/** What is said to be wrong is wrong, and something is. */
function notWrong(said: string, variant: Prediction): string[] {
  const wrong = Object.keys(variant.because);
  if (wrong.length === 0) return ['no wrong answer is spoken to'];
  return wrong
    .filter((one) => one !== 'else' && isSame(one, said, variant))
    .map((one) => `${one} is said to be wrong, and is right`);
}

/** A task is not done when the step begins, nor after five idle minutes. */
function doneAlone(run: LessonRun): string[] {
  run.session.pause();
  run.update();
  if (run.status.type !== 'open') return [`${run.status.type} at its start`];
  const endUs = run.session.playheadUs + IDLE_US;
  // One that has failed can no longer be done.
  while (run.session.playheadUs < endUs && run.status.type === 'open') {
    passUntil(run, Math.min(endUs, run.session.playheadUs + IDLE_SLICE_US));
  }
  return isDone(run) ? ['done by doing nothing'] : [];
}

function isDone({ status }: LessonRun): boolean {
  return status.type === 'done';
}

/** Each solution of a challenge solves it, one of them within par, and each trap does not. */
function wrongWays(run: LessonRun, { solutions, traps, par }: Challenge): string[] {
  const unsolved = solutions.filter((solution) => {
    run.restart();
    carryOut(run, solution);
    return !isDone(run);
  });
  const unharmed = traps.filter((trap) => {
    run.restart();
    carryOut(run, trap);
    return isDone(run) || !run.says(trap.shows);
  });
  const isWithinPar = solutions.some(({ commands }) => commands.length <= par);
  return [
    ...unsolved.map(({ name }) => `${name} does not solve it`),
    ...unharmed.map(({ name }) => `${name} is no trap`),
    ...(isWithinPar ? [] : ['no solution is within par']),
  ];
}

/** Somebody who comes by a link finds the very cluster that walking to the last step leaves. */
function wrongLink(walked: LessonRun): string[] {
  const { lesson, stepIndex } = walked;
  const linked = new LessonRun(lesson, Session.open(lesson.scenario));
  linked.catchUp(stepIndex);
  if (linked.stepIndex !== stepIndex) return [`leads to step ${linked.stepIndex}`];
  if (linked.status.type !== 'open') return [`the step is ${linked.status.type}`];
  return linked.session.hash() === walked.session.hash() ? [] : ['leads to another cluster'];
}
