// The Cluster view: producers | brokers with their replicas | consumer groups. From one broker with
// one partition to nine with twenty-four: rows shrink, then cells become bars.
import {
  type BrokerFrame,
  type ConsumerFrame,
  type Frame,
  type GroupFrame,
  leaderReplica,
  partitionKey,
  partitionLag,
  type PartitionFrame,
  type ProducerFrame,
  type ReplicaFrame,
} from '#trace/frame.ts';
import { type CellStyle, firstVisible, layoutCells } from '#stage/layout/cells.ts';
import {
  curveBetween,
  type Geometry,
  pathOf,
  type Rect,
  type Row,
} from '#stage/layout/geometry.ts';
import type { Mark, Paint, ViewContext } from '#stage/scene.ts';
import { keyGlyph, keyPaint } from '#stage/theme.ts';
import { seconds, type View, type ViewLayout } from './view.ts';

/** How a replica's row is drawn at a given height. */
interface RowStyle {
  readonly height: number;
  readonly cell: CellStyle | null;
  readonly labelWidth: number;
  readonly isTwoLine: boolean;
}

const ROW_STYLES: readonly RowStyle[] = [
  {
    height: 62,
    cell: { width: 40, height: 32, gap: 3, isTall: false },
    labelWidth: 84,
    isTwoLine: true,
  },
  {
    height: 48,
    cell: { width: 31, height: 24, gap: 3, isTall: false },
    labelWidth: 84,
    isTwoLine: true,
  },
  {
    height: 30,
    cell: { width: 29, height: 20, gap: 2, isTall: false },
    labelWidth: 84,
    isTwoLine: false,
  },
  {
    height: 22,
    cell: { width: 27, height: 16, gap: 2, isTall: false },
    labelWidth: 84,
    isTwoLine: false,
  },
  { height: 15, cell: null, labelWidth: 84, isTwoLine: false },
];

const HEADER = 40;
const CARD_PADDING = 14;
const CARD_GAP = 18;
const MARGIN = 18;
const SMALL = 720;

/** Everything that is built up while the picture is laid out. */
class Builder {
  readonly marks: Mark[] = [];
  readonly nodes = new Map<string, Rect>();
  readonly rows = new Map<string, Row>();

  constructor(
    readonly frame: Frame,
    readonly context: ViewContext,
  ) {}

  add(...marks: readonly Mark[]): void {
    this.marks.push(...marks);
  }

  isSelected(type: string, id: string): boolean {
    return this.context.selected === `${type}:${id}`;
  }

  isHighlighted(type: string, id: string): boolean {
    return this.context.highlighted.includes(`${type}:${id}`);
  }

  stroke(type: string, id: string, otherwise: Paint = 'line-strong'): Paint {
    return this.isSelected(type, id) || this.isHighlighted(type, id) ? 'accent' : otherwise;
  }

  strokeWidth(type: string, id: string): number {
    return this.isSelected(type, id) ? 2.5 : this.isHighlighted(type, id) ? 2 : 1.25;
  }
}

interface Hosted {
  readonly partition: PartitionFrame;
  readonly replica: ReplicaFrame;
}

function hostedBy(frame: Frame, broker: number, context: ViewContext): readonly Hosted[] {
  const hosted: Hosted[] = [];
  for (const topic of frame.topics.values()) {
    if (topic.isInternal && !context.showInternalTopics) continue;
    for (const partition of topic.partitions) {
      const replica = partition.replicas.get(broker);
      if (replica !== undefined) hosted.push({ partition, replica });
    }
  }
  // Leaders first, then by partition: what a broker decides on stands on top.
  const rank = ({ partition }: Hosted): number => (partition.state.leader === broker ? 0 : 1);
  return hosted.sort((a, b) => rank(a) - rank(b));
}

// ── Columns ─────────────────────────────────────────────────────────────────────────────────

interface Columns {
  readonly producers: Rect;
  readonly brokers: Rect;
  readonly groups: Rect;
  readonly isStacked: boolean;
}

