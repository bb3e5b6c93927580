// Markdown → Lesson, or the list of what is wrong with it and on which line. Runs when the site is
// built and in the tests; the page itself carries the finished lessons.
import { marked, type Token, type Tokens } from 'marked';
import { fnv1a } from '#base/hash.ts';
import { type Parsed, renderValue } from '#base/problem.ts';
import { parseScenario } from '#scenario/parse.ts';
import type { Scenario } from '#scenario/scenario.ts';
import { suggest } from '#scenario/suggest.ts';
import { checkNames } from './check-names.ts';
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
  // However an editor marks the file's beginning and the ends of its lines.
  const plain = text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  const lesson = readLesson(id, plain, report);
  if (lesson !== null && report.problems.length === 0) checkNames(lesson, plain, report);
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
  const block = report.yaml(frontMatterSchema, matter, { line: 2, title: 'front matter' });
  if (block === null) return null;
  const { value: front, place } = block;
  const scenario = readScenario(front.scenario, { ...place, title: '' }, report);
  const [intro, ...sections] = splitSections(body, matter.split('\n').length + 3);
  if (sections.length === 0) {
    report.add({ line: 1, title: '' }, 'must have at least one step: a heading with ##');
  }
  const steps = sections.map((section) => readStep(section, report));
  if (scenario === null) return null;
  return {
    id,
    title: front.title,
    question: front.question,
    minutes: front.minutes,
    isDraft: front.draft,
    view: front.view,
    labels: front.labels,
    scenario,
    usesTools: steps.some(usesTools),
    introHtml: renderSection(intro ?? { title: '', line: 1, tokens: [] }, report),
    steps,
    takeHome: report.inlineMarkdown(front.takeHome, place),
    code: sections.flatMap(codeOf),
    teaches: front.teaches,
    fingerprint: fnv1a(JSON.stringify([scenario, steps])).toString(36),
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

/** What is to be read of a section, without its blocks. */
function renderSection(section: Section, report: Report): string {
  const { title, tokens } = section;
  for (const token of tokens) {
    const place = { title, line: section.line + linesBefore(tokens, token) - 1 };
    if (token.type === 'code') checkFence(token as Tokens.Code, place, report);
    report.checkTokens([token], place);
  }
  const read = tokens.filter((token) => !isStepBlock(token) && clientOf(token) === null);
  return marked.parser(read).trim();
}

/** A block that is not closed would swallow what follows, and one with a slip in its name would be text. */
function checkFence({ raw, lang = '' }: Tokens.Code, place: Place, report: Report): void {
  const fence = /^(?:`{3,}|~{3,})/.exec(raw)?.[0];
  if (fence === undefined) return;
  if (!raw.trimEnd().endsWith(`\n${fence}`)) {
    report.add(place, 'must be closed', renderValue(`${fence}${lang}`), `End it with ${fence}.`);
  }
  const name = lang.split(' ').at(-1) ?? '';
  const known = ['step', ...CODE_CLIENTS];
  const meant = name === '' || known.includes(name) ? null : suggest(name, known);
  if (meant === null) return;
  report.add(place, 'is no block that exists here', renderValue(lang), `Did you mean '${meant}'?`);
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
  const read = report.yaml(stepSchema, block?.text ?? '{}', inBlock);
  const written = read?.value ?? { watchFor: [], controls: [] };
  const place = read?.place ?? inBlock;
  return {
    title,
    html: renderSection(section, report),
    watchFor: written.watchFor,
    controls: written.controls.map(readControl),
    scenario: written.scenario === undefined ? null : readScenario(written.scenario, place, report),
    view: written.view ?? null,
    select: written.select ?? null,
    speed: written.speed ?? null,
    terminal: written.terminal ?? null,
    activity: readActivity(written, place, report),
    line,
  };
}

/** The world of a lesson, or of a step that has one of its own. */
function readScenario(written: unknown, place: Place, report: Report): Scenario | null {
  const { value, problems } = parseScenario(written);
  for (const problem of problems) {
    const keys = problem.path.split(/[.[\]']+/).filter((key) => key !== '');
    const line = place.lineAt?.(['scenario', ...keys]) ?? place.line;
    const path = [place.title, `scenario.${problem.path}`].filter((one) => one !== '').join(': ');
    report.problems.push({ ...problem, path, line });
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
