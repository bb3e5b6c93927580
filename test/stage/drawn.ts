// A view of a run as the page draws it: at a moment, with what comes a little later known.
import type { ViewId } from '#base/view-id.ts';
import { CHARTS } from '#kafka/charts.ts';
import type { Rect } from '#stage/layout/geometry.ts';
import type { BoxMark, PathMark, Scene, SceneMark, TextMark, ViewContext } from '#stage/scene.ts';
import { FIRST_CHOICES, type ViewChoices } from '#stage/view/choices.ts';
import { layoutOfView } from './layouts.ts';
import type { Frame } from '#trace/frame.ts';
import { type Moment, momentAt } from '#trace/moment.ts';
import { Projection } from '#trace/project/projection.ts';
import type { Cluster } from '#test/story/cluster.ts';

/** Simulated so far beyond the moment. */
const AHEAD_S = 4;

export interface Drawn {
  readonly scene: Scene;
  readonly frame: Frame;
  readonly moment: Moment;
}

export interface DrawnOptions {
  readonly width?: number;
  readonly height?: number;
  readonly selected?: string;
  readonly choices?: Partial<ViewChoices>;
}

/** Draws a view of a run at a moment, in s. */
export function drawn(run: Cluster, view: ViewId, atS: number, options: DrawnOptions = {}): Drawn {
  const { width = 1_080, height = 640, selected = '', choices = {} } = options;
  const atUs = Math.round(atS * 1e6);
  const { trace } = run.at(Math.max(run.engine.nowUs / 1e6, atS + AHEAD_S));
  const frame = new Projection().moveTo(trace, trace.countUntil(atUs), atUs);
  const moment = momentAt(trace, frame, null);
  const context: ViewContext = {
    width,
    height,
    selected,
    highlighted: [],
    topic: '',
    choices: { ...FIRST_CHOICES, ...choices },
    charts: CHARTS,
  };
  return { scene: layoutOfView(view)(moment, context).scene, frame, moment };
}

/** Marks whose keys begin with a prefix. */
export function startingWith(scene: Scene, prefix: string): readonly SceneMark[] {
  return scene.marks.filter(({ key }) => key.startsWith(prefix));
}

export function boxOf(scene: Scene, key: string): BoxMark | undefined {
  return scene.marks.find((mark): mark is BoxMark => mark.key === key && mark.type === 'box');
}

export function textOf(scene: Scene, key: string): TextMark | undefined {
  return scene.marks.find((mark): mark is TextMark => mark.key === key && mark.type === 'text');
}

export function pathOf(scene: Scene, key: string): PathMark | undefined {
  return scene.marks.find((mark): mark is PathMark => mark.key === key && mark.type === 'path');
}

/** First and last point of a straight path. */
export function endsOf(path: string): readonly [number, number, number, number] {
  const numbers = (path.match(/-?\d+(?:\.\d+)?/g) ?? []).map(Number);
  const [x1 = NaN, y1 = NaN] = numbers;
  return [x1, y1, numbers.at(-2) ?? NaN, numbers.at(-1) ?? NaN];
}

export function overlap(a: Rect, b: Rect): boolean {
  return (
    a.x < b.x + b.width - 0.01 &&
    b.x < a.x + a.width - 0.01 &&
    a.y < b.y + b.height - 0.01 &&
    b.y < a.y + a.height - 0.01
  );
}
