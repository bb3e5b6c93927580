// Plates: named scenes of every view, from presets at given times. The tests keep each as text and as
// PNG (`test/plate`), and `#/plates` shows them all while the site is developed.
import type { ViewId } from '#base/view-id.ts';
import type { ViewChoices } from '#stage/view/choices.ts';

export interface Plate {
  readonly view: ViewId;
  /** Unique within the view. */
  readonly name: string;
  /** A scenario that comes with the site. */
  readonly preset: string;
  readonly atS: number;
  readonly selected?: string;
  readonly choices?: Partial<ViewChoices>;
  /** Without it as large as the stage is on a desk. */
  readonly size?: readonly [width: number, height: number];
}

const TIGHT = [680, 500] as const;
const PHONE = [390, 560] as const;

export const PLATES: readonly Plate[] = [
  { view: 'topic', name: 'nothing written yet', preset: 'three-brokers', atS: 5 },
  { view: 'topic', name: 'daily work', preset: 'three-brokers', atS: 12.5 },
  { view: 'topic', name: 'one partition', preset: 'high-watermark', atS: 12 },
  { view: 'topic', name: 'two groups', preset: 'two-groups', atS: 12.2 },
  { view: 'topic', name: 'in hand, not committed', preset: 'slow-consumer', atS: 24 },
  { view: 'topic', name: 'the leader is gone', preset: 'broker-crash', atS: 16 },
  { view: 'topic', name: 'an idle consumer', preset: 'idle-consumer', atS: 20 },
  { view: 'topic', name: 'alone, without a group', preset: 'standalone-consumer', atS: 20 },
  { view: 'topic', name: 'tight', preset: 'broker-crash', atS: 14.2, size: TIGHT },
  { view: 'topic', name: 'on a phone', preset: 'broker-crash', atS: 14.2, size: PHONE },

  { view: 'cluster', name: 'one broker', preset: 'one-broker', atS: 12 },
  { view: 'cluster', name: 'daily work', preset: 'three-brokers', atS: 12.5 },
  { view: 'cluster', name: 'crashed, not fenced yet', preset: 'broker-crash', atS: 20.3 },
  { view: 'cluster', name: 'the lead changed hands', preset: 'broker-crash', atS: 24.3 },
  { view: 'cluster', name: 'back as a follower', preset: 'broker-crash', atS: 41 },
  { view: 'cluster', name: 'nobody alive has it', preset: 'unclean-election', atS: 25 },
  { view: 'cluster', name: 'controllers of their own', preset: 'controller-crash', atS: 30 },
  { view: 'cluster', name: 'racks', preset: 'racks', atS: 12 },
  {
    view: 'cluster',
    name: 'a partition is followed',
    preset: 'broker-crash',
    atS: 14,
    selected: 'partition:orders-1',
  },
  { view: 'cluster', name: 'on a phone', preset: 'broker-crash', atS: 24.3, size: PHONE },

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

  { view: 'ledger', name: 'empty', preset: 'three-brokers', atS: 5 },
  { view: 'ledger', name: 'healthy', preset: 'three-brokers', atS: 20 },
  { view: 'ledger', name: 'crash', preset: 'broker-crash', atS: 45 },
  { view: 'ledger', name: 'killed consumer', preset: 'consumer-protocol', atS: 70 },
  { view: 'ledger', name: 'unclean election', preset: 'unclean-election', atS: 60 },
  { view: 'ledger', name: 'deposed leader', preset: 'deposed-leader', atS: 70 },
  { view: 'ledger', name: 'refused', preset: 'not-enough-replicas', atS: 40 },
  { view: 'ledger', name: 'seek', preset: 'seek', atS: 60 },
];

/** The stage on a desk; the views of the log were drawn for one a little narrower. */
export function sizeOf({ view, size }: Plate): readonly [width: number, height: number] {
  if (size !== undefined) return size;
  if (view === 'ledger') return [1_000, 460];
  return view === 'topic' || view === 'cluster' ? [1_060, 640] : [1_080, 640];
}
