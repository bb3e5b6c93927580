// A course of events and its keyframes: whatever is changed, at whatever moment, it goes on as if it had
// been so from the beginning.
import { beforeAll, describe, expect, test } from 'vitest';
import type { KafkaCommand } from '#kafka/commands.ts';
import { toCommands } from '#scenario/to-commands.ts';
import { Course } from '#session/course.ts';
import type { Keyframe } from '#sim/engine.ts';
import { hashTrace } from '#trace/hash.ts';
import { scenarioOf } from '#test/story/cluster.ts';

const SCENARIO = scenarioOf({
  cluster: { brokers: 3, network: { latencyMs: 1, jitterMs: 0 } },
  topics: [{ name: 'orders', partitions: 3, replicationFactor: 3 }],
  producers: [
    { topic: 'orders', recordsPerSecond: 50, configs: { 'linger.ms': 0 } },
    { topic: 'orders', recordsPerSecond: 50, configs: { 'linger.ms': 0 } },
  ],
  groups: [{ id: 'billing', topics: ['orders'], consumers: 3 }],
});
const END_US = 30_000_000;

function begin(): Course {
  return Course.begin(toCommands(SCENARIO), SCENARIO.seed);
}

/** Its keyframes, which nobody else may see. */
function keyframesOf(course: Course): readonly Keyframe[] {
  return (course as unknown as { readonly keyframes: readonly Keyframe[] }).keyframes;
}

/** Another course with the same commands, which went straight on. */
function straight(liveCommands: readonly KafkaCommand[], untilUs: number): string {
  const course = begin();
  course.rewind(0, liveCommands);
  course.extend(untilUs);
  return hashTrace(course.trace);
}

const crash = (atUs: number): KafkaCommand => ({
  atUs,
  type: 'broker.crash',
  data: { broker: 2 },
});

describe('keyframes', () => {
  let moments: readonly number[] = [];
  const first = begin();

  beforeAll(() => {
    first.extend(END_US);
    moments = keyframesOf(first).map(({ atUs }) => atUs);
  });

  test('hold whole microseconds: all that happens in theirs has happened', () => {
    expect(moments.length).toBeGreaterThan(1);
    for (const { atUs, nextEventId } of keyframesOf(first).slice(1)) {
      expect(first.trace.at(nextEventId)?.atUs).toBeGreaterThan(atUs);
    }
  });

  test('make no difference to a command at their moment or just after it', () => {
    const atUs = moments.at(-1) ?? 0;
    for (const shiftUs of [0, 1]) {
      const course = begin();
      course.extend(END_US);
      const commands = [crash(atUs + shiftUs)];
      course.rewind(atUs + shiftUs - 1, commands);
      course.extend(atUs + 300_000);
      expect(hashTrace(course.trace)).toBe(straight(commands, atUs + 300_000));
    }
  });

  test('of a future that was changed are forgotten with it', () => {
    const course = begin();
    course.extend(END_US);
    const earlyUs = moments[1] ?? 0;
    course.rewind(earlyUs, [crash(earlyUs + 1)]);
    course.extend(END_US);
    const lateUs = END_US - 1_000_000;
    course.rewind(lateUs, course.liveCommands);
    course.extend(END_US);
    expect(hashTrace(course.trace)).toBe(straight([crash(earlyUs + 1)], END_US));
  });

  test('let a fork keep what was done at its very moment', () => {
    const course = begin();
    const atUs = 9_000_000;
    course.extend(atUs);
    course.rewind(atUs - 1, [crash(atUs)]);
    const fork = course.fork(atUs);
    expect(fork.liveCommands).toHaveLength(1);
    fork.extend(atUs + 1_000_000);
    course.extend(atUs + 1_000_000);
    expect(hashTrace(fork.trace)).toBe(hashTrace(course.trace));
  });
});
