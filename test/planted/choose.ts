// Which of the planted faults a run of the command takes.
import type { Fault } from './fault.ts';

export interface Choice {
  /** A room, or the beginning of a file's path; null: all. */
  readonly only: string | null;
  /** At most so many. */
  readonly count: number;
  /** Where among all of them to begin: from run to run, each has its turn. */
  readonly rotate: number;
}

/** Spread over the rooms: neighbours in the tables are far from one another in a rotation. */
const STRIDE = 53;

/** The faults to plant, in the order of their turn. */
export function choose(
  faults: readonly Fault[],
  { only, count, rotate }: Choice,
): readonly Fault[] {
  const wanted = faults.filter(
    ({ room, file }) => only === null || room === only || file.startsWith(only),
  );
  if (count >= wanted.length) return wanted;
  const inTurn = wanted.filter(({ isOpen }) => isOpen !== true);
  const first = Math.trunc(Math.abs(rotate)) * count;
  return Array.from({ length: Math.min(count, inTurn.length) }, (_, turn) => {
    const at = ((first + turn) * strideOver(inTurn.length)) % inTurn.length;
    return inTurn[at] as Fault;
  });
}

/** A step that comes by everybody before it comes by anybody again. */
function strideOver(length: number): number {
  let stride = STRIDE;
  while (commonDivisor(stride, length) !== 1) stride += 1;
  return stride;
}

function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b);
}
