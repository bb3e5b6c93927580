// One broker: its name, how it is, and the replicas that it hosts.
import type { Rect } from '#stage/layout/geometry.ts';
import { fit } from '#stage/layout/text.ts';
import type { Paint } from '#stage/scene.ts';
import type { Builder } from '#stage/view/builder.ts';
import { seconds } from '#stage/view/view.ts';
import type { BrokerFrame, Frame, PartitionFrame, ReplicaFrame } from '#trace/frame.ts';
import { layoutReplica } from './replica-row.ts';
import type { FittedStyle } from './row-style.ts';

export const CARD_PADDING = 14;

/** A replica with the partition that it is of. */
export interface Hosted {
  readonly partition: PartitionFrame;
  readonly replica: ReplicaFrame;
}

interface BrokerWord {
  readonly text: string;
  /** Since when, if that says something. */
  readonly since?: string;
  readonly paint: Paint;
}

function brokerWord(frame: Frame, broker: BrokerFrame): BrokerWord {
  const since = ` at ${seconds(broker.statusAtUs)}`;
  switch (broker.status) {
    case 'crashed':
      return { text: 'crashed', since, paint: 'bad' };
    case 'stopped':
      return { text: 'stopped', since, paint: 'bad' };
    case 'paused':
      return { text: 'paused', since, paint: 'warn' };
    case 'running':
      break;
  }
  if (broker.appendLatencyUs > 0) {
    return { text: `slow disk: ${broker.appendLatencyUs / 1_000} ms an append`, paint: 'warn' };
  }
  if (broker.registration === 'unfenced') {
    const controller = frame.controllers.get(broker.id);
    return controller?.isActive === true
      ? { text: `♛ active controller · epoch ${controller.epoch}`, paint: 'ink-soft' }
      : { text: 'running', paint: 'ink-soft' };
  }
  return { text: `running · ${broker.registration}`, paint: 'warn' };
}

/** Lays out one broker in its card. */
export function layoutBroker(
  builder: Builder,
  broker: BrokerFrame,
  hosted: readonly Hosted[],
  card: Rect,
  style: FittedStyle,
): void {
  const { frame } = builder;
  const id = String(broker.id);
  const isDead = broker.status === 'crashed' || broker.status === 'stopped';
  const word = brokerWord(frame, broker);
  builder.nodes.set(`broker-${id}`, card);
  const hasController = frame.controllers.has(broker.id);
  if (hasController) builder.nodes.set(`controller-${id}`, { ...card, height: style.header });
  const fenced = isDead && broker.registration === 'unfenced' ? ' · not fenced yet' : '';
  const rack = broker.rack === null ? '' : `rack ${broker.rack}`;
  const baseline = card.y + Math.round(style.header * 0.62);
  const wordX = card.x + CARD_PADDING + 68 + id.length * 9;
  const wordRoom = card.x + card.width - CARD_PADDING - rack.length * 6.5 - wordX;
  const wordOf = (since: string): string => `${isDead ? '✕ ' : ''}${word.text}${since}${fenced}`;
  const full = wordOf(word.since ?? '');
  builder.add(
    {
      type: 'box',
      key: `broker/${id}`,
      ...card,
      radius: 14,
      fill: isDead ? 'paper' : 'panel',
      stroke: builder.stroke('broker', id),
      strokeWidth: builder.strokeWidth('broker', id),
      isDashed: isDead,
      isStriped: isDead,
      target: {
        type: 'broker',
        id,
        label: `Broker ${id}, ${word.text}${word.since ?? ''}, hosts ${hosted.length} replicas`,
      },
    },
    {
      type: 'text',
      key: `broker/${id}/name`,
      x: card.x + CARD_PADDING,
      y: baseline,
      text: `Broker ${id}`,
      size: 14,
      weight: 700,
      fill: isDead ? 'ink-faint' : 'ink',
    },
    {
      type: 'text',
      key: `broker/${id}/word`,
      x: wordX,
      y: baseline,
      text: full.length * 6 <= wordRoom ? full : fit(wordOf(''), wordRoom, 11.5),
      size: 11.5,
      fill: word.paint,
    },
  );
  if (rack !== '') {
    builder.add({
      type: 'text',
      key: `broker/${id}/rack`,
      x: card.x + card.width - CARD_PADDING,
      y: baseline,
      text: rack,
      size: 11.5,
      fill: 'ink-soft',
      anchor: 'end',
    });
  }
  hosted.forEach(({ partition, replica }, index) => {
    const area: Rect = {
      x: card.x + CARD_PADDING,
      y: card.y + style.header + index * style.height,
      width: card.width - 2 * CARD_PADDING,
      height: style.height,
    };
    layoutReplica(builder, partition, replica, area, style, isDead);
  });
}
