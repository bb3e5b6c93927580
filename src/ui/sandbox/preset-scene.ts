// The picture of a preset: its own cluster at the moment that it is about, drawn by the stage's own
// views.
import type { ViewId } from '#base/view-id.ts';
import { parseScenarioText } from '#scenario/parse.ts';
import type { PresetTheme } from '#scenario/presets.ts';
import type { Scenario } from '#scenario/scenario.ts';
import type { Scene, SvgMark } from '#stage/scene.ts';
import { loadEngineFor } from '#ui/engine.ts';
import { pictureOf } from '#ui/workspace/session-picture.ts';

/** So long after what the preset does first it can be seen, in µs. */
const AFTER_US = 1_600_000;
/** Where nothing is done: long enough for logs to have records. */
const AT_WORK_US = 20_000_000;

/** The view that shows best what presets of a theme are about. */
const VIEWS: Readonly<Record<PresetTheme, ViewId>> = {
  Basics: 'topic',
  Replication: 'cluster',
  KRaft: 'cluster',
  'Consumers and groups': 'groups',
};

/** When a scenario shows what it is about. */
function momentUs({ commands }: Scenario): number {
  const [first] = commands.map(({ atMs }) => atMs * 1_000).sort((one, other) => one - other);
  return first === undefined ? AT_WORK_US : first + AFTER_US;
}

async function draw(id: string, theme: PresetTheme): Promise<Scene<SvgMark>> {
  const response = await fetch(`./scenarios/${id}.json`);
  const { value: scenario } = parseScenarioText(await response.text());
  if (scenario === null) throw new Error(`${id} is no scenario`);
  const { Session } = await loadEngineFor(scenario);
  return pictureOf(Session.open(scenario, { atUs: momentUs(scenario) }), VIEWS[theme]);
}

const drawn = new Map<string, Promise<Scene<SvgMark>>>();
/** One at a time: each runs a cluster. */
let last: Promise<unknown> = Promise.resolve();

/** The picture; made when it is first asked for, after those that were asked for before. */
export function presetScene(id: string, theme: PresetTheme): Promise<Scene<SvgMark>> {
  const known = drawn.get(id);
  if (known !== undefined) return known;
  const scene = last
    .then(() => new Promise((resolve) => setTimeout(resolve)))
    .then(() => draw(id, theme));
  last = scene.catch(() => undefined);
  drawn.set(id, scene);
  return scene;
}
