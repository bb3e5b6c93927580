// The Topic view: each partition one long log. Records stand at their offsets; rulers say how far
// the log goes, what is visible, and where each group stands. The view to begin with.
import {
  type ConsumerFrame,
  type Frame,
  leaderReplica,
  partitionKey,
  type PartitionFrame,
  type TopicFrame,
} from '#trace/frame.ts';
import { type CellStyle, firstVisible, layoutCells, offsetX } from '#stage/layout/cells.ts';
import type { Geometry, Rect, Row } from '#stage/layout/geometry.ts';
import { hangLabels, type HungLabel, type Label } from '#stage/layout/pointers.ts';
import type { Mark, Paint, ViewContext } from '#stage/scene.ts';
import { keyGlyph, keyPaint } from '#stage/theme.ts';
import type { View, ViewLayout } from './view.ts';

const CELL: CellStyle = { width: 34, height: 40, gap: 3, isTall: true };
const LARGE_CELL: CellStyle = { width: 42, height: 52, gap: 3, isTall: true };
const SMALL_CELL: CellStyle = { width: 27, height: 34, gap: 2, isTall: true };
const SMALL = 620;
const LANE = 17;
/** Where the first partition begins, below the producers. */
const TOP = 62;
/** Above the strip: rulers and what lies further back. */
const HEAD = 24;

interface Pointer {
  readonly key: string;
  readonly offset: number;
  readonly text: string;
  readonly paint: Paint;
  /** Drawn as a triangle (where somebody reads) or a flag (what is committed). */
  readonly isReader: boolean;
}

/** What points at a partition from below: committed offsets of groups, positions of consumers. */
function pointersAt(frame: Frame, partition: PartitionFrame): readonly Pointer[] {
  const key = partitionKey(partition.topic, partition.partition);
  const pointers: Pointer[] = [];
  for (const group of frame.groups.values()) {
    const committed = group.committed.get(key);
    if (committed === undefined) continue;
    pointers.push({
      key: `committed/${group.id}/${key}`,
      offset: committed,
      text: `${group.id} committed ${committed}`,
      paint: 'ink-soft',
      isReader: false,
    });
  }
  for (const consumer of frame.consumers.values()) {
    const position = consumer.positions.get(key);
    if (position === undefined || consumer.status !== 'running') continue;
    pointers.push({
      key: `position/${consumer.spec.id}/${key}`,
      offset: position,
      text: `${consumer.spec.id} reads ${position} next`,
      paint: 'accent',
      isReader: true,
    });
  }
  return pointers;
}

function topicOf(frame: Frame, name: string): TopicFrame | undefined {
  const named = frame.topics.get(name);
  if (named !== undefined) return named;
  for (const topic of frame.topics.values()) if (!topic.isInternal) return topic;
  return undefined;
}

function hasOwner(frame: Frame, partition: PartitionFrame): boolean {
  for (const consumer of frame.consumers.values()) {
    for (const owned of consumer.owned) {
      if (owned.topic === partition.topic && owned.partition === partition.partition) return true;
    }
  }
  return false;
}

function leaderWord(leader: number, isShort: boolean): string {
  if (leader === -1) return 'no leader';
  return isShort ? `★ b${leader}` : `★ broker ${leader}`;
}

class TopicBuilder {
  readonly marks: Mark[] = [];
  readonly rows = new Map<string, Row>();
  readonly nodes = new Map<string, Rect>();

  constructor(
    readonly frame: Frame,
    readonly context: ViewContext,
    readonly topic: TopicFrame,
  ) {}

  private isMarked(type: string, id: string): boolean {
    const name = `${type}:${id}`;
    return this.context.selected === name || this.context.highlighted.includes(name);
  }

