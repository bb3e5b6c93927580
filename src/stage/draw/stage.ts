// The stage as the page sees it: an element to put it in, scenes to show, tokens to draw, a camera,
// and what was selected. Holds the SVG and the canvas layers together.
import type { Rect } from '#stage/layout/geometry.ts';
import { boxOfMark, type PlacedSign, signAt } from '#stage/layout/hit.ts';
import type { Point } from '#stage/layout/paths.ts';
import type {
  CellMark,
  Motion,
  Scene,
  SceneMark,
  SvgMark,
  Target,
  LiveMark,
} from '#stage/scene.ts';
import { signOf } from '#stage/sign-of.ts';
import { type ThemeName, themes } from '#stage/theme.ts';
import { Camera, ZOOM_STEP } from './camera.ts';
import { CellLayer } from './canvas/cells.ts';
import { TokenLayer } from './canvas/tokens.ts';
import { drawnAt, transformOf } from './look.ts';
import { markOf, SvgLayer } from './svg.ts';

export interface StageOptions {
  readonly theme: ThemeName;
  readonly onSelect: (target: Target | null) => void;
  /** Chosen with a key: whoever did so goes on with the keyboard. */
  readonly onEnter: (target: Target) => void;
  /** The thing under the pointer became another one, or none. */
  readonly onHover?: (target: Target | null) => void;
  /** The sign under the pointer, the finger or the focus became another one, or none. */
  readonly onSign?: (sign: ShownSign | null) => void;
  /** A mark was chosen that leads to the moment of an event. */
  readonly onGo?: (eventId: number) => void;
  /** The camera was moved, or is about to: a frame has to be drawn. */
  readonly onCamera: () => void;
  /** A hand has taken hold of the camera. */
  readonly onHand?: () => void;
  /** Moves are cuts: the person asked for less motion. */
  readonly isStill: () => boolean;
}

/** A sign in px of the window, and where somebody points at it; null: with the keyboard. */
export interface ShownSign extends PlacedSign {
  readonly at: Point | null;
  /** With a finger: whoever holds it there wants to know. */
  readonly isPress: boolean;
}

export interface Stage {
  /** The window through which scenes are seen, in px. */
  resize(width: number, height: number): void;
  /** Shows a scene in place of the one before. */
  show(scene: Scene, motion: Motion): void;
  /** Draws a frame. True while something still moves by itself. */
  draw(tokens: readonly LiveMark[], atMs: number): boolean;
  setTheme(theme: ThemeName): void;
  /** Puts the keyboard's focus on a thing. */
  focus(target: Target): void;
  /** One step closer, or back. */
  zoom(direction: 'in' | 'out'): void;
  /** The scene as it was when the view was opened. */
  resetCamera(): void;
  /** The camera goes to a part of the scene; null: to the whole. */
  follow(box: Rect | null): void;
  /** Whether the camera is away from there. */
  readonly isCameraAway: boolean;
  destroy(): void;
}

/** Which layer draws a type of mark: the compiler asks for each. */
const LAYERS: Readonly<Record<SceneMark['type'], 'svg' | 'cells'>> = {
  box: 'svg',
  text: 'svg',
  path: 'svg',
  cell: 'cells',
};

function isCell(mark: SceneMark): mark is CellMark {
  return LAYERS[mark.type] === 'cells';
}

function isSvg(mark: SceneMark): mark is SvgMark {
  return LAYERS[mark.type] === 'svg';
}

function createCanvas(): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.setAttribute('aria-hidden', 'true');
  canvas.style.cssText = 'position:absolute;left:0;top:0;pointer-events:none';
  return canvas;
}

function createSvg(): SVGSVGElement {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('role', 'group');
  return svg;
}

class LayeredStage implements Stage {
  private readonly svg = createSvg();
  private readonly cellCanvas = createCanvas();
  private readonly tokenCanvas = createCanvas();
  private readonly structure: SvgLayer;
  private readonly cells: CellLayer;
  private readonly tokens: TokenLayer;
  private readonly camera: Camera;
  private readonly gone = new AbortController();
  private size = { width: 0, height: 0 };
  private shownTransform = '';
  private hovered = '';
  private marks: readonly SceneMark[] = [];
  private live: readonly LiveMark[] = [];
  private pointed: string | null = null;