function columnsOf(frame: Frame, { width, height }: ViewContext): Columns {
  if (width < SMALL) {
    const inner = width - 2 * 10;
    const producerHeight = frame.producers.size > 0 ? 58 : 0;
    return {
      producers: { x: 10, y: 10, width: inner, height: producerHeight },
      brokers: { x: 32, y: producerHeight + 28, width: inner - 22, height: 0 },
      groups: { x: 10, y: 0, width: inner, height: 0 },
      isStacked: true,
    };
  }
  const producerWidth = Math.min(132, Math.max(96, width * 0.13));
  const groupWidth = Math.min(190, Math.max(132, width * 0.19));
  const lane = Math.max(34, Math.min(84, width * 0.065));
  const brokersX = MARGIN + producerWidth + lane;
  const brokersWidth = width - brokersX - lane - groupWidth - MARGIN;
  return {
    producers: { x: MARGIN, y: MARGIN, width: producerWidth, height: height - 2 * MARGIN },
    brokers: { x: brokersX, y: MARGIN, width: brokersWidth, height: height - 2 * MARGIN },
    groups: {
      x: brokersX + brokersWidth + lane,
      y: MARGIN,
      width: groupWidth,
      height: height - 2 * MARGIN,
    },
    isStacked: false,
  };
}

// ── Brokers ─────────────────────────────────────────────────────────────────────────────────

function brokerGrid(count: number, width: number): number {
  if (count <= 3) return 1;
  if (width < 520) return 1;
  return count <= 6 ? 2 : 3;
}

/** Cards of a grid row are as high as their fullest; the style is the largest that fits. */
function chooseStyle(
  counts: readonly number[],
  columns: number,
  height: number,
  styles: readonly RowStyle[],
): RowStyle {
  const fitting = styles.find((style) => gridHeight(counts, columns, style) <= height);
  return fitting ?? (styles.at(-1) as RowStyle);
}

function cardHeight(rows: number, style: RowStyle): number {
  return HEADER + Math.max(1, rows) * style.height + CARD_PADDING - 4;
}

function gridHeight(counts: readonly number[], columns: number, style: RowStyle): number {
  let total = 0;
  for (let first = 0; first < counts.length; first += columns) {
    const most = Math.max(...counts.slice(first, first + columns));
    total += cardHeight(most, style) + (first > 0 ? CARD_GAP : 0);
  }
  return total;
}

function layoutBrokers(builder: Builder, area: Rect): number {
  const { frame, context } = builder;
  const brokers = [...frame.brokers.values()];
  const hosted = new Map(brokers.map(({ id }) => [id, hostedBy(frame, id, context)]));
  const columns = brokerGrid(brokers.length, area.width);
  const counts = brokers.map(({ id }) => hosted.get(id)?.length ?? 0);
  const isStacked = area.height === 0;
  const available = isStacked ? context.height - area.y : area.height;
  // A stacked picture scrolls anyway: there records stay readable, however many there are.
  const styles = isStacked ? ROW_STYLES.filter(({ cell }) => cell !== null) : ROW_STYLES;
  const separate = [...frame.controllers.values()].filter(({ id }) => !frame.brokers.has(id));
  const top = separate.length > 0 ? layoutControllers(builder, area) : area.y;
  const style = chooseStyle(counts, columns, available - (top - area.y), styles);
  const total = gridHeight(counts, columns, style);
  // A small cluster is centred, so that the picture has no empty half.
  const spare = isStacked ? 0 : (available - (top - area.y) - total) / 2;
  let y = top + Math.max(0, spare);
  const width = (area.width - (columns - 1) * CARD_GAP) / columns;
  for (let first = 0; first < brokers.length; first += columns) {
    const group = brokers.slice(first, first + columns);
    const height = cardHeight(
      Math.max(...group.map(({ id }) => hosted.get(id)?.length ?? 0)),
      style,
    );
    group.forEach((broker, index) => {
      const x = area.x + index * (width + CARD_GAP);
      layoutBroker(builder, broker, hosted.get(broker.id) ?? [], { x, y, width, height }, style);
    });
    y += height + CARD_GAP;
  }
  return y;
}

