// The chronicle: what it says of a run agrees with the trace, event by event, and it grows and begins
// anew with the trace.
import { describe, expect, test } from 'vitest';
import type { RequestBody } from '#kafka/protocol/api.ts';
import { topicPartitionKey } from '#kafka/protocol/topic-partition.ts';
import { chronicleOf } from '#trace/chronicle/chronicle.ts';
import { endOf } from '#trace/chronicle/exchanges.ts';
import { countBefore, spansOf } from '#trace/chronicle/machine-steps.ts';
import { requestWords, responseWords } from '#trace/chronicle/says.ts';
import { momentAt } from '#trace/moment.ts';
import { Cluster } from '#test/story/cluster.ts';

const cooperative = Cluster.preset('cooperative-rebalance').at(20);
const crash = Cluster.preset('broker-crash').at(44);

describe('exchanges', () => {
  const { exchanges } = chronicleOf(crash.trace);

  test('hold every request once, with its way and its answer', () => {
    const sent = [...crash.trace].filter(({ type }) => type === 'request.sent');
    expect(exchanges.all.length).toBe(sent.length);
    for (const { request, response } of exchanges.all) {
      expect(request.endAtUs).toBeGreaterThanOrEqual(request.sentAtUs);
      if (response === null) continue;
      expect([response.from, response.to]).toEqual([request.to, request.from]);
      expect(response.sentAtUs).toBeGreaterThanOrEqual(request.endAtUs);
      expect(exchanges.of(response.packet)).toBe(exchanges.of(request.packet));
    }
  });

  test('know what was dropped, where and why', () => {
    const run = Cluster.preset('three-brokers').at(12);
    run.until(({ packets }) => [...packets.values()].some(({ api }) => api === 'Produce'));
    const [produce] = [...run.frame().packets.values()].filter(({ api }) => api === 'Produce');
    run.when({ type: 'packet.drop', data: { packet: produce?.packet ?? -1 } });
    run.when({ type: 'broker.crash', data: { broker: 2 } }).after('1s');
    const dropped = [...run.trace].filter((event) => event.type === 'packet.dropped');
    expect(dropped.length).toBeGreaterThan(0);
    const { exchanges: all } = chronicleOf(run.trace);
    for (const { atUs, data } of dropped) {
      const exchange = all.of(data.packet);
      const leg = data.kind === 'request' ? exchange?.request : exchange?.response;
      expect(leg).toMatchObject({ fate: 'dropped', endAtUs: atUs, dropReason: data.reason });
      expect(leg?.dueAtUs).toBeGreaterThanOrEqual(atUs);
    }
  });

  test('a request is held from its parking to its answer', () => {
    const held = chronicleOf(cooperative.trace).exchanges.all.filter(({ hold }) => hold !== null);
    const joins = held.filter(({ requestBody }) => requestBody.api === 'JoinGroup');
    expect(joins.length).toBeGreaterThanOrEqual(4);
    for (const { hold, request, response } of joins) {
      expect(hold?.fromUs).toBe(request.endAtUs);
      expect(hold?.untilUs).toBe(response?.sentAtUs);
    }
  });

  test('a request that ran into its timeout ends with it', () => {
    const run = Cluster.preset('three-brokers').at(12);
    const isProduce = (body: RequestBody): boolean => body.api === 'Produce';
    run.until(({ packets }) =>
      [...packets.values()].some(({ api, kind }) => api === 'Produce' && kind === 'response'),
    );
    const [answer] = [...run.frame().packets.values()].filter(
      ({ api, kind }) => api === 'Produce' && kind === 'response',
    );
    run.when({ type: 'packet.drop', data: { packet: answer?.packet ?? -1 } }).after('40s');
    const exchange = chronicleOf(run.trace).exchanges.of(answer?.packet ?? -1);
    if (exchange === undefined) throw new Error('the exchange is not known');
    expect(isProduce(exchange.requestBody)).toBe(true);
    expect(exchange.response?.fate).toBe('dropped');
    expect(exchange.givenUp).not.toBeNull();
    expect(endOf(exchange)).toBe(exchange.givenUp?.atUs);
  });

  test('say what they ask and answer', () => {
    const all = chronicleOf(cooperative.trace).exchanges.all;
    const said = all.flatMap(({ requestBody, responseBody }) => [
      requestWords(requestBody),
      ...(responseBody === null ? [] : [responseWords(responseBody)]),
    ]);
    for (const words of [
      'JoinGroup, no member id',
      'JoinGroup',
      'MEMBER_ID_REQUIRED',
      'REBALANCE_IN_PROGRESS',
      'SyncGroup: the assignment',
      'nothing new',
    ]) {
      expect(said).toContain(words);
    }
    expect(said.some((words) => /^generation 3(, you lead)?$/.test(words))).toBe(true);
    expect(said.filter((words) => /undefined|NaN|null/.test(words))).toEqual([]);
  });
});

