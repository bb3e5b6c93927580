// What points at a partition from below: where groups stand, where consumers read.
import { type CellStyle, offsetX } from '#stage/layout/cells.ts';
import type { Rect } from '#stage/layout/geometry.ts';
import type { HungLabel, Label } from '#stage/layout/pointers.ts';
import type { Paint } from '#stage/scene.ts';
import type { Builder } from '#stage/view/builder.ts';
import { type Frame, partitionKey, type PartitionFrame } from '#trace/frame.ts';
import { LANE } from './sizes.ts';

export interface Pointer {
  readonly key: string;
  readonly offset: number;
  readonly text: string;
  readonly paint: Paint;
  /** Drawn as a triangle (where somebody reads) or a flag (what is committed). */
  readonly isReader: boolean;
}

/** What points at a partition from below: committed offsets of groups, positions of consumers. */
export function pointersAt(frame: Frame, partition: PartitionFrame): readonly Pointer[] {
  const key = partitionKey(partition.topic, partition.partition);
  const pointers: Pointer[] = [];
  for (const group of frame.groups.values()) {
    const committed = group.committed.get(key);
    if (committed === undefined) continue;
    pointers.push({
      key: `committed/${group.id}/${key}`,
      offset: committed,
      text: `${group.id} committed ${committed}`,
      paint: 'ink-soft',
      isReader: false,
    });
  }
  for (const consumer of frame.consumers.values()) {
    const position = consumer.positions.get(key);
    if (position === undefined || consumer.status !== 'running') continue;
    pointers.push({
      key: `position/${consumer.spec.id}/${key}`,
      offset: position,
      text: `${consumer.spec.id} reads ${position} next`,
      paint: 'accent',
      isReader: true,
    });
  }
  return pointers;
}

/** The label of a pointer, its stem before the cell of its offset. */
export function labelOf(
  { offset, text }: Pointer,
  area: Rect,
  style: CellStyle,
  first: number,
): Label {
  const x = offsetX(area, style, first, Math.max(first, offset)) - style.gap / 2;
  const tipX = Math.max(area.x, Math.min(area.x + area.width, x));
  return { tipX, width: text.length * 6.1 + 16 };
}

/** Draws one: the stem, its tip, and what it says. */
export function layoutPointer(
  builder: Builder,
  pointer: Pointer,
  { tipX, isLeft, lane }: HungLabel,
  area: Rect,
): void {
  const top = area.y + area.height + 4;
  const y = top + 22 + lane * LANE;
  builder.add(
    {
      type: 'path',
      key: `${pointer.key}/stem`,
      path: `M${tipX.toFixed(1)},${top}V${(y - 4).toFixed(1)}`,
      stroke: pointer.paint,
      strokeWidth: 1.25,
      isDashed: !pointer.isReader,
    },
    {
      type: 'path',
      key: `${pointer.key}/tip`,
      path: `M${(tipX - 4).toFixed(1)},${top + 6}L${tipX.toFixed(1)},${top}L${(tipX + 4).toFixed(1)},${top + 6}Z`,
      stroke: pointer.paint,
      fill: pointer.isReader ? pointer.paint : 'panel',
      strokeWidth: 1,
    },
    {
      type: 'text',
      key: `${pointer.key}/text`,
      x: isLeft ? tipX - 7 : tipX + 7,
      y: y,
      text: pointer.text,
      size: 10.5,
      anchor: isLeft ? 'end' : 'start',
      fill: pointer.paint,
      weight: pointer.isReader ? 600 : 400,
    },
  );
}
