// The Cluster view: producers | brokers with their replicas | consumer groups. From one broker with
// one partition to nine with twenty-four: rows shrink, then become chips.
import type { Geometry } from '#stage/layout/geometry.ts';
import type { ViewContext } from '#stage/scene.ts';
import { Builder } from '#stage/view/builder.ts';
import type { View, ViewLayout } from '#stage/view/view.ts';
import type { Frame } from '#trace/frame.ts';
import type { Moment } from '#trace/moment.ts';
import { layoutBrokers } from './brokers.ts';
import { columnsOf } from './columns.ts';
import { layoutGroups } from './groups.ts';
import { layoutProducers } from './producers.ts';
import { layoutWires } from './wires.ts';

function summarise(frame: Frame): string {
  const brokers = [...frame.brokers.values()];
  const running = brokers.filter((broker) => broker.status === 'running').length;
  const groups = [...frame.groups.values()].map((group) => `group ${group.id} ${group.state}`);
  return `Cluster: ${running} of ${brokers.length} brokers running, ${frame.producers.size} producers, ${groups.join(', ') || 'no groups'}.`;
}

/** Producers, brokers with their replicas, groups, and who works with whom. */
export const clusterView: View = ({ frame }: Moment, context: ViewContext): ViewLayout => {
  const builder = new Builder(frame, context);
  const columns = columnsOf(frame, context);
  layoutProducers(builder, columns.producers, columns.isStacked);
  const brokersEnd = layoutBrokers(builder, columns.brokers, columns.isStacked);
  const groupsArea = columns.isStacked
    ? { ...columns.groups, y: Math.max(columns.groups.y, brokersEnd) }
    : columns.groups;
  const groupsEnd = layoutGroups(builder, groupsArea, columns.isStacked);
  const wires = layoutWires(builder, { ...columns, groups: groupsArea });
  const bottom = Math.max(brokersEnd, groupsEnd) + (columns.isStacked ? 10 : 0);
  const geometry: Geometry = {
    nodes: builder.nodes,
    rows: builder.rows,
    wires: builder.wires,
    isMiddle: (node) => node.startsWith('broker-') || node.startsWith('controller-'),
  };
  return {
    scene: {
      width: context.width,
      height: Math.max(context.height, Math.ceil(bottom)),
      marks: [...wires, ...builder.marks],
      summary: summarise(frame),
    },
    geometry,
    timed: builder.timed,
  };
};
