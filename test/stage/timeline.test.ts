// The timeline's picture: everything at its time, nothing of what was not seen yet, no label over
// another, however long the run is.
import { describe, expect, test } from 'vitest';
import type { TimelineMark } from '#trace/face/mark.ts';
import type { PathMark, SvgMark, TextMark } from '#stage/scene.ts';
import { widthOf } from '#stage/layout/text.ts';
import type { ClockPoint } from '#stage/view/timeline/axis.ts';
import {
  nextPage,
  playheadMarks,
  type Span,
  timelineLayout,
  type TimelineInput,
} from '#stage/view/timeline/timeline.ts';

const S = 1_000_000;

const MARKS: readonly TimelineMark[] = (
  [
    { atUs: 2 * S, kind: 'join', label: 'billing-c1 joined' },
    { atUs: 10 * S, kind: 'failure', label: 'broker 2 crashed' },
    { atUs: 10.2 * S, kind: 'error', label: 'p1: NETWORK_EXCEPTION' },
    { atUs: 10.4 * S, kind: 'election', label: 'orders-1: leader 2 → 3' },
    { atUs: 25 * S, kind: 'recovery', label: 'broker 2 started' },
  ] as const
).map((mark, eventId) => ({ ...mark, eventId }));

const LAG = [
  { atUs: 1 * S, unread: 2, uncommitted: 4 },
  { atUs: 10 * S, unread: 40, uncommitted: 45 },
  { atUs: 20 * S, unread: 3, uncommitted: 12 },
];

/** A run in which every moment takes as long to watch as it lasts. */
function even({ fromUs, toUs }: Span): readonly ClockPoint[] {
  return [fromUs, toUs].map((us) => ({ us, ms: us / 1_000 }));
}

const INPUT: TimelineInput = {
  width: 1_000,
  height: 96,
  fromUs: 0,
  toUs: 30 * S,
  seenUs: 30 * S,
  clock: even({ fromUs: 0, toUs: 30 * S }),
  marks: MARKS,
  deeds: [],
  planned: [],
  lag: LAG,
};

const texts = (marks: readonly SvgMark[]): readonly TextMark[] =>
  marks.filter((mark): mark is TextMark => mark.type === 'text');
const paths = (marks: readonly SvgMark[]): readonly PathMark[] =>
  marks.filter((mark): mark is PathMark => mark.type === 'path');
const eventIds = (marks: readonly SvgMark[]): readonly number[] =>
  marks.flatMap(({ eventId }) => eventId ?? []);

/** Numbers of the lag's outline, as x and y by turns. */
function outline(marks: readonly SvgMark[]): readonly number[] {
  const path = paths(marks).find(({ key }) => key === 'lag')?.path ?? '';
  return (path.match(/-?[\d.]+/g) ?? []).map(Number);
}

