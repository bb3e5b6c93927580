// Small tiles that ride with packets, each drawn once and then copied: letters are what costs most.
import type { CargoTile } from '#stage/scene.ts';
import type { Theme } from '#stage/theme.ts';
import { brushOf, type CanvasBrush, colourOf, fontOf } from './brush.ts';

/** Side of a tile, and of the sheet that it is drawn on. */
export const CARGO_SIDE = 12;
const SHEET = CARGO_SIDE + 2;

function paint(brush: CanvasBrush, theme: Theme, { fill, edge, ink, glyph }: CargoTile): void {
  brush.beginPath();
  brush.roundRect(1, 1, CARGO_SIDE, CARGO_SIDE, 2);
  brush.fillStyle = colourOf(theme, edge);
  brush.fill();
  brush.beginPath();
  brush.roundRect(1, 1, CARGO_SIDE, CARGO_SIDE - 1.5, [2, 2, 1, 1]);
  brush.fillStyle = colourOf(theme, fill);
  brush.fill();
  brush.fillStyle = colourOf(theme, ink);
  brush.textAlign = 'center';
  brush.textBaseline = 'middle';
  brush.font = fontOf(600, 8.5);
  brush.fillText(glyph, SHEET / 2, SHEET / 2);
}

/** Copies of a frame: all for one theme and one detail. */
export interface SpriteSheet {
  draw(brush: CanvasBrush, tile: CargoTile): void;
}

export class Sprites {
  private readonly sheets = new Map<string, ImageBitmap>();

  clear(): void {
    this.sheets.clear();
  }

  /** `zoom`: how many times larger than life they will be seen. */
  at(theme: Theme, ratio: number, zoom: number): SpriteSheet {
    const scale = ratio * Math.max(1, Math.ceil(zoom));
    return {
      draw: (brush, tile) => {
        const sheet = this.sheetOf(theme, scale, tile);
        brush.drawImage(sheet, tile.x - SHEET / 2, tile.y - SHEET / 2, SHEET, SHEET);
      },
    };
  }

  private sheetOf(theme: Theme, scale: number, tile: CargoTile): ImageBitmap {
    const key = `${tile.fill} ${tile.glyph} ${scale}`;
    const known = this.sheets.get(key);
    if (known !== undefined) return known;
    const canvas = new OffscreenCanvas(Math.ceil(SHEET * scale), Math.ceil(SHEET * scale));
    const brush = brushOf(canvas);
    brush.scale(scale, scale);
    paint(brush, theme, tile);
    const sheet = canvas.transferToImageBitmap();
    this.sheets.set(key, sheet);
    return sheet;
  }
}
