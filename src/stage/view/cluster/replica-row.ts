// One replica on its broker: its role, and its records in line with its leader's.
import type { Rect } from '#stage/layout/geometry.ts';
import {
  layoutBehind,
  layoutLog,
  type LogOptions,
  type LogWindow,
  logWindow,
  tileTop,
} from '#stage/layout/log.ts';
import { shorten, widthOf } from '#stage/layout/text.ts';
import { card } from '#stage/mark/card.ts';
import { label } from '#stage/mark/label.ts';
import { leaderWord, star } from '#stage/mark/leader.ts';
import { RADIUS, TYPE } from '#stage/theme.ts';
import type { Builder } from '#stage/view/builder.ts';
import { leaderReplica } from '#trace/frame.ts';
import { type Hosted, lostFrom } from './hosted.ts';
import { type FittedStyle, NAME_SIZE } from './row-style.ts';

function roleWord({ role, isInSync, partition, replica, isDead }: Hosted): string {
  if (role === 'leader') return `leader, epoch ${replica.leaderEpoch}`;
  if (isDead) return partition.state.leader === replica.broker ? 'led' : 'on disk';
  if (role === 'offline') return replica.role === 'no leader' ? 'no leader' : 'offline';
  return isInSync ? 'follower' : 'follower, behind';
}

/** Lays out one replica's row in the card of its broker. */
export function layoutReplica(
  builder: Builder,
  hosted: Hosted,
  area: Rect,
  style: FittedStyle,
): void {
  layoutGround(builder, hosted, area);
  layoutName(builder, hosted, area, style);
  const strip: Rect = {
    x: area.x + style.labelWidth,
    y: area.y,
    width: area.width - style.labelWidth,
    height: area.height,
  };
  layoutRecords(builder, hosted, strip, style);
}

/** The row as a whole can be chosen. */
function layoutGround(builder: Builder, hosted: Hosted, area: Rect): void {
  const { id, key, replica } = hosted;
  const isMarked = builder.isMarked('replica', id);
  const isLit = isMarked || builder.isMarked('partition', key);
  builder.add(
    card(
      `replica/${id}`,
      { x: area.x - 8, y: area.y + 1, width: area.width + 16, height: area.height - 2 },
      {
        radius: RADIUS.tile,
        fill: isLit ? 'accent-soft' : 'none',
        stroke: isMarked ? 'accent' : 'none',
        target: {
          type: 'replica',
          id,
          label: `Replica of ${key} on broker ${replica.broker}, ${roleWord(hosted)}, log end offset ${replica.logEndOffset}, high watermark ${replica.highWatermark}`,
        },
      },
    ),
  );
}

/** The partition's name and the replica's role, in two lines or in one. */
function layoutName(builder: Builder, hosted: Hosted, area: Rect, style: FittedStyle): void {
  const { id, key, role, isDead, isInSync } = hosted;
  const isLeader = role === 'leader';
  const middle = area.y + area.height / 2;
  const room = style.labelWidth - 8 - (style.hasWords ? 0 : 18);
  const most = Math.floor(room / widthOf('0', NAME_SIZE, 'mono'));
  const options = {
    size: NAME_SIZE,
    face: 'mono',
    weight: isLeader ? 600 : 400,
    fill: isDead ? 'ink-faint' : 'ink',
  } as const;
  const name = shorten(key, Math.max(5, most));
  if (!style.hasWords) {
    builder.add(label(`replica/${id}/name`, name, area.x, middle + 4, options));
    const starX = area.x + widthOf(name, NAME_SIZE, 'mono') + 10;
    if (isLeader) builder.add(star(`star/${key}`, starX, middle, 5.5));
    return;
  }
  builder.add(label(`replica/${id}/name`, name, area.x, middle - 3, options));
  const roleKey = `replica/${id}/role`;
  if (isLeader) {
    builder.add(...leaderWord(key, roleKey, area.x, middle + 13, roleWord(hosted)));
    return;
  }
  const fill = isDead || isInSync ? 'ink-faint' : 'warn';
  builder.add(
    label(roleKey, roleWord(hosted), area.x, middle + 13, { fill, move: 'isr', sign: 'follower' }),
  );
}

/** Where the log ends to which a replica's row is aligned. */
function alignedEnd({ partition, replica, isDead }: Hosted): number {
  // A replica that is dead shows what it has; a living one stands in line with its leader.
  if (isDead) return replica.logEndOffset;
  const end = leaderReplica(partition)?.logEndOffset ?? replica.logEndOffset;
  return Math.max(end, replica.logEndOffset);
}

/** The replica's records; those of one that is far behind, with how far. */
function layoutRecords(builder: Builder, hosted: Hosted, area: Rect, style: FittedStyle): void {
  const { key, id, replica, isDead, role } = hosted;
  const isLeader = role === 'leader';
  const window = logWindow(area, style.size, alignedEnd(hosted), 0);
  const options: LogOptions = {
    place: isDead ? 'disk' : isLeader ? 'leader' : 'follower',
    flag: isLeader && style.hasWords ? builder.wording.watermark(replica.highWatermark) : null,
    slotText: null,
    lostFrom: lostFrom(builder.frame, hosted),
  };
  if (replica.logEndOffset < window.first) {
    const { marks, endX } = layoutBehind(key, replica, window, options);
    const baseline = area.y + area.height / 2 + 4;
    const text = `${alignedEnd(hosted) - replica.logEndOffset} behind`;
    builder.add(
      ...marks,
      label(`replica/${id}/behind`, text, endX + 8, baseline, { fill: 'warn', sign: 'behind' }),
    );
    builder.rows.set(id, { ...area, tailX: endX });
    return;
  }
  const { marks, row } = layoutLog(key, replica, window, options);
  builder.add(...marks);
  if (style.hasWords) layoutOffsets(builder, hosted, window);
  if (replica.logEndOffset === 0) layoutEmpty(builder, id, area);
  builder.rows.set(id, row);
}

/** Below the strip: its first and its last offset. Lost records are said to be so. */
function layoutOffsets(builder: Builder, hosted: Hosted, window: LogWindow): void {
  const { id, replica } = hosted;
  const last = Math.min(replica.logEndOffset, window.end) - 1;
  const first = Math.max(window.first, replica.log.startOffset);
  if (last < first) return;
  const baseline = tileTop(window) + window.size.height + 11;
  const options = { size: 8.5, face: 'mono', anchor: 'middle' } as const;
  for (const offset of new Set([first, last])) {
    const x = window.x(offset) + window.size.width / 2;
    const name = offset === first ? 'first' : 'last';
    builder.add(label(`replica/${id}/${name}`, String(offset), x, baseline, options));
  }
  if (lostFrom(builder.frame, hosted) > last) return;
  const x = window.x(last + 1) + 4;
  const text = 'no living copy';
  if (x + widthOf(text, TYPE.least) > window.area.x + window.area.width) return;
  builder.add(
    label(`replica/${id}/lost`, text, x, tileTop(window) + window.size.height / 2 + 4, {
      size: TYPE.least,
      fill: 'bad',
      weight: 600,
    }),
  );
}

function layoutEmpty(builder: Builder, id: string, area: Rect): void {
  builder.add(
    label(`replica/${id}/empty`, 'empty', area.x, area.y + area.height / 2 + 4, {
      size: TYPE.least,
      fill: 'ink-faint',
    }),
  );
}
