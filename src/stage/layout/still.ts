// Records as structure: where a picture holds few of them and never moves, they need no canvas.
import type { CellMark, SceneMark, SvgMark, TextMark } from '#stage/scene.ts';
import { polygonPath } from './paths.ts';

/** Height of the darker lower edge, by the height of the tile. */
function edgeOf(height: number): number {
  return height >= 34 ? 3 : height >= 12 ? 2 : 1;
}

function faceOf(cell: CellMark): readonly SvgMark[] {
  const { key, x, y, width, height, fill, edge, border, isDashed, shape, opacity = 1 } = cell;
  const look = {
    fill,
    stroke: border ?? 'none',
    strokeWidth: 1.2,
    opacity,
    ...(isDashed === true ? { dash: '3 2' } : {}),
  } as const;
  if (shape === 'hexagon') {
    const inset = width * 0.26;
    const path = polygonPath(
      { x, y: y + height / 2 },
      { x: x + inset, y },
      { x: x + width - inset, y },
      { x: x + width, y: y + height / 2 },
      { x: x + width - inset, y: y + height },
      { x: x + inset, y: y + height },
    );
    return [{ type: 'path', key, path, ...look }];
  }
  const radius = Math.min(3.5, width / 3);
  const box = { type: 'box', x, y, width, radius } as const;
  if (edge === undefined) return [{ ...box, key, height, ...look }];
  const foot = { ...box, key: `${key}/foot`, height, fill: edge, stroke: 'none', opacity } as const;
  return [foot, { ...box, key, height: height - edgeOf(height), ...look }];
}

function wordsOf(cell: CellMark): readonly SvgMark[] {
  const { key, x, y, width, glyph, text, ink, opacity = 1 } = cell;
  if (glyph === '') return [];
  const height = cell.height - (cell.edge === undefined ? 0 : edgeOf(cell.height) / 2);
  const isAlone = text === '';
  const words = { type: 'text', x: x + width / 2, anchor: 'middle', fill: ink, opacity } as const;
  const size = Math.min(height * (isAlone ? 0.58 : 0.42), (width - 4) / (glyph.length * 0.62));
  const middle = y + height * (isAlone ? 0.5 : 0.36);
  const letter: TextMark = {
    ...words,
    key: `${key}/glyph`,
    y: middle + size * 0.36,
    text: glyph,
    size,
    weight: 600,
  };
  if (isAlone) return [letter];
  const foot = Math.min(11, height * 0.27);
  const number = {
    key: `${key}/text`,
    y: y + height * 0.88,
    text,
    size: foot,
    face: 'mono',
  } as const;
  return [letter, { ...words, ...number }];
}

function strokeOf({ key, x, y, width, height, isStruck, border = 'ink' }: CellMark): SvgMark[] {
  if (isStruck !== true) return [];
  const path = `M${x + 3},${y + height - 3}L${x + width - 3},${y + 3}`;
  return [{ type: 'path', key: `${key}/struck`, path, stroke: border, strokeWidth: 1.2 }];
}

/** A mark as marks of structure alone. */
export function stillOf(mark: SceneMark): readonly SvgMark[] {
  return mark.type === 'cell' ? [...faceOf(mark), ...strokeOf(mark), ...wordsOf(mark)] : [mark];
}
