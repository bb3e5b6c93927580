// Who works with whom: one bus for each producer, replication in a lane of its own right of the brokers,
// members at their leaders. All upright and level; what was just used cools, what leads to the dead is
// dotted.
import type { Rect } from '#stage/layout/geometry.ts';
import type { Point } from '#stage/layout/paths.ts';
import { type Wire, wirePath } from '#stage/layout/wire.ts';
import type { PathMark, SvgMark } from '#stage/scene.ts';
import type { Builder } from '#stage/view/builder.ts';
import { type Frame, partitionKey } from '#trace/frame.ts';
import type { Columns } from './columns.ts';

/** From one bus to the next, and from the brokers to the lane of replication. */
const BUS = { gap: 6, replication: 12, step: 5 };

interface Line {
  readonly key: string;
  readonly wire: Wire;
  readonly from: string;
  readonly to: string;
  readonly kind: 'client' | 'replication';
}

/** The middle of a broker's row at one of its sides. */
function portOf(
  { nodes, rows }: Builder,
  broker: number,
  partition: string,
  side: 'left' | 'right',
): Point | undefined {
  const card = nodes.get(`broker-${broker}`);
  const row = rows.get(`${partition}@${broker}`);
  if (card === undefined || row === undefined) return undefined;
  return { x: side === 'left' ? card.x : card.x + card.width, y: row.y + row.height / 2 };
}

/** The way from a lane beside the brokers into a card: through the gaps when others stand before it. */
function into(area: Rect, card: Rect, port: Point, lane: Point, gap: number): Wire {
  const isFirst =
    lane.x < area.x ? card.x - area.x < 1 : area.x + area.width - card.x - card.width < 1;
  if (isFirst) return [{ x: lane.x, y: port.y }, port];
  const channel = card.y - gap / 2;
  const besideX = lane.x < area.x ? card.x - gap / 2 : card.x + card.width + gap / 2;
  return [{ x: lane.x, y: channel }, { x: besideX, y: channel }, { x: besideX, y: port.y }, port];
}

const GRID_GAP = 20;

/** A producer's wires to the rows of the leaders that it writes to. */
function producerLines(builder: Builder, columns: Columns): readonly Line[] {
  const { frame, nodes } = builder;
  const lines: Line[] = [];
  const producers = [...frame.producers.values()].filter(({ status }) => status === 'running');
  producers.forEach(({ spec }, index) => {
    const from = nodes.get(`producer-${spec.id}`);
    if (from === undefined) return;
    const start = startOf(from, columns);
    const busX = busOf(index, producers.length, columns);
    for (const { topic, partition, state } of frame.topics.get(spec.topic)?.partitions ?? []) {
      const key = partitionKey(topic, partition);
      const port = portOf(builder, state.leader, key, 'left');
      const card = nodes.get(`broker-${state.leader}`);
      if (port === undefined || card === undefined) continue;
      const lane = { x: busX, y: start.y };
      const laneY = columns.isStacked ? from.y + from.height + 6 + index * 3 : start.y;
      const wire = [
        start,
        ...(columns.isStacked ? [{ x: start.x, y: laneY }] : []),
        { x: busX, y: laneY },
        ...into(columns.brokers, card, port, lane, GRID_GAP),
      ];
      lines.push({
        key: `wire/${spec.id}/${key}`,
        wire,
        from: `producer-${spec.id}`,
        to: `broker-${state.leader}`,
        kind: 'client',
      });
      const ends = `producer-${spec.id}>broker-${state.leader}`;
      builder.wire(`${ends}/${key}`, wire);
      if (!builder.wires.has(ends)) builder.wire(ends, wire);
    }
  });
  return lines;
}

function startOf(card: Rect, { isStacked }: Columns): Point {
  return isStacked
    ? { x: card.x + card.width / 2, y: card.y + card.height }
    : { x: card.x + card.width, y: card.y + card.height / 2 };
}

/** Buses stand in the middle of the lane between producers and brokers. */
function busOf(index: number, count: number, { producers, brokers, isStacked }: Columns): number {
  const left = isStacked ? producers.x : producers.x + producers.width;
  const room = brokers.x - left - 12;
  const gap = Math.min(BUS.gap, room / Math.max(1, count));
  return left + (brokers.x - left) / 2 + (index - (count - 1) / 2) * gap;
}

