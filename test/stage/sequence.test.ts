// The Sequence view: lanes stand apart, every message runs from its lane and moment to its lane and
// moment, what lies ahead is pale, what was lost is broken.
import { describe, expect, test } from 'vitest';
import type { BoxMark } from '#stage/scene.ts';
import { chooseExchanges } from '#stage/view/sequence/choose.ts';
import { Cluster } from '#test/story/cluster.ts';
import {
  boxOf,
  drawn,
  type Drawn,
  endsOf,
  overlap,
  pathOf,
  startingWith,
  textOf,
} from './drawn.ts';

const run = Cluster.preset('cooperative-rebalance');
const crashRun = Cluster.preset('broker-crash');

/** The heads of the lanes. */
function headsOf({ scene }: Drawn): readonly BoxMark[] {
  return scene.marks.filter(
    (mark): mark is BoxMark =>
      mark.type === 'box' && /^(producer|broker|controller|consumer)\/[^/]+$/.test(mark.key),
  );
}

/** The height of each moment that has a time beside it. */
function timesOf({ scene }: Drawn): ReadonlyMap<number, number> {
  return new Map(
    startingWith(scene, 'time/').flatMap((mark) =>
      mark.type === 'path' ? [[Number(mark.key.slice(5)), endsOf(mark.path)[1]] as const] : [],
    ),
  );
}

describe.each([
  ['a newcomer joins', run, 15.03],
  ['a broker has crashed', crashRun, 22.06],
] as const)('while %s', (_name, cluster, atS) => {
  const shown = drawn(cluster, 'sequence', atS);
  const heads = headsOf(shown);
  const times = timesOf(shown);

  test('lanes stand side by side', () => {
    expect(heads.length).toBeGreaterThan(4);
    for (const [index, one] of heads.entries()) {
      for (const other of heads.slice(index + 1))
        expect(overlap(one, other), other.key).toBe(false);
    }
  });

  test('time runs down', () => {
    const inOrder = [...times].sort(([a], [b]) => a - b);
    expect(inOrder.length).toBeGreaterThan(6);
    for (const [index, [, y]] of inOrder.entries()) {
      const next = inOrder[index + 1];
      if (next !== undefined) expect(next[1]).toBeGreaterThan(y);
    }
  });

  test('each message runs from its lane and moment to its lane and moment', () => {
    const middle = (node: string): number => {
      const head = heads.find(({ key }) => key === node.replace('-', '/'));
      return head === undefined ? NaN : head.x + head.width / 2;
    };
    const reaches = shown.scene.marks.filter(({ key }) => /^packet\/\d+\/reach$/.test(key));
    expect(reaches.length).toBeGreaterThan(5);
    let checked = 0;
    for (const mark of reaches) {
      if (mark.type !== 'path') continue;
      const packet = Number(mark.key.split('/')[1]);
      const exchange = shown.moment.chronicle.exchanges.of(packet);
      const leg = exchange?.request.packet === packet ? exchange.request : exchange?.response;
      if (leg === undefined || leg === null || leg.fate === 'dropped') continue;
      const [x1, y1, x2, y2] = endsOf(mark.path);
      expect(Math.abs(x1 - middle(leg.from)), mark.key).toBeLessThan(2);
      expect(Math.abs(x2 - middle(leg.to)), mark.key).toBeLessThan(2);
      const [sentY, endY] = [times.get(leg.sentAtUs), times.get(leg.endAtUs)];
      if (sentY !== undefined) expect(y1, mark.key).toBeCloseTo(sentY, 0);
      if (endY !== undefined) expect(y2, mark.key).toBeCloseTo(endY, 0);
      if (sentY !== undefined && endY !== undefined) checked += 1;
    }
    expect(checked).toBeGreaterThan(2);
  });

  test('what lies ahead of now is pale, what was is not', () => {
    const nowY = endsOf(pathOf(shown.scene, 'now')?.path ?? '')[1];
    for (const mark of shown.scene.marks) {
      if (mark.type !== 'path' || !/^packet\/\d+(\/ahead)?$/.test(mark.key)) continue;
      const [, y1, , y2] = endsOf(mark.path);
      if (mark.key.endsWith('ahead')) {
        expect(mark.opacity, mark.key).toBeLessThan(0.5);
        expect(Math.max(y1, y2), mark.key).toBeGreaterThanOrEqual(nowY - 0.2);
      } else {
        expect(mark.opacity ?? 1, mark.key).toBe(1);
        expect(Math.max(y1, y2), mark.key).toBeLessThanOrEqual(nowY + 0.2);
      }
    }
    const ahead = shown.scene.marks.filter(({ key }) => /^packet\/\d+\/ahead$/.test(key));
    expect(ahead.length).toBeGreaterThan(1);
  });

  test('no words lie over others', () => {
    const words = shown.scene.marks.filter(({ key }) => /^(note\/\d+|cut\/\d+\/text)$/.test(key));
    const places = words.flatMap((mark) =>
      mark.type === 'text'
        ? [{ x: mark.x, y: mark.y - 8, width: mark.text.length * 4, height: 8, key: mark.key }]
        : [],
    );
    for (const [index, one] of places.entries()) {
      if (textOf(shown.scene, one.key)?.anchor === 'end') continue;
      for (const other of places.slice(index + 1)) {
        if (textOf(shown.scene, other.key)?.anchor === 'end') continue;
        expect(overlap(one, other), `${one.key} and ${other.key}`).toBe(false);
      }
    }
  });
});

