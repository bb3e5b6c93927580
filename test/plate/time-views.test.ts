// Plates: named scenes of the Groups, Sequence and State views, kept as text beside this file. A change
// of a view shows here as the marks that changed; `vitest -u` keeps them.
import { describe, expect, test } from 'vitest';
import { CHARTS } from '#kafka/charts.ts';
import type { ViewContext } from '#stage/scene.ts';
import { FIRST_CHOICES } from '#stage/view/choices.ts';
import { layoutOfView } from '#test/stage/layouts.ts';
import { momentAt } from '#trace/moment.ts';
import { Cluster } from '#test/story/cluster.ts';
import { type Plate, PLATES, sizeOf } from '#ui/plates/plates.ts';
import { sceneText } from './scene-text.ts';

const TIMED = PLATES.filter(({ view }) => ['sequence', 'groups', 'state'].includes(view));

/** Simulated this far beyond the moment, as the page does, so that what will come is known. */
const AHEAD_S = 4;

/**
 * The numbers of events and packets change with every event that a run has more or less: in keys and
 * targets only their order is kept.
 */
function withoutNumbers(text: string): string {
  const numbers = [...text.matchAll(/(?<=^\S+ \S*)\b\d{4,}\b/gm)].map(([number]) => Number(number));
  const ranks = new Map([...new Set(numbers)].sort((a, b) => a - b).map((id, rank) => [id, rank]));
  return text
    .replace(/(?<=^\S+ \S*)\b\d{4,}\b/gm, (number) => `n${ranks.get(Number(number)) ?? ''}`)
    .replace(/ → packet:\d+/g, ' → packet')
    .replace(/ @\d+/g, ' @')
    .split('\n')
    .map((line, index) => [line, index] as const)
    .sort(([a, i], [b, j]) => (i < 2 || j < 2 ? i - j : a < b ? -1 : 1))
    .map(([line]) => line)
    .join('\n');
}

function textOf(plate: Plate): string {
  const { view, preset, atS, selected = '', choices = {} } = plate;
  const run = Cluster.preset(preset).at(atS);
  const frame = run.frame();
  const { trace } = run.at(atS + AHEAD_S);
  const [width, height] = sizeOf(plate);
  const context: ViewContext = {
    width,
    height,
    selected,
    highlighted: [],
    topic: '',
    choices: { ...FIRST_CHOICES, ...choices },
    charts: CHARTS,
  };
  return withoutNumbers(sceneText(layoutOfView(view)(momentAt(trace, frame, null), context).scene));
}

describe.each(TIMED)('$view: $name', (plate) => {
  test('is drawn as it is kept', async () => {
    const file = `${plate.view}/${plate.name.replaceAll(/[ ,]+/g, '-')}.txt`;
    await expect(textOf(plate)).toMatchFileSnapshot(`./${file}`);
  });
});
