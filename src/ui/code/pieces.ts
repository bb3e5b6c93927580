// A line of a program in pieces of one colour each, cut where a value in it can be changed.
import type { Line } from '#code/program.ts';

/** What a piece of code is, as far as it is coloured. */
export type Tone = 'plain' | 'keyword' | 'text' | 'number' | 'comment' | 'option';

export interface Piece {
  readonly text: string;
  readonly tone: Tone;
}

/** A line's pieces on both sides of its value; `value` is null where it has none. */
export interface CutLine {
  readonly before: readonly Piece[];
  readonly value: string | null;
  readonly after: readonly Piece[];
}

/** Cuts a coloured line at its slot. Without colours the line is one piece. */
export function cutLine({ text, slot }: Line, pieces: readonly Piece[] | undefined): CutLine {
  const whole = pieces ?? [{ text, tone: 'plain' as const }];
  if (slot === null) return { before: whole, value: null, after: [] };
  return {
    before: between(whole, 0, slot.from),
    value: text.slice(slot.from, slot.to),
    after: between(whole, slot.to, text.length),
  };
}

function between(pieces: readonly Piece[], from: number, to: number): readonly Piece[] {
  const found: Piece[] = [];
  let at = 0;
  for (const { text, tone } of pieces) {
    const part = text.slice(Math.max(0, from - at), Math.max(0, to - at));
    if (part !== '') found.push({ text: part, tone });
    at += text.length;
  }
  return found;
}

/** A line for a shell: the tool, its options, its comments. */
export function shellPieces(line: string): readonly Piece[] {
  if (line.startsWith('#')) return [{ text: line, tone: 'comment' }];
  const pieces: Piece[] = [];
  for (const [text] of line.matchAll(/--[\w-]+|^kafka-[\w-]+|'[^']*'|\s+|[^\s']+/g)) {
    pieces.push({ text, tone: shellTone(text) });
  }
  return pieces;
}

function shellTone(text: string): Tone {
  if (text.startsWith('--')) return 'option';
  return text.startsWith('kafka-') ? 'keyword' : text.startsWith("'") ? 'text' : 'plain';
}
