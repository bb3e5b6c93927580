// Markdown → Lesson, or the list of what is wrong with it and on which line. Runs when the site is
// built and in the tests; the page itself carries the finished lessons.
import { marked, type Token, type Tokens } from 'marked';
import { fnv1a } from '#base/hash.ts';
import type { Parsed } from '#base/problem.ts';
import { parseScenario } from '#scenario/parse.ts';
import type { Scenario } from '#scenario/scenario.ts';
import {
  CODE_CLIENTS,
  type CodeClient,
  type CodeSample,
  type Control,
  type Lesson,
  type LessonStep,
} from './lesson.ts';
import { readActivity } from './parse-activity.ts';
import { type Place, Report } from './report.ts';
import { frontMatterSchema, stepSchema, type WrittenStep } from './schema.ts';

type FaultControl = Extract<Control, { type: 'fault' }>;

interface Section extends Place {
  readonly tokens: Token[];
}

/** Reads a lesson file. `id` is its name without `.md`. Never throws. */
export function parseLesson(id: string, text: string): Parsed<Lesson> {
  const report = new Report();
  const lesson = readLesson(id, text, report);
  if (lesson === null || report.problems.length > 0) {
    return { value: null, problems: report.problems };
  }
  return { value: lesson, problems: [] };
}

function readLesson(id: string, text: string, report: Report): Lesson | null {
  const parts = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(text);
  if (parts === null) {
    report.add({ line: 1, title: '' }, 'must begin with front matter between two lines of ---');
    return null;
  }
  const [, matter = '', body = ''] = parts;
  const front = report.yaml(frontMatterSchema, matter, { line: 2, title: 'front matter' });
  if (front === null) return null;
  const scenario = parseScenario(front.scenario);
  for (const problem of scenario.problems) {
    report.problems.push({ ...problem, path: `scenario.${problem.path}`, line: 2 });
  }
  const [intro, ...sections] = splitSections(body, matter.split('\n').length + 3);
  if (sections.length === 0) {
    report.add({ line: 1, title: '' }, 'must have at least one step: a heading with ##');
  }
  const steps = sections.map((section) => readStep(section, report));
  if (scenario.value === null) return null;
  return {
    id,
    title: front.title,
    question: front.question,
    minutes: front.minutes,
    isDraft: front.draft,
    view: front.view,
    labels: front.labels,
    scenario: scenario.value,
    usesTools: steps.some(usesTools),
    introHtml: render(intro?.tokens ?? []),
    steps,
    takeHome: marked.parseInline(front.takeHome, { async: false }).trim(),
    code: sections.flatMap(codeOf),
    teaches: front.teaches,
    fingerprint: fnv1a(JSON.stringify([scenario.value, steps])).toString(36),
  };
}

/** The body, cut at its `##` headings; the first section is what precedes them. */
function splitSections(body: string, firstLine: number): readonly Section[] {
  const sections: Section[] = [{ title: '', line: firstLine, tokens: [] }];
  let line = firstLine;
  for (const token of marked.lexer(body)) {
    if (token.type === 'heading' && (token as Tokens.Heading).depth === 2) {
      sections.push({ title: (token as Tokens.Heading).text, line, tokens: [] });
    } else {
      sections.at(-1)?.tokens.push(token);
    }
    line += token.raw.split('\n').length - 1;
  }
  return sections;
}

function render(tokens: Token[]): string {
  return marked.parser(tokens).trim();
}

function isStepBlock(token: Token): token is Tokens.Code {
  return token.type === 'code' && (token as Tokens.Code).lang === 'step';
}

/** Whose program a fenced block is, such as ```` ```python kafka-python ````; null: it is text. */
function clientOf(token: Token): CodeClient | null {
  if (token.type !== 'code') return null;
  const name = (token as Tokens.Code).lang?.split(' ').at(-1);
  return CODE_CLIENTS.find((client) => client === name) ?? null;
}

function codeOf({ tokens, line }: Section): CodeSample[] {
  return tokens.flatMap((token) => {
    const client = clientOf(token);
    return client === null ? [] : [{ client, text: (token as Tokens.Code).text, line }];
  });
}

function readStep(section: Section, report: Report): LessonStep {
  const { title, line, tokens } = section;
  const [block, ...others] = tokens.filter(isStepBlock);
  if (others.length > 0) report.add(section, 'may have only one step block');
  const inBlock = { title, line: line + linesBefore(tokens, block) };
  const written = report.yaml(stepSchema, block?.text ?? '{}', inBlock) ?? {
    watchFor: [],
    controls: [],
  };
  return {
    title,
    html: render(tokens.filter((token) => !isStepBlock(token) && clientOf(token) === null)),
    watchFor: written.watchFor,
    controls: written.controls.map(readControl),
    scenario: readScenario(written.scenario, inBlock, report),
    view: written.view ?? null,
    select: written.select ?? null,
    speed: written.speed ?? null,
    terminal: written.terminal ?? null,
    activity: readActivity(written, inBlock, report),
    line,
  };
}

/** The world of a step that has one of its own. */
function readScenario(written: unknown, { line, title }: Place, report: Report): Scenario | null {
  if (written === undefined) return null;
  const { value, problems } = parseScenario(written);
  for (const problem of problems) {
    report.problems.push({ ...problem, path: `${title}: scenario.${problem.path}`, line });
  }
  return value;
}

/** How many lines after its heading the YAML of a step's block begins. */
function linesBefore(tokens: readonly Token[], block: Token | undefined): number {
  if (block === undefined) return 0;
  const before = tokens.slice(0, tokens.indexOf(block));
  return before.reduce((lines, { raw }) => lines + raw.split('\n').length - 1, 1);
}

function usesTools({ terminal, activity, controls }: LessonStep): boolean {
  return terminal !== null || JSON.stringify([activity, controls]).includes('"tool.run"');
}

function readControl(written: WrittenStep['controls'][number]): Control {
  if ('produce' in written) return { type: 'produce', ...written.produce };
  if ('murmur2' in written) return { type: 'murmur2', ...written.murmur2 };
  if ('seats' in written) return { type: 'seats', ...written.seats };
  if ('fault' in written) {
    const { label, request } = written.fault;
    return { type: 'fault', label, request: request[0]?.request as FaultControl['request'] };
  }
  if ('knob' in written) {
    const { label, options } = written.knob;
    return {
      type: 'knob',
      label,
      options: Object.entries(options).flatMap(([name, requests]) =>
        requests.map(({ request }) => ({ label: name, request })),
      ),
    };
  }
  const { label, request = [], requests = [] } = written.command;
  return { type: 'command', label, commands: [...request, ...requests] };
}
