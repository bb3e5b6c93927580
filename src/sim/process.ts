// What shares a process. Nodes of one process start, pause and crash together and end one after the
// other, as a combined broker and its controller do.
import type { NodeId } from './node.ts';

/** Node → all nodes of its process, in the order in which they end. Plain data of the world. */
export type Processes = Map<NodeId, readonly NodeId[]>;

/** Makes `nodes` one process. None of them may belong to another one. */
export function shareProcess(processes: Processes, nodes: readonly NodeId[]): void {
  const members = Object.freeze([...nodes]);
  for (const node of members) processes.set(node, members);
}

/** The nodes of the process that `node` lives in; most nodes have one of their own. */
export function processOf(processes: Processes, node: NodeId): readonly NodeId[] {
  return processes.get(node) ?? [node];
}
