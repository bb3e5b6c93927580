// Notices when virtual time stands still: nodes that answer one another at once, or timers of 0 µs, go
// on for ever within one microsecond.
import type { NodeId } from './node.ts';

/** Steps within one microsecond that no healthy run comes near. */
const MOST_STEPS = 50_000;
/** The last of them, in which turns are counted. */
const COUNTED_STEPS = 2_000;
/** Nodes that are named. */
const NAMED = 4;

export class Standstill {
  private atUs = -1;
  private steps = 0;
  private readonly turns = new Map<NodeId, number>();

  /** Counts a step of a node (`''`: of none). True: it has gone on for too long. */
  isReached(atUs: number, node: NodeId): boolean {
    if (atUs !== this.atUs) {
      this.atUs = atUs;
      this.steps = 0;
      this.turns.clear();
    }
    this.steps += 1;
    if (this.steps > MOST_STEPS - COUNTED_STEPS && node !== '') {
      this.turns.set(node, (this.turns.get(node) ?? 0) + 1);
    }
    return this.steps > MOST_STEPS;
  }

  /** Those whose turn it was most often, the busiest first. */
  busiest(): readonly NodeId[] {
    const ordered = [...this.turns].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
    return Object.freeze(ordered.slice(0, NAMED).map(([node]) => node));
  }
}
