// Kafka's command-line tools, typed one after the other: what a real cluster printed, and what the simulated
// one prints. Names that chance decides, and times, are left out.
import type { KafkaCommand } from '#kafka/commands.ts';
import { createToolbox } from '#kafka/tool/index.ts';
import { hasToolbox, installToolbox } from '#kafka/tool/toolbox.ts';
import { toolName } from '#kafka/tool/program/index.ts';
import type { ConformRunner, FixtureCase } from '#node/conform/runner.ts';
import { readHelpTexts } from '#node/help-texts.ts';
import { parseScenario } from '#scenario/parse.ts';
import { Session } from '#session/session.ts';
import type { ToolFrame } from '#trace/frame.ts';

interface Printed {
  readonly exit: number | null;
  readonly stdout: string;
  readonly stderr?: string;
  /** The option table followed. */
  readonly usage?: boolean;
}

interface CommandStep extends Printed {
  readonly command: string;
  readonly stdin?: string;
}

type Step =
  | CommandStep
  | { readonly sleep: number }
  | { readonly background: string }
  | { readonly stop: true };

interface SessionFile {
  readonly files: Readonly<Record<string, string>>;
  readonly outcome: { readonly steps: readonly Step[] };
}

interface StepCase extends FixtureCase {
  readonly step: CommandStep;
  readonly ours: () => Printed;
}

// ── The same commands on a simulated cluster ────────────────────────────────────────────────

const CLUSTER = {
  name: 'tools',
  cluster: {
    brokers: 3,
    controllers: { mode: 'separate', ids: [101] },
    configs: { 'group.initial.rebalance.delay.ms': '0' },
  },
};
const START_US = 10_000_000;
const US_PER_S = 1_000_000;
/** So long a command is given, in s: clients of groups and those that wait for records take longer. */
const ADMIN_S = 1.5;
const CLIENT_S = 14;
const SERVER = ['--bootstrap-server', 'localhost:9092'];

function argsOf(tool: string, words: readonly string[]): readonly string[] {
  if (tool === 'kafka-storage' || words.includes('--version')) return words;
  if (tool !== 'kafka-cluster') return [...SERVER, ...words];
  return words.length === 0 ? [] : [...words, ...SERVER];
}

interface Plan {
  readonly commands: readonly KafkaCommand[];
  readonly untilUs: number;
  /** Ids of tools, by step. */
  readonly tools: ReadonlyMap<Step, string>;
}

function planOf({ files, outcome }: SessionFile): Plan {
  const commands: KafkaCommand[] = [];
  const tools = new Map<Step, string>();
  let atUs = START_US;
  let running = '';
  const run = (line: string, stdin: string | null, id: string): void => {
    const [word = '', ...words] = line.split(/\s+/).filter((one) => one !== '');
    const tool = toolName(word);
    const data = { id, terminal: 1, line, tool, args: argsOf(tool, words), stdin, files };
    commands.push({ atUs, type: 'tool.run', data: { ...data, host: null } });
  };
  for (const [index, step] of outcome.steps.entries()) {
    if ('sleep' in step) atUs += step.sleep * US_PER_S;
    else if ('background' in step) {
      running = `console-consumer-${index}`;
      run(step.background, null, running);
    } else if ('stop' in step) {
      commands.push({ atUs, type: 'tool.stop', data: { tool: running } });
      atUs += CLIENT_S * US_PER_S;
    } else {
      const id = `${step.command.split(' ')[0] ?? ''}-${index}`;
      run(step.command, step.stdin ?? '', id);
      tools.set(step, id);
      atUs += (step.command.startsWith('kafka-console-') ? CLIENT_S : ADMIN_S) * US_PER_S;
    }
  }
  return { commands, untilUs: atUs, tools };
}

function carryOut(file: SessionFile): ReadonlyMap<Step, Printed> {
  if (!hasToolbox()) installToolbox(createToolbox(readHelpTexts()));
  const { value, problems } = parseScenario(CLUSTER);
  if (value === null) throw new Error(JSON.stringify(problems));
  const { commands, untilUs, tools } = planOf(file);
  const session = Session.open(value, { commands, atUs: 0 });
  const frame = session.frameAt(untilUs);
  return new Map([...tools].map(([step, id]) => [step, printedBy(frame.tools.get(id))]));
}

function printedBy(tool: ToolFrame | undefined): Printed {
  if (tool === undefined) return { exit: null, stdout: '' };
  const textOf = (stream: 'stdout' | 'stderr'): string =>
    [...tool.lines].map((one) => (one.type === stream ? one.text : '')).join('');
  return { exit: tool.exitCode, stdout: textOf('stdout'), stderr: textOf('stderr') };
}

