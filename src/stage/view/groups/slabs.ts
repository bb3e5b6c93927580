// The partitions of the Groups view: each in the row of its owner, and beside that where it was, where
// it will be, and where somebody wrongly believes to have it.
import { rule } from '#stage/mark/rule.ts';
import { type GhostKind, ghostSlab, slab } from '#stage/mark/slab.ts';
import { type Frame, partitionAt, partitionLag } from '#trace/frame.ts';
import type { Holding } from './owners.ts';
import { type Sheet, slabRect, TABLE } from './sheet.ts';

/** A bar is full at this lag at the least: a lag of one must not look like a mountain. */
const LEAST_FULL_LAG = 10;

function lagOf(frame: Frame, group: string, key: string): number | null {
  const [partition, found] = [partitionAt(frame, key), frame.groups.get(group)];
  return partition === undefined || found === undefined ? null : partitionLag(partition, found);
}

/** Lays out each partition where it lies. */
export function layoutSlabs(sheet: Sheet): void {
  const { builder, holdings, members, id } = sheet;
  const rows = new Map(members.map(({ spec }, index) => [spec.id, index]));
  const lags = holdings.map(({ key }) => lagOf(builder.frame, id, key));
  const fullLag = Math.max(LEAST_FULL_LAG, ...lags.map((lag) => lag ?? 0));
  holdings.forEach((holding, column) => {
    const row = holding.owner === null ? TABLE : (rows.get(holding.owner) ?? TABLE);
    layoutSlab(sheet, holding, { row, column }, lags[column] ?? null, fullLag);
  });
}

function layoutSlab(
  sheet: Sheet,
  { key, owner, partition, isLeaving }: Holding,
  { row, column }: { readonly row: number; readonly column: number },
  lag: number | null,
  fullLag: number,
): void {
  const leaving = isLeaving ? ', to be given up' : '';
  const whose = owner === null ? 'owned by nobody' : `owned by ${owner}${leaving}`;
  const behind = lag === null ? 'nothing committed' : `lag ${lag}`;
  sheet.builder.add(
    ...slab(`partition/${key}`, slabRect(sheet, row, column), {
      name: String(partition),
      lag,
      fullLag,
      state: owner === null ? 'unowned' : isLeaving ? 'leaving' : 'owned',
      edge: sheet.builder.edge('partition', key),
      target: { type: 'partition', id: key, label: `Partition ${key}, ${whose}, ${behind}` },
    }),
  );
}

/** What a partition that it does not own is to a member; null: nothing. */
function ghostOf(sheet: Sheet, holding: Holding, consumer: string): GhostKind | null {
  if (holding.zombies.includes(consumer)) return 'believes it owns';
  if (holding.owner === consumer) return null;
  if (holding.heirs.includes(consumer)) return 'will get';
  return holding.owner === null ? partInGap(sheet, consumer, holding) : null;
}

/**
 * What the present gap in the ownership of a partition means to a member: it began when the member put
 * the partition down, or will end, as far as that is known, when the member takes it.
 */
function partInGap(
  { chronicle, id, builder }: Sheet,
  consumer: string,
  { topic, partition, key }: Holding,
): 'gave up' | 'will get' | null {
  const gap = chronicle.ownership.gapAt(id, key, builder.frame.atUs);
  if (gap === null) return null;
  const { changes } = chronicle.consumers.of(consumer);
  const about = changes.filter(({ partitions }) =>
    partitions.some((one) => one.topic === topic && one.partition === partition),
  );
  const takes = about.some(({ how, atUs }) => how === 'assigned' && atUs === gap.untilUs);
  if (takes) return 'will get';
  const gave = about.some(({ how, atUs }) => how !== 'assigned' && atUs === gap.fromUs);
  return gave ? 'gave up' : null;
}

/** Lays out what is not there: dashed. */
export function layoutGhosts(sheet: Sheet): void {
  const { builder, members, holdings } = sheet;
  holdings.forEach((holding, column) => {
    members.forEach(({ spec }, row) => {
      const kind = ghostOf(sheet, holding, spec.id);
      if (kind === null) return;
      const key = `ghost/${holding.key}/${spec.id}`;
      const area = slabRect(sheet, row, column);
      builder.add(...ghostSlab(key, area, String(holding.partition), kind));
      if (kind !== 'gave up') return;
      const table = slabRect(sheet, TABLE, column);
      const x = table.x + table.width / 2;
      const way = [
        { x, y: table.y + table.height + 5 },
        { x, y: area.y - 3 },
      ] as const;
      builder.add(rule(`${key}/way`, ...way, { stroke: 'warn', strokeWidth: 1.2, isDashed: true }));
    });
  });
}
