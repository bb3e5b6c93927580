// What somebody speaks of at full strength, all the rest paler: while something acts, the eye shall
// find it.
import type { Scene, SceneMark } from '#stage/scene.ts';
import type { Rect } from './geometry.ts';
import { boxOfMark } from './hit.ts';
import { isNamed } from './subject.ts';

/** What is left of a bystander. */
const BYSTANDER = 0.6;
/** Words and lines that belong to a thing reach a little beyond it, in px. */
const AROUND = 6;

function isInside({ x, y, width, height }: Rect, box: Rect): boolean {
  const [middleX, middleY] = [box.x + box.width / 2, box.y + box.height / 2];
  return (
    middleX >= x - AROUND &&
    middleX <= x + width + AROUND &&
    middleY >= y - AROUND &&
    middleY <= y + height + AROUND
  );
}

/** Grounds that hold things which are spoken of: paler, they would make those paler as well. */
function isGround(mark: SceneMark, boxes: readonly Rect[]): boolean {
  if (mark.type !== 'box') return false;
  return boxes.some((box) => isInside(mark, box));
}

/** The scene with bystanders paler; as it is when nothing of what is spoken of is in sight. */
export function emphasized(scene: Scene, about: readonly string[]): Scene {
  const names = new Set(about);
  const boxes = scene.marks
    .filter(({ type, target }) => type !== 'text' && target !== undefined && isNamed(target, names))
    .map(boxOfMark);
  if (boxes.length === 0) return scene;
  const marks = scene.marks.map((mark): SceneMark => {
    const box = boxOfMark(mark);
    if (boxes.some((one) => isInside(one, box)) || isGround(mark, boxes)) return mark;
    return { ...mark, opacity: (mark.opacity ?? 1) * BYSTANDER };
  });
  return { ...scene, marks };
}
