// What is on its way, on a canvas of its own: drawn every frame, where the simulation has it.
import type { ZoomTransform } from 'd3-zoom';
import type { Point } from '#stage/layout/paths.ts';
import type { Paint, TokenMark } from '#stage/scene.ts';
import { type Theme, TYPE } from '#stage/theme.ts';
import {
  beginFrame,
  brushOf,
  type CanvasBrush,
  colourOf,
  fitCanvas,
  fontOf,
  type Viewport,
} from './brush.ts';

/** Beyond this a token is a dot: letters would not be read anyway. */
const CROWD = 1_500;
/** Around a lettered disc, so that it is seen on cells of its own colour. */
const RIM = 1.5;
const CAPSULE = { height: 18, padding: 6 };
/** A pointer finds a token from so far away. */
const LEAST_REACH = 10;

function spriteSide(radius: number): number {
  return Math.ceil(radius + RIM) * 2;
}

export class TokenLayer {
  private readonly brush: CanvasBrush;
  /** Lettered discs, each drawn once: letters are what costs most. */
  private readonly sprites = new Map<string, ImageBitmap>();
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

  draw(tokens: readonly TokenMark[], camera: ZoomTransform): void {
    this.shown = tokens;
    beginFrame(this.brush, this.viewport, camera);
    const isCrowd = tokens.length > CROWD;
    for (const token of tokens) {
      if (token.isSelected === true) this.drawRing(token);
      this.drawToken(token, isCrowd, camera);
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

  private drawToken(token: TokenMark, isCrowd: boolean, camera: ZoomTransform): void {
    const { glyph, shape } = token;
    if (glyph === undefined || (shape === 'record' && isCrowd)) this.drawDot(token);
    else if (shape === 'record') this.drawSprite(token, glyph, camera.k);
    else this.drawCapsule(token, glyph, camera);
  }

  private drawDot({ x, y, radius, fill }: TokenMark): void {
    const { brush } = this;
    brush.fillStyle = colourOf(this.theme, fill);
    brush.beginPath();
    brush.arc(x, y, radius, 0, Math.PI * 2);
    brush.fill();
  }

  private drawSprite(token: TokenMark, glyph: string, zoom: number): void {
    const side = spriteSide(token.radius);
    const sprite = this.spriteOf(token, glyph, Math.max(1, Math.ceil(zoom)));
    this.brush.drawImage(sprite, token.x - side / 2, token.y - side / 2, side, side);
  }

  /** `detail`: how many times larger than life it will be seen. */
  private spriteOf(token: TokenMark, glyph: string, detail: number): ImageBitmap {
    const key = `${token.fill} ${token.radius} ${glyph} ${detail}`;
    const known = this.sprites.get(key);
    if (known !== undefined) return known;
    const side = spriteSide(token.radius);
    const scale = this.viewport.ratio * detail;
    const sheet = new OffscreenCanvas(Math.ceil(side * scale), Math.ceil(side * scale));
    const brush = brushOf(sheet);
    brush.scale(scale, scale);
    this.paintDisc(brush, token, glyph, side / 2);
    const sprite = sheet.transferToImageBitmap();
    this.sprites.set(key, sprite);
    return sprite;
  }

  private paintDisc(
    brush: CanvasBrush,
    { fill, radius }: TokenMark,
    glyph: string,
    centre: number,
  ): void {
    brush.fillStyle = colourOf(this.theme, fill);
    brush.beginPath();
    brush.arc(centre, centre, radius, 0, Math.PI * 2);
    brush.fill();
    brush.strokeStyle = colourOf(this.theme, 'panel');
    brush.lineWidth = RIM;
    brush.stroke();
    brush.fillStyle = colourOf(this.theme, `${fill}-text` as Paint);
    brush.textAlign = 'center';
    brush.textBaseline = 'middle';
    brush.font = fontOf(700, radius + 2);
    brush.fillText(glyph, centre, centre + 0.5);
  }

  /** A word in flight: filled on its way there, hollow on its way back. It stays within sight. */
  private drawCapsule({ x, y, fill, shape }: TokenMark, word: string, camera: ZoomTransform): void {
    const { brush, theme } = this;
    brush.font = fontOf(600, TYPE.small);
    const width = brush.measureText(word).width + 2 * CAPSULE.padding;
    const least = camera.invertX(2);
    const most = camera.invertX(this.viewport.width - 2) - width;
    const left = Math.max(least, Math.min(most, x - width / 2));
    const isAnswer = shape === 'response';
    brush.beginPath();
    brush.roundRect(left, y - CAPSULE.height / 2, width, CAPSULE.height, CAPSULE.height / 2);
    brush.fillStyle = colourOf(theme, isAnswer ? 'panel' : fill);
    brush.fill();
    brush.strokeStyle = colourOf(theme, fill);
    brush.lineWidth = 1.25;
    brush.stroke();
    brush.fillStyle = colourOf(theme, isAnswer ? fill : 'panel');
    brush.textAlign = 'center';
    brush.fillText(word, left + width / 2, y + 0.5);
  }

  /** Around what is selected. */
  private drawRing({ x, y, radius }: TokenMark): void {
    const { brush } = this;
    brush.beginPath();
    brush.arc(x, y, radius + 5, 0, Math.PI * 2);
    brush.strokeStyle = colourOf(this.theme, 'accent');
    brush.lineWidth = 2.5;
    brush.stroke();
  }
}
