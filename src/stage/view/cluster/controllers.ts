// Controllers on nodes of their own, in a row above the brokers.
import type { Rect } from '#stage/layout/geometry.ts';
import type { Builder } from '#stage/view/builder.ts';

const HEIGHT = 46;
const GAP = 8;
const PADDING = 9;

/** Lays out the controllers that are no brokers; returns where the brokers may begin. */
export function layoutControllers(builder: Builder, area: Rect, gapBelow: number): number {
  const { frame } = builder;
  const separate = [...frame.controllers.values()].filter(({ id }) => !frame.brokers.has(id));
  if (separate.length === 0) return area.y;
  const width = (area.width - (separate.length - 1) * GAP) / separate.length;
  const room = width - 2 * PADDING;
  separate.forEach((controller, index) => {
    const id = String(controller.id);
    const card: Rect = { x: area.x + index * (width + GAP), y: area.y, width, height: HEIGHT };
    const isDead = controller.status === 'crashed' || controller.status === 'stopped';
    builder.nodes.set(`controller-${id}`, card);
    const state = controller.isActive ? '♛ active' : controller.state;
    const word = isDead ? `✕ ${controller.status}` : `${state} · epoch ${controller.epoch}`;
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
        x: card.x + PADDING,
        y: card.y + 19,
        text: `Controller ${id}`,
        size: room < 100 ? 11 : 12,
        weight: 600,
        fill: isDead ? 'ink-faint' : 'ink',
      },
      {
        type: 'text',
        key: `controller/${id}/word`,
        x: card.x + PADDING,
        y: card.y + 35,
        // The state before the epoch, where there is no room for both.
        text: isDead || word.length * 6 <= room ? word : state,
        size: 11,
        fill: isDead ? 'bad' : 'ink-soft',
      },
    );
  });
  return area.y + HEIGHT + gapBelow;
}
