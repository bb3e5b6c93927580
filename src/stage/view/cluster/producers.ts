// Producers: cards with the records that wait to be acknowledged.
import type { Rect } from '#stage/layout/geometry.ts';
import { fit, widthOf } from '#stage/layout/text.ts';
import { card } from '#stage/mark/card.ts';
import { WAITING_PITCH, waitingTile } from '#stage/mark/tile.ts';
import { label, nameLabel } from '#stage/mark/label.ts';
import { TYPE } from '#stage/theme.ts';
import type { Builder } from '#stage/view/builder.ts';
import { batchRing, waitName } from '#stage/view/waits.ts';
import type { ProducerFrame } from '#trace/frame.ts';

const HEIGHT = { column: 92, line: 62 };
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
    height: HEIGHT.line,
  }));
}

function column(area: Rect, count: number): readonly Rect[] {
  const step = Math.min(MOST_STEP, area.height / Math.max(1, count));
  const height = Math.min(HEIGHT.column, step - 6);
  const top = area.y + (area.height - step * count) / 2;
  return Array.from({ length: count }, (_, index) => ({
    x: area.x,
    y: top + index * step + (step - height) / 2,
    width: area.width,
    height,
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
  const word = isDead ? status : `acks=${spec.configs['acks'] ?? 'all'}`;
  const wordX = area.x + PADDING + widthOf(id, TYPE.name, 'serif', 560) + 7;
  const room = area.x + area.width - 8 - wordX;
  builder.nodes.set(`producer-${id}`, area);
  builder.add(
    card(`producer/${id}`, area, {
      isDown: isDead,
      ...builder.edge('producer', id),
      target: {
        type: 'producer',
        id,
        label: `Producer ${id}, ${lastError ?? word}, ${producer.ackedCount} of ${producer.createdCount} records acknowledged`,
      },
    }),
    nameLabel(`producer/${id}/name`, id, area.x + PADDING, area.y + 24, isDead),
    label(`producer/${id}/word`, fit(word, room, TYPE.code, 'mono'), wordX, area.y + 24, {
      size: TYPE.code,
      face: 'mono',
      fill: 'ink',
    }),
  );
  if (isDead) return;
  if (!isStacked) layoutWait(builder, producer, area);
  layoutWaiting(builder, producer, area, isStacked ? 36 : 64);
}

/** What it waits for, with a ring; or what went wrong last. */
function layoutWait(builder: Builder, producer: ProducerFrame, area: Rect): void {
  const { id } = producer.spec;
  const [x, room] = [area.x + PADDING, area.width - PADDING - 6];
  const wait = batchRing(producer);
  const key = `producer/${id}/wait`;
  if (wait === null) {
    const error = producer.lastError;
    if (error === null) return;
    builder.add(
      label(key, fit(error, room, TYPE.least, 'sans', 600), x, area.y + 47, {
        size: TYPE.least,
        weight: 600,
        fill: 'bad',
      }),
    );
    return;
  }
  const textX = x + 26;
  builder.wait({ ...wait.ring, x: x + 9, y: area.y + 46, radius: 8.5 });
  builder.add(
    label(key, waitName(wait, room - 26, TYPE.least), textX, area.y + 44, {
      size: TYPE.least,
      fill: 'ink',
    }),
    label(`${key}/note`, fit(wait.note, room - 26, TYPE.least), textX, area.y + 57, {
      size: TYPE.least,
    }),
  );
}

/** The records that wait, as many as fit, and how many there are besides. */
function layoutWaiting(
  builder: Builder,
  { spec, pending }: ProducerFrame,
  area: Rect,
  below: number,
): void {
  const waiting = [...pending.values()];
  const most = Math.max(1, Math.floor((area.width - 20) / WAITING_PITCH));
  const shown = waiting.length > most ? waiting.slice(0, most - 1) : waiting;
  const xAt = (index: number): number => area.x + PADDING + index * WAITING_PITCH;
  const y = area.y + below;
  shown.forEach(({ recordId, key }, index) =>
    builder.add(waitingTile(recordId, key, xAt(index), y)),
  );
  const more = waiting.length - shown.length;
  if (more === 0) return;
  builder.add(
    label(`producer/${spec.id}/more`, `+${more}`, xAt(shown.length) + 1, y + 13, {
      size: TYPE.tiny,
    }),
  );
}
