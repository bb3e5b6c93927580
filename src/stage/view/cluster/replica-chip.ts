// A replica in one word where there is no room for its log: whether it leads, who is in sync, how far it
// is behind.
import type { Rect } from '#stage/layout/geometry.ts';
import { discPath } from '#stage/layout/paths.ts';
import { fit, shorten, widthOf } from '#stage/layout/text.ts';
import { card } from '#stage/mark/card.ts';
import { label } from '#stage/mark/label.ts';
import { star } from '#stage/mark/leader.ts';
import { RADIUS, TYPE } from '#stage/theme.ts';
import type { Builder } from '#stage/view/builder.ts';
import { leaderReplica } from '#trace/frame.ts';
import type { Hosted } from './hosted.ts';

const PADDING = 6;
const DOT = { radius: 2.6, pitch: 8 };

/** Records of its leader's that a replica does not have. */
function behind({ partition, replica }: Hosted): number {
  const end = leaderReplica(partition)?.logEndOffset ?? replica.logEndOffset;
  return Math.max(0, end - replica.logEndOffset);
}

/** The partition's number says enough where there is one topic. */
function nameOf({ frame }: Builder, { key, partition }: Hosted): string {
  const topics = [...frame.topics.values()].filter(({ isInternal }) => !isInternal);
  return topics.length === 1 ? `p${partition.partition}` : key;
}

/** How far it is behind; without dots it is also said when it is out of the ISR. */
function lagWordOf({ role, isDead, isInSync }: Hosted, lag: number, hasDots: boolean): string {
  if (role === 'leader' || isDead) return '';
  if (lag > 0) return `−${lag}`;
  return hasDots || isInSync ? '' : '!';
}

/** Lays out one chip; without dots a mark and its colour say that it is not in the ISR. */
export function layoutChip(builder: Builder, hosted: Hosted, area: Rect, hasDots: boolean): void {
  const { id, key, role, replica, isDead, isInSync } = hosted;
  const isLeader = role === 'leader';
  const lag = behind(hosted);
  const baseline = area.y + area.height / 2 + 4;
  const right = area.x + area.width - PADDING;
  builder.add(
    card(`replica/${id}`, area, {
      radius: RADIUS.field,
      fill: isDead ? 'none' : isLeader ? 'accent-soft' : 'paper',
      stroke: 'line',
      isDashed: isDead,
      target: {
        type: 'replica',
        id,
        label: `Replica of ${key} on broker ${replica.broker}, ${role}, ${lag} records behind its leader`,
      },
    }),
  );
  const lagWord = lagWordOf(hosted, lag, hasDots);
  const lagWidth = lagWord === '' ? 0 : widthOf(lagWord, TYPE.tiny, 'mono') + 4;
  const dots = hasDots ? hosted.partition.state.replicas.length * DOT.pitch : 0;
  const starWidth = isLeader ? 14 : 0;
  const room = right - lagWidth - dots - starWidth - area.x - PADDING - 4;
  const most = Math.floor(room / widthOf('0', TYPE.tiny, 'mono'));
  const name = fit(
    shorten(nameOf(builder, hosted), Math.max(hasDots ? 5 : 3, most)),
    room,
    TYPE.tiny,
    'mono',
  );
  const nameEnd = area.x + PADDING + widthOf(name, TYPE.tiny, 'mono') + 4;
  builder.add(
    label(`replica/${id}/name`, name, area.x + PADDING, baseline, {
      size: TYPE.tiny,
      face: 'mono',
      weight: isLeader ? 700 : 400,
      fill: isDead ? 'ink-faint' : isInSync || hasDots ? 'ink' : 'warn',
    }),
  );
  if (isLeader) builder.add(star(`star/${key}`, nameEnd + 5, area.y + area.height / 2, 5));
  if (hasDots)
    layoutDots(builder, hosted, nameEnd + starWidth + DOT.radius, area.y + area.height / 2);
  if (lagWord !== '') {
    const fill = isInSync ? 'ink-soft' : 'warn';
    const options = { size: TYPE.tiny, face: 'mono', anchor: 'end', fill, sign: 'behind' } as const;
    builder.add(label(`replica/${id}/lag`, lagWord, right, baseline, options));
  }
  builder.rows.set(id, { ...area, tailX: right });
}

/** One dot for each replica, in order of the replica list: full when it is in the ISR. */
function layoutDots(builder: Builder, { id, partition }: Hosted, x: number, y: number): void {
  const { replicas, isr } = partition.state;
  replicas.forEach((broker, index) => {
    const isIn = isr.includes(broker);
    builder.add({
      type: 'path',
      key: `replica/${id}/isr/${broker}`,
      path: discPath({ x: x + index * DOT.pitch, y }, DOT.radius),
      stroke: isIn ? 'ink' : 'line-strong',
      fill: isIn ? 'ink' : 'none',
      strokeWidth: 1,
      sign: 'isr',
    });
  });
}
