// Where else a key is: while somebody points at a record, those of the same key keep their strength and
// all others are paler.
import type { Scene, SceneMark } from '#stage/scene.ts';

/** What is left of a record with another key. */
const OTHERS = 0.28;

/**
 * The scene with one key's records lit. `keyOf` gives the key of a record by its name on the stage
 * (`orders-0#12`); null: it has none, or is not there.
 */
export function keyLit(
  scene: Scene,
  key: string | null,
  keyOf: (record: string) => string | null,
): Scene {
  if (key === null) return scene;
  const marks = scene.marks.map((mark): SceneMark => {
    if (mark.type !== 'cell' || mark.target?.type !== 'record') return mark;
    if (keyOf(mark.target.id) === key) return mark;
    return { ...mark, opacity: (mark.opacity ?? 1) * OTHERS };
  });
  return { ...scene, marks };
}
