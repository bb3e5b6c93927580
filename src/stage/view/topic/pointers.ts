// What points at a partition from below: where groups stand, where consumers read.
import type { LogWindow } from '#stage/layout/log.ts';
import type { Rect } from '#stage/layout/geometry.ts';
import type { HungLabel, Label } from '#stage/layout/pointers.ts';
import { widthOf } from '#stage/layout/text.ts';
import { pointer } from '#stage/mark/pointer.ts';
import type { Paint } from '#stage/scene.ts';
import { TYPE } from '#stage/theme.ts';
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

/** Around the words: from the stem, and to what stands beside them. */
const LABEL_GAP = 16;

/** The label of a pointer, its stem before the cell of its offset. */
export function labelOf(
  { offset, text, isReader }: Pointer,
  { area, size, first, x }: LogWindow,
): Label {
  const wanted = x(Math.max(first, offset)) - size.gap / 2;
  const tipX = Math.max(area.x, Math.min(area.x + area.width, wanted));
  const width = widthOf(text, TYPE.small, 'sans', isReader ? 600 : 400) + LABEL_GAP;
  return { tipX, width };
}

/** Draws one: the stem, its tip, and what it says. */
export function layoutPointer(
  builder: Builder,
  { key, text, paint, isReader }: Pointer,
  { tipX: x, isLeft, lane }: HungLabel,
  area: Rect,
): void {
  const top = area.y + area.height + 4;
  const baseline = top + 22 + lane * LANE;
  builder.add(...pointer(key, { x, top, baseline, text, paint, isLeft, isFirm: isReader }));
}
