// One consumer: what it does, what it owns, how far it lags.
import type { Rect } from '#stage/layout/geometry.ts';
import { fit, widthOf } from '#stage/layout/text.ts';
import { card } from '#stage/mark/card.ts';
import { label, nameLabel } from '#stage/mark/label.ts';
import { lagBoxes } from '#stage/mark/lag.ts';
import { TYPE } from '#stage/theme.ts';
import type { Builder } from '#stage/view/builder.ts';
import { consumerWait, waitName } from '#stage/view/waits.ts';
import {
  type ConsumerFrame,
  type Frame,
  type GroupFrame,
  partitionKey,
  partitionLag,
} from '#trace/frame.ts';
import { layoutChips } from './partition-chips.ts';

/** Records that its group has not committed in the partitions that a consumer owns. */
function lagOf(frame: Frame, consumer: ConsumerFrame, group: GroupFrame | undefined): number {
  if (group === undefined) return 0;
  let lag = 0;
  for (const { topic, partition } of consumer.owned) {
    const found = frame.topics.get(topic)?.partitions[partition];
    if (found !== undefined) lag += partitionLag(found, group) ?? 0;
  }
  return lag;
}

function consumerWord(consumer: ConsumerFrame, group: GroupFrame | undefined): string {
  if (consumer.status === 'crashed') return 'crashed';
  if (consumer.status === 'paused') return 'paused';
  const isManaged = consumer.spec.group !== null && (consumer.spec.assign ?? null) === null;
  if (isManaged && consumer.membership !== 'STABLE') return membershipWord(consumer.membership);
  if (consumer.paused.size > 0) return pausedWord([...consumer.paused]);
  if (consumer.owned.length === 0) {
    // By the consumer protocol others may still have to give up what will be its own.
    return group?.state === 'Reconciling' || group?.state === 'Assigning' ? 'waiting' : 'idle';
  }
  if (consumer.processing !== null) return 'processing';
  return consumer.spec.rack === null ? '' : `rack ${consumer.spec.rack}`;
}

/** `#0 paused`, as on the chips, or how many are. */
function pausedWord(paused: readonly string[]): string {
  const [key = ''] = paused;
  return `${paused.length === 1 ? `#${key.slice(key.lastIndexOf('-') + 1)}` : paused.length} paused`;
}

function isCalmWord(word: string): boolean {
  return word === 'processing' || word === 'waiting' || word.startsWith('rack ');
}

function membershipWord(membership: ConsumerFrame['membership']): string {
  switch (membership) {
    case 'UNJOINED':
    case 'UNSUBSCRIBED':
      return 'not joined';
    case 'RECONCILING':
    case 'ACKNOWLEDGING':
      return 'reconciling';
    case 'FENCED':
      return 'fenced';
    case 'STALE':
    case 'LEAVING':
      return 'left';
    case 'FATAL':
      return 'failed';
    default:
      return 'joining';
  }
}

const PADDING = 10;
/** Cards lower than these have no chips, no word of their lag, or of what they wait for. */
const LEAST_WITH_CHIPS = 40;
const LEAST_WITH_LAG = 56;
const LEAST_WITH_WAIT = 80;

/** Lays out one consumer in its card. */
export function layoutConsumer(
  builder: Builder,
  consumer: ConsumerFrame,
  group: GroupFrame | undefined,
  area: Rect,
): void {
  const { id } = consumer.spec;
  const isDead = consumer.status === 'crashed';
  const word = consumerWord(consumer, group);
  const lag = lagOf(builder.frame, consumer, group);
  const owned = consumer.owned.map((one) => partitionKey(one.topic, one.partition));
  builder.nodes.set(`consumer-${id}`, area);
  builder.add(
    card(`consumer/${id}`, area, {
      isDown: isDead,
      isDashed: isDead || owned.length === 0,
      ...builder.edge('consumer', id, owned.length === 0 ? 'line-strong' : 'ink'),
      target: {
        type: 'consumer',
        id,
        label: `Consumer ${id}, owns ${owned.join(', ') || 'nothing'}, lag ${lag}${word === '' ? '' : `, ${word}`}`,
      },
    }),
  );
  layoutHead(builder, consumer, word, area);
  if (area.height >= LEAST_WITH_CHIPS) layoutChips(builder, id, owned, area);
  if (area.height >= LEAST_WITH_WAIT) layoutWait(builder, consumer, area);
  if (area.height >= LEAST_WITH_LAG) layoutLag(builder, consumer, group, lag, area);
}

