// One replica on its broker: its role, its records in line with its leader’s, or a bar for them.
import { firstVisible, layoutCells } from '#stage/layout/cells.ts';
import type { Rect } from '#stage/layout/geometry.ts';
import { shorten } from '#stage/layout/text.ts';
import type { Mark, Paint } from '#stage/scene.ts';
import type { Builder } from '#stage/view/builder.ts';
import {
  leaderReplica,
  partitionKey,
  type PartitionFrame,
  type ReplicaFrame,
} from '#trace/frame.ts';
import { type FittedStyle, NAME_CHARACTER } from './row-style.ts';

function roleWord(partition: PartitionFrame, replica: ReplicaFrame, isDead: boolean): string {
  if (isDead || replica.role === 'offline' || replica.role === 'none') return 'offline';
  if (replica.role === 'leader') return '★ leader';
  return partition.state.isr.includes(replica.broker) ? 'follower' : 'follower, behind';
}

/** Lays out one replica's row in the card of its broker. */
export function layoutReplica(
  builder: Builder,
  partition: PartitionFrame,
  replica: ReplicaFrame,
  area: Rect,
  style: FittedStyle,
  isDead: boolean,
): void {
  const key = partitionKey(partition.topic, partition.partition);
  const id = `${key}@${replica.broker}`;
  const isLeader = replica.role === 'leader' && !isDead;
  const isInSync = partition.state.isr.includes(replica.broker);
  const role = roleWord(partition, replica, isDead);
  const isMarked = builder.isSelected('replica', id) || builder.isHighlighted('replica', id);
  const wantsPartition =
    builder.isSelected('partition', key) || builder.isHighlighted('partition', key);
  const rolePaint: Paint = isLeader ? 'accent' : isDead || isInSync ? 'ink-faint' : 'warn';
  builder.add({
    type: 'box',
    key: `replica/${id}`,
    x: area.x - 6,
    y: area.y + 1,
    width: area.width + 12,
    height: area.height - 2,
    radius: 7,
    fill: isMarked || wantsPartition ? 'accent-soft' : 'none',
    stroke: isMarked ? 'accent' : 'none',
    target: {
      type: 'replica',
      id,
      label: `Replica of ${key} on broker ${replica.broker}, ${role}, log end offset ${replica.logEndOffset}, high watermark ${replica.highWatermark}`,
    },
  });
  const middle = area.y + area.height / 2;
  const label = (
    suffix: string,
    text: string,
    y: number,
    paint: Paint,
    weight: 400 | 600,
  ): Mark => ({
    type: 'text',
    key: `replica/${id}/${suffix}`,
    x: area.x,
    y,
    text,
    size: suffix === 'name' ? 12 : 11,
    fill: paint,
    weight,
    ...(suffix === 'name' ? { isMono: true } : {}),
  });
  const namePaint: Paint = isDead ? 'ink-faint' : 'ink';
  const most = Math.floor(style.labelWidth / NAME_CHARACTER);
  if (style.isTwoLine) {
    builder.add(
      label('name', shorten(key, most), middle - 3, namePaint, 400),
      label('role', role, middle + 12, rolePaint, isLeader ? 600 : 400),
    );
  } else {
    const name = `${isLeader ? '★ ' : ''}${shorten(key, isLeader ? most - 2 : most)}`;
    const paint = isLeader ? 'accent' : namePaint;
    builder.add(label('name', name, middle + 4, paint, isLeader ? 600 : 400));
  }
  const cells: Rect = {
    x: area.x + style.labelWidth,
    y: area.y,
    width: area.width - style.labelWidth,
    height: area.height,
  };
  // A replica that is dead shows what it has; a living one stands in line with its leader.
  const endOffset = isDead
    ? replica.logEndOffset
    : (leaderReplica(partition)?.logEndOffset ?? replica.logEndOffset);
  if (style.cell === null) {
    layoutBar(builder, id, replica, cells, endOffset, isLeader, isDead);
    return;
  }
  const first = firstVisible(cells, style.cell, Math.max(endOffset, replica.logEndOffset));
  const { marks, row } = layoutCells(key, replica, cells, style.cell, first, {
    isLeader,
    isDead,
    labelHighWatermark: isLeader && style.isTwoLine,
  });
  builder.add(...marks);
  if (replica.logEndOffset < first) builder.add(farBehind(id, replica, cells));
  builder.rows.set(id, row);
}

/** A log that ends before the offsets in sight. */
function farBehind(id: string, { logEndOffset }: ReplicaFrame, cells: Rect): Mark {
  return {
    type: 'text',
    key: `replica/${id}/behind`,
    x: cells.x + 14,
    y: cells.y + cells.height / 2 + 4,
    text: `← ends at ${logEndOffset}`,
    size: 11,
    fill: 'warn',
  };
}

/** Too many replicas for cells: how much of the leader's log this one has. */
function layoutBar(
  builder: Builder,
  id: string,
  replica: ReplicaFrame,
  area: Rect,
  endOffset: number,
  isLeader: boolean,
  isDead: boolean,
): void {
  const share = endOffset === 0 ? 0 : Math.min(1, replica.logEndOffset / endOffset);
  const width = Math.max(0, area.width - 52);
  const bar = { x: area.x, y: area.y + area.height / 2 - 3, height: 6, radius: 3 };
  builder.add(
    { type: 'box', key: `bar/${id}`, ...bar, width, fill: 'line', stroke: 'none' },
    {
      type: 'box',
      key: `bar/${id}/fill`,
      ...bar,
      width: width * share,
      fill: isDead ? 'line-strong' : isLeader ? 'accent' : 'ink-faint',
      stroke: 'none',
    },
    {
      type: 'text',
      key: `bar/${id}/end`,
      x: area.x + area.width,
      y: area.y + area.height / 2 + 4,
      text: String(replica.logEndOffset),
      size: 10,
      fill: 'ink-soft',
      anchor: 'end',
      isMono: true,
    },
  );
  builder.rows.set(id, { ...area, tailX: area.x + width * share });
}
