// Records on a canvas: they glide to their places by key, and are drawn only when one of them changed.
import type { Look } from '#stage/draw/look.ts';
import { Morphs, paceOf, type Place } from '#stage/draw/morph.ts';
import type { Point } from '#stage/layout/paths.ts';
import type { CellMark, Motion, Paint } from '#stage/scene.ts';
import { RADIUS, type Theme } from '#stage/theme.ts';
import {
  beginFrame,
  brushOf,
  type CanvasBrush,
  colourOf,
  fitCanvas,
  fontOf,
  type Viewport,
} from './brush.ts';

interface CellPlace {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly opacity: number;
  /** In degrees. */
  readonly tilt: number;
}

function placeOf({ x, y, width, height, opacity = 1, tilt = 0 }: CellMark): CellPlace & Place {
  return { x, y, width, height, opacity, tilt };
}

function isSamePlace(one: Place | undefined, { x, y, width, height }: CellPlace): boolean {
  return one?.['x'] === x && one['y'] === y && one['width'] === width && one['height'] === height;
}

/** Tiles of this height and above have the thicker edge. */
const THICK_FROM = 40;
/** Where the key and the offset stand on a tile, as shares of its height; a key alone is in the middle. */
const AT = { glyph: 0.4, text: 0.775, alone: 0.5 };
/** Sizes of type as shares of the height, and the most that they are, in px. */
const LETTERS = { glyph: 0.36, alone: 0.56, text: 0.21 };
const MOST = { glyph: 21, alone: 13, text: 12 };
/** Width of a letter of the key, as a share of its size. */
const LETTER_WIDTH = 0.6;
/** A new record drops so far into its place. */
const DROP = 18;
/** Where records come faster than a log moves: a new one comes from so many widths beyond its place at most. */
const MOST_SHIFT = 2;

function edgeOf(height: number): number {
  return height >= THICK_FROM ? 3 : 2;
}

/** Type of the key's letters: smaller when there are more of them. */
function glyphSize(glyph: string, width: number, height: number, isAlone: boolean): number {
  const size = isAlone
    ? Math.min(MOST.alone, height * LETTERS.alone)
    : Math.min(MOST.glyph, height * LETTERS.glyph);
  return Math.min(size, (width - 6) / (glyph.length * LETTER_WIDTH));
}

/** Six corners about the middle of a place. */
function traceHexagon(brush: CanvasBrush, { x, y, width, height }: CellPlace): void {
  const [middle, cut] = [x + width / 2, height * 0.26];
  brush.beginPath();
  brush.moveTo(middle, y);
  brush.lineTo(x + width - 1, y + cut);
  brush.lineTo(x + width - 1, y + height - cut);
  brush.lineTo(middle, y + height);
  brush.lineTo(x + 1, y + height - cut);
  brush.lineTo(x + 1, y + cut);
  brush.closePath();
}

export class CellLayer {
  private readonly brush: CanvasBrush;
  private readonly cells = new Map<string, CellMark>();
  private readonly morphs = new Morphs<string>();
  private viewport: Viewport = { width: 0, height: 0, ratio: 1 };
  private isStale = true;

  constructor(
    private readonly canvas: HTMLCanvasElement,
    private theme: Theme,
  ) {
    this.brush = brushOf(canvas);
  }

  resize(viewport: Viewport): void {
    this.viewport = viewport;
    fitCanvas(this.canvas, viewport);
    this.isStale = true;
  }

  setTheme(theme: Theme): void {
    this.theme = theme;
    this.isStale = true;
  }

  /** The camera moved. */
  invalidate(): void {
    this.isStale = true;
  }

  /** Takes over the cells of a scene. */
  show(cells: readonly CellMark[], motion: Motion, atMs: number): void {
    this.isStale = true;
    const present = new Set<string>();
    for (const mark of cells) {
      present.add(mark.key);
      this.place(mark, motion, atMs);
    }
    for (const key of this.cells.keys()) {
      if (present.has(key)) continue;
      if (motion === 'morph') this.morphs.leave(key, atMs);
      else if (!this.morphs.isLeaving(key)) this.remove(key);
    }
  }

  /** Draws the cells anew if one of them or the camera moved. True while they still move. */
  draw(camera: Look, atMs: number): boolean {
    if (!this.isStale) return false;
    const isMoving = this.morphs.advance(
      atMs,
      () => undefined,
      (key) => this.cells.delete(key),
    );
    beginFrame(this.brush, this.viewport, camera);
    for (const [key, mark] of this.cells) {
      this.drawCell(mark, (this.morphs.placeOf(key) ?? placeOf(mark)) as unknown as CellPlace);
    }
    this.brush.globalAlpha = 1;
    this.isStale = isMoving;
    return isMoving;
  }

  /** The cell at a point of the scene that can be selected. */
  hit({ x, y }: Point): CellMark | null {
    for (const [key, mark] of this.cells) {
      if (mark.target === undefined || this.morphs.isLeaving(key)) continue;
      const isInside =
        x >= mark.x && x <= mark.x + mark.width && y >= mark.y && y <= mark.y + mark.height;
      if (isInside) return mark;
    }
    return null;
  }

  private remove(key: string): void {
    this.cells.delete(key);
    this.morphs.forget(key);
  }

