// JavaScript, for kafkajs.
import { type Expression, type Language, reckoned, type TextPart } from './language.ts';
import { indented, line, type Written } from './program.ts';

/** Text as JavaScript writes it. */
export function quoted(text: string): string {
  return `'${JSON.stringify(text).slice(1, -1).replaceAll("'", "\\'").replaceAll('\\"', '"')}'`;
}

function textOf(parts: readonly TextPart[]): string {
  const inside = parts.map((part) => ('name' in part ? `\${${part.name}}` : part.literal)).join('');
  return `\`${inside}\``;
}

function write(one: Expression): string {
  switch (one.type) {
    case 'number':
      return String(one.value);
    case 'name':
      return one.name;
    case 'reckoned':
      return one.sign === 'div'
        ? `Math.floor(${reckoned(one, { div: '/' }, write)})`
        : reckoned(one, {}, write);
    case 'length':
      return `${one.list}.length`;
    case 'item':
      return `${one.list}[${write(one.index)}]`;
    case 'any':
      return `${one.list}[Math.floor(Math.random() * ${one.list}.length)]`;
    case 'hot':
      return `Math.random() < ${one.percent / 100} ? ${quoted(one.text)} : ${write({ type: 'any', list: one.list })}`;
    case 'numbered':
      return `\`${one.prefix}\${1 + Math.floor(Math.random() * ${one.count})}\``;
    case 'text':
      return textOf(one.parts);
    case 'padded':
      return `${textOf(one.parts)}.padEnd(${one.width})`;
  }
}

function block(head: string, body: readonly Written[]): readonly Written[] {
  return [`${head} {`, ...indented(body, 2), '}'];
}

/** A variable that counts is written anew. */
const COUNTERS = ['attempt'];

export const JAVASCRIPT: Language = {
  variable: (name, _type, is) =>
    `${COUNTERS.includes(name) ? 'let' : 'const'} ${name} = ${write(is)};`,
  list: (name, texts) => `const ${name} = [${texts.map(quoted).join(', ')}];`,
  counted: (end, body) =>
    block(`for (let n = 0;${end === null ? '' : ` n < ${end}`}; n += 1)`, body),
  endless: (body) => block('while (true)', body),
  when: (condition, body) => block(`if (${condition})`, body),
  isEqual: (left, right) => `${write(left)} === ${right}`,
  not: (condition) => `!(${condition})`,
  found: (pattern) => {
    const wanted = `new RegExp(${quoted(pattern)})`;
    return `${wanted}.test(key) || ${wanted}.test(value)`;
  },
  statement: (text) => `${text};`,
  pause: (ms, why) => line`await sleep(${ms}); // ${why}`,
  pauseAt: (rate) => line`await sleep(1000 / ${rate});`,
  say: (text) => `console.log(${quoted(text)}, key, value);`,
  // kafkajs would catch an exception, and go on by itself.
  crash: (text) => `process.exit(1); // ${text}`,
};