test('a held request is a bar on the lane of the broker that holds it', () => {
  const shown = drawn(run, 'sequence', 18);
  const { exchanges } = shown.moment.chronicle;
  const bars = startingWith(shown.scene, 'hold/').filter(
    (mark): mark is BoxMark => mark.type === 'box' && !mark.key.endsWith('ahead'),
  );
  const joins = bars.filter(({ key }) => {
    const exchange = exchanges.of(Number(key.split('/')[1]));
    return exchange?.requestBody.api === 'JoinGroup';
  });
  expect(joins.length).toBe(2);
  for (const bar of joins) {
    const request = exchanges.of(Number(bar.key.split('/')[1]))?.request;
    const head = boxOf(shown.scene, (request?.to ?? '').replace('-', '/'));
    const middle = (head?.x ?? NaN) + (head?.width ?? NaN) / 2;
    expect(Math.abs(bar.x + bar.width / 2 - middle)).toBeLessThan(40);
    expect(bar.title).toContain('holds the JoinGroup');
  }
});

test('idle stretches are cut out and say how long they were', () => {
  const shown = drawn(run, 'sequence', 15.03);
  const cuts = shown.scene.marks.flatMap((mark) =>
    mark.type === 'text' && /^cut\/\d+\/text$/.test(mark.key) ? [mark] : [],
  );
  expect(cuts.length).toBeGreaterThan(0);
  for (const { text } of cuts) expect(text).toMatch(/^[\d.]+ (ms|s): \S/);
});

test('the lane of a broker that crashed ends with a cross, and begins again with its start', () => {
  const crashed = drawn(crashRun, 'sequence', 15.01);
  expect(boxOf(crashed.scene, 'broker/2')?.isDashed).toBe(true);
  const { eventId } = crashed.moment.chronicle.lives.of('broker-2')[0] ?? { eventId: -1 };
  expect(pathOf(crashed.scene, `life/broker-2/${eventId}/end`)?.stroke).toBe('bad');
  const before = drawn(crashRun, 'sequence', 14.9);
  expect(boxOf(before.scene, 'broker/2')?.isDashed ?? false).toBe(false);
});

