// Structure and labels as SVG: keyed joins, focusable where something can be selected. The only file
// besides canvas.ts and stage.ts that touches the DOM.
import { easeCubicInOut } from 'd3-ease';
import { type BaseType, select, type Selection } from 'd3-selection';
import type { BoxMark, Mark, Paint, PathMark, Scene, Target, TextMark } from '#stage/scene.ts';

type SvgMark = BoxMark | TextMark | PathMark;

const MORPH_MS = 450;

function isSvg(mark: Mark): mark is SvgMark {
  return mark.type === 'box' || mark.type === 'text' || mark.type === 'path';
}

/** Colours are CSS variables: a theme changes them without drawing anew. */
function colour(paint: Paint): string {
  return paint === 'none' ? 'none' : `var(--${paint})`;
}

const ELEMENTS = { box: 'rect', text: 'text', path: 'path' } as const;

export interface SvgLayer {
  /** Joins a scene; with `animate` things move from where they stand. `atMs` is the animation clock. */
  draw(scene: Scene, animate: boolean, atMs: number): void;
  /** Moves what is on its way to where it is now. True while something is. */
  move(atMs: number): boolean;
  focus(target: Target): void;
}

export interface SvgHandlers {
  onEnter(target: Target): void;
}

type AnySelection = Selection<BaseType, SvgMark, SVGGElement, unknown>;

/** What an element looked like when it was last drawn: most of a scene stays as it is. */
const drawnLooks = new WeakMap<Element, string>();

function looksOf(mark: SvgMark): string {
  switch (mark.type) {
    case 'box':
      return `${mark.fill} ${mark.stroke} ${mark.strokeWidth ?? 1} ${mark.isDashed ?? ''} ${mark.isStriped ?? ''}`;
    case 'text':
      return `${mark.fill} ${mark.size} ${mark.weight ?? ''} ${mark.anchor ?? ''} ${mark.isMono ?? ''} ${mark.text}`;
    case 'path':
      return `${mark.fill ?? ''} ${mark.stroke} ${mark.strokeWidth} ${mark.isDashed ?? ''}`;
  }
}

function hasNewLooks(element: Element, mark: SvgMark): boolean {
  const looks = looksOf(mark);
  if (drawnLooks.get(element) === looks) return false;
  drawnLooks.set(element, looks);
  return true;
}

function setLooks(all: AnySelection): void {
  const selection = all.filter(function (mark) {
    return hasNewLooks(this as Element, mark);
  });
  selection
    .attr('stroke', (mark) => (mark.type === 'text' ? null : colour(mark.stroke)))
    .attr('stroke-width', (mark) => (mark.type === 'text' ? null : (mark.strokeWidth ?? 1)))
    .attr('stroke-dasharray', (mark) =>
      mark.type !== 'text' && mark.isDashed === true ? '5 4' : null,
    )
    .attr('fill', (mark) => {
      if (mark.type === 'text') return colour(mark.fill);
      if (mark.type === 'path') return colour(mark.fill ?? 'none');
      return mark.isStriped === true ? 'url(#stripes)' : colour(mark.fill);
    });
  selection
    .filter((mark) => mark.type === 'text')
    .text((mark) => (mark.type === 'text' ? mark.text : ''))
    .attr('text-anchor', (mark) => (mark.type === 'text' ? (mark.anchor ?? 'start') : null))
    .attr('font-size', (mark) => (mark.type === 'text' ? mark.size : null))
    .attr('font-weight', (mark) => (mark.type === 'text' ? (mark.weight ?? 400) : null))
    .attr('class', (mark) => (mark.type === 'text' && mark.isMono === true ? 'mono' : null));
}

/** Where a mark stands, by attribute: numbers, or path data. */
type Place = Readonly<Record<string, string | number>>;

function placeOf(mark: SvgMark): Place {
  const opacity = mark.opacity ?? 1;
  switch (mark.type) {
    case 'box': {
      const { x, y, radius: rx } = mark;
      return {
        x,
        y,
        width: Math.max(0, mark.width),
        height: Math.max(0, mark.height),
        rx,
        opacity,
      };
    }
    case 'text':
      return { x: mark.x, y: mark.y, opacity };
    case 'path':
      return { d: mark.path, opacity };
  }
}

/** Path data of the same shape has its numbers in the same places; any other changes at once. */
function mixPaths(from: string, to: string, share: number): string {
  const starts = from.match(NUMBERS) ?? [];
  let index = 0;
  const mixed = to.replace(NUMBERS, (end) => {
    const start = Number(starts[index] ?? end);
    index += 1;
    return (start + (Number(end) - start) * share).toFixed(1);
  });
  return index === starts.length ? mixed : to;
}

const NUMBERS = /-?\d+(?:\.\d+)?/g;

