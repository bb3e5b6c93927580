// The columns of the Groups view: their names, and above all rows what is on the table, owned by nobody.
import { fit, widthOf } from '#stage/layout/text.ts';
import { card } from '#stage/mark/card.ts';
import { label } from '#stage/mark/label.ts';
import type { TextMark } from '#stage/scene.ts';
import { TYPE } from '#stage/theme.ts';
import { columnX, rowRect, type Sheet, TABLE, topOf } from './sheet.ts';

/** Names narrower than this have short words. */
const TIGHT = 100;
const LINE = 17;

/** `0.57 s`; what is shorter in ms. */
function ageOf(us: number): string {
  return us < 100_000 ? `${(us / 1_000).toFixed(1)} ms` : `${(us / 1e6).toFixed(2)} s`;
}

type Line = Pick<TextMark, 'text' | 'face' | 'size' | 'weight' | 'fill'>;

/** What is said of the table: its name, what it means, since when. */
function linesOf({ sizes, holdings, chronicle, id, builder }: Sheet): readonly Line[] {
  const { atUs } = builder.frame;
  const isTight = sizes.names < TIGHT;
  const name = {
    text: 'on the table',
    face: 'serif',
    size: isTight ? TYPE.body : TYPE.name,
    weight: 560,
  } as const;
  const onTable = holdings.filter(({ owner }) => owner === null);
  if (onTable.length === 0) {
    return [
      { ...name, fill: 'ink-faint' },
      { text: 'nothing', face: 'sans', size: TYPE.small, weight: 400, fill: 'ink-faint' },
    ];
  }
  const gaps = onTable.flatMap(({ key }) => chronicle.ownership.gapAt(id, key, atUs) ?? []);
  const sinceUs = Math.min(...gaps.map(({ fromUs }) => fromUs));
  const words = isTight ? 'nobody reads' : 'nobody reads these';
  const size = isTight ? TYPE.tiny : TYPE.value;
  return [
    { ...name, fill: 'ink' },
    { text: words, face: 'sans', size: TYPE.small, weight: 600, fill: 'warn' },
    ...(gaps.length === 0
      ? []
      : [
          {
            text: `for ${ageOf(atUs - sinceUs)}`,
            face: 'mono',
            size,
            weight: 500,
            fill: 'ink-soft',
          } as const,
        ]),
  ];
}

/** What lies between members: owned by nobody. */
export function layoutTable(sheet: Sheet): void {
  const { builder, holdings, sizes } = sheet;
  const row = rowRect(sheet, TABLE);
  const isEmpty = holdings.every(({ owner }) => owner !== null);
  const width = sizes.names + sizes.pitch * holdings.length + 16;
  const area = { x: row.x - 8, y: row.y + 2, width, height: row.height - 6 };
  builder.add(
    card('table', area, {
      fill: isEmpty ? 'none' : 'warn-soft',
      stroke: isEmpty ? 'line' : 'none',
      isDashed: isEmpty,
      title: 'Partitions that no member owns: nobody reads them',
    }),
  );
  const lines = linesOf(sheet).slice(0, row.height >= 60 ? 3 : row.height >= 30 ? 2 : 1);
  const first = row.y + row.height / 2 - ((lines.length - 1) * LINE) / 2 + 3;
  lines.forEach(({ text, ...look }, index) => {
    const size = Math.min(look.size, Math.max(9, row.height - 3));
    const fitted = fit(text, sizes.names - 6, size, look.face, look.weight);
    builder.add(label(`table/${index}`, fitted, row.x, first + index * LINE, { ...look, size }));
  });
}

/** Names of the partitions above their columns. */
export function layoutColumns({ builder, holdings, sizes }: Sheet): void {
  const y = topOf(sizes) - 7;
  const longest = Math.max(0, ...holdings.map(({ key }) => widthOf(key, TYPE.tiny, 'mono')));
  const isShort = longest > sizes.pitch - 4;
  const look = { size: TYPE.tiny, face: 'mono' } as const;
  let lastTopic = '';
  holdings.forEach(({ key, topic, partition, owner }, index) => {
    const x = columnX(sizes, index);
    if (isShort && topic !== lastTopic) {
      builder.add(label(`column/${topic}`, topic, x - sizes.pitch / 2 + 2, y - 12, look));
      lastTopic = topic;
    }
    if (isShort && sizes.pitch < 14) return;
    const fill = owner === null ? 'warn' : 'ink-soft';
    const text = isShort ? String(partition) : key;
    builder.add(label(`column/${key}`, text, x, y, { ...look, anchor: 'middle', fill }));
  });
}
