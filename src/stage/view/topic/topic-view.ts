// The Topic view: each partition one long log. Producers at the top left, their wires run into the slot
// of every log; members of the groups at the right, where the tracks of their partitions end.
import type { Geometry } from '#stage/layout/geometry.ts';
import { label } from '#stage/mark/label.ts';
import type { ViewContext } from '#stage/scene.ts';
import { NARROW, TYPE } from '#stage/theme.ts';
import { Builder } from '#stage/view/builder.ts';
import type { View, ViewLayout } from '#stage/view/view.ts';
import { type Frame, leaderReplica, partitionKey, type TopicFrame } from '#trace/frame.ts';
import type { Moment } from '#trace/moment.ts';
import { type Columns, columnsOf } from './columns.ts';
import { type Lane, lanesOf } from './lanes.ts';
import { type LaidRow, layoutMembers, restHeight } from './members.ts';
import { layoutPartition } from './partition-row.ts';
import { layoutProducers, layoutProducerWires, type Nib, producersHeight } from './producers.ts';
import { type RowSizes, rowSizes } from './sizes.ts';

const TOP = 12;
const BOTTOM = 8;
/** Between the last row and what stands below. */
const REST_GAP = 4;
/** For the headings of groups above the first row. */
const HEADING = 44;

function topicOf(frame: Frame, name: string): TopicFrame | undefined {
  const named = frame.topics.get(name);
  if (named !== undefined) return named;
  for (const topic of frame.topics.values()) if (!topic.isInternal) return topic;
  return undefined;
}

/** Where the parts of the picture are. */
interface Plan {
  readonly columns: Columns;
  readonly sizes: RowSizes;
  readonly lanes: readonly Lane[];
  /** Below the producers, and above the first row. */
  readonly headEnd: number;
  readonly rowsY: number;
  /** For what the members without a partition need. */
  readonly rest: number;
}

/** Cards take width from the logs, and the size of rows decides what stands left of them. */
function planOf(builder: Builder, topic: TopicFrame): Plan {
  const { width, height } = builder.context;
  const isNarrow = width < NARROW;
  const lanes = lanesOf(builder.frame, topic.name);
  const count = topic.partitions.length;
  const guess = columnsOf(
    width,
    rowSizes(isNarrow, height, count, lanes.length).style,
    lanes.length,
  );
  const room = isNarrow ? width - 24 : guess.endX - 40 - guess.labelX;
  const headEnd = TOP + producersHeight(builder, room);
  const heading = isNarrow || lanes.length === 0 ? 0 : HEADING;
  const rowsY = Math.max(headEnd + (headEnd > TOP ? 4 : 0), TOP + heading);
  const rest = restHeight(lanes, topic, guess);
  const sizes = rowSizes(isNarrow, height - rowsY - rest - REST_GAP - BOTTOM, count, lanes.length);
  const columns = columnsOf(width, sizes.style, lanes.length);
  return { columns, sizes, lanes, headEnd, rowsY, rest };
}

/** One topic: producers, its partitions as logs, consumers. */
export const topicView: View = ({ frame }: Moment, context: ViewContext): ViewLayout => {
  const topic = topicOf(frame, context.topic);
  if (topic === undefined) return nothingYet(context);
  const builder = new Builder(frame, context);
  const plan = planOf(builder, topic);
  const { columns, sizes, lanes, headEnd } = plan;
  const { style, pitch } = sizes;
  const room = columns.isNarrow ? context.width - 24 : columns.endX - 40 - columns.labelX;
  layoutProducers(builder, topic, { x: columns.labelX, y: TOP, width: room, height: 0 });
  const rows: LaidRow[] = topic.partitions.map((partition, index) => {
    const y = plan.rowsY + index * pitch;
    const window = layoutPartition(builder, partition, y, { columns, style, pitch, lanes });
    return { partition, window, y };
  });
  const wires = wiresBelow(builder, topic, rows, columns, headEnd);
  const restY = plan.rowsY + rows.length * pitch + REST_GAP;
  layoutMembers(builder, lanes, { topic, rows, style, pitch, columns }, restY);
  const geometry: Geometry = {
    nodes: builder.nodes,
    rows: builder.rows,
    wires: builder.wires,
    isMiddle: (node) => node.startsWith('broker-'),
  };
  return {
    scene: {
      width: context.width,
      height: Math.max(context.height, Math.ceil(restY + plan.rest + BOTTOM)),
      marks: [...wires, ...builder.marks],
      summary: summarise(topic),
    },
    geometry,
    timed: builder.timed,
  };
};

/** The producers' wires lie under everything else. */
function wiresBelow(
  builder: Builder,
  topic: TopicFrame,
  rows: readonly LaidRow[],
  columns: Columns,
  laneY: number,
) {
  const before = builder.marks.length;
  layoutProducerWires(builder, topic, nibsOf(rows), columns, laneY);
  return builder.marks.splice(before);
}

/** The right edges of the slots. */
function nibsOf(rows: readonly LaidRow[]): readonly Nib[] {
  return rows.flatMap(({ partition, window }) => {
    const leader = leaderReplica(partition);
    if (leader === undefined) return [];
    const { area, size, x, end } = window;
    return {
      partition: partitionKey(partition.topic, partition.partition),
      leader: leader.broker,
      x: x(Math.min(leader.logEndOffset, end - 1)) + size.width + 2,
      y: area.y + area.height / 2,
    };
  });
}

function nothingYet({ width, height }: ViewContext): ViewLayout {
  const text = 'No topic yet.';
  return {
    scene: {
      width,
      height,
      marks: [label('nothing', text, 20, 40, { size: TYPE.name, face: 'serif' })],
      summary: text,
    },
    geometry: { nodes: new Map(), rows: new Map(), isMiddle: () => false },
  };
}

function summarise({ name, partitions }: TopicFrame): string {
  const ends = partitions.map((one) => leaderReplica(one)?.logEndOffset ?? 0);
  return `Topic ${name} with ${partitions.length} partitions. Log end offsets: ${ends.join(', ')}.`;
}
