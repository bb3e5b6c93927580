// Consumers of the Topic view, as chips along the bottom.
import type { Rect } from '#stage/layout/geometry.ts';
import { widthOf } from '#stage/layout/text.ts';
import { card } from '#stage/mark/card.ts';
import { label } from '#stage/mark/label.ts';
import { RADIUS, TYPE } from '#stage/theme.ts';
import type { Builder } from '#stage/view/builder.ts';
import type { ConsumerFrame, Frame } from '#trace/frame.ts';

function describeConsumer(consumer: ConsumerFrame): string {
  const { spec, owned, status, polledCount } = consumer;
  if (status !== 'running') return `${spec.id} · ${status}`;
  if (owned.length === 0)
    return `${spec.id} · ${consumer.membership === 'STABLE' ? 'idle' : 'joining'}`;
  return `${spec.id} · ${polledCount} read`;
}

const HEIGHT = 34;
const GAP = { x: 10, y: 8 };
const PADDING = 12;

/** Where the chips go: in lines from left to right. */
function placesOf(consumers: readonly ConsumerFrame[], area: Rect): readonly Rect[] {
  let { x, y } = area;
  return consumers.map((consumer) => {
    const text = widthOf(describeConsumer(consumer), TYPE.label, 'sans', 600);
    const width = Math.min(area.width, text + 2 * PADDING);
    if (x + width > area.x + area.width && x > area.x) {
      x = area.x;
      y += HEIGHT + GAP.y;
    }
    const place = { x, y, width, height: HEIGHT };
    x += width + GAP.x;
    return place;
  });
}

function consumersOf(frame: Frame): readonly ConsumerFrame[] {
  return [...frame.consumers.values()].filter(({ status }) => status !== 'stopped');
}

/** What the chips of all consumers need. */
export function consumersHeight(frame: Frame, width: number): number {
  const places = placesOf(consumersOf(frame), { x: 0, y: 0, width, height: HEIGHT });
  return (places.at(-1)?.y ?? 0) + HEIGHT;
}

/** Consumers as chips along the bottom, where fetched records arrive; returns where they end. */
export function layoutConsumers(builder: Builder, area: Rect): number {
  const consumers = consumersOf(builder.frame);
  const places = placesOf(consumers, area);
  consumers.forEach((consumer, index) => {
    const place = places[index];
    if (place !== undefined) layoutConsumer(builder, consumer, place);
  });
  return (places.at(-1)?.y ?? area.y) + HEIGHT;
}

function layoutConsumer(builder: Builder, consumer: ConsumerFrame, area: Rect): void {
  const { id } = consumer.spec;
  const text = describeConsumer(consumer);
  builder.nodes.set(`consumer-${id}`, area);
  builder.add(
    card(`consumer/${id}`, area, {
      radius: RADIUS.field,
      fill: 'accent-soft',
      isDashed: consumer.status !== 'running',
      ...builder.edge('consumer', id, 'line'),
      target: { type: 'consumer', id, label: `Consumer ${text}` },
    }),
    label(`consumer/${id}/name`, text, area.x + PADDING, area.y + 22, {
      size: TYPE.label,
      weight: 600,
      fill: 'ink',
    }),
  );
}
