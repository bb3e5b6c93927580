// One partition of the Topic view: whose it is, its log, and who reads it.
import type { Rect } from '#stage/layout/geometry.ts';
import { layoutLog, layoutOlder, type LogWindow, logWindow, tileTop } from '#stage/layout/log.ts';
import { widthOf } from '#stage/layout/text.ts';
import { card } from '#stage/mark/card.ts';
import { label } from '#stage/mark/label.ts';
import { leaderWord } from '#stage/mark/leader.ts';
import { RADIUS, TYPE } from '#stage/theme.ts';
import type { Builder } from '#stage/view/builder.ts';
import { leaderReplica, partitionKey, type PartitionFrame } from '#trace/frame.ts';
import { type Lane, layoutLane } from './lanes.ts';
import type { Columns } from './columns.ts';
import type { RowStyle } from './sizes.ts';

/** What all rows share. */
export interface Rows {
  readonly columns: Columns;
  readonly style: RowStyle;
  readonly pitch: number;
  readonly lanes: readonly Lane[];
}

/** Lays out a partition between `y` and `y + pitch`; returns the window of its log. */
export function layoutPartition(
  builder: Builder,
  partition: PartitionFrame,
  y: number,
  rows: Rows,
): LogWindow {
  const { columns, style, pitch, lanes } = rows;
  const key = partitionKey(partition.topic, partition.partition);
  const leader = leaderReplica(partition);
  const air = Math.max(0, pitch - style.least - (lanes.length - 1) * style.lane) / 2;
  const area: Rect = {
    x: columns.stripX,
    y: y + style.head + air,
    width: columns.stripEnd - columns.stripX,
    height: style.size.height,
  };
  const window = logWindow(area, style.size, leader?.logEndOffset ?? 0);
  layoutGround(builder, partition, {
    x: columns.labelX - 8,
    y: y + 2,
    width: columns.endX - columns.labelX + 8,
    height: pitch - 4,
  });
  layoutLabel(builder, partition, rows, tileTop(window));
  builder.nodes.set(`partition-${key}`, area);
  for (const lane of lanes) {
    layoutLane(builder, lane, {
      partition,
      window,
      style,
      startX: columns.olderX,
      endX: columns.endX,
    });
  }
  if (leader === undefined) {
    const baseline = area.y + area.height / 2 + 4;
    const text = 'no leader: nobody can write or read it';
    builder.add(label(`partition/${key}/note`, text, area.x + 6, baseline, { fill: 'bad' }));
    return window;
  }
  const { marks, row } = layoutLog(key, leader, window, {
    place: 'leader',
    flag: style.hasWords ? builder.wording.watermark(leader.highWatermark) : null,
    slotText: style.hasWords ? builder.wording.logEnd(leader.logEndOffset) : '',
  });
  builder.add(...marks);
  if (style.hasOlder) builder.add(...layoutOlder(key, leader, window, columns.olderX));
  layoutRange(builder, key, rows, window);
  const whole = { ...row, x: columns.olderX, width: row.x + row.width - columns.olderX };
  for (const broker of partition.state.replicas) builder.rows.set(`${key}@${broker}`, whole);
  return window;
}

/** The whole row can be chosen; it is lit when it is, or when a lesson points at it. */
function layoutGround(builder: Builder, partition: PartitionFrame, area: Rect): void {
  const key = partitionKey(partition.topic, partition.partition);
  const leader = leaderReplica(partition);
  const isMarked = builder.isMarked('partition', key);
  const words =
    leader === undefined
      ? 'no leader'
      : `leader broker ${leader.broker}, high watermark ${leader.highWatermark}, log end offset ${leader.logEndOffset}`;
  builder.add(
    card(`partition/${key}`, area, {
      radius: RADIUS.card,
      fill: isMarked ? 'accent-soft' : 'none',
      stroke: isMarked ? 'accent' : 'none',
      target: { type: 'partition', id: key, label: `Partition ${key}, ${words}` },
    }),
  );
}

