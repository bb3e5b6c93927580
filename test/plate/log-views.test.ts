// Plates: named scenes of the Topic and the Cluster view, kept as text beside this file. A change of a
// view shows here as the marks that changed; `vitest -u` keeps them.
import { describe, expect, test } from 'vitest';
import type { ViewContext } from '#stage/scene.ts';
import { viewOf } from '#stage/view/index.ts';
import { liveAt } from '#stage/view/tokens.ts';
import { momentAt } from '#trace/moment.ts';
import { Cluster } from '#test/story/cluster.ts';
import { liveTextOf, sceneText } from './scene-text.ts';

interface Plate {
  readonly name: string;
  readonly preset: string;
  readonly atS: number;
  readonly selected?: string;
  readonly size?: readonly [width: number, height: number];
}

const WIDE = [1_060, 640] as const;
const TIGHT = [680, 500] as const;
const PHONE = [390, 560] as const;

const TOPIC: readonly Plate[] = [
  { name: 'nothing written yet', preset: 'three-brokers', atS: 5 },
  { name: 'daily work', preset: 'three-brokers', atS: 12.5 },
  { name: 'one partition', preset: 'high-watermark', atS: 12 },
  { name: 'two groups', preset: 'two-groups', atS: 12.2 },
  { name: 'in hand, not committed', preset: 'slow-consumer', atS: 24 },
  { name: 'the leader is gone', preset: 'broker-crash', atS: 16 },
  { name: 'an idle consumer', preset: 'idle-consumer', atS: 20 },
  { name: 'alone, without a group', preset: 'standalone-consumer', atS: 20 },
  { name: 'tight', preset: 'broker-crash', atS: 14.2, size: TIGHT },
  { name: 'on a phone', preset: 'broker-crash', atS: 14.2, size: PHONE },
];

const CLUSTER: readonly Plate[] = [
  { name: 'one broker', preset: 'one-broker', atS: 12 },
  { name: 'daily work', preset: 'three-brokers', atS: 12.5 },
  { name: 'crashed, not fenced yet', preset: 'broker-crash', atS: 20.3 },
  { name: 'the lead changed hands', preset: 'broker-crash', atS: 24.3 },
  { name: 'back as a follower', preset: 'broker-crash', atS: 41 },
  { name: 'nobody alive has it', preset: 'unclean-election', atS: 25 },
  { name: 'controllers of their own', preset: 'controller-crash', atS: 30 },
  { name: 'racks', preset: 'racks', atS: 12 },
  {
    name: 'a partition is followed',
    preset: 'broker-crash',
    atS: 14,
    selected: 'partition:orders-1',
  },
  { name: 'on a phone', preset: 'broker-crash', atS: 24.3, size: PHONE },
];

describe.each([
  ['topic', TOPIC],
  ['cluster', CLUSTER],
] as const)('the %s view', (view, plates) => {
  test.each(plates)('$name', async ({ name, preset, atS, selected = '', size = WIDE }) => {
    const cluster = Cluster.preset(preset).at(atS);
    const frame = cluster.frame();
    const { layout, needs } = viewOf(view);
    const [width, height] = size;
    const context: ViewContext = { width, height, selected, highlighted: [], topic: '' };
    const shown = layout(momentAt(cluster.trace, frame, needs), context);
    const live = liveAt(shown, frame, frame.atUs, selected, 1);
    const text = `${sceneText(shown.scene)}\n${liveTextOf(live)}`;
    await expect(text).toMatchFileSnapshot(`./${view}/${name}.txt`);
  });
});
