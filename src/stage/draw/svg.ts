// Structure and labels as SVG: keyed joins, focusable where something can be selected.
import { type BaseType, select, type Selection } from 'd3-selection';
import type { Motion, Paint, SvgMark, Target } from '#stage/scene.ts';
import { type Look, transformOf } from './look.ts';
import { Morphs, paceOf, type Place } from './morph.ts';

const SVG = 'http://www.w3.org/2000/svg';
const ELEMENTS = { box: 'rect', text: 'text', path: 'path' } as const;
const DASHES = '5 4';
/** From life-size up to here words keep their size: what comes closer is the things they name. */
const MOST_UNSCALED = 1.4;
/** Width of the ground around letters, in px. */
const HALO = 4;

/** Colours are CSS variables: a theme changes them without drawing anew. */
function colour(paint: Paint): string {
  return paint === 'none' ? 'none' : `var(--${paint})`;
}

type AnySelection = Selection<BaseType, SvgMark, SVGGElement, unknown>;
/** The fill that hatches one paint over another. */
type HatchOf = (hatch: Paint, fill: Paint) => string;
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
      return { d: mark.path, opacity, 'stroke-width': mark.strokeWidth };
  }
}

/** What a mark looks like, wherever it stands. */
function looksOf(mark: SvgMark, hatchOf: HatchOf): Attributes {
  // What leads to a moment can be hit all over, though it may be filled with nothing.
  const isReached = mark.eventId !== undefined || mark.target !== undefined;
  const events = isReached ? 'all' : null;
  switch (mark.type) {
    case 'box':
      return {
        fill: mark.hatch === undefined ? colour(mark.fill) : hatchOf(mark.hatch, mark.fill),
        stroke: colour(mark.stroke),
        'stroke-width': mark.strokeWidth ?? 1,
        'stroke-dasharray': dashOf(mark),
        'pointer-events': events,
      };
    case 'path':
      return {
        fill: colour(mark.fill ?? 'none'),
        stroke: colour(mark.stroke),
        'stroke-dasharray': dashOf(mark),
        'pointer-events': events ?? (mark.title === undefined ? 'none' : null),
      };
    case 'text':
      return {
        fill: colour(mark.fill),
        'text-anchor': mark.anchor ?? 'start',
        'font-size': `calc(${mark.size}px * var(--text-scale, 1))`,
        'font-weight': mark.weight ?? 400,
        'font-family': `var(--face-${mark.face ?? 'sans'})`,
        'font-style': mark.isItalic === true ? 'italic' : null,
        'paint-order': mark.hasHalo === true ? 'stroke' : null,
        stroke: mark.hasHalo === true ? colour('paper') : null,
        'stroke-width': mark.hasHalo === true ? HALO : null,
        'stroke-linejoin': mark.hasHalo === true ? 'round' : null,
        'pointer-events': 'none',
      };
  }
}

function dashOf(mark: { readonly dash?: string; readonly isDashed?: boolean }): string | null {
  return mark.dash ?? (mark.isDashed === true ? DASHES : null);
}

/** What an element says: a label its words, anything else what the pointer is told. */
function wordsOf(mark: SvgMark): string {
  return mark.type === 'text' ? mark.text : (mark.title ?? '');
}

