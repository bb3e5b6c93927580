// The Topic view: each partition one long log. Records stand at their offsets; rulers say how far
// the log goes, what is visible, and where each group stands. The view to begin with.
import type { Geometry, Rect } from '#stage/layout/geometry.ts';
import type { Mark, ViewContext } from '#stage/scene.ts';
import { Builder } from '#stage/view/builder.ts';
import type { View, ViewLayout } from '#stage/view/view.ts';
import { type Frame, leaderReplica, type TopicFrame } from '#trace/frame.ts';
import { layoutConsumers } from './consumers.ts';
import { layoutPartition } from './partition-card.ts';
import { layoutProducers } from './producers.ts';
import { rowSizes, SMALL, TOP } from './sizes.ts';

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
  const builder = new Builder(frame, context);
  const inner = width - 2 * margin;
  const chips: Rect = { x: margin, y: 0, width: inner, height: 34 };
  const chipsHeight = layoutConsumers(new Builder(frame, context), chips);
  const room = height - TOP - chipsHeight - 20;
  const sizes = rowSizes(width, room, topic.partitions.length, lanesOf(frame));
  const producersEnd = layoutProducers(builder, { ...chips, y: 14 });
  const count = `${topic.partitions.length} ${topic.partitions.length === 1 ? 'partition' : 'partitions'}`;
  const title = [`topic ${topic.name} · ${count}`, topic.name].find(
    (text) => text.length * 6.6 <= width - margin - producersEnd,
  );
  if (title !== undefined) {
    builder.add({
      type: 'text',
      key: 'topic/name',
      x: width - margin,
      y: 36,
      text: title,
      size: 12.5,
      fill: 'ink-soft',
      anchor: 'end',
    });
  }
  let y = TOP + sizes.margin;
  for (const partition of topic.partitions)
    y = layoutPartition(builder, partition, margin, y, inner, sizes);
  const end = layoutConsumers(builder, { ...chips, y: y + sizes.margin + 4 });
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
