// History as swimlanes: in which state each machine was at what time, what will come drawn pale.
import { scaleLinear } from 'd3-scale';
import { layoutAxis } from '#stage/layout/axis.ts';
import type { Rect } from '#stage/layout/geometry.ts';
import { fit, widthOf } from '#stage/layout/text.ts';
import { card } from '#stage/mark/card.ts';
import { label } from '#stage/mark/label.ts';
import { needleDown } from '#stage/mark/needle.ts';
import type { SceneMark, Target } from '#stage/scene.ts';
import { RADIUS, TYPE } from '#stage/theme.ts';
import { spansOf } from '#trace/chronicle/machine-steps.ts';
import type { MachineStep } from '#trace/steps.ts';

export interface Band {
  readonly key: string;
  readonly name: string;
  readonly steps: readonly MachineStep[];
  readonly target: Target;
}

/** Around now, in µs. */
const BEFORE_US = 12_000_000;
const AFTER_US = 4_000_000;
/** Height of a band with its gap, and of the axis. */
export const BAND = 23;
export const BANDS_FOOT = 24;
/** More would be a grey ground. */
const MOST_SPANS = 300;
const PALE = 0.45;

/** States in which a machine rests: what needs no attention. */
const AT_REST = new Set([
  'Stable',
  'STABLE',
  'Empty',
  'RUNNING',
  'UNFENCED',
  'Leader',
  'Follower',
  'FETCHING',
  'POLLING',
  'READY',
]);

/** Room for the longest name. */
export function bandNamesWidth(bands: readonly Band[]): number {
  return (
    Math.min(
      150,
      Math.max(40, ...bands.map(({ name }) => widthOf(name, TYPE.label, 'sans', 600))),
    ) + 12
  );
}

/** Bands below each other, over one axis of time. */
export function bandMarks(bands: readonly Band[], area: Rect, nowUs: number): readonly SceneMark[] {
  const names = bandNamesWidth(bands);
  const left = area.x + names;
  const right = area.x + area.width;
  const x = scaleLinear([Math.max(0, nowUs - BEFORE_US), nowUs + AFTER_US], [left, right]).clamp(
    true,
  );
  const bottom = area.y + bands.length * BAND;
  const axis = layoutAxis(x, {
    key: 'bands/axis',
    y: bottom + 2,
    labelY: bottom + 18,
    pitch: 80,
    format: (us) => `${Number((us / 1e6).toFixed(3))} s`,
  });
  return [
    ...axis,
    ...bands.flatMap((band, index) =>
      oneBand(band, index, { ...area, y: area.y + index * BAND }, x, nowUs),
    ),
    ...needleDown(x(nowUs), area.y - 6, bottom + 2),
  ];
}

function oneBand(
  { key, name, steps, target }: Band,
  index: number,
  area: Rect,
  x: (us: number) => number,
  nowUs: number,
): readonly SceneMark[] {
  const spans = spansOf(steps, Math.max(0, nowUs - BEFORE_US), nowUs + AFTER_US);
  const shown = spans.slice(-MOST_SPANS);
  const text = fit(name, 150, TYPE.label, 'sans', index === 0 ? 600 : 400);
  return [
    label(`${key}/name`, text, area.x, area.y + 15, {
      size: TYPE.label,
      fill: 'ink',
      weight: index === 0 ? 600 : 400,
    }),
    ...shown.flatMap(({ state, fromUs, untilUs, eventId }): readonly SceneMark[] => {
      const [from, to] = [x(fromUs), x(untilUs ?? Infinity)];
      const isAhead = fromUs > nowUs;
      const isCalm = AT_REST.has(state);
      const box = { x: from, y: area.y + 1, width: Math.max(1.5, to - from - 1), height: BAND - 4 };
      const words = fit(state, box.width - 10, TYPE.least, 'sans', 600);
      const opacity = isAhead ? PALE : 1;
      const says = `${name}: ${state} from ${(fromUs / 1e6).toFixed(3)} s`;
      return [
        card(`${key}/${eventId}`, box, {
          radius: Math.min(RADIUS.tile, box.width / 2),
          fill: isCalm ? 'line' : 'warn-soft',
          stroke: isCalm ? 'line-strong' : 'warn',
          opacity,
          title: says,
          target: { ...target, label: says },
          eventId,
        }),
        ...(box.width > 26 && words.length > 3
          ? [
              label(`${key}/${eventId}/state`, words, box.x + 6, area.y + 14, {
                size: TYPE.least,
                fill: isCalm ? 'ink-soft' : 'warn',
                weight: isCalm ? 400 : 600,
                opacity: isAhead ? 0.7 : 1,
              }),
            ]
          : []),
      ];
    }),
  ];
}
