// What is drawn is what the Frame says, at many moments of many presets: no record, line, flag, head,
// number or packet stands where the cluster does not have it.
import { describe, expect, test } from 'vitest';
import { clone } from '#base/clone.ts';
import type { BoxMark, CellMark, LiveMark, PathMark, SceneMark } from '#stage/scene.ts';
import { viewOf } from '#stage/view/index.ts';
import { liveAt } from '#stage/view/tokens.ts';
import type { ViewLayout } from '#stage/view/view.ts';
import {
  type Frame,
  leaderReplica,
  partitionKey,
  partitionLag,
  type PartitionFrame,
} from '#trace/frame.ts';
import { momentAt } from '#trace/moment.ts';
import { Cluster } from '#test/story/cluster.ts';
import { ofType } from './marks.ts';

const PRESETS = [
  'three-brokers',
  'broker-crash',
  'slow-consumer',
  'two-groups',
  'high-watermark',
  'unclean-election',
  'cooperative-rebalance',
] as const;
const TIMES = [8, 12.003, 15.2, 18, 22.06, 24.3, 33.3, 41];

interface Shown {
  readonly frame: Frame;
  readonly layout: ViewLayout;
  readonly marks: ReadonlyMap<string, SceneMark>;
  readonly live: readonly LiveMark[];
}

function show(cluster: Cluster, view: 'topic' | 'cluster'): Shown {
  // The cluster goes on; the picture is of now.
  const frame = clone(cluster.frame());
  const context = { width: 1_060, height: 640, selected: '', highlighted: [], topic: '' };
  const layout = viewOf(view).layout(momentAt(cluster.trace, frame, null), context);
  const marks = new Map(layout.scene.marks.map((mark) => [mark.key, mark]));
  return { frame, layout, marks, live: liveAt(layout, frame, frame.atUs, '', 1) };
}

function partitionsOf({ topics }: Frame): readonly PartitionFrame[] {
  const [topic] = [...topics.values()].filter(({ isInternal }) => !isInternal);
  return topic?.partitions ?? [];
}

function keyOf({ topic, partition }: PartitionFrame): string {
  return partitionKey(topic, partition);
}

/** Numbers of path data. */
function numbersOf(path: string): readonly number[] {
  return (path.match(/-?\d+(?:\.\d+)?/g) ?? []).map(Number);
}

/** x of the middle of what a path draws. */
function middleOf(path: string): number {
  const xs = numbersOf(path).filter((_, index) => index % 2 === 0);
  return (Math.min(...xs) + Math.max(...xs)) / 2;
}

/** Boundaries before offsets, by where the tiles beside them stand. */
function boundaryBefore(marks: Shown['marks'], key: string, offset: number): number | null {
  const before = marks.get(`record/${key}/${offset - 1}`) as CellMark | undefined;
  const after = (marks.get(`record/${key}/${offset}`) ?? marks.get(`slot/${key}`)) as
    BoxMark | undefined;
  if (before === undefined || after === undefined || before.width < 20) return null;
  return (before.x + before.width + after.x) / 2;
}

const MOMENTS = PRESETS.flatMap((preset) => TIMES.map((atS) => [preset, atS] as const));
const CLUSTERS = new Map<string, Cluster>();

/** Presets are run once, from moment to moment. */
function clusterAt(preset: string, atS: number): Cluster {
  const cluster = CLUSTERS.get(preset) ?? Cluster.preset(preset);
  CLUSTERS.set(preset, cluster);
  return cluster.at(atS);
}

