// Structure and labels as SVG: keyed joins, focusable where something can be selected.
import { type BaseType, select, type Selection } from 'd3-selection';
import type { ZoomTransform } from 'd3-zoom';
import type { Paint, SvgMark, Target } from '#stage/scene.ts';
import { DURATIONS_MS, Morphs, type Place } from './morph.ts';

const SVG = 'http://www.w3.org/2000/svg';
const ELEMENTS = { box: 'rect', text: 'text', path: 'path' } as const;
const DASHES = '5 4';
/** Width of the ground around letters, in px. */
const HALO = 4;

/** Colours are CSS variables: a theme changes them without drawing anew. */
function colour(paint: Paint): string {
  return paint === 'none' ? 'none' : `var(--${paint})`;
}

type AnySelection = Selection<BaseType, SvgMark, SVGGElement, unknown>;
type Attributes = Readonly<Record<string, string | number | null>>;

/** Where a mark stands: what a morph mixes. */
function placeOf(mark: SvgMark): Place {
  const opacity = mark.opacity ?? 1;
  switch (mark.type) {
    case 'box': {
      const { x, y, radius: rx } = mark;
      const [width, height] = [Math.max(0, mark.width), Math.max(0, mark.height)];
      return { x, y, width, height, rx, opacity };
    }
    case 'text': {
      const { x, y, turn } = mark;
      return turn === undefined
        ? { x, y, opacity }
        : { x, y, transform: `rotate(${turn} ${x} ${y})`, opacity };
    }
    case 'path':
      return { d: mark.path, opacity };
  }
}

/** What a mark looks like, wherever it stands. */
function looksOf(mark: SvgMark, stripes: string): Attributes {
  // What leads to a moment can be hit all over, though it may be filled with nothing.
  const isReached = mark.eventId !== undefined || mark.target !== undefined;
  const events = isReached ? 'all' : null;
  switch (mark.type) {
    case 'box':
      return {
        fill: mark.isStriped === true ? `url(#${stripes})` : colour(mark.fill),
        stroke: colour(mark.stroke),
        'stroke-width': mark.strokeWidth ?? 1,
        'stroke-dasharray': mark.isDashed === true ? DASHES : null,
        'pointer-events': events,
      };
    case 'path':
      return {
        fill: colour(mark.fill ?? 'none'),
        stroke: colour(mark.stroke),
        'stroke-width': mark.strokeWidth,
        'stroke-dasharray': mark.isDashed === true ? DASHES : null,
        'pointer-events': events ?? (mark.title === undefined ? 'none' : null),
      };
    case 'text':
      return {
        fill: colour(mark.fill),
        'text-anchor': mark.anchor ?? 'start',
        'font-size': mark.size,
        'font-weight': mark.weight ?? 400,
        'font-family': `var(--face-${mark.face ?? 'sans'})`,
        'paint-order': mark.hasHalo === true ? 'stroke' : null,
        stroke: mark.hasHalo === true ? colour('paper') : null,
        'stroke-width': mark.hasHalo === true ? HALO : null,
        'stroke-linejoin': mark.hasHalo === true ? 'round' : null,
        'pointer-events': 'none',
      };
  }
}

/** What an element says: a label its words, anything else what the pointer is told. */
function wordsOf(mark: SvgMark): string {
  return mark.type === 'text' ? mark.text : (mark.title ?? '');
}

/** What looks and words depend on, by type of mark. */
const LOOKS = {
  box: ['fill', 'stroke', 'strokeWidth', 'isDashed', 'isStriped', 'eventId', 'title'],
  path: ['fill', 'stroke', 'strokeWidth', 'isDashed', 'eventId', 'title'],
  text: ['fill', 'anchor', 'size', 'weight', 'face', 'text', 'hasHalo'],
} as const satisfies { [T in SvgMark['type']]: readonly (keyof Extract<SvgMark, { type: T }>)[] };

/** Marks of elements as they were last drawn: most of a scene stays as it is. */
const drawnMarks = new WeakMap<Element, SvgMark>();
/** Attributes of elements as they were last written. */
const drawnPlaces = new WeakMap<Element, Place>();

function valueOf(mark: SvgMark, name: string): unknown {
  return Reflect.get(mark, name);
}

function hasSameLooks(mark: SvgMark, before: SvgMark | undefined): boolean {
  if (before === undefined) return false;
  return LOOKS[mark.type].every((name) => valueOf(mark, name) === valueOf(before, name));
}

function setLooks(element: Element, mark: SvgMark, stripes: string): void {
  for (const [name, value] of Object.entries(looksOf(mark, stripes))) {
    if (value === null) element.removeAttribute(name);
    else element.setAttribute(name, String(value));
  }
  setWords(element, mark.type, wordsOf(mark));
}

