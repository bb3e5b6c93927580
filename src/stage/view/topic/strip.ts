// The log of a partition as one long strip: records at their offsets, rulers above them.
import { layoutLog, type LogWindow } from '#stage/layout/log.ts';
import type { Rect } from '#stage/layout/geometry.ts';
import { ground } from '#stage/mark/card.ts';
import { label } from '#stage/mark/label.ts';
import type { Paint, TextMark } from '#stage/scene.ts';
import { TYPE } from '#stage/theme.ts';
import type { Builder } from '#stage/view/builder.ts';
import { partitionKey, type PartitionFrame, type ReplicaFrame } from '#trace/frame.ts';

/** The strip of the leader's log and all that stands on it and above it. */
export function layoutStrip(
  builder: Builder,
  partition: PartitionFrame,
  leader: ReplicaFrame,
  window: LogWindow,
): void {
  const { area } = window;
  const key = partitionKey(partition.topic, partition.partition);
  const strip = {
    x: area.x - 4,
    y: area.y - 3,
    width: area.width + 8,
    height: area.height + 6,
  };
  const { marks, row } = layoutLog(key, leader, window, {
    place: 'leader',
    flag: `HW ${leader.highWatermark}`,
    slotText: `LEO ${leader.logEndOffset}`,
  });
  builder.add(ground(`strip/${key}`, strip, 'paper'), ...marks);
  for (const broker of partition.state.replicas) builder.rows.set(`${key}@${broker}`, row);
  builder.nodes.set(`partition-${key}`, area);
}

/** A sentence in place of records. */
export function stripNote(key: string, text: string, area: Rect, fill: Paint): TextMark {
  return label(`partition/${key}/note`, text, area.x + 6, area.y + area.height / 2 + 4, {
    size: TYPE.label,
    fill,
  });
}
