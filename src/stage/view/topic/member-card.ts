// A member of a group beside the logs that it reads: what it does or waits for, and how far behind the
// group is in each of its partitions. A low card says the first things only.
import type { Rect } from '#stage/layout/geometry.ts';
import { fit, widthOf } from '#stage/layout/text.ts';
import { card } from '#stage/mark/card.ts';
import { label, nameLabel } from '#stage/mark/label.ts';
import { lagBoxes, lagWidth } from '#stage/mark/lag.ts';
import { rule } from '#stage/mark/rule.ts';
import { TYPE } from '#stage/theme.ts';
import type { Builder } from '#stage/view/builder.ts';
import { consumerWait, waitName } from '#stage/view/waits.ts';
import {
  type ConsumerFrame,
  leaderReplica,
  partitionKey,
  partitionLag,
  type PartitionFrame,
} from '#trace/frame.ts';
import type { LaidRow } from './laid-row.ts';
import { type Lane, shortName } from './lanes.ts';

export interface MemberOptions {
  readonly area: Rect;
  /** The logs that the card stands beside. */
  readonly rows: readonly LaidRow[];
  /** The member has a card already, beside other logs. */
  readonly isMore: boolean;
  readonly topic: string;
}

const PADDING = 15;
const LINE = { head: 34, wait: 44, lag: 22, facts: 19 };
/** A card that is lower shows its name in one line, without a frame of air. */
const LOW = 40;

/** Lays out a member's card. */
export function layoutMember(
  builder: Builder,
  consumer: ConsumerFrame,
  lane: Lane,
  options: MemberOptions,
): void {
  const { area, rows, isMore, topic } = options;
  const { id } = consumer.spec;
  const key = isMore ? `consumer/${id}/${rows[0]?.partition.partition ?? 0}` : `consumer/${id}`;
  const owned = consumer.owned
    .filter((one) => one.topic === topic)
    .map((one) => partitionKey(one.topic, one.partition));
  if (!isMore) builder.nodes.set(`consumer-${id}`, area);
  builder.add(
    card(key, area, {
      isDown: consumer.status === 'crashed',
      ...builder.edge('consumer', id, 'ink'),
      target: { type: 'consumer', id, label: `Consumer ${id}, reads ${owned.join(', ')}` },
    }),
  );
  layoutHead(builder, consumer, key, options);
  if (isMore || area.height < LOW + LINE.wait) return;
  let y = area.y + LINE.head;
  const room = (): number => area.y + area.height - y - 10;
  if (room() >= LINE.wait) {
    layoutWait(builder, consumer, area, y);
    y += LINE.wait;
  }
  const partitions = rows.map(({ partition }) => partition);
  const shown = partitions.slice(0, Math.max(0, Math.floor(room() / LINE.lag)));
  shown.forEach((partition, index) =>
    layoutLag(builder, consumer, lane, partition, area, y + index * LINE.lag),
  );
  y += shown.length * LINE.lag;
  if (room() >= LINE.facts * 2 + 10) layoutFacts(builder, consumer, lane, partitions, area, y + 4);
}

/** The member's name; at the right what it reads, or in a low card how far behind that is. */
function layoutHead(
  builder: Builder,
  consumer: ConsumerFrame,
  key: string,
  { area, rows, isMore }: MemberOptions,
): void {
  const isLow = area.height < LOW;
  const size = isLow ? TYPE.label : TYPE.name;
  const padding = isLow ? 10 : PADDING;
  const baseline = isLow ? area.y + area.height / 2 + 4 : area.y + 25;
  const name = fit(shortName(consumer), area.width * 0.5, size, 'serif', 560);
  const nameEnd = area.x + padding + widthOf(name, size, 'serif', 560) + 10;
  const right = area.x + area.width - padding;
  const names = rows.map(({ partition }) => partitionKey(partition.topic, partition.partition));
  const numbers = rows.map(({ partition }) => `p${partition.partition}`);
  const choices = [names.join(', '), numbers.join(' '), `${rows.length} partitions`];
  const what = choices.find((text) => widthOf(text, TYPE.tiny, 'mono') <= right - nameEnd) ?? '';
  builder.add(
    nameLabel(`${key}/name`, name, area.x + padding, baseline, isMore, size),
    label(`${key}/reads`, what, right, baseline, {
      size: TYPE.tiny,
      face: 'mono',
      anchor: 'end',
    }),
  );
}

