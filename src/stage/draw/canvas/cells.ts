// Records on a canvas: they glide to their places by key, and are drawn only when one of them changed.
import type { ZoomTransform } from 'd3-zoom';
import { DURATIONS_MS, Morphs, type Place } from '#stage/draw/morph.ts';
import type { Point } from '#stage/layout/paths.ts';
import type { CellMark, Motion } from '#stage/scene.ts';
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
}

function placeOf({ x, y, width, height, opacity = 1 }: CellMark): CellPlace & Place {
  return { x, y, width, height, opacity };
}

function isSamePlace(one: Place | undefined, { x, y, width, height }: CellPlace): boolean {
  return one?.['x'] === x && one['y'] === y && one['width'] === width && one['height'] === height;
}

/** Type of one line on a cell, smaller when it is long. */
function lineSize(text: string, height: number): number {
  const size = text.length > 4 ? 9.5 : text.length > 3 ? 10.5 : 11;
  return size * Math.max(1, height / 24);
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
  draw(camera: ZoomTransform, atMs: number): boolean {
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
    this.morphs.send(mark.key, to, atMs, DURATIONS_MS[motion], this.entryOf(mark, to, motion));
  }

  /** Where a new cell comes from: out of nothing, or along its log with the cell before it. */
  private entryOf(mark: CellMark, to: CellPlace & Place, motion: Motion): Place {
    if (motion === 'morph') return { ...to, opacity: 0 };
    const before = mark.follows === undefined ? undefined : this.cells.get(mark.follows);
    if (before === undefined || before.y !== mark.y) return to;
    const shift = Number(this.morphs.placeOf(before.key)?.['x'] ?? before.x) - before.x;
    return { ...to, x: to.x + shift };
  }

  private drawCell(mark: CellMark, at: CellPlace): void {
    if (at.opacity <= 0.01) return;
    const { brush, theme } = this;
    brush.globalAlpha = at.opacity * (mark.isOutlined === true ? 0.55 : 1);
    brush.fillStyle = colourOf(theme, mark.fill);
    brush.beginPath();
    brush.roundRect(at.x, at.y, at.width, at.height, RADIUS.tile);
    brush.fill();
    brush.globalAlpha = at.opacity;
    if (mark.isOutlined === true) this.drawOutline();
    brush.fillStyle = colourOf(theme, mark.ink);
    brush.textAlign = 'center';
    this.drawWords(mark, at);
  }

  private drawOutline(): void {
    const { brush, theme } = this;
    brush.strokeStyle = colourOf(theme, 'ink');
    brush.setLineDash([3, 2]);
    brush.lineWidth = 1;
    brush.stroke();
    brush.setLineDash([]);
  }

  private drawWords({ glyph, text }: CellMark, at: CellPlace): void {
    const { brush } = this;
    const centreX = at.x + at.width / 2;
    const centreY = at.y + at.height / 2;
    if (glyph === undefined) {
      brush.font = fontOf(500, lineSize(text, at.height), 'mono');
      brush.fillText(text, centreX, centreY + 0.5);
      return;
    }
    brush.font = fontOf(700, at.height * 0.325);
    brush.fillText(glyph, centreX, centreY - at.height * 0.2);
    brush.font = fontOf(500, at.height * 0.265, 'mono');
    brush.fillText(text, centreX, centreY + at.height * 0.225);
  }
}
