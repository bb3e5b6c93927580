// A span of the run as WebM: the stage is painted on a canvas a few times a second while it plays, and the browser's
// MediaRecorder makes a film of that.
import type { ThemeName } from '#stage/theme.ts';
import type { Player } from '#ui/player.svelte.ts';
import { paint, pictureOf } from './picture.ts';

const PICTURES_PER_SECOND = 12;
const TYPES = ['video/webm;codecs=vp9', 'video/webm;codecs=vp8', 'video/webm'];

/** What this browser records; null: it does not. */
export function filmType(): string | null {
  if (typeof MediaRecorder === 'undefined') return null;
  if (!('captureStream' in HTMLCanvasElement.prototype)) return null;
  return TYPES.find((type) => MediaRecorder.isTypeSupported(type)) ?? null;
}

/** Plays on for so long, on the wall's clock, and hands over the film. */
export async function filmOf(
  player: Player,
  container: HTMLElement,
  theme: ThemeName,
  seconds: number,
  type: string,
): Promise<Blob> {
  const canvas = document.createElement('canvas');
  canvas.width = container.clientWidth;
  canvas.height = container.clientHeight;
  await paint(await pictureOf(container, theme), canvas);
  const recorder = new MediaRecorder(canvas.captureStream(PICTURES_PER_SECOND), {
    mimeType: type,
    videoBitsPerSecond: 4_000_000,
  });
  const parts: Blob[] = [];
  recorder.ondataavailable = ({ data }) => parts.push(data);
  const ended = new Promise<void>((resolve) => (recorder.onstop = () => resolve()));
  const wasPlaying = player.session.isPlaying;
  recorder.start();
  player.session.play();
  const untilMs = performance.now() + seconds * 1_000;
  while (performance.now() < untilMs) {
    await paint(await pictureOf(container, theme), canvas);
    await new Promise((resolve) => setTimeout(resolve, 1_000 / PICTURES_PER_SECOND));
  }
  if (!wasPlaying) player.session.pause();
  recorder.stop();
  await ended;
  return new Blob(parts, { type });
}
