// One partition of the Topic view: whose it is, its log, and who points at it.
import { logWindow } from '#stage/layout/log.ts';
import type { Rect } from '#stage/layout/geometry.ts';
import { hangLabels } from '#stage/layout/pointers.ts';
import { card } from '#stage/mark/card.ts';
import { label } from '#stage/mark/label.ts';
import { NARROW, TYPE } from '#stage/theme.ts';
import type { Builder } from '#stage/view/builder.ts';
import { type Frame, leaderReplica, partitionKey, type PartitionFrame } from '#trace/frame.ts';
import { labelOf, layoutPointer, pointersAt } from './pointers.ts';
import { HEAD, naturalHeight, ROW_GAP, type RowSizes } from './sizes.ts';
import { layoutStrip, stripNote } from './strip.ts';

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

/** Left of the strip: the partition's name and who leads it. */
const LABEL_WIDTH = { narrow: 70, wide: 104 };
const PADDING = 12;

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
  const leader = leaderReplica(partition);
  const labelWidth = isNarrow(builder) ? LABEL_WIDTH.narrow : LABEL_WIDTH.wide;
  const area: Rect = {
    x: x + labelWidth,
    y: y + HEAD + air,
    width: width - labelWidth - PADDING,
    height: cell.height,
  };
  const window = logWindow(area, cell, leader?.logEndOffset ?? 0);
  const pointers = leader === undefined ? [] : pointersAt(builder.frame, partition);
  const labels = pointers.map((pointer) => labelOf(pointer, window));
  const hung = hangLabels(labels, area.x, area.x + area.width);
  const laneCount = Math.max(1, ...hung.map(({ lane }) => lane + 1));
  const height = Math.max(sizes.height, naturalHeight(cell, laneCount) + 2 * air);
  layoutGround(builder, partition, { x, y, width, height });
  layoutLabel(builder, partition, x + PADDING, area.y + area.height / 2);
  if (leader === undefined) {
    const key = partitionKey(partition.topic, partition.partition);
    builder.add(stripNote(key, 'no leader: nobody can write or read it', area, 'bad'));
  } else {
    layoutStrip(builder, partition, leader, window);
    pointers.forEach((pointer, index) => {
      const place = hung[index];
      if (place !== undefined) layoutPointer(builder, pointer, place, area);
    });
  }
  return y + height + ROW_GAP;
}

function isNarrow({ context }: Builder): boolean {
  return context.width < NARROW;
}

function layoutGround(builder: Builder, partition: PartitionFrame, area: Rect): void {
  const key = partitionKey(partition.topic, partition.partition);
  const leader = leaderReplica(partition);
  builder.add(
    card(`partition/${key}`, area, {
      ...builder.edge('partition', key, 'line'),
      target: {
        type: 'partition',
        id: key,
        label: `Partition ${key}, ${leader === undefined ? 'no leader' : `leader broker ${leader.broker}, high watermark ${leader.highWatermark}, log end offset ${leader.logEndOffset}`}`,
      },
    }),
  );
}

/** The partition's name, who leads it, and whether somebody reads it. */
function layoutLabel(builder: Builder, partition: PartitionFrame, x: number, middle: number): void {
  const { state } = partition;
  const key = partitionKey(partition.topic, partition.partition);
  const isShort = isNarrow(builder);
  const isDown = isLeaderDown(builder, partition);
  const isNobodys = builder.frame.groups.size > 0 && !hasOwner(builder.frame, partition);
  builder.add(
    label(`partition/${key}/name`, isShort ? `P${partition.partition}` : key, x, middle - 2, {
      size: TYPE.label,
      weight: 600,
      fill: 'ink',
      face: 'mono',
    }),
    label(`partition/${key}/leader`, leaderWord(state.leader, isDown, isShort), x, middle + 15, {
      fill: state.leader === -1 || isDown ? 'bad' : 'ink-soft',
    }),
  );
  if (!isNobodys) return;
  const text = isShort ? 'unowned' : 'no owner';
  builder.add(label(`partition/${key}/owner`, text, x, middle + 31, { fill: 'warn' }));
}
