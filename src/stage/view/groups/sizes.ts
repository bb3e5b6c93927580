// How large the parts of the Groups view are: slabs by the number of partitions, rows by the number of
// members, so that nothing runs over.
import type { ViewContext } from '#stage/scene.ts';
import { NARROW } from '#stage/theme.ts';

export interface GroupSizes {
  readonly margin: number;
  /** Room for the members' names. */
  readonly names: number;
  /** From one column of slabs to the next. */
  readonly pitch: number;
  readonly slab: { readonly width: number; readonly height: number };
  /** Height of a member's row. */
  readonly row: number;
  /** Of the group's name and state. */
  readonly head: number;
  /** Of the line with the partitions' names. */
  readonly columns: number;
  /** Where the lanes begin; null: there is no room beside the slabs. */
  readonly lanesX: number | null;
  readonly lanes: 'all' | 'one line' | 'chosen';
}

/** Slabs by partitions: up to so many, from column to column. */
const COLUMNS = [
  { most: 8, pitch: 62, slab: { width: 54, height: 68 } },
  { most: 16, pitch: 34, slab: { width: 28, height: 44 } },
  { most: Infinity, pitch: 22, slab: { width: 18, height: 32 } },
] as const;

/** Rows by members. */
const ROWS = [
  { most: 5, height: 102, lanes: 'all' },
  { most: 10, height: 52, lanes: 'one line' },
  { most: Infinity, height: 52, lanes: 'chosen' },
] as const;

/** What the lanes need at least. */
const LEAST_LANES = 330;
const WIDE = 820;

function firstFor<T extends { readonly most: number }>(styles: readonly T[], count: number): T {
  return styles.find(({ most }) => count <= most) ?? (styles.at(-1) as T);
}

/** The measures for so many partitions and members on a stage. */
export function groupSizes(
  { width, height }: ViewContext,
  partitions: number,
  members: number,
): GroupSizes {
  const isNarrow = width < NARROW;
  const margin = isNarrow ? 10 : 18;
  const names = isNarrow ? 84 : 128;
  const rowStyle = firstFor(ROWS, members);
  const head = isNarrow ? 92 : 84;
  const columns = 22;
  const free = width - 2 * margin - names;
  const room = width >= WIDE ? Math.min(free - LEAST_LANES, free * 0.56) : free;
  const fitting = COLUMNS.filter(({ most }) => partitions <= most);
  const style = fitting.find(({ pitch }) => pitch * partitions <= room) ?? COLUMNS[2];
  const pitch = Math.min(style.pitch, room / Math.max(1, partitions));
  // The table is a row as well, and below the rows the chosen member's lanes may need room.
  const lanesBelow = width < WIDE && height > 520 ? 120 : 0;
  const left = height - head - columns - margin - lanesBelow - 12;
  const row = Math.max(11, Math.min(rowStyle.height, left / (members + 1)));
  const slab = {
    width: Math.min(style.slab.width, pitch * 0.88),
    height: Math.max(8, Math.min(style.slab.height, row - (row > 40 ? 14 : 4))),
  };
  const lanes = row >= 84 ? rowStyle.lanes : row >= 40 ? 'one line' : 'chosen';
  return {
    margin,
    names,
    pitch,
    slab,
    row,
    head,
    columns,
    lanesX: width >= WIDE ? margin + names + pitch * partitions + 34 : null,
    lanes: members > 10 ? 'chosen' : lanes,
  };
}