describe.each(MOMENTS)('%s at %d s', (preset, atS) => {
  const cluster = clusterAt(preset, atS);
  const topic = show(cluster, 'topic');
  const brokers = show(cluster, 'cluster');

  test('records are those of the leader, in order, and veiled from the high watermark on', () => {
    for (const partition of partitionsOf(topic.frame)) {
      const leader = leaderReplica(partition);
      const key = keyOf(partition);
      const tiles = ofType([...topic.marks.values()], 'cell').filter((mark) =>
        mark.key.startsWith(`record/${key}/`),
      );
      const offsets = tiles.map((mark) => Number(mark.key.split('/').at(-1)));
      expect(new Set(offsets).size, key).toBe(offsets.length);
      for (const [index, offset] of offsets.entries()) {
        const record = leader?.log.at(offset);
        const mark = tiles[index];
        expect(record, `${key}#${offset}`).toBeDefined();
        expect(mark?.isDashed === true, `${key}#${offset} is veiled`).toBe(
          offset >= (leader?.highWatermark ?? 0),
        );
        if (mark !== undefined && mark.text !== '') expect(mark.text).toBe(String(offset));
      }
      const last = [...(leader?.log ?? [])].at(-1)?.offset;
      if (last !== undefined) expect(offsets).toContain(last);
    }
  });

  test('followers’ records are veiled from where they know the high watermark to be', () => {
    for (const partition of partitionsOf(brokers.frame)) {
      for (const replica of partition.replicas.values()) {
        const isDown = brokers.frame.brokers.get(replica.broker)?.status !== 'running';
        if (isDown || replica.role !== 'follower') continue;
        const prefix = `record/${keyOf(partition)}@${replica.broker}/`;
        for (const mark of ofType([...brokers.marks.values()], 'cell')) {
          if (!mark.key.startsWith(prefix)) continue;
          const offset = Number(mark.key.slice(prefix.length));
          expect(replica.log.at(offset), mark.key).toBeDefined();
          expect(mark.isDashed === true, mark.key).toBe(offset >= replica.highWatermark);
        }
      }
    }
  });

  test('the waterline stands before the first record that is not visible', () => {
    for (const { marks, frame } of [topic, brokers]) {
      for (const partition of partitionsOf(frame)) {
        const leader = leaderReplica(partition);
        const line = marks.get(`hw/${keyOf(partition)}@${leader?.broker ?? -1}`);
        if (leader === undefined || line?.type !== 'box') continue;
        const boundary = boundaryBefore(marks, keyOf(partition), leader.highWatermark);
        if (boundary !== null) expect(line.x + line.width / 2).toBeCloseTo(boundary, 0);
        const flag = marks.get(`${line.key}/text`);
        if (flag?.type === 'text') expect(flag.text).toBe(`HW ${leader.highWatermark}`);
      }
    }
  });

  test('bookmarks hang before what is committed, heads stand under what is read next', () => {
    const { frame, marks } = topic;
    for (const partition of partitionsOf(frame)) {
      const key = keyOf(partition);
      for (const group of frame.groups.values()) {
        const ribbon = marks.get(`committed/${group.id}/${key}`) as PathMark | undefined;
        const committed = group.committed.get(key);
        expect(ribbon !== undefined, `${group.id} has committed ${key}`).toBe(
          committed !== undefined,
        );
        if (ribbon === undefined || committed === undefined) continue;
        const words = marks.get(`${ribbon.key}/text`);
        if (words?.type === 'text') expect(words.text).toContain(`committed ${committed}`);
        const boundary = boundaryBefore(marks, key, committed);
        if (boundary !== null) expect(middleOf(ribbon.path)).toBeCloseTo(boundary, 0);
      }
      for (const { spec, positions, owned } of frame.consumers.values()) {
        const head = marks.get(`position/${spec.id}/${key}`) as PathMark | undefined;
        if (head === undefined) continue;
        const position = positions.get(key) ?? -1;
        expect(owned.some((one) => partitionKey(one.topic, one.partition) === key)).toBe(true);
        const place = (marks.get(`record/${key}/${position}`) ??
          marks.get(`slot/${key}`)) as BoxMark;
        expect(middleOf(head.path)).toBeCloseTo(place.x + place.width / 2, 0);
        const note = marks.get(`${head.key}/note`);
        if (note?.type === 'text') expect(note.text).toBe(`reads ${position} next`);
      }
    }
  });

  test('lag is what Kafka’s tool counts, of each partition', () => {
    const { frame, marks } = topic;
    for (const partition of partitionsOf(frame)) {
      for (const group of frame.groups.values()) {
        const words = marks.get(`lag/${group.id}/${keyOf(partition)}/word`);
        if (words?.type !== 'text') continue;
        expect(words.text).toBe(`lag ${partitionLag(partition, group) ?? '–'}`);
      }
    }
    for (const { spec, owned } of frame.consumers.values()) {
      const words = brokers.marks.get(`consumer/${spec.id}/lag`);
      const group = frame.groups.get(spec.group ?? '');
      if (words?.type !== 'text' || group === undefined) continue;
      const lags = owned.map(({ topic: name, partition }) => {
        const one = frame.topics.get(name)?.partitions[partition];
        return one === undefined ? 0 : (partitionLag(one, group) ?? 0);
      });
      expect(words.text).toBe(`lag ${lags.reduce((sum, lag) => sum + lag, 0)}`);
    }
  });

  test('tracks end in the card of the member that holds the partition', () => {
    const { frame, marks } = topic;
    for (const partition of partitionsOf(frame)) {
      for (const group of frame.groups.values()) {
        const id = `track/${group.id}/${keyOf(partition)}`;
        if (!marks.has(id)) continue;
        const isHeld = [...frame.consumers.values()].some(
          ({ spec, owned }) =>
            spec.group === group.id &&
            owned.some((one) => partitionKey(one.topic, one.partition) === keyOf(partition)),
        );
        expect(marks.has(`${id}/clamp`), id).toBe(isHeld);
      }
    }
  });

  test('each star is on the broker that leads', () => {
    const { frame, marks, layout } = brokers;
    for (const partition of partitionsOf(frame)) {
      const mark = marks.get(`star/${keyOf(partition)}`) as PathMark | undefined;
      const leader = leaderReplica(partition);
      expect(mark !== undefined, keyOf(partition)).toBe(leader?.role === 'leader');
      const card = layout.geometry.nodes.get(`broker-${partition.state.leader}`);
      if (mark === undefined || card === undefined) continue;
      const [x = 0, y = 0] = numbersOf(mark.path);
      expect(x > card.x && x < card.x + card.width, mark.key).toBe(true);
      expect(y > card.y && y < card.y + card.height, mark.key).toBe(true);
    }
  });

  test('a broker is hatched when it is down, and only then', () => {
    for (const { id, status } of brokers.frame.brokers.values()) {
      const mark = brokers.marks.get(`broker/${id}`) as BoxMark;
      expect(mark.hatch !== undefined, mark.key).toBe(status === 'crashed' || status === 'stopped');
    }
  });

  test('packets are those that are under way, and only the lost lie broken', () => {
    for (const { frame, live } of [topic, brokers]) {
      const tokens = ofType(live, 'token');
      for (const token of tokens) {
        const packet = Number(token.key.split('/')[1]);
        const known = frame.packets.get(packet);
        if (token.shape === 'dropped') {
          expect(known, token.key).toBeUndefined();
          expect(frame.dropped.some((one) => one.packet === packet)).toBe(true);
          continue;
        }
        expect(known, token.key).toBeDefined();
        expect(known?.sentAtUs ?? Infinity).toBeLessThanOrEqual(frame.atUs);
        expect(known?.deliverAtUs ?? 0).toBeGreaterThanOrEqual(frame.atUs);
      }
    }
  });

  test('records ride with the packets that carry them', () => {
    for (const token of ofType(brokers.live, 'token')) {
      const packet = brokers.frame.packets.get(Number(token.key.split('/')[1]));
      const key = token.key.split('/')[2];
      const cargo = (packet?.cargo ?? []).filter(
        (one) => partitionKey(one.topic, one.partition) === key,
      );
      if (token.shape === 'dropped' || token.shape === 'dot') continue;
      expect((token.cargo ?? []).length, token.key).toBe(Math.min(8, cargo.length));
    }
  });
});

