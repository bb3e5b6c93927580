// What is wrong with something that a person gave us: a scenario, a link, a lesson, a form field.
// Problems are data; whoever received the input decides how to show them.

/** One thing to mend. `path` says where (`topics[0].partitions`), `hint` says how. */
export interface Problem {
  readonly path: string;
  readonly rule: string;
  readonly got: string;
  readonly hint: string;
  /** Line in a text file, from 1, when known. */
  readonly line?: number;
}

/** What was read from something that a person gave us, or problems; never both. */
export type Parsed<T> =
  | { readonly value: T; readonly problems: readonly [] }
  | { readonly value: null; readonly problems: readonly Problem[] };

/** `topics[0].partitions: must be at least 1 (got 0). Use …` on one line. */
export function describeProblem(problem: Problem): string {
  const line = problem.line === undefined ? '' : `line ${problem.line}`;
  const where = [line, problem.path].filter((part) => part !== '').join(', ');
  const got = problem.got === '' ? '' : ` (got ${problem.got})`;
  const hint = problem.hint === '' ? '' : ` ${problem.hint}`;
  return `${where === '' ? 'document' : where}: ${problem.rule}${got}.${hint}`;
}

/** A short, safe rendering of any value for a message. */
export function renderValue(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = typeof value === 'string' ? `'${value}'` : written(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

function written(value: unknown): string {
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    // So deeply nested that it cannot be written out.
    return Array.isArray(value) ? '[…]' : '{…}';
  }
}
