// Consumer groups: a card each, with the state of the group and its members in it.
import type { Rect } from '#stage/layout/geometry.ts';
import { fit } from '#stage/layout/text.ts';
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

const GROUP_HEADER = 48;
const GROUP_GAP = 14;
const MEMBER_HEIGHTS: readonly number[] = [88, 62, 40];
const STACKED_MEMBER = 62;

function blockHeight(block: GroupBlock, columns: number, memberHeight: number): number {
  return GROUP_HEADER + Math.ceil(block.consumers.length / columns) * (memberHeight + 8) + 6;
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

/** Lays out all groups; returns where they end. */
export function layoutGroups(builder: Builder, area: Rect, isStacked: boolean): number {
  const blocks = groupBlocks(builder.frame);
  const columns = isStacked ? stackedColumns(area.width) : 1;
  const totalAt = (memberHeight: number): number => totalHeight(blocks, columns, memberHeight);
  const memberHeight = isStacked
    ? STACKED_MEMBER
    : (MEMBER_HEIGHTS.find((height) => totalAt(height) <= area.height) ?? 40);
  let y = isStacked ? area.y : area.y + Math.max(0, (area.height - totalAt(memberHeight)) / 2);
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