  /** Producers as chips along the top. */
  producers(area: Rect): void {
    let { x } = area;
    for (const producer of this.frame.producers.values()) {
      const { spec } = producer;
      const chipWidth = Math.min(
        200,
        66 + spec.id.length * 8 + Math.min(4, producer.pending.size) * 20,
      );
      if (x + chipWidth > area.x + area.width) return;
      const card = { x, y: area.y, width: chipWidth, height: 34 };
      this.nodes.set(`producer-${spec.id}`, card);
      this.marks.push(
        {
          type: 'box',
          key: `producer/${spec.id}`,
          ...card,
          radius: 10,
          fill: 'panel',
          stroke: this.isMarked('producer', spec.id) ? 'accent' : 'line-strong',
          strokeWidth: this.isMarked('producer', spec.id) ? 2.5 : 1.25,
          target: {
            type: 'producer',
            id: spec.id,
            label: `Producer ${spec.id}, ${producer.ackedCount} of ${producer.createdCount} records acknowledged`,
          },
        },
        {
          type: 'text',
          key: `producer/${spec.id}/name`,
          x: x + 12,
          y: area.y + 22,
          text: spec.id,
          size: 13.5,
          weight: 700,
          fill: 'ink',
        },
      );
      [...producer.pending.values()].slice(0, 4).forEach(({ recordId, key }, index) => {
        this.marks.push({
          type: 'cell',
          key: `pending/${recordId}`,
          x: x + 20 + spec.id.length * 9 + index * 20,
          y: area.y + 8,
          width: 17,
          height: 17,
          fill: keyPaint(key),
          ink: 'panel',
          text: keyGlyph(key),
        });
      });
      x += chipWidth + 10;
    }
  }

  /** One partition: its strip, its rulers, who points at it. Returns where it ends. */
  partition(
    partition: PartitionFrame,
    x: number,
    y: number,
    width: number,
    style: CellStyle,
  ): number {
    const key = partitionKey(partition.topic, partition.partition);
    const leader = leaderReplica(partition);
    const labelWidth = this.context.width < SMALL ? 70 : 104;
    const area: Rect = {
      x: x + labelWidth,
      y: y + HEAD,
      width: width - labelWidth - 12,
      height: style.height,
    };
    const isMarked = this.isMarked('partition', key);
    const pointers = leader === undefined ? [] : pointersAt(this.frame, partition);
    const first = firstVisible(area, style, leader?.logEndOffset ?? 0);
    const labels = pointers.map((pointer) => labelOf(pointer, area, style, first));
    const hung = hangLabels(labels, area.x, area.x + area.width);
    const laneCount = Math.max(1, ...hung.map(({ lane }) => lane + 1));
    const height = HEAD + style.height + 12 + laneCount * LANE + 10;
    this.marks.push({
      type: 'box',
      key: `partition/${key}`,
      x,
      y,
      width,
      height,
      radius: 12,
      fill: 'panel',
      stroke: isMarked ? 'accent' : 'line',
      strokeWidth: isMarked ? 2.5 : 1,
      target: {
        type: 'partition',
        id: key,
        label: `Partition ${key}, ${leader === undefined ? 'no leader' : `leader broker ${leader.broker}, high watermark ${leader.highWatermark}, log end offset ${leader.logEndOffset}`}`,
      },
    });
    this.label(key, partition, x, area.y + area.height / 2);
    if (leader === undefined) {
      this.note(key, 'no leader: nobody can write or read it', area, 'bad');
    } else {
      this.strip(key, partition, area, style, first);
      pointers.forEach((pointer, index) => {
        const place = hung[index];
        if (place !== undefined) this.pointer(pointer, place, area);
      });
    }
    return y + height + 12;
  }

  private label(key: string, partition: PartitionFrame, x: number, middle: number): void {
    const { state } = partition;
    const isNobodys = this.frame.groups.size > 0 && !hasOwner(this.frame, partition);
    this.marks.push(
      {
        type: 'text',
        key: `partition/${key}/name`,
        x: x + 12,
        y: middle - 2,
        text: this.context.width < SMALL ? `P${partition.partition}` : key,
        size: 13,
        weight: 600,
        fill: 'ink',
        isMono: true,
      },
      {
        type: 'text',
        key: `partition/${key}/leader`,
        x: x + 12,
        y: middle + 15,
        text: leaderWord(state.leader, this.context.width < SMALL),
        size: 11,
        fill: state.leader === -1 ? 'bad' : 'ink-soft',
      },
    );
    if (isNobodys) {
      this.marks.push({
        type: 'text',
        key: `partition/${key}/owner`,
        x: x + 12,
        y: middle + 31,
        text: this.context.width < SMALL ? 'unowned' : 'no owner',
        size: 11,
        fill: 'warn',
      });
    }
  }

