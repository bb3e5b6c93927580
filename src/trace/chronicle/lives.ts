// When each node did not run: crashed, stopped or paused. Grows with the trace.
import type { TraceEvent } from '#kafka/events.ts';

/** A stretch in which a node did nothing. */
export interface Absence {
  readonly fromUs: number;
  /** null: it lasts. */
  readonly untilUs: number | null;
  readonly how: 'crashed' | 'stopped' | 'paused';
  readonly eventId: number;
  /** Event that ended it. */
  readonly endEventId: number | null;
}

const HOW = {
  'node.crashed': 'crashed',
  'node.stopped': 'stopped',
  'node.paused': 'paused',
} as const;

export class Lives {
  /** When each node was started for the first time. */
  readonly bornUs = new Map<string, number>();
  private readonly absences = new Map<string, Absence[]>();

  /** Of a node, in order of time. */
  of(node: string): readonly Absence[] {
    return this.absences.get(node) ?? [];
  }

  add({ type, node, atUs, id: eventId }: TraceEvent): void {
    switch (type) {
      case 'node.crashed':
      case 'node.stopped':
      case 'node.paused':
        this.end(node, atUs, eventId);
        this.listOf(node).push({
          fromUs: atUs,
          untilUs: null,
          how: HOW[type],
          eventId,
          endEventId: null,
        });
        return;
      case 'node.started':
        if (!this.bornUs.has(node)) this.bornUs.set(node, atUs);
        this.end(node, atUs, eventId);
        return;
      case 'node.resumed':
        this.end(node, atUs, eventId);
        return;
      default:
        return;
    }
  }

  private listOf(node: string): Absence[] {
    const known = this.absences.get(node);
    if (known !== undefined) return known;
    const list: Absence[] = [];
    this.absences.set(node, list);
    return list;
  }

  private end(node: string, atUs: number, endEventId: number): void {
    const list = this.absences.get(node);
    const last = list?.at(-1);
    if (list === undefined || last?.untilUs !== null) return;
    list[list.length - 1] = { ...last, untilUs: atUs, endEventId };
  }
}
