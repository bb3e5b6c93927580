// Golden data of Kafka's command-line tools: what each printed, on a cluster that is written down.
import { Bytes } from '#base/bytes.ts';
import { NO_HEADERS } from '#kafka/protocol/record.ts';
import { formatRecord, type FormattedRecord } from '#kafka/tool/console/formatter.ts';
import { readerProblem, readLine } from '#kafka/tool/console/line-reader.ts';
import { propertiesOf } from '#kafka/tool/console/start.ts';
import { consoleNamed, runTool, startConsole } from '#kafka/tool/program/index.ts';
import { type Call, type Output, type Reply, runWith, ToolFailure } from '#kafka/tool/tool.ts';
import { readHelpTexts } from '#node/help-texts.ts';
import { answerOf, type WrittenCluster } from './cli-cluster.ts';
import type { CaseOutcome, ConformRunner, FixtureCase } from './runner.ts';

interface Expected {
  readonly exit: number;
  readonly stdout: string;
  readonly stderr?: string;
  readonly usagePrinted?: boolean;
  readonly stackTrace?: boolean;
}

/** A call of a tool. */
interface ToolCase extends FixtureCase {
  readonly type: 'tool';
  readonly cluster: WrittenCluster;
  readonly tool: string;
  readonly args: readonly string[];
  readonly expected: Expected;
  readonly nondeterministicOrder?: boolean;
}

/** A record as kafka-console-consumer writes it. */
interface FormatCase extends FixtureCase {
  readonly type: 'format';
  readonly record: string;
  readonly properties: readonly string[];
  readonly output: string;
}

/** A line as kafka-console-producer reads it. */
interface LineCase extends FixtureCase {
  readonly type: 'line';
  readonly line: string;
  readonly properties: readonly string[];
  readonly expected: unknown;
}

interface CliFile {
  readonly states: Readonly<Record<string, WrittenCluster>>;
  readonly cases: readonly (Omit<ToolCase, 'type' | 'cluster'> & { readonly state: string })[];
  readonly consoleConsumerFormat: readonly Omit<FormatCase, 'type'>[];
  readonly consoleProducerLines: readonly Omit<LineCase, 'type'>[];
}

const SERVER = ['--bootstrap-server', 'localhost:9092'];
const help = readHelpTexts();

// ── Tools ───────────────────────────────────────────────────────────────────────────────────

function callOf({ tool, args, cluster }: ToolCase): Call {
  return {
    tool,
    id: `${tool}-1`,
    args: args.flatMap((arg) => (arg === '<bs>' ? SERVER : [arg])),
    stdin: null,
    files: {},
    nowMs: 0,
    host: null,
    brokers: cluster.brokers,
    world: { help, addressOf: (broker) => `broker${broker}:9092`, epochMs: 0 },
  };
}

/** Runs a tool to its end, with the answers of the written cluster. */
function outputOf(testCase: ToolCase): { output: readonly Output[]; exitCode: number | null } {
  const call = callOf(testCase);
  const start = consoleNamed(call.tool);
  if (start !== undefined) {
    try {
      const { output } = startConsole(start, call);
      // Only what it prints of its options: the rest is for the client that it is.
      const own = output.filter((one) => one.stream === 'stdout');
      return { output: own, exitCode: 0 };
    } catch (error) {
      if (!(error instanceof ToolFailure)) throw error;
      return { output: error.output, exitCode: error.exitCode };
    }
  }
  const replies: Reply[] = [];
  for (;;) {
    const { output, next, exitCode } = runWith(runTool(call), replies);
    if (next === null) return { output, exitCode };
    const [first = 0] = testCase.cluster.brokers;
    const body =
      next.stream === 'ask'
        ? answerOf(testCase.cluster, next.body, next.to === 'any' ? first : next.to)
        : null;
    replies.push({ errorCode: 'NONE', body, atMs: 0 });
  }
}

