// A Scene as text: one line a mark, rounded to whole pixels, so that two pictures can be compared by
// reading what differs.
import type { CellMark, LiveMark, Scene, SceneMark } from '#stage/scene.ts';

/** Whole pixels: what is smaller nobody sees. */
function px(value: number): string {
  return String(Math.round(value));
}

/** Path data with whole pixels. */
function pathText(path: string): string {
  return path.replace(/-?\d+(?:\.\d+)?(?:e-?\d+)?/g, (number) => px(Number(number)));
}

function placeText(mark: SceneMark): string {
  switch (mark.type) {
    case 'box':
    case 'cell':
      return `${px(mark.x)},${px(mark.y)} ${px(mark.width)}×${px(mark.height)}`;
    case 'text':
      return `${px(mark.x)},${px(mark.y)}${mark.turn === undefined ? '' : ` ↻${px(mark.turn)}`}`;
    case 'path':
      return pathText(mark.path);
  }
}

/** The key's letters, the offset, and what is special about a record. */
function cellText({ fill, glyph, text, border, isDashed, isStruck, badge }: CellMark): string {
  const edge = border === undefined ? '' : `/${border}${isDashed === true ? ' dashed' : ''}`;
  const special = `${isStruck === true ? ' struck' : ''}${badge === undefined ? '' : ` ×${badge}`}`;
  return `${fill}${edge} “${glyph} ${text}”${special}`;
}

function lookText(mark: SceneMark): string {
  switch (mark.type) {
    case 'box':
      return `${mark.fill}/${mark.stroke}${mark.isDashed === true ? ' dashed' : ''}${mark.hatch === undefined ? '' : ` hatched ${mark.hatch}`}`;
    case 'path':
      return `${mark.fill ?? 'none'}/${mark.stroke}${mark.isDashed === true ? ' dashed' : ''}`;
    case 'text':
      return `${mark.fill} “${mark.text}”`;
    case 'cell':
      return cellText(mark);
  }
}

function markText(mark: SceneMark): string {
  const opacity =
    mark.opacity === undefined || mark.opacity === 1 ? '' : ` ${Math.round(mark.opacity * 100)} %`;
  const target = mark.target === undefined ? '' : ` → ${mark.target.type}:${mark.target.id}`;
  const event = mark.eventId === undefined ? '' : ` @${mark.eventId}`;
  return `${mark.type} ${mark.key} | ${placeText(mark)} | ${lookText(mark)}${opacity}${target}${event}`;
}

/** The marks of a Scene, in order of their keys. */
export function sceneText({ width, height, marks, summary }: Scene): string {
  const lines = marks.map(markText).sort();
  return [`${width}×${height}`, summary, ...lines, ''].join('\n');
}

function liveText(mark: LiveMark): string {
  const at = `${mark.type} ${mark.key} | ${px(mark.x)},${px(mark.y)}`;
  switch (mark.type) {
    case 'token': {
      const cargo = (mark.cargo ?? []).map(({ glyph }) => glyph).join('');
      return `${at} | ${mark.shape} ${mark.fill} “${mark.glyph ?? ''}” ${cargo}`.trimEnd();
    }
    case 'ring':
      return `${at} | ${Math.round(mark.share * 100)} % “${mark.glyph ?? ''}”`;
    case 'pulse':
      return `${at} | ${mark.beats.length} beats, silent from ${Math.round(mark.silentFrom * 100)} %`;
  }
}

/** What moves with time, in order of keys. */
export function liveTextOf(marks: readonly LiveMark[]): string {
  return [...marks.map(liveText).sort(), ''].join('\n');
}
