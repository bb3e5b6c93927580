// The areas of the Cluster view: producers | brokers | groups with lanes for wires between them, or on a
// narrow stage one above the other.
import type { Rect } from '#stage/layout/geometry.ts';
import type { ViewContext } from '#stage/scene.ts';
import { NARROW } from '#stage/theme.ts';
import type { Frame } from '#trace/frame.ts';
import { stackedGroupsHeight } from './groups.ts';

const MARGIN = 14;
const STACKED = { margin: 10, left: 24, right: 20, producers: 66 };

export interface Columns {
  readonly producers: Rect;
  readonly brokers: Rect;
  readonly groups: Rect;
  readonly isStacked: boolean;
}

function hasConsumers({ groups, consumers }: Frame): boolean {
  return groups.size > 0 || consumers.size > 0;
}

/** Where producers, brokers and groups go; without groups the brokers have their room. */
export function columnsOf(frame: Frame, context: ViewContext): Columns {
  return context.width < NARROW ? stacked(frame, context) : sideBySide(frame, context);
}

/** The wires run along both sides of the brokers. */
function stacked(frame: Frame, { width, height }: ViewContext): Columns {
  const { margin, left, right, producers } = STACKED;
  const inner = width - 2 * margin;
  const y = margin + (frame.producers.size > 0 ? producers + 22 : 0);
  const groupsTop = height - stackedGroupsHeight(frame, inner) - margin;
  return {
    producers: { x: margin, y: margin, width: inner, height: producers },
    brokers: {
      x: margin + left,
      y,
      width: inner - left - right,
      height: groupsTop - y - 12,
    },
    groups: { x: margin, y: groupsTop, width: inner, height: 0 },
    isStacked: true,
  };
}

function sideBySide(frame: Frame, { width, height }: ViewContext): Columns {
  const producerWidth = Math.max(108, Math.min(140, width * 0.12));
  const groupWidth = Math.max(136, Math.min(186, width * 0.17));
  const lane = Math.max(40, Math.min(76, width * 0.065));
  const column = { y: MARGIN, height: height - 2 * MARGIN };
  const brokersX = MARGIN + producerWidth + lane;
  const right = hasConsumers(frame) ? lane + groupWidth + MARGIN : lane;
  const brokersWidth = width - brokersX - right;
  return {
    producers: { ...column, x: MARGIN, width: producerWidth },
    brokers: { ...column, x: brokersX, width: brokersWidth },
    groups: { ...column, x: brokersX + brokersWidth + lane, width: groupWidth },
    isStacked: false,
  };
}
