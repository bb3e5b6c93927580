// Python, for both of its clients.
import { type Expression, importsIn, type Language, reckoned, type TextPart } from './language.ts';
import { indented, line, type Line, type Value, type Written } from './program.ts';

/** Text as Python writes it. */
export function quoted(text: string): string {
  return JSON.stringify(text);
}

const IMPORTS: readonly (readonly [RegExp, string])[] = [
  'itertools',
  're',
  'random',
  'time',
  'zlib',
].map((module) => [new RegExp(`\\b${module}\\.`), `import ${module}`]);

/** `import a` for each module that the lines name. */
export function pythonImports(lines: readonly Written[]): readonly string[] {
  return importsIn(lines, IMPORTS);
}

function textOf(parts: readonly TextPart[]): string {
  const inside = parts.map((part) => ('name' in part ? `{${part.name}}` : part.literal)).join('');
  return `f"${inside}"`;
}

function write(one: Expression): string {
  switch (one.type) {
    case 'number':
      return String(one.value);
    case 'name':
      return one.name;
    case 'reckoned':
      return reckoned(one, { div: '//' }, write);
    case 'length':
      return `len(${one.list})`;
    case 'item':
      return `${one.list}[${write(one.index)}]`;
    case 'any':
      return `random.choice(${one.list})`;
    case 'hot':
      return `${quoted(one.text)} if random.random() < ${one.percent / 100} else random.choice(${one.list})`;
    case 'numbered':
      return `f"${one.prefix}{random.randint(1, ${one.count})}"`;
    case 'text':
      return textOf(one.parts);
    case 'padded':
      return `${textOf(one.parts)}.ljust(${one.width})`;
  }
}

function block(head: string, body: readonly Written[]): readonly Written[] {
  return [head, ...indented(body, 4)];
}

function pause(ms: number | Value, why: string): Line {
  return line`time.sleep(${ms} / 1000)  # ${why}`;
}

export const PYTHON: Language = {
  variable: (name, _type, is) => `${name} = ${write(is)}`,
  list: (name, texts) => `${name} = [${texts.map(quoted).join(', ')}]`,
  counted: (end, body) =>
    block(`for n in ${end === null ? 'itertools.count()' : `range(${end})`}:`, body),
  endless: (body) => block('while True:', body),
  when: (condition, body) => block(`if ${condition}:`, body),
  isEqual: (left, right) => `${write(left)} == ${right}`,
  not: (condition) => `not (${condition})`,
  found: (pattern) => `re.search(${quoted(pattern)}, key) or re.search(${quoted(pattern)}, value)`,
  statement: (text) => text,
  pause,
  pauseAt: (rate) => line`time.sleep(1 / ${rate})`,
  say: (text) => `print(${quoted(text)}, key, value)`,
  crash: (text) => `raise RuntimeError(${quoted(text)})`,
};