  private note(key: string, text: string, area: Rect, fill: Paint): void {
    this.marks.push({
      type: 'text',
      key: `partition/${key}/note`,
      x: area.x + 6,
      y: area.y + area.height / 2 + 4,
      text,
      size: 12,
      fill,
    });
  }

  private strip(
    key: string,
    partition: PartitionFrame,
    area: Rect,
    style: CellStyle,
    first: number,
  ): void {
    const leader = leaderReplica(partition);
    if (leader === undefined) return;
    this.marks.push({
      type: 'box',
      key: `strip/${key}`,
      x: area.x - 4,
      y: area.y - 3,
      width: area.width + 8,
      height: area.height + 6,
      radius: 8,
      fill: 'paper',
      stroke: 'none',
    });
    const { marks, row } = layoutCells(key, leader, area, style, first, {
      isLeader: true,
      isDead: false,
      labelHighWatermark: false,
    });
    this.marks.push(...marks);
    for (const broker of partition.state.replicas) {
      this.rows.set(`${key}@${broker}`, row);
    }
    this.nodes.set(`partition-${key}`, area);
    const isEmpty = leader.logEndOffset === 0;
    if (isEmpty)
      this.note(key, 'empty · next offset 0', { ...area, x: area.x + style.width }, 'ink-faint');
    const endX = offsetX(area, style, first, leader.logEndOffset);
    const isTogether = leader.highWatermark === leader.logEndOffset;
    this.ruler(
      key,
      'end',
      isTogether ? `HW = LEO ${leader.logEndOffset}` : `LEO ${leader.logEndOffset}`,
      endX,
      area,
    );
    if (!isTogether && leader.highWatermark >= first) {
      const x = offsetX(area, style, first, leader.highWatermark);
      if (endX - x > 62) this.ruler(key, 'hw', `HW ${leader.highWatermark}`, x, area);
    }
    if (first > 0) {
      this.marks.push({
        type: 'text',
        key: `partition/${key}/first`,
        x: area.x,
        y: area.y - 6,
        text: `‹ ${first} earlier`,
        size: 10,
        fill: 'ink-faint',
      });
    }
    if (!isEmpty && endX + style.width <= area.x + area.width) {
      this.marks.push({
        type: 'box',
        key: `next/${key}`,
        x: endX,
        y: area.y,
        width: style.width,
        height: style.height,
        radius: 5,
        fill: 'none',
        stroke: 'line-strong',
        isDashed: true,
      });
    }
  }

  private ruler(key: string, name: string, text: string, x: number, area: Rect): void {
    const right = area.x + area.width;
    const isAtEdge = x + text.length * 6.5 > right + 6;
    this.marks.push({
      type: 'text',
      key: `ruler/${name}/${key}`,
      x: Math.min(x, right),
      y: area.y - 6,
      text,
      size: 10.5,
      fill: 'ink-soft',
      isMono: true,
      ...(isAtEdge ? { anchor: 'end' as const } : {}),
    });
  }

  private pointer(pointer: Pointer, { tipX, isLeft, lane }: HungLabel, area: Rect): void {
    const top = area.y + area.height + 4;
    const y = top + 22 + lane * LANE;
    this.marks.push(
      {
        type: 'path',
        key: `${pointer.key}/stem`,
        path: `M${tipX.toFixed(1)},${top}V${(y - 4).toFixed(1)}`,
        stroke: pointer.paint,
        strokeWidth: 1.25,
        isDashed: !pointer.isReader,
      },
      {
        type: 'path',
        key: `${pointer.key}/tip`,
        path: `M${(tipX - 4).toFixed(1)},${top + 6}L${tipX.toFixed(1)},${top}L${(tipX + 4).toFixed(1)},${top + 6}Z`,
        stroke: pointer.paint,
        fill: pointer.isReader ? pointer.paint : 'panel',
        strokeWidth: 1,
      },
      {
        type: 'text',
        key: `${pointer.key}/text`,
        x: isLeft ? tipX - 7 : tipX + 7,
        y: y,
        text: pointer.text,
        size: 10.5,
        anchor: isLeft ? 'end' : 'start',
        fill: pointer.paint,
        weight: pointer.isReader ? 600 : 400,
      },
    );
  }

