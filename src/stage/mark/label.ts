// Words on the stage.
import type { TextMark } from '#stage/scene.ts';
import { TYPE } from '#stage/theme.ts';

export type LabelOptions = Partial<Omit<TextMark, 'type' | 'key' | 'text' | 'x' | 'y'>>;

/** A line of text with its baseline at `y`: small and soft, unless told otherwise. */
export function label(
  key: string,
  text: string,
  x: number,
  y: number,
  options: LabelOptions = {},
): TextMark {
  return { type: 'text', key, text, x, y, size: TYPE.small, fill: 'ink-soft', ...options };
}

/** The name of a thing, in the serif; faint when the thing is down. */
export function nameLabel(
  key: string,
  text: string,
  x: number,
  y: number,
  isDown = false,
  size: number = TYPE.name,
): TextMark {
  const fill = isDown ? 'ink-faint' : 'ink';
  return label(key, text, x, y, { size, face: 'serif', weight: 560, fill });
}
