// Which options go together, with the messages of `org.apache.kafka.server.util.CommandLineUtils`.
import { type Call, ToolFailure } from '#kafka/tool/tool.ts';
import { type Grammar, type OptionSet, parseOptions, readGrammar } from './joptsimple.ts';

/** The version that all tools print. */
export const KAFKA_VERSION = '4.3.1';

/** A message and the option table, exit 1 (`printUsageAndExit`). */
export function usage({ help }: Grammar, message: string): ToolFailure {
  // The table alone: the help text begins with a sentence about the tool.
  const table = help.slice(Math.max(0, help.search(/^Option\b.*\bDescription/m)));
  return new ToolFailure([
    { stream: 'stderr', text: `${message}\n` },
    { stream: 'stderr', text: table, part: 'usage' },
  ]);
}

/** The grammar of the tool that is called. */
export function grammarOf({ tool, world }: Call): Grammar {
  return readGrammar(world.help[tool] ?? '');
}

/** Reads the command line of a tool. */
export function optionsOf(call: Call): OptionSet {
  return parseOptions(grammarOf(call), call.args);
}

/** `--help` and `--version` end the tool; help is on stderr, and no success. */
export function maybeHelpOrVersion(options: OptionSet): void {
  if (options.has('help')) {
    const [sentence = ''] = options.grammar.help.split('\n');
    throw usage(options.grammar, sentence);
  }
  if (!options.has('version')) return;
  throw new ToolFailure([{ stream: 'stdout', text: `${KAFKA_VERSION}\n` }], 0);
}

/** Complains of the first that is missing. */
export function requireOptions(options: OptionSet, ...names: readonly string[]): void {
  for (const name of names) {
    if (!options.has(name)) {
      throw usage(options.grammar, `Missing required argument "[${name}]"`);
    }
  }
}

/** Complains when `used` comes with one of the others. */
export function forbidWith(options: OptionSet, used: string, others: readonly string[]): void {
  if (!options.has(used)) return;
  for (const other of others) {
    if (options.has(other)) {
      throw usage(options.grammar, `Option "[${used}]" can't be used with option "[${other}]"`);
    }
  }
}

/** The one of these that is there, if it is the only one; else undefined. */
export function onlyOneOf(options: OptionSet, names: readonly string[]): string | undefined {
  const given = names.filter((name) => options.has(name));
  return given.length === 1 ? given[0] : undefined;
}
