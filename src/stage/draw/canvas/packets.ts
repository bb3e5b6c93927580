// Packets on the canvas: darts, capsules, shards, the records that ride with them, and their trails.
import { dartOutline, PACKET, packetLength, shardOutlines } from '#stage/layout/packet.ts';
import type { Point } from '#stage/layout/paths.ts';
import type { TokenMark } from '#stage/scene.ts';
import type { Theme } from '#stage/theme.ts';
import { type CanvasBrush, colourOf, fontOf } from './brush.ts';
import type { SpriteSheet } from './sprites.ts';

const TRAIL = { width: 2.4, opacity: 0.28 };

function trace(brush: CanvasBrush, points: readonly Point[]): void {
  brush.beginPath();
  points.forEach(({ x, y }, index) => (index === 0 ? brush.moveTo(x, y) : brush.lineTo(x, y)));
}

/** The wire behind a packet; behind a dropped one red, and dotted where it would have gone. */
export function drawTrail(brush: CanvasBrush, theme: Theme, token: TokenMark): void {
  const { trail, ahead, fill, shape } = token;
  if (trail !== undefined) {
    trace(brush, trail);
    brush.globalAlpha = shape === 'dropped' ? 1 : TRAIL.opacity;
    brush.lineWidth = shape === 'dropped' ? 1.6 : TRAIL.width;
    brush.strokeStyle = colourOf(theme, fill);
    brush.stroke();
    brush.globalAlpha = 1;
  }
  if (ahead === undefined) return;
  trace(brush, ahead);
  brush.setLineDash([2, 4]);
  brush.lineWidth = 1.6;
  brush.strokeStyle = colourOf(theme, fill);
  brush.stroke();
  brush.setLineDash([]);
}

/** A word reads from left to right, or upwards where the wire is upright. */
function wordAngle(angle: number): number {
  return Math.cos(angle) < -0.01 ? angle + Math.PI : angle;
}

/** The packet and what rides with it. */
export function drawPacket(
  brush: CanvasBrush,
  theme: Theme,
  sprites: SpriteSheet,
  token: TokenMark,
): void {
  for (const tile of token.cargo ?? []) sprites.draw(brush, tile);
  const { x, y, angle = 0, shape, glyph = '' } = token;
  if (shape === 'record') return;
  brush.save();
  brush.translate(x, y);
  brush.rotate(angle);
  if (shape === 'dropped') drawShards(brush, theme);
  else drawBody(brush, theme, token);
  brush.restore();
  if (shape === 'dropped' || glyph === '') return;
  brush.save();
  brush.translate(x, y);
  brush.rotate(wordAngle(angle));
  drawWord(brush, theme, token, glyph);
  brush.restore();
}

function drawBody(brush: CanvasBrush, theme: Theme, { shape, fill, glyph = '' }: TokenMark): void {
  const length = packetLength(glyph);
  const isHollow = shape === 'response' || shape === 'error';
  if (isHollow) {
    brush.beginPath();
    brush.roundRect(-length / 2, -PACKET.height / 2, length, PACKET.height, PACKET.height / 2);
  } else {
    trace(brush, dartOutline(length));
    brush.closePath();
  }
  brush.fillStyle = colourOf(theme, isHollow ? 'raised' : fill);
  brush.fill();
  brush.strokeStyle = colourOf(theme, isHollow ? fill : 'paper');
  brush.lineWidth = isHollow ? 1.5 : 1;
  brush.stroke();
}

function drawWord(
  brush: CanvasBrush,
  theme: Theme,
  { shape, fill }: TokenMark,
  word: string,
): void {
  const isHollow = shape === 'response' || shape === 'error';
  brush.fillStyle = colourOf(theme, isHollow ? fill : fill === 'accent' ? 'on-accent' : 'paper');
  brush.textAlign = 'center';
  brush.font = fontOf(600, PACKET.size, 'mono');
  brush.fillText(word, 0, 0.5);
}

function drawShards(brush: CanvasBrush, theme: Theme): void {
  for (const shard of shardOutlines()) {
    trace(brush, shard);
    brush.closePath();
    brush.fillStyle = colourOf(theme, 'bad-soft');
    brush.fill();
    brush.strokeStyle = colourOf(theme, 'bad');
    brush.lineWidth = 1.5;
    brush.stroke();
  }
}
