// Who reads a topic: each group is a lane under every log, and so is each consumer without a group.
import { boundaryX, type LogWindow, tileTop } from '#stage/layout/log.ts';
import { widthOf } from '#stage/layout/text.ts';
import { label } from '#stage/mark/label.ts';
import { bookmark, inHand, type PillStyle, pillWidth, readingHead } from '#stage/mark/reading.ts';
import { track } from '#stage/mark/track.ts';
import { TYPE } from '#stage/theme.ts';
import type { Builder } from '#stage/view/builder.ts';
import {
  type ConsumerFrame,
  type Frame,
  type GroupFrame,
  partitionKey,
  type PartitionFrame,
} from '#trace/frame.ts';
import type { RowStyle } from './sizes.ts';

/** A group with its members, or a consumer that reads alone. */
export interface Lane {
  readonly id: string;
  /** Which of the lanes it is: the first is next to the log. */
  readonly index: number;
  /** undefined: it commits nothing, or its coordinator was not found yet. */
  readonly group: GroupFrame | undefined;
  readonly members: readonly ConsumerFrame[];
}

const PILLS: readonly PillStyle[] = ['accent', 'ink', 'outlined', 'hatched'];

function isOf(topic: string, consumer: ConsumerFrame): boolean {
  return (
    consumer.spec.topics.includes(topic) || consumer.owned.some((owned) => owned.topic === topic)
  );
}

/** Lanes of a topic, in the order in which their groups came to be. */
export function lanesOf(frame: Frame, topic: string): readonly Lane[] {
  const members = new Map<string, ConsumerFrame[]>();
  for (const consumer of frame.consumers.values()) {
    if (consumer.status === 'stopped' || !isOf(topic, consumer)) continue;
    const id = consumer.spec.group ?? `${consumer.spec.id} alone`;
    const others = members.get(id);
    if (others === undefined) members.set(id, [consumer]);
    else others.push(consumer);
  }
  for (const { id, committed } of frame.groups.values()) {
    const hasRead = [...committed.keys()].some((key) => key.startsWith(`${topic}-`));
    if (hasRead && !members.has(id)) members.set(id, []);
  }
  return [...members].map(([id, consumers], index) => ({
    id,
    index,
    group: frame.groups.get(id),
    members: consumers,
  }));
}

/** A consumer's name within its group. */
export function shortName({ spec }: ConsumerFrame): string {
  return spec.group === null ? spec.id : spec.id.replace(`${spec.group}-`, '');
}

/** Those who hold a partition: as a rule one, none while it is given over. */
export function ownersOf(
  { members }: Lane,
  { topic, partition }: { readonly topic: string; readonly partition: number },
): readonly ConsumerFrame[] {
  return members.filter(({ owned }) =>
    owned.some((one) => one.topic === topic && one.partition === partition),
  );
}

/** Where a lane's track runs under a log. */
export function trackY(window: LogWindow, style: RowStyle, lane: number): number {
  return tileTop(window) + window.size.height + style.track + lane * style.lane;
}

interface LaneRow {
  readonly partition: PartitionFrame;
  readonly window: LogWindow;
  readonly style: RowStyle;
  /** Where tracks begin, below the oldest records that are drawn. */
  readonly startX: number;
  /** Where tracks end: at the members' cards. */
  readonly endX: number;
}