/** Left of the strip: the partition, who leads it, who is in sync. */
function layoutLabel(
  builder: Builder,
  partition: PartitionFrame,
  { columns, style }: Rows,
  top: number,
): void {
  const { state } = partition;
  const key = partitionKey(partition.topic, partition.partition);
  const { isNarrow, labelX: x } = columns;
  const isBig = style.size.hasOffset;
  const name = isNarrow ? `p${partition.partition}` : key;
  if (!style.hasWords) {
    layoutShortLabel(builder, partition, name, columns, top + style.size.height / 2 + 4);
    return;
  }
  const baseline = top + (isBig ? 21 : 10);
  builder.add(
    label(`partition/${key}/name`, name, x, baseline, {
      size: isNarrow ? TYPE.label : TYPE.partition,
      face: 'mono',
      weight: 500,
      fill: 'ink',
    }),
    ...leaderOf(builder, partition, x, baseline + 18, isNarrow),
  );
  if (isNarrow || !isBig) return;
  const inSync = `in sync: ${state.isr.join(' ')}`;
  const isShrunk = state.isr.length < state.replicas.length;
  builder.add(
    label(`partition/${key}/isr`, inSync, x, baseline + 34, {
      fill: isShrunk ? 'warn' : 'ink-soft',
      move: 'isr',
      sign: 'isr',
    }),
  );
}

function leaderOf(
  builder: Builder,
  { topic, partition, state }: PartitionFrame,
  x: number,
  baseline: number,
  isShort: boolean,
) {
  const key = partitionKey(topic, partition);
  const id = `partition/${key}/leader`;
  const name = isShort ? `b${state.leader}` : `broker ${state.leader}`;
  const broker = builder.frame.brokers.get(state.leader);
  if (state.leader === -1) return [label(id, 'no leader', x, baseline, { fill: 'bad' })];
  // It leads until the controller says otherwise; nobody serves the partition meanwhile.
  if (broker !== undefined && broker.status !== 'running') {
    return [label(id, `${name}, ${broker.status}`, x, baseline, { fill: 'bad', weight: 600 })];
  }
  return leaderWord(key, id, x, baseline, name);
}

/** In a row without room for more: the name, and the leader by its number. */
function layoutShortLabel(
  builder: Builder,
  { topic, partition, state }: PartitionFrame,
  name: string,
  { labelX: x, labelEnd, isNarrow }: Columns,
  baseline: number,
): void {
  const key = partitionKey(topic, partition);
  const isDown = builder.frame.brokers.get(state.leader)?.status !== 'running';
  builder.add(
    label(`partition/${key}/name`, name, x, baseline, {
      size: TYPE.value,
      face: 'mono',
      fill: 'ink',
    }),
  );
  const word = state.leader === -1 ? 'none' : isDown ? `b${state.leader} down` : `b${state.leader}`;
  const width = widthOf(word, TYPE.least);
  if (isNarrow && x + widthOf(name, TYPE.value, 'mono') + width + 22 > labelEnd) return;
  const isGone = state.leader === -1 || isDown;
  const left = labelEnd - width - 16;
  builder.add(
    ...(isGone
      ? [
          label(`partition/${key}/leader`, word, left + 16, baseline, {
            size: TYPE.least,
            fill: 'bad',
          }),
        ]
      : leaderWord(key, `partition/${key}/leader`, left, baseline, word)),
  );
}

/** What lies left of the strip, in numbers: `0 to 16`. */
function layoutRange(
  builder: Builder,
  key: string,
  { columns, style }: Rows,
  window: LogWindow,
): void {
  const { first, area } = window;
  if (first === 0 || !style.hasWords) return;
  const text = columns.isNarrow ? String(first) : `0 to ${first - 1}`;
  const [x, anchor] = columns.isNarrow
    ? ([area.x + window.size.width / 2, 'middle'] as const)
    : ([area.x - 14, 'end'] as const);
  builder.add(
    label(`partition/${key}/first`, text, x, tileTop(window) - 6 + (columns.isNarrow ? 0 : 8), {
      size: TYPE.tiny,
      face: 'mono',
      anchor,
    }),
  );
}