/** What looks and words depend on, by type of mark. */
const LOOKS = {
  box: ['fill', 'stroke', 'strokeWidth', 'isDashed', 'dash', 'hatch', 'eventId', 'title'],
  path: ['fill', 'stroke', 'isDashed', 'dash', 'eventId', 'title'],
  text: ['fill', 'anchor', 'size', 'weight', 'face', 'isItalic', 'text', 'hasHalo'],
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

function setLooks(element: Element, mark: SvgMark, hatchOf: HatchOf): void {
  for (const [name, value] of Object.entries(looksOf(mark, hatchOf))) {
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

function setPlace(element: Element, place: Place): void {
  const before = drawnPlaces.get(element);
  if (before === place) return;
  for (const name of Object.keys(place)) {
    if (before?.[name] !== place[name]) element.setAttribute(name, String(place[name]));
  }
  drawnPlaces.set(element, place);
}

function isSamePlace(one: Place | undefined, other: Place): boolean {
  return one !== undefined && Object.keys(other).every((name) => one[name] === other[name]);
}

function setTarget(element: Element, { target }: SvgMark, before: SvgMark | undefined): void {
  if (target === undefined || target.label === before?.target?.label) return;
  element.setAttribute('tabindex', '0');
  element.setAttribute('role', 'button');
  element.setAttribute('aria-label', target.label);
}

/** Hatches: lines of 1.2 px, 6 px apart, from lower left to upper right. */
const HATCH = { pitch: 6, width: 1.2 };
/** How firm they are: there is more of a red one to see. */
function hatchOpacity(hatch: Paint): number {
  return hatch === 'bad' ? 0.22 : 0.55;
}
/** Each picture has its own patterns: ids are the page's. */
let pictures = 0;

/** The hatches of a picture, each made when it is first needed. */
class Hatches {
  private readonly defs: Selection<SVGDefsElement, unknown, null, undefined>;
  private readonly known = new Map<string, string>();
  private readonly picture: number;

  constructor(svg: SVGSVGElement) {
    pictures += 1;
    this.picture = pictures;
    this.defs = select(svg).append('defs');
  }

  readonly fill: HatchOf = (hatch, fill) => {
    const name = `${hatch} ${fill}`;
    const id = this.known.get(name) ?? this.add(hatch, fill, name);
    return `url(#${id})`;
  };

  private add(hatch: Paint, fill: Paint, name: string): string {
    const id = `hatch-${this.picture}-${this.known.size}`;
    this.known.set(name, id);
    const { pitch, width } = HATCH;
    const pattern = this.defs
      .append('pattern')
      .attr('id', id)
      .attr('width', pitch)
      .attr('height', pitch)
      .attr('patternUnits', 'userSpaceOnUse')
      .attr('patternTransform', 'rotate(45)');
    pattern.append('rect').attr('width', pitch).attr('height', pitch).attr('fill', colour(fill));
    pattern
      .append('rect')
      .attr('width', width)
      .attr('height', pitch)
      .attr('fill', colour(hatch))
      .attr('opacity', hatchOpacity(hatch));
    return id;
  }
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
  private readonly hatches: Hatches;

  constructor(svg: SVGSVGElement) {
    this.hatches = new Hatches(svg);
    this.layer = select(svg).append('g');
  }

  /** Joins marks by key; they move from where they stand as `motion` and each of them says. */
  show(marks: readonly SvgMark[], motion: Motion, atMs: number): void {
    const joined = this.layer
      .selectAll<Element, SvgMark>(':scope > *')
      .data(marks, (mark) => `${mark.type}:${mark.key}`);
    const { morphs } = this;
    joined.exit().each(function () {
      const element = this as Element;
      if (motion === 'morph') morphs.leave(element, atMs);
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
      this.place(element, mark, motion, atMs);
      if (!hasSameLooks(mark, before)) setLooks(element, mark, this.hatches.fill);
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

  lookThrough(camera: Look): void {
    this.layer.attr('transform', transformOf(camera));
    const closer = Math.max(1, Math.min(MOST_UNSCALED, camera.k));
    this.layer.style('--text-scale', String(1 / closer));
  }

  focus(target: Target): void {
    const found = this.layer
      .selectAll<SVGElement, SvgMark>(':scope > *')
      .filter((mark) => mark.target?.type === target.type && mark.target.id === target.id);
    found.node()?.focus();
  }

  /** Puts an element in its place: at once, or on its way there. What is new to a view fades in. */
  private place(element: Element, mark: SvgMark, motion: Motion, atMs: number): void {
    const to = placeOf(mark);
    const { morphs } = this;
    const pace = paceOf(motion, mark.move);
    if (pace === null) morphs.put(element, to);
    else if (motion === 'morph') morphs.send(element, to, atMs, pace, { ...to, opacity: 0 });
    else if (!isSamePlace(morphs.goalOf(element), to)) morphs.send(element, to, atMs, pace);
    setPlace(element, morphs.placeOf(element) ?? to);
  }
}
