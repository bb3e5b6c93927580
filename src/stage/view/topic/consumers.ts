// Consumers of the Topic view, as chips along the bottom.
import type { Rect } from '#stage/layout/geometry.ts';
import type { Builder } from '#stage/view/builder.ts';
import type { ConsumerFrame } from '#trace/frame.ts';

function describeConsumer(consumer: ConsumerFrame): string {
  const { spec, owned, status, polledCount } = consumer;
  if (status !== 'running') return `${spec.id} · ${status}`;
  if (owned.length === 0)
    return `${spec.id} · ${consumer.membership === 'STABLE' ? 'idle' : 'joining'}`;
  return `${spec.id} · ${polledCount} read`;
}

/** Consumers as chips along the bottom, where fetched records arrive. */
export function layoutConsumers(builder: Builder, area: Rect): number {
  let { x, y } = area;
  for (const consumer of builder.frame.consumers.values()) {
    if (consumer.status === 'stopped') continue;
    const { spec } = consumer;
    const text = describeConsumer(consumer);
    const chipWidth = Math.min(area.width, text.length * 6.6 + 26);
    if (x + chipWidth > area.x + area.width && x > area.x) {
      x = area.x;
      y += 42;
    }
    const card = { x, y, width: chipWidth, height: 34 };
    builder.nodes.set(`consumer-${spec.id}`, card);
    const isMarked = builder.isMarked('consumer', spec.id);
    builder.add(
      {
        type: 'box',
        key: `consumer/${spec.id}`,
        ...card,
        radius: 10,
        fill: 'accent-soft',
        stroke: isMarked ? 'accent' : 'line',
        strokeWidth: isMarked ? 2.5 : 1,
        isDashed: consumer.status !== 'running',
        target: { type: 'consumer', id: spec.id, label: `Consumer ${text}` },
      },
      {
        type: 'text',
        key: `consumer/${spec.id}/name`,
        x: x + 12,
        y: y + 22,
        text,
        size: 12,
        weight: 600,
        fill: 'ink',
      },
    );
    x += chipWidth + 10;
  }
  return y + 34;
}
