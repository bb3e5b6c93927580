// What happened to groups since a step began that no Frame keeps: who left and why, what members gave
// back, and how long the newest rebalance left somebody without partitions. Add all events in order.
import type { TraceEvent } from '#kafka/events.ts';

/** The newest rebalance of a group. */
interface Rebalance {
  /** When the first partition was given back; null: none was. */
  readonly fromUs: number | null;
  /** When the last partitions were handed out. */
  readonly untilUs: number;
  readonly isCompleted: boolean;
}

const BEGUN: Rebalance = { fromUs: null, untilUs: 0, isCompleted: false };

export class MembershipTally {
  /** Reason → consumers that left for it, in the order in which they first did. */
  private readonly left = new Map<string, Set<string>>();
  private readonly given = new Map<string, number>();
  private readonly newest = new Map<string, Rebalance>();

  /** Consumers that a coordinator struck off for a reason, such as `session timeout`. */
  leftFor(reason: string): readonly string[] {
    return [...(this.left.get(reason) ?? [])];
  }

  /** Partitions that a group's members gave back or lost, counted each time. */
  givenBack(group: string): number {
    return this.given.get(group) ?? 0;
  }

  /** From the first partition given back to the last one handed out, in ms; -1 before it is over. */
  standstillMs(group: string): number {
    const rebalance = this.newest.get(group);
    if (rebalance?.isCompleted !== true) return -1;
    return (rebalance.untilUs - (rebalance.fromUs ?? rebalance.untilUs)) / 1_000;
  }

  add(event: TraceEvent): void {
    switch (event.type) {
      case 'member.left': {
        const { reason, clientId } = event.data;
        this.left.set(reason, (this.left.get(reason) ?? new Set()).add(clientId));
        return;
      }
      case 'rebalance.started':
        this.newest.set(event.data.group, BEGUN);
        return;
      case 'rebalance.completed':
        this.change(event.data.group, { isCompleted: true });
        return;
      case 'partitions.revoked': {
        const { group, partitions } = event.data;
        this.given.set(group, this.givenBack(group) + partitions.length);
        const fromUs = this.newest.get(group)?.fromUs ?? event.atUs;
        this.change(group, { fromUs });
        return;
      }
      case 'partitions.assigned':
        this.change(event.data.group, { untilUs: event.atUs });
        return;
      default:
        return;
    }
  }

  private change(group: string, changes: Partial<Rebalance>): void {
    const rebalance = this.newest.get(group);
    if (rebalance !== undefined) this.newest.set(group, { ...rebalance, ...changes });
  }
}
