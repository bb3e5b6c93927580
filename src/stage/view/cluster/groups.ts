// Consumer groups: a card each, with the state of the group and its members in it.
import type { Rect } from '#stage/layout/geometry.ts';
import { fit, widthOf } from '#stage/layout/text.ts';
import { card } from '#stage/mark/card.ts';
import { label } from '#stage/mark/label.ts';
import { RADIUS, TYPE } from '#stage/theme.ts';
import type { Builder } from '#stage/view/builder.ts';
import type { ConsumerFrame, Frame, GroupFrame } from '#trace/frame.ts';
import { layoutConsumer } from './consumer-card.ts';

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

const PADDING = 12;
const GROUP_HEADER = 44;
const GROUP_GAP = 14;
const MEMBER_HEIGHTS: readonly number[] = [104, 82, 62, 40];
const STACKED_MEMBER = 66;
/** Of a crowd only the names are seen, side by side. */
const CROWD_MEMBER = 22;
const MOST_COLUMNS = 4;

function blockHeight(block: GroupBlock, columns: number, memberHeight: number): number {
  return (
    GROUP_HEADER +
    Math.ceil(block.consumers.length / columns) * (memberHeight + gapOf(memberHeight)) +
    6
  );
}

/** Between two members. */
function gapOf(memberHeight: number): number {
  return memberHeight === CROWD_MEMBER ? 4 : 8;
}

function totalHeight(blocks: readonly GroupBlock[], columns: number, memberHeight: number): number {
  const heights = blocks.map((block) => blockHeight(block, columns, memberHeight));
  return heights.reduce((sum, height) => sum + height + GROUP_GAP, -GROUP_GAP);
}

function stackedColumns(width: number): number {
  return Math.max(2, Math.floor(width / 140));
}

/** What the groups need below the brokers on a stage of one column. */
export function stackedGroupsHeight(frame: Frame, width: number): number {
  return Math.max(0, totalHeight(groupBlocks(frame), stackedColumns(width), STACKED_MEMBER));
}

/** Cards as high as all of them go into a column; then lower ones, side by side. */
function membersIn(
  blocks: readonly GroupBlock[],
  room: number,
): { readonly columns: number; readonly memberHeight: number } {
  const high = MEMBER_HEIGHTS.find((height) => totalHeight(blocks, 1, height) <= room);
  if (high !== undefined) return { columns: 1, memberHeight: high };
  let columns = 1;
  while (columns < MOST_COLUMNS && totalHeight(blocks, columns, CROWD_MEMBER) > room) columns += 1;
  return { columns, memberHeight: CROWD_MEMBER };
}

/** Lays out all groups; returns where they end. */
export function layoutGroups(builder: Builder, area: Rect, isStacked: boolean): number {
  const blocks = groupBlocks(builder.frame);
  const { columns, memberHeight } = isStacked
    ? { columns: stackedColumns(area.width), memberHeight: STACKED_MEMBER }
    : membersIn(blocks, area.height);
  const total = totalHeight(blocks, columns, memberHeight);
  let y = isStacked ? area.y : area.y + Math.max(0, (area.height - total) / 2);
  for (const block of blocks) {
    const height = blockHeight(block, columns, memberHeight);
    layoutGroup(builder, block, { x: area.x, y, width: area.width, height }, memberHeight, columns);
    y += height + GROUP_GAP;
  }
  return y;
}

function layoutGroup(
  builder: Builder,
  block: GroupBlock,
  area: Rect,
  memberHeight: number,
  columns: number,
): void {
  const { group, consumers } = block;
  layoutGroupCard(builder, block, area);
  const gap = gapOf(memberHeight);
  const width = (area.width - 20 - (columns - 1) * gap) / columns;
  consumers.forEach((consumer, index) => {
    const member: Rect = {
      x: area.x + 10 + (index % columns) * (width + gap),
      y: area.y + GROUP_HEADER + Math.floor(index / columns) * (memberHeight + gap),
      width,
      height: memberHeight,
    };
    layoutConsumer(builder, consumer, group, member);
  });
}

/** The ground of a group, with its name and state. */
function layoutGroupCard(builder: Builder, { id, group, consumers }: GroupBlock, area: Rect): void {
  const key = `group/${id}`;
  const name = id === '' ? 'no group' : id;
  const word = groupWord(id, group);
  const isCalm = group === undefined || group.state === 'Stable' || group.state === 'Empty';
  const generation = group === undefined ? '' : generationOf(group);
  const target = {
    type: 'group' as const,
    id,
    label: `Group ${name}, ${word}, ${generation}, ${consumers.length} members`,
  };
  builder.add(
    card(key, area, {
      fill: 'none',
      dash: '2 4',
      radius: RADIUS.sheet,
      ...builder.edge('group', id),
      ...(id === '' ? {} : { target }),
    }),
  );
  const [left, right] = [area.x + PADDING, area.x + area.width - PADDING];
  const room = right - left - widthOf(name, TYPE.control, 'sans', 600) - 8;
  const hasRoom = widthOf(generation, TYPE.tiny) <= room;
  const count = hasRoom ? generation : generation.replace('eration', '.');
  const nameRoom = right - left - (count === '' ? 0 : widthOf(count, TYPE.tiny) + 8);
  builder.add(
    label(`${key}/name`, fit(name, nameRoom, TYPE.control, 'sans', 600), left, area.y + 20, {
      size: TYPE.control,
      weight: 600,
      fill: 'ink',
    }),
    label(`${key}/generation`, count, right, area.y + 20, {
      size: TYPE.tiny,
      anchor: 'end',
      sign: 'generation',
    }),
    label(`${key}/word`, fit(word, right - left, TYPE.small), left, area.y + 36, {
      fill: isCalm ? 'ink-soft' : 'warn',
    }),
  );
}

function groupWord(id: string, group: GroupFrame | undefined): string {
  if (group !== undefined) return group.state;
  return id === '' ? 'standalone: assign()' : 'looking for its coordinator';
}

/** What counts a group's assignments: generations, or epochs by the consumer protocol. */
function generationOf({ protocol, generation }: GroupFrame): string {
  return protocol === 'consumer' ? `epoch ${generation}` : `generation ${generation}`;
}
