// Runs a scenario without a page: `npm run --silent sim -- run scenario.json [--until 60s]
// [--seed 7] [--trace out.ndjson] [--hash]`, or its terminal: `npm run --silent sim -- shell
// scenario.json [--at 10s] -c "kafka-topics --list"`. Bad input: exit 2, and what, where and how on
// stderr.
import { createWriteStream, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { describeProblem } from '#base/problem.ts';
import { parseDuration } from '#scenario/duration.ts';
import { LIMITS } from '#scenario/limits.ts';
import { parseScenarioText } from '#scenario/parse.ts';
import type { Scenario } from '#scenario/scenario.ts';
import { createToolbox } from '#kafka/tool/index.ts';
import { installToolbox } from '#kafka/tool/toolbox.ts';
import { Session } from '#session/session.ts';
import { sentenceOf } from '#trace/sentence/sentence.ts';
import { readHelpTexts } from './help-texts.ts';
import { runShell } from './shell.ts';

const USAGE = `Usage: sim run SCENARIO.json [--until 60s] [--seed 7] [--trace OUT.ndjson] [--hash]

  --until TIME   virtual time to simulate, such as 90s or 2m (default 60s)
  --seed N       another seed than the scenario's
  --trace FILE   write every event as a line of JSON
  --hash         print only the trace's fingerprint

       sim shell SCENARIO.json [--at 10s] [--patience 30s] -c COMMAND [-c COMMAND …]

  -c COMMAND       a line as it is typed; the next one follows when it has ended
  --at TIME        virtual time of the first one (default: when the scenario is ready)
  --patience TIME  how long a command may take before Ctrl-C ends it (default 30s)`;

const EXIT_USAGE = 2;
/** Time stood still. */
const EXIT_ENDED = 1;
const DEFAULT_UNTIL = '60s';

function fail(...lines: readonly string[]): never {
  for (const line of lines) process.stderr.write(`${line}\n`);
  process.exit(EXIT_USAGE);
}

function readScenario(file: string): Scenario {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    fail(`${file}: cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  const { value, problems, warnings } = parseScenarioText(text);
  if (value === null) fail(...problems.map((problem) => `${file}: ${describeProblem(problem)}`));
  for (const warning of warnings) {
    process.stderr.write(`${file}: warning: ${describeProblem(warning)}\n`);
  }
  return value;
}

function readSeed(text: string | undefined, scenario: Scenario): Scenario {
  if (text === undefined) return scenario;
  const seed = text.trim() === '' ? NaN : Number(text);
  if (!Number.isInteger(seed) || seed < 0 || seed > 0xffff_ffff) {
    fail(`--seed: must be a whole number from 0 to 4294967295 (got '${text}').`);
  }
  return { ...scenario, seed };
}

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        until: { type: 'string', default: DEFAULT_UNTIL },
        seed: { type: 'string' },
        trace: { type: 'string' },
        hash: { type: 'boolean', default: false },
        command: { type: 'string', short: 'c', multiple: true, default: [] },
        at: { type: 'string' },
        patience: { type: 'string', default: '30s' },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    fail(error instanceof Error ? error.message : String(error), '', USAGE);
  }
}

function writeTrace(session: Session, file: string, length: number): void {
  const out = createWriteStream(file);
  out.on('error', ({ message }) => fail(`--trace: ${file} cannot be written: ${message}`));
  for (let id = 0; id < length; id += 1) out.write(`${JSON.stringify(session.trace.at(id))}\n`);
  out.end();
}

function summarise(session: Session, untilUs: number): string {
  const frame = session.frameAt(untilUs);
  const lines = [
    `${session.scenario.name}: ${frame.nextEventId} events in ${untilUs / 1_000_000} s`,
  ];
  for (const topic of frame.topics.values()) {
    if (topic.isInternal) continue;
    for (const { state, replicas } of topic.partitions) {
      const leader = replicas.get(state.leader);
      lines.push(
        `${topic.name}-${state.partition} leader ${state.leader} epoch ${state.leaderEpoch} isr ${state.isr.join(',')} hw ${leader?.highWatermark ?? '-'} leo ${leader?.logEndOffset ?? '-'}`,
      );
    }
  }
  for (const group of frame.groups.values()) {
    lines.push(
      `group ${group.id} ${group.state} generation ${group.generation} members ${group.members.length}`,
    );
  }
  return lines.join('\n');
}

function main(): void {
  const { values, positionals } = readArguments();
  if (values.help) {
    process.stdout.write(`${USAGE}\n`);
    return;
  }
  const [verb, file] = positionals;
  if (file === undefined || positionals.length > 2) fail(USAGE);
  const scenario = readSeed(values.seed, readScenario(file));
  installToolbox(createToolbox(readHelpTexts()));
  switch (verb) {
    case 'run':
      run(scenario, values);
      return;
    case 'shell': {
      const atUs = values.at === undefined ? null : readTime('--at', values.at);
      const patienceUs = readTime('--patience', values.patience);
      process.exitCode = runShell(scenario, values.command, { atUs, patienceUs });
      return;
    }
    default:
      fail(USAGE);
  }
}

/** A duration in µs. */
function readTime(option: string, text: string): number {
  const ms = parseDuration(text);
  if (ms === null) fail(`${option}: must be a duration such as 60s or 2m30s (got '${text}').`);
  if (ms * 1_000 > LIMITS.timeUs.most) {
    fail(`${option}: must be at most a year: ${LIMITS.timeUs.why} (got '${text}').`);
  }
  return Math.round(ms * 1_000);
}

function run(scenario: Scenario, values: ReturnType<typeof readArguments>['values']): void {
  const untilUs = readTime('--until', values.until);
  const session = Session.open({ ...scenario, startAt: 'boot' });
  session.seek(untilUs);
  if (values.trace !== undefined) {
    writeTrace(session, values.trace, session.trace.countUntil(untilUs));
  }
  const { endedAtUs } = session.frameAt(untilUs);
  if (endedAtUs !== null) {
    const last = session.trace.at(session.trace.length - 1);
    process.stderr.write(
      `At ${endedAtUs / 1_000_000} s: ${last === undefined ? '' : sentenceOf(last)}\n`,
    );
    process.exitCode = EXIT_ENDED;
  }
  process.stdout.write(`${values.hash ? session.hash(untilUs) : summarise(session, untilUs)}\n`);
}

main();
