// Unknown JSON → Scenario, or the list of what is wrong with it. Never throws.
import * as v from 'valibot';
import { isDeeperThan, isLargerThan } from '#base/nesting.ts';
import { type Parsed, type Problem, renderValue } from '#base/problem.ts';
import { checkScenario, findWarnings } from './checks.ts';
import { COMMAND_TYPES, fieldsOfCommand } from './command-schema.ts';
import { consumerPaths, expandScenario } from './expand.ts';
import { LIMITS } from './limits.ts';
import { SCENARIO_VERSION, type Scenario } from './scenario.ts';
import { scenarioSchema } from './schema.ts';
import { hintFor } from './suggest.ts';
import { type Issue, ruleOf, UNKNOWN_FIELD } from './words.ts';

/** `topics[0].partitions`, from valibot's path. */
function pathOf(issue: Issue): string {
  let path = '';
  for (const item of issue.path ?? []) {
    if (typeof item.key === 'number') path += `[${item.key}]`;
    else path += path === '' ? String(item.key) : `.${String(item.key)}`;
  }
  return path;
}

/** Fields that the object around an unknown key could have had. */
function knownFieldsAt(path: readonly v.IssuePathItem[], json: object): readonly string[] {
  const [list, index] = path;
  if (list?.key === 'commands' && index !== undefined && path.length === 3) {
    const command = (json as { commands: readonly { type: string }[] }).commands[Number(index.key)];
    return ['at', 'type', ...fieldsOfCommand(command?.type ?? '')];
  }
  let schema: unknown = scenarioSchema;
  for (const item of path.slice(0, -1)) {
    schema = unwrap(schema);
    if (isObjectWith(schema, 'entries')) {
      schema = (schema.entries as Record<string, unknown>)[String(item.key)];
    } else if (isObjectWith(schema, 'item')) schema = schema.item;
  }
  schema = unwrap(schema);
  return isObjectWith(schema, 'entries') ? Object.keys(schema.entries as object) : [];
}

function isObjectWith<K extends string>(value: unknown, key: K): value is Record<K, unknown> {
  return typeof value === 'object' && value !== null && key in value;
}

function unwrap(schema: unknown): unknown {
  let current = schema;
  for (;;) {
    if (isObjectWith(current, 'wrapped')) current = current.wrapped;
    // A pipe begins with the schema of what it is given.
    else if (isObjectWith(current, 'pipe') && !isObjectWith(current, 'entries')) {
      const [first] = current.pipe as readonly unknown[];
      if (first === current) return current;
      current = first;
    } else return current;
  }
}

function toProblem(issue: Issue, json: object): Problem {
  const path = pathOf(issue);
  const rule = ruleOf(issue);
  if (rule === UNKNOWN_FIELD) {
    const key = String(issue.path?.at(-1)?.key ?? '');
    const known = knownFieldsAt(issue.path ?? [], json);
    return { path, rule, got: renderValue(key), hint: hintFor(key, known) };
  }
  const isCommandName = issue.message === 'must be the name of a command';
  return {
    path,
    rule,
    got: renderValue(issue.input),
    hint: isCommandName ? hintFor(String(issue.input), COMMAND_TYPES) : '',
  };
}

/** A union's own issue says little; the deepest branch's issues say what to mend. */
function flatten(issue: Issue): readonly Issue[] {
  if (issue.type !== 'union' || issue.issues === undefined) return [issue];
  const deepest = issue.issues.filter(
    (inner) => (inner.path?.length ?? 0) > (issue.path?.length ?? 0),
  );
  return deepest.length > 0 ? deepest.flatMap(flatten) : [issue];
}

/** What was read, and what is strange about it but no reason to refuse it. */
export type ParsedScenario = Parsed<Scenario> & { readonly warnings: readonly Problem[] };

/** Nobody mends more at once, or reads more of one. */
const MOST_PROBLEMS = 50;
const MOST_LETTERS = 400;

/** `more`: there are so many beyond these. */
function refused(problems: readonly Problem[], more = 0): ParsedScenario {
  return { value: null, problems: cutShort(problems, more), warnings: [] };
}

/** The first of them, and how many more there are; none of them longer than one reads. */
function cutShort(problems: readonly Problem[], others: number): readonly Problem[] {
  const shown = problems.slice(0, MOST_PROBLEMS).map((problem) => ({
    ...problem,
    path: cut(problem.path),
    rule: cut(problem.rule),
    hint: cut(problem.hint),
  }));
  const more = problems.length - shown.length + others;
  if (more <= 0) return shown;
  const rule = `has ${more.toLocaleString('en')} more problems`;
  return [...shown, { path: '', rule, got: '', hint: 'Mend these first.' }];
}

/** Names and values may be quoted in it, and those may be of any length. */
function cut(text: string): string {
  return text.length <= MOST_LETTERS ? text : `${text.slice(0, MOST_LETTERS - 1)}…`;
}

/** Reads a scenario document: form, then references and configs. */
export function parseScenario(json: unknown): ParsedScenario {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    const rule = 'must be an object with fields such as "cluster", "topics" and "producers"';
    return refused([{ path: '', rule, got: renderValue(json), hint: '' }]);
  }
  if (isObjectWith(json, 'version') && json.version !== SCENARIO_VERSION) {
    const problem: Problem = {
      path: 'version',
      rule: `must be ${SCENARIO_VERSION}`,
      got: renderValue(json.version),
      hint: 'This document was made for another version of Kafkascope.',
    };
    return refused([problem]);
  }
  if (isDeeperThan(json, LIMITS.nesting.most)) {
    const rule = `must not be nested more than ${LIMITS.nesting.most} deep`;
    return refused([{ path: '', rule, got: renderValue(json), hint: 'Look for a stray bracket.' }]);
  }
  if (isLargerThan(json, LIMITS.values.most)) {
    const rule = `must hold at most ${LIMITS.values.most} values: ${LIMITS.values.why}`;
    return refused([{ path: '', rule, got: renderValue(json), hint: '' }]);
  }
  const parsed = v.safeParse(scenarioSchema, json);
  if (!parsed.success) {
    const issues = parsed.issues.flatMap((issue) => flatten(issue));
    const shown = issues.slice(0, MOST_PROBLEMS).map((issue) => toProblem(issue, json));
    return refused(shown, issues.length - shown.length);
  }
  const scenario = expandScenario(parsed.output);
  const paths = consumerPaths(parsed.output);
  const problems = checkScenario(scenario, paths);
  if (problems.length > 0) return refused(problems);
  const warnings = findWarnings(scenario, paths);
  return { value: scenario, problems: [], warnings };
}

/** Some editors put it before the text. */
const BYTE_ORDER_MARK = /^\uFEFF/;

/** Reads a scenario from JSON text; a syntax error names its line. */
export function parseScenarioText(text: string): ParsedScenario {
  let json: unknown;
  try {
    json = JSON.parse(text.replace(BYTE_ORDER_MARK, ''));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const position = /position (\d+)/.exec(message)?.[1];
    const line =
      position === undefined ? undefined : text.slice(0, Number(position)).split('\n').length;
    const problem: Problem = {
      path: '',
      rule: 'must be JSON',
      got: message,
      hint: 'Look for a missing comma, quote or bracket.',
      ...(line === undefined ? {} : { line }),
    };
    return refused([problem]);
  }
  return parseScenario(json);
}