describe('the timeline', () => {
  const layout = timelineLayout(INPUT);

  test('has every mark of its picture once, and a way to each moment', () => {
    const all = [...layout.marks, ...playheadMarks(layout, 5 * S)];
    expect(new Set(all.map(({ key }) => key)).size).toBe(all.length);
    expect(eventIds(layout.marks)).toEqual(MARKS.map(({ eventId }) => eventId));
  });

  test('says by its scale which moment stands where, and stays within its span', () => {
    for (const atUs of [0, 7 * S, 30 * S]) {
      expect(layout.x.invert(layout.x(atUs))).toBeCloseTo(atUs, 0);
    }
    expect(layout.x.invert(-50)).toBe(0);
    expect(layout.x.invert(2_000)).toBe(30 * S);
  });

  test('lays no label over another, and the weightier one stays', () => {
    const labels = texts(layout.marks).filter(({ key }) => key.endsWith('/label'));
    const spans = labels
      .map(({ x, text, size }) => [x - widthOf(text, size) / 2, x + widthOf(text, size) / 2])
      .sort(([a = 0], [b = 0]) => a - b);
    spans.forEach(([, end = 0], index) => {
      expect(end).toBeLessThanOrEqual(spans[index + 1]?.[0] ?? INPUT.width);
    });
    expect(labels.map(({ text }) => text)).toContain('broker 2 crashed');
    expect(labels.length).toBeLessThan(MARKS.length);
  });

  test('tells nothing of what was not seen yet', () => {
    const early = timelineLayout({ ...INPUT, seenUs: 9 * S });
    expect(eventIds(early.marks)).toEqual([0]);
    expect(outline(early.marks).length).toBeGreaterThan(0);
    const xs = outline(early.marks).filter((_, index) => index % 2 === 0);
    expect(Math.max(...xs)).toBeCloseTo(early.x(9 * S), 0);
  });

  test('shows a part of the run, with the lag that it began with', () => {
    const SPAN = { fromUs: 12 * S, toUs: 18 * S };
    const part = timelineLayout({ ...INPUT, ...SPAN, clock: even(SPAN) });
    expect(eventIds(part.marks)).toEqual([]);
    const [x, y] = outline(part.marks);
    expect(x).toBe(14);
    expect(y).toBeLessThan(part.axisY - 20);
  });

  test('counts the first and the last moment of a part to it', () => {
    const part = { fromUs: 10 * S, toUs: 25 * S };
    const { events } = timelineLayout({ ...INPUT, ...part, clock: even(part) });
    expect(events.map(({ eventId }) => eventId)).toEqual([1, 2, 3, 4]);
    const less = { fromUs: 10 * S + 1, toUs: 25 * S - 1 };
    const inner = timelineLayout({ ...INPUT, ...less, clock: even(less) });
    expect(inner.events.map(({ eventId }) => eventId)).toEqual([2, 3]);
  });

  test('turns the page when time runs out of the part that is shown', () => {
    const part = { fromUs: 10 * S, toUs: 14 * S };
    expect(nextPage(part, 11 * S, 12 * S)).toBe(part);
    expect(nextPage(part, 13.9 * S, 14.1 * S)).toEqual({ fromUs: 14.1 * S, toUs: 18.1 * S });
    // One that was chosen somewhere else stays.
    expect(nextPage(part, 2 * S, 2.1 * S)).toBe(part);
    expect(nextPage(part, 20 * S, 20.1 * S)).toBe(part);
  });

  test('draws a long run with no more points than a screen has', () => {
    const lag = Array.from({ length: 40_000 }, (_, index) => ({
      atUs: index * 700,
      unread: index % 7 === 0 ? 50 : index % 3,
      uncommitted: 0,
    }));
    const points = outline(timelineLayout({ ...INPUT, lag }).marks).length / 2;
    expect(points).toBeGreaterThan(1_000);
    expect(points).toBeLessThan(20 * INPUT.width);
  });

  test('is as wide as things take to watch, and broken where time is crossed quickly', () => {
    // Ten seconds of waiting in half a second, then a millisecond in one.
    const clock = [
      { us: 0, ms: 0 },
      { us: 10 * S, ms: 500 },
      { us: 10 * S + 1_000, ms: 1_500 },
    ];
    const span = { fromUs: 0, toUs: 10 * S + 1_000 };
    const { x, marks } = timelineLayout({ ...INPUT, ...span, clock });
    expect(x(10 * S)).toBeCloseTo(14 + (1_000 - 28) / 3, 0);
    expect(x.invert(x(10 * S + 500))).toBeCloseTo(10 * S + 500, 0);
    expect(marks.filter(({ key }) => key.startsWith('axis/break'))).toHaveLength(3);
    const times = texts(marks).filter(({ key }) => /^axis\/.*text$/.test(key));
    // True times, as fine as the axis is where they stand.
    expect(times.map(({ text }) => text)).toContain('10.0004 s');
    const places = times.map(({ x: at }) => at);
    expect(places).toEqual([...places].sort((a, b) => a - b));
  });

  test('rings what was done by hand, and shows what is planned hollow', () => {
    const deeds = [
      { eventId: 1, atUs: 10 * S, kind: 'command', label: 'broker 2 crashes' },
      { eventId: 77, atUs: 15 * S, kind: 'command', label: 'orders: 4 partitions' },
    ] as const;
    const planned = [{ atUs: 28 * S, label: 'broker 1 crashes' }];
    const { marks } = timelineLayout({ ...INPUT, seenUs: 20 * S, deeds, planned });
    // The crash has a mark of its own; that a topic grew would not show by itself.
    expect(eventIds(marks)).toEqual([0, 1, 2, 3, 77]);
    const ringed = marks.filter(({ key }) => key.endsWith('/ring')).map(({ key }) => key);
    expect(ringed).toEqual(['mark/1/ring', 'mark/77/ring']);
    const hollow = paths(marks).find(({ key }) => /^planned\/\d+\/\d+$/.test(key));
    expect(hollow?.fill).toBe('panel');
    expect(hollow?.eventId).toBeUndefined();
    expect(texts(marks).map(({ text }) => text)).toContain('broker 1 crashes');
    // Once it was reached it is planned no more.
    const later = timelineLayout({ ...INPUT, planned });
    expect(later.marks.some(({ key }) => key.startsWith('planned'))).toBe(false);
  });

  test('tells what was not read from what was not committed, and the highest of it', () => {
    const drawn = (key: string): string =>
      paths(layout.marks).find((mark) => mark.key === key)?.path ?? '';
    const heights = (path: string): readonly number[] =>
      (path.match(/-?[\d.]+/g) ?? []).map(Number).filter((_, index) => index % 2 === 1);
    expect(Math.min(...heights(drawn('lag/uncommitted')))).toBeLessThan(
      Math.min(...heights(drawn('lag')).slice(0, 4)),
    );
    expect(texts(layout.marks).find(({ key }) => key === 'lag/highest')?.text).toBe('45');
  });
});
