// What moves with time, on a canvas of its own, drawn every frame where the simulation has it: packets
// with their trails and records, rings of waits, traces of heartbeats.
import type { Look } from '#stage/draw/look.ts';
import type { Point } from '#stage/layout/paths.ts';
import type { LiveMark, TokenMark } from '#stage/scene.ts';
import type { Theme } from '#stage/theme.ts';
import {
  beginFrame,
  brushOf,
  type CanvasBrush,
  colourOf,
  fitCanvas,
  type Viewport,
} from './brush.ts';
import { drawPacket, drawTrail } from './packets.ts';
import { drawPulse, drawRing } from './rings.ts';
import { Sprites } from './sprites.ts';

/** Beyond this a packet is a dot: words would not be read anyway. */
const CROWD = 1_500;
/** A pointer finds a token from so far away. */
const LEAST_REACH = 10;

function isToken(mark: LiveMark): mark is TokenMark {
  return mark.type === 'token';
}

export class TokenLayer {
  private readonly brush: CanvasBrush;
  private readonly sprites = new Sprites();
  private viewport: Viewport = { width: 0, height: 0, ratio: 1 };
  private shown: readonly TokenMark[] = [];

  constructor(
    private readonly canvas: HTMLCanvasElement,
    private theme: Theme,
  ) {
    this.brush = brushOf(canvas);
  }

  resize(viewport: Viewport): void {
    this.viewport = viewport;
    this.sprites.clear();
    fitCanvas(this.canvas, viewport);
  }

  setTheme(theme: Theme): void {
    this.theme = theme;
    this.sprites.clear();
  }

  /** Draws words anew that were drawn once. */
  forget(): void {
    this.sprites.clear();
  }

  draw(marks: readonly LiveMark[], camera: Look): void {
    const { brush, theme } = this;
    this.shown = marks.filter(isToken);
    beginFrame(brush, this.viewport, camera);
    for (const mark of marks) {
      if (mark.type === 'ring') drawRing(brush, theme, mark);
      else if (mark.type === 'pulse') drawPulse(brush, theme, mark);
    }
    const isCrowd = this.shown.length > CROWD;
    const sprites = this.sprites.at(theme, this.viewport.ratio, camera.k);
    if (!isCrowd) for (const token of this.shown) drawTrail(brush, theme, token);
    for (const token of this.shown) {
      if (token.isSelected === true) this.drawSelection(token);
      if (isCrowd || token.shape === 'dot') this.drawDot(token);
      else drawPacket(brush, theme, sprites, token);
    }
  }

  /** The topmost token at a point of the scene. */
  hit({ x, y }: Point): TokenMark | null {
    const isNear = (token: TokenMark): boolean => {
      const reach = Math.max(LEAST_REACH, token.radius + 4);
      return Math.abs(token.x - x) <= reach && Math.abs(token.y - y) <= reach;
    };
    return this.shown.findLast(isNear) ?? null;
  }

  private drawDot({ x, y, fill }: TokenMark): void {
    const { brush } = this;
    brush.fillStyle = colourOf(this.theme, fill);
    brush.beginPath();
    brush.arc(x, y, 2, 0, Math.PI * 2);
    brush.fill();
  }

  /** Around what is selected. */
  private drawSelection({ x, y, radius }: TokenMark): void {
    const { brush } = this;
    brush.beginPath();
    brush.arc(x, y, radius + 5, 0, Math.PI * 2);
    brush.strokeStyle = colourOf(this.theme, 'accent');
    brush.lineWidth = 2.5;
    brush.stroke();
  }
}
