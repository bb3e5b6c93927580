// What the parts of a view add to: marks, places of nodes and rows; and how what is
// selected or pointed at stands out.
import type { Rect, Row } from '#stage/layout/geometry.ts';
import type { Paint, SceneMark, ViewContext } from '#stage/scene.ts';
import type { Frame } from '#trace/frame.ts';

/** Everything that is built up while the picture is laid out. */
export class Builder {
  readonly marks: SceneMark[] = [];
  readonly nodes = new Map<string, Rect>();
  readonly rows = new Map<string, Row>();

  constructor(
    readonly frame: Frame,
    readonly context: ViewContext,
  ) {}

  add(...marks: readonly SceneMark[]): void {
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
