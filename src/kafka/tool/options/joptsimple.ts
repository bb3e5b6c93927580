// Options of most of Kafka's tools. The grammar is read from the help text that the tool prints; the
// parser follows jopt-simple without abbreviations, as `CommandDefaultOptions` sets it up.
import { ToolFailure } from '#kafka/tool/tool.ts';

/** An option of a tool. */
export interface OptionSpec {
  /** Without dashes. */
  readonly name: string;
  readonly argument: 'none' | 'optional' | 'required';
  /** Java's type of the argument: `Integer`, `Long`, `String` …; '' for none. */
  readonly type: string;
  /** What the help text says of it, in one line. */
  readonly description: string;
}

/** A tool's grammar. */
export interface Grammar {
  readonly help: string;
  readonly options: ReadonlyMap<string, OptionSpec>;
}

const HEADER = /^Option(?: \(\* = required\))?\s+Description\s*$/;
const SIGNATURE = /^--?([\w.-]+)(?:, --?([\w.-]+))*(?:\s+(<|\[)(\w+)?(?:: )?[^>\]]*[>\]])?/;

/** Reads the option table of a help text. */
export function readGrammar(help: string): Grammar {
  const lines = help.split('\n');
  const header = lines.findIndex((line) => HEADER.test(line));
  const column = lines[header]?.indexOf('Description') ?? 0;
  const options = new Map<string, OptionSpec>();
  const add = (left: string, right: string): void => {
    const spec = specOf(left.trim().replace(/^\* /, ''), right.replace(/\s+/g, ' ').trim());
    if (spec !== null) options.set(spec.name, spec);
  };
  let left = '';
  let right = '';
  for (const line of header === -1 ? [] : lines.slice(header + 2)) {
    const head = line.slice(0, column);
    if (/^(?:\* )?-/.test(head)) {
      add(left, right);
      left = '';
      right = '';
    }
    left += ` ${head.trim()}`;
    right += ` ${line.slice(column).trim()}`;
  }
  add(left, right);
  return { help, options };
}

function specOf(left: string, description: string): OptionSpec | null {
  const match = SIGNATURE.exec(left);
  if (match === null) return null;
  const [, name = '', , bracket, type = ''] = match;
  const argument = bracket === undefined ? 'none' : bracket === '<' ? 'required' : 'optional';
  return { name, argument, type, description };
}

/** What a command line says: values by option. */
export class OptionSet {
  constructor(
    readonly grammar: Grammar,
    private readonly values: ReadonlyMap<string, readonly string[]>,
    /** What is no option. */
    readonly others: readonly string[],
  ) {}

  has(name: string): boolean {
    return this.values.has(name);
  }

  /** All values of an option, in order. */
  all(name: string): readonly string[] {
    return this.values.get(name) ?? [];
  }

  /** The value of an option that may be given once. */
  get(name: string): string | undefined {
    const values = this.all(name);
    if (values.length > 1) {
      throw stackTrace(
        'joptsimple.MultipleArgumentsForOptionException',
        `Found multiple arguments for option ${name}, but you asked for only one`,
      );
    }
    return values[0];
  }

  /** How many options there are. */
  get size(): number {
    return this.values.size;
  }
}

/** Reads a command line; throws what the tool would print of a bad one. */
export function parseOptions(grammar: Grammar, args: readonly string[]): OptionSet {
  const values = new Map<string, string[]>();
  const others: string[] = [];
  for (let index = 0; index < args.length; index += 1) {
    const arg = args[index] ?? '';
    if (arg === '--') {
      others.push(...args.slice(index + 1));
      break;
    }
    if (!looksLikeAnOption(arg)) {
      others.push(arg);
      continue;
    }
    const [name = '', given] = splitAtEquals(arg);
    const spec = specNamed(grammar, arg, name);
    const known = values.get(spec.name) ?? [];
    values.set(spec.name, known);
    if (spec.argument === 'none') continue;
    const next = given ?? args[index + 1];
    if (spec.argument === 'optional' && given === undefined) {
      if (next === undefined || looksLikeAnOption(next)) continue;
    }
    if (next === undefined) {
      throw stackTrace(
        'joptsimple.OptionMissingRequiredArgumentException',
        `Option ${spec.name} requires an argument`,
      );
    }
    if (given === undefined) index += 1;
    checkType(spec, next);
    known.push(next);
  }
  return new OptionSet(grammar, values, others);
}

function looksLikeAnOption(arg: string): boolean {
  return arg.startsWith('-') && arg !== '-' && arg.length > 1;
}

function splitAtEquals(arg: string): readonly [name: string, value?: string] {
  const text = arg.replace(/^--?/, '');
  const equals = text.indexOf('=');
  return equals === -1 ? [text] : [text.slice(0, equals), text.slice(equals + 1)];
}

function specNamed({ options }: Grammar, arg: string, name: string): OptionSpec {
  const spec = options.get(name);
  if (spec !== undefined) return spec;
  // A single dash begins a cluster of options of one letter each.
  const unknown = arg.startsWith('--') ? name : name.charAt(0);
  throw stackTrace(
    'joptsimple.UnrecognizedOptionException',
    `${unknown} is not a recognized option`,
  );
}

const WHOLE_NUMBER = /^[+-]?\d{1,19}$/;

function checkType({ name, type }: OptionSpec, value: string): void {
  const isNumber = type === 'Integer' || type === 'Long' || type === 'Short';
  if (isNumber && !WHOLE_NUMBER.test(value)) throw new BadOptionArgument(name, value);
}

/** An exception that nobody caught: its message, and Java's trace of it. */
export class JavaFailure extends ToolFailure {
  constructor(
    className: string,
    readonly complaint: string,
  ) {
    super([{ stream: 'stderr', text: `${complaint}\n` }, traceOf(`${className}: ${complaint}`)]);
  }
}

/** The value is not of the option's type. */
export class BadOptionArgument extends JavaFailure {
  constructor(name: string, value: string) {
    const message = `Cannot parse argument '${value}' of option ${name}`;
    super('joptsimple.OptionArgumentConversionException', message);
  }
}

export function stackTrace(className: string, message: string): JavaFailure {
  return new JavaFailure(className, message);
}

/** Java's trace of an exception; where in Kafka's code it arose is left out. */
export function traceOf(exception: string) {
  return { stream: 'stderr', text: `${exception}\n\tat …\n`, part: 'trace' } as const;
}
