// One partition of the Topic view: whose it is, its log, and who points at it.
import { firstVisible } from '#stage/layout/cells.ts';
import type { Rect } from '#stage/layout/geometry.ts';
import { hangLabels } from '#stage/layout/pointers.ts';
import type { Builder } from '#stage/view/builder.ts';
import { type Frame, leaderReplica, partitionKey, type PartitionFrame } from '#trace/frame.ts';
import { labelOf, layoutPointer, pointersAt } from './pointers.ts';
import { HEAD, naturalHeight, ROW_GAP, type RowSizes, SMALL } from './sizes.ts';
import { layoutNote, layoutStrip } from './strip.ts';

function hasOwner(frame: Frame, partition: PartitionFrame): boolean {
  for (const consumer of frame.consumers.values()) {
    for (const owned of consumer.owned) {
      if (owned.topic === partition.topic && owned.partition === partition.partition) return true;
    }
  }
  return false;
}

function leaderWord(leader: number, isDown: boolean, isShort: boolean): string {
  if (leader === -1) return 'no leader';
  const name = isShort ? `b${leader}` : `broker ${leader}`;
  // It leads until the controller says otherwise; nobody serves the partition meanwhile.
  return isDown ? `✕ ${name}` : `★ ${name}`;
}

/** Whether the broker that leads has crashed or stands still. */
function isLeaderDown({ frame }: Builder, { state }: PartitionFrame): boolean {
  const broker = frame.brokers.get(state.leader);
  return broker !== undefined && broker.status !== 'running';
}

/** One partition: its strip, its rulers, who points at it. Returns where it ends. */
export function layoutPartition(
  builder: Builder,
  partition: PartitionFrame,
  x: number,
  y: number,
  width: number,
  sizes: RowSizes,
): number {
  const { cell, air } = sizes;
  const key = partitionKey(partition.topic, partition.partition);
  const leader = leaderReplica(partition);
  const labelWidth = builder.context.width < SMALL ? 70 : 104;
  const area: Rect = {
    x: x + labelWidth,
    y: y + HEAD + air,
    width: width - labelWidth - 12,
    height: cell.height,
  };
  const isMarked = builder.isMarked('partition', key);
  const pointers = leader === undefined ? [] : pointersAt(builder.frame, partition);
  const first = firstVisible(area, cell, leader?.logEndOffset ?? 0);
  const labels = pointers.map((pointer) => labelOf(pointer, area, cell, first));
  const hung = hangLabels(labels, area.x, area.x + area.width);
  const laneCount = Math.max(1, ...hung.map(({ lane }) => lane + 1));
  const height = Math.max(sizes.height, naturalHeight(cell, laneCount) + 2 * air);
  builder.add({
    type: 'box',
    key: `partition/${key}`,
    x,
    y,
    width,
    height,
    radius: 12,
    fill: 'panel',
    stroke: isMarked ? 'accent' : 'line',
    strokeWidth: isMarked ? 2.5 : 1,
    target: {
      type: 'partition',
      id: key,
      label: `Partition ${key}, ${leader === undefined ? 'no leader' : `leader broker ${leader.broker}, high watermark ${leader.highWatermark}, log end offset ${leader.logEndOffset}`}`,
    },
  });
  layoutLabel(builder, key, partition, x, area.y + area.height / 2);
  if (leader === undefined) {
    layoutNote(builder, key, 'no leader: nobody can write or read it', area, 'bad');
  } else {
    layoutStrip(builder, key, partition, area, cell, first);
    pointers.forEach((pointer, index) => {
      const place = hung[index];
      if (place !== undefined) layoutPointer(builder, pointer, place, area);
    });
  }
  return y + height + ROW_GAP;
}

function layoutLabel(
  builder: Builder,
  key: string,
  partition: PartitionFrame,
  x: number,
  middle: number,
): void {
  const { state } = partition;
  const isDown = isLeaderDown(builder, partition);
  const isNobodys = builder.frame.groups.size > 0 && !hasOwner(builder.frame, partition);
  builder.add(
    {
      type: 'text',
      key: `partition/${key}/name`,
      x: x + 12,
      y: middle - 2,
      text: builder.context.width < SMALL ? `P${partition.partition}` : key,
      size: 13,
      weight: 600,
      fill: 'ink',
      isMono: true,
    },
    {
      type: 'text',
      key: `partition/${key}/leader`,
      x: x + 12,
      y: middle + 15,
      text: leaderWord(state.leader, isDown, builder.context.width < SMALL),
      size: 11,
      fill: state.leader === -1 || isDown ? 'bad' : 'ink-soft',
    },
  );
  if (isNobodys) {
    builder.add({
      type: 'text',
      key: `partition/${key}/owner`,
      x: x + 12,
      y: middle + 31,
      text: builder.context.width < SMALL ? 'unowned' : 'no owner',
      size: 11,
      fill: 'warn',
    });
  }
}
