// The areas of the Cluster view: three columns, or on a narrow stage one above the other.
import type { Rect } from '#stage/layout/geometry.ts';
import type { ViewContext } from '#stage/scene.ts';
import { NARROW } from '#stage/theme.ts';
import type { Frame } from '#trace/frame.ts';
import { stackedGroupsHeight } from './groups.ts';

const MARGIN = 18;

export interface Columns {
  readonly producers: Rect;
  readonly brokers: Rect;
  readonly groups: Rect;
  readonly isStacked: boolean;
}

/** Where producers, brokers and groups go; without groups the brokers have their room. */
export function columnsOf(frame: Frame, { width, height }: ViewContext): Columns {
  if (width < NARROW) {
    const inner = width - 2 * 10;
    const y = frame.producers.size > 0 ? 90 : 10;
    const groupsTop = height - stackedGroupsHeight(frame, inner) - 10;
    return {
      producers: { x: 10, y: 10, width: inner, height: y - 32 },
      brokers: { x: 32, y, width: inner - 22, height: groupsTop - y },
      groups: { x: 10, y: groupsTop, width: inner, height: 0 },
      isStacked: true,
    };
  }
  const hasGroups = frame.groups.size > 0 || frame.consumers.size > 0;
  const producerWidth = Math.min(132, Math.max(96, width * 0.13));
  const groupWidth = Math.min(190, Math.max(132, width * 0.19));
  const lane = Math.max(34, Math.min(84, width * 0.065));
  const brokersX = MARGIN + producerWidth + lane;
  const right = hasGroups ? lane + groupWidth + MARGIN : MARGIN;
  const brokersWidth = width - brokersX - right;
  return {
    producers: { x: MARGIN, y: MARGIN, width: producerWidth, height: height - 2 * MARGIN },
    brokers: { x: brokersX, y: MARGIN, width: brokersWidth, height: height - 2 * MARGIN },
    groups: {
      x: brokersX + brokersWidth + lane,
      y: MARGIN,
      width: groupWidth,
      height: height - 2 * MARGIN,
    },
    isStacked: false,
  };
}
