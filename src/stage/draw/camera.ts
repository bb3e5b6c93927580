// The camera over a scene, before and after its code is there: the first picture is life-size and needs
// none; what d3-zoom brings is fetched meanwhile.
import type { Rect } from '#stage/layout/geometry.ts';
import type { Point } from '#stage/layout/paths.ts';
import { LIFE_SIZE, type Look, type Size } from './look.ts';
import type { ZoomCamera } from './zoom-camera.ts';

/** One press of a key or button. */
export const ZOOM_STEP = 1.4;

const NOTHING: Size = { width: 0, height: 0 };

/** What is asked of it before it can move is forgotten, but for the bounds. */
export class Camera {
  private zoom: ZoomCamera | null = null;
  private isGone = false;
  private viewport = NOTHING;
  private scene = NOTHING;

  /** `onMove` is told whenever the view changes, `onHand` when a person's hand does it. */
  constructor(
    element: HTMLElement,
    isStill: () => boolean,
    onMove: () => void,
    onHand: () => void,
  ) {
    void import('./zoom-camera.ts').then(({ ZoomCamera }) => {
      if (this.isGone) return;
      this.zoom = new ZoomCamera(element, isStill, onMove, onHand);
      if (this.scene !== NOTHING) this.zoom.setBounds(this.viewport, this.scene);
      onMove();
    });
  }

  get transform(): Look {
    return this.zoom?.transform ?? LIFE_SIZE;
  }

  /** What there is to see, and through how large a window. */
  setBounds(viewport: Size, scene: Size): void {
    this.viewport = viewport;
    this.scene = scene;
    this.zoom?.setBounds(viewport, scene);
  }

  /** Comes closer (`factor` > 1) or goes back, to the middle of what is seen. */
  zoomBy(factor: number, atMs: number): void {
    this.zoom?.zoomBy(factor, atMs);
  }

  /** To how a view begins: life-size, at the top. */
  reset(atMs: number): void {
    this.zoom?.reset(atMs);
  }

  /** To a part of the scene, as close as it has room; null, or nearly all of it: to the whole. */
  follow(box: Rect | null, atMs: number): void {
    this.zoom?.follow(box, atMs);
  }

  /** Moves no further than it must to have `box` in sight. */
  reveal(box: Rect, atMs: number): void {
    this.zoom?.reveal(box, atMs);
  }

  /** Goes on with a move of its own. True while there is one. */
  advance(atMs: number): boolean {
    return this.zoom?.advance(atMs) ?? false;
  }

  /** The point of the scene below a point of the window. */
  sceneAt(x: number, y: number): Point {
    const look = this.transform;
    return { x: (x - look.x) / look.k, y: (y - look.y) / look.k };
  }

  destroy(): void {
    this.isGone = true;
    this.zoom?.destroy();
  }
}
