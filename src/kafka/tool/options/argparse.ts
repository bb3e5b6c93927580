// Options of the tools that are written with argparse4j: sub-commands, and options that take as many
// values as they say. Their help texts name the sub-commands, not the options of those.
import { type Call, ToolFailure } from '#kafka/tool/tool.ts';
import { KAFKA_VERSION } from './checks.ts';

/** How many values an option takes; '+': all up to the next option. */
type Arity = 0 | 1 | '+';

/** What a command takes: options with their dashes, and how many words without. */
export interface CommandSpec {
  readonly options: Readonly<Record<string, Arity>>;
}

/** A tool: its options, and those of each of its sub-commands. */
export interface ArgumentSpec extends CommandSpec {
  readonly commands?: Readonly<Record<string, CommandSpec>>;
}

/** What a command line says. */
export class Arguments {
  constructor(
    /** '' for a tool without sub-commands. */
    readonly command: string,
    private readonly values: ReadonlyMap<string, readonly string[]>,
  ) {}

  has(name: string): boolean {
    return this.values.has(name);
  }

  get(name: string): string | undefined {
    return this.values.get(name)?.at(-1);
  }

  all(name: string): readonly string[] {
    return this.values.get(name) ?? [];
  }
}

/** The complaint of a tool about its command line, exit 1. */
export function argumentError({ tool, world }: Call, message: string): ToolFailure {
  const help = world.help[tool] ?? '';
  const end = help.indexOf('\n\n');
  const usageText = end === -1 ? '' : help.slice(0, end + 1);
  return new ToolFailure([
    { stream: 'stderr', text: usageText, part: 'usage' },
    { stream: 'stderr', text: `${tool}: error: ${message}\n` },
  ]);
}

const HELP = ['-h', '--help'];

export function parseArguments(call: Call, spec: ArgumentSpec): Arguments {
  const { args, world, tool } = call;
  if (args.some((arg) => HELP.includes(arg))) {
    throw new ToolFailure([{ stream: 'stdout', text: world.help[tool] ?? '' }], 0);
  }
  if (args.includes('--version')) {
    throw new ToolFailure([{ stream: 'stdout', text: `${KAFKA_VERSION}\n` }], 0);
  }
  const { commands } = spec;
  const values = new Map<string, string[]>();
  let command = '';
  let index = 0;
  while (index < args.length) {
    const arg = args[index] ?? '';
    index += 1;
    if (!arg.startsWith('-')) {
      if (commands === undefined || command !== '') throw unrecognized(call, arg);
      if (!Object.hasOwn(commands, arg)) throw badCommand(call, arg, commands);
      command = arg;
      continue;
    }
    const [written = '', given] = splitAtEquals(arg);
    const options = { ...spec.options, ...commands?.[command]?.options };
    const name = wholeName(written, options);
    const arity = options[name];
    if (arity === undefined) throw unrecognized(call, arg);
    const taken = given === undefined ? takeValues(args, index, arity) : [given];
    if (given === undefined) index += taken.length;
    if (arity !== 0 && taken.length === 0) {
      throw argumentError(call, `argument ${name}: expected one argument`);
    }
    values.set(name, [...(values.get(name) ?? []), ...taken]);
  }
  if (commands !== undefined && command === '') {
    throw argumentError(call, 'too few arguments');
  }
  return new Arguments(command, values);
}

/** A long option may be cut short as far as only one begins so. */
function wholeName(written: string, options: CommandSpec['options']): string {
  if (Object.hasOwn(options, written) || !written.startsWith('--')) return written;
  const all = Object.keys(options).filter((name) => name.startsWith(written));
  return all.length === 1 ? (all[0] ?? written) : written;
}

function splitAtEquals(arg: string): readonly [name: string, value?: string] {
  const equals = arg.startsWith('--') ? arg.indexOf('=') : -1;
  return equals === -1 ? [arg] : [arg.slice(0, equals), arg.slice(equals + 1)];
}

function takeValues(args: readonly string[], from: number, arity: Arity): readonly string[] {
  if (arity === 0) return [];
  if (arity === 1) {
    const next = args[from];
    const isValue = next !== undefined && (!next.startsWith('-') || /^-\d/.test(next));
    return isValue ? [next] : [];
  }
  const end = args.findIndex((arg, index) => index >= from && arg.startsWith('-'));
  return args.slice(from, end === -1 ? undefined : end);
}

function unrecognized(call: Call, arg: string): ToolFailure {
  return argumentError(call, `unrecognized arguments: '${arg}'`);
}

function badCommand(call: Call, arg: string, commands: object): ToolFailure {
  const known = Object.keys(commands)
    .map((name) => `'${name}'`)
    .join(', ');
  return argumentError(call, `invalid choice: '${arg}' (choose from ${known})`);
}
