// Unknown JSON → Scenario, or the list of what is wrong with it. Never throws.
import * as v from 'valibot';
import { type Parsed, type Problem, renderValue } from '#base/problem.ts';
import { checkScenario, findWarnings } from './checks.ts';
import { COMMAND_TYPES } from './command-schema.ts';
import { consumerPaths, expandScenario } from './expand.ts';
import { SCENARIO_VERSION, type Scenario } from './scenario.ts';
import { scenarioSchema } from './schema.ts';
import { hintFor } from './suggest.ts';

type Issue = v.BaseIssue<unknown>;

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
function knownFieldsAt(issue: Issue): readonly string[] {
  let schema: unknown = scenarioSchema;
  for (const item of (issue.path ?? []).slice(0, -1)) {
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
  while (isObjectWith(current, 'wrapped')) current = current.wrapped;
  return current;
}

/** Valibot's own wording for what no schema here has given a sentence to. */
function ruleOf(issue: Issue): string {
  if (issue.expected === 'never') return 'is not a field that exists here';
  if (!issue.message.startsWith('Invalid ')) return issue.message;
  return issue.expected === null ? issue.message : `must be ${issue.expected}`;
}

function toProblem(issue: Issue): Problem {
  const path = pathOf(issue);
  const key = String(issue.path?.at(-1)?.key ?? '');
  if (issue.expected === 'never') {
    return {
      path,
      rule: ruleOf(issue),
      got: renderValue(key),
      hint: hintFor(key, knownFieldsAt(issue)),
    };
  }
  const isCommandName = issue.message === 'must be the name of a command';
  return {
    path,
    rule: ruleOf(issue),
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

function refused(problems: readonly Problem[]): ParsedScenario {
  return { value: null, problems, warnings: [] };
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
  const parsed = v.safeParse(scenarioSchema, json);
  if (!parsed.success) {
    return refused(parsed.issues.flatMap((issue) => flatten(issue)).map(toProblem));
  }
  const scenario = expandScenario(parsed.output);
  const paths = consumerPaths(parsed.output);
  const problems = checkScenario(scenario, paths);
  if (problems.length > 0) return refused(problems);
  const warnings = findWarnings(scenario, paths);
  return { value: scenario, problems: [], warnings };
}

/** Reads a scenario from JSON text; a syntax error names its line. */
export function parseScenarioText(text: string): ParsedScenario {
  let json: unknown;
  try {
    json = JSON.parse(text);
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
