// Rings that fill as a wait goes on, and traces of heartbeats.
import type { PulseMark, RingMark } from '#stage/scene.ts';
import type { Theme } from '#stage/theme.ts';
import { type CanvasBrush, colourOf, fontOf } from './brush.ts';

const RING = 2.8;

/** The ring: what was waited is firm, the rest faint. */
export function drawRing(brush: CanvasBrush, theme: Theme, mark: RingMark): void {
  const { x, y, radius, share, stroke, glyph } = mark;
  const top = -Math.PI / 2;
  brush.lineWidth = RING;
  brush.beginPath();
  brush.arc(x, y, radius, 0, Math.PI * 2);
  brush.strokeStyle = colourOf(theme, 'line-strong');
  brush.stroke();
  brush.beginPath();
  brush.arc(x, y, radius, top, top + Math.max(0, Math.min(1, share)) * Math.PI * 2);
  brush.strokeStyle = colourOf(theme, stroke);
  brush.stroke();
  if (glyph === undefined) return;
  brush.fillStyle = colourOf(theme, 'ink');
  brush.textAlign = 'center';
  brush.font = fontOf(600, Math.min(10, radius), 'mono');
  brush.fillText(glyph, x, y + 0.5);
}

/** A beat, as offsets from the line in px: a little down, far up, down, and flat again. */
const BEAT = [
  [-4, 0],
  [-2, 2],
  [0, -1],
  [2, 0.35],
  [4, 0],
] as const;

/** The trace: a beat for each heartbeat, flat and dotted in red where it is silent. */
export function drawPulse(brush: CanvasBrush, theme: Theme, mark: PulseMark): void {
  const { x, y, width, height, beats, silentFrom } = mark;
  const end = x + width * silentFrom;
  brush.lineWidth = 1.4;
  brush.strokeStyle = colourOf(theme, silentFrom < 1 ? 'ink-faint' : 'accent');
  brush.beginPath();
  brush.moveTo(x, y);
  for (const beat of beats) {
    const middle = x + beat * width;
    for (const [dx, dy] of BEAT) {
      const pointX = Math.max(x, Math.min(end, middle + dx));
      brush.lineTo(pointX, y + (Math.abs(dy) <= 1 ? dy * height : dy));
    }
  }
  brush.lineTo(end, y);
  brush.stroke();
  if (silentFrom >= 1) return;
  brush.beginPath();
  brush.moveTo(end, y);
  brush.lineTo(x + width, y);
  brush.setLineDash([2, 3]);
  brush.lineWidth = 2;
  brush.strokeStyle = colourOf(theme, 'bad');
  brush.stroke();
  brush.setLineDash([]);
}
