// Record cells and tokens on two canvases, one above the other: many, and moving. Cells glide to their
// places by key and are drawn only when one of them changed; tokens are drawn every frame, where the
// simulation has them.
import { easeCubicInOut } from 'd3-ease';
import type { CellMark, Mark, Motion, Paint, Scene, TokenMark } from '#stage/scene.ts';
import type { Theme } from '#stage/theme.ts';

/** A new record takes its place quickly; a change of view takes its time. */
const DURATIONS_MS: Readonly<Record<Motion, number>> = { none: 0, settle: 220, morph: 450 };
/** Beyond this a token is a dot: letters would not be read anyway. */
const CROWD = 1_500;

interface Placed {
  mark: CellMark;
  fromX: number;
  fromY: number;
  fromWidth: number;
  fromHeight: number;
  fromOpacity: number;
  startMs: number;
  durationMs: number;
  isLeaving: boolean;
}

export interface CanvasLayer {
  /** Takes over the cells of a scene; `atMs` is the animation clock. */
  show(scene: Scene, motion: Motion, atMs: number): void;
  /** Draws everything. True while cells still move. */
  draw(tokens: readonly TokenMark[], atMs: number): boolean;
  resize(width: number, height: number, ratio: number): void;
  setTheme(theme: Theme): void;
  /** The topmost thing at a point that can be selected. */
  hit(x: number, y: number): CellMark | TokenMark | null;
}

const RIM = 1.5;

function spriteSide(radius: number): number {
  return Math.ceil(radius + RIM) * 2;
}

function isCell(mark: Mark): mark is CellMark {
  return mark.type === 'cell';
}

function brushOf(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  const brush = canvas.getContext('2d');
  if (brush === null) throw new Error('this browser has no 2D canvas');
  return brush;
}

