// Two ways to take hold of a line of time: drag along it (d3-drag), and span a part of it (d3-brush).
import { type BrushBehavior, brushX, type D3BrushEvent } from 'd3-brush';
import { drag } from 'd3-drag';
import { pointer, select, type Selection } from 'd3-selection';
import type { Rect } from '#stage/layout/geometry.ts';
import { markOf } from './svg.ts';

const BRUSH_CLASS = 'span-brush';

/** A mark that leads to a moment is clicked; where spans are chosen the brush takes hold. */
function isForDrag(event: MouseEvent | TouchEvent): boolean {
  const isOtherButton = 'button' in event && (event.button !== 0 || event.ctrlKey);
  const onBrush = event.target instanceof Element && event.target.closest(`.${BRUSH_CLASS}`);
  return !isOtherButton && onBrush === null && markOf(event)?.eventId === undefined;
}

/** Calls `onDrag` with the x of a press on `svg` and of all moves until it ends. */
export function dragAlong(svg: SVGSVGElement, onDrag: (x: number) => void): void {
  const behavior = drag<SVGSVGElement, unknown>()
    .container(svg)
    .filter(isForDrag)
    .clickDistance(4)
    .on('start drag', (event: { readonly x: number }) => onDrag(event.x));
  select(svg).call(behavior);
}

export interface SpanBrush {
  /** Where spans can be chosen. */
  place(area: Rect): void;
}

export interface SpanBrushOptions {
  readonly onSpan: (fromX: number, toX: number) => void;
  /** A press without a move. */
  readonly onTap: (x: number) => void;
}

function xOf(event: MouseEvent | TouchEvent, svg: SVGSVGElement): number {
  const at = 'changedTouches' in event ? (event.changedTouches[0] ?? event) : event;
  return pointer(at, svg)[0];
}

/** Lets a span of x be chosen in a part of `svg`. What was chosen is told, not kept. */
export function brushSpans(svg: SVGSVGElement, { onSpan, onTap }: SpanBrushOptions): SpanBrush {
  const layer: Selection<SVGGElement, unknown, null, undefined> = select(svg)
    .append('g')
    .attr('class', BRUSH_CLASS);
  const behavior: BrushBehavior<unknown> = brushX<unknown>().on(
    'end',
    ({ selection, sourceEvent }: D3BrushEvent<unknown>) => {
      // Without a hand behind it: the span was cleared just now.
      if (!(sourceEvent instanceof Event)) return;
      if (selection === null) {
        onTap(xOf(sourceEvent as MouseEvent | TouchEvent, svg));
        return;
      }
      const [fromX, toX] = selection as [number, number];
      layer.call(behavior.move, null);
      onSpan(fromX, toX);
    },
  );
  return {
    place({ x, y, width, height }) {
      behavior.extent([
        [x, y],
        [x + width, y + height],
      ]);
      layer.call(behavior);
    },
  };
}
