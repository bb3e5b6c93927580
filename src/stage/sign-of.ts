// The sign of a mark, by its type and what it is of.
import type { Mark } from './scene.ts';
import type { Sign } from './sign.ts';

const TOKENS = {
  record: 'record',
  request: 'request',
  response: 'response',
  error: 'response',
  dropped: 'dropped',
  dot: 'request',
} as const satisfies Record<string, Sign>;

/** What a mark stands for; null: it is but a part of the drawing. */
export function signOf(mark: Mark): Sign | null {
  if (mark.sign !== undefined) return mark.sign;
  switch (mark.type) {
    case 'token':
      return TOKENS[mark.shape];
    case 'ring':
      return 'held';
    case 'pulse':
      return mark.silentFrom < 1 ? 'silent' : 'alive';
    case 'cell':
      return 'record';
    default:
      return mark.target?.type ?? null;
  }
}
