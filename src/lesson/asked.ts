// Which expressions an observer has to follow while somebody is at a step.
import type { Expression } from './expression.ts';
import type { Activity } from './lesson.ts';

/** Everything that is asked while a step goes on. */
export function expressionsOf(activity: Activity): readonly Expression[] {
  const hints = 'hints' in activity ? activity.hints.flatMap(({ when }) => when ?? []) : [];
  switch (activity.type) {
    case 'predict':
      return [activity.answer, ...activity.evidence];
    case 'do':
      return [activity.check, ...hints];
    case 'challenge': {
      const { goal, always, star } = activity;
      const conditions = always.map(({ condition }) => condition);
      const shown = activity.traps.map(({ shows }) => shows);
      return [goal, ...conditions, ...shown, ...(star === null ? [] : [star.goal]), ...hints];
    }
    case 'read':
      return [];
  }
}
