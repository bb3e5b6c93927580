// A row of the Groups view: a member, what it reads, how its membership stands.
import { fit } from '#stage/layout/text.ts';
import { card } from '#stage/mark/card.ts';
import { label, nameLabel } from '#stage/mark/label.ts';
import { rule } from '#stage/mark/rule.ts';
import type { Paint } from '#stage/scene.ts';
import { TYPE } from '#stage/theme.ts';
import type { ConsumerFrame } from '#trace/frame.ts';
import { rowRect, type Sheet } from './sheet.ts';

const LINE = 15;
/** Rows so high have three lines of words below the name, or one. */
const TALL = 84;
const MIDDLE = 40;

interface Word {
  readonly key: 'reads' | 'word' | 'epoch';
  readonly text: string;
  readonly fill: Paint;
}

function membershipWord(member: ConsumerFrame): Word {
  const { status, membership, owned } = member;
  const word = (text: string, fill: Paint): Word => ({ key: 'word', text, fill });
  if (status !== 'running') return word(status, status === 'crashed' ? 'bad' : 'warn');
  switch (membership) {
    case 'PREPARING_REBALANCE':
      return word('joined again, is parked', 'warn');
    case 'COMPLETING_REBALANCE':
      return word('waits for the assignment', 'warn');
    case 'UNJOINED':
      return word('not a member', 'warn');
    case 'STABLE':
      return word(owned.length === 0 ? 'owns nothing' : '', 'ink-soft');
    default:
      return word(membership.toLowerCase(), 'warn');
  }
}

/** What is said of a member, the weightiest first. */
function wordsOf({ builder, holdings, id: group }: Sheet, member: ConsumerFrame): readonly Word[] {
  const { id } = member.spec;
  const numbers = holdings.filter(({ owner }) => owner === id).map(({ partition }) => partition);
  const which = numbers.length > 5 ? `${numbers.length} partitions` : numbers.join(', ');
  const known = builder.frame.groups.get(group)?.members.find(({ clientId }) => clientId === id);
  const epoch = known?.memberEpoch ?? null;
  const all: readonly Word[] = [
    { key: 'reads', text: which === '' ? '' : `reads ${which}`, fill: 'ink-soft' },
    membershipWord(member),
    { key: 'epoch', text: epoch === null ? '' : `epoch ${epoch}`, fill: 'ink-soft' },
  ];
  return all.filter(({ text }) => text !== '');
}

/** The row's ground, the member's name, and how it is. */
export function layoutMember(sheet: Sheet, member: ConsumerFrame, index: number): void {
  const { builder, sizes, id: group } = sheet;
  const row = rowRect(sheet, index);
  const { id } = member.spec;
  const key = `consumer/${id}`;
  const words = wordsOf(sheet, member);
  const isDown = member.status === 'crashed';
  const width = sizes.names + sizes.pitch * sheet.holdings.length + 12;
  const area = { x: row.x - 8, y: row.y + 1, width, height: row.height - 2 };
  const line = [
    { x: row.x - 8, y: row.y },
    { x: row.x + row.width, y: row.y },
  ] as const;
  const says = words.map(({ text }) => text).join(', ');
  builder.add(
    rule(`${key}/rule`, ...line, { stroke: 'line' }),
    card(key, area, {
      fill: isDown ? 'paper' : 'none',
      isDown,
      ...builder.edge('consumer', id, isDown ? 'bad' : 'none'),
      target: { type: 'consumer', id, label: `Consumer ${id}, ${says || 'idle'}` },
    }),
  );
  const shown = words.slice(0, row.height >= TALL ? 3 : row.height >= MIDDLE ? 1 : 0);
  const first = row.y + row.height / 2 - (shown.length * LINE) / 2 + 5;
  const size = Math.min(row.height >= TALL ? 20 : TYPE.name, Math.max(9, row.height - 4));
  const name = fit(id.replace(`${group}-`, ''), sizes.names - 8, size, 'serif', 560);
  builder.add(nameLabel(`${key}/name`, name, row.x, first, isDown, size));
  shown.forEach((word, place) => {
    const text = fit(word.text, sizes.names - 6, TYPE.small);
    const y = first + 16 + place * LINE;
    builder.add(label(`${key}/${word.key}`, text, row.x, y, { fill: word.fill }));
  });
}
