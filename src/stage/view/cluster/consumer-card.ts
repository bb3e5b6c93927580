// One consumer: what it does, what it owns, how far it lags.
import type { Rect } from '#stage/layout/geometry.ts';
import { fit } from '#stage/layout/text.ts';
import type { Builder } from '#stage/view/builder.ts';
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
  if (consumer.status === 'crashed') return '✕ crashed';
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

/** Records of lag that fill the bar. */
const LAG_FULL = 50;

/** Lays out one consumer in its card. */
export function layoutConsumer(
  builder: Builder,
  consumer: ConsumerFrame,
  group: GroupFrame | undefined,
  card: Rect,
): void {
  const { spec } = consumer;
  const isDead = consumer.status === 'crashed';
  const short = spec.group === null ? spec.id : spec.id.replace(`${spec.group}-`, '');
  const word = consumerWord(consumer, group);
  const lag = lagOf(builder.frame, consumer, group);
  const owned = consumer.owned.map((one) => partitionKey(one.topic, one.partition));
  builder.nodes.set(`consumer-${spec.id}`, card);
  builder.add(
    {
      type: 'box',
      key: `consumer/${spec.id}`,
      ...card,
      radius: 9,
      fill: isDead ? 'paper' : 'panel',
      stroke: builder.stroke('consumer', spec.id),
      strokeWidth: builder.strokeWidth('consumer', spec.id),
      isDashed: isDead || owned.length === 0,
      isStriped: isDead,
      target: {
        type: 'consumer',
        id: spec.id,
        label: `Consumer ${spec.id}, owns ${owned.join(', ') || 'nothing'}, lag ${lag}${word === '' ? '' : `, ${word}`}`,
      },
    },
    {
      type: 'text',
      key: `consumer/${spec.id}/name`,
      x: card.x + 10,
      y: card.y + 18,
      text: fit(short, card.width * 0.5, 12.5),
      size: 12.5,
      weight: 700,
      fill: isDead ? 'ink-faint' : 'ink',
    },
    {
      type: 'text',
      key: `consumer/${spec.id}/word`,
      x: card.x + card.width - 9,
      y: card.y + 18,
      text: word,
      size: 10.5,
      fill: isDead ? 'bad' : isCalmWord(word) ? 'ink-soft' : 'warn',
      anchor: 'end',
    },
  );
  layoutChips(builder, spec.id, owned, card);
  if (card.height < 60) return;
  const lagY = card.y + card.height - (card.height < 80 ? 8 : 24);
  const barY = card.y + card.height - 15;
  builder.add({
    type: 'text',
    key: `consumer/${spec.id}/lag`,
    x: card.x + 10,
    y: lagY,
    text: `lag ${lag}`,
    size: 11,
    fill: 'ink-soft',
  });
  if (card.height < 80) return;
  const width = card.width - 20;
  const bar = { x: card.x + 10, y: barY, height: 6, radius: 3, stroke: 'none' as const };
  builder.add(
    { type: 'box', key: `consumer/${spec.id}/lag-ground`, ...bar, width, fill: 'line' },
    {
      type: 'box',
      key: `consumer/${spec.id}/lag-bar`,
      ...bar,
      width: lag === 0 ? 3 : Math.min(width, 6 + (width - 6) * (lag / LAG_FULL)),
      fill: lag > LAG_FULL * 0.6 ? 'bad' : lag > LAG_FULL * 0.25 ? 'warn' : 'good',
    },
  );
}
