// The stage as the page sees it: an element to put it in, scenes to show, tokens to draw, and what
// was selected. Holds the SVG and the canvas layer together.
import { select } from 'd3-selection';
import type { Motion, Scene, Target, TokenMark } from '#stage/scene.ts';
import { type ThemeName, themes } from '#stage/theme.ts';
import { createCanvasLayer } from './canvas.ts';
import { createSvgLayer } from './svg.ts';

export interface StageOptions {
  readonly theme: ThemeName;
  readonly onSelect: (target: Target | null) => void;
  /** Chosen with a key: whoever did so goes on with the keyboard. */
  readonly onEnter: (target: Target) => void;
}

export interface Stage {
  /** Shows a scene in place of the one before. */
  show(scene: Scene, motion: Motion): void;
  /** Draws a frame. True while something still moves by itself. */
  draw(tokens: readonly TokenMark[], atMs: number): boolean;
  setTheme(theme: ThemeName): void;
  /** Puts the keyboard's focus on a thing. */
  focus(target: Target): void;
  destroy(): void;
}

function createCanvas(): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.setAttribute('aria-hidden', 'true');
  canvas.style.cssText = 'position:absolute;left:0;top:0;pointer-events:none';
  return canvas;
}

/** Builds the layers inside `container`, which must be positioned. */
export function createStage(container: HTMLElement, options: StageOptions): Stage {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('role', 'group');
  const cellCanvas = createCanvas();
  const tokenCanvas = createCanvas();
  container.append(svg, cellCanvas, tokenCanvas);
  const canvasLayer = createCanvasLayer(cellCanvas, tokenCanvas, themes[options.theme]);
  const svgLayer = createSvgLayer(svg, {
    onEnter: options.onEnter,
  });
  let size = '';

  function targetAt(event: MouseEvent): Target | null {
    const box = container.getBoundingClientRect();
    const onCanvas = canvasLayer.hit(event.clientX - box.left, event.clientY - box.top);
    if (onCanvas?.target !== undefined) return onCanvas.target;
    const element = event.target instanceof Element ? event.target : null;
    const mark =
      element === null ? undefined : select<Element, { target?: Target }>(element).datum();
    return mark?.target ?? null;
  }

  const onclick = (event: MouseEvent): void => options.onSelect(targetAt(event));
  const onmove = (event: MouseEvent): void => {
    container.style.cursor = targetAt(event) === null ? 'default' : 'pointer';
  };
  container.addEventListener('click', onclick);
  container.addEventListener('mousemove', onmove);

  return {
    show(scene, motion) {
      const next = `${scene.width}x${scene.height}x${devicePixelRatio}`;
      if (next !== size) {
        size = next;
        svg.setAttribute('width', String(scene.width));
        svg.setAttribute('height', String(scene.height));
        container.style.height = `${scene.height}px`;
        canvasLayer.resize(scene.width, scene.height, devicePixelRatio);
      }
      svg.setAttribute('aria-label', scene.summary);
      const atMs = performance.now();
      svgLayer.draw(scene, motion === 'morph', atMs);
      canvasLayer.show(scene, motion, atMs);
    },
    draw(tokens, atMs) {
      const areBoxesMoving = svgLayer.move(atMs);
      return canvasLayer.draw(tokens, atMs) || areBoxesMoving;
    },
    setTheme: (theme) => canvasLayer.setTheme(themes[theme]),
    focus: (target) => svgLayer.focus(target),
    destroy() {
      container.removeEventListener('click', onclick);
      container.removeEventListener('mousemove', onmove);
      for (const layer of [svg, cellCanvas, tokenCanvas]) layer.remove();
    },
  };
}