describe('lives', () => {
  test('a broker is absent from its crash to its start', () => {
    const { lives } = chronicleOf(crash.trace);
    const [absence, ...others] = lives.of('broker-2');
    expect(absence).toMatchObject({ fromUs: 15_000_000, untilUs: 40_000_000, how: 'crashed' });
    expect(others).toEqual([]);
    expect(lives.of('broker-1')).toEqual([]);
  });
});

describe('steps of machines', () => {
  const { machines } = chronicleOf(cooperative.trace);

  test('are counted up to a moment', () => {
    const steps = machines.of('classic group', 'billing');
    const before = machines.taken('classic group', 'billing', steps[3]?.eventId ?? 0);
    expect([...before.values()].reduce((sum, { count }) => sum + count, 0)).toBe(3);
    const all = machines.taken('classic group', 'billing', cooperative.trace.length);
    expect(all.get('Stable → PreparingRebalance: prepare rebalance')?.count).toBe(2);
    expect(countBefore(steps, cooperative.trace.length)).toBe(steps.length);
  });

  test('make bands without gaps', () => {
    const spans = spansOf(machines.of('classic group', 'billing'), 0, 20_000_000);
    for (const [index, { untilUs }] of spans.entries()) {
      expect(untilUs).toBe(spans[index + 1]?.fromUs ?? null);
    }
    expect(spans.at(-1)?.state).toBe(cooperative.frame().groups.get('billing')?.state);
  });
});

describe('ownership', () => {
  test('counts the time in which nobody owned a partition, as the Frames have it', () => {
    const { ownership } = chronicleOf(cooperative.trace);
    const stepUs = 1_000;
    const again = Cluster.preset('cooperative-rebalance').at(14.9);
    let sumUs = 0;
    for (let atUs = 14_900_000; atUs < 18_400_000; atUs += stepUs) {
      const frame = again.at(atUs / 1e6).frame();
      const owned = new Set(
        [...frame.consumers.values()].flatMap((one) => one.owned.map(topicPartitionKey)),
      );
      sumUs += (6 - owned.size) * stepUs;
    }
    const counted =
      ownership.unownedUs('billing', 18_400_000) - ownership.unownedUs('billing', 14_900_000);
    expect(counted).toBeGreaterThan(4_000_000);
    expect(Math.abs(counted - sumUs)).toBeLessThan(20_000);
  });
});

describe('times of consumers', () => {
  test('are those of the trace', () => {
    const { consumers } = chronicleOf(cooperative.trace);
    const events = [...cooperative.trace];
    const c1 = consumers.of('billing-c1');
    const polled = events.filter(
      (event) => event.type === 'records.polled' && event.data.consumer === 'billing-c1',
    );
    expect(c1.work.map(({ fromUs }) => fromUs)).toEqual(polled.map(({ atUs }) => atUs));
    const beats = events.filter(
      (event) =>
        event.type === 'request.sent' &&
        event.node === 'consumer-billing-c1' &&
        (event.data.body as RequestBody).api === 'Heartbeat',
    );
    expect(c1.heartbeats.map(({ atUs }) => atUs)).toEqual(beats.map(({ atUs }) => atUs));
    for (const [index, { untilUs }] of c1.joins.entries()) {
      const next = c1.joins[index + 1];
      if (next !== undefined) expect(untilUs ?? Infinity).toBeLessThanOrEqual(next.fromUs);
    }
    expect(c1.changes.map(({ how }) => how)).toContain('revoked');
  });
});

describe('a chronicle', () => {
  test('grows with its trace and forgets with it', () => {
    const run = Cluster.preset('three-brokers').at(10);
    const first = chronicleOf(run.trace);
    const count = first.exchanges.all.length;
    run.at(11);
    expect(chronicleOf(run.trace)).toBe(first);
    expect(first.exchanges.all.length).toBeGreaterThan(count);
    const keyframe = run.keyframe();
    run.at(12).goBack(keyframe);
    const again = chronicleOf(run.trace);
    expect(again.exchanges.all.length).toBe(
      [...run.trace].filter(({ type }) => type === 'request.sent').length,
    );
  });

  test('is read off the trace only when a view asks', () => {
    const run = Cluster.preset('three-brokers').at(7);
    const moment = momentAt(run.trace, run.frame(), null);
    expect(Object.getOwnPropertyDescriptor(moment, 'chronicle')?.get).toBeDefined();
    expect(moment.chronicle).toBe(chronicleOf(run.trace));
  });
});
