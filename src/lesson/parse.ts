// Markdown → Lesson, or the list of what is wrong with it and on which line. Runs when the site is
// built and in the tests; the page itself carries the finished lessons.
import { marked, type Token, type Tokens } from 'marked';
import * as v from 'valibot';
import { parse as parseYaml, YAMLParseError } from 'yaml';
import { type Parsed, type Problem, renderValue } from '#base/problem.ts';
import { parseScenario } from '#scenario/parse.ts';
import { type Expression, ExpressionError } from './expression.ts';
import type { Control, Lesson, LessonStep, Prediction, Task } from './lesson.ts';
import { parseExpression } from './parse-expression.ts';
import { SIGNATURES } from './queries.ts';
import { frontMatterSchema, stepSchema, type WrittenStep } from './schema.ts';

/** Collects problems, each with the line of the block that it was found in. */
class Report {
  readonly problems: Problem[] = [];

  add(line: number, path: string, rule: string, got = '', hint = ''): void {
    this.problems.push({ path, rule, got, hint, line });
  }
}

interface Section {
  readonly title: string;
  readonly line: number;
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
    report.add(1, '', 'must begin with front matter between two lines of ---');
    return null;
  }
  const [, matter = '', body = ''] = parts;
  const front = readYaml(frontMatterSchema, matter, 2, 'front matter', report);
  if (front === null) return null;
  const scenario = parseScenario(front.scenario);
  for (const problem of scenario.problems) {
    report.problems.push({ ...problem, path: `scenario.${problem.path}`, line: 2 });
  }
  const [intro, ...sections] = splitSections(body, matter.split('\n').length + 3);
  if (sections.length === 0) report.add(1, '', 'must have at least one step: a heading with ##');
  const steps = sections.map((section) => readStep(section, report));
  if (scenario.value === null) return null;
  const { title, question, minutes, view } = front;
  return {
    id,
    title,
    question,
    minutes,
    view,
    scenario: scenario.value,
    introHtml: render(intro?.tokens ?? []),
    steps,
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

function readStep(section: Section, report: Report): LessonStep {
  const blocks = section.tokens.filter(isStepBlock);
  if (blocks.length > 1) report.add(section.line, section.title, 'may have only one step block');
  const written = readYaml(
    stepSchema,
    blocks[0]?.text ?? '{}',
    section.line,
    section.title,
    report,
  ) ?? {
    watchFor: [],
    controls: [],
  };
  return {
    title: section.title,
    html: render(section.tokens.filter((token) => !isStepBlock(token))),
    watchFor: written.watchFor,
    controls: written.controls.map(readControl),
    activity: readActivity(written, section, report),
    line: section.line,
  };
}

function readControl(written: WrittenStep['controls'][number]): Control {
  if ('produce' in written) return { type: 'produce', ...written.produce };
  if ('command' in written) return { type: 'command', ...written.command };
  return { type: 'murmur2', ...written.murmur2 };
}

function readActivity(
  written: WrittenStep,
  section: Section,
  report: Report,
): LessonStep['activity'] {
  const expression = (source: string): Expression => readExpression(source, section, report);
  const inline = (text: string): string => marked.parse(text, { async: false }).trim();
  if (written.predict !== undefined && written.do !== undefined) {
    report.add(section.line, section.title, 'may either predict or do', 'both', 'Make two steps.');
  }
  if (written.predict !== undefined) {
    const { question, answerType, choices, commands, until, answer, explanation } = written.predict;
    if (answerType === 'choice' && Object.keys(choices).length < 2) {
      report.add(section.line, section.title, 'must offer at least two choices');
    }
    const prediction: Prediction = {
      type: 'predict',
      question: inline(question),
      answerType,
      choices: Object.entries(choices).map(([value, label]) => ({ value, label: inline(label) })),
      run: {
        commands,
        until: until === undefined ? null : expression(until),
        forMs: written.predict.for,
      },
      answer: expression(answer),
      explanation: inline(explanation),
    };
    return prediction;
  }
  if (written.do !== undefined) {
    const task: Task = {
      type: 'do',
      task: inline(written.do.task),
      check: expression(written.do.check),
      hints: written.do.hints.map(({ when, say }) => ({
        when: when === undefined ? null : expression(when),
        say: inline(say),
      })),
      solution: written.do.solution,
      solutionMs: written.do.solutionTakes,
      explanation: inline(written.do.explanation),
    };
    return task;
  }
  return { type: 'read' };
}

function readExpression(source: string, section: Section, report: Report): Expression {
  try {
    return parseExpression(source, SIGNATURES);
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    report.add(section.line, section.title, error.message, renderValue(source));
    return { source, tree: { type: 'Literal', value: false } };
  }
}

function readYaml<T extends v.GenericSchema>(
  schema: T,
  text: string,
  line: number,
  where: string,
  report: Report,
): v.InferOutput<T> | null {
  let yaml: unknown;
  try {
    yaml = parseYaml(text);
  } catch (error) {
    const at = error instanceof YAMLParseError ? (error.linePos?.[0].line ?? 1) - 1 : 0;
    report.add(line + at, where, 'must be YAML', error instanceof Error ? error.message : '');
    return null;
  }
  const parsed = v.safeParse(schema, yaml);
  if (parsed.success) return parsed.output;
  for (const issue of parsed.issues) {
    const path = issue.path?.map((item) => String(item.key)).join('.') ?? '';
    const rule = issue.expected === 'never' ? 'is not a field that exists here' : issue.message;
    report.add(line, [where, path].filter(Boolean).join(': '), rule, renderValue(issue.input));
  }
  return null;
}
