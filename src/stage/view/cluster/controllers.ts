// Controllers on nodes of their own, in a row above the brokers.
import type { Rect } from '#stage/layout/geometry.ts';
import { widthOf } from '#stage/layout/text.ts';
import { card } from '#stage/mark/card.ts';
import { label, nameLabel } from '#stage/mark/label.ts';
import { RADIUS, TYPE } from '#stage/theme.ts';
import type { Builder } from '#stage/view/builder.ts';
import type { ControllerFrame } from '#trace/frame.ts';

const HEIGHT = 46;
const GAP = 8;
const PADDING = 9;

/** Lays out the controllers that are no brokers; returns where the brokers may begin. */
export function layoutControllers(builder: Builder, area: Rect, gapBelow: number): number {
  const { frame } = builder;
  const separate = [...frame.controllers.values()].filter(({ id }) => !frame.brokers.has(id));
  if (separate.length === 0) return area.y;
  const width = (area.width - (separate.length - 1) * GAP) / separate.length;
  separate.forEach((controller, index) => {
    const x = area.x + index * (width + GAP);
    layoutController(builder, controller, { x, y: area.y, width, height: HEIGHT });
  });
  return area.y + HEIGHT + gapBelow;
}

function layoutController(builder: Builder, controller: ControllerFrame, area: Rect): void {
  const id = String(controller.id);
  const isDead = controller.status === 'crashed' || controller.status === 'stopped';
  const state = controller.isActive ? 'active' : controller.state;
  const word = isDead ? `${controller.status}` : `${state} · epoch ${controller.epoch}`;
  const name = `Controller ${id}`;
  const room = area.width - 2 * PADDING;
  const nameSize = widthOf(name, TYPE.label, 'sans', 700) <= room ? TYPE.label : TYPE.small;
  // The state before the epoch, where there is no room for both.
  const shown = isDead || widthOf(word, TYPE.small) <= room ? word : state;
  builder.nodes.set(`controller-${id}`, area);
  builder.add(
    card(`controller/${id}`, area, {
      radius: RADIUS.field,
      isDown: isDead,
      ...builder.edge('controller', id),
      target: { type: 'controller', id, label: `Controller ${id}, ${word}` },
    }),
    nameLabel(`controller/${id}/name`, name, area.x + PADDING, area.y + 19, isDead, nameSize),
    label(`controller/${id}/word`, shown, area.x + PADDING, area.y + 35, {
      fill: isDead ? 'bad' : 'ink-soft',
    }),
  );
}
