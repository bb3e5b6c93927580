// What the parts of a view add to: marks, places of nodes and rows; and how what is
// selected or pointed at stands out.
import type { Rect, Row } from '#stage/layout/geometry.ts';
import type { Wire } from '#stage/layout/wire.ts';
import { WORDINGS } from '#stage/layout/wording.ts';
import type { Paint, SceneMark, ViewContext } from '#stage/scene.ts';
import type { Frame } from '#trace/frame.ts';
import type { Timed } from './timed.ts';

/** Everything that is built up while the picture is laid out. */
export class Builder {
  readonly marks: SceneMark[] = [];
  readonly nodes = new Map<string, Rect>();
  readonly rows = new Map<string, Row>();
  readonly wires = new Map<string, Wire>();
  readonly timed: Timed[] = [];

  constructor(
    readonly frame: Frame,
    readonly context: ViewContext,
  ) {}

  /** What stands on the signs of logs. */
  get wording() {
    return WORDINGS[this.context.labels ?? 'kafka'];
  }

  add(...marks: readonly SceneMark[]): void {
    this.marks.push(...marks);
  }

  /** A wire for packets between two nodes; see `Geometry.wires`. */
  wire(ends: string, wire: Wire): void {
    this.wires.set(ends, wire);
  }

  /** What changes with time alone. */
  wait(timed: Timed): void {
    this.timed.push(timed);
  }

  isSelected(type: string, id: string): boolean {
    return this.context.selected === `${type}:${id}`;
  }

  isHighlighted(type: string, id: string): boolean {
    return this.context.highlighted.includes(`${type}:${id}`);
  }

  isMarked(type: string, id: string): boolean {
    return this.isSelected(type, id) || this.isHighlighted(type, id);
  }

  /** The edge of a thing's card: it says when the thing is selected or pointed at. */
  edge(
    type: string,
    id: string,
    otherwise: Paint = 'line-strong',
  ): { readonly stroke: Paint; readonly strokeWidth: number } {
    if (this.isMarked(type, id)) return { stroke: 'accent', strokeWidth: 2.5 };
    return { stroke: otherwise, strokeWidth: 1.25 };
  }
}