test('a packet is on the stage from its sending to its arrival, and not a moment longer', () => {
  const cluster = Cluster.preset('three-brokers').at(12);
  cluster.until(({ packets }) => packets.size > 0);
  const { layout, frame } = show(cluster, 'cluster');
  const seen = ofType(liveAt(layout, frame, frame.atUs, '', 1), 'token');
  expect(seen.length).toBeGreaterThan(0);
  for (const { key } of seen) {
    const packet = frame.packets.get(Number(key.split('/')[1]));
    const isSeenAt = (atUs: number): boolean =>
      liveAt(layout, frame, atUs, '', 1).some((mark) => mark.key === key);
    expect(isSeenAt((packet?.sentAtUs ?? 0) - 1), key).toBe(false);
    expect(isSeenAt(packet?.sentAtUs ?? 0), key).toBe(true);
    expect(isSeenAt(packet?.deliverAtUs ?? 0), key).toBe(true);
    expect(isSeenAt((packet?.deliverAtUs ?? 0) + 1), key).toBe(false);
  }
});

describe('a packet that is dropped', () => {
  /** A Produce request that is lost on its way. */
  function dropped(): { readonly cluster: Cluster; readonly packet: number } {
    const cluster = Cluster.preset('three-brokers').at(12);
    cluster.when({
      type: 'network.set',
      data: { latencyUs: 50_000, jitterUs: 0, lossPerMillion: 0 },
    });
    cluster.until(
      ({ packets }) => [...packets.values()].some(({ api }) => api === 'Produce'),
      '20s',
    );
    const packet = [...cluster.frame().packets.values()].find(({ api }) => api === 'Produce');
    const number = packet?.packet ?? -1;
    cluster.when({ type: 'packet.drop', data: { packet: number } });
    return { cluster, packet: number };
  }

  test('breaks where it was lost, is no packet any more, and does not stay', () => {
    const { cluster, packet } = dropped();
    const { live, layout, frame } = show(cluster, 'topic');
    const shards = ofType(live, 'token').filter(({ shape }) => shape === 'dropped');
    expect(shards.map(({ key }) => key)).toEqual([`dropped/${packet}`]);
    expect(live.some(({ key }) => key.startsWith(`token/${packet}`))).toBe(false);
    const later = liveAt(layout, frame, frame.atUs + 1_200_001, '', 1);
    expect(later.some(({ key }) => key === `dropped/${packet}`)).toBe(false);
  });

  test('stays for as long on the wall clock when time runs slowly', () => {
    const { cluster, packet } = dropped();
    const { layout, frame } = show(cluster, 'topic');
    const at = (afterUs: number): boolean =>
      liveAt(layout, frame, frame.atUs + afterUs, '', 0.001).some(
        ({ key }) => key === `dropped/${packet}`,
      );
    expect([at(1_000), at(1_300)]).toEqual([true, false]);
  });
});