/** The consumer's name within its group, and what it does. */
function layoutHead(
  builder: Builder,
  { spec, status }: ConsumerFrame,
  word: string,
  area: Rect,
): void {
  const key = `consumer/${spec.id}`;
  const isDead = status === 'crashed';
  const short = spec.group === null ? spec.id : spec.id.replace(`${spec.group}-`, '');
  if (area.height < LEAST_WITH_CHIPS) {
    const baseline = area.y + area.height / 2 + 4;
    const name = fit(short, area.width - 8, TYPE.label, 'sans', 700);
    builder.add(nameLabel(`${key}/name`, name, area.x + 5, baseline, isDead, TYPE.label));
    return;
  }
  const baseline = area.y + 18;
  const room = area.width - 2 * PADDING - widthOf(word, TYPE.small) - 4;
  const name = fit(short, Math.max(area.width * 0.3, room), TYPE.label, 'sans', 700);
  builder.add(
    nameLabel(`${key}/name`, name, area.x + PADDING, baseline, isDead, TYPE.label),
    label(`${key}/word`, word, area.x + area.width - PADDING + 1, baseline, {
      size: TYPE.tiny,
      fill: isDead ? 'bad' : isCalmWord(word) ? 'ink-soft' : 'warn',
      anchor: 'end',
    }),
  );
}

/** What it works on or waits for, with a ring. */
function layoutWait(builder: Builder, consumer: ConsumerFrame, area: Rect): void {
  const wait = consumerWait(builder.frame, consumer);
  if (wait === null) return;
  const [x, y] = [area.x + PADDING, area.y + (area.height >= 100 ? 60 : 54)];
  const room = area.width - 2 * PADDING - 24;
  builder.wait({ ...wait.ring, x: x + 8, y, radius: 7.5 });
  builder.add(
    label(`consumer/${consumer.spec.id}/wait`, waitName(wait, room, TYPE.least), x + 23, y + 4, {
      size: TYPE.least,
      fill: 'ink',
    }),
  );
}

/** Boxes for what is in hand and what was not fetched, and the number of both. */
function layoutLag(
  builder: Builder,
  consumer: ConsumerFrame,
  group: GroupFrame | undefined,
  lag: number,
  area: Rect,
): void {
  const key = `consumer/${consumer.spec.id}/lag`;
  const bottom = area.y + area.height;
  const right = area.x + area.width - PADDING;
  const word = group === undefined ? '' : `lag ${lag}`;
  const inHand = Math.min(lag, inHandOf(consumer, group));
  const room = right - widthOf(word, TYPE.small) - 8 - area.x - PADDING;
  const most = Math.max(0, Math.min(8, Math.floor((room + 2) / 9)));
  builder.add(
    ...lagBoxes(`${key}/boxes`, {
      x: area.x + PADDING,
      y: bottom - 19,
      inHand,
      unread: lag - inHand,
      most,
    }),
    label(key, word, right, bottom - 10, { anchor: 'end', sign: 'lag' }),
  );
}

/** Read, and not committed by the group. */
function inHandOf({ positions, owned }: ConsumerFrame, group: GroupFrame | undefined): number {
  let sum = 0;
  for (const { topic, partition } of owned) {
    const key = partitionKey(topic, partition);
    const committed = group?.committed.get(key);
    const position = positions.get(key);
    if (committed !== undefined && position !== undefined) sum += Math.max(0, position - committed);
  }
  return sum;
}
