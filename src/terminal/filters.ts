// The few commands of Unix that read lines and write lines: what stands after a pipe. Each is a
// function of its whole input, which grows while a tool prints.
import { compileRegex } from '#base/regex.ts';

/** What a filter makes of its input; a sentence when it was called badly. */
export type Filtered =
  | { readonly type: 'text'; readonly text: string; readonly exitCode: number }
  | { readonly type: 'error'; readonly message: string };

type Filter = (args: readonly string[], lines: readonly string[], text: string) => Filtered;

function linesOf(text: string): readonly string[] {
  if (text === '') return [];
  const lines = text.split('\n');
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}

function ofLines(lines: readonly string[], exitCode = 0): Filtered {
  return { type: 'text', text: lines.map((line) => `${line}\n`).join(''), exitCode };
}

function error(message: string): Filtered {
  return { type: 'error', message };
}

/** Letters of options, and what is left. */
function splitFlags(args: readonly string[]): {
  readonly flags: ReadonlySet<string>;
  readonly rest: readonly string[];
} {
  const isFlag = (arg: string): boolean => /^-[A-Za-z]+$/.test(arg);
  const letters = args.filter(isFlag).flatMap((arg) => [...arg.slice(1)]);
  return { flags: new Set(letters), rest: args.filter((arg) => !isFlag(arg)) };
}

/** `-n 3`, `-n3`, `-3`; null: none of them. */
function countIn(args: readonly string[]): number | null {
  for (const [index, arg] of args.entries()) {
    const joined = /^-n?(\d+)$/.exec(arg)?.[1];
    if (joined !== undefined) return Number(joined);
    if (arg === '-n') return /^\d+$/.test(args[index + 1] ?? '') ? Number(args[index + 1]) : null;
  }
  return null;
}

const FILTERS: Readonly<Record<string, Filter>> = {
  grep,
  egrep: grep,
  head: (args, lines) => ofLines(lines.slice(0, countIn(args) ?? 10)),
  tail(args, lines) {
    const count = countIn(args) ?? 10;
    return ofLines(count === 0 ? [] : lines.slice(-count));
  },
  wc: (args, lines, text) => {
    const { flags } = splitFlags(args);
    const words = text.split(/\s+/).filter((word) => word !== '').length;
    const counts: readonly (readonly [string, number])[] = [
      ['l', lines.length],
      ['w', words],
      ['c', new TextEncoder().encode(text).length],
    ];
    const shown = counts.filter(([flag]) => flags.size === 0 || flags.has(flag));
    const pad = shown.length > 1 ? 7 : 0;
    return ofLines([shown.map(([, count]) => String(count).padStart(pad)).join(' ')]);
  },
  sort(args, lines) {
    const { flags } = splitFlags(args);
    const compare = flags.has('n')
      ? (a: string, b: string) => Number.parseFloat(a) - Number.parseFloat(b) || (a < b ? -1 : 1)
      : (a: string, b: string) => (a === b ? 0 : a < b ? -1 : 1);
    const sorted = lines.toSorted(compare);
    const ordered = flags.has('r') ? sorted.reverse() : sorted;
    return ofLines(flags.has('u') ? [...new Set(ordered)] : ordered);
  },
  uniq(args, lines) {
    const isCounted = splitFlags(args).flags.has('c');
    const runs: { line: string; count: number }[] = [];
    for (const line of lines) {
      const last = runs.at(-1);
      if (last?.line === line) last.count += 1;
      else runs.push({ line, count: 1 });
    }
    const shown = runs.map(({ line, count }) =>
      isCounted ? `${String(count).padStart(7)} ${line}` : line,
    );
    return ofLines(shown);
  },
  cut(args, lines) {
    const delimiter = valueOf(args, '-d') ?? '\t';
    const fields = (valueOf(args, '-f') ?? '').split(',').map(Number);
    if (fields.some((field) => !(field > 0))) {
      return error('cut: you must specify a list of fields, such as -f 1,3');
    }
    return ofLines(
      lines.map((line) => {
        const cells = line.split(delimiter);
        return fields.map((field) => cells[field - 1] ?? '').join(delimiter);
      }),
    );
  },
  cat: (_args, _lines, text) => ({ type: 'text', text, exitCode: 0 }),
};

function valueOf(args: readonly string[], option: string): string | undefined {
  const index = args.findIndex((arg) => arg.startsWith(option));
  const arg = args[index];
  if (arg === undefined) return undefined;
  return arg === option ? args[index + 1] : arg.slice(option.length);
}

function grep(args: readonly string[], lines: readonly string[]): Filtered {
  const { flags, rest } = splitFlags(args);
  const [pattern] = rest.filter((arg) => !arg.startsWith('--'));
  if (pattern === undefined) return error('Usage: grep [OPTION]... PATTERNS [FILE]...');
  const compiled = compileRegex(flags.has('F') ? escape(pattern) : pattern, {
    ignoresCase: flags.has('i'),
  });
  if (compiled.type === 'invalid') return error(`grep: ${pattern}: ${compiled.description}`);
  const { regex } = compiled;
  const found = lines
    .map((line, index) => ({ line, index }))
    .filter(({ line }) => (regex.find(line) !== null) !== flags.has('v'));
  const exitCode = found.length === 0 ? 1 : 0;
  if (flags.has('c')) return ofLines([String(found.length)], exitCode);
  if (flags.has('o'))
    return ofLines(
      found.map(({ line }) => regex.find(line) ?? ''),
      exitCode,
    );
  const shown = found.map(({ line, index }) => (flags.has('n') ? `${index + 1}:${line}` : line));
  return ofLines(shown, exitCode);
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

export const FILTER_NAMES: readonly string[] = Object.keys(FILTERS);

export function isFilter(name: string): boolean {
  return Object.hasOwn(FILTERS, name);
}

/** Runs a filter over its input. */
export function filter(words: readonly string[], input: string): Filtered {
  const [name = '', ...args] = words;
  const run = Object.hasOwn(FILTERS, name) ? FILTERS[name] : undefined;
  return run === undefined
    ? error(`bash: ${name}: command not found`)
    : run(args, linesOf(input), input);
}

/** Runs one filter after the other. */
export function filterAll(stages: readonly (readonly string[])[], input: string): Filtered {
  let result: Filtered = { type: 'text', text: input, exitCode: 0 };
  for (const words of stages) {
    if (result.type === 'error') return result;
    result = filter(words, result.text);
  }
  return result;
}

/** Whether nothing that comes later can change the output: `head` has its lines. */
export function isSated(stages: readonly (readonly string[])[], input: string): boolean {
  const index = stages.findIndex(([name]) => name === 'head');
  const head = stages[index];
  if (head === undefined) return false;
  const before = filterAll(stages.slice(0, index), input);
  return before.type === 'text' && linesOf(before.text).length >= (countIn(head.slice(1)) ?? 10);
}