  /** Consumers as chips along the bottom, where fetched records arrive. */
  consumers(area: Rect): number {
    let { x, y } = area;
    for (const consumer of this.frame.consumers.values()) {
      if (consumer.status === 'stopped') continue;
      const { spec } = consumer;
      const text = describeConsumer(consumer);
      const chipWidth = Math.min(area.width, text.length * 6.6 + 26);
      if (x + chipWidth > area.x + area.width && x > area.x) {
        x = area.x;
        y += 42;
      }
      const card = { x, y, width: chipWidth, height: 34 };
      this.nodes.set(`consumer-${spec.id}`, card);
      const isMarked = this.isMarked('consumer', spec.id);
      this.marks.push(
        {
          type: 'box',
          key: `consumer/${spec.id}`,
          ...card,
          radius: 10,
          fill: 'accent-soft',
          stroke: isMarked ? 'accent' : 'line',
          strokeWidth: isMarked ? 2.5 : 1,
          isDashed: consumer.status !== 'running',
          target: { type: 'consumer', id: spec.id, label: `Consumer ${text}` },
        },
        {
          type: 'text',
          key: `consumer/${spec.id}/name`,
          x: x + 12,
          y: y + 22,
          text,
          size: 12,
          weight: 600,
          fill: 'ink',
        },
      );
      x += chipWidth + 10;
    }
    return y + 34;
  }
}

/** The largest cells with which all partitions are in sight, two lanes of pointers each. */
function chooseCell({ width, height }: ViewContext, partitions: number): CellStyle {
  if (width < SMALL) return SMALL_CELL;
  const rowHeight = HEAD + LARGE_CELL.height + 12 + 2 * LANE + 10 + 12;
  return TOP + partitions * rowHeight + 60 <= height ? LARGE_CELL : CELL;
}

/** The label of a pointer, its stem before the cell of its offset. */
function labelOf({ offset, text }: Pointer, area: Rect, style: CellStyle, first: number): Label {
  const x = offsetX(area, style, first, Math.max(first, offset)) - style.gap / 2;
  const tipX = Math.max(area.x, Math.min(area.x + area.width, x));
  return { tipX, width: text.length * 6.1 + 16 };
}

function describeConsumer(consumer: ConsumerFrame): string {
  const { spec, owned, status, polledCount } = consumer;
  if (status !== 'running') return `${spec.id} · ${status}`;
  if (owned.length === 0)
    return `${spec.id} · ${consumer.membership === 'STABLE' ? 'idle' : 'joining'}`;
  return `${spec.id} · ${polledCount} read`;
}

export const topicView: View = (frame: Frame, context: ViewContext): ViewLayout => {
  const topic = topicOf(frame, context.topic);
  const { width, height } = context;
  const margin = width < SMALL ? 10 : 20;
  if (topic === undefined) {
    const marks: readonly Mark[] = [
      {
        type: 'text',
        key: 'nothing',
        x: margin,
        y: 40,
        text: 'No topic yet.',
        size: 14,
        fill: 'ink-soft',
      },
    ];
    return {
      scene: { width, height, marks, summary: 'No topic yet.' },
      geometry: { nodes: new Map(), rows: new Map(), isMiddle: () => false },
    };
  }
  const builder = new TopicBuilder(frame, context, topic);
  const style = chooseCell(context, topic.partitions.length);
  const inner = width - 2 * margin;
  builder.producers({ x: margin, y: 14, width: inner, height: 34 });
  builder.marks.push({
    type: 'text',
    key: 'topic/name',
    x: width - margin,
    y: 36,
    text: `topic ${topic.name} · ${topic.partitions.length} ${topic.partitions.length === 1 ? 'partition' : 'partitions'}`,
    size: 12.5,
    fill: 'ink-soft',
    anchor: 'end',
  });
  let y = TOP;
  for (const partition of topic.partitions)
    y = builder.partition(partition, margin, y, inner, style);
  const end = builder.consumers({ x: margin, y: y + 4, width: inner, height: 34 });
  const geometry: Geometry = {
    nodes: builder.nodes,
    rows: builder.rows,
    isMiddle: (node) => node.startsWith('broker-'),
  };
  const records = topic.partitions.map((one) => leaderReplica(one)?.logEndOffset ?? 0);
  return {
    scene: {
      width,
      height: Math.max(height, end + 16),
      marks: builder.marks,
      summary: `Topic ${topic.name} with ${topic.partitions.length} partitions. Log end offsets: ${records.join(', ')}.`,
    },
    geometry,
  };
};