function setWords(element: Element, type: SvgMark['type'], words: string): void {
  if (type === 'text') {
    element.textContent = words;
    return;
  }
  if (words === '') {
    element.replaceChildren();
    return;
  }
  const title = document.createElementNS(SVG, 'title');
  title.textContent = words;
  element.replaceChildren(title);
}

function isSamePlace(one: Place, other: Place): boolean {
  return Object.keys(other).every((name) => one[name] === other[name]);
}

function setPlace(element: Element, place: Place): void {
  const before = drawnPlaces.get(element);
  if (before === place) return;
  for (const name of Object.keys(place)) {
    if (before?.[name] !== place[name]) element.setAttribute(name, String(place[name]));
  }
  drawnPlaces.set(element, place);
}

function setTarget(element: Element, { target }: SvgMark, before: SvgMark | undefined): void {
  if (target === undefined || target.label === before?.target?.label) return;
  element.setAttribute('tabindex', '0');
  element.setAttribute('role', 'button');
  element.setAttribute('aria-label', target.label);
}

/** Hatching for what is down. Each picture has its own: ids are the page's. */
let patterns = 0;

function addStripes(svg: SVGSVGElement): string {
  patterns += 1;
  const id = `stripes-${patterns}`;
  const pattern = select(svg)
    .append('defs')
    .append('pattern')
    .attr('id', id)
    .attr('width', 8)
    .attr('height', 8)
    .attr('patternUnits', 'userSpaceOnUse')
    .attr('patternTransform', 'rotate(45)');
  pattern.append('rect').attr('width', 8).attr('height', 8).attr('fill', 'var(--paper)');
  pattern
    .append('rect')
    .attr('width', 3)
    .attr('height', 8)
    .attr('fill', 'var(--line)')
    .attr('opacity', 0.55);
  return id;
}

/** The mark that an event is about. */
export function markOf(event: Event): SvgMark | undefined {
  const element = event.target instanceof Element ? event.target : null;
  return element === null ? undefined : select<Element, SvgMark | undefined>(element).datum();
}

/** A layer inside an `svg`: it owns a group of it. */
export class SvgLayer {
  private readonly layer: Selection<SVGGElement, unknown, null, undefined>;
  private readonly morphs = new Morphs<Element>();
  private readonly stripes: string;

  constructor(svg: SVGSVGElement) {
    this.stripes = addStripes(svg);
    this.layer = select(svg).append('g');
  }

  /** Joins marks by key; with `animate` they move from where they stand. */
  show(marks: readonly SvgMark[], animate: boolean, atMs: number, canGlide = false): void {
    const joined = this.layer
      .selectAll<Element, SvgMark>(':scope > *')
      .data(marks, (mark) => `${mark.type}:${mark.key}`);
    const { morphs } = this;
    joined.exit().each(function () {
      const element = this as Element;
      if (animate) morphs.leave(element, atMs);
      else if (!morphs.isLeaving(element)) {
        morphs.forget(element);
        element.remove();
      }
    });
    const entering = joined
      .enter()
      .append((mark) => document.createElementNS(SVG, ELEMENTS[mark.type]));
    const all = entering.merge(joined as never) as unknown as AnySelection;
    const draw = (element: Element, mark: SvgMark): void => {
      const before = drawnMarks.get(element);
      drawnMarks.set(element, mark);
      setTarget(element, mark, before);
      if (!animate && canGlide && mark.glides === true) this.glide(element, placeOf(mark), atMs);
      else this.place(element, placeOf(mark), animate, atMs);
      if (!hasSameLooks(mark, before)) setLooks(element, mark, this.stripes);
    };
    all.each(function (mark) {
      draw(this as Element, mark);
    });
    all.order();
  }

  /** Moves what is on its way to where it is now. True while something is. */
  advance(atMs: number): boolean {
    return this.morphs.advance(atMs, setPlace, (element) => element.remove());
  }

  lookThrough(camera: ZoomTransform): void {
    this.layer.attr('transform', camera.toString());
  }

  focus(target: Target): void {
    const found = this.layer
      .selectAll<SVGElement, SvgMark>(':scope > *')
      .filter((mark) => mark.target?.type === target.type && mark.target.id === target.id);
    found.node()?.focus();
  }

  /** Sends an element to another place than it stands in or is on its way to. */
  private glide(element: Element, to: Place, atMs: number): void {
    const goal = this.morphs.goalOf(element);
    if (goal !== undefined && isSamePlace(goal, to)) return;
    if (goal === undefined) this.morphs.put(element, to);
    else this.morphs.send(element, to, atMs, DURATIONS_MS.morph);
    setPlace(element, this.morphs.placeOf(element) ?? to);
  }

  /** Puts an element in its place: at once, or on its way there. What is new fades in. */
  private place(element: Element, to: Place, animate: boolean, atMs: number): void {
    if (animate) this.morphs.send(element, to, atMs, DURATIONS_MS.morph, { ...to, opacity: 0 });
    else this.morphs.put(element, to);
    setPlace(element, this.morphs.placeOf(element) ?? to);
  }
}
