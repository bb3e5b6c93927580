// Members of the groups, right of the logs: each card is as tall as the partitions that it holds, and
// their tracks end in it. Those without a partition stand below.
import type { Rect } from '#stage/layout/geometry.ts';
import type { LogWindow } from '#stage/layout/log.ts';
import { fit, widthOf } from '#stage/layout/text.ts';
import { card } from '#stage/mark/card.ts';
import { label } from '#stage/mark/label.ts';
import { TYPE } from '#stage/theme.ts';
import type { Builder } from '#stage/view/builder.ts';
import {
  type ConsumerFrame,
  partitionKey,
  type PartitionFrame,
  type TopicFrame,
} from '#trace/frame.ts';
import type { Columns } from './columns.ts';
import { type Lane, ownersOf, shortName, trackY } from './lanes.ts';
import { layoutMember } from './member-card.ts';
import type { RowStyle } from './sizes.ts';

/** A log as it was laid out. */
export interface LaidRow {
  readonly partition: PartitionFrame;
  readonly window: LogWindow;
  readonly y: number;
}

export interface MemberRows {
  readonly topic: TopicFrame;
  readonly rows: readonly LaidRow[];
  readonly style: RowStyle;
  readonly pitch: number;
  readonly columns: Columns;
}

/** Rows that follow one another and have one owner. */
interface Run {
  readonly owner: string;
  readonly rows: readonly LaidRow[];
}

function runsOf(lane: Lane, rows: readonly LaidRow[]): readonly Run[] {
  const runs: { readonly owner: string; readonly rows: LaidRow[] }[] = [];
  let before: string | undefined;
  for (const row of rows) {
    const owner = ownersOf(lane, row.partition)[0]?.spec.id;
    if (owner !== undefined && owner === before) runs.at(-1)?.rows.push(row);
    else if (owner !== undefined) runs.push({ owner, rows: [row] });
    before = owner;
  }
  return runs;
}

const IDLE = { height: 26, gap: 5 };
const CHIP = { height: 30, gap: 8, padding: 12 };

/** Below the rows: what the members without a partition need, and on a narrow stage all of them. */
export function restHeight(lanes: readonly Lane[], topic: TopicFrame, columns: Columns): number {
  if (columns.isNarrow) return chipsOf(lanes, columns, 0).height;
  const idle = lanes.map((lane, index) => {
    const count = idleOf(lane, topic).length;
    return index < columns.cards.length ? count : lane.members.length;
  });
  const most = Math.max(0, ...idle);
  return most === 0 ? 0 : most * (IDLE.height + IDLE.gap) + 8;
}

function idleOf(lane: Lane, topic: TopicFrame): readonly ConsumerFrame[] {
  return lane.members.filter(({ owned }) => !owned.some((one) => one.topic === topic.name));
}

/** Cards, headings and wires of all groups; `restY` is where those without a partition may stand. */
export function layoutMembers(
  builder: Builder,
  lanes: readonly Lane[],
  laid: MemberRows,
  restY: number,
): void {
  const { columns } = laid;
  for (const lane of lanes) layoutWires(builder, lane, laid);
  if (columns.isNarrow) {
    layoutChips(builder, lanes, columns, restY);
    return;
  }
  for (const lane of lanes) {
    const x = columns.cards[Math.min(lane.index, columns.cards.length - 1)];
    if (x === undefined) continue;
    if (lane.index < columns.cards.length) layoutColumn(builder, lane, laid, x, restY);
    else layoutIdle(builder, lane.members, x, columns.cardWidth, restY);
  }
}

function layoutColumn(
  builder: Builder,
  lane: Lane,
  laid: MemberRows,
  x: number,
  restY: number,
): void {
  const { rows, pitch, columns, topic } = laid;
  const done = new Set<string>();
  layoutHeading(builder, lane, x, (rows[0]?.y ?? 0) - 30, columns.cardWidth);
  for (const run of runsOf(lane, rows)) {
    const consumer = lane.members.find(({ spec }) => spec.id === run.owner);
    const [first, last] = [run.rows[0], run.rows.at(-1)];
    if (consumer === undefined || first === undefined || last === undefined) continue;
    const inset = Math.min(12, pitch * 0.06);
    const area = {
      x,
      y: first.y + inset,
      width: columns.cardWidth,
      height: last.y - first.y + pitch - 2 * inset,
    };
    const isMore = done.has(run.owner);
    done.add(run.owner);
    layoutMember(builder, consumer, lane, { area, rows: run.rows, isMore, topic: topic.name });
  }
  layoutIdle(builder, idleOf(lane, topic), x, columns.cardWidth, restY);
}