function brokerWord(frame: Frame, broker: BrokerFrame): { text: string; paint: Paint } {
  switch (broker.status) {
    case 'crashed':
      return { text: `crashed at ${seconds(broker.statusAtUs)}`, paint: 'bad' };
    case 'stopped':
      return { text: `stopped at ${seconds(broker.statusAtUs)}`, paint: 'bad' };
    case 'paused':
      return { text: `paused at ${seconds(broker.statusAtUs)}`, paint: 'warn' };
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

function layoutBroker(
  builder: Builder,
  broker: BrokerFrame,
  hosted: readonly Hosted[],
  card: Rect,
  style: RowStyle,
): void {
  const { frame } = builder;
  const id = String(broker.id);
  const isDead = broker.status === 'crashed' || broker.status === 'stopped';
  const word = brokerWord(frame, broker);
  builder.nodes.set(`broker-${id}`, card);
  const hasController = frame.controllers.has(broker.id);
  if (hasController) builder.nodes.set(`controller-${id}`, { ...card, height: HEADER });
  const fenced = isDead && broker.registration === 'unfenced' ? ' · not fenced yet' : '';
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
        label: `Broker ${id}, ${word.text}, hosts ${hosted.length} replicas`,
      },
    },
    {
      type: 'text',
      key: `broker/${id}/name`,
      x: card.x + CARD_PADDING,
      y: card.y + 25,
      text: `Broker ${id}`,
      size: 14,
      weight: 700,
      fill: isDead ? 'ink-faint' : 'ink',
    },
    {
      type: 'text',
      key: `broker/${id}/word`,
      x: card.x + CARD_PADDING + 60 + id.length * 9 + 8,
      y: card.y + 25,
      text: `${isDead ? '✕ ' : ''}${word.text}${fenced}`,
      size: 11.5,
      fill: word.paint,
    },
  );
  if (broker.rack !== null) {
    builder.add({
      type: 'text',
      key: `broker/${id}/rack`,
      x: card.x + card.width - CARD_PADDING,
      y: card.y + 25,
      text: `rack ${broker.rack}`,
      size: 11.5,
      fill: 'ink-soft',
      anchor: 'end',
    });
  }
  hosted.forEach(({ partition, replica }, index) => {
    const area: Rect = {
      x: card.x + CARD_PADDING,
      y: card.y + HEADER + index * style.height,
      width: card.width - 2 * CARD_PADDING,
      height: style.height,
    };
    layoutReplica(builder, partition, replica, area, style, isDead);
  });
}

function roleWord(partition: PartitionFrame, replica: ReplicaFrame, isDead: boolean): string {
  if (isDead || replica.role === 'offline' || replica.role === 'none') return 'offline';
  if (replica.role === 'leader') return '★ leader';
  return partition.state.isr.includes(replica.broker) ? 'follower' : 'follower, behind';
}

