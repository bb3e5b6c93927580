// The camera over a scene: wheel, pinch and drag by d3-zoom, and moves of its own. It lives on the
// stage's clock; d3-zoom's own transitions would be a second one.
import { easeCubicInOut } from 'd3-ease';
import { interpolateZoom } from 'd3-interpolate';
import { select, type Selection } from 'd3-selection';
import { zoom, type ZoomBehavior, zoomIdentity, type ZoomTransform } from 'd3-zoom';
import type { Rect } from '#stage/layout/geometry.ts';
import type { Point } from '#stage/layout/paths.ts';
import type { Size } from './look.ts';

/** Nothing is drawn larger than this. */
const MOST_ZOOM = 4;
const MOVE_MS = 260;
/** To what somebody speaks of it goes slowly, so that the eye can follow. */
const FOLLOW_MS = 750;
/** Around what is followed, and how close it is looked at. */
const FOLLOW_MARGIN = 32;
const FOLLOW_ZOOM = 2.4;
/** What would hardly be larger is seen with all the rest. */
const FOLLOW_LEAST = 1.12;
/** How far a move goes back to see more: ρ of van Wijk and Nuij, who advise √2. */
const RHO = 1.2;
/** Around what is brought into sight. */
const MARGIN = 24;
/** A press that moves less is a click. */
const CLICK_DISTANCE = 4;

/** d3 can be given another ρ; its types do not say so. */
const zoomBetween = (
  interpolateZoom as typeof interpolateZoom & { rho(rho: number): typeof interpolateZoom }
).rho(RHO);

interface Move {
  readonly transformAt: (share: number) => ZoomTransform;
  readonly startMs: number;
  readonly lastsMs: number;
}

/** The camera's view as d3 mixes it: what it looks at, and how much of the scene's width it sees. */
type ZoomView = [centreX: number, centreY: number, width: number];

export class ZoomCamera {
  private readonly behavior: ZoomBehavior<HTMLElement, unknown>;
  private readonly selection: Selection<HTMLElement, unknown, null, undefined>;
  private viewport: Size = { width: 0, height: 0 };
  private scene: Size = { width: 0, height: 0 };
  private move: Move | null = null;
  transform: ZoomTransform = zoomIdentity;

  /** `onMove` is told whenever the view changes, `onHand` when a person's hand does it. */
  constructor(
    element: HTMLElement,
    private readonly isStill: () => boolean,
    onMove: () => void,
    onHand: () => void,
  ) {
    this.behavior = zoom<HTMLElement, unknown>()
      .clickDistance(CLICK_DISTANCE)
      .on('start', (event: { readonly sourceEvent: unknown }) => {
        if (event.sourceEvent instanceof Event) this.move = null;
      })
      .on('zoom', (event: { readonly transform: ZoomTransform; readonly sourceEvent: unknown }) => {
        if (event.sourceEvent instanceof Event) onHand();
        this.transform = event.transform;
        onMove();
      });
    this.selection = select(element);
    // A double click is two clicks on a thing, not a wish to come closer.
    this.selection.call(this.behavior).on('dblclick.zoom', null);
  }

  /** What there is to see, and through how large a window. */
  setBounds(viewport: Size, scene: Size): void {
    const isSame =
      this.viewport.width === viewport.width &&
      this.viewport.height === viewport.height &&
      this.scene.width === scene.width &&
      this.scene.height === scene.height;
    if (isSame) return;
    this.viewport = viewport;
    this.scene = scene;
    const whole = Math.min(1, viewport.width / scene.width, viewport.height / scene.height);
    this.behavior
      .scaleExtent([whole, MOST_ZOOM])
      .extent([
        [0, 0],
        [viewport.width, viewport.height],
      ])
      .translateExtent([
        [0, 0],
        [scene.width, scene.height],
      ]);
    // Where the view has come to lie outside, it is put right.
    this.behavior.translateBy(this.selection, 0, 0);
  }

