// Plates: named scenes of the Groups, Sequence and State views, kept as text beside this file. A change
// of a view shows here as the marks that changed; `vitest -u` keeps them.
import { describe, expect, test } from 'vitest';
import type { ViewId } from '#base/view-id.ts';
import { CHARTS } from '#kafka/charts.ts';
import type { ViewContext } from '#stage/scene.ts';
import { FIRST_CHOICES, type ViewChoices } from '#stage/view/choices.ts';
import { layoutOfView } from '#test/stage/layouts.ts';
import { momentAt } from '#trace/moment.ts';
import { Cluster } from '#test/story/cluster.ts';
import { sceneText } from './scene-text.ts';

interface Plate {
  readonly view: ViewId;
  readonly name: string;
  readonly preset: string;
  readonly atS: number;
  readonly selected?: string;
  readonly choices?: Partial<ViewChoices>;
  readonly size?: readonly [width: number, height: number];
}

const WIDE = [1_080, 640] as const;
const PHONE = [390, 560] as const;

const PLATES: readonly Plate[] = [
  { view: 'sequence', name: 'daily work', preset: 'three-brokers', atS: 12.5 },
  { view: 'sequence', name: 'a newcomer joins', preset: 'cooperative-rebalance', atS: 15.03 },
  {
    view: 'sequence',
    name: 'parked until the others come',
    preset: 'cooperative-rebalance',
    atS: 18,
  },
  { view: 'sequence', name: 'everybody joins again', preset: 'eager-rebalance', atS: 21.13 },
  { view: 'sequence', name: 'a broker crashes', preset: 'broker-crash', atS: 15.01 },
  { view: 'sequence', name: 'the leader is gone', preset: 'broker-crash', atS: 22.06 },
  { view: 'sequence', name: 'the consumer protocol', preset: 'consumer-protocol', atS: 15.155 },
  {
    view: 'sequence',
    name: 'followers too',
    preset: 'high-watermark',
    atS: 12,
    choices: { kinds: ['produce', 'followers'] },
  },
  {
    view: 'sequence',
    name: 'on a phone',
    preset: 'cooperative-rebalance',
    atS: 15.03,
    size: PHONE,
  },

  { view: 'groups', name: 'at work', preset: 'cooperative-rebalance', atS: 14 },
  { view: 'groups', name: 'two put down', preset: 'cooperative-rebalance', atS: 18 },
  { view: 'groups', name: 'dealt out', preset: 'cooperative-rebalance', atS: 19 },
  { view: 'groups', name: 'eager, before', preset: 'eager-rebalance', atS: 20.5 },
  { view: 'groups', name: 'eager, all on the table', preset: 'eager-rebalance', atS: 21.128 },
  { view: 'groups', name: 'eager, after', preset: 'eager-rebalance', atS: 21.5 },
  { view: 'groups', name: 'the consumer protocol', preset: 'consumer-protocol', atS: 15.155 },
  { view: 'groups', name: 'a zombie', preset: 'zombie-commit', atS: 28 },
  { view: 'groups', name: 'a member is killed', preset: 'consumer-protocol', atS: 50 },
  { view: 'groups', name: 'on a phone', preset: 'cooperative-rebalance', atS: 18, size: PHONE },

  { view: 'state', name: 'nothing selected', preset: 'cooperative-rebalance', atS: 18 },
  {
    view: 'state',
    name: 'a group rebalances',
    preset: 'cooperative-rebalance',
    atS: 18,
    selected: 'group:billing',
  },
  {
    view: 'state',
    name: 'a group is stable',
    preset: 'cooperative-rebalance',
    atS: 19,
    selected: 'group:billing',
  },
  {
    view: 'state',
    name: 'a group by the consumer protocol',
    preset: 'consumer-protocol',
    atS: 15.155,
    selected: 'group:billing',
  },
  {
    view: 'state',
    name: 'a membership',
    preset: 'consumer-protocol',
    atS: 16,
    selected: 'consumer:billing-c1',
  },
  {
    view: 'state',
    name: 'an application',
    preset: 'zombie-commit',
    atS: 22,
    selected: 'consumer:billing-c1',
    choices: { machine: 'application billing-c1' },
  },
  { view: 'state', name: 'a broker', preset: 'broker-crash', atS: 43, selected: 'broker:2' },
  {
    view: 'state',
    name: 'a replica',
    preset: 'broker-crash',
    atS: 23,
    selected: 'replica:orders-1@3',
  },
  { view: 'state', name: 'a producer', preset: 'three-brokers', atS: 12, selected: 'producer:p1' },
  {
    view: 'state',
    name: 'on a phone',
    preset: 'cooperative-rebalance',
    atS: 18,
    selected: 'group:billing',
    size: PHONE,
  },
];

/** Simulated this far beyond the moment, as the page does, so that what will come is known. */
const AHEAD_S = 4;

function textOf({ view, preset, atS, selected = '', choices = {}, size = WIDE }: Plate): string {
  const run = Cluster.preset(preset).at(atS);
  const frame = run.frame();
  const { trace } = run.at(atS + AHEAD_S);
  const [width, height] = size;
  const context: ViewContext = {
    width,
    height,
    selected,
    highlighted: [],
    topic: '',
    choices: { ...FIRST_CHOICES, ...choices },
    charts: CHARTS,
  };
  return sceneText(layoutOfView(view)(momentAt(trace, frame, null), context).scene);
}

describe.each(PLATES)('$view: $name', (plate) => {
  test('is drawn as it is kept', async () => {
    const file = `${plate.view}/${plate.name.replaceAll(/[ ,]+/g, '-')}.txt`;
    await expect(textOf(plate)).toMatchFileSnapshot(`./${file}`);
  });
});