function layoutReplica(
  builder: Builder,
  partition: PartitionFrame,
  replica: ReplicaFrame,
  area: Rect,
  style: RowStyle,
  isDead: boolean,
): void {
  const key = partitionKey(partition.topic, partition.partition);
  const id = `${key}@${replica.broker}`;
  const isLeader = replica.role === 'leader' && !isDead;
  const isInSync = partition.state.isr.includes(replica.broker);
  const role = roleWord(partition, replica, isDead);
  const isMarked = builder.isSelected('replica', id) || builder.isHighlighted('replica', id);
  const wantsPartition =
    builder.isSelected('partition', key) || builder.isHighlighted('partition', key);
  const rolePaint: Paint = isLeader ? 'accent' : isDead || isInSync ? 'ink-faint' : 'warn';
  builder.add({
    type: 'box',
    key: `replica/${id}`,
    x: area.x - 6,
    y: area.y + 1,
    width: area.width + 12,
    height: area.height - 2,
    radius: 7,
    fill: isMarked || wantsPartition ? 'accent-soft' : 'none',
    stroke: isMarked ? 'accent' : 'none',
    target: {
      type: 'replica',
      id,
      label: `Replica of ${key} on broker ${replica.broker}, ${role}, log end offset ${replica.logEndOffset}, high watermark ${replica.highWatermark}`,
    },
  });
  const middle = area.y + area.height / 2;
  const label = (
    suffix: string,
    text: string,
    y: number,
    paint: Paint,
    weight: 400 | 600,
  ): Mark => ({
    type: 'text',
    key: `replica/${id}/${suffix}`,
    x: area.x,
    y,
    text,
    size: suffix === 'name' ? 12 : 11,
    fill: paint,
    weight,
    ...(suffix === 'name' ? { isMono: true } : {}),
  });
  const namePaint: Paint = isDead ? 'ink-faint' : 'ink';
  if (style.isTwoLine) {
    builder.add(
      label('name', shorten(key, 12), middle - 3, namePaint, 400),
      label('role', role, middle + 12, rolePaint, isLeader ? 600 : 400),
    );
  } else {
    const name = `${isLeader ? '★ ' : ''}${shorten(key, isLeader ? 9 : 11)}`;
    const paint = isLeader ? 'accent' : namePaint;
    builder.add(label('name', name, middle + 4, paint, isLeader ? 600 : 400));
  }
  const cells: Rect = {
    x: area.x + style.labelWidth,
    y: area.y,
    width: area.width - style.labelWidth,
    height: area.height,
  };
  // A replica that is dead shows what it has; a living one stands in line with its leader.
  const endOffset = isDead
    ? replica.logEndOffset
    : (leaderReplica(partition)?.logEndOffset ?? replica.logEndOffset);
  if (style.cell === null) {
    layoutBar(builder, id, replica, cells, endOffset, isLeader, isDead);
    return;
  }
  const first = firstVisible(cells, style.cell, Math.max(endOffset, replica.logEndOffset));
  const { marks, row } = layoutCells(key, replica, cells, style.cell, first, {
    isLeader,
    isDead,
    labelHighWatermark: isLeader && style.isTwoLine,
  });
  builder.add(...marks);
  if (replica.logEndOffset < first) builder.add(farBehind(id, replica, cells));
  builder.rows.set(id, row);
}

/** A log that ends before the offsets in sight. */
function farBehind(id: string, { logEndOffset }: ReplicaFrame, cells: Rect): Mark {
  return {
    type: 'text',
    key: `replica/${id}/behind`,
    x: cells.x + 14,
    y: cells.y + cells.height / 2 + 4,
    text: `← ends at ${logEndOffset}`,
    size: 11,
    fill: 'warn',
  };
}

/** Too many replicas for cells: how much of the leader's log this one has. */
function layoutBar(
  builder: Builder,
  id: string,
  replica: ReplicaFrame,
  area: Rect,
  endOffset: number,
  isLeader: boolean,
  isDead: boolean,
): void {
  const share = endOffset === 0 ? 0 : Math.min(1, replica.logEndOffset / endOffset);
  const width = Math.max(0, area.width - 52);
  const bar = { x: area.x, y: area.y + area.height / 2 - 3, height: 6, radius: 3 };
  builder.add(
    { type: 'box', key: `bar/${id}`, ...bar, width, fill: 'line', stroke: 'none' },
    {
      type: 'box',
      key: `bar/${id}/fill`,
      ...bar,
      width: width * share,
      fill: isDead ? 'line-strong' : isLeader ? 'accent' : 'ink-faint',
      stroke: 'none',
    },
    {
      type: 'text',
      key: `bar/${id}/end`,
      x: area.x + area.width,
      y: area.y + area.height / 2 + 4,
      text: String(replica.logEndOffset),
      size: 10,
      fill: 'ink-soft',
      anchor: 'end',
      isMono: true,
    },
  );
  builder.rows.set(id, { ...area, tailX: area.x + width * share });
}

