// Of which thing of the cluster one asks why, when one asks why an event happened.
import type { Target } from '#stage/scene.ts';

const KINDS = ['broker', 'controller', 'producer', 'consumer'] as const;

/** The thing on which an event happened; null: it happened to the world outside. */
export function subjectOf(node: string): Target | null {
  const kind = KINDS.find((one) => node.startsWith(`${one}-`));
  if (kind === undefined) return null;
  const id = node.slice(kind.length + 1);
  return { type: kind, id, label: `${kind} ${id}` };
}
