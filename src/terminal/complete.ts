// Tab: what the word before the caret may become. Tools, their options, and what options take: topics,
// groups, brokers, configs, files.
import { CONFIG_DEFAULTS } from '#kafka/protocol/config-defaults.ts';
import { addressOf } from '#kafka/tool/admin/bootstrap.ts';
import type { HelpTexts } from '#kafka/tool/help.ts';
import { readGrammar } from '#kafka/tool/options/joptsimple.ts';
import { TOOL_NAMES, toolName } from '#kafka/tool/program/index.ts';
import type { Frame } from '#trace/frame.ts';
import { BUILTIN_NAMES } from './builtins.ts';
import { FILTER_NAMES } from './filters.ts';

export interface Completion {
  /** Where the word begins. */
  readonly from: number;
  /** What it may become, in order. */
  readonly options: readonly string[];
  /** What all of them begin with. */
  readonly common: string;
}

/** What completion looks into. */
export interface Known {
  readonly frame: Frame;
  readonly help: HelpTexts;
  readonly files: readonly string[];
}

const MACHINE_COMMANDS = ['docker', 'kafka-server-start', 'kafka-server-stop'];
const DOCKER_VERBS = ['compose', 'exec', 'kill', 'pause', 'ps', 'start', 'stop', 'unpause'];
const SHELL_COMMANDS = ['clear', 'help', 'jobs', 'fg', 'bg', 'kill'];

/** Sub-commands and options of the tools whose help texts do not list them all. */
const SUB_COMMANDS: Readonly<Record<string, readonly string[]>> = {
  'kafka-metadata-quorum': ['describe', '--status', '--replication', '--human-readable'],
  'kafka-cluster': ['cluster-id', 'list-endpoints', 'unregister'],
  'kafka-features': ['describe'],
  'kafka-storage': ['format', 'info', 'random-uuid', '--cluster-id', '--config'],
  'kafka-producer-perf-test': [
    ...['--topic', '--num-records', '--record-size', '--throughput', '--command-property'],
  ],
};

const BOOTSTRAP = '--bootstrap-server';

/** Completes the line up to the caret. */
export function complete(line: string, caret: number, known: Known): Completion {
  const before = line.slice(0, caret);
  const command = before.slice(lastBreak(before) + 1);
  const words = command.trimStart().split(/\s+/);
  const current = words.at(-1) ?? '';
  const earlier = words.slice(0, -1);
  const candidates = candidatesFor(current, earlier, known);
  // After `topic=` or a comma, only what follows it is completed.
  const cut = cutOf(current, earlier);
  const stem = current.slice(cut);
  const options = [...new Set(candidates)].filter((one) => one.startsWith(stem)).sort();
  return { from: caret - stem.length, options, common: commonStart(options) };
}

function lastBreak(text: string): number {
  return Math.max(...['|', ';', '&'].map((mark) => text.lastIndexOf(mark)));
}

function cutOf(current: string, earlier: readonly string[]): number {
  const previous = earlier.at(-1) ?? '';
  const isList = ['--add-config', '--delete-config', '--topic-list', '--broker-list'].includes(
    previous,
  );
  return isList ? current.lastIndexOf(',') + 1 : 0;
}

function commonStart(options: readonly string[]): string {
  const [first = ''] = options;
  let length = first.length;
  for (const one of options) {
    while (!one.startsWith(first.slice(0, length))) length -= 1;
  }
  return first.slice(0, length);
}

function candidatesFor(
  current: string,
  earlier: readonly string[],
  known: Known,
): readonly string[] {
  const [word] = earlier;
  if (word === undefined) return commandsFor(current);
  if (word === 'docker') return dockerCandidates(earlier, known);
  const tool = toolName(word);
  const previous = earlier.at(-1) ?? '';
  const values = valuesOf(previous, earlier, tool, known);
  if (values !== null && !current.startsWith('-')) return values;
  const { options } = readGrammar(known.help[tool] ?? '');
  const names = [...options.keys()].map((name) => `--${name}`);
  const all = [...names, ...(SUB_COMMANDS[tool] ?? [])];
  const isRepeatable = (name: string): boolean => /property|config|group|topic/.test(name);
  const left = all.filter((name) => isRepeatable(name) || !earlier.includes(name));
  if (all.length === 0) return known.files;
  // The first thing that a tool needs is where to ask.
  const needsServer = names.includes(BOOTSTRAP) && !earlier.includes(BOOTSTRAP);
  return needsServer && current === '' ? [BOOTSTRAP] : left;
}