/** Members at the leaders, or the replicas, that they read from. */
function memberLines(builder: Builder, { brokers, groups, isStacked }: Columns): readonly Line[] {
  const { frame, nodes } = builder;
  const lines: Line[] = [];
  let index = 0;
  for (const { spec, owned, readReplicas } of frame.consumers.values()) {
    const to = nodes.get(`consumer-${spec.id}`);
    if (to === undefined) continue;
    index += 1;
    for (const { topic, partition } of owned) {
      const key = partitionKey(topic, partition);
      const leader = frame.topics.get(topic)?.partitions[partition]?.state.leader ?? -1;
      const broker = readReplicas.get(key) ?? leader;
      const port = portOf(builder, broker, key, 'right');
      const card = nodes.get(`broker-${broker}`);
      if (port === undefined || card === undefined) continue;
      const edgeX = brokers.x + brokers.width;
      const laneX = isStacked
        ? edgeX + 12 + (index % 3) * 3
        : groups.x - 8 - ((index - 1) % 4) * BUS.step;
      const end = isStacked
        ? { x: to.x + to.width / 2, y: to.y }
        : { x: to.x, y: to.y + to.height / 2 };
      const inside = [...into(brokers, card, port, { x: laneX, y: end.y }, GRID_GAP)].reverse();
      const above = to.y - 6;
      const wire = isStacked
        ? [...inside, { x: laneX, y: above }, { x: end.x, y: above }, end]
        : [...inside, { x: laneX, y: end.y }, end];
      lines.push({
        key: `wire/${spec.id}/${key}`,
        wire,
        from: `broker-${broker}`,
        to: `consumer-${spec.id}`,
        kind: 'client',
      });
      const ends = `broker-${broker}>consumer-${spec.id}`;
      builder.wire(`${ends}/${key}`, wire);
      if (!builder.wires.has(ends)) builder.wire(ends, wire);
    }
  }
  return lines;
}

/** Followers fetch from leaders: one way for each pair, in the lane right of the brokers. */
function replicationLines(builder: Builder): readonly Line[] {
  const { frame, nodes } = builder;
  const lines = new Map<string, Line>();
  for (const topic of frame.topics.values()) {
    if (topic.isInternal) continue;
    for (const { partition, state, replicas } of topic.partitions) {
      const key = partitionKey(topic.name, partition);
      const to = portOf(builder, state.leader, key, 'right');
      const leader = nodes.get(`broker-${state.leader}`);
      if (to === undefined || leader === undefined) continue;
      for (const follower of replicas.keys()) {
        const from = portOf(builder, follower, key, 'right');
        const card = nodes.get(`broker-${follower}`);
        if (follower === state.leader || from === undefined || card === undefined) continue;
        const ends = `broker-${follower}>broker-${state.leader}`;
        const wire = between(card, from, leader, to, lines.size % 3);
        builder.wire(`${ends}/${key}`, wire);
        if (lines.has(ends)) continue;
        builder.wire(ends, wire);
        lines.set(ends, {
          key: `replication/${ends}`,
          wire,
          from: `broker-${follower}`,
          to: `broker-${state.leader}`,
          kind: 'replication',
        });
      }
    }
  }
  return [...lines.values()];
}

/** Out at the right, along, and in at the right. */
function between(card: Rect, from: Point, other: Rect, to: Point, index: number): Wire {
  const laneX = (one: Rect): number => one.x + one.width + BUS.replication + index * 3 - 4;
  if (Math.abs(card.x - other.x) < 1) {
    return [from, { x: laneX(card), y: from.y }, { x: laneX(card), y: to.y }, to];
  }
  const channel = card.y + card.height + GRID_GAP / 2;
  return [
    from,
    { x: laneX(card), y: from.y },
    { x: laneX(card), y: channel },
    { x: laneX(other), y: channel },
    { x: laneX(other), y: to.y },
    to,
  ];
}

function isDead(frame: Frame, node: string): boolean {
  if (!node.startsWith('broker-')) return false;
  const status = frame.brokers.get(Number(node.slice('broker-'.length)))?.status;
  return status === 'crashed' || status === 'stopped';
}

/** Whether a client's connection is broken, and it waits before it tries again. */
function isBroken(frame: Frame, { from, to }: Line): boolean {
  const [client, broker] = from.startsWith('broker-') ? [to, from] : [from, to];
  return frame.machines.get(`connection ${client}→${broker}`)?.state === 'DISCONNECTED';
}

/** Pairs of nodes between which something is under way. */
function busyPairs({ packets }: Frame): ReadonlySet<string> {
  const busy = new Set<string>();
  for (const { from, to } of packets.values()) {
    busy.add(`${from} ${to}`);
    busy.add(`${to} ${from}`);
  }
  return busy;
}

/** The wire as it lies there, and over it what is seen while it is used and for a while after. */
function marksOf(frame: Frame, line: Line, isBusy: boolean): readonly SvgMark[] {
  const { key, wire, from, to, kind } = line;
  const path = wirePath(wire);
  const used: PathMark = {
    type: 'path',
    key: `${key}/used`,
    path,
    stroke: kind === 'replication' ? 'accent' : 'ink-faint',
    strokeWidth: 2,
    opacity: isBusy ? 1 : 0,
    // It is warm at once, and cools slowly.
    ...(isBusy ? {} : { move: 'cool' }),
  };
  if (kind === 'replication') return [used];
  if (isDead(frame, from) || isDead(frame, to) || isBroken(frame, line)) {
    return [{ type: 'path', key, path, stroke: 'bad', strokeWidth: 1.8, dash: '1.5 4' }];
  }
  return [{ type: 'path', key, path, stroke: 'line-strong', strokeWidth: 1.2 }, used];
}

/** All wires, to lie under everything else; packets go along them. */
export function layoutWires(builder: Builder, columns: Columns): readonly SvgMark[] {
  const { frame } = builder;
  const busy = busyPairs(frame);
  const lines = [
    ...replicationLines(builder),
    ...producerLines(builder, columns),
    ...memberLines(builder, columns),
  ];
  return lines.flatMap((line) => marksOf(frame, line, busy.has(`${line.from} ${line.to}`)));
}
