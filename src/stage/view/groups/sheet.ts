// What the parts of the Groups view share, and where rows and columns are.
import type { Rect } from '#stage/layout/geometry.ts';
import type { Builder } from '#stage/view/builder.ts';
import type { Chronicle } from '#trace/chronicle/chronicle.ts';
import type { ConsumerFrame } from '#trace/frame.ts';
import type { Holding } from './owners.ts';
import type { GroupSizes } from './sizes.ts';

export interface Sheet {
  readonly builder: Builder;
  readonly chronicle: Chronicle;
  /** The group. */
  readonly id: string;
  readonly members: readonly ConsumerFrame[];
  readonly holdings: readonly Holding[];
  readonly sizes: GroupSizes;
}

/** The row of the table, before those of the members. */
export const TABLE = -1;

/** Where the rows begin. */
export function topOf({ margin, head, columns }: GroupSizes): number {
  return margin + head + columns;
}

/** The middle of a partition's column. */
export function columnX({ margin, names, pitch }: GroupSizes, index: number): number {
  return margin + names + pitch * (index + 0.5);
}

/** The row of a member, or of the table. */
export function rowRect({ builder, sizes }: Pick<Sheet, 'builder' | 'sizes'>, index: number): Rect {
  const { margin, row: height } = sizes;
  const width = builder.context.width - 2 * margin;
  return { x: margin, y: topOf(sizes) + (index + 1) * height, width, height };
}

/** The place of a partition in a row. */
export function slabRect(sheet: Sheet, row: number, column: number): Rect {
  const area = rowRect(sheet, row);
  const { width, height } = sheet.sizes.slab;
  return {
    x: columnX(sheet.sizes, column) - width / 2,
    y: area.y + (area.height - height) / 2 - (area.height > 40 ? 1 : 0),
    width,
    height,
  };
}
