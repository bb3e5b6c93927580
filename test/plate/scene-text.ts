// A Scene as text: one line a mark, rounded to whole pixels, so that two pictures can be compared by
// reading what differs.
import type { Scene, SceneMark } from '#stage/scene.ts';

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

function lookText(mark: SceneMark): string {
  switch (mark.type) {
    case 'box':
      return `${mark.fill}/${mark.stroke}${mark.isDashed === true ? ' dashed' : ''}${mark.hatch === undefined ? '' : ` hatched ${mark.hatch}`}`;
    case 'path':
      return `${mark.fill ?? 'none'}/${mark.stroke}${mark.isDashed === true ? ' dashed' : ''}`;
    case 'text':
      return `${mark.fill} “${mark.text}”`;
    case 'cell':
      return `${mark.fill} “${mark.text}”`;
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