function commandsFor(current: string): readonly string[] {
  const slash = current.lastIndexOf('/');
  const names = [...TOOL_NAMES, ...MACHINE_COMMANDS.slice(1)];
  if (slash !== -1) {
    const folder = current.slice(0, slash + 1);
    return names.map((name) => `${folder}${name}.sh`);
  }
  const wantsScript = current.endsWith('.') || current.includes('.s');
  const tools = wantsScript ? names.map((name) => `${name}.sh`) : names;
  return [...tools, 'docker', ...BUILTIN_NAMES, ...FILTER_NAMES, ...SHELL_COMMANDS];
}

function dockerCandidates(earlier: readonly string[], { frame }: Known): readonly string[] {
  const isVerbDue = earlier.length === 1 || (earlier.length === 2 && earlier[1] === 'compose');
  if (isVerbDue) return DOCKER_VERBS;
  if (earlier.includes('exec') && /\d$/.test(earlier.at(-1) ?? '')) return TOOL_NAMES;
  return [...frame.brokers.keys()].map((id) => `kafka-${id}`);
}

const ENTITY_TYPES = ['topics', 'brokers', 'groups'];

/** What an option takes; null: nothing that is known. */
function valuesOf(
  option: string,
  earlier: readonly string[],
  tool: string,
  { frame, files }: Known,
): readonly string[] | null {
  const brokers = [...frame.brokers.keys()];
  switch (option) {
    case BOOTSTRAP:
      return brokers.map(addressOf);
    case '--topic':
    case '--include':
    case '--topic-list':
      return [...frame.topics.keys()];
    case '--group':
      return [...frame.groups.keys()];
    case '--broker-list':
    case '--broker':
      return brokers.map(String);
    case '--entity-type':
      return ENTITY_TYPES;
    case '--entity-name':
      return entityNames(earlier, frame);
    case '--config':
      return tool === 'kafka-topics' ? configNames('topic', '=') : files;
    case '--add-config':
      return configNames(scopeOf(earlier), '=');
    case '--delete-config':
      return configNames(scopeOf(earlier), '');
    case '--election-type':
      return ['preferred', 'unclean'];
    case '--time':
      return ['earliest', 'latest', 'max-timestamp'];
    case '--offset':
      return ['earliest', 'latest'];
    case '--isolation-level':
      return ['read_committed', 'read_uncommitted'];
    case '--property':
    case '--formatter-property':
      return tool === 'kafka-console-producer' ? READER_PROPERTIES : FORMATTER_PROPERTIES;
    case '--reader-property':
      return READER_PROPERTIES;
    case '--command-property':
      return configNames(tool.includes('producer') ? 'producer' : 'consumer', '=');
    default:
      return /file|config|\bfiles/.test(option) ? files : null;
  }
}

const FORMATTER_PROPERTIES = [
  ...['key', 'value', 'timestamp', 'partition', 'offset', 'headers'].map(
    (name) => `print.${name}=true`,
  ),
  'key.separator=',
];
const READER_PROPERTIES = [
  'parse.key=true',
  'parse.headers=true',
  'key.separator=',
  'null.marker=',
];

function entityNames(earlier: readonly string[], frame: Frame): readonly string[] {
  const type = earlier[earlier.indexOf('--entity-type') + 1];
  if (type === 'brokers') return [...frame.brokers.keys()].map(String);
  return type === 'groups' ? [...frame.groups.keys()] : [...frame.topics.keys()];
}

function scopeOf(earlier: readonly string[]): 'topic' | 'broker' | 'group' {
  const type = earlier[earlier.indexOf('--entity-type') + 1];
  if (type === 'brokers' || earlier.includes('--broker')) return 'broker';
  return type === 'groups' || earlier.includes('--group') ? 'group' : 'topic';
}

function configNames(scope: keyof typeof CONFIG_DEFAULTS, end: string): readonly string[] {
  return Object.keys(CONFIG_DEFAULTS[scope]).map((name) => `${name}${end}`);
}
