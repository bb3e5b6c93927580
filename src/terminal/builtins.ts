// What the shell does by itself: it prints, and keeps files and variables. No process of the cluster
// is in it.
import { filter, isFilter } from './filters.ts';
import { unescape } from './words.ts';

/** The shell's own memory. */
export interface ShellMemory {
  /** What a file holds; undefined: there is none. */
  readonly read: (name: string) => string | undefined;
  readonly write: (name: string, text: string) => void;
  readonly remove: (name: string) => boolean;
  readonly names: () => readonly string[];
  readonly environment: Map<string, string>;
  readonly history: readonly string[];
}

export interface Said {
  readonly out: string;
  readonly error: string;
  readonly exitCode: number;
}

type Builtin = (args: readonly string[], input: string | null, memory: ShellMemory) => Said;

function out(text: string): Said {
  return { out: text, error: '', exitCode: 0 };
}

function failed(message: string, exitCode = 1): Said {
  return { out: '', error: `${message}\n`, exitCode };
}

function namesIn(args: readonly string[]): readonly string[] {
  return args.filter((arg) => !arg.startsWith('-'));
}

function copy(command: string, args: readonly string[], { read, write }: ShellMemory): Said {
  const [from = '', to] = namesIn(args);
  const text = read(from);
  if (text === undefined) {
    return failed(`${command}: cannot stat '${from}': No such file or directory`);
  }
  if (to === undefined)
    return failed(`${command}: missing destination file operand after '${from}'`);
  write(to, text);
  return out('');
}

const SEQUENCE_MAX = 10_000;

const BUILTINS: Readonly<Record<string, Builtin>> = {
  echo(args) {
    const isEscaped = args[0] === '-e';
    const isOpen = args.includes('-n') && args[0] === '-n';
    const words = isEscaped || isOpen ? args.slice(1) : args;
    const text = words.join(' ');
    return out(`${isEscaped ? unescape(text) : text}${isOpen ? '' : '\n'}`);
  },
  printf([format = '', ...values]) {
    let next = 0;
    const text = unescape(format).replace(/%([sd%])/g, (_, letter: string) =>
      letter === '%' ? '%' : (values[next++] ?? ''),
    );
    return out(text);
  },
  cat(args, input, { read }) {
    const names = args.filter((arg) => !arg.startsWith('-'));
    if (names.length === 0) return out(input ?? '');
    const missing = names.find((name) => read(name) === undefined);
    if (missing !== undefined) return failed(`cat: ${missing}: No such file or directory`);
    return out(names.map((name) => read(name) ?? '').join(''));
  },
  ls: (_args, _input, { names }) =>
    out(
      names()
        .map((name) => `${name}\n`)
        .join(''),
    ),
  rm(args, _input, { remove }) {
    const missing = args.filter((arg) => !arg.startsWith('-')).find((name) => !remove(name));
    return missing === undefined
      ? out('')
      : failed(`rm: cannot remove '${missing}': No such file or directory`);
  },
  mkdir: () => out(''),
  touch(args, _input, { read, write }) {
    for (const name of args) if (!name.startsWith('-') && read(name) === undefined) write(name, '');
    return out('');
  },
  cp: (args, _input, memory) => copy('cp', args, memory),
  mv(args, _input, memory) {
    const said = copy('mv', args, memory);
    if (said.exitCode === 0) memory.remove(namesIn(args)[0] ?? '');
    return said;
  },
  seq(args) {
    const numbers = args.map(Number);
    if (numbers.length === 0 || numbers.some(Number.isNaN)) return failed('seq: missing operand');
    const first = numbers.length > 1 ? (numbers[0] ?? 1) : 1;
    const step = numbers.length > 2 ? (numbers[1] ?? 1) : 1;
    const last = numbers.at(-1) ?? 0;
    const count = Math.min(SEQUENCE_MAX, Math.max(0, Math.floor((last - first) / step) + 1));
    return out(Array.from({ length: count }, (_, index) => `${first + index * step}\n`).join(''));
  },
  export(args, _input, { environment }) {
    for (const arg of args) {
      const equals = arg.indexOf('=');
      if (equals > 0) environment.set(arg.slice(0, equals), arg.slice(equals + 1));
    }
    return out('');
  },
  env: (_args, _input, { environment }) =>
    out([...environment].map(([name, value]) => `${name}=${value}\n`).join('')),
  history: (_args, _input, { history }) =>
    out(history.map((line, index) => `${String(index + 1).padStart(5)}  ${line}\n`).join('')),
  pwd: () => out('/opt/kafka\n'),
  cd: () => out(''),
  true: () => out(''),
  false: () => failed('', 1),
  which: ([name = '']) => out(`/opt/kafka/bin/${name}\n`),
  whoami: () => out('you\n'),
  sudo: () => failed('sudo: there is nobody here to be careful of'),
};

export const BUILTIN_NAMES: readonly string[] = Object.keys(BUILTINS);

export function isBuiltin(name: string): boolean {
  return Object.hasOwn(BUILTINS, name);
}

/** Runs a command of the shell's own; filters read files when they are named. */
export function runBuiltin(
  words: readonly string[],
  input: string | null,
  memory: ShellMemory,
): Said {
  const [name = '', ...args] = words;
  const builtin = Object.hasOwn(BUILTINS, name) ? BUILTINS[name] : undefined;
  if (builtin !== undefined) return builtin(args, input, memory);
  if (!isFilter(name)) return failed(`bash: ${name}: command not found`, 127);
  const file = args.at(-1) ?? '';
  const text = input ?? memory.read(file);
  if (text === undefined) return failed(`${name}: ${file}: No such file or directory`);
  const isFromFile = input === null;
  const filtered = filter(isFromFile ? words.slice(0, -1) : words, text);
  return filtered.type === 'error'
    ? failed(filtered.message, 2)
    : { out: filtered.text, error: '', exitCode: filtered.exitCode };
}
