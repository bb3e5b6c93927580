// One broker: its name, how it is, and the replicas that it hosts.
import type { Rect } from '#stage/layout/geometry.ts';
import { fit, widthOf } from '#stage/layout/text.ts';
import { card } from '#stage/mark/card.ts';
import { label, nameLabel } from '#stage/mark/label.ts';
import type { Paint } from '#stage/scene.ts';
import { TYPE } from '#stage/theme.ts';
import type { Builder } from '#stage/view/builder.ts';
import { seconds } from '#stage/view/view.ts';
import type { BrokerFrame, Frame, PartitionFrame, ReplicaFrame } from '#trace/frame.ts';
import { layoutReplica } from './replica-row.ts';
import type { FittedStyle } from './row-style.ts';

export const CARD_PADDING = 14;
/** Between the words of a head. */
const WORD_GAP = 10;

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
  area: Rect,
  style: FittedStyle,
): void {
  const id = String(broker.id);
  const isDead = broker.status === 'crashed' || broker.status === 'stopped';
  const word = brokerWord(builder.frame, broker);
  builder.nodes.set(`broker-${id}`, area);
  const hasController = builder.frame.controllers.has(broker.id);
  if (hasController) builder.nodes.set(`controller-${id}`, { ...area, height: style.header });
  builder.add(
    card(`broker/${id}`, area, {
      isDown: isDead,
      ...builder.edge('broker', id),
      target: {
        type: 'broker',
        id,
        label: `Broker ${id}, ${word.text}${word.since ?? ''}, hosts ${hosted.length} replicas`,
      },
    }),
  );
  layoutHead(builder, broker, word, isDead, area, style.header);
  hosted.forEach(({ partition, replica }, index) => {
    const row: Rect = {
      x: area.x + CARD_PADDING,
      y: area.y + style.header + index * style.height,
      width: area.width - 2 * CARD_PADDING,
      height: style.height,
    };
    layoutReplica(builder, partition, replica, row, style, isDead);
  });
}

/** The broker's name, how it is, and its rack. */
function layoutHead(
  builder: Builder,
  broker: BrokerFrame,
  word: BrokerWord,
  isDead: boolean,
  area: Rect,
  height: number,
): void {
  const key = `broker/${broker.id}`;
  const name = `Broker ${broker.id}`;
  const rack = broker.rack === null ? '' : `rack ${broker.rack}`;
  const baseline = area.y + Math.round(height * 0.62);
  const left = area.x + CARD_PADDING;
  const right = area.x + area.width - CARD_PADDING;
  const wordX = left + widthOf(name, TYPE.name, 'serif', 560) + WORD_GAP;
  const room = right - widthOf(rack, TYPE.small) - wordX;
  const fenced = isDead && broker.registration === 'unfenced' ? ' · not fenced yet' : '';
  const wordOf = (since: string): string => `${isDead ? '✕ ' : ''}${word.text}${since}${fenced}`;
  const full = wordOf(word.since ?? '');
  const text = widthOf(full, TYPE.small) <= room ? full : fit(wordOf(''), room, TYPE.small);
  builder.add(
    nameLabel(`${key}/name`, name, left, baseline, isDead),
    label(`${key}/word`, text, wordX, baseline, { fill: word.paint }),
  );
  if (rack !== '') builder.add(label(`${key}/rack`, rack, right, baseline, { anchor: 'end' }));
}