function layoutWait(builder: Builder, consumer: ConsumerFrame, area: Rect, y: number): void {
  const key = `consumer/${consumer.spec.id}/wait`;
  const wait = consumerWait(builder.frame, consumer);
  const [x, textX] = [area.x + PADDING, area.x + PADDING + 30];
  if (wait === null) {
    builder.add(label(key, statusWord(consumer), x, y + 20, { fill: statusPaint(consumer) }));
    return;
  }
  const room = area.x + area.width - 8 - textX;
  builder.wait({ ...wait.ring, x: x + 10, y: y + 18, radius: 9.5 });
  builder.add(
    label(key, waitName(wait, room, TYPE.label), textX, y + 15, { size: TYPE.label, fill: 'ink' }),
    label(`${key}/note`, fit(wait.note, room, TYPE.least), textX, y + 30, { size: TYPE.least }),
  );
}

function statusWord({ status, membership, paused, lastError }: ConsumerFrame): string {
  if (status !== 'running') return status;
  if (lastError !== null) return lastError;
  if (paused.size > 0) return 'some partitions paused';
  return membership === 'STABLE' || membership === 'UNSUBSCRIBED' ? 'between two polls' : 'joins';
}

function statusPaint({ status, lastError }: ConsumerFrame) {
  return status !== 'running' || lastError !== null ? 'bad' : 'ink-soft';
}

/** Records of a partition that were read and not committed, and those that were not read. */
export function lagOf(
  partition: PartitionFrame,
  consumer: ConsumerFrame,
  { group }: Lane,
): { readonly inHand: number; readonly unread: number; readonly lag: number | null } {
  const key = partitionKey(partition.topic, partition.partition);
  const highWatermark = leaderReplica(partition)?.highWatermark ?? 0;
  const position = consumer.positions.get(key);
  const committed = group?.committed.get(key);
  const unread = position === undefined ? 0 : Math.max(0, highWatermark - position);
  const inHand =
    position === undefined || committed === undefined ? 0 : Math.max(0, position - committed);
  return { inHand, unread, lag: group === undefined ? null : partitionLag(partition, group) };
}

/** A partition, boxes for its lag, and the number. */
function layoutLag(
  builder: Builder,
  consumer: ConsumerFrame,
  lane: Lane,
  partition: PartitionFrame,
  area: Rect,
  y: number,
): void {
  const name = partitionKey(partition.topic, partition.partition);
  const key = `lag/${lane.id}/${name}`;
  const { inHand, unread, lag } = lagOf(partition, consumer, lane);
  const [left, right] = [area.x + PADDING, area.x + area.width - PADDING];
  const word = lag === null ? 'lag –' : `lag ${lag}`;
  const wordWidth = widthOf(word, TYPE.small);
  const room = right - left - lagWidth(4) - wordWidth - 14;
  const isLong = widthOf(name, TYPE.tiny, 'mono') > room;
  const shown = isLong ? `p${partition.partition}` : name;
  const boxX = left + widthOf(shown, TYPE.tiny, 'mono') + 8;
  const most = Math.max(0, Math.min(8, Math.floor((right - wordWidth - 8 - boxX + 2) / 9)));
  builder.add(
    label(`${key}/name`, shown, left, y + 13, { size: TYPE.tiny, face: 'mono', fill: 'ink' }),
    ...lagBoxes(`${key}/boxes`, { x: boxX, y: y + 4, inHand, unread, most }),
    label(`${key}/word`, word, right, y + 13, { anchor: 'end', sign: 'lag' }),
  );
}

/** Below a line: sums over all that the card stands beside. */
function layoutFacts(
  builder: Builder,
  consumer: ConsumerFrame,
  lane: Lane,
  partitions: readonly PartitionFrame[],
  area: Rect,
  y: number,
): void {
  const key = `consumer/${consumer.spec.id}/fact`;
  const [left, right] = [area.x + PADDING, area.x + area.width - PADDING];
  const inHand = partitions.reduce((sum, one) => sum + lagOf(one, consumer, lane).inHand, 0);
  const facts = [
    [area.width < 170 ? 'in hand' : 'in hand, not committed', String(inHand)],
    ['read so far', String(consumer.polledCount)],
  ] as const;
  builder.add(rule(`${key}/line`, { x: left, y }, { x: right, y }, { stroke: 'line' }));
  facts.forEach(([name, value], index) => {
    const baseline = y + 20 + index * LINE.facts;
    builder.add(
      label(`${key}/${index}/name`, fit(name, right - left - 24, TYPE.small), left, baseline),
      label(`${key}/${index}`, value, right, baseline, {
        size: TYPE.value,
        face: 'mono',
        anchor: 'end',
        fill: 'ink',
        weight: 600,
      }),
    );
  });
}
