// What a consumer does over time: work, poll, commit, join, heartbeat. What will come is drawn pale
// behind the needle.
import type { ScaleLinear } from 'd3-scale';
import type { Rect } from '#stage/layout/geometry.ts';
import { diamondPath, newPath } from '#stage/layout/paths.ts';
import { fit, widthOf } from '#stage/layout/text.ts';
import { beatsPath } from '#stage/mark/beats.ts';
import { card } from '#stage/mark/card.ts';
import { label } from '#stage/mark/label.ts';
import type { SceneMark, Target } from '#stage/scene.ts';
import { TYPE } from '#stage/theme.ts';
import type { Absence } from '#trace/chronicle/lives.ts';
import type {
  Beat,
  ConsumerTimes,
  OwnershipChange,
  TimedSpan,
} from '#trace/chronicle/consumer-times.ts';

export interface LaneInput {
  readonly consumer: string;
  readonly times: ConsumerTimes;
  readonly absences: readonly Absence[];
  /** When its process began. */
  readonly bornUs: number;
  readonly x: ScaleLinear<number, number>;
  readonly nowUs: number;
  readonly area: Rect;
  readonly isTall: boolean;
}

const PALE = 0.4;
const WORK_HEIGHT = 13;

/** Of things in order of time those that touch the axis. */
function within<T extends { readonly atUs: number }>(
  things: readonly T[],
  fromUs: number,
  toUs: number,
): readonly T[] {
  const shown: T[] = [];
  for (let index = things.length - 1; index >= 0; index -= 1) {
    const thing = things[index];
    if (thing === undefined || thing.atUs < fromUs) break;
    if (thing.atUs <= toUs) shown.push(thing);
  }
  return shown.reverse();
}

/** Spans do not overlap: those that touch the axis, in order. */
function spansWithin<T extends TimedSpan>(
  spans: readonly T[],
  fromUs: number,
  toUs: number,
): readonly T[] {
  const shown: T[] = [];
  for (let index = spans.length - 1; index >= 0; index -= 1) {
    const span = spans[index];
    if (span === undefined || (span.untilUs ?? Infinity) < fromUs) break;
    if (span.fromUs <= toUs) shown.push(span);
  }
  return shown.reverse();
}

/** The lanes of a consumer. */
export function laneMarks(input: LaneInput): readonly SceneMark[] {
  return [
    ...workMarks(input),
    ...joinMarks(input),
    ...changeMarks(input),
    ...commitMarks(input),
    ...(input.isTall || input.area.height >= 34 ? heartMarks(input) : []),
  ];
}

function targetOf({ consumer }: LaneInput, label: string): Target {
  return { type: 'consumer', id: consumer, label };
}

/** Height of the lane of work; the others follow below. */
function workY({ area, isTall }: LaneInput): number {
  return isTall ? area.y + area.height * 0.28 : area.y + area.height * 0.36;
}

/** Bars of work and ticks of poll(): one path each, for there may be hundreds. */
function workMarks(input: LaneInput): readonly SceneMark[] {
  const { times, x, nowUs, consumer } = input;
  const [fromUs = 0, toUs = 0] = x.domain();
  const y = workY(input);
  const [past, ahead, ticks, ticksAhead] = [newPath(), newPath(), newPath(), newPath()];
  const bar = (path: typeof past, from: number, to: number): void => {
    path.rect(from, y - WORK_HEIGHT / 2, Math.max(1.2, to - from), WORK_HEIGHT);
  };
  for (const span of spansWithin(times.work, fromUs, toUs)) {
    const endUs = span.untilUs ?? nowUs;
    if (span.fromUs < nowUs) bar(past, x(span.fromUs), x(Math.min(endUs, nowUs)));
    if (endUs > nowUs) bar(ahead, x(Math.max(span.fromUs, nowUs)), x(endUs));
  }
  for (const { atUs } of within(times.polls, fromUs, toUs)) {
    const path = atUs > nowUs ? ticksAhead : ticks;
    path.moveTo(x(atUs), y - 9);
    path.lineTo(x(atUs), y + 9);
  }
  const key = `lane/${consumer}`;
  const work = {
    type: 'path',
    stroke: 'none',
    fill: 'ink',
    strokeWidth: 0,
    sign: 'work',
  } as const;
  const poll = { type: 'path', stroke: 'ink-soft', strokeWidth: 1 } as const;
  return [
    { ...work, key: `${key}/work`, path: past.toString(), title: `${consumer} works on records` },
    { ...work, key: `${key}/work/ahead`, path: ahead.toString(), opacity: PALE },
    { ...poll, key: `${key}/poll`, path: ticks.toString() },
    { ...poll, key: `${key}/poll/ahead`, path: ticksAhead.toString(), opacity: PALE },
  ];
}

