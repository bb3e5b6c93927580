// The log as the hero of the home page: one partition as wide as the window, its groups under it, and
// notes that say what each sign is. For the home page alone; not among the tabs of views.
import type { Rect } from '#stage/layout/geometry.ts';
import { layoutLog, logWindow, type LogWindow, placesIn } from '#stage/layout/log.ts';
import { type Wire, wirePath } from '#stage/layout/wire.ts';
import { bookmark, inHand, readingHead } from '#stage/mark/reading.ts';
import { rule } from '#stage/mark/rule.ts';
import { TILE_SIZES, type TileSize } from '#stage/mark/tile.ts';
import type { ViewContext } from '#stage/scene.ts';
import { NARROW } from '#stage/theme.ts';
import { Builder } from '#stage/view/builder.ts';
import type { View, ViewLayout } from '#stage/view/view.ts';
import {
  type Frame,
  leaderReplica,
  partitionKey,
  type PartitionFrame,
  type ReplicaFrame,
} from '#trace/frame.ts';
import type { Moment } from '#trace/moment.ts';
import { layoutNotes, type NotePlaces } from './notes.ts';

/** Where the strip begins, and the room behind it for what is about to be written. */
const TOP = 116;
const SIDES = { wide: { left: 36, right: 112 }, narrow: { left: 12, right: 28 } };
/** From the foot of the tiles to the track. */
const TRACK = 13;
/** Height of the wire that comes in from the right. */
const WIRE_Y = 36;
/** Heads nearer to each other than this many tiles get lanes of their own. */
const NEAR = 4;
const LANE = 34;
/** The first tiles fade away to the left. */
const FADING = [0.35, 0.7] as const;

/** Ask for notes by this name in the context's `highlighted`. */
export const NOTES = 'notes';

/** The first partition of the first topic. */
export const homeView: View = ({ frame }: Moment, context: ViewContext): ViewLayout => {
  const { width, height } = context;
  const builder = new Builder(frame, context);
  const partition = firstPartition(frame);
  const leader = partition === undefined ? undefined : leaderReplica(partition);
  const wires = new Map<string, Wire>();
  if (partition !== undefined && leader !== undefined) {
    layoutPartition(builder, partition, leader, wires);
  }
  const end = leader?.logEndOffset ?? 0;
  return {
    scene: {
      width,
      height,
      marks: builder.marks,
      summary: `A log of ${end} records, and the groups that read it.`,
    },
    geometry: { nodes: builder.nodes, rows: builder.rows, wires, isMiddle: () => false },
  };
};

function firstPartition(frame: Frame): PartitionFrame | undefined {
  for (const topic of frame.topics.values()) if (!topic.isInternal) return topic.partitions[0];
  return undefined;
}

function layoutPartition(
  builder: Builder,
  partition: PartitionFrame,
  leader: ReplicaFrame,
  wires: Map<string, Wire>,
): void {
  const { width } = builder.context;
  const isNarrow = width < NARROW;
  const size = isNarrow ? TILE_SIZES.L : TILE_SIZES.XXL;
  const { left, right } = isNarrow ? SIDES.narrow : SIDES.wide;
  const area: Rect = { x: left, y: TOP, width: width - left - right, height: size.height };
  const window = rightWindow(area, size, leader.logEndOffset);
  const key = partitionKey(partition.topic, partition.partition);
  const { marks, row } = layoutLog(key, leader, window, {
    place: 'leader',
    flag: `HW ${leader.highWatermark}`,
    slotText: `LEO ${leader.logEndOffset}`,
  });
  builder.add(...marks.map((mark) => faded(mark, key, window)));
  for (const broker of partition.state.replicas) builder.rows.set(`${key}@${broker}`, row);
  const slotX = window.x(leader.logEndOffset) + size.width / 2;
  layoutWire(builder, partition, key, slotX, wires);
  const readers = layoutReaders(builder, key, window);
  if (!builder.context.highlighted.includes(NOTES) || isNarrow) return;
  layoutNotes(builder, {
    recordX: window.x(window.first + 3) + size.width / 2,
    waterlineX: window.x(leader.highWatermark),
    slotX,
    top: area.y,
    ...readers,
  });
}

