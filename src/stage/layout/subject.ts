// Where on a scene the things are that somebody speaks of: what the camera looks at.
import type { Scene, SceneMark, Target } from '#stage/scene.ts';
import type { Rect } from './geometry.ts';

/** Whether a thing is one of those named: `broker:2`; a partition's replicas are the partition. */
export function isNamed({ type, id }: Target, names: ReadonlySet<string>): boolean {
  if (names.has(`${type}:${id}`)) return true;
  const [partition = ''] = id.split(/[@#]/);
  return (type === 'replica' || type === 'record') && names.has(`partition:${partition}`);
}

function boxOf(mark: SceneMark): Rect | null {
  return mark.type === 'box' || mark.type === 'cell' ? mark : null;
}

/** The box around all marks of the things named; null: none of them is on the scene. */
export function subjectBox({ marks }: Scene, about: readonly string[]): Rect | null {
  const names = new Set(about);
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const mark of marks) {
    const box = mark.target !== undefined && isNamed(mark.target, names) ? boxOf(mark) : null;
    if (box === null) continue;
    left = Math.min(left, box.x);
    top = Math.min(top, box.y);
    right = Math.max(right, box.x + box.width);
    bottom = Math.max(bottom, box.y + box.height);
  }
  return left > right ? null : { x: left, y: top, width: right - left, height: bottom - top };
}
