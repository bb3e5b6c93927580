// A guess beside the truth: when a prediction has been answered, what was said stays on the stage as a
// ghost, and what came is ringed.
import { card } from '#stage/mark/card.ts';
import { label } from '#stage/mark/label.ts';
import type { Scene, SceneMark } from '#stage/scene.ts';
import { TYPE } from '#stage/theme.ts';
import type { Rect } from './geometry.ts';
import { subjectBox } from './subject.ts';

/** What was said and what it was, each as names of the stage (`partition:orders-0`). */
export interface Guess {
  readonly said: readonly string[];
  readonly was: readonly string[];
}

const GHOST = 0.55;
/** Around the thing, in px. */
const AROUND = 5;

function ringOf(name: string, { x, y, width, height }: Rect, isTrue: boolean, words: string) {
  const area = {
    x: x - AROUND,
    y: y - AROUND,
    width: width + 2 * AROUND,
    height: height + 2 * AROUND,
  };
  const paint = isTrue ? 'accent' : 'ink-soft';
  const ring = card(`guess/${name}`, area, { fill: 'none', stroke: paint, isDashed: !isTrue });
  const word = label(`guess/${name}/word`, words, area.x + 4, area.y - 4, {
    size: TYPE.small,
    weight: 600,
    fill: paint,
    hasHalo: true,
  });
  return isTrue ? [ring, word] : [ring, word].map((mark) => ({ ...mark, opacity: GHOST }));
}

/** The scene with the guess and the truth, as far as they are in sight. */
export function withGuess(scene: Scene, guess: Guess | null): Scene {
  if (guess === null) return scene;
  const marks: SceneMark[] = [];
  for (const name of new Set([...guess.said, ...guess.was])) {
    const box = subjectBox(scene, [name]);
    if (box === null) continue;
    const wasSaid = guess.said.includes(name);
    const isTrue = guess.was.includes(name);
    const words = isTrue ? (wasSaid ? 'as you said' : 'it was here') : 'you said here';
    marks.push(...ringOf(name, box, isTrue, words));
  }
  return { ...scene, marks: [...scene.marks, ...marks] };
}
