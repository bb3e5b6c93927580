// Producers of the Topic view, along the top: what each sends with, its batch that waits, and the wire
// that runs into the slot of every partition, by way of the partitioner's dial.
import type { Rect } from '#stage/layout/geometry.ts';
import { fit, widthOf } from '#stage/layout/text.ts';
import { type Wire, wirePath } from '#stage/layout/wire.ts';
import { card } from '#stage/mark/card.ts';
import { dial } from '#stage/mark/dial.ts';
import { label, nameLabel } from '#stage/mark/label.ts';
import { WAITING_PITCH, waitingTile } from '#stage/mark/tile.ts';
import { TYPE } from '#stage/theme.ts';
import type { Builder } from '#stage/view/builder.ts';
import { batchRing } from '#stage/view/waits.ts';
import type { ProducerFrame, TopicFrame } from '#trace/frame.ts';
import type { Columns } from './columns.ts';

const HEIGHT = 50;
const GAP = 10;
const PADDING = 14;
const WIDTH = { alone: 262, many: 176, least: 150 };
/** Waiting records that a card shows. */
const MOST_WAITING = 4;
const DIAL = 25;
/** From one producer's wire to the next. */
const WIRE_GAP = 5;

/** A slot at the end of a log, and who leads it. */
export interface Nib {
  readonly partition: string;
  readonly leader: number;
  /** Middle of its right edge. */
  readonly x: number;
  readonly y: number;
}

function producersOf(builder: Builder): readonly ProducerFrame[] {
  return [...builder.frame.producers.values()].filter(({ status }) => status !== 'stopped');
}

interface Line {
  readonly count: number;
  readonly width: number;
}

function lineOf(count: number, room: number): Line {
  if (count <= 1) return { count: 1, width: Math.min(WIDTH.alone, room) };
  const most = Math.max(1, Math.floor((room + GAP) / (WIDTH.least + GAP)));
  const inLine = Math.min(most, count);
  return { count: inLine, width: Math.min(WIDTH.many, (room - (inLine - 1) * GAP) / inLine) };
}

/** Height of the producers' part, wires included. */
export function producersHeight(builder: Builder, room: number): number {
  const count = producersOf(builder).length;
  if (count === 0) return 0;
  const lines = Math.ceil(count / lineOf(count, room).count);
  return lines * (HEIGHT + 8) + (count > 1 ? 6 + count * WIRE_GAP : 0);
}

/** Lays out the producers between two x, from `y` on. */
export function layoutProducers(builder: Builder, topic: TopicFrame, { x, y, width }: Rect): void {
  const producers = producersOf(builder);
  const line = lineOf(producers.length, width);
  producers.forEach((producer, index) => {
    const area = {
      x: x + (index % line.count) * (line.width + GAP),
      y: y + Math.floor(index / line.count) * (HEIGHT + 8),
      width: line.width,
      height: HEIGHT,
    };
    layoutProducer(builder, producer, topic, area);
  });
}

/** How a producer finds the partition of a record. */
function partitionerWord({ spec }: ProducerFrame, partitions: number, room: number): string {
  const { keys, orders, partitioner = 'murmur2' } = spec;
  const isKeyless = orders == null ? keys.type === 'none' : orders.key === null;
  const hash = partitioner === 'crc32' ? 'crc32' : 'murmur2';
  const keyless =
    partitioner === 'murmur2_random'
      ? ['no key: any partition', 'no key: random']
      : ['no key: one batch, one partition', 'no key: sticky'];
  const keyed = [`${hash}(key) mod ${partitions}`, `hash mod ${partitions}`];
  const words = isKeyless ? keyless : keyed;
  return words.find((word) => widthOf(word, TYPE.least) <= room) ?? '';
}

function layoutProducer(
  builder: Builder,
  producer: ProducerFrame,
  topic: TopicFrame,
  area: Rect,
): void {
  const { spec, status, lastError } = producer;
  const { id } = spec;
  const key = `producer/${id}`;
  const isDead = status !== 'running';
  const acks = isDead ? status : `acks=${spec.configs['acks'] ?? 'all'}`;
  builder.nodes.set(`producer-${id}`, area);
  builder.add(
    card(key, area, {
      isDown: isDead,
      ...builder.edge('producer', id),
      target: {
        type: 'producer',
        id,
        label: `Producer ${id}, ${lastError ?? acks}, ${producer.ackedCount} of ${producer.createdCount} records acknowledged`,
      },
    }),
    nameLabel(`${key}/name`, id, area.x + PADDING, area.y + 31, isDead, TYPE.heading),
  );
  const wordX = area.x + PADDING + widthOf(id, TYPE.heading, 'serif', 560) + 12;
  const waiting = layoutWaiting(builder, producer, area);
  const room = waiting - wordX - 6;
  const second = lastError ?? partitionerWord(producer, topic.partitions.length, room);
  builder.add(
    label(`${key}/word`, fit(acks, room, TYPE.code, 'mono'), wordX, area.y + 21, {
      size: TYPE.code,
      face: 'mono',
      fill: 'ink',
    }),
    label(`${key}/how`, fit(second, room, TYPE.least), wordX, area.y + 37, {
      size: TYPE.least,
      fill: lastError === null ? 'ink-soft' : 'bad',
    }),
  );
}

