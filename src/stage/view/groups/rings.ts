// The two clocks that run against a member: its session, and the time between two polls.
import type { Point } from '#stage/layout/paths.ts';
import { label } from '#stage/mark/label.ts';
import { ring } from '#stage/mark/ring.ts';
import type { Paint, SceneMark } from '#stage/scene.ts';
import { TYPE } from '#stage/theme.ts';
import { countUntil } from './times.ts';
import { maxPollIntervalUs, sessionTimeoutUs } from '#trace/deadlines.ts';
import type { ConsumerFrame, Frame } from '#trace/frame.ts';
import type { ConsumerTimes } from '#trace/chronicle/consumer-times.ts';

interface Clock {
  readonly name: string;
  readonly share: number;
  readonly text: string;
}

function leftOf(name: string, sinceUs: number, nowUs: number, limitUs: number): Clock {
  const left = Math.max(0, limitUs - (nowUs - sinceUs));
  return { name, share: left / limitUs, text: `${(left / 1e6).toFixed(1)} s` };
}

/** Time left until the coordinator takes it for dead. */
function sessionClock(frame: Frame, consumer: ConsumerFrame, times: ConsumerTimes): Clock {
  const { atUs } = frame;
  const group = frame.groups.get(consumer.spec.group ?? '');
  if (group?.members.some(({ clientId }) => clientId === consumer.spec.id) === false) {
    return { name: 'session', share: 0, text: 'no member' };
  }
  const join = times.joins[countUntil(times.joins, atUs, ({ fromUs }) => fromUs) - 1];
  if (join !== undefined && (join.untilUs ?? Infinity) > atUs && join.api === 'JoinGroup') {
    return { name: 'while parked', share: 1, text: 'not timed' };
  }
  const beat = times.heartbeats[countUntil(times.heartbeats, atUs, (one) => one.atUs) - 1];
  const sinceUs = Math.max(beat?.atUs ?? 0, join?.untilUs ?? 0);
  if (sinceUs === 0) return { name: 'session', share: 0, text: 'not yet' };
  return leftOf('session', sinceUs, atUs, sessionTimeoutUs(frame, consumer));
}

/** Time left until its own client takes it for hung. */
function pollClock(frame: Frame, consumer: ConsumerFrame, times: ConsumerTimes): Clock {
  const { processing, status } = consumer;
  if (status !== 'running') return { name: 'max.poll', share: 0, text: status };
  if (processing === null) return { name: 'max.poll', share: 1, text: 'in poll()' };
  const work = times.work[countUntil(times.work, frame.atUs, ({ fromUs }) => fromUs) - 1];
  return leftOf(
    'max.poll',
    work?.fromUs ?? processing.fromUs,
    frame.atUs,
    maxPollIntervalUs(consumer),
  );
}

/** Both rings of a member, below each other. */
export function ringMarks(
  frame: Frame,
  consumer: ConsumerFrame,
  times: ConsumerTimes,
  at: Point,
  pitch: number,
): readonly SceneMark[] {
  const { id } = consumer.spec;
  const clocks = [sessionClock(frame, consumer, times), pollClock(frame, consumer, times)];
  return clocks.flatMap(({ name, share, text }, index) => {
    const y = at.y + index * pitch;
    const paint: Paint = share < 0.15 ? 'bad' : share < 0.4 ? 'warn' : 'ink-faint';
    const key = `ring/${id}/${index}`;
    return [
      ...ring(key, { x: at.x, y }, share, paint),
      label(`${key}/text`, text, at.x + 15, y - 1, {
        size: TYPE.least,
        fill: paint === 'ink-faint' ? 'ink' : paint,
      }),
      label(`${key}/name`, name, at.x + 15, y + 11, { size: TYPE.least }),
    ];
  });
}