  constructor(
    private readonly container: HTMLElement,
    private readonly options: StageOptions,
  ) {
    const theme = themes[options.theme];
    container.append(this.svg, this.cellCanvas, this.tokenCanvas);
    this.structure = new SvgLayer(this.svg);
    this.cells = new CellLayer(this.cellCanvas, theme);
    this.tokens = new TokenLayer(this.tokenCanvas, theme);
    this.camera = new Camera(container, options.isStill, options.onCamera, () =>
      options.onHand?.(),
    );
    this.listen();
    this.awaitFonts();
  }

  resize(width: number, height: number): void {
    this.size = { width, height };
    this.svg.setAttribute('width', String(width));
    this.svg.setAttribute('height', String(height));
    const viewport = { width, height, ratio: devicePixelRatio };
    this.cells.resize(viewport);
    this.tokens.resize(viewport);
  }

  show(scene: Scene, motion: Motion): void {
    const atMs = performance.now();
    this.marks = scene.marks;
    this.svg.setAttribute('aria-label', scene.summary);
    this.camera.setBounds(this.size, scene);
    this.structure.show(scene.marks.filter(isSvg), motion, atMs);
    this.cells.show(scene.marks.filter(isCell), motion, atMs);
  }

  draw(tokens: readonly LiveMark[], atMs: number): boolean {
    const isTravelling = this.camera.advance(atMs);
    this.lookThroughCamera();
    const isMorphing = this.structure.advance(atMs);
    const areCellsMoving = this.cells.draw(this.camera.transform, atMs);
    this.live = tokens;
    this.tokens.draw(tokens, this.camera.transform);
    return isTravelling || isMorphing || areCellsMoving;
  }

  setTheme(theme: ThemeName): void {
    this.cells.setTheme(themes[theme]);
    this.tokens.setTheme(themes[theme]);
  }

  focus(target: Target): void {
    this.structure.focus(target);
  }

  zoom(direction: 'in' | 'out'): void {
    this.camera.zoomBy(direction === 'in' ? ZOOM_STEP : 1 / ZOOM_STEP, performance.now());
    this.options.onCamera();
  }

  resetCamera(): void {
    this.camera.reset(performance.now());
    this.options.onCamera();
  }

  follow(box: Rect | null): void {
    this.camera.follow(box, performance.now());
    this.options.onCamera();
  }

  get isCameraAway(): boolean {
    const { x, y, k } = this.camera.transform;
    return x !== 0 || y !== 0 || k !== 1;
  }

  destroy(): void {
    this.gone.abort();
    this.camera.destroy();
    for (const layer of [this.svg, this.cellCanvas, this.tokenCanvas]) layer.remove();
  }

  private lookThroughCamera(): void {
    const transform = transformOf(this.camera.transform);
    if (transform === this.shownTransform) return;
    this.shownTransform = transform;
    this.structure.lookThrough(this.camera.transform);
    this.cells.invalidate();
  }

  /** Words on a canvas stay as they were drawn: once the typefaces are there, they are drawn anew. */
  private awaitFonts(): void {
    const redraw = (): void => {
      this.cells.invalidate();
      this.tokens.forget();
      this.options.onCamera();
    };
    document.fonts.addEventListener('loadingdone', redraw, { signal: this.gone.signal });
  }

  private listen(): void {
    const { container } = this;
    const { signal } = this.gone;
    container.addEventListener('click', (event) => this.onClick(event), { signal });
    container.addEventListener('mousemove', (event) => this.onMove(event), { signal });
    container.addEventListener('pointermove', (event) => this.point(event), { signal });
    container.addEventListener('pointerdown', (event) => this.point(event), { signal });
    for (const type of ['pointerup', 'pointercancel'] as const) {
      container.addEventListener(type, (event) => this.lift(event), { signal });
    }
    container.addEventListener('mouseleave', () => this.leave(), { signal });
    container.addEventListener('keydown', (event) => this.onKey(event), { signal });
    container.addEventListener('focusin', (event) => this.onFocus(event), { signal });
    container.addEventListener('focusout', () => this.tell(null), { signal });
  }

