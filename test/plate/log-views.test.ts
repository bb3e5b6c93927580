// Plates: named scenes of the Topic and the Cluster view, kept as text beside this file. A change of a
// view shows here as the marks that changed; `vitest -u` keeps them.
import { describe, expect, test } from 'vitest';
import type { ViewContext } from '#stage/scene.ts';
import { viewOf } from '#stage/view/index.ts';
import { layoutOfView } from '#test/stage/layouts.ts';
import { liveAt } from '#stage/view/tokens.ts';
import { momentAt } from '#trace/moment.ts';
import { Cluster } from '#test/story/cluster.ts';
import { PLATES, sizeOf } from '#ui/plates/plates.ts';
import { liveTextOf, sceneText } from './scene-text.ts';

describe.each(['topic', 'cluster'] as const)('the %s view', (view) => {
  const plates = PLATES.filter((plate) => plate.view === view);

  test.each(plates)('$name', async (plate) => {
    const { name, preset, atS, selected = '' } = plate;
    const cluster = Cluster.preset(preset).at(atS);
    const frame = cluster.frame();
    const { needs } = viewOf(view);
    const [width, height] = sizeOf(plate);
    const context: ViewContext = { width, height, selected, highlighted: [], topic: '' };
    const shown = layoutOfView(view)(momentAt(cluster.trace, frame, needs), context);
    const live = liveAt(shown, frame, frame.atUs, selected, 1);
    const text = `${sceneText(shown.scene)}\n${liveTextOf(live)}`;
    await expect(text).toMatchFileSnapshot(`./${view}/${name}.txt`);
  });
});
