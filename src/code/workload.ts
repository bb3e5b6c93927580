// The records of a producer's workload, as far as all languages say them alike: which keys there are, and how
// the next one is chosen.
import type { KeyPlan } from '#kafka/commands.ts';

/** More keys than this are made in the program, not listed. */
const MOST_LISTED = 12;
const LETTERS = 'abcdefghijklmnopqrstuvwxyz';

export type Keys =
  | { readonly type: 'none' }
  /** Listed; taken in turn or at random. */
  | { readonly type: 'list'; readonly keys: readonly string[]; readonly isInTurn: boolean }
  /** `user-1` to `user-1000`, at random. */
  | { readonly type: 'numbered'; readonly prefix: string; readonly count: number }
  /** The first one more often than the others together or not. */
  | { readonly type: 'hot'; readonly hotPercent: number; readonly others: readonly string[] };

/** How the keys of a workload are written in a program. */
export function keysOf(plan: KeyPlan): Keys {
  switch (plan.type) {
    case 'none':
      return { type: 'none' };
    case 'list':
      return { type: 'list', keys: plan.keys, isInTurn: true };
    case 'many':
      return { type: 'numbered', prefix: 'user-', count: plan.count };
    case 'few':
      return plan.count <= MOST_LISTED
        ? { type: 'list', keys: letters(plan.count), isInTurn: false }
        : { type: 'numbered', prefix: 'k', count: plan.count };
    case 'hot': {
      const others = letters(Math.min(plan.count, LETTERS.length)).slice(1);
      return { type: 'hot', hotPercent: plan.hotPercent, others };
    }
  }
}

function letters(count: number): readonly string[] {
  return LETTERS.slice(0, Math.max(1, count)).split('');
}