/** The place at `share` (0 … 1) of the way. */
function mixPlaces(from: Place, to: Place, share: number): Place {
  const mixed: Record<string, string | number> = {};
  for (const [name, end] of Object.entries(to)) {
    const start = from[name] ?? end;
    if (typeof end === 'number') mixed[name] = Number(start) + (end - Number(start)) * share;
    else mixed[name] = mixPaths(String(start), end, share);
  }
  return mixed;
}

/** Where each element stands now; an attribute is written only when it differs. */
const standing = new WeakMap<Element, Place>();

function setPlace(element: Element, place: Place): void {
  const now = standing.get(element);
  for (const name of Object.keys(place)) {
    if (now?.[name] !== place[name]) element.setAttribute(name, String(place[name]));
  }
  standing.set(element, place);
}

/** Something on its way from one place to another. */
interface Move {
  readonly from: Place;
  readonly to: Place;
  readonly startMs: number;
  readonly durationMs: number;
  readonly isLeaving: boolean;
}

function setTarget(element: Element, mark: SvgMark): void {
  const { target } = mark;
  if (target === undefined) return;
  element.setAttribute('tabindex', '0');
  element.setAttribute('role', 'button');
  if (element.getAttribute('aria-label') !== target.label) {
    element.setAttribute('aria-label', target.label);
  }
}

/** A layer inside `svg`; it owns the element's content. */
export function createSvgLayer(svg: SVGSVGElement, handlers: SvgHandlers): SvgLayer {
  const root = select(svg);
  const stripes = root
    .append('defs')
    .append('pattern')
    .attr('id', 'stripes')
    .attr('width', 8)
    .attr('height', 8)
    .attr('patternUnits', 'userSpaceOnUse')
    .attr('patternTransform', 'rotate(45)');
  stripes.append('rect').attr('width', 8).attr('height', 8).attr('fill', 'var(--paper)');
  stripes
    .append('rect')
    .attr('width', 3)
    .attr('height', 8)
    .attr('fill', 'var(--line)')
    .attr('opacity', 0.55);
  const layer = root.append('g');
  const moves = new Map<Element, Move>();

  function targetOf(event: Event): Target | undefined {
    const element = event.target instanceof Element ? event.target : null;
    return element === null ? undefined : select<Element, SvgMark>(element).datum()?.target;
  }

  svg.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    const target = targetOf(event);
    if (target === undefined) return;
    event.preventDefault();
    handlers.onEnter(target);
  });

  function arrive(element: Element, place: Place): void {
    moves.delete(element);
    setPlace(element, place);
  }

  function leave(element: Element): void {
    moves.delete(element);
    element.remove();
  }

  function depart(element: Element, atMs: number): void {
    const from = standing.get(element) ?? {};
    const to = { ...from, opacity: 0 };
    moves.set(element, { from, to, startMs: atMs, durationMs: MORPH_MS / 2, isLeaving: true });
  }

  /** Puts an element in its place: at once, or on its way there. What is new fades in. */
  function place(element: Element, to: Place, animate: boolean, atMs: number): void {
    const move = moves.get(element);
    if (!animate && move === undefined) {
      setPlace(element, to);
      return;
    }
    // What is on its way goes on to where its place is now.
    if (!animate && move !== undefined) {
      moves.set(element, { ...move, to, isLeaving: false });
      return;
    }
    const from = standing.get(element) ?? { ...to, opacity: 0 };
    setPlace(element, from);
    moves.set(element, { from, to, startMs: atMs, durationMs: MORPH_MS, isLeaving: false });
  }

  return {
    draw(scene, animate, atMs) {
      const marks = scene.marks.filter(isSvg);
      const joined = layer
        .selectAll<Element, SvgMark>(':scope > *')
        .data(marks, (mark) => `${mark.type}:${mark.key}`);
      joined.exit().each(function () {
        const element = this as Element;
        if (moves.get(element)?.isLeaving === true) return;
        if (animate) depart(element, atMs);
        else leave(element);
      });
      const entering = joined
        .enter()
        .append((mark) =>
          document.createElementNS('http://www.w3.org/2000/svg', ELEMENTS[mark.type]),
        );
      const all = entering.merge(joined as never) as unknown as AnySelection;
      all.each(function (mark) {
        const element = this as Element;
        setTarget(element, mark);
        place(element, placeOf(mark), animate, atMs);
      });
      setLooks(all);
      all.order();
    },
    move(atMs) {
      for (const [element, { from, to, startMs, durationMs, isLeaving }] of moves) {
        const share = Math.max(0, Math.min(1, (atMs - startMs) / durationMs));
        setPlace(element, mixPlaces(from, to, easeCubicInOut(share)));
        if (share < 1) continue;
        if (isLeaving) leave(element);
        else arrive(element, to);
      }
      return moves.size > 0;
    },
    focus(target) {
      const found = layer
        .selectAll<SVGElement, SvgMark>(':scope > *')
        .filter((mark) => mark.target?.type === target.type && mark.target.id === target.id);
      found.node()?.focus();
    },
  };
}
