// Controllers on nodes of their own, in a row above the brokers.
import type { Rect } from '#stage/layout/geometry.ts';
import type { Builder } from '#stage/view/builder.ts';
import { CARD_GAP } from './columns.ts';

const HEIGHT = 46;

/** Lays out the controllers that are no brokers; returns where the brokers may begin. */
export function layoutControllers(builder: Builder, area: Rect): number {
  const { frame } = builder;
  const separate = [...frame.controllers.values()].filter(({ id }) => !frame.brokers.has(id));
  if (separate.length === 0) return area.y;
  const gap = 10;
  const width = (area.width - (separate.length - 1) * gap) / separate.length;
  separate.forEach((controller, index) => {
    const id = String(controller.id);
    const card: Rect = { x: area.x + index * (width + gap), y: area.y, width, height: HEIGHT };
    const isDead = controller.status === 'crashed' || controller.status === 'stopped';
    builder.nodes.set(`controller-${id}`, card);
    const word = isDead
      ? `✕ ${controller.status}`
      : controller.isActive
        ? `♛ active · epoch ${controller.epoch}`
        : `${controller.state} · epoch ${controller.epoch}`;
    builder.add(
      {
        type: 'box',
        key: `controller/${id}`,
        ...card,
        radius: 10,
        fill: isDead ? 'paper' : 'panel',
        stroke: builder.stroke('controller', id),
        strokeWidth: builder.strokeWidth('controller', id),
        isDashed: isDead,
        isStriped: isDead,
        target: { type: 'controller', id, label: `Controller ${id}, ${word}` },
      },
      {
        type: 'text',
        key: `controller/${id}/name`,
        x: card.x + 10,
        y: card.y + 19,
        text: `Controller ${id}`,
        size: 12,
        weight: 600,
        fill: isDead ? 'ink-faint' : 'ink',
      },
      {
        type: 'text',
        key: `controller/${id}/word`,
        x: card.x + 10,
        y: card.y + 35,
        text: word,
        size: 11,
        fill: isDead ? 'bad' : 'ink-soft',
      },
    );
  });
  return area.y + HEIGHT + CARD_GAP;
}
