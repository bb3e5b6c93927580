// Structure and labels as SVG: keyed joins, focusable where something can be selected. The only file
// besides canvas.ts and stage.ts that touches the DOM.
import 'd3-transition';
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
  draw(scene: Scene, animate: boolean): void;
  focus(target: Target): void;
}

export interface SvgHandlers {
  onSelect(target: Target): void;
  onFocus(target: Target): void;
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

/** Position and size, as attributes that can be morphed. */
function placeOf(mark: SvgMark): readonly (readonly [string, string | number])[] {
  switch (mark.type) {
    case 'box':
      return [
        ['x', mark.x],
        ['y', mark.y],
        ['width', Math.max(0, mark.width)],
        ['height', Math.max(0, mark.height)],
        ['rx', mark.radius],
      ];
    case 'text':
      return [
        ['x', mark.x],
        ['y', mark.y],
      ];
    case 'path':
      return [['d', mark.path]];
  }
}

const drawnPlaces = new WeakMap<Element, SvgMark>();

function isSamePlace(a: SvgMark, b: SvgMark): boolean {
  if ((a.opacity ?? 1) !== (b.opacity ?? 1)) return false;
  if (a.type === 'path') return b.type === 'path' && a.path === b.path;
  if (b.type === 'path' || a.x !== b.x || a.y !== b.y) return false;
  if (a.type === 'text' || b.type === 'text') return true;
  return a.width === b.width && a.height === b.height && a.radius === b.radius;
}

function setPlace(element: Element, mark: SvgMark): void {
  const drawn = drawnPlaces.get(element);
  if (drawn !== undefined && isSamePlace(drawn, mark)) return;
  drawnPlaces.set(element, mark);
  for (const [name, value] of placeOf(mark)) {
    const text = String(value);
    if (element.getAttribute(name) !== text) element.setAttribute(name, text);
  }
  element.setAttribute('opacity', String(mark.opacity ?? 1));
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

  function targetOf(event: Event): Target | undefined {
    const element = event.target instanceof Element ? event.target : null;
    return element === null ? undefined : select<Element, SvgMark>(element).datum()?.target;
  }

  svg.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    const target = targetOf(event);
    if (target === undefined) return;
    event.preventDefault();
    handlers.onSelect(target);
  });
  svg.addEventListener('focusin', (event) => {
    const target = targetOf(event);
    if (target !== undefined) handlers.onFocus(target);
  });

  return {
    draw(scene, animate) {
      const marks = scene.marks.filter(isSvg);
      const joined = layer
        .selectAll<BaseType, SvgMark>(':scope > *')
        .data(marks, (mark) => `${mark.type}:${mark.key}`);
      const leaving = joined.exit();
      if (animate)
        leaving
          .transition()
          .duration(MORPH_MS / 2)
          .attr('opacity', 0)
          .remove();
      else leaving.interrupt().remove();
      const entering = joined
        .enter()
        .append((mark) =>
          document.createElementNS('http://www.w3.org/2000/svg', ELEMENTS[mark.type]),
        );
      entering.each(function (mark) {
        setPlace(this as Element, mark);
        setTarget(this as Element, mark);
        if (animate) {
          const to = mark.opacity ?? 1;
          select(this).attr('opacity', 0).transition().duration(MORPH_MS).attr('opacity', to);
        }
      });
      joined.each(function (mark) {
        const element = this as Element;
        setTarget(element, mark);
        if (!animate) {
          // A morph that is still under way would write over what is set here.
          if (!drawnPlaces.has(element)) select(this).interrupt();
          setPlace(element, mark);
          return;
        }
        drawnPlaces.delete(element);
        const moving = select(this).transition().duration(MORPH_MS).ease(easeCubicInOut);
        for (const [name, value] of placeOf(mark)) moving.attr(name, value);
        moving.attr('opacity', mark.opacity ?? 1);
      });
      const all = entering.merge(joined as never) as unknown as AnySelection;
      setLooks(all);
      all.order();
    },
    focus(target) {
      const found = layer
        .selectAll<SVGElement, SvgMark>(':scope > *')
        .filter((mark) => mark.target?.type === target.type && mark.target.id === target.id);
      found.node()?.focus();
    },
  };
}
