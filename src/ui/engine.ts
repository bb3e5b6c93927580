// The simulation is the largest part of the site and the last that a page needs: it is a chunk of its
// own, fetched while people read.

import { type PartName, partsOf } from '#scenario/parts.ts';
import type { Session } from '#session/session.ts';

/** The simulation's door: resolves when its code has arrived. Fetched once, however often it is asked for. */
export function loadEngine(): Promise<{ readonly Session: typeof Session }> {
  return import('#session/session.ts');
}

const LOADERS: Readonly<Record<PartName, () => Promise<unknown>>> = {
  'consumer protocol': () => import('#kafka/part/consumer-protocol.ts'),
  'sticky assignors': () => import('#kafka/part/sticky-assignors.ts'),
  'regular expressions': () => import('#kafka/part/regular-expressions.ts'),
  tools: () => import('#ui/terminal/tools.ts').then(({ loadTools }) => loadTools()),
};

/** The same for a run of these documents (a scenario, commands, a lesson), with all that it needs. */
export async function loadEngineFor(
  ...documents: readonly unknown[]
): Promise<{ readonly Session: typeof Session }> {
  const parts = [...partsOf(...documents)].map((part) => LOADERS[part]());
  const [engine] = await Promise.all([loadEngine(), ...parts]);
  return engine;
}

/** What a person may ask of a cluster that is open: to be fetched once it is shown. */
export async function loadRest(): Promise<void> {
  await Promise.all([LOADERS['consumer protocol'](), LOADERS['sticky assignors']()]);
}
