// Producers of the Topic view, as chips along the top.
import type { Rect } from '#stage/layout/geometry.ts';
import { widthOf } from '#stage/layout/text.ts';
import { card } from '#stage/mark/card.ts';
import { WAITING_PITCH, waitingTile } from '#stage/mark/tile.ts';
import { nameLabel } from '#stage/mark/label.ts';
import { RADIUS, TYPE } from '#stage/theme.ts';
import type { Builder } from '#stage/view/builder.ts';
import type { ProducerFrame } from '#trace/frame.ts';

const HEIGHT = 34;
const GAP = 10;
const PADDING = 12;
/** So that a chip is easy to hit, however short its name is. */
const LEAST_WIDTH = 82;
/** Waiting records that a chip shows. */
const MOST_WAITING = 4;

/** Lays out as many as fit; returns where the last one ends. */
export function layoutProducers(builder: Builder, area: Rect): number {
  let { x } = area;
  for (const producer of builder.frame.producers.values()) {
    if (producer.status === 'stopped') continue;
    const nameWidth = widthOf(producer.spec.id, TYPE.name, 'serif', 560);
    const waiting = Math.min(MOST_WAITING, producer.pending.size);
    const wanted = nameWidth + 2 * PADDING + (waiting === 0 ? 0 : 8 + waiting * WAITING_PITCH);
    const width = Math.max(LEAST_WIDTH, wanted);
    if (x + width > area.x + area.width) return x;
    layoutProducer(builder, producer, { x, y: area.y, width, height: HEIGHT }, nameWidth);
    x += width + GAP;
  }
  return x;
}

function layoutProducer(
  builder: Builder,
  producer: ProducerFrame,
  area: Rect,
  nameWidth: number,
): void {
  const { id } = producer.spec;
  builder.nodes.set(`producer-${id}`, area);
  builder.add(
    card(`producer/${id}`, area, {
      radius: RADIUS.field,
      ...builder.edge('producer', id),
      target: {
        type: 'producer',
        id,
        label: `Producer ${id}, ${producer.ackedCount} of ${producer.createdCount} records acknowledged`,
      },
    }),
    nameLabel(`producer/${id}/name`, id, area.x + PADDING, area.y + 22),
  );
  const x = area.x + PADDING + nameWidth + 8;
  [...producer.pending.values()].slice(0, MOST_WAITING).forEach(({ recordId, key }, index) => {
    builder.add(waitingTile(recordId, key, x + index * WAITING_PITCH, area.y + 8));
  });
}
