// The Topic view: each partition one long log. Records stand at their offsets; rulers say how far
// the log goes, what is visible, and where each group stands. The view to begin with.
import type { Geometry, Rect } from '#stage/layout/geometry.ts';
import { widthOf } from '#stage/layout/text.ts';
import { label } from '#stage/mark/label.ts';
import type { ViewContext } from '#stage/scene.ts';
import { NARROW, TYPE } from '#stage/theme.ts';
import { Builder } from '#stage/view/builder.ts';
import type { View, ViewLayout } from '#stage/view/view.ts';
import { type Frame, leaderReplica, type TopicFrame } from '#trace/frame.ts';
import type { Moment } from '#trace/moment.ts';
import { consumersHeight, layoutConsumers } from './consumers.ts';
import { layoutPartition } from './partition-card.ts';
import { layoutProducers } from './producers.ts';
import { rowSizes, TOP } from './sizes.ts';

function topicOf(frame: Frame, name: string): TopicFrame | undefined {
  const named = frame.topics.get(name);
  if (named !== undefined) return named;
  for (const topic of frame.topics.values()) if (!topic.isInternal) return topic;
  return undefined;
}

/** Lines of pointers at a partition: a group reads and has committed, one without a group reads. */
function lanesOf(frame: Frame): number {
  const alone = [...frame.consumers.values()].filter(({ spec }) => spec.group === null);
  return 2 * frame.groups.size + alone.length;
}

/** One topic: producers, its partitions as logs, consumers. */
export const topicView: View = ({ frame }: Moment, context: ViewContext): ViewLayout => {
  const { width, height } = context;
  const margin = width < NARROW ? 10 : 20;
  const topic = topicOf(frame, context.topic);
  if (topic === undefined) return nothingYet(context, margin);
  const builder = new Builder(frame, context);
  const inner = width - 2 * margin;
  const line: Rect = { x: margin, y: 14, width: inner, height: 34 };
  const room = height - TOP - consumersHeight(frame, inner) - 20;
  const sizes = rowSizes(width, room, topic.partitions.length, lanesOf(frame));
  layoutTitle(builder, topic, layoutProducers(builder, line), width - margin);
  let y = TOP + sizes.margin;
  for (const partition of topic.partitions) {
    y = layoutPartition(builder, partition, margin, y, inner, sizes);
  }
  const end = layoutConsumers(builder, { ...line, y: y + sizes.margin + 4 });
  const geometry: Geometry = {
    nodes: builder.nodes,
    rows: builder.rows,
    isMiddle: (node) => node.startsWith('broker-'),
  };
  return {
    scene: {
      width,
      height: Math.max(height, end + 16),
      marks: builder.marks,
      summary: summarise(topic),
    },
    geometry,
  };
};

function nothingYet({ width, height }: ViewContext, margin: number): ViewLayout {
  const text = 'No topic yet.';
  return {
    scene: {
      width,
      height,
      marks: [label('nothing', text, margin, 40, { size: TYPE.name })],
      summary: text,
    },
    geometry: { nodes: new Map(), rows: new Map(), isMiddle: () => false },
  };
}

/** The topic's name at the right, as much of it as the producers leave room for. */
function layoutTitle(builder: Builder, topic: TopicFrame, left: number, right: number): void {
  const count = topic.partitions.length;
  const full = `topic ${topic.name} · ${count} ${count === 1 ? 'partition' : 'partitions'}`;
  const title = [full, topic.name].find((text) => widthOf(text, TYPE.label) <= right - left);
  if (title === undefined) return;
  builder.add(label('topic/name', title, right, 36, { size: TYPE.label, anchor: 'end' }));
}

function summarise({ name, partitions }: TopicFrame): string {
  const ends = partitions.map((one) => leaderReplica(one)?.logEndOffset ?? 0);
  return `Topic ${name} with ${partitions.length} partitions. Log end offsets: ${ends.join(', ')}.`;
}
