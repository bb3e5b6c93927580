// The marks on the timeline: what mattered, in few words. Folded once along the trace; cut off when the
// future is forgotten.
import { nodeIds } from '#kafka/protocol/node-id.ts';
import type { TraceEvent } from '#kafka/events.ts';
import { markOf } from '#trace/face/faces.ts';
import type { EventMark, MarkKind, TimelineMark } from '#trace/face/mark.ts';
import type { TraceStore } from './store.ts';

/** What is said once may be said again when it has been quiet for so long. */
const QUIET_US = 3_000_000;

/** A mark that speaks for several partitions, while their moment lasts. */
interface OpenMark {
  readonly atUs: number;
  readonly index: number;
  count: number;
}

export class Timeline {
  readonly marks: TimelineMark[] = [];
  private foldedUntil = 0;
  /** The last mark of each kind that may speak for more than one partition. */
  private readonly open = new Map<MarkKind, OpenMark>();
  /** Type and node of what was expected to happen once, and did. */
  private readonly seen = new Set<string>();
  private readonly lastSaidUs = new Map<string, number>();
  /** Controllers that share the process of a broker. */
  private readonly combined = new Set<string>();

  /** Folds what is new in the trace. */
  update(trace: TraceStore): void {
    while (this.foldedUntil < trace.length) {
      const event = trace.at(this.foldedUntil);
      if (event === undefined) return;
      this.foldedUntil += 1;
      this.foldMark(event);
    }
  }

  private foldMark(event: TraceEvent): void {
    if (event.type === 'broker.added' && event.data.controller) {
      this.combined.add(nodeIds.controller(event.data.id));
    }
    const mark = markOf(event);
    if (mark === null || this.isSuperfluous(event, mark)) return;
    if (mark.together !== undefined && this.joinOpen(event, mark.kind, mark.together)) return;
    const { id: eventId, atUs } = event;
    const { kind, label } = mark;
    if (mark.together !== undefined) {
      this.open.set(kind, { atUs, index: this.marks.length, count: 1 });
    }
    this.marks.push(Object.freeze({ eventId, atUs, kind, label }));
  }

  private isSuperfluous(event: TraceEvent, mark: EventMark): boolean {
    const { isExpectedOnce, isSaidOnce, unlessSaid } = mark;
    if (isExpectedOnce && !this.wasSeen(event)) return true;
    if (isSaidOnce && !this.isQuietAbout(mark.label, event.atUs)) return true;
    if (unlessSaid === undefined || !this.combined.has(event.node)) return false;
    return this.isSaidAt(event.atUs, unlessSaid);
  }

  private wasSeen({ type, node }: TraceEvent): boolean {
    const key = `${type} ${node}`;
    const wasSeen = this.seen.has(key);
    this.seen.add(key);
    return wasSeen;
  }

  private isQuietAbout(label: string, atUs: number): boolean {
    const lastUs = this.lastSaidUs.get(label);
    this.lastSaidUs.set(label, atUs);
    return lastUs === undefined || atUs - lastUs >= QUIET_US;
  }

  private isSaidAt(atUs: number, label: string): boolean {
    for (let index = this.marks.length - 1; this.marks[index]?.atUs === atUs; index -= 1) {
      if (this.marks[index]?.label === label) return true;
    }
    return false;
  }

  /** Makes the mark of the same moment and kind speak for one partition more. */
  private joinOpen({ atUs }: TraceEvent, kind: MarkKind, together: string): boolean {
    const open = this.open.get(kind);
    const first = open === undefined ? undefined : this.marks[open.index];
    if (open?.atUs !== atUs || first === undefined) return false;
    open.count += 1;
    const label = `${together} of ${open.count} partitions`;
    this.marks[open.index] = Object.freeze({ ...first, label });
    return true;
  }
}
