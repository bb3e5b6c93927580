// Whether names that are used exist: in a document, or in a request to a cluster that runs.
import { type Problem, renderValue } from '#base/problem.ts';
import type { KafkaRequest } from '#kafka/commands.ts';
import { hintFor } from './suggest.ts';

/** Kinds of node that a request may name, each under a field of that name. */
export type NamedKind = 'broker' | 'controller' | 'producer' | 'consumer';

/** The nodes that there are, by kind; numbers are written as text. */
export type NodeNames = Readonly<Record<NamedKind, readonly string[]>>;

const KINDS: readonly NamedKind[] = ['broker', 'controller', 'producer', 'consumer'];

/** What is wrong with a name at `path`, where `what` is meant. */
export function checkReference(
  name: string,
  known: readonly string[],
  path: string,
  what: string,
): Problem[] {
  if (known.includes(name)) return [];
  return [{ path, rule: `must name ${what}`, got: renderValue(name), hint: hintFor(name, known) }];
}

/** Whether the nodes that a request names exist in `whole`: this scenario, this cluster. */
export function checkNodes(
  { data }: Pick<KafkaRequest, 'data'>,
  known: NodeNames,
  path: string,
  whole: string,
): Problem[] {
  const named = new Map<string, unknown>(Object.entries(data));
  return KINDS.flatMap((kind) => {
    const name = named.get(kind);
    if (name === undefined) return [];
    return checkReference(String(name), known[kind], `${path}.${kind}`, `a ${kind} of ${whole}`);
  });
}