/** The group's name and state, above the cards of its members. */
function layoutHeading(builder: Builder, lane: Lane, x: number, y: number, width: number): void {
  const { id, group } = lane;
  if (group === undefined && id.endsWith(' alone')) return;
  const key = `group/${id}`;
  const count = group?.protocol === 'consumer' ? 'epoch' : 'generation';
  const full =
    group === undefined
      ? 'looks for its coordinator'
      : `${group.state}, ${count} ${group.generation}, on broker ${group.coordinator}`;
  const short =
    group === undefined ? full : `${group.state}, ${count.slice(0, 3)}. ${group.generation}`;
  const words = widthOf(full, TYPE.least) <= width ? full : short;
  const isCalm = group === undefined || group.state === 'Stable' || group.state === 'Empty';
  const area = { x: x - 4, y: y - 16, width: width + 8, height: 40 };
  builder.nodes.set(`group-${id}`, area);
  builder.add(
    card(key, area, {
      fill: 'none',
      ...builder.edge('group', id, 'none'),
      target: { type: 'group', id, label: `Group ${id}, ${full}, ${lane.members.length} members` },
    }),
    label(`${key}/name`, fit(`group ${id}`, width, TYPE.control, 'sans', 600), x, y, {
      size: TYPE.control,
      weight: 600,
      fill: 'ink',
    }),
    label(`${key}/word`, fit(words, width, TYPE.least), x, y + 17, {
      size: TYPE.least,
      fill: isCalm ? 'ink-soft' : 'warn',
    }),
  );
}

/** Members that hold nothing: one line each. */
function layoutIdle(
  builder: Builder,
  idle: readonly ConsumerFrame[],
  x: number,
  width: number,
  y: number,
): void {
  idle.forEach((consumer, index) => {
    const { id } = consumer.spec;
    const top = y + index * (IDLE.height + IDLE.gap);
    const area = { x, y: top, width, height: IDLE.height };
    const word = idleWord(consumer.status, consumer.membership);
    builder.nodes.set(`consumer-${id}`, area);
    builder.add(
      card(`consumer/${id}`, area, {
        isDashed: true,
        ...builder.edge('consumer', id),
        target: { type: 'consumer', id, label: `Consumer ${id}, holds nothing, ${word}` },
      }),
      label(
        `consumer/${id}/name`,
        fit(shortName(consumer), width * 0.5, TYPE.label, 'serif', 560),
        x + 10,
        top + 17,
        {
          size: TYPE.label,
          face: 'serif',
          weight: 560,
          fill: 'ink',
        },
      ),
      label(`consumer/${id}/word`, word, x + width - 10, top + 17, {
        anchor: 'end',
        fill: word === 'idle' ? 'ink-soft' : 'warn',
      }),
    );
  });
}

function idleWord(status: string, membership: string): string {
  if (status !== 'running') return status;
  return membership === 'STABLE' ? 'idle' : 'joining';
}

/** Packets of members: Fetch rides on the tracks, the group's own affairs go to its heading. */
function layoutWires(builder: Builder, lane: Lane, laid: MemberRows): void {
  const { rows, style, columns } = laid;
  for (const { partition, window } of rows) {
    const key = partitionKey(partition.topic, partition.partition);
    const y = trackY(window, style, lane.index);
    for (const { spec, positions, readReplicas } of ownersOf(lane, partition)) {
      const broker = readReplicas.get(key) ?? partition.state.leader;
      const offset = Math.max(window.first, Math.min(window.end, positions.get(key) ?? 0));
      const wire = [
        { x: columns.endX, y },
        { x: window.x(offset) + window.size.width / 2, y },
      ];
      const ends = `consumer-${spec.id}>broker-${broker}`;
      builder.wire(`${ends}/${key}`, wire);
      if (!builder.wires.has(`${ends}/Fetch`)) builder.wire(`${ends}/Fetch`, wire);
    }
  }
}

interface Chips {
  readonly places: readonly (readonly [consumer: ConsumerFrame, area: Rect])[];
  readonly height: number;
}

function chipsOf(lanes: readonly Lane[], columns: Columns, y: number): Chips {
  const [left, right] = [columns.labelX, columns.endX];
  let [x, top] = [left, y];
  const places = lanes.flatMap(({ members }) =>
    members.map((consumer) => {
      const width = Math.min(
        right - left,
        widthOf(chipWord(consumer), TYPE.label) + 2 * CHIP.padding,
      );
      if (x + width > right && x > left) {
        x = left;
        top += CHIP.height + CHIP.gap;
      }
      const area = { x, y: top, width, height: CHIP.height };
      x += width + CHIP.gap;
      return [consumer, area] as const;
    }),
  );
  return { places, height: places.length === 0 ? 0 : top - y + CHIP.height };
}

function chipWord(consumer: ConsumerFrame): string {
  const { status, membership, owned, polledCount } = consumer;
  const name = shortName(consumer);
  if (status !== 'running' || owned.length === 0) return `${name}: ${idleWord(status, membership)}`;
  return `${name}: ${polledCount} read`;
}

/** On a narrow stage members are chips below the logs. */
function layoutChips(builder: Builder, lanes: readonly Lane[], columns: Columns, y: number): void {
  for (const [consumer, area] of chipsOf(lanes, columns, y).places) {
    const { id } = consumer.spec;
    builder.nodes.set(`consumer-${id}`, area);
    builder.add(
      card(`consumer/${id}`, area, {
        isDashed: consumer.owned.length === 0,
        ...builder.edge('consumer', id),
        target: { type: 'consumer', id, label: `Consumer ${id}, ${chipWord(consumer)}` },
      }),
      label(`consumer/${id}/name`, chipWord(consumer), area.x + CHIP.padding, area.y + 19, {
        size: TYPE.label,
        fill: 'ink',
      }),
    );
  }
}
