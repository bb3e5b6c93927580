// A Scene of structure and labels alone in an `svg` of the page: the timeline, a statechart. Drawn by
// the same layer as the stage.
import type { Scene, SvgMark } from '#stage/scene.ts';
import { markOf, SvgLayer } from './svg.ts';

export interface Picture {
  show(scene: Scene<SvgMark>): void;
  destroy(): void;
}

export interface PictureOptions {
  /** A mark was clicked that leads to the moment of an event. */
  readonly onGo?: (eventId: number) => void;
}

/** Draws into `svg`, which takes on the scene's own coordinates. */
export function createPicture(svg: SVGSVGElement, { onGo }: PictureOptions = {}): Picture {
  const layer = new SvgLayer(svg);
  const gone = new AbortController();
  svg.addEventListener(
    'click',
    (event) => {
      const eventId = markOf(event)?.eventId;
      if (eventId !== undefined) onGo?.(eventId);
    },
    { signal: gone.signal },
  );
  return {
    show({ width, height, marks }) {
      svg.setAttribute('viewBox', `0 0 ${width} ${height}`);
      layer.show(marks, 'none', 0);
    },
    destroy() {
      gone.abort();
      svg.replaceChildren();
    },
  };
}
