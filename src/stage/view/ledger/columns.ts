// Which records each column of the ledger stands for, and where it stands. In order of birth; when
// there are more records than room, a column stands for several that follow one another.
import { bin, bisector, range } from 'd3-array';
import { progressAt, type RecordFate } from '#trace/fate/fate.ts';

/** Room that a column takes, its gap included, at the least: before that, records share columns. */
const LEAST_PITCH = 2;
/** And at the most: few records are no wall. */
const MOST_PITCH = 12;
/** Share of the pitch that is ink: 2.8 of 3.6. */
const INK = 0.78;
/** More columns than these are not looked at one by one. */
const MOST_COLUMNS = 1_000;
/** Room is made for so many records at first; then in strides, or the picture would never rest. */
const FIRST_ROOM = 60;
const STRIDE = 1.25;

/** What became of the records of one column; spans in µs, of several records the longest. */
export interface Column {
  /** Numbers of its records, in order of birth. */
  readonly from: number;
  readonly to: number;
  readonly x: number;
  readonly width: number;
  /** Key of its one record; undefined: it has several. */
  readonly key: string | null | undefined;
  readonly answeredInUs: number | null;
  readonly hasFailed: boolean;
  readonly visibleInUs: number | null;
  readonly deliveredInUs: number | null;
  readonly againAfterUs: number | null;
  readonly isLost: boolean;
}

export interface Columns {
  readonly all: readonly Column[];
  /** Records a column, at the most. */
  readonly perColumn: number;
  /** The column of a place; null: there is none. */
  readonly at: (x: number) => Column | null;
  /** The column of a record by its number. */
  readonly of: (index: number) => Column | null;
  /** Where a moment stands: before the first record that is born after it. */
  readonly xOfTime: (atUs: number) => number;
}

const byBirth = bisector<RecordFate, number>(({ createdAtUs }) => createdAtUs);

/** The records that were made by the first `end` events, in columns from `left` to `right`. */
export function columnsOf(
  fates: readonly RecordFate[],
  count: number,
  end: number,
  { left, right }: { readonly left: number; readonly right: number },
): Columns {
  const most = Math.max(1, Math.min(MOST_COLUMNS, Math.floor((right - left) / LEAST_PITCH)));
  const perColumn = Math.max(1, Math.ceil(count / most));
  const room = Math.min(most, roomFor(Math.ceil(count / perColumn)));
  const pitch = Math.min(MOST_PITCH, (right - left) / room);
  const bins = bin<number, number>()
    .domain([0, Math.max(1, count)])
    .thresholds(range(perColumn, count, perColumn))(range(count));
  const all = bins
    .filter((numbers) => numbers.length > 0)
    .map((numbers, index) => columnOf(fates, numbers, end, left + index * pitch, pitch * INK));
  const of = (index: number): Column | null => all[Math.floor(index / perColumn)] ?? null;
  return {
    all,
    perColumn,
    at: (x) => all[Math.floor((x - left) / pitch)] ?? null,
    of,
    xOfTime: (atUs) => {
      const index = byBirth.right(fates, atUs, 0, count);
      const shift = (pitch * (1 - INK)) / 2;
      return (of(index)?.x ?? left + all.length * pitch) - shift;
    },
  };
}

function roomFor(count: number): number {
  let room = FIRST_ROOM;
  while (room < count) room = Math.ceil(room * STRIDE);
  return room;
}

function columnOf(
  fates: readonly RecordFate[],
  numbers: readonly number[],
  end: number,
  x: number,
  width: number,
): Column {
  const from = numbers[0] ?? 0;
  const own = fates.slice(from, from + numbers.length);
  const all = own.flatMap((fate) => progressAt(fate, end) ?? []);
  const longest = (spans: readonly (number | null)[]): number | null => {
    const known = spans.filter((span) => span !== null);
    return known.length === 0 ? null : Math.max(...known);
  };
  return {
    from,
    to: from + numbers.length,
    x,
    width,
    key: own.length === 1 ? (own[0]?.key ?? null) : undefined,
    answeredInUs: longest(all.map((one) => one.answeredInUs)),
    hasFailed: all.some(({ outcome }) => outcome === 'failed'),
    visibleInUs: longest(all.map((one) => one.visibleInUs)),
    deliveredInUs: longest(all.map((one) => one.deliveredInUs)),
    againAfterUs: longest(all.map((one) => one.againAfterUs)),
    isLost: all.some(({ isLost }) => isLost),
  };
}
