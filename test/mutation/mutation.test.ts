// A hundred thousand damaged documents, links, lessons and command lines: none throws, none has more to
// say than anybody reads, and what is said is said in a person's words.
// Others: `MUTATION_SEED=7 npx vitest run test/mutation`.
import { deflateSync, strToU8 } from 'fflate';
import { readdirSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import '#kafka/parts';
import { fnv1a } from '#base/hash.ts';
import { describeProblem, type Problem } from '#base/problem.ts';
import { createToolbox } from '#kafka/tool/index.ts';
import { addressOf } from '#kafka/tool/admin/bootstrap.ts';
import { consoleNamed, runTool, startConsole, TOOL_NAMES } from '#kafka/tool/program/index.ts';
import { installToolbox } from '#kafka/tool/toolbox.ts';
import { type Call, runWith, ToolFailure } from '#kafka/tool/tool.ts';
import { parseLesson } from '#lesson/parse.ts';
import { readHelpTexts } from '#node/help-texts.ts';
import { SKELETON } from '#node/lesson-skeleton.ts';
import { decodeLink, encodeLink } from '#scenario/link.ts';
import { parseScenario, parseScenarioText } from '#scenario/parse.ts';
import { Dice } from '#test/fuzz/dice.ts';
import { filterAll } from '#terminal/filters.ts';
import { readLine } from '#terminal/words.ts';
import { damagedText, mutated } from './mutate.ts';

const SEED = Number(process.env['MUTATION_SEED'] ?? 1);
const MOST_PROBLEMS = 51;
const MOST_LETTERS = 1_400;

const help = readHelpTexts();
beforeAll(() => installToolbox(createToolbox(help)));

/** What no person says. */
const JARGON = /Invalid (?:key|type)|but received|\bundefined\b|\bnever\b|NaN|\[object/;

function check(problems: readonly Problem[], what: unknown): void {
  if (problems.length > MOST_PROBLEMS)
    expect([what, problems.length]).toEqual([what, MOST_PROBLEMS]);
  for (const problem of problems) {
    const { rule, hint } = problem;
    const said = describeProblem(problem);
    if (said.length <= MOST_LETTERS && !JARGON.test(`${rule} ${hint}`)) continue;
    expect([what, said.slice(0, 3_000)]).toEqual([what, 'in a sentence that a person would say']);
  }
}

const presets = readdirSync('public/scenarios')
  .sort()
  .map((file) => readFileSync(`public/scenarios/${file}`, 'utf8'));

describe('damaged', () => {
  test('scenarios: 55,000', () => {
    const dice = new Dice(SEED, 'scenarios');
    const documents = presets.map((text) => JSON.parse(text) as unknown);
    let accepted = 0;
    for (let index = 0; index < 53_000; index += 1) {
      const document = mutated(dice.pick(documents), dice);
      const { value, problems } = parseScenario(document);
      accepted += Number(value !== null);
      expect(value === null).toBe(problems.length > 0);
      check(problems, document);
    }
    for (let index = 0; index < 2_000; index += 1) {
      const text = damagedText(dice.pick(presets), dice);
      check(parseScenarioText(text).problems, text);
    }
    // Neither all nor none: else nothing would have been asked.
    expect(accepted).toBeGreaterThan(2_000);
    expect(accepted).toBeLessThan(40_000);
  });

  test('links: 20,000', () => {
    const dice = new Dice(SEED, 'links');
    const links = presets.map((text) => linkOf(text));
    const bodies = links.map(bodyOf);
    for (let index = 0; index < 10_000; index += 1) {
      const link = damagedText(dice.pick(links), dice);
      check(decodeLink(link).problems, link);
    }
    for (let index = 0; index < 10_000; index += 1) {
      const body = mutated(dice.pick(bodies), dice);
      check(decodeLink(pack(JSON.stringify(body))).problems, body);
    }
  });

  test('lessons: 500', () => {
    const dice = new Dice(SEED, 'lessons');
    const lesson = SKELETON.replace('TITLE', 'New');
    let accepted = 0;
    for (let index = 0; index < 500; index += 1) {
      const text = damagedText(lesson, dice);
      const { value, problems } = parseLesson('damaged', text);
      accepted += Number(value !== null);
      check(problems, text);
      if (value === null) expect(problems.every(({ line }) => line !== undefined)).toBe(true);
    }
    expect(accepted).toBeLessThan(450);
  });

  test('command lines: 24,500', () => {
    const dice = new Dice(SEED, 'lines');
    for (let index = 0; index < 24_500; index += 1) {
      const line = damagedText(dice.pick(LINES), dice);
      const reading = readLine(line);
      if (reading.type !== 'pipelines') continue;
      for (const { stages } of reading.pipelines) {
        const [{ words: [tool = '', ...args] = [] } = {}, ...filters] = stages;
        if (TOOL_NAMES.includes(tool)) startTool(tool, args);
        filterAll(
          filters.map(({ words }) => words),
          'orders\naudit\n',
        );
      }
    }
  });
});

// ── Links ───────────────────────────────────────────────────────────────────────────────────

function linkOf(text: string): string {
  const { value: scenario } = parseScenarioText(text);
  if (scenario === null) throw new Error('a preset does not parse');
  const commands = [
    { atUs: 9_000_000, type: 'broker.crash', data: { broker: 1 } },
    { atUs: 9_500_000, type: 'topic.delete', data: { topic: 'orders' } },
  ] as const;
  const branch = { name: 'B', from: 0, forkUs: 8_000_000, commands };
  const list = [{ ...branch, name: 'A', from: -1, forkUs: 0 }, branch];
  return encodeLink({
    scenario,
    commands,
    atUs: 10_000_000,
    branches: { list, main: 0, beside: 1 },
  });
}

/** What a link of ours carries, before it is packed. */
function bodyOf(link: string): unknown {
  const { value } = decodeLink(link);
  if (value === null) throw new Error('a link of ours does not decode');
  const { scenario, commands, atUs, branches } = value;
  const pack = (list: typeof commands) => list.map((one) => [one.atUs, one.type, one.data]);
  const l = branches?.list.map((one) => [one.name, one.from, one.forkUs, pack(one.commands)]);
  return { e: 1, s: scenario, c: pack(commands), t: atUs, b: { l, m: 0, w: 1 } };
}

function pack(text: string): string {
  const base64 = Buffer.from(deflateSync(strToU8(text), { level: 1 })).toString('base64url');
  return `k1.${base64}.${fnv1a(base64).toString(36)}`;
}

// ── Command lines ───────────────────────────────────────────────────────────────────────────

const SERVER = '--bootstrap-server localhost:9092';
const LINES: readonly string[] = [
  `kafka-topics --create --topic orders --partitions 3 --replication-factor 2 --config retention.ms=9 ${SERVER}`,
  `kafka-topics --describe --topic 'orders|audit' --exclude-internal ${SERVER} | grep -v -i "isr" | head -n 4`,
  `kafka-consumer-groups --group g --reset-offsets --shift-by -5 --topic orders:0,1 --execute ${SERVER}`,
  `kafka-configs --alter --entity-type topics --entity-name orders --add-config a=1,b=[2,3] ${SERVER}`,
  `kafka-console-consumer --topic orders --from-beginning --property print.key=true ${SERVER} | sort | uniq -c`,
  `kafka-console-producer --topic orders --property parse.key=true --property key.separator=: ${SERVER} < lines`,
  `kafka-reassign-partitions --generate --topics-to-move-json-file t.json --broker-list 1,2 ${SERVER}`,
  `kafka-get-offsets --topic-partitions orders:0-2 --time earliest ${SERVER} && kafka-metadata-quorum describe --status`,
];

/** Calls a tool, which no cluster answers. */
function startTool(tool: string, args: readonly string[]): void {
  const call: Call = {
    ...{ tool, id: tool, args, stdin: null, files: {}, nowMs: 0, host: null },
    ...{ brokers: [1], world: { help, addressOf, epochMs: 0 } },
  };
  const start = consoleNamed(tool);
  try {
    if (start === undefined) runWith(runTool(call), []);
    else startConsole(start, call);
  } catch (error) {
    if (!(error instanceof ToolFailure)) throw error;
  }
}