/** The end of a log, with its slot at the right side of the area. */
function rightWindow(area: Rect, size: TileSize, endOffset: number): LogWindow {
  const spare = area.width + size.gap - placesIn(area.width, size) * (size.width + size.gap);
  return logWindow({ ...area, x: area.x + spare, width: area.width - spare }, size, endOffset);
}

/** The oldest tiles in sight fade out: the log goes on to the left. */
function faded<M extends { readonly key: string; readonly opacity?: number }>(
  mark: M,
  key: string,
  { first }: LogWindow,
): M {
  const index = [first, first + 1].findIndex((offset) => mark.key === `record/${key}/${offset}`);
  const opacity = first === 0 ? undefined : FADING[index];
  return opacity === undefined ? mark : { ...mark, opacity };
}

/** From the window's edge to above the slot, and down into it. */
function layoutWire(
  builder: Builder,
  { state }: PartitionFrame,
  key: string,
  slotX: number,
  wires: Map<string, Wire>,
): void {
  const { width } = builder.context;
  const wire: Wire = [
    { x: width, y: WIRE_Y },
    { x: slotX, y: WIRE_Y },
    { x: slotX, y: TOP - 22 },
  ];
  builder.add({
    type: 'path',
    key: `wire/${key}`,
    path: wirePath(wire),
    stroke: 'ink-faint',
    strokeWidth: 2,
    move: 'append',
  });
  for (const producer of builder.frame.producers.keys()) {
    for (const broker of state.replicas) {
      wires.set(`producer-${producer}>broker-${broker}/${key}`, wire);
    }
  }
}

/** Tracks, bookmarks and heads of all groups; says where those of the first two are. */
function layoutReaders(
  builder: Builder,
  key: string,
  window: LogWindow,
): Pick<NotePlaces, 'bookmark' | 'head' | 'otherHead'> {
  const { frame, context } = builder;
  const foot = window.area.y + window.size.height + TRACK;
  const readers = [...frame.consumers.values()].flatMap(({ spec, status, positions }) => {
    const position = positions.get(key);
    if (spec.group === null || position === undefined || status === 'stopped') return [];
    return [{ group: spec.group, consumer: spec.id, isGone: status !== 'running', position }];
  });
  const places: { x: number; y: number }[] = [];
  let bookmarkPlace: NotePlaces['bookmark'] = null;
  let lane = 0;
  builder.add(
    rule('track/home', { x: 0, y: foot }, { x: context.width, y: foot }, { stroke: 'ink' }),
  );
  readers.forEach(({ group, consumer, isGone, position }, index) => {
    const before = readers[index - 1];
    if (before !== undefined && Math.abs(before.position - position) < NEAR) lane += 1;
    const y = foot + lane * LANE;
    const committed = frame.groups.get(group)?.committed.get(key);
    const fromX = window.x(position);
    if (committed !== undefined && committed >= window.first) {
      const x = window.x(committed) - window.size.gap / 2;
      builder.add(
        ...inHand(`hand/${group}`, x, fromX, y),
        ...bookmark(`committed/${group}/${key}`, x, y, ''),
      );
      if (index === 0) bookmarkPlace = { x, y };
    }
    if (position < window.first) return;
    builder.add(
      ...readingHead(`position/${consumer}/${key}`, {
        fromX,
        toX: fromX + window.size.width,
        y,
        style: 'accent',
        name: group,
        note: '',
        isNoteLeft: false,
        isGone,
        target: { type: 'consumer', id: consumer, label: `Consumer ${consumer}` },
      }),
    );
    places.push({ x: fromX + window.size.width / 2, y });
  });
  // Where groups are close to each other there is no room for more words.
  if (lane > 0) return { bookmark: null, head: places[0] ?? null, otherHead: null };
  return { bookmark: bookmarkPlace, head: places[0] ?? null, otherHead: places[1] ?? null };
}
