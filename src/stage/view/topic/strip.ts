// The log of a partition as one long strip: records at their offsets, rulers above them.
import { type CellStyle, layoutCells, offsetX } from '#stage/layout/cells.ts';
import type { Rect } from '#stage/layout/geometry.ts';
import type { Paint } from '#stage/scene.ts';
import type { Builder } from '#stage/view/builder.ts';
import { leaderReplica, type PartitionFrame } from '#trace/frame.ts';

/** The strip and all that stands on it and above it. */
export function layoutStrip(
  builder: Builder,
  key: string,
  partition: PartitionFrame,
  area: Rect,
  style: CellStyle,
  first: number,
): void {
  const leader = leaderReplica(partition);
  if (leader === undefined) return;
  builder.add({
    type: 'box',
    key: `strip/${key}`,
    x: area.x - 4,
    y: area.y - 3,
    width: area.width + 8,
    height: area.height + 6,
    radius: 8,
    fill: 'paper',
    stroke: 'none',
  });
  const { marks, row } = layoutCells(key, leader, area, style, first, {
    isLeader: true,
    isDead: false,
    labelHighWatermark: false,
  });
  builder.add(...marks);
  for (const broker of partition.state.replicas) {
    builder.rows.set(`${key}@${broker}`, row);
  }
  builder.nodes.set(`partition-${key}`, area);
  const isEmpty = leader.logEndOffset === 0;
  if (isEmpty)
    layoutNote(
      builder,
      key,
      'empty · next offset 0',
      { ...area, x: area.x + style.width },
      'ink-faint',
    );
  const endX = offsetX(area, style, first, leader.logEndOffset);
  const isTogether = leader.highWatermark === leader.logEndOffset;
  layoutRuler(
    builder,
    key,
    'end',
    isTogether ? `HW = LEO ${leader.logEndOffset}` : `LEO ${leader.logEndOffset}`,
    endX,
    area,
  );
  const hwX = offsetX(area, style, first, leader.highWatermark);
  const hasHw = !isTogether && leader.highWatermark >= first && endX - hwX > 62;
  if (hasHw) layoutRuler(builder, key, 'hw', `HW ${leader.highWatermark}`, hwX, area);
  if (first > 0 && (hasHw ? hwX : endX) - area.x > 70) {
    builder.add({
      type: 'text',
      key: `partition/${key}/first`,
      x: area.x,
      y: area.y - 6,
      text: `‹ ${first} earlier`,
      size: 10,
      fill: 'ink-faint',
    });
  }
  if (!isEmpty && endX + style.width <= area.x + area.width) {
    builder.add({
      type: 'box',
      key: `next/${key}`,
      x: endX,
      y: area.y,
      width: style.width,
      height: style.height,
      radius: 5,
      fill: 'none',
      stroke: 'line-strong',
      isDashed: true,
    });
  }
}

function layoutRuler(
  builder: Builder,
  key: string,
  name: string,
  text: string,
  x: number,
  area: Rect,
): void {
  const right = area.x + area.width;
  const isAtEdge = x + text.length * 6.5 > right + 6;
  builder.add({
    type: 'text',
    key: `ruler/${name}/${key}`,
    x: Math.min(x, right),
    y: area.y - 6,
    text,
    size: 10.5,
    fill: 'ink-soft',
    isMono: true,
    ...(isAtEdge ? { anchor: 'end' as const } : {}),
  });
}

/** A sentence in place of records. */
export function layoutNote(
  builder: Builder,
  key: string,
  text: string,
  area: Rect,
  fill: Paint,
): void {
  builder.add({
    type: 'text',
    key: `partition/${key}/note`,
    x: area.x + 6,
    y: area.y + area.height / 2 + 4,
    text,
    size: 12,
    fill,
  });
}
