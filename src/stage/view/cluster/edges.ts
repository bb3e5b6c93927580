// Lines between those who work with one another.
import { curveBetween, pathOf } from '#stage/layout/geometry.ts';
import type { SvgMark } from '#stage/scene.ts';
import type { Builder } from '#stage/view/builder.ts';
import { partitionKey } from '#trace/frame.ts';

/** Faint lines for who works with whom; lit while something travels. */
export function layoutEdges(builder: Builder): readonly SvgMark[] {
  const { frame, nodes } = builder;
  const edges = new Map<string, boolean>();
  const connect = (a: string, b: string, isLit: boolean): void => {
    if (!nodes.has(a) || !nodes.has(b)) return;
    const key = `${a}>${b}`;
    edges.set(key, (edges.get(key) ?? false) || isLit);
  };
  for (const { spec, status } of frame.producers.values()) {
    if (status !== 'running') continue;
    for (const { state } of frame.topics.get(spec.topic)?.partitions ?? []) {
      connect(`producer-${spec.id}`, `broker-${state.leader}`, false);
    }
  }
  for (const { spec, owned, readReplicas } of frame.consumers.values()) {
    for (const { topic, partition } of owned) {
      const leader = frame.topics.get(topic)?.partitions[partition]?.state.leader ?? -1;
      const source = readReplicas.get(partitionKey(topic, partition)) ?? leader;
      connect(`broker-${source}`, `consumer-${spec.id}`, false);
    }
  }
  for (const { from, to, cargo } of frame.packets.values()) {
    if (cargo.length === 0) continue;
    const isOutward = from.startsWith('producer-') || to.startsWith('consumer-');
    connect(isOutward ? from : to, isOutward ? to : from, true);
  }
  return [...edges].flatMap(([key, isLit]): SvgMark[] => {
    const [a = '', b = ''] = key.split('>');
    const [from, to] = [nodes.get(a), nodes.get(b)];
    if (from === undefined || to === undefined) return [];
    return [
      {
        type: 'path',
        key: `edge/${key}`,
        path: pathOf(curveBetween(from, to)),
        stroke: isLit ? 'accent' : 'line-strong',
        strokeWidth: isLit ? 1.5 : 1,
        opacity: isLit ? 0.75 : 0.6,
      },
    ];
  });
}
