// Small damage to documents and texts, at random: what people, programs and mail clients do to them.
import type { Dice } from '#test/fuzz/dice.ts';

/** What may stand anywhere in its wrong place. */
const ODD: readonly unknown[] = [
  ...[null, true, '', ' ', '\u0000', 'orders', '__proto__', 'constructor', 'ключ', '💥'],
  ...[0, -1, 0.5, 1e9, 1e300, -1e300, Number.MAX_SAFE_INTEGER + 2, 4_294_967_296],
  ...[
    [],
    {},
    [[]],
    [null],
    { toString: 1 },
    '(a+)+$',
    '(?=a)',
    '99999999h',
    '10s',
    'a'.repeat(5_000),
  ],
];

const NAMES = [
  'name',
  'id',
  'type',
  'at',
  'topics',
  'configs',
  'broker',
  'toString',
  'partitons',
  '',
];

/** The same document with one to three places damaged. */
export function mutated(json: unknown, dice: Dice): unknown {
  const copy = structuredClone(json);
  for (let left = dice.int(1, 3); left > 0; left -= 1) damage(copy, dice);
  return copy;
}

function damage(tree: unknown, dice: Dice): void {
  if (typeof tree !== 'object' || tree === null) return;
  const fields = tree as Record<string, unknown>;
  const keys = Object.keys(fields);
  const key = keys.length === 0 ? dice.pick(NAMES) : dice.pick(keys);
  const inner = Object.hasOwn(fields, key) ? fields[key] : null;
  // Mostly deeper down, where most of a document is.
  if (typeof inner === 'object' && inner !== null && dice.chance(75)) {
    damage(inner, dice);
    return;
  }
  switch (dice.int(0, 5)) {
    case 0:
      delete fields[key];
      return;
    case 1:
      fields[dice.pick(NAMES)] = inner;
      return;
    case 2:
      if (Array.isArray(tree)) tree.push(...structuredClone(tree));
      else fields[key] = [inner, inner];
      return;
    case 3:
      fields[key] =
        typeof inner === 'number' ? -inner : damagedText(JSON.stringify(inner) ?? '', dice);
      return;
    default:
      fields[key] = structuredClone(dice.pick(ODD));
  }
}

const PIECES = [
  '',
  '`',
  '```',
  '---',
  '\t',
  '\r',
  '\uFEFF',
  '<b>',
  '${',
  '"',
  "'",
  '|',
  '&',
  ';',
  '(',
  '{',
  '[',
  '#',
  '\\',
  '\u0000',
  '-',
  '--',
  '=',
  '💥',
  '9',
];

/** The same text with a few places cut out, doubled or replaced. */
export function damagedText(text: string, dice: Dice): string {
  let damaged = text;
  for (let left = dice.int(1, 3); left > 0; left -= 1) {
    const from = dice.int(0, damaged.length);
    const to = Math.min(damaged.length, from + dice.pick([0, 1, 1, 5, 40]));
    const piece = dice.chance(30) ? damaged.slice(from, to).repeat(2) : dice.pick(PIECES);
    damaged = damaged.slice(0, from) + piece + damaged.slice(to);
  }
  return damaged;
}
