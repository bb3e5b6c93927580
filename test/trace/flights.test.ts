// Flights of a stretch of time: whoever was under way, and nobody else, whatever became of them.
import { describe, expect, test } from 'vitest';
import { type Flight, flightsBetween } from '#trace/flights.ts';
import { momentAt } from '#trace/moment.ts';
import { Projection } from '#trace/project/projection.ts';
import { Cluster } from '#test/story/cluster.ts';

/** A slow and lossy network, so that much is under way; one packet dropped by hand, one delayed. */
function busyRun(): Cluster {
  const run = Cluster.of({
    cluster: { brokers: 3 },
    topics: [{ name: 'orders', partitions: 2, replicationFactor: 3 }],
    producers: [{ topic: 'orders', recordsPerSecond: 5 }],
    groups: [{ id: 'billing', topics: ['orders'], consumers: 2 }],
  }).at('9s');
  run.when({
    type: 'network.set',
    data: { latencyUs: 40_000, jitterUs: 20_000, lossPerMillion: 50_000 },
  });
  const [dropped, delayed] = twoApart(run);
  run.when({ type: 'packet.drop', data: { packet: dropped } });
  run.when({ type: 'packet.delay', data: { packet: delayed, byUs: 300_000 } });
  return run.at('12s');
}

/** Waits for two packets between different nodes: what is dropped breaks its connection. */
function twoApart(run: Cluster): readonly [number, number] {
  for (let seconds = 9.5; ; seconds += 0.005) {
    const [first, ...others] = [...run.at(seconds).frame().packets.values()];
    const apart = others.find(
      ({ from, to }) => ![from, to].some((node) => node === first?.from || node === first?.to),
    );
    if (first !== undefined && apart !== undefined) return [first.packet, apart.packet];
  }
}

const run = busyRun();
const { trace } = run;

function flightsAt(atUs: number, beforeUs: number, afterUs: number): readonly Flight[] {
  const now = new Projection().moveTo(trace, trace.countUntil(atUs), atUs);
  return flightsBetween(trace, now, atUs - beforeUs, atUs + afterUs);
}

/** Every flight of the run by packet: when it left, when the trace tells of its end. */
function allFlights(): ReadonlyMap<number, { from: number; to: number }> {
  const flights = new Map<number, { from: number; to: number }>();
  for (const event of trace) {
    if (event.type === 'request.sent' || event.type === 'response.sent') {
      flights.set(event.data.packet, { from: event.atUs, to: Infinity });
    }
    const isEnd =
      event.type === 'request.received' ||
      event.type === 'response.received' ||
      event.type === 'packet.dropped';
    const flight = isEnd ? flights.get(event.data.packet) : undefined;
    if (flight !== undefined) flight.to = event.atUs;
  }
  return flights;
}

describe('flights of a stretch of time', () => {
  test.each([
    [9_300_000, 30_000, 30_000],
    [9_600_000, 200_000, 0],
    [9_600_000, 0, 400_000],
    [10_500_000, 900_000, 900_000],
    [12_000_000, 2_000_000, 5_000_000],
  ])('around %i µs, from %i before to %i after', (atUs, beforeUs, afterUs) => {
    const [fromUs, toUs] = [atUs - beforeUs, atUs + afterUs];
    const expected = [...allFlights()]
      .filter(([, { from, to }]) => from <= toUs && (to >= fromUs || to === Infinity))
      .map(([packet]) => packet);
    const found = flightsAt(atUs, beforeUs, afterUs).map(({ packet }) => packet);
    // In order of sending, each once.
    expect(found).toEqual(expected.sort((a, b) => a - b));
    expect(found.length).toBeGreaterThan(0);
  });

  test('tell what became of each, as far as the stretch goes', () => {
    const flights = flightsAt(10_500_000, 1_100_000, 1_000_000);
    const fates = new Set(flights.map(({ fate }) => fate));
    expect(fates).toEqual(new Set(['arrived', 'dropped', 'under way']));
    for (const { fate, endAtUs, endEventId, dropReason, sentAtUs, deliverAtUs } of flights) {
      expect(endAtUs).toBeGreaterThanOrEqual(sentAtUs);
      const end = endEventId === null ? null : trace.at(endEventId);
      expect(end?.atUs ?? deliverAtUs).toBe(endAtUs);
      expect(dropReason === null).toBe(fate !== 'dropped');
    }
    const reasons = new Set(flights.map(({ dropReason }) => dropReason));
    expect(reasons).toContain('by hand');
  });

  test('know of one that was dropped by hand in the stretch and left before it', () => {
    const dropped = [...trace].find(
      (event) => event.type === 'packet.dropped' && event.data.reason === 'by hand',
    );
    const atUs = dropped?.atUs ?? 0;
    const flight = flightsAt(atUs, 0, 0).find(({ dropReason }) => dropReason === 'by hand');
    expect(flight?.sentAtUs).toBeLessThan(atUs);
    expect(flight?.endEventId).toBe(dropped?.id);
  });

  test('take a delay into account', () => {
    const delayed = run.events('packet.delayed').find(({ data }) => data.reason === 'by hand');
    if (delayed === undefined) throw new Error('nothing was delayed by hand');
    const { packet, deliverAtUs } = delayed.data;
    const before = flightsAt(delayed.atUs, 0, 0).find((one) => one.packet === packet);
    expect(before).toMatchObject({ fate: 'under way', endAtUs: deliverAtUs });
    const after = flightsAt(delayed.atUs, 0, 1_000_000).find((one) => one.packet === packet);
    // Or later still: what was sent before it and was lost must arrive first.
    expect(after?.fate).toBe('arrived');
    expect(after?.endAtUs).toBeGreaterThanOrEqual(deliverAtUs);
  });
});

test('a Moment has the flights and the steps of its window', () => {
  const atUs = 9_000_000;
  const frame = new Projection().moveTo(trace, trace.countUntil(atUs), atUs);
  const moment = momentAt(trace, frame, { beforeUs: 4_000_000, afterUs: 0 });
  expect(moment.flights).toEqual(flightsAt(atUs, 4_000_000, 0));
  const expected = run
    .events('machine.transitioned', 5)
    .filter((event) => event.atUs <= atUs)
    .map(({ id }) => id);
  expect(moment.steps.map(({ eventId }) => eventId)).toEqual(expected);
  expect(expected.length).toBeGreaterThan(0);
  expect(momentAt(trace, frame, null)).toMatchObject({ flights: [], steps: [] });
});
