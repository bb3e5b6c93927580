// The records that a producer sends by itself: which keys, how often. Ours, not Kafka's.
import type { KeyPlan } from '#kafka/commands.ts';
import type { NodePort } from '#sim/node.ts';

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';

/** The name of key number `index`: a letter while they last, then `k27`, `k28` … */
function fewKey(index: number): string {
  return LETTERS[index] ?? `k${index + 1}`;
}

/** The key of the next record; `count` is how many were made before. */
export function nextKey(plan: KeyPlan, count: number, port: NodePort): string | null {
  const random = port.random('keys');
  switch (plan.type) {
    case 'none':
      return null;
    case 'few':
      return fewKey(random.nextInt(plan.count));
    case 'many':
      return `user-${random.nextInt(plan.count) + 1}`;
    case 'hot': {
      const isHot = random.nextInt(1_000) < plan.hotPercent * 10;
      return isHot ? fewKey(0) : fewKey(1 + random.nextInt(Math.max(1, plan.count - 1)));
    }
    case 'list':
      return plan.keys[count % plan.keys.length] ?? null;
  }
}
