// The simulation is the largest part of the site and the last that a page needs: it is a chunk of its
// own, fetched while people read.

import type { Session } from '#session/session.ts';

/** The simulation's door: resolves when its code has arrived. Fetched once, however often it is asked for. */
export function loadEngine(): Promise<{ readonly Session: typeof Session }> {
  return import('#session/session.ts');
}