/** Waits for the coordinator. */
function joinMarks(input: LaneInput): readonly SceneMark[] {
  const { times, x, nowUs, consumer, isTall } = input;
  const [fromUs = 0, toUs = 0] = x.domain();
  const y = workY(input) + (isTall ? 20 : 11);
  return spansWithin(times.joins, fromUs, toUs).flatMap(
    ({ fromUs: start, untilUs, api, eventId }) => {
      const endUs = untilUs ?? Math.max(nowUs, start);
      const pieces = [
        { from: start, to: Math.min(endUs, nowUs), opacity: 1, key: '' },
        { from: Math.max(start, nowUs), to: endUs, opacity: PALE, key: '/ahead' },
      ].filter(({ from, to }) => to > from);
      const says = `${consumer}: ${api} ${untilUs === null || untilUs > nowUs ? 'waits' : 'waited'} since ${(start / 1e6).toFixed(3)} s`;
      const width = x(endUs) - x(start);
      const word = api === 'JoinGroup' ? 'JoinGroup parked' : 'SyncGroup';
      return [
        ...pieces.map(({ from, to, opacity, key }) =>
          card(
            `lane/${consumer}/join/${eventId}${key}`,
            { x: x(from), y: y - 5, width: Math.max(2, x(to) - x(from)), height: isTall ? 10 : 7 },
            {
              radius: 3,
              fill: 'warn-soft',
              stroke: 'warn',
              ...(width > 12 ? { hatch: 'warn' as const } : {}),
              opacity,
              title: says,
              eventId,
              target: targetOf(input, says),
            },
          ),
        ),
        ...(isTall && width > widthOf(word, TYPE.least) + 4 && start <= nowUs
          ? [
              label(
                `lane/${consumer}/join/${eventId}/word`,
                word,
                Math.max(x(start), input.area.x) + 2,
                y + 17,
                { size: TYPE.least, fill: 'warn' },
              ),
            ]
          : []),
      ];
    },
  );
}

function changeWords({ how, partitions }: OwnershipChange): string {
  const numbers =
    partitions.length > 4
      ? String(partitions.length)
      : partitions.map(({ partition }) => partition).join(', ');
  return how === 'assigned'
    ? `takes ${numbers}`
    : how === 'lost'
      ? `loses ${numbers}`
      : `puts down ${numbers}`;
}

