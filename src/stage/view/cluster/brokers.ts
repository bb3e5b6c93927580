// The middle column: which broker stands where, and how large its replicas can be drawn.
import type { Rect } from '#stage/layout/geometry.ts';
import type { ViewContext } from '#stage/scene.ts';
import type { Builder } from '#stage/view/builder.ts';
import type { Frame } from '#trace/frame.ts';
import { CARD_PADDING, HEADER, type Hosted, layoutBroker } from './broker-card.ts';
import { CARD_GAP } from './columns.ts';
import { layoutControllers } from './controllers.ts';
import { ROW_STYLES, type RowStyle } from './row-style.ts';

/** What a broker hosts, leaders first: what it decides on stands on top. */
function hostedBy(frame: Frame, broker: number, context: ViewContext): readonly Hosted[] {
  const hosted: Hosted[] = [];
  for (const topic of frame.topics.values()) {
    if (topic.isInternal && !context.showInternalTopics) continue;
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

/** Cards of a grid row are as high as their fullest; the style is the largest that fits. */
function chooseStyle(
  counts: readonly number[],
  columns: number,
  height: number,
  styles: readonly RowStyle[],
): RowStyle {
  const fitting = styles.find((style) => gridHeight(counts, columns, style) <= height);
  return fitting ?? (styles.at(-1) as RowStyle);
}

function cardHeight(rows: number, style: RowStyle): number {
  return HEADER + Math.max(1, rows) * style.height + CARD_PADDING - 4;
}

function gridHeight(counts: readonly number[], columns: number, style: RowStyle): number {
  let total = 0;
  for (let first = 0; first < counts.length; first += columns) {
    const most = Math.max(...counts.slice(first, first + columns));
    total += cardHeight(most, style) + (first > 0 ? CARD_GAP : 0);
  }
  return total;
}

/** Lays out all brokers; returns where they end. */
export function layoutBrokers(builder: Builder, area: Rect): number {
  const { frame, context } = builder;
  const brokers = [...frame.brokers.values()];
  const hosted = new Map(brokers.map(({ id }) => [id, hostedBy(frame, id, context)]));
  const columns = brokerGrid(brokers.length, area.width);
  const counts = brokers.map(({ id }) => hosted.get(id)?.length ?? 0);
  const isStacked = area.height === 0;
  const top = layoutControllers(builder, area);
  const available = (isStacked ? context.height : area.y + area.height) - top;
  // A stacked picture scrolls anyway: there records stay readable, however many there are.
  const styles = isStacked ? ROW_STYLES.filter(({ cell }) => cell !== null) : ROW_STYLES;
  const style = chooseStyle(counts, columns, available, styles);
  const total = gridHeight(counts, columns, style);
  // A small cluster is centred, so that the picture has no empty half.
  const spare = isStacked ? 0 : (available - total) / 2;
  let y = top + Math.max(0, spare);
  const width = (area.width - (columns - 1) * CARD_GAP) / columns;
  for (let first = 0; first < brokers.length; first += columns) {
    const group = brokers.slice(first, first + columns);
    const height = cardHeight(
      Math.max(...group.map(({ id }) => hosted.get(id)?.length ?? 0)),
      style,
    );
    group.forEach((broker, index) => {
      const x = area.x + index * (width + CARD_GAP);
      layoutBroker(builder, broker, hosted.get(broker.id) ?? [], { x, y, width, height }, style);
    });
    y += height + CARD_GAP;
  }
  return y;
}
