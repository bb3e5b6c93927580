// The Ledger view: named moments of presets as text (test/plate/ledger), and what its columns stand for.
import { describe, expect, test } from 'vitest';
import type { SceneMark, ViewContext } from '#stage/scene.ts';
import { columnsOf } from '#stage/view/ledger/columns.ts';
import { ledgerLayout, type LedgerLayout } from '#stage/view/ledger/ledger-view.ts';
import { recordsOf } from '#trace/fate/records.ts';
import { momentAt } from '#trace/moment.ts';
import { Cluster } from '#test/story/cluster.ts';

const CONTEXT: ViewContext = {
  width: 1_000,
  height: 460,
  selected: '',
  highlighted: [],
  topic: '',
};
const NOTHING = { chosen: '', told: [] };

function ledgerOf(preset: string, until: string, context: Partial<ViewContext> = {}): LedgerLayout {
  const run = Cluster.preset(preset).at(until);
  return ledgerLayout(momentAt(run.trace, run.frame(), null), { ...CONTEXT, ...context }, NOTHING);
}

/** One line a mark: how many columns a path has says more than where each of them is. */
function lineOf(mark: SceneMark): string {
  const at = (...numbers: readonly number[]): string =>
    numbers.map((one) => one.toFixed(1)).join(' ');
  switch (mark.type) {
    case 'text':
      return `${mark.key}: “${mark.text}” ${mark.fill} at ${at(mark.x, mark.y)}`;
    case 'box':
      return `${mark.key}: ${mark.stroke} ${at(mark.x, mark.y, mark.width, mark.height)}`;
    case 'path': {
      const count = mark.path.match(/M/g)?.length ?? 0;
      const shape = count > 1 || /h/.test(mark.path) ? `${count} columns` : mark.path;
      return `${mark.key}: ${mark.fill ?? mark.stroke} ${shape}`;
    }
    case 'cell':
      return mark.key;
  }
}

const PLATES = [
  ['empty', 'three-brokers', '5s', {}],
  ['healthy', 'three-brokers', '20s', {}],
  ['crash', 'broker-crash', '45s', {}],
  ['killed-consumer', 'consumer-protocol', '70s', {}],
  ['unclean-election', 'unclean-election', '60s', {}],
  ['deposed-leader', 'deposed-leader', '70s', {}],
  ['refused', 'not-enough-replicas', '40s', {}],
  ['seek', 'seek', '60s', {}],
  ['phone', 'unclean-election', '60s', { width: 360, height: 260 }],
  ['bins', 'consumer-protocol', '70s', { width: 420 }],
] as const;

describe('a plate of the ledger', () => {
  test.each(PLATES)('%s', async (name, preset, until, context) => {
    const { scene } = ledgerOf(preset, until, context);
    const text = [scene.summary, ...scene.marks.map(lineOf)].join('\n');
    expect(text).not.toMatch(/NaN|undefined|Infinity/);
    await expect(`${text}\n`).toMatchFileSnapshot(`../plate/ledger/${name}.txt`);
  });
});

describe('columns', () => {
  const { trace } = Cluster.preset('unclean-election').at('60s');
  const { fates } = recordsOf(trace);
  const area = { left: 100, right: 900 };

  test('are one a record, as long as there is room', () => {
    const columns = columnsOf(fates, fates.length, trace.length, area);
    expect(columns.perColumn).toBe(1);
    expect(columns.all).toHaveLength(fates.length);
    for (const [index, column] of columns.all.entries()) {
      expect([column.from, column.to]).toEqual([index, index + 1]);
      expect(columns.at(column.x + column.width / 2)).toBe(column);
      expect(columns.of(index)).toBe(column);
    }
    expect(columns.at(area.left - 1)).toBeNull();
    expect((columns.all.at(-1)?.x ?? 0) + (columns.all.at(-1)?.width ?? 0)).toBeLessThanOrEqual(
      area.right,
    );
  });

  test('are bins of records that follow one another, when there is not', () => {
    const columns = columnsOf(fates, fates.length, trace.length, { left: 0, right: 60 });
    expect(columns.perColumn).toBe(4);
    const numbers = columns.all.flatMap(({ from, to }) => [from, to]);
    expect(numbers[0]).toBe(0);
    expect(numbers.at(-1)).toBe(fates.length);
    for (const [index, column] of columns.all.entries()) {
      expect(column.from).toBe(columns.all[index - 1]?.to ?? 0);
      const own = fates.slice(column.from, column.to);
      expect(column.isLost).toBe(own.some(({ lostAtUs }) => lostAtUs !== null));
      const waits = own.map(({ outcomeAtUs, createdAtUs }) => (outcomeAtUs ?? 0) - createdAtUs);
      expect(column.answeredInUs).toBe(Math.max(...waits));
    }
  });

  test('stand before the moment after which their record is born', () => {
    const columns = columnsOf(fates, fates.length, trace.length, area);
    const tenth = fates[9]?.createdAtUs ?? 0;
    const before = columns.xOfTime(tenth - 1);
    expect(before).toBeLessThan(columns.all[9]?.x ?? 0);
    expect(before).toBeGreaterThan((columns.all[8]?.x ?? 0) + (columns.all[8]?.width ?? 0));
    expect(columns.xOfTime(tenth)).toBeGreaterThan(columns.all[9]?.x ?? 0);
  });

  test('know at an earlier moment only what had happened by then', () => {
    const end = trace.countUntil(30_000_000);
    const count = recordsOf(trace).countAt(end);
    const columns = columnsOf(fates, count, end, area);
    expect(columns.all).toHaveLength(count);
    expect(columns.all.some(({ isLost }) => isLost)).toBe(false);
    expect(columns.all.at(-1)?.answeredInUs).toBeNull();
  });
});
