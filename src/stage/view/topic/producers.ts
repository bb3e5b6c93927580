// Producers of the Topic view, as chips along the top.
import type { Rect } from '#stage/layout/geometry.ts';
import { keyGlyph, keyPaint } from '#stage/theme.ts';
import type { Builder } from '#stage/view/builder.ts';

/** Lays out as many as fit; returns where the last one ends. */
export function layoutProducers(builder: Builder, area: Rect): number {
  let { x } = area;
  for (const producer of builder.frame.producers.values()) {
    if (producer.status === 'stopped') continue;
    const { spec } = producer;
    const chipWidth = Math.min(
      200,
      66 + spec.id.length * 8 + Math.min(4, producer.pending.size) * 20,
    );
    if (x + chipWidth > area.x + area.width) return x;
    const card = { x, y: area.y, width: chipWidth, height: 34 };
    builder.nodes.set(`producer-${spec.id}`, card);
    builder.add(
      {
        type: 'box',
        key: `producer/${spec.id}`,
        ...card,
        radius: 10,
        fill: 'panel',
        stroke: builder.isMarked('producer', spec.id) ? 'accent' : 'line-strong',
        strokeWidth: builder.isMarked('producer', spec.id) ? 2.5 : 1.25,
        target: {
          type: 'producer',
          id: spec.id,
          label: `Producer ${spec.id}, ${producer.ackedCount} of ${producer.createdCount} records acknowledged`,
        },
      },
      {
        type: 'text',
        key: `producer/${spec.id}/name`,
        x: x + 12,
        y: area.y + 22,
        text: spec.id,
        size: 13.5,
        weight: 700,
        fill: 'ink',
      },
    );
    [...producer.pending.values()].slice(0, 4).forEach(({ recordId, key }, index) => {
      builder.add({
        type: 'cell',
        key: `pending/${recordId}`,
        x: x + 20 + spec.id.length * 9 + index * 20,
        y: area.y + 8,
        width: 17,
        height: 17,
        fill: keyPaint(key),
        ink: 'panel',
        text: keyGlyph(key),
      });
    });
    x += chipWidth + 10;
  }
  return x;
}
