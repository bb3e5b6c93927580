// What both canvases need: a context, colours by name, and the camera's view of the scene.
import type { Look } from '#stage/draw/look.ts';
import type { Face, Paint } from '#stage/scene.ts';
import { FACES, type Theme } from '#stage/theme.ts';

/** Where canvases lie over the stage. */
export interface Viewport {
  readonly width: number;
  readonly height: number;
  /** Device pixels per CSS pixel. */
  readonly ratio: number;
}

export function brushOf(canvas: HTMLCanvasElement | OffscreenCanvas): CanvasBrush {
  const brush = canvas.getContext('2d') as CanvasBrush | null;
  if (brush === null) throw new Error('this browser has no 2D canvas');
  return brush;
}

export type CanvasBrush = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

export function colourOf(theme: Theme, paint: Paint): string {
  return paint === 'none' ? 'transparent' : (theme[paint] ?? theme.ink);
}

export function fontOf(weight: number, size: number, face: Face = 'sans'): string {
  return `${weight} ${size}px ${FACES[face]}`;
}

/** Fits a canvas to the viewport. */
export function fitCanvas(canvas: HTMLCanvasElement, { width, height, ratio }: Viewport): void {
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
}

/** Wipes a canvas and looks at the scene as the camera does. */
export function beginFrame(
  brush: CanvasBrush,
  { width, height, ratio }: Viewport,
  { x, y, k }: Look,
): void {
  brush.setTransform(ratio, 0, 0, ratio, 0, 0);
  brush.clearRect(0, 0, width, height);
  brush.setTransform(ratio * k, 0, 0, ratio * k, ratio * x, ratio * y);
  brush.textBaseline = 'middle';
}
