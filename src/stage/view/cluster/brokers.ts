// The middle column: which broker stands where, and how large its replicas can be drawn.
import type { Rect } from '#stage/layout/geometry.ts';
import { widthOf } from '#stage/layout/text.ts';
import type { Builder } from '#stage/view/builder.ts';
import { type Frame, partitionKey } from '#trace/frame.ts';
import { CARD_PADDING, type Hosted, layoutBroker } from './broker-card.ts';
import { layoutControllers } from './controllers.ts';
import { NAME_SIZE, ROW_STYLES, type RowStyle } from './row-style.ts';

/** What a broker hosts, leaders first: what it decides on stands on top. */
function hostedBy(frame: Frame, broker: number): readonly Hosted[] {
  const hosted: Hosted[] = [];
  for (const topic of frame.topics.values()) {
    if (topic.isInternal) continue;
    for (const partition of topic.partitions) {
      const replica = partition.replicas.get(broker);
      if (replica !== undefined) hosted.push({ partition, replica });
    }
  }
  const rank = ({ partition }: Hosted): number => (partition.state.leader === broker ? 0 : 1);
  return hosted.sort((a, b) => rank(a) - rank(b));
}

function brokerGrid(count: number, width: number): number {
  if (count <= 3) return 1;
  if (width < 520) return 1;
  return count <= 6 ? 2 : 3;
}

/** Between two brokers: many stand closer together. */
function gapOf(count: number, isStacked: boolean): number {
  return isStacked || count > 3 ? 12 : 18;
}

function cardHeight(rows: number, style: RowStyle): number {
  return style.header + Math.max(1, rows) * style.height + CARD_PADDING - 4;
}

/** Cards of a grid row are as high as their fullest. */
function gridHeight(
  counts: readonly number[],
  columns: number,
  gap: number,
  style: RowStyle,
): number {
  let total = 0;
  for (let first = 0; first < counts.length; first += columns) {
    const most = Math.max(...counts.slice(first, first + columns));
    total += cardHeight(most, style) + (first > 0 ? gap : 0);
  }
  return total;
}

/** Room for the longest name and the leader's star, within reason. */
function labelWidthOf(hosted: Iterable<readonly Hosted[]>, cardWidth: number): number {
  let longest = '';
  for (const replicas of hosted) {
    for (const { partition } of replicas) {
      const name = partitionKey(partition.topic, partition.partition);
      if (name.length > longest.length) longest = name;
    }
  }
  const wanted = widthOf(`★ ${longest}`, NAME_SIZE, 'mono') + 4;
  return Math.min(Math.max(84, wanted), Math.max(84, cardWidth * 0.36));
}

/** Lays out all brokers; returns where they end. A stacked picture scrolls when it has to. */
export function layoutBrokers(builder: Builder, area: Rect, isStacked: boolean): number {
  const { frame } = builder;
  const brokers = [...frame.brokers.values()];
  const hosted = new Map(brokers.map(({ id }) => [id, hostedBy(frame, id)]));
  const columns = brokerGrid(brokers.length, area.width);
  const counts = brokers.map(({ id }) => hosted.get(id)?.length ?? 0);
  const gap = gapOf(brokers.length, isStacked);
  const width = (area.width - (columns - 1) * gap) / columns;
  const top = layoutControllers(builder, area, gap);
  const available = area.y + area.height - top;
  // Where it scrolls anyway, records stay readable, however many there are.
  const styles = isStacked ? ROW_STYLES.filter(({ cell }) => cell !== null) : ROW_STYLES;
  const heightAt = (style: RowStyle): number => gridHeight(counts, columns, gap, style);
  const chosen =
    styles.find((style) => heightAt(style) <= available) ?? (styles.at(-1) as RowStyle);
  const style = { ...chosen, labelWidth: labelWidthOf(hosted.values(), width) };
  // A small cluster is centred, so that the picture has no empty half.
  const spare = (available - heightAt(chosen)) / 2;
  let y = top + Math.max(0, spare);
  for (let first = 0; first < brokers.length; first += columns) {
    const row = brokers.slice(first, first + columns);
    const height = cardHeight(Math.max(...counts.slice(first, first + columns)), style);
    row.forEach((broker, index) => {
      const x = area.x + index * (width + gap);
      layoutBroker(builder, broker, hosted.get(broker.id) ?? [], { x, y, width, height }, style);
    });
    y += height + gap;
  }
  return y;
}
