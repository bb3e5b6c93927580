// The middle column: which broker stands where, and how large its replicas can be drawn.
import type { Rect } from '#stage/layout/geometry.ts';
import { widthOf } from '#stage/layout/text.ts';
import type { Builder } from '#stage/view/builder.ts';
import { CARD_PADDING, isStrip, layoutBroker } from './broker-card.ts';
import { layoutControllers } from './controllers.ts';
import { type Hosted, hostedBy } from './hosted.ts';
import { chipsInLine, NAME_SIZE, type RowStyle, stylesFor } from './row-style.ts';

function brokerGrid(count: number, width: number): number {
  if (count <= 3) return 1;
  if (width < 520) return 1;
  return count <= 6 ? 2 : 3;
}

/** Between two brokers; wires run there when there is more than one column. */
function gapOf(count: number, isStacked: boolean): number {
  if (isStacked) return 12;
  return count > 3 ? 20 : 16;
}

/** What a broker's card needs. */
function cardHeight(
  builder: Builder,
  hosted: readonly Hosted[],
  width: number,
  style: RowStyle,
): number {
  const { chip } = style;
  const strips = hosted.filter((one) => isStrip(builder, style, one)).length;
  const lines = Math.ceil((hosted.length - strips) / chipsInLine(width - 2 * CARD_PADDING, chip));
  const rows = strips * style.height + lines * (chip.height + chip.gap);
  return style.header + Math.max(style.height, rows) + CARD_PADDING - 4;
}

interface Grid {
  readonly columns: number;
  readonly gap: number;
  readonly width: number;
  /** By line: its height is that of its fullest card. */
  readonly heights: readonly number[];
}

function gridOf(
  builder: Builder,
  all: readonly (readonly Hosted[])[],
  columns: number,
  gap: number,
  areaWidth: number,
  style: RowStyle,
): Grid {
  const width = (areaWidth - (columns - 1) * gap) / columns;
  const heights: number[] = [];
  for (let first = 0; first < all.length; first += columns) {
    const line = all.slice(first, first + columns);
    heights.push(Math.max(...line.map((hosted) => cardHeight(builder, hosted, width, style))));
  }
  return { columns, gap, width, heights };
}

function totalHeight({ heights, gap }: Grid): number {
  return heights.reduce((sum, height) => sum + height + gap, -gap);
}

/** Room for the longest name and the words below it, within reason. */
function labelWidthOf(all: readonly (readonly Hosted[])[], width: number, style: RowStyle): number {
  const names = all.flat().map(({ key }) => key);
  const longest = Math.max(0, ...names.map((name) => widthOf(name, NAME_SIZE, 'mono')));
  const star = style.hasWords ? 0 : 18;
  const words = style.hasWords ? 106 : 0;
  const wanted = Math.max(longest + star + 12, words);
  return Math.min(wanted, Math.max(72, width * 0.38));
}

/** Lays out all brokers; returns where they end. A stacked picture scrolls when it has to. */
export function layoutBrokers(builder: Builder, area: Rect, isStacked: boolean): number {
  const { frame } = builder;
  const brokers = [...frame.brokers.values()];
  const all = brokers.map(({ id }) => hostedBy(frame, id));
  const columns = brokerGrid(brokers.length, area.width);
  const gap = gapOf(brokers.length, isStacked);
  const top = layoutControllers(builder, area, gap);
  const available = area.y + area.height - top;
  const most = Math.max(0, ...all.map((hosted) => hosted.length));
  // Where it scrolls anyway, rows keep their words, however many there are.
  const styles = stylesFor(brokers.length, most);
  const grids = styles.map((style) => ({
    style,
    grid: gridOf(builder, all, columns, gap, area.width, style),
  }));
  const fitting = grids.find(({ grid }) => totalHeight(grid) <= available);
  const chosen = isStacked ? grids[0] : (fitting ?? grids.at(-1));
  if (chosen === undefined) return top;
  const { grid, style } = chosen;
  const labelWidth = labelWidthOf(all, grid.width, style);
  // A small cluster is spread, so that the picture has no empty half.
  const spare = isStacked ? 0 : Math.max(0, available - totalHeight(grid));
  const more = Math.min(MOST_AIR, spare / Math.max(1, grid.heights.length));
  let y = top + Math.max(0, spare - more * grid.heights.length) / 2;
  grid.heights.forEach((height, line) => {
    brokers.slice(line * columns, (line + 1) * columns).forEach((broker, index) => {
      const x = area.x + index * (grid.width + gap);
      const place = { x, y, width: grid.width, height: height + more };
      const hosted = all[line * columns + index] ?? [];
      layoutBroker(builder, broker, hosted, place, { ...style, labelWidth });
    });
    y += height + more + gap;
  });
  return y;
}

/** More air than this in a card looks lost. */
const MOST_AIR = 34;