function runToolCase(testCase: ToolCase): CaseOutcome {
  const { output, exitCode } = outputOf(testCase);
  const textOf = (stream: 'stdout' | 'stderr'): string =>
    output.map((one) => (one.stream === stream && one.part === undefined ? one.text : '')).join('');
  const has = (part: 'usage' | 'trace'): boolean =>
    output.some((one) => 'part' in one && one.part === part);
  const { expected } = testCase;
  const trace = output.find((one) => 'part' in one && one.part === 'trace');
  // A trace without a message before it is its own first line.
  const [firstOfTrace = ''] = trace !== undefined && 'text' in trace ? trace.text.split('\n') : [];
  const stderr = textOf('stderr') || (trace === undefined ? '' : `${firstOfTrace}\n`);
  const got: Expected = {
    exit: exitCode ?? -1,
    stdout: textOf('stdout'),
    ...(stderr !== '' && { stderr }),
    ...(has('usage') && { usagePrinted: true }),
    ...(has('trace') && { stackTrace: true }),
  };
  if (testCase.nondeterministicOrder !== true) return { got, expected };
  return { got: sortedWords(got), expected: sortedWords(expected) };
}

/** Messages that name a set of options name it in any order. */
function sortedWords(one: Expected): unknown {
  return { ...one, stderr: (one.stderr ?? '').split(/[\s,[\]]+/).sort() };
}

// ── Records and lines ───────────────────────────────────────────────────────────────────────

/** The records of the data, told apart by how they begin. */
const RECORDS: Readonly<Record<string, FormattedRecord>> = {
  CreateTime: {
    timestamp: 'CreateTime:1700000000123',
    ...{ partition: 2, offset: 57, leaderEpoch: null },
    ...{ key: Bytes.ofText('key1'), value: Bytes.ofText('value1'), headers: NO_HEADERS },
  },
  no: {
    timestamp: null,
    ...{ partition: 0, offset: 0, leaderEpoch: null, key: null, value: null },
    headers: [
      { key: 'h1', value: Bytes.ofText('v1') },
      { key: 'h2', value: null },
    ],
  },
  LogAppendTime: {
    timestamp: 'LogAppendTime:1700000000999',
    ...{ partition: 1, offset: 9, leaderEpoch: 4, key: null },
    ...{ value: Bytes.ofText('x'), headers: NO_HEADERS },
  },
};

function runFormatCase({ record, properties, output }: FormatCase): CaseOutcome {
  const [first = ''] = record.split(' ');
  const known = RECORDS[first];
  if (known === undefined) throw new Error(`no record '${record}'`);
  return { got: formatRecord(known, propertiesOf(properties)), expected: output };
}

function runLineCase({ line, properties, expected }: LineCase): CaseOutcome {
  const settings = propertiesOf(properties);
  const problem = readerProblem(settings);
  if (problem !== null) return { got: { error: problem }, expected };
  try {
    const { key, value, headers } = readLine(line, 1, settings);
    const pairs = headers.map((header) => [header.key, header.value]);
    return { got: { key, value, headers: pairs }, expected };
  } catch (error) {
    return { got: { error: error instanceof Error ? error.message : '' }, expected };
  }
}

function readCases(file: object): readonly FixtureCase[] {
  const { states, cases, consoleConsumerFormat, consoleProducerLines } = file as CliFile;
  return [
    ...cases.map((one) => ({ ...one, type: 'tool', cluster: states[one.state] })),
    ...consoleConsumerFormat.map((one, index) => ({
      ...one,
      type: 'format',
      id: `format-${index}`,
    })),
    ...consoleProducerLines.map((one, index) => ({ ...one, type: 'line', id: `line-${index}` })),
  ];
}

function runCase(testCase: FixtureCase): CaseOutcome {
  const one = testCase as ToolCase | FormatCase | LineCase;
  switch (one.type) {
    case 'tool':
      return runToolCase(one);
    case 'format':
      return runFormatCase(one);
    case 'line':
      return runLineCase(one);
  }
}

export const cliOutputRunner: ConformRunner = { name: 'cli-output', readCases, runCase };