/** Commands whose outcome is not compared, with the reason. */
const NOT_COMPARED: readonly (readonly [command: RegExp, why: string])[] = [
  [/--max-messages many$/, 'the real tool reads the number only once its consumer runs'],
  [/--entity-type groups$/, 'groups that have configs and nothing else are not listed'],
  [/--alter --entity-type (?:users|clients)/, 'quotas are not simulated'],
  [/--time (?:max-timestamp|-3)$/, 'which records share a millisecond is chance'],
  [/--describe --topic payments$/, 'leaders are balanced every five minutes of the wall clock'],
  [/--all-topic-partitions$/, 'leaders are balanced every five minutes of the wall clock'],
  [/^kafka-metadata-quorum describe --/, 'offsets and times are chance'],
  [/^kafka-metadata-quorum remove/, 'the voters of the simulated quorum are fixed'],
  [/^kafka-features (?:describe|upgrade -|downgrade|feature)/, 'the features are fixed'],
  [/^kafka-broker-api-versions/, 'the simulated brokers have fewer APIs'],
  [/^kafka-log-dirs .*--topic-list/, 'sizes of batches depend on the millisecond'],
  [/bad\.json$/, 'Kafka says what its JSON parser says'],
  [/^kafka-transactions/, 'kafka-transactions is not simulated'],
  [/^kafka-delete-records/, 'kafka-delete-records is not simulated'],
];

// ── What is compared ────────────────────────────────────────────────────────────────────────

const TABLE = /^Option(?: \(\* = required\))? +Description[\s\S]*/m;

/** Names and times that chance decides. */
const CHANCE: readonly (readonly [RegExp, string])[] = [
  [/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<uuid>'],
  [/(?<![\w.-])(?=[\w-]*[A-Z])(?=[\w-]*[a-z0-9])[\w-]{22}(?![\w-])/g, '<id>'],
  [/console-consumer(?:-\d+)?-(?:<uuid>|[0-9a-f]{16})/g, '<member>'],
  [/(?<!kafka-)console-consumer(?:-\d+)?/g, '<console consumer>'],
  [/localhost:\d+ {2}\(\d+\)/g, '<coordinator>'],
];

function withoutChance(text: string): string {
  return CHANCE.reduce((rest, [pattern, word]) => rest.replace(pattern, word), text);
}

/** Groups are listed as their coordinators lie; columns are as wide as the widest name. */
function lines(text: string, command: string): readonly string[] {
  const all = withoutChance(text).split('\n');
  if (command.endsWith('--delete --all-groups'))
    return all
      .join(' ')
      .split(/[\s,()]+/)
      .sort();
  // Where records without keys lie is chance, and so is how much the coordinators have written.
  if (/^kafka-get-offsets(?: --exclude| --topic-partitions orders:0,|$)/.test(command)) {
    return all.map((line) => line.replace(/:\d+$/, ''));
  }
  return /^kafka-(?:consumer-)?groups/.test(command)
    ? all.map((line) => line.trimEnd().replace(/ {2,}/g, '  ')).sort()
    : all;
}

/**
 * What the tool complained of: without log lines, Java's trace and the option table. Options that it names come
 * out of a set, in any order.
 */
function complaint(stderr: string): readonly string[] {
  return withoutChance(stderr.replace(TABLE, ''))
    .split('\n')
    .filter((line) => !/^\s+at |^ERROR /.test(line))
    .flatMap((line) => line.split(/[\s,[\]]+/))
    .filter((word) => word !== '')
    .sort();
}

function comparable(step: Printed, command: string): object {
  const { exit, stdout, stderr = '', usage = TABLE.test(stderr) } = step;
  const printed = stdout
    .split('\n')
    .filter((line) => !/^\s+at …| at \[Source/.test(line))
    .join('\n')
    .trimEnd();
  return { exit, stdout: lines(printed, command), stderr: complaint(stderr), usage };
}

export const toolsSessionRunner: ConformRunner = {
  name: 'real-tools-session',
  file: 'tools-session',
  readCases(file) {
    const session = file as SessionFile;
    let printed: ReadonlyMap<Step, Printed> | null = null;
    const ours = (step: Step): Printed => {
      printed ??= carryOut(session);
      return printed.get(step) ?? { exit: null, stdout: '' };
    };
    return session.outcome.steps
      .filter((step): step is CommandStep => 'command' in step)
      .filter(({ command }) => !NOT_COMPARED.some(([pattern]) => pattern.test(command)))
      .map((step): StepCase => ({ id: step.command, step, ours: () => ours(step) }));
  },
  runCase(testCase) {
    const { step, ours } = testCase as StepCase;
    return { got: comparable(ours(), step.command), expected: comparable(step, step.command) };
  },
};
