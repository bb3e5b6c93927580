// Whether an answer is right, and what a challenge was worth.
import type { Challenge, Prediction, TimedRequest } from './lesson.ts';
import type { Observer } from './observer.ts';
import { parts } from './parts.ts';
import type { Grade } from './status.ts';

/** Whether what was predicted is what the simulation says. */
export function isSame(
  predicted: string,
  answer: string,
  { answerType, tolerance }: Pick<Prediction, 'answerType' | 'tolerance'>,
): boolean {
  switch (answerType) {
    case 'number':
      return (
        predicted.trim() !== '' && Math.abs(Number(predicted) - Number(answer)) <= tolerance + 1e-9
      );
    case 'set':
      return [...parts(predicted)].sort().join(' ') === [...parts(answer)].sort().join(' ');
    case 'order':
      return parts(predicted).join(' ') === parts(answer).join(' ');
    default:
      return predicted.trim() === answer;
  }
}

/** What speaks to somebody who gave a wrong answer; '' when nothing does. */
export function becauseFor(predicted: string, prediction: Prediction): string {
  const { because } = prediction;
  const wrong = Object.keys(because).find(
    (one) => one !== 'else' && isSame(predicted, one, prediction),
  );
  return because[wrong ?? 'else'] ?? '';
}

/** What was achieved: by what became of the records, and by what was done. */
export function gradeOf({ par, star }: Challenge, observer: Observer): Grade {
  const deeds = observer.deeds.length;
  return {
    deeds,
    seconds: (observer.atUs - observer.fromUs) / 1_000_000,
    produced: Number(observer.ask('produced')),
    lost: Number(observer.ask('lost')),
    twice: Number(observer.ask('duplicates')) + Number(observer.ask('redelivered')),
    requests: Number(observer.ask('requests', 'Produce')),
    isWithinPar: deeds <= par,
    hasStar: star !== null && observer.holds(star.goal),
  };
}

/** When the last of some requests is asked, in ms after the run began. */
export function lastMs(commands: readonly TimedRequest[]): number {
  return commands.reduce((last, { afterMs }) => Math.max(last, afterMs), 0);
}