/** A lane under one log: the track, what is committed, what is in hand, who reads what next. */
export function layoutLane(builder: Builder, lane: Lane, row: LaneRow): void {
  const { partition, window, style, startX, endX } = row;
  const key = partitionKey(partition.topic, partition.partition);
  const owners = ownersOf(lane, partition);
  const y = trackY(window, style, lane.index);
  const committed = lane.group?.committed.get(key);
  const id = `${lane.id}/${key}`;
  builder.add(
    ...track(`track/${id}`, {
      fromX: startX,
      toX: endX,
      y,
      isOwned: owners.length > 0,
      group: lane.index,
    }),
  );
  if (style.hasWords) layoutLaneWords(builder, lane, row, y, owners.length > 0);
  const reader = owners.find(({ positions }) => positions.has(key));
  const position = reader?.positions.get(key);
  if (committed !== undefined && position !== undefined) {
    const [fromX, toX] = [
      boundaryX(window, committed, startX),
      boundaryX(window, position, startX),
    ];
    builder.add(...inHand(`hand/${id}`, fromX, toX, y));
  }
  if (committed !== undefined) layoutBookmark(builder, id, committed, row, y);
  else if (style.hasWords && owners.length > 0 && lane.group !== undefined) {
    const text = builder.wording.nothingCommitted;
    builder.add(
      label(`committed/${id}/none`, text, startX, y + 15, { fill: 'ink-soft', sign: 'committed' }),
    );
  }
  for (const owner of owners) layoutHead(builder, lane, owner, row, y, committed);
}

/** Words at the free end of a track, and the name of a further group at its beginning. */
function layoutLaneWords(
  builder: Builder,
  lane: Lane,
  { partition, startX, endX }: LaneRow,
  y: number,
  isOwned: boolean,
): void {
  const id = `${lane.id}/${partitionKey(partition.topic, partition.partition)}`;
  const isAlone = lane.group === undefined && lane.id.endsWith(' alone');
  if (!isOwned && !isAlone) {
    builder.add(
      label(`track/${id}/nobody`, 'nobody reads it', endX - 6, y - 5, {
        anchor: 'end',
        fill: 'warn',
      }),
    );
  }
  if (lane.index === 0) return;
  builder.add(
    label(`track/${id}/name`, lane.id, startX - 6, y + 4, {
      anchor: 'end',
      fill: 'ink-soft',
    }),
  );
}

function layoutBookmark(
  builder: Builder,
  id: string,
  committed: number,
  { window, style, startX }: LaneRow,
  y: number,
): void {
  const x = boundaryX(window, committed, startX);
  const isOut = x <= startX;
  const text = `${isOut ? '‹ ' : ''}${builder.wording.committed(committed)}`;
  const words = style.hasWords ? text : '';
  const marks = bookmark(`committed/${id}`, x, y, words, !style.hasWords);
  // Where there is no room at its left, the words stand at its right.
  const isTight = x - widthOf(text, TYPE.value, 'mono') - 12 < startX - 20;
  builder.add(
    ...marks.map((mark) =>
      mark.type === 'text' && isTight
        ? { ...mark, x: x + 11, y: mark.y + 8, anchor: 'start' as const }
        : mark,
    ),
  );
}

function layoutHead(
  builder: Builder,
  lane: Lane,
  owner: ConsumerFrame,
  { partition, window, style, startX, endX }: LaneRow,
  y: number,
  committed: number | undefined,
): void {
  const key = partitionKey(partition.topic, partition.partition);
  const position = owner.positions.get(key);
  if (position === undefined || position < window.first || position >= window.end) return;
  const { size, x } = window;
  const name = style.hasWords ? shortName(owner) : '';
  const words = style.hasWords ? `reads ${position} next` : '';
  const middle = x(position) + size.width / 2;
  const noteWidth = pillWidth(name) / 2 + 6 + widthOf(words, TYPE.small);
  const isNoteLeft = middle + noteWidth > endX - 4;
  // There the words of the bookmark may stand, which say the same number or one before it.
  const isTaken =
    isNoteLeft &&
    committed !== undefined &&
    boundaryX(window, committed, startX) > middle - noteWidth;
  const note = isTaken ? '' : words;
  builder.add(
    ...readingHead(`position/${owner.spec.id}/${key}`, {
      fromX: x(position) + 1,
      toX: x(position) + size.width - 1,
      y,
      style: PILLS[lane.index % PILLS.length] ?? 'accent',
      name,
      note,
      isNoteLeft,
      target: { type: 'consumer', id: owner.spec.id, label: `${owner.spec.id} ${words} of ${key}` },
    }),
  );
}