  /** Comes closer (`factor` > 1) or goes back, to the middle of what is seen. */
  zoomBy(factor: number, atMs: number): void {
    const { width, height } = this.viewport;
    const { k } = this.transform;
    const [least, most] = this.behavior.scaleExtent();
    const next = Math.max(least, Math.min(most, k * factor));
    const [x, y] = this.transform.invert([width / 2, height / 2]);
    this.go(this.looking({ x, y }, next), atMs);
  }

  /** To how a view begins: life-size, at the top. */
  reset(atMs: number): void {
    this.go(zoomIdentity, atMs);
  }

  /** To a part of the scene, as close as it has room; null, or nearly all of it: to the whole. */
  follow(box: Rect | null, atMs: number): void {
    const k = box === null ? 1 : this.zoomFor(box);
    if (box === null || k < FOLLOW_LEAST) this.go(zoomIdentity, atMs, FOLLOW_MS);
    else {
      const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
      this.go(this.looking(middle, k), atMs, FOLLOW_MS);
    }
  }

  private zoomFor(box: Rect): number {
    const { width, height } = this.viewport;
    const across = width / (box.width + 2 * FOLLOW_MARGIN);
    const down = height / (box.height + 2 * FOLLOW_MARGIN);
    return Math.min(FOLLOW_ZOOM, across, down);
  }

  /** Moves no further than it must to have `box` in sight. */
  reveal(box: Rect, atMs: number): void {
    const { x, y, k } = this.transform;
    const shift = (start: number, length: number, offset: number, room: number): number => {
      const from = start * k + offset - MARGIN;
      const to = (start + length) * k + offset + MARGIN;
      if (from < 0) return -from;
      return to > room ? Math.max(-from, room - to) : 0;
    };
    const dx = shift(box.x, box.width, x, this.viewport.width);
    const dy = shift(box.y, box.height, y, this.viewport.height);
    if (dx === 0 && dy === 0) return;
    this.go(this.constrained(this.transform.translate(dx / k, dy / k)), atMs);
  }

  /** Goes on with a move of its own. True while there is one. */
  advance(atMs: number): boolean {
    if (this.move === null) return false;
    const { transformAt, startMs, lastsMs } = this.move;
    const share = Math.min(1, (atMs - startMs) / lastsMs);
    if (share === 1) this.move = null;
    this.behavior.transform(this.selection, transformAt(easeCubicInOut(Math.max(0, share))));
    return this.move !== null;
  }

  destroy(): void {
    this.selection.on('.zoom', null);
  }

  /** The view with a point of the scene in its middle, as far as the scene goes. */
  private looking({ x, y }: Point, k: number): ZoomTransform {
    const { width, height } = this.viewport;
    const transform = zoomIdentity
      .translate(width / 2, height / 2)
      .scale(k)
      .translate(-x, -y);
    return this.constrained(transform);
  }

  private constrained(transform: ZoomTransform): ZoomTransform {
    const { width, height } = this.viewport;
    const extent: [[number, number], [number, number]] = [
      [0, 0],
      [width, height],
    ];
    return this.behavior.constrain()(transform, extent, this.behavior.translateExtent());
  }

  private go(to: ZoomTransform, atMs: number, lastsMs = MOVE_MS): void {
    if (this.isStill()) {
      this.move = null;
      this.behavior.transform(this.selection, to);
      return;
    }
    const viewAt = zoomBetween(this.viewOf(this.transform), this.viewOf(to));
    const transformAt = (share: number): ZoomTransform =>
      share === 1 ? to : this.transformOf(viewAt(share));
    this.move = { transformAt, startMs: atMs, lastsMs };
  }

  private viewOf(transform: ZoomTransform): ZoomView {
    const { width, height } = this.viewport;
    const [x, y] = transform.invert([width / 2, height / 2]);
    return [x, y, width / transform.k];
  }

  private transformOf([x, y, seen]: ZoomView): ZoomTransform {
    const { width, height } = this.viewport;
    return zoomIdentity
      .translate(width / 2, height / 2)
      .scale(width / seen)
      .translate(-x, -y);
  }
}
