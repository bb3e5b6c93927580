// Producers: cards with the records that wait to be acknowledged.
import type { Rect } from '#stage/layout/geometry.ts';
import { fit, widthOf } from '#stage/layout/text.ts';
import { card } from '#stage/mark/card.ts';
import { WAITING_PITCH, waitingTile } from '#stage/mark/tile.ts';
import { label, nameLabel } from '#stage/mark/label.ts';
import { TYPE } from '#stage/theme.ts';
import type { Builder } from '#stage/view/builder.ts';
import type { ProducerFrame } from '#trace/frame.ts';

const HEIGHT = 58;
const PADDING = 12;
/** Side by side. */
const GAP = 8;
const MOST_WIDTH = 150;
/** One below another: from one to the next. */
const MOST_STEP = 150;

/** Lays out the producers: below one another, or side by side. */
export function layoutProducers(builder: Builder, area: Rect, isStacked: boolean): void {
  // One that was closed is gone, as a consumer that left.
  const producers = [...builder.frame.producers.values()].filter(
    ({ status }) => status !== 'stopped',
  );
  const places = isStacked ? sideBySide(area, producers.length) : column(area, producers.length);
  producers.forEach((producer, index) => {
    const place = places[index];
    if (place !== undefined) layoutProducer(builder, producer, place, isStacked);
  });
}

function sideBySide(area: Rect, count: number): readonly Rect[] {
  const width = Math.min(MOST_WIDTH, (area.width - (count - 1) * GAP) / Math.max(1, count));
  return Array.from({ length: count }, (_, index) => ({
    x: area.x + index * (width + GAP),
    y: area.y,
    width,
    height: HEIGHT,
  }));
}

function column(area: Rect, count: number): readonly Rect[] {
  const step = Math.min(MOST_STEP, area.height / Math.max(1, count));
  const top = area.y + (area.height - step * count) / 2;
  return Array.from({ length: count }, (_, index) => ({
    x: area.x,
    y: top + index * step + (step - HEIGHT) / 2,
    width: area.width,
    height: HEIGHT,
  }));
}

function layoutProducer(
  builder: Builder,
  producer: ProducerFrame,
  area: Rect,
  isStacked: boolean,
): void {
  const { spec, status, lastError } = producer;
  const { id } = spec;
  const isDead = status !== 'running';
  const word = isDead ? 'closed' : `acks=${spec.configs['acks'] ?? 'all'}`;
  const wordX = area.x + PADDING + widthOf(id, TYPE.name, 'serif', 560) + 6;
  const room = area.x + area.width - 8 - wordX;
  builder.nodes.set(`producer-${id}`, area);
  builder.add(
    card(`producer/${id}`, area, {
      fill: isDead ? 'paper' : 'panel',
      isDashed: isDead,
      ...builder.edge('producer', id),
      target: {
        type: 'producer',
        id,
        label: `Producer ${id}, ${lastError ?? word}, ${producer.ackedCount} of ${producer.createdCount} records acknowledged`,
      },
    }),
    nameLabel(`producer/${id}/name`, id, area.x + PADDING, area.y + 22, isDead),
    label(`producer/${id}/word`, fit(word, room, TYPE.small), wordX, area.y + 22),
  );
  if (lastError !== null && !isDead) layoutError(builder, id, lastError, area, isStacked);
  layoutWaiting(builder, producer, area);
}

/** Below the card: what went wrong last. */
function layoutError(
  builder: Builder,
  producer: string,
  error: string,
  area: Rect,
  isStacked: boolean,
): void {
  // In a column the text may reach into the lane beside it.
  const room = area.width + (isStacked ? 0 : 30);
  const text = fit(error, room, TYPE.tiny, 'sans', 600);
  builder.add(
    label(`producer/${producer}/error`, text, area.x + 2, area.y + area.height + 13, {
      size: TYPE.tiny,
      weight: 600,
      fill: 'bad',
    }),
  );
}

/** The records that wait, as many as fit, and how many there are besides. */
function layoutWaiting(builder: Builder, { spec, pending }: ProducerFrame, area: Rect): void {
  const waiting = [...pending.values()];
  const most = Math.max(1, Math.floor((area.width - 20) / WAITING_PITCH));
  const shown = waiting.length > most ? waiting.slice(0, most - 1) : waiting;
  const xAt = (index: number): number => area.x + PADDING + index * WAITING_PITCH;
  shown.forEach(({ recordId, key }, index) =>
    builder.add(waitingTile(recordId, key, xAt(index), area.y + 32)),
  );
  const more = waiting.length - shown.length;
  if (more === 0) return;
  builder.add(
    label(`producer/${spec.id}/more`, `+${more}`, xAt(shown.length) + 1, area.y + 45, {
      size: TYPE.tiny,
    }),
  );
}