/** Draws on two canvases that lie over each other; the caller places them. */
export function createCanvasLayer(
  cellCanvas: HTMLCanvasElement,
  tokenCanvas: HTMLCanvasElement,
  initialTheme: Theme,
): CanvasLayer {
  const cellBrush = brushOf(cellCanvas);
  const tokenBrush = brushOf(tokenCanvas);
  const cells = new Map<string, Placed>();
  let theme = initialTheme;
  let size = { width: 0, height: 0 };
  let ratio = 1;
  let lastTokens: readonly TokenMark[] = [];
  const sprites = new Map<string, ImageBitmap>();
  let areCellsStale = true;

  function colour(paint: Paint): string {
    return paint === 'none' ? 'transparent' : (theme[paint as keyof Theme] ?? '#888');
  }

  /** Share of the way that a cell has gone. */
  function progressOf(placed: Placed, atMs: number): number {
    if (placed.durationMs === 0) return 1;
    return easeCubicInOut(Math.max(0, Math.min(1, (atMs - placed.startMs) / placed.durationMs)));
  }

  function now(placed: Placed, atMs: number) {
    const t = progressOf(placed, atMs);
    const { mark } = placed;
    const to = placed.isLeaving ? 0 : (mark.opacity ?? 1);
    return {
      x: placed.fromX + (mark.x - placed.fromX) * t,
      y: placed.fromY + (mark.y - placed.fromY) * t,
      width: placed.fromWidth + (mark.width - placed.fromWidth) * t,
      height: placed.fromHeight + (mark.height - placed.fromHeight) * t,
      opacity: placed.fromOpacity + (to - placed.fromOpacity) * t,
      isMoving: t < 1,
    };
  }

  function drawCell(mark: CellMark, at: ReturnType<typeof now>): void {
    const context = cellBrush;
    if (at.opacity <= 0.01) return;
    context.globalAlpha = at.opacity * (mark.isOutlined === true ? 0.55 : 1);
    context.fillStyle = colour(mark.fill);
    context.beginPath();
    context.roundRect(at.x, at.y, at.width, at.height, 4);
    context.fill();
    if (mark.isOutlined === true) {
      context.globalAlpha = at.opacity;
      context.strokeStyle = colour('ink');
      context.setLineDash([3, 2]);
      context.lineWidth = 1;
      context.stroke();
      context.setLineDash([]);
    }
    context.globalAlpha = at.opacity;
    context.fillStyle = mark.ink === 'panel' ? '#ffffff' : colour(mark.ink);
    context.textAlign = 'center';
    const centreX = at.x + at.width / 2;
    const centreY = at.y + at.height / 2;
    if (mark.glyph === undefined) {
      const inSmall = mark.text.length > 4 ? 9.5 : mark.text.length > 3 ? 10.5 : 11;
      const fontSize = inSmall * Math.max(1, at.height / 24);
      context.font = `500 ${fontSize}px ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace`;
      context.fillText(mark.text, centreX, centreY + 0.5);
    } else {
      context.font = `700 ${at.height * 0.325}px ui-sans-serif, system-ui, 'DejaVu Sans', sans-serif`;
      context.fillText(mark.glyph, centreX, centreY - at.height * 0.2);
      context.font = `500 ${at.height * 0.265}px ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace`;
      context.fillText(mark.text, centreX, centreY + at.height * 0.225);
    }
  }

  /** A lettered disc, drawn once: letters are what costs most. */
  function spriteOf(token: TokenMark, glyph: string): ImageBitmap {
    const key = `${token.fill} ${token.radius} ${glyph}`;
    const known = sprites.get(key);
    if (known !== undefined) return known;
    const side = spriteSide(token.radius);
    const sheet = new OffscreenCanvas(Math.ceil(side * ratio), Math.ceil(side * ratio));
    const brush = sheet.getContext('2d');
    if (brush === null) throw new Error('this browser has no 2D canvas');
    brush.scale(ratio, ratio);
    brush.fillStyle = colour(token.fill);
    brush.beginPath();
    brush.arc(side / 2, side / 2, token.radius, 0, Math.PI * 2);
    brush.fill();
    // A rim, so that it is seen on cells of its own colour.
    brush.strokeStyle = colour('panel');
    brush.lineWidth = RIM;
    brush.stroke();
    brush.fillStyle = '#ffffff';
    brush.textAlign = 'center';
    brush.textBaseline = 'middle';
    brush.font = `700 ${token.radius + 2}px ui-sans-serif, system-ui, 'DejaVu Sans', sans-serif`;
    brush.fillText(glyph, side / 2, side / 2 + 0.5);
    const sprite = sheet.transferToImageBitmap();
    sprites.set(key, sprite);
    return sprite;
  }

  function drawToken(token: TokenMark, isCrowd: boolean): void {
    const context = tokenBrush;
    const { x, y, radius, glyph } = token;
    if (token.shape === 'record' || glyph === undefined) {
      if (glyph !== undefined && !isCrowd) {
        const side = spriteSide(radius);
        context.drawImage(spriteOf(token, glyph), x - side / 2, y - side / 2, side, side);
        return;
      }
      context.fillStyle = colour(token.fill);
      context.beginPath();
      context.arc(x, y, radius, 0, Math.PI * 2);
      context.fill();
      return;
    }
    context.font = `600 10.5px ui-sans-serif, system-ui, 'DejaVu Sans', sans-serif`;
    const width = context.measureText(glyph).width + 12;
    const isAnswer = token.shape === 'response';
    const left = Math.max(2, Math.min(size.width - width - 2, x - width / 2));
    context.beginPath();
    context.roundRect(left, y - 9, width, 18, 9);
    context.fillStyle = isAnswer ? colour('panel') : colour(token.fill);
    context.fill();
    context.strokeStyle = colour(token.fill);
    context.lineWidth = 1.25;
    context.stroke();
    context.fillStyle = isAnswer ? colour(token.fill) : colour('panel');
    context.textAlign = 'center';
    context.fillText(glyph, left + width / 2, y + 0.5);
  }

  /** A ring around what is selected. */
  function drawRing({ x, y, radius }: TokenMark): void {
    tokenBrush.beginPath();
    tokenBrush.arc(x, y, radius + 5, 0, Math.PI * 2);
    tokenBrush.strokeStyle = colour('accent');
    tokenBrush.lineWidth = 2.5;
    tokenBrush.stroke();
  }

  /** Draws the cells anew. True while they still move. */
  function drawCells(atMs: number): boolean {
    cellBrush.clearRect(0, 0, size.width, size.height);
    cellBrush.textBaseline = 'middle';
    let isMoving = false;
    for (const [key, placed] of cells) {
      const at = now(placed, atMs);
      if (placed.isLeaving && !at.isMoving) {
        cells.delete(key);
        continue;
      }
      isMoving ||= at.isMoving;
      drawCell(placed.mark, at);
    }
    cellBrush.globalAlpha = 1;
    return isMoving;
  }

  /** How far the cell before this one (`record/orders-0/16` before …/17) still is from its place. */
  function shiftOfStrip(mark: CellMark, atMs: number): number {
    const cut = mark.key.lastIndexOf('/') + 1;
    const before = cells.get(`${mark.key.slice(0, cut)}${Number(mark.key.slice(cut)) - 1}`);
    if (before === undefined || before.mark.y !== mark.y) return 0;
    return now(before, atMs).x - before.mark.x;
  }

  function place(mark: CellMark, motion: Motion, atMs: number): void {
    const known = cells.get(mark.key);
    if (known === undefined) {
      const shift = motion === 'settle' ? shiftOfStrip(mark, atMs) : 0;
      cells.set(mark.key, {
        mark,
        fromX: mark.x + shift,
        fromY: mark.y,
        fromWidth: mark.width,
        fromHeight: mark.height,
        fromOpacity: motion === 'morph' ? 0 : 1,
        startMs: atMs,
        durationMs: DURATIONS_MS[motion],
        isLeaving: false,
      });
      return;
    }
    const isSamePlace =
      known.mark.x === mark.x &&
      known.mark.y === mark.y &&
      known.mark.width === mark.width &&
      known.mark.height === mark.height &&
      !known.isLeaving;
    if (isSamePlace) {
      known.mark = mark;
      return;
    }
    const at = now(known, atMs);
    known.fromX = at.x;
    known.fromY = at.y;
    known.fromWidth = at.width;
    known.fromHeight = at.height;
    known.fromOpacity = at.opacity;
    known.mark = mark;
    known.isLeaving = false;
    known.startMs = atMs;
    known.durationMs = DURATIONS_MS[motion];
  }

  return {
    show(scene, motion, atMs) {
      areCellsStale = true;
      const present = new Set<string>();
      for (const mark of scene.marks) {
        if (!isCell(mark)) continue;
        present.add(mark.key);
        place(mark, motion, atMs);
      }
      for (const [key, placed] of cells) {
        if (present.has(key) || placed.isLeaving) continue;
        if (motion !== 'morph') {
          cells.delete(key);
          continue;
        }
        const at = now(placed, atMs);
        placed.fromOpacity = at.opacity;
        placed.fromX = at.x;
        placed.fromY = at.y;
        placed.isLeaving = true;
        placed.startMs = atMs;
        placed.durationMs = DURATIONS_MS.morph / 2;
      }
    },
    draw(tokens, atMs) {
      lastTokens = tokens;
      if (areCellsStale) areCellsStale = drawCells(atMs);
      tokenBrush.clearRect(0, 0, size.width, size.height);
      tokenBrush.textBaseline = 'middle';
      const isCrowd = tokens.length > CROWD;
      for (const token of tokens) {
        if (token.isSelected === true) drawRing(token);
        drawToken(token, isCrowd);
      }
      return areCellsStale;
    },
    resize(width, height, nextRatio) {
      size = { width, height };
      ratio = nextRatio;
      sprites.clear();
      areCellsStale = true;
      for (const brush of [cellBrush, tokenBrush]) {
        const { canvas } = brush;
        canvas.width = Math.round(width * ratio);
        canvas.height = Math.round(height * ratio);
        canvas.style.width = `${width}px`;
        canvas.style.height = `${height}px`;
        brush.setTransform(ratio, 0, 0, ratio, 0, 0);
      }
    },
    setTheme(next) {
      theme = next;
      sprites.clear();
      areCellsStale = true;
    },
    hit(x, y) {
      for (let index = lastTokens.length - 1; index >= 0; index -= 1) {
        const token = lastTokens[index];
        if (token === undefined) continue;
        const reach = Math.max(10, token.radius + 4);
        if (Math.abs(token.x - x) <= reach && Math.abs(token.y - y) <= reach) return token;
      }
      for (const { mark, isLeaving } of cells.values()) {
        if (isLeaving || mark.target === undefined) continue;
        if (x >= mark.x && x <= mark.x + mark.width && y >= mark.y && y <= mark.y + mark.height)
          return mark;
      }
      return null;
    },
  };
}