  private place(mark: CellMark, motion: Motion, atMs: number): void {
    const to = placeOf(mark);
    const isKnown = this.cells.has(mark.key);
    this.cells.set(mark.key, mark);
    const isThere = isSamePlace(this.morphs.goalOf(mark.key), to);
    if (isKnown && isThere && !this.morphs.isLeaving(mark.key)) return;
    const pace = paceOf(motion, mark.move ?? 'append');
    this.morphs.send(mark.key, to, atMs, pace, this.entryOf(mark, to, motion));
  }

  /** Where a new cell comes from: out of nothing, or from above, as its log moves. */
  private entryOf(mark: CellMark, to: CellPlace & Place, motion: Motion): Place {
    if (motion === 'morph') return { ...to, opacity: 0 };
    const before = mark.follows === undefined ? undefined : this.cells.get(mark.follows);
    if (before === undefined || before.y !== mark.y) return to;
    const shift = Number(this.morphs.placeOf(before.key)?.['x'] ?? before.x) - before.x;
    return { ...to, x: to.x + Math.min(shift, MOST_SHIFT * to.width), y: to.y - DROP };
  }

  private drawCell(mark: CellMark, at: CellPlace): void {
    if (at.opacity <= 0.01) return;
    const { brush } = this;
    brush.globalAlpha = at.opacity;
    if (at.tilt === 0) {
      this.drawTile(mark, at);
      return;
    }
    const [middleX, middleY] = [at.x + at.width / 2, at.y + at.height / 2];
    brush.save();
    brush.translate(middleX, middleY);
    brush.rotate((at.tilt * Math.PI) / 180);
    brush.translate(-middleX, -middleY);
    this.drawTile(mark, at);
    brush.restore();
  }

  private drawTile(mark: CellMark, at: CellPlace): void {
    this.drawFace(mark, at);
    if (mark.border !== undefined) this.drawBorder(mark, mark.border);
    if (mark.isStruck === true) this.drawStroke(mark, at);
    this.drawWords(mark, at);
    if (mark.badge !== undefined) this.drawBadge(mark.badge, at);
  }

  /** The face, and below it the darker edge that gives a record its weight. */
  private drawFace({ fill, edge, shape }: CellMark, at: CellPlace): void {
    const { brush, theme } = this;
    const { x, y, width, height } = at;
    const radius = Math.min(RADIUS.tile, width / 3);
    if (shape === 'hexagon') traceHexagon(brush, at);
    else {
      brush.beginPath();
      brush.roundRect(x, y, width, height, radius);
    }
    brush.fillStyle = colourOf(theme, edge ?? fill);
    brush.fill();
    if (edge === undefined) return;
    brush.beginPath();
    brush.roundRect(x, y, width, height - edgeOf(height), [radius, radius, 1.5, 1.5]);
    brush.fillStyle = colourOf(theme, fill);
    brush.fill();
  }

  /** Along the path of the face, inside it. */
  private drawBorder({ isDashed, shape }: CellMark, border: Paint): void {
    const { brush, theme } = this;
    brush.strokeStyle = colourOf(theme, border);
    brush.lineWidth = shape === 'hexagon' ? 1.4 : 1.2;
    if (isDashed === true) brush.setLineDash([3, 2]);
    brush.stroke();
    brush.setLineDash([]);
  }

  private drawStroke({ border = 'ink' }: CellMark, { x, y, width, height }: CellPlace): void {
    const { brush, theme } = this;
    brush.beginPath();
    brush.moveTo(x + 3, y + height - 3);
    brush.lineTo(x + width - 3, y + 3);
    brush.strokeStyle = colourOf(theme, border);
    brush.lineWidth = 1.2;
    brush.stroke();
  }

  private drawWords({ glyph, text, ink, edge }: CellMark, at: CellPlace): void {
    if (glyph === '') return;
    const { brush } = this;
    const { x, y, width } = at;
    const height = at.height - (edge === undefined ? 0 : edgeOf(at.height) / 2);
    const isAlone = text === '';
    const middle = x + width / 2;
    brush.fillStyle = colourOf(this.theme, ink);
    brush.textAlign = 'center';
    brush.font = fontOf(600, glyphSize(glyph, width, height, isAlone));
    brush.fillText(glyph, middle, y + height * (isAlone ? AT.alone : AT.glyph));
    if (isAlone) return;
    const size = Math.min(MOST.text, height * LETTERS.text, (width - 4) / (text.length * 0.6));
    brush.font = fontOf(500, size, 'mono');
    brush.fillText(text, middle, y + height * AT.text);
  }

  /** How often it was delivered, in a disc at the upper right corner. */
  private drawBadge(badge: string, { x, y, width }: CellPlace): void {
    const { brush, theme } = this;
    const [centreX, centreY] = [x + width - 2, y + 1];
    brush.beginPath();
    brush.arc(centreX, centreY, 7, 0, Math.PI * 2);
    brush.fillStyle = colourOf(theme, 'warn');
    brush.fill();
    brush.strokeStyle = colourOf(theme, 'paper');
    brush.lineWidth = 1.5;
    brush.stroke();
    brush.fillStyle = colourOf(theme, 'paper');
    brush.textAlign = 'center';
    brush.font = fontOf(600, 9, 'mono');
    brush.fillText(badge, centreX, centreY + 0.5);
  }
}
