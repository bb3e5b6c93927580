// "Did you mean …?" for names that nearly match one that exists.
import { distance } from 'fastest-levenshtein';

/** What is longer is no slip of the pen, and would take long to compare. */
const LONGEST_NAME = 300;

/** The closest of `known` to `given`, when it is close enough to be a slip; null otherwise. */
export function suggest(given: string, known: readonly string[]): string | null {
  if (given.length > LONGEST_NAME) return null;
  let best: string | null = null;
  const most = Math.min(Math.max(2, Math.floor(given.length / 3)), Math.floor(given.length / 2));
  let bestDistance = most + 1;
  for (const name of known) {
    if (Math.abs(name.length - given.length) >= bestDistance) continue;
    const away = distance(given.toLowerCase(), name.toLowerCase());
    if (away < bestDistance) {
      best = name;
      bestDistance = away;
    }
  }
  return best;
}

/** A sentence for a Problem's hint: the likely name, or the list when it is short. */
export function hintFor(given: string, known: readonly string[]): string {
  const best = suggest(given, known);
  if (best !== null) return `Did you mean '${best}'?`;
  if (known.length === 0) return '';
  return known.length <= 12 ? `Use one of: ${known.join(', ')}.` : '';
}