  private targetAt(event: MouseEvent): Target | null {
    const box = this.container.getBoundingClientRect();
    const at = this.camera.sceneAt(event.clientX - box.left, event.clientY - box.top);
    const onCanvas = this.tokens.hit(at) ?? this.cells.hit(at);
    return onCanvas?.target ?? markOf(event)?.target ?? null;
  }

  private onClick(event: MouseEvent): void {
    const target = this.targetAt(event);
    const eventId = markOf(event)?.eventId;
    // What only leads to a moment leaves the selection as it is.
    if (target !== null || eventId === undefined) this.options.onSelect(target);
    if (eventId !== undefined) this.options.onGo?.(eventId);
  }

  private onMove(event: MouseEvent): void {
    const target = this.targetAt(event);
    const isActive = target !== null || markOf(event)?.eventId !== undefined;
    this.container.style.cursor = isActive ? 'pointer' : 'default';
    this.hover(target);
  }

  private hover(target: Target | null): void {
    const name = target === null ? '' : `${target.type}:${target.id}`;
    if (name === this.hovered) return;
    this.hovered = name;
    this.options.onHover?.(target);
  }

  /** A finger goes up. */
  private lift({ pointerType }: PointerEvent): void {
    if (pointerType !== 'mouse') this.tell(null);
  }

  private leave(): void {
    this.hover(null);
    this.tell(null);
  }

  /** What lies under the pointer, whatever layer draws it. */
  private point({ type, clientX, clientY, buttons, pointerType }: PointerEvent): void {
    const isPress = pointerType !== 'mouse';
    if (isPress && type === 'pointermove') return;
    // A drag moves the camera.
    if (!isPress && buttons !== 0) {
      this.tell(null);
      return;
    }
    const box = this.container.getBoundingClientRect();
    const at = this.camera.sceneAt(clientX - box.left, clientY - box.top);
    const found = signAt(this.live, at) ?? signAt(this.marks, at);
    this.tell(found, { x: clientX, y: clientY }, isPress);
  }

  /** Tells of a sign once, in px of the window. */
  private tell(found: PlacedSign | null, at: Point | null = null, isPress = false): void {
    const { onSign } = this.options;
    const name =
      found === null ? null : `${found.sign} ${Math.round(found.box.x)},${Math.round(found.box.y)}`;
    if (name === this.pointed || onSign === undefined) return;
    this.pointed = name;
    if (found === null) {
      onSign(null);
      return;
    }
    const { left, top } = this.container.getBoundingClientRect();
    const { x, y } = drawnAt(this.camera.transform, found.box);
    const { k } = this.camera.transform;
    const { width, height } = found.box;
    const box = { x: x + left, y: y + top, width: width * k, height: height * k };
    onSign({ ...found, box, at, isPress });
  }

  private onKey(event: KeyboardEvent): void {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === '+' || event.key === '=') this.zoom('in');
    else if (event.key === '-') this.zoom('out');
    else if (event.key === '0') this.resetCamera();
    else if (event.key === 'Enter' || event.key === ' ') {
      const mark = markOf(event);
      if (mark?.eventId !== undefined) this.options.onGo?.(mark.eventId);
      else if (mark?.target === undefined) return;
      if (mark?.target !== undefined) this.options.onEnter(mark.target);
    } else return;
    event.preventDefault();
  }

  /** What the keyboard reaches comes into sight; what is clicked is there already. */
  private onFocus(event: FocusEvent): void {
    const { target } = event;
    if (!(target instanceof SVGGraphicsElement) || !target.matches(':focus-visible')) return;
    const mark = markOf(event);
    const sign = mark === undefined ? null : signOf(mark);
    if (mark !== undefined && sign !== null) {
      this.tell({ sign, box: boxOfMark(mark), target: mark.target ?? null });
    }
    this.camera.reveal(target.getBBox(), performance.now());
    this.options.onCamera();
  }
}

/** Builds the layers inside `container`, which must be positioned and clip what lies outside. */
export function createStage(container: HTMLElement, options: StageOptions): Stage {
  return new LayeredStage(container, options);
}
