// One broker: its name, how it is, its heartbeats, and the replicas that it hosts.
import type { Rect } from '#stage/layout/geometry.ts';
import { fit, widthOf } from '#stage/layout/text.ts';
import { card } from '#stage/mark/card.ts';
import { label, nameLabel } from '#stage/mark/label.ts';
import type { BoxMark, Paint } from '#stage/scene.ts';
import { TYPE } from '#stage/theme.ts';
import type { Builder } from '#stage/view/builder.ts';
import { seconds } from '#stage/view/view.ts';
import type { BrokerFrame, Frame } from '#trace/frame.ts';
import { type Hosted, isDown } from './hosted.ts';
import { layoutChip } from './replica-chip.ts';
import { layoutReplica } from './replica-row.ts';
import { chipsInLine, type FittedStyle, type RowStyle } from './row-style.ts';

export const CARD_PADDING = 14;

/** Whether a replica is drawn as a strip; else it is a chip. */
export function isStrip(builder: Builder, { strips }: RowStyle, one: Hosted): boolean {
  if (strips === 'all') return true;
  const isFollowed = builder.isMarked('partition', one.key) || builder.isMarked('replica', one.id);
  if (isFollowed) return true;
  return strips === 'leaders' && one.partition.state.leader === one.replica.broker;
}
/** Between the words of a head. */
const WORD_GAP = 10;
/** The trace of heartbeats: how wide it is, and what that stands for. */
const PULSE = { most: 160, least: 70, height: 9, spanUs: 12_000_000 };

interface BrokerWord {
  readonly text: string;
  readonly paint: Paint;
}

/** The controller has taken it out: it leads nothing and is in no ISR. */
function isFenced({ registration }: BrokerFrame): boolean {
  return registration === 'fenced';
}

function brokerWord(frame: Frame, broker: BrokerFrame): BrokerWord {
  const { status, statusAtUs, registration } = broker;
  if (status === 'crashed' || status === 'stopped') {
    const known = isFenced(broker) ? 'fenced' : 'not fenced yet';
    return { text: `${status} at ${seconds(statusAtUs)}, ${known}`, paint: 'bad' };
  }
  if (status === 'paused') return { text: `paused at ${seconds(statusAtUs)}`, paint: 'warn' };
  if (broker.appendLatencyUs > 0) {
    return { text: `slow disk: ${broker.appendLatencyUs / 1_000} ms an append`, paint: 'warn' };
  }
  if (registration !== 'unfenced') return { text: registration, paint: 'warn' };
  const controller = frame.controllers.get(broker.id);
  if (controller?.isActive !== true) return { text: '', paint: 'ink-soft' };
  return { text: `active controller, epoch ${controller.epoch}`, paint: 'ink-soft' };
}

/** The edge and the ground of a broker that is down: broken first, then hatched in red. */
function downLook(broker: BrokerFrame): Partial<BoxMark> {
  return {
    fill: 'paper',
    stroke: 'bad',
    strokeWidth: 1.5,
    isDashed: true,
    hatch: isFenced(broker) ? 'bad' : 'line',
    sign: 'fenced',
  };
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
  const isDead = isDown(builder.frame, broker.id);
  const word = brokerWord(builder.frame, broker);
  const edge = builder.edge('broker', id);
  builder.nodes.set(`broker-${id}`, area);
  const hasController = builder.frame.controllers.has(broker.id);
  if (hasController) builder.nodes.set(`controller-${id}`, { ...area, height: style.header });
  builder.add(
    card(`broker/${id}`, area, {
      ...edge,
      ...(isDead ? downLook(broker) : {}),
      ...(isDead && edge.stroke === 'accent' ? edge : {}),
      target: {
        type: 'broker',
        id,
        label: `Broker ${id}, ${word.text === '' ? 'running' : word.text}, hosts ${hosted.length} replicas`,
      },
    }),
  );
  layoutHead(builder, broker, word, isDead, area, style.header);
  layoutRows(builder, hosted, area, style);
}

/** Strips one below the other, then chips side by side; room that is left goes between the strips. */
function layoutRows(
  builder: Builder,
  hosted: readonly Hosted[],
  area: Rect,
  style: FittedStyle,
): void {
  const { chip } = style;
  const strips = hosted.filter((one) => isStrip(builder, style, one));
  const chips = hosted.filter((one) => !strips.includes(one));
  const inner = { x: area.x + CARD_PADDING, width: area.width - 2 * CARD_PADDING };
  const inLine = chipsInLine(inner.width, chip);
  const lines = Math.ceil(chips.length / inLine);
  const room = area.height - style.header - lines * (chip.height + chip.gap) - CARD_PADDING + 4;
  const height = strips.length === 0 ? 0 : Math.max(style.height, room / strips.length);
  strips.forEach((one, index) => {
    const y = area.y + style.header + index * height;
    layoutReplica(builder, one, { ...inner, y, height }, style);
  });
  const top = area.y + style.header + strips.length * height;
  const width = (inner.width - (inLine - 1) * chip.gap) / inLine;
  chips.forEach((one, index) => {
    const x = inner.x + (index % inLine) * (width + chip.gap);
    const y = top + Math.floor(index / inLine) * (chip.height + chip.gap);
    layoutChip(builder, one, { x, y, width, height: chip.height }, chip.hasDots);
  });
}

/** The broker's name, how it is, its rack, and its heartbeats. */
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
  const size = height >= 38 ? TYPE.heading - 3 : TYPE.name;
  const baseline = area.y + Math.round(height * 0.62);
  const left = area.x + CARD_PADDING;
  const right = area.x + area.width - CARD_PADDING;
  const wordX = left + widthOf(name, size, 'serif', 560) + WORD_GAP;
  const rack = broker.rack === null ? '' : `rack ${broker.rack}`;
  const rackWidth = rack === '' ? 0 : widthOf(rack, TYPE.small) + WORD_GAP;
  const words = widthOf(word.text, TYPE.small, 'sans', 600);
  const free = right - wordX - words - rackWidth - WORD_GAP;
  const pulse = Math.min(PULSE.most, free);
  const hasPulse = pulse >= PULSE.least && broker.heartbeatsUs.length > 0;
  const room = right - wordX - rackWidth - (hasPulse ? pulse + WORD_GAP : 0);
  builder.add(
    nameLabel(`${key}/name`, name, left, baseline, isDead, size),
    label(`${key}/word`, fit(word.text, room, TYPE.small, 'sans', 600), wordX, baseline, {
      fill: word.paint,
      weight: isDead ? 600 : 400,
    }),
  );
  const rackX = right - (hasPulse ? pulse + WORD_GAP : 0);
  if (rack !== '') builder.add(label(`${key}/rack`, rack, rackX, baseline, { anchor: 'end' }));
  if (!hasPulse) return;
  builder.wait({
    type: 'pulse',
    key: `${key}/pulse`,
    x: right - pulse,
    y: baseline - 2,
    width: pulse,
    height: PULSE.height,
    spanUs: PULSE.spanUs,
    beatsUs: broker.heartbeatsUs,
    silentSinceUs: broker.status === 'running' ? null : broker.statusAtUs,
  });
}
