// The log of a partition as one long strip: records at their offsets, rulers above them.
import { layoutCells, type LogWindow } from '#stage/layout/cells.ts';
import type { Rect } from '#stage/layout/geometry.ts';
import { card, ground } from '#stage/mark/card.ts';
import { label } from '#stage/mark/label.ts';
import { rulerLabel } from '#stage/mark/ruler.ts';
import type { Paint, TextMark } from '#stage/scene.ts';
import { RADIUS, TYPE } from '#stage/theme.ts';
import type { Builder } from '#stage/view/builder.ts';
import { partitionKey, type PartitionFrame, type ReplicaFrame } from '#trace/frame.ts';

/** Above the strip: where rulers have their baseline. */
const RULER_GAP = 6;
/** Two rulers side by side need so much. */
const RULER_ROOM = 62;

/** The strip of the leader's log and all that stands on it and above it. */
export function layoutStrip(
  builder: Builder,
  partition: PartitionFrame,
  leader: ReplicaFrame,
  window: LogWindow,
): void {
  const { area, style } = window;
  const key = partitionKey(partition.topic, partition.partition);
  const strip = {
    x: area.x - 4,
    y: area.y - 3,
    width: area.width + 8,
    height: area.height + 6,
  };
  const { marks, row } = layoutCells(key, leader, window, {
    isLeader: true,
    isDead: false,
    labelHighWatermark: false,
  });
  builder.add(ground(`strip/${key}`, strip, 'paper'), ...marks);
  for (const broker of partition.state.replicas) builder.rows.set(`${key}@${broker}`, row);
  builder.nodes.set(`partition-${key}`, area);
  layoutRulers(builder, key, leader, window);
  if (leader.logEndOffset === 0) {
    const beside = { ...area, x: area.x + style.width };
    builder.add(stripNote(key, 'empty · next offset 0', beside, 'ink-faint'));
  } else layoutNext(builder, key, leader, window);
}

/** How far the log goes, how far it is visible, and what lies further back. */
function layoutRulers(
  builder: Builder,
  key: string,
  { logEndOffset, highWatermark }: ReplicaFrame,
  { area, first, x }: LogWindow,
): void {
  const right = area.x + area.width;
  const baseline = area.y - RULER_GAP;
  const [endX, visibleX] = [x(logEndOffset), x(highWatermark)];
  const isTogether = highWatermark === logEndOffset;
  const endText = `${isTogether ? 'HW = ' : ''}LEO ${logEndOffset}`;
  const hasOwn = !isTogether && highWatermark >= first && endX - visibleX > RULER_ROOM;
  builder.add(rulerLabel(`ruler/end/${key}`, endText, endX, baseline, right));
  if (hasOwn) {
    builder.add(rulerLabel(`ruler/hw/${key}`, `HW ${highWatermark}`, visibleX, baseline, right));
  }
  if (first === 0 || (hasOwn ? visibleX : endX) - area.x <= RULER_ROOM + 8) return;
  builder.add(
    label(`partition/${key}/first`, `‹ ${first} earlier`, area.x, baseline, {
      size: TYPE.tiny,
      fill: 'ink-faint',
    }),
  );
}

/** Where the next record will be written, if that is in sight. */
function layoutNext(
  builder: Builder,
  key: string,
  { logEndOffset }: ReplicaFrame,
  { area, style, x }: LogWindow,
): void {
  const place = { x: x(logEndOffset), y: area.y, width: style.width, height: style.height };
  if (place.x + place.width > area.x + area.width) return;
  builder.add(card(`next/${key}`, place, { radius: RADIUS.tile, fill: 'none', isDashed: true }));
}

/** A sentence in place of records. */
export function stripNote(key: string, text: string, area: Rect, fill: Paint): TextMark {
  return label(`partition/${key}/note`, text, area.x + 6, area.y + area.height / 2 + 4, {
    size: TYPE.label,
    fill,
  });
}