function shorten(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 4)}…${text.slice(-3)}`;
}

function layoutControllers(builder: Builder, area: Rect): number {
  const { frame } = builder;
  const separate = [...frame.controllers.values()].filter(({ id }) => !frame.brokers.has(id));
  const gap = 10;
  const width = (area.width - (separate.length - 1) * gap) / separate.length;
  separate.forEach((controller, index) => {
    const id = String(controller.id);
    const card: Rect = { x: area.x + index * (width + gap), y: area.y, width, height: 46 };
    const isDead = controller.status === 'crashed' || controller.status === 'stopped';
    builder.nodes.set(`controller-${id}`, card);
    const word = isDead
      ? `✕ ${controller.status}`
      : controller.isActive
        ? `♛ active · epoch ${controller.epoch}`
        : `${controller.state} · epoch ${controller.epoch}`;
    builder.add(
      {
        type: 'box',
        key: `controller/${id}`,
        ...card,
        radius: 10,
        fill: isDead ? 'paper' : 'panel',
        stroke: builder.stroke('controller', id),
        strokeWidth: builder.strokeWidth('controller', id),
        isDashed: isDead,
        isStriped: isDead,
        target: { type: 'controller', id, label: `Controller ${id}, ${word}` },
      },
      {
        type: 'text',
        key: `controller/${id}/name`,
        x: card.x + 10,
        y: card.y + 19,
        text: `Controller ${id}`,
        size: 12,
        weight: 600,
        fill: isDead ? 'ink-faint' : 'ink',
      },
      {
        type: 'text',
        key: `controller/${id}/word`,
        x: card.x + 10,
        y: card.y + 35,
        text: word,
        size: 11,
        fill: isDead ? 'bad' : 'ink-soft',
      },
    );
  });
  return area.y + 46 + CARD_GAP;
}

// ── Producers ───────────────────────────────────────────────────────────────────────────────

const PRODUCER_HEIGHT = 58;

function layoutProducers(builder: Builder, area: Rect, isStacked: boolean): void {
  const producers = [...builder.frame.producers.values()];
  if (isStacked) {
    const gap = 8;
    const width = Math.min(
      150,
      (area.width - (producers.length - 1) * gap) / Math.max(1, producers.length),
    );
    producers.forEach((producer, index) => {
      const x = area.x + index * (width + gap);
      layoutProducer(builder, producer, { x, y: area.y, width, height: PRODUCER_HEIGHT });
    });
    return;
  }
  const step = Math.min(150, area.height / Math.max(1, producers.length));
  const top = area.y + (area.height - step * producers.length) / 2;
  producers.forEach((producer, index) => {
    const y = top + index * step + (step - PRODUCER_HEIGHT) / 2;
    layoutProducer(builder, producer, { x: area.x, y, width: area.width, height: PRODUCER_HEIGHT });
  });
}

function layoutProducer(builder: Builder, producer: ProducerFrame, card: Rect): void {
  const { spec, status } = producer;
  const isDead = status !== 'running';
  builder.nodes.set(`producer-${spec.id}`, card);
  const acks = spec.configs['acks'] ?? 'all';
  const word = isDead ? 'closed' : `acks=${acks}`;
  builder.add(
    {
      type: 'box',
      key: `producer/${spec.id}`,
      ...card,
      radius: 11,
      fill: isDead ? 'paper' : 'panel',
      stroke: builder.stroke('producer', spec.id),
      strokeWidth: builder.strokeWidth('producer', spec.id),
      isDashed: isDead,
      target: {
        type: 'producer',
        id: spec.id,
        label: `Producer ${spec.id}, ${producer.lastError ?? word}, ${producer.ackedCount} of ${producer.createdCount} records acknowledged`,
      },
    },
    {
      type: 'text',
      key: `producer/${spec.id}/name`,
      x: card.x + 12,
      y: card.y + 22,
      text: spec.id,
      size: 13.5,
      weight: 700,
      fill: isDead ? 'ink-faint' : 'ink',
    },
    {
      type: 'text',
      key: `producer/${spec.id}/word`,
      x: card.x + 16 + spec.id.length * 9,
      y: card.y + 22,
      text: fit(word, card.width - 24 - spec.id.length * 9, 11),
      size: 11,
      fill: 'ink-soft',
    },
  );
  if (producer.lastError !== null && !isDead) {
    builder.add({
      type: 'text',
      key: `producer/${spec.id}/error`,
      x: card.x + 2,
      y: card.y + card.height + 13,
      text: producer.lastError,
      size: 9.5,
      weight: 600,
      fill: 'bad',
    });
  }
  const most = Math.max(1, Math.floor((card.width - 20) / 20));
  const waiting = [...producer.pending.values()];
  const shown = waiting.length > most ? waiting.slice(0, most - 1) : waiting;
  shown.forEach(({ recordId, key }, index) => {
    builder.add({
      type: 'cell',
      key: `pending/${recordId}`,
      x: card.x + 12 + index * 20,
      y: card.y + 32,
      width: 17,
      height: 17,
      fill: keyPaint(key),
      ink: 'panel',
      text: keyGlyph(key),
    });
  });
  if (waiting.length > shown.length) {
    builder.add({
      type: 'text',
      key: `producer/${spec.id}/more`,
      x: card.x + 13 + shown.length * 20,
      y: card.y + 45,
      text: `+${waiting.length - shown.length}`,
      size: 10.5,
      fill: 'ink-soft',
    });
  }
}

/** Cuts text to about `width` px. */
function fit(text: string, width: number, size: number): string {
  const most = Math.max(3, Math.floor(width / (size * 0.56)));
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}

// ── Groups ──────────────────────────────────────────────────────────────────────────────────

interface GroupBlock {
  readonly id: string;
  readonly group: GroupFrame | undefined;
  readonly consumers: readonly ConsumerFrame[];
}

function groupBlocks(frame: Frame): readonly GroupBlock[] {
  const byGroup = new Map<string, ConsumerFrame[]>();
  for (const consumer of frame.consumers.values()) {
    const isGone = consumer.status === 'stopped';
    if (isGone) continue;
    const id = consumer.spec.group ?? '';
    const others = byGroup.get(id);
    if (others === undefined) byGroup.set(id, [consumer]);
    else others.push(consumer);
  }
  for (const group of frame.groups.values()) if (!byGroup.has(group.id)) byGroup.set(group.id, []);
  return [...byGroup].map(([id, consumers]) => ({ id, group: frame.groups.get(id), consumers }));
}

const GROUP_HEADER = 48;
const MEMBER_HEIGHTS: readonly number[] = [88, 62, 40];

function layoutGroups(builder: Builder, area: Rect, isStacked: boolean): number {
  const blocks = groupBlocks(builder.frame);
  const columns = isStacked ? 2 : 1;
  const rowsOf = (block: GroupBlock): number => Math.ceil(block.consumers.length / columns);
  const totalAt = (memberHeight: number): number =>
    blocks.reduce(
      (sum, block) => sum + GROUP_HEADER + rowsOf(block) * (memberHeight + 8) + 6 + 14,
      -14,
    );
  const memberHeight = isStacked
    ? 62
    : (MEMBER_HEIGHTS.find((height) => totalAt(height) <= area.height) ?? 40);
  let y = isStacked ? area.y : area.y + Math.max(0, (area.height - totalAt(memberHeight)) / 2);
  for (const block of blocks) {
    const height = GROUP_HEADER + rowsOf(block) * (memberHeight + 8) + 6;
    layoutGroup(builder, block, { x: area.x, y, width: area.width, height }, memberHeight, columns);
    y += height + 14;
  }
  return y;
}

function layoutGroup(
  builder: Builder,
  block: GroupBlock,
  card: Rect,
  memberHeight: number,
  columns: number,
): void {
  const { id, group, consumers } = block;
  const name = id === '' ? 'no group' : id;
  const word =
    group === undefined
      ? id === ''
        ? 'standalone: assign()'
        : 'looking for its coordinator'
      : group.state;
  const generation = group === undefined ? '' : generationOf(group);
  const isCalm = group === undefined || group.state === 'Stable' || group.state === 'Empty';
  builder.add(
    {
      type: 'box',
      key: `group/${id}`,
      ...card,
      radius: 14,
      fill: 'accent-soft',
      stroke: builder.stroke('group', id, 'line'),
      strokeWidth: builder.strokeWidth('group', id),
      opacity: 0.92,
      ...(id === ''
        ? {}
        : {
            target: {
              type: 'group',
              id,
              label: `Group ${name}, ${word}, ${generation}, ${consumers.length} members`,
            },
          }),
    },
    {
      type: 'text',
      key: `group/${id}/name`,
      x: card.x + 12,
      y: card.y + 22,
      text: name,
      size: 13.5,
      weight: 700,
      fill: 'ink',
    },
    {
      type: 'text',
      key: `group/${id}/generation`,
      x: card.x + card.width - 12,
      y: card.y + 22,
      text: name.length * 8.5 + 90 > card.width ? generation.replace('eration', '.') : generation,
      size: 10.5,
      fill: 'ink-soft',
      anchor: 'end',
    },
    {
      type: 'text',
      key: `group/${id}/word`,
      x: card.x + 12,
      y: card.y + 38,
      text: fit(word, card.width - 20, 11),
      size: 11,
      fill: isCalm ? 'ink-soft' : 'warn',
    },
  );
  const width = (card.width - 20 - (columns - 1) * 8) / columns;
  consumers.forEach((consumer, index) => {
    const member: Rect = {
      x: card.x + 10 + (index % columns) * (width + 8),
      y: card.y + GROUP_HEADER + Math.floor(index / columns) * (memberHeight + 8),
      width,
      height: memberHeight,
    };
    layoutConsumer(builder, consumer, group, member);
  });
}

/** What counts a group's assignments: generations, or epochs by the consumer protocol. */
function generationOf({ protocol, generation }: GroupFrame): string {
  return protocol === 'consumer' ? `epoch ${generation}` : `generation ${generation}`;
}

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
  if (consumer.paused.size > 0) return 'partition paused';
  if (consumer.owned.length === 0) {
    // By the consumer protocol others may still have to give up what will be its own.
    return group?.state === 'Reconciling' || group?.state === 'Assigning' ? 'waiting' : 'idle';
  }
  if (consumer.processing !== null) return 'processing';
  return consumer.spec.rack === null ? '' : `rack ${consumer.spec.rack}`;
}

function isCalmWord(word: string): boolean {
  return word === 'processing' || word === 'waiting' || word.startsWith('rack ');
}

function membershipWord(membership: string): string {
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

const LAG_FULL = 50;

function layoutConsumer(
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

function layoutChips(
  builder: Builder,
  consumer: string,
  owned: readonly string[],
  card: Rect,
): void {
  const isLow = card.height < 60;
  const y = isLow ? card.y + 22 : card.y + 26;
  const height = 16;
  let x = card.x + 7;
  const right = card.x + card.width - 7;
  const names = owned.map((key) => shorten(key, 11));
  const widthOf = (text: string, size: number): number => text.length * size * 0.61 + 8;
  const fitsAt = (size: number): boolean =>
    names.reduce((sum, name) => sum + widthOf(name, size) + 3, -3) <= right - x;
  const nameSize = [10.5, 9.5].find(fitsAt);
  const size = nameSize ?? 10.5;
  for (const [index, key] of owned.entries()) {
    const left = owned.length - index;
    const number = `#${key.slice(key.lastIndexOf('-') + 1)}`;
    const text = nameSize === undefined ? number : (names[index] ?? key);
    const width = widthOf(text, size);
    const moreText = `+${left}`;
    const isLast = nameSize === undefined && x + width > right - (left > 1 ? 26 : 0);
    const shownText = isLast && left > 1 ? moreText : text;
    const shownWidth = Math.min(isLast && left > 1 ? 26 : width, right - x);
    if (shownWidth < 14) return;
    builder.add(
      {
        type: 'box',
        key: `chip/${consumer}/${index}`,
        x,
        y,
        width: shownWidth,
        height,
        radius: 8,
        fill: 'accent-soft',
        stroke: 'none',
      },
      {
        type: 'text',
        key: `chip/${consumer}/${index}/text`,
        x: x + shownWidth / 2,
        y: y + 12,
        text: shownText,
        size,
        fill: 'accent',
        anchor: 'middle',
        isMono: true,
      },
    );
    if (isLast) return;
    x += shownWidth + 3;
  }
}

