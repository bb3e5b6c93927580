// The simulation is the largest part of the site and the last that a page needs: it is a chunk of its
// own, fetched while people read.

import type { Session } from '#session/session.ts';

/** The simulation's door: resolves when its code has arrived. Fetched once, however often it is asked for. */
export function loadEngine(): Promise<{ readonly Session: typeof Session }> {
  return import('#session/session.ts');
}

/** The same for a run with these commands, which may call command-line tools. */
export async function loadEngineFor(
  commands: readonly { readonly type: string }[],
  usesTools = false,
): Promise<{ readonly Session: typeof Session }> {
  const callsTools = usesTools || commands.some(({ type }) => type.startsWith('tool.'));
  const [engine] = await Promise.all([
    loadEngine(),
    callsTools ? import('#ui/terminal/tools.ts').then(({ loadTools }) => loadTools()) : null,
  ]);
  return engine;
}