/** onPartitionsRevoked, onPartitionsAssigned: diamonds with what changed hands. */
function changeMarks(input: LaneInput): readonly SceneMark[] {
  const { times, x, nowUs, consumer, isTall, area } = input;
  const [fromUs = 0, toUs = 0] = x.domain();
  const y = workY(input) - 13;
  let taken = -Infinity;
  return within(times.changes, fromUs, toUs).flatMap((change): readonly SceneMark[] => {
    const { atUs, eventId, how } = change;
    const at = { x: x(atUs), y };
    const fill = how === 'assigned' ? 'accent' : how === 'lost' ? 'bad' : 'warn';
    const opacity = atUs > nowUs ? PALE + 0.2 : 1;
    const words = changeWords(change);
    const text = fit(words, 130, TYPE.least, 'sans', 600);
    const width = widthOf(text, TYPE.least, 'sans', 600);
    const isLeft = at.x + width + 10 > area.x + area.width;
    const left = isLeft ? at.x - width - 8 : at.x + 8;
    const hasRoom = isTall && left > taken;
    if (hasRoom) taken = left + width + 6;
    const says = `${consumer} ${words} at ${(atUs / 1e6).toFixed(3)} s`;
    return [
      {
        type: 'path',
        key: `lane/${consumer}/change/${eventId}`,
        path: diamondPath(at, 5),
        stroke: fill,
        fill,
        strokeWidth: 1,
        opacity,
        title: says,
        eventId,
        target: targetOf(input, says),
      },
      ...(hasRoom
        ? [
            label(`lane/${consumer}/change/${eventId}/words`, text, left, y + 4, {
              size: TYPE.least,
              weight: 600,
              fill,
              opacity,
              hasHalo: true,
            }),
          ]
        : []),
    ];
  });
}

/** A small bookmark for each commit. */
function commitMarks(input: LaneInput): readonly SceneMark[] {
  const { times, x, nowUs, consumer } = input;
  const [fromUs = 0, toUs = 0] = x.domain();
  const top = workY(input) - 10;
  let last = -Infinity;
  return within(times.commits, fromUs, toUs).flatMap(
    ({ atUs, eventId }: Beat): readonly SceneMark[] => {
      const at = x(atUs);
      if (at - last < 5) return [];
      last = at;
      const path = newPath();
      path.moveTo(at - 3.5, top);
      path.lineTo(at + 3.5, top);
      path.lineTo(at + 3.5, top + 11);
      path.lineTo(at, top + 8);
      path.lineTo(at - 3.5, top + 11);
      path.closePath();
      const says = `${consumer} commits at ${(atUs / 1e6).toFixed(3)} s`;
      return [
        {
          type: 'path',
          key: `lane/${consumer}/commit/${eventId}`,
          path: path.toString(),
          stroke: 'paper',
          fill: 'accent',
          strokeWidth: 1,
          opacity: atUs > nowUs ? PALE : 1,
          title: says,
          eventId,
          target: targetOf(input, says),
        },
      ];
    },
  );
}

/** The trace of its heart: flat and red where it is dead. */
function heartMarks(input: LaneInput): readonly SceneMark[] {
  const { times, x, nowUs, consumer, area, absences, bornUs, isTall } = input;
  const [fromUs = 0, toUs = 0] = x.domain();
  const y = isTall ? area.y + area.height - 11 : area.y + area.height - 6;
  const scale = isTall ? 1 : 0.7;
  const beats = within(times.heartbeats, fromUs, toUs).map(({ atUs }) => x(atUs));
  const nowX = x(nowUs);
  const left = x(Math.max(fromUs, bornUs));
  const dead = absences.find(({ untilUs }) => untilUs === null || untilUs > nowUs);
  const isDead = dead !== undefined && dead.fromUs <= nowUs;
  const end = isDead ? x(Math.max(fromUs, dead.fromUs)) : nowX;
  const line = { type: 'path', strokeWidth: 1.3 } as const;
  const past = beats.filter((at) => at <= end);
  const ahead = beats.filter((at) => at > nowX);
  const right = x(toUs);
  return [
    ...(end > left
      ? [
          {
            ...line,
            key: `lane/${consumer}/heart`,
            stroke: 'accent',
            path: beatsPath(left, end, y, past, scale),
          } as const,
        ]
      : []),
    ...(isDead
      ? [
          {
            ...line,
            key: `lane/${consumer}/heart/dead`,
            stroke: 'bad',
            isDashed: true,
            path: beatsPath(end, nowX, y, []),
          } as const,
        ]
      : []),
    {
      ...line,
      key: `lane/${consumer}/heart/ahead`,
      stroke: isDead ? 'bad' : 'ink-faint',
      isDashed: true,
      opacity: PALE + 0.2,
      path: beatsPath(Math.max(nowX, left), right, y, isDead ? [] : ahead, scale),
    },
  ];
}