// ── Edges ───────────────────────────────────────────────────────────────────────────────────

/** Faint lines for who works with whom; lit while something travels. */
function layoutEdges(builder: Builder): readonly Mark[] {
  const { frame, nodes } = builder;
  const edges = new Map<string, boolean>();
  const connect = (a: string, b: string, isLit: boolean): void => {
    if (!nodes.has(a) || !nodes.has(b)) return;
    const key = `${a}>${b}`;
    edges.set(key, (edges.get(key) ?? false) || isLit);
  };
  for (const { spec, status } of frame.producers.values()) {
    if (status !== 'running') continue;
    for (const { state } of frame.topics.get(spec.topic)?.partitions ?? []) {
      connect(`producer-${spec.id}`, `broker-${state.leader}`, false);
    }
  }
  for (const { spec, owned, readReplicas } of frame.consumers.values()) {
    for (const { topic, partition } of owned) {
      const leader = frame.topics.get(topic)?.partitions[partition]?.state.leader ?? -1;
      const source = readReplicas.get(partitionKey(topic, partition)) ?? leader;
      connect(`broker-${source}`, `consumer-${spec.id}`, false);
    }
  }
  for (const { from, to, cargo } of frame.packets.values()) {
    if (cargo.length === 0) continue;
    const isOutward = from.startsWith('producer-') || to.startsWith('consumer-');
    connect(isOutward ? from : to, isOutward ? to : from, true);
  }
  return [...edges].flatMap(([key, isLit]): Mark[] => {
    const [a = '', b = ''] = key.split('>');
    const [from, to] = [nodes.get(a), nodes.get(b)];
    if (from === undefined || to === undefined) return [];
    return [
      {
        type: 'path',
        key: `edge/${key}`,
        path: pathOf(curveBetween(from, to)),
        stroke: isLit ? 'accent' : 'line-strong',
        strokeWidth: isLit ? 1.5 : 1,
        opacity: isLit ? 0.75 : 0.6,
        layer: -1,
      },
    ];
  });
}

