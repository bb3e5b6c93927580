// What the cluster has not noticed or not settled yet: while something is open, time is crossed
// quickly, because everybody waits for it.
import type { TraceEvent } from '#kafka/events.ts';
import { nodeIds } from '#kafka/protocol/node-id.ts';

/** Nothing is waited for longer than this: it may never be settled. */
const PATIENCE_US = 60_000_000;

/** Folded along the trace. */
export class OpenMatters {
  /** What is open → since when, in µs. */
  private readonly open = new Map<string, number>();
  private activeController = '';

  areThereAt(atUs: number): boolean {
    for (const sinceUs of this.open.values()) if (atUs - sinceUs < PATIENCE_US) return true;
    return false;
  }

  add(event: TraceEvent): void {
    const { open } = this;
    switch (event.type) {
      case 'node.crashed':
      case 'node.paused':
        // Nobody waits for a controller that was not active.
        if (event.node.startsWith('controller-') && event.node !== this.activeController) return;
        open.set(event.node, event.atUs);
        return;
      case 'node.started':
      case 'node.resumed':
        open.delete(event.node);
        return;
      case 'broker.fenced':
        open.delete(nodeIds.broker(event.data.broker));
        return;
      case 'controller.activated':
        open.delete(this.activeController);
        this.activeController = nodeIds.controller(event.data.controller);
        return;
      case 'member.left':
        open.delete(nodeIds.consumer(event.data.clientId));
        return;
      case 'rebalance.started':
        open.set(event.data.group, event.atUs);
        return;
      case 'rebalance.completed':
        open.delete(event.data.group);
        return;
      default:
        return;
    }
  }
}