/** At the right: the batch that waits, with its ring, and its records. Returns where that begins. */
function layoutWaiting(builder: Builder, producer: ProducerFrame, area: Rect): number {
  const right = area.x + area.width - 12;
  const pending = [...producer.pending.values()];
  if (pending.length === 0 || producer.status !== 'running') return right;
  const wait = batchRing(producer);
  if (wait !== null && area.width > WIDTH.many) {
    const words = Math.max(widthOf(wait.name, TYPE.label), widthOf(wait.note, TYPE.least));
    const left = right - words - 36;
    builder.wait({ ...wait.ring, x: left + 14, y: area.y + HEIGHT / 2, radius: 10 });
    builder.add(
      label(`producer/${producer.spec.id}/wait`, wait.name, left + 32, area.y + 22, {
        size: TYPE.label,
        fill: 'ink',
      }),
      label(`producer/${producer.spec.id}/wait/note`, wait.note, left + 32, area.y + 37, {
        size: TYPE.least,
      }),
    );
    return left;
  }
  const shown = pending.slice(0, MOST_WAITING);
  const left = right - shown.length * WAITING_PITCH;
  shown.forEach(({ recordId, key }, index) =>
    builder.add(waitingTile(recordId, key, left + index * WAITING_PITCH, area.y + 16)),
  );
  return left;
}

/** The wires of all producers: along the top, down one bus each, and into every slot. */
export function layoutProducerWires(
  builder: Builder,
  topic: TopicFrame,
  nibs: readonly Nib[],
  columns: Columns,
  laneY: number,
): void {
  const producers = producersOf(builder).filter(
    ({ spec, status }) => status === 'running' && spec.topic === topic.name,
  );
  const isAlone = producersOf(builder).length === 1;
  producers.forEach((producer, index) => {
    const { id } = producer.spec;
    const from = builder.nodes.get(`producer-${id}`);
    if (from === undefined) return;
    const start = isAlone
      ? { x: from.x + from.width, y: from.y + from.height / 2 }
      : { x: from.x + from.width - 20, y: from.y + from.height };
    const runY = isAlone ? start.y : laneY - index * WIRE_GAP;
    const busX = columns.busX + (index - (producers.length - 1) / 2) * WIRE_GAP;
    const top = isAlone ? [start] : [start, { x: start.x, y: runY }];
    for (const nib of nibs) {
      const wire: Wire = [
        ...top,
        { x: busX, y: runY },
        { x: busX, y: nib.y },
        { x: nib.x, y: nib.y },
      ];
      builder.wire(`producer-${id}>broker-${nib.leader}/${nib.partition}`, wire);
      if (!builder.wires.has(`producer-${id}>broker-${nib.leader}/Produce`)) {
        builder.wire(`producer-${id}>broker-${nib.leader}/Produce`, wire);
      }
      builder.add({
        type: 'path',
        key: `wire/${id}/${nib.partition}`,
        path: wirePath(wire),
        stroke: 'line-strong',
        strokeWidth: 1.3,
      });
    }
    if (isAlone && !columns.isNarrow) layoutDial(builder, producer, topic, from);
  });
}

/** The dial on the wire, and beside it the sum that chose the partition. */
function layoutDial(
  builder: Builder,
  { spec, lastRecord, pending }: ProducerFrame,
  { name, partitions }: TopicFrame,
  from: Rect,
): void {
  const centre = { x: from.x + from.width + 68, y: from.y + from.height / 2 };
  const chosen = lastRecord?.topic === name ? lastRecord.partition : null;
  builder.add(...dial(`dial/${spec.id}`, centre, DIAL, partitions.length, chosen));
  if (lastRecord === null || chosen === null || pending.size === 0) return;
  const sum = {
    key: `${lastRecord.key ?? ''}: hash mod ${partitions.length} = ${chosen}`,
    sticky: `no key: stays with ${chosen} for this batch`,
    'round robin': `in turn: ${chosen}`,
    random: `at random: ${chosen}`,
    hand: `by hand: ${chosen}`,
  }[lastRecord.by];
  builder.add(
    label(`dial/${spec.id}/sum`, sum, centre.x + DIAL + 22, centre.y - 10, { size: TYPE.label }),
  );
}