function summarise(frame: Frame): string {
  const brokers = [...frame.brokers.values()];
  const running = brokers.filter((broker) => broker.status === 'running').length;
  const groups = [...frame.groups.values()].map((group) => `group ${group.id} ${group.state}`);
  return `Cluster: ${running} of ${brokers.length} brokers running, ${frame.producers.size} producers, ${groups.join(', ') || 'no groups'}.`;
}

export const clusterView: View = (frame: Frame, context: ViewContext): ViewLayout => {
  const builder = new Builder(frame, context);
  const columns = columnsOf(frame, context);
  layoutProducers(builder, columns.producers, columns.isStacked);
  const brokersEnd = layoutBrokers(builder, columns.brokers);
  const groupsArea = columns.isStacked ? { ...columns.groups, y: brokersEnd + 6 } : columns.groups;
  const groupsEnd = layoutGroups(builder, groupsArea, columns.isStacked);
  const edges = layoutEdges(builder);
  const bottom = Math.max(brokersEnd, groupsEnd) + (columns.isStacked ? 10 : 0);
  const geometry: Geometry = {
    nodes: builder.nodes,
    rows: builder.rows,
    isMiddle: (node) => node.startsWith('broker-') || node.startsWith('controller-'),
  };
  return {
    scene: {
      width: context.width,
      height: Math.max(context.height, Math.ceil(bottom)),
      marks: [...edges, ...builder.marks],
      summary: summarise(frame),
    },
    geometry,
  };
};