test('an answer that is dropped breaks into two shards, and its client waits', () => {
  const cluster = Cluster.preset('three-brokers').at(12);
  cluster.until(({ packets }) =>
    [...packets.values()].some(({ api, kind }) => api === 'Produce' && kind === 'response'),
  );
  const answer = [...cluster.frame().packets.values()].find(
    ({ api, kind }) => api === 'Produce' && kind === 'response',
  );
  const packet = answer?.packet ?? -1;
  cluster.when({ type: 'packet.drop', data: { packet } }).after('0.02s');
  const shown = drawn(cluster, 'sequence', cluster.engine.nowUs / 1e6);
  expect(pathOf(shown.scene, `packet/${packet}/shard-1`)?.stroke).toBe('bad');
  expect(pathOf(shown.scene, `packet/${packet}/lost`)?.isDashed).toBe(true);
  const request = shown.moment.chronicle.exchanges.of(packet)?.request.packet ?? -1;
  expect(startingWith(shown.scene, `wait/${request}`).length).toBeGreaterThan(0);
});

describe('what is shown', () => {
  const apis = (shown: Drawn): ReadonlySet<string> =>
    new Set(
      shown.scene.marks.flatMap(({ key }) => {
        const packet = /^packet\/(\d+)\/reach$/.exec(key)?.[1];
        const exchange =
          packet === undefined ? undefined : shown.moment.chronicle.exchanges.of(Number(packet));
        return exchange?.requestBody.api ?? [];
      }),
    );

  test('is chosen by family; heartbeats and empty fetches are folded away at first', () => {
    expect([...apis(drawn(run, 'sequence', 14.9))]).not.toContain('Heartbeat');
    expect(apis(drawn(run, 'sequence', 14.9, { choices: { kinds: ['heartbeat'] } }))).toEqual(
      new Set(['Heartbeat', 'BrokerHeartbeat']),
    );
  });

  test('is chosen by lane', () => {
    const lanes = ['broker-3', 'consumer-billing-c3'];
    const shown = drawn(run, 'sequence', 15.03, { choices: { lanes } });
    expect(headsOf(shown).map(({ key }) => key)).toEqual(['broker/3', 'consumer/billing-c3']);
    expect(apis(shown)).toEqual(new Set(['JoinGroup', 'SyncGroup']));
  });

  test('holds whoever acts, when there is not room for all', () => {
    const shown = drawn(run, 'sequence', 15.03, { width: 390 });
    expect(headsOf(shown).map(({ key }) => key)).toContain('consumer/billing-c3');
  });

  test('says what to do when there is nothing', () => {
    const shown = drawn(run, 'sequence', 0.01, { choices: { kinds: ['produce'] } });
    expect(textOf(shown.scene, 'empty/do')?.text).toContain('choose more kinds');
  });
});

test('request and answer light up together', () => {
  const shown = drawn(run, 'sequence', 15.03);
  const exchange = shown.moment.chronicle.exchanges.all.findLast(
    ({ requestBody, response }) =>
      requestBody.api === 'JoinGroup' && response !== null && response.endAtUs < 15_030_000,
  );
  const packet = exchange?.request.packet ?? -1;
  const lit = drawn(run, 'sequence', 15.03, { selected: `packet:${packet}` });
  expect(pathOf(lit.scene, `packet/${packet}`)?.strokeWidth).toBeGreaterThan(2);
  expect(
    pathOf(lit.scene, `packet/${exchange?.response?.packet ?? -1}`)?.strokeWidth,
  ).toBeGreaterThan(2);
  expect(pathOf(shown.scene, `packet/${packet}`)?.strokeWidth).toBeLessThan(2);
});

test('of a crowd that is under way since long only the latest are drawn, and whatever is held', () => {
  const [base] = drawn(run, 'sequence', 15.03).moment.chronicle.exchanges.all;
  if (base === undefined) throw new Error('nobody has said anything');
  const all = Array.from({ length: 600 }, (_, index) => ({
    ...base,
    errorCode: 'NONE' as const,
    response: null,
    givenUp: null,
    hold: index < 3 ? { fromUs: 1_000, untilUs: null, waitsFor: 'records' } : null,
    request: { ...base.request, packet: index, sentAtUs: index * 1_000, endAtUs: 9_000_000_000 },
  }));
  const { before, long } = chooseExchanges(all, 600_000, [base.kind], () => true);
  expect(before).toHaveLength(72);
  expect(long.map(({ request }) => request.packet)).toEqual([
    0,
    1,
    2,
    ...Array.from({ length: 24 }, (_, index) => 504 + index),
  ]);
});
