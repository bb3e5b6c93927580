// The marks of the timeline against the trace: each at its event's time, one for all partitions of a
// moment with their number, what was said lately not said again.
import { expect, test } from 'vitest';
import type { TraceEvent } from '#kafka/events.ts';
import { markOf } from '#trace/face/faces.ts';
import { Timeline } from '#trace/marks.ts';
import { TraceStore } from '#trace/store.ts';
import { Cluster } from '#test/story/cluster.ts';

function marksOf(trace: TraceStore) {
  const timeline = new Timeline();
  timeline.update(trace);
  return timeline.marks;
}

test('each stands at its event, and speaks for as many partitions as changed then', () => {
  const run = Cluster.of({
    cluster: { brokers: 3 },
    topics: [{ name: 'orders', partitions: 9, replicationFactor: 3 }],
    commands: [{ at: '15s', type: 'broker.crash', broker: 2 }],
  }).at(40);
  const marks = marksOf(run.trace);
  for (const { eventId, atUs } of marks) expect(run.trace.at(eventId)?.atUs).toBe(atUs);
  const counted = marks.flatMap(({ eventId, atUs, kind, label }) => {
    const count = / of (\d+) partitions$/.exec(label)?.[1];
    if (count === undefined) return [];
    const others = [...run.trace].filter((event) => {
      const mark = event.atUs === atUs && event.id >= eventId ? markOf(event) : null;
      return mark?.kind === kind && mark.together !== undefined;
    });
    return [[Number(count), others.length]];
  });
  expect(counted.length).toBeGreaterThan(0);
  for (const [count, others] of counted) expect(count).toBe(others);
  expect(Math.max(...counted.map(([count = 0]) => count))).toBeGreaterThan(2);
});

test('an error that comes again is marked again after three quiet seconds', () => {
  const trace = TraceStore.create();
  const timesUs = [1_000_000, 3_000_000, 6_000_000, 8_999_999, 11_999_999];
  timesUs.forEach((atUs, id) => {
    const data = { client: 'p', errorCode: 'REQUEST_TIMED_OUT', errorMessage: '' };
    const event = { id, atUs, node: 'producer-p', cause: -1, type: 'client.failed', data };
    trace.append(event as unknown as TraceEvent);
  });
  expect(marksOf(trace).map(({ atUs }) => atUs)).toEqual([1_000_000, 6_000_000, 11_999_999]);
});
