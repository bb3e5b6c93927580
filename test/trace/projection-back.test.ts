// A projection that is cut back: what it has kept of one course must not show in another.
import { expect, test } from 'vitest';
import { toCommands } from '#scenario/to-commands.ts';
import { Course } from '#session/course.ts';
import type { Frame } from '#trace/frame.ts';
import { Projection } from '#trace/project/projection.ts';
import { scenarioOf } from '#test/story/cluster.ts';

const SCENARIO = scenarioOf({
  cluster: { brokers: 3 },
  topics: [{ name: 'orders', partitions: 3, replicationFactor: 3 }],
  producers: [{ topic: 'orders', recordsPerSecond: 40 }],
  groups: [{ id: 'billing', topics: ['orders'], consumers: 2 }],
});
/** A projection keeps a Frame every so many events. */
const KEPT_EVERY = 8_192;

function textOf(frame: Frame): string {
  return JSON.stringify(frame, (_key, value: unknown) => {
    if (value instanceof Map) return [...(value as Map<unknown, unknown>)];
    if (value instanceof Set) return [...(value as Set<unknown>)];
    return value;
  });
}

const course = Course.begin(toCommands(SCENARIO), SCENARIO.seed);
course.extend(11_500_000);
const shared = course.trace.length;
const other = course.fork(11_500_000);
other.rewind(11_500_000, [{ atUs: 11_500_001, type: 'broker.crash', data: { broker: 2 } }]);
for (const one of [course, other]) one.extend(20_000_000);

function straight(of: Course, nextEventId: number): string {
  return textOf(new Projection().moveTo(of.trace, nextEventId, 0));
}

test('the two courses part before a kept Frame, and go on beyond it', () => {
  expect(shared).toBeLessThan(KEPT_EVERY);
  for (const { trace } of [course, other]) expect(trace.length).toBeGreaterThan(KEPT_EVERY + 500);
});

test('what was folded of a future that is forgotten is forgotten with it', () => {
  const projection = new Projection();
  projection.moveTo(course.trace, course.trace.length, 0);
  projection.truncate(shared);
  const end = other.trace.length;
  expect(textOf(projection.moveTo(other.trace, end, 0))).toBe(straight(other, end));
});
