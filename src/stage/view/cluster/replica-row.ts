// One replica on its broker: its role, its records in line with its leader’s, or a bar for them.
import { layoutCells, logWindow } from '#stage/layout/cells.ts';
import type { Rect } from '#stage/layout/geometry.ts';
import { shorten, widthOf } from '#stage/layout/text.ts';
import { bar } from '#stage/mark/bar.ts';
import { card } from '#stage/mark/card.ts';
import { label } from '#stage/mark/label.ts';
import type { Paint } from '#stage/scene.ts';
import { RADIUS, TYPE } from '#stage/theme.ts';
import type { Builder } from '#stage/view/builder.ts';
import {
  leaderReplica,
  partitionKey,
  type PartitionFrame,
  type ReplicaFrame,
} from '#trace/frame.ts';
import { type FittedStyle, NAME_SIZE } from './row-style.ts';

/** A replica as its row draws it. */
interface Subject {
  readonly partition: PartitionFrame;
  readonly replica: ReplicaFrame;
  /** `orders-0`. */
  readonly key: string;
  /** `orders-0@1`. */
  readonly id: string;
  readonly role: 'leader' | 'follower' | 'offline';
  readonly isInSync: boolean;
  /** Its broker is down. */
  readonly isDead: boolean;
}

function subjectOf(partition: PartitionFrame, replica: ReplicaFrame, isDead: boolean): Subject {
  const key = partitionKey(partition.topic, partition.partition);
  const isOffline = isDead || ['no leader', 'offline', 'none'].includes(replica.role);
  return {
    partition,
    replica,
    key,
    id: `${key}@${replica.broker}`,
    role: isOffline ? 'offline' : replica.role === 'leader' ? 'leader' : 'follower',
    isInSync: partition.state.isr.includes(replica.broker),
    isDead,
  };
}

function roleWord({ replica, role, isInSync, isDead }: Subject): string {
  if (role === 'leader') return '★ leader';
  if (replica.role === 'no leader' && !isDead) return 'no leader';
  return role === 'offline' || isInSync ? role : 'follower, behind';
}

function rolePaint({ role, isInSync, isDead }: Subject): Paint {
  if (role === 'leader') return 'leader';
  return isDead || isInSync ? 'follower' : 'warn';
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
  const subject = subjectOf(partition, replica, isDead);
  layoutGround(builder, subject, area);
  layoutName(builder, subject, area, style);
  const cells: Rect = {
    x: area.x + style.labelWidth,
    y: area.y,
    width: area.width - style.labelWidth,
    height: area.height,
  };
  if (style.cell === null) layoutBar(builder, subject, cells);
  else layoutLog(builder, subject, cells, { ...style, cell: style.cell });
}

/** The row as a whole: what can be selected. */
function layoutGround(builder: Builder, subject: Subject, area: Rect): void {
  const { id, key, replica } = subject;
  const isMarked = builder.isMarked('replica', id);
  builder.add(
    card(
      `replica/${id}`,
      { x: area.x - 6, y: area.y + 1, width: area.width + 12, height: area.height - 2 },
      {
        radius: RADIUS.field,
        fill: isMarked || builder.isMarked('partition', key) ? 'accent-soft' : 'none',
        stroke: isMarked ? 'accent' : 'none',
        target: {
          type: 'replica',
          id,
          label: `Replica of ${key} on broker ${replica.broker}, ${roleWord(subject)}, log end offset ${replica.logEndOffset}, high watermark ${replica.highWatermark}`,
        },
      },
    ),
  );
}

/** The partition's name and the replica's role, in two lines or in one. */
function layoutName(builder: Builder, subject: Subject, area: Rect, style: FittedStyle): void {
  const { id, key, role, isDead } = subject;
  const isLeader = role === 'leader';
  const middle = area.y + area.height / 2;
  const most = Math.floor(style.labelWidth / widthOf('0', NAME_SIZE, 'mono'));
  const namePaint: Paint = isDead ? 'ink-faint' : 'ink';
  const name = { size: NAME_SIZE, face: 'mono' } as const;
  const weight = isLeader ? 600 : 400;
  if (!style.isTwoLine) {
    const text = `${isLeader ? '★ ' : ''}${shorten(key, isLeader ? most - 2 : most)}`;
    const fill = isLeader ? 'leader' : namePaint;
    builder.add(label(`replica/${id}/name`, text, area.x, middle + 4, { ...name, fill, weight }));
    return;
  }
  builder.add(
    label(`replica/${id}/name`, shorten(key, most), area.x, middle - 3, {
      ...name,
      fill: namePaint,
    }),
    label(`replica/${id}/role`, roleWord(subject), area.x, middle + 12, {
      fill: rolePaint(subject),
      weight,
    }),
  );
}

/** Where the log ends to which a replica's row is aligned. */
function alignedEnd({ partition, replica, isDead }: Subject): number {
  // A replica that is dead shows what it has; a living one stands in line with its leader.
  if (isDead) return replica.logEndOffset;
  return leaderReplica(partition)?.logEndOffset ?? replica.logEndOffset;
}

/** The replica's records. */
function layoutLog(
  builder: Builder,
  subject: Subject,
  area: Rect,
  style: FittedStyle & { readonly cell: NonNullable<FittedStyle['cell']> },
): void {
  const { key, id, replica, isDead } = subject;
  const isLeader = subject.role === 'leader';
  const endOffset = Math.max(alignedEnd(subject), replica.logEndOffset);
  const window = logWindow(area, style.cell, endOffset);
  const { marks, row } = layoutCells(key, replica, window, {
    isLeader,
    isDead,
    labelHighWatermark: isLeader && style.isTwoLine,
  });
  builder.add(...marks);
  if (replica.logEndOffset < window.first) {
    const y = area.y + area.height / 2 + 4;
    const text = `← ends at ${replica.logEndOffset}`;
    builder.add(label(`replica/${id}/behind`, text, area.x + 14, y, { fill: 'warn' }));
  }
  builder.rows.set(id, row);
}

/** For the end offset beside a bar. */
const END_ROOM = 52;

/** Too many replicas for cells: how much of the leader's log this one has. */
function layoutBar(builder: Builder, subject: Subject, area: Rect): void {
  const { id, replica, role, isDead } = subject;
  const endOffset = alignedEnd(subject);
  const share = endOffset === 0 ? 0 : Math.min(1, replica.logEndOffset / endOffset);
  const width = Math.max(0, area.width - END_ROOM);
  const middle = area.y + area.height / 2;
  const fill: Paint = isDead ? 'offline' : role === 'leader' ? 'leader' : 'follower';
  builder.add(
    ...bar(`bar/${id}`, { x: area.x, y: middle - 3, width, share, fill }),
    label(`bar/${id}/end`, String(replica.logEndOffset), area.x + area.width, middle + 4, {
      size: TYPE.tiny,
      anchor: 'end',
      face: 'mono',
    }),
  );
  builder.rows.set(id, { ...area, tailX: area.x + width * share });
}
