// What the parts of a view add to: marks, places of nodes and rows; and how what is
// selected or pointed at stands out.
import type { Rect, Row } from '#stage/layout/geometry.ts';
import type { Mark, Paint, ViewContext } from '#stage/scene.ts';
import type { Frame } from '#trace/frame.ts';

/** Everything that is built up while the picture is laid out. */
export class Builder {
  readonly marks: Mark[] = [];
  readonly nodes = new Map<string, Rect>();
  readonly rows = new Map<string, Row>();

  constructor(
    readonly frame: Frame,
    readonly context: ViewContext,
  ) {}

  add(...marks: readonly Mark[]): void {
    this.marks.push(...marks);
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

  stroke(type: string, id: string, otherwise: Paint = 'line-strong'): Paint {
    return this.isMarked(type, id) ? 'accent' : otherwise;
  }

  strokeWidth(type: string, id: string): number {
    return this.isSelected(type, id) ? 2.5 : this.isHighlighted(type, id) ? 2 : 1.25;
  }
}
