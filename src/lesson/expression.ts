// The little language of lessons: numbers, text, comparisons, calls of queries, such as
// `lag("billing") == 0`, and of forms, such as `peak(lag("billing"))`. Evaluated here; parsed when
// the site is built (parse-expression.ts), so that the page carries plain trees.
import type jsep from 'jsep';

export type Value = number | string | boolean | null;

/** An expression as it was parsed. */
export type Tree = jsep.Expression;

/** A parsed expression; `source` is what the author wrote. */
export interface Expression {
  readonly source: string;
  readonly tree: Tree;
}

/** A call of one of the FORMS: its argument is not a value but something to look at over time. */
export interface FormCall {
  readonly form: FormName;
  /** The call itself: tells one `before(…)` from another. */
  readonly call: Tree;
  readonly argument: Tree;
}

/** What an expression is asked of. */
export interface Asked {
  /** The value of a query. */
  query(name: string, args: readonly Value[]): Value;
  /** The value of a form. */
  form(call: FormCall): Value;
}

/** What is wrong with an expression, in words for its author. */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError';

  constructor(
    message: string,
    /** How to mend it; '' when we do not know. */
    readonly hint = '',
  ) {
    super(message);
  }
}

/** Name → what it says of its one argument, for authors. */
export const FORMS = {
  before: 'What it was when the step began.',
  peak: 'The highest that it was since the step began.',
  lowest: 'The lowest that it was since the step began.',
  ever: 'Whether it was so at any moment since the step began.',
  always: 'Whether it was so at every moment since the step began.',
  msWhile: 'For how many ms, all in all, it was so since the step began.',
} as const;

export type FormName = keyof typeof FORMS;

/** The form that a tree calls, or null. */
export function formCallOf(tree: Tree): FormCall | null {
  if (tree.type !== 'CallExpression') return null;
  const { callee, arguments: args } = tree as jsep.CallExpression;
  const { name } = callee as jsep.Identifier;
  const [argument] = args;
  if (!Object.hasOwn(FORMS, name) || argument === undefined) return null;
  return { form: name as FormName, call: tree, argument };
}

/** The parts of which a tree is made. */
export function partsOf(tree: Tree): readonly Tree[] {
  switch (tree.type) {
    case 'UnaryExpression':
      return [(tree as jsep.UnaryExpression).argument];
    case 'BinaryExpression':
    case 'LogicalExpression': {
      const { left, right } = tree as jsep.BinaryExpression;
      return [left, right];
    }
    case 'ConditionalExpression': {
      const { test, consequent, alternate } = tree as jsep.ConditionalExpression;
      return [test, consequent, alternate];
    }
    case 'CallExpression':
      return (tree as jsep.CallExpression).arguments;
    default:
      return [];
  }
}

/** The value of a tree. */
export function evaluate(tree: Tree, asked: Asked): Value {
  switch (tree.type) {
    case 'Literal':
      return (tree as jsep.Literal).value as Value;
    case 'UnaryExpression': {
      const { operator, argument } = tree as jsep.UnaryExpression;
      const value = evaluate(argument, asked);
      return operator === '!' ? !value : -Number(value);
    }
    case 'ConditionalExpression': {
      const { test, consequent, alternate } = tree as jsep.ConditionalExpression;
      return evaluate(evaluate(test, asked) ? consequent : alternate, asked);
    }
    case 'CallExpression': {
      const form = formCallOf(tree);
      if (form !== null) return asked.form(form);
      const { callee, arguments: args } = tree as jsep.CallExpression;
      const { name } = callee as jsep.Identifier;
      return asked.query(
        name,
        args.map((arg) => evaluate(arg, asked)),
      );
    }
    default:
      return combine(tree as jsep.BinaryExpression, asked);
  }
}

function combine({ operator, left, right }: jsep.BinaryExpression, asked: Asked): Value {
  const first = evaluate(left, asked);
  if (operator === '&&') return first ? evaluate(right, asked) : first;
  if (operator === '||') return first ? first : evaluate(right, asked);
  const second = evaluate(right, asked);
  switch (operator) {
    case '==':
      return first === second;
    case '!=':
      return first !== second;
    case '<':
      return Number(first) < Number(second);
    case '<=':
      return Number(first) <= Number(second);
    case '>':
      return Number(first) > Number(second);
    case '>=':
      return Number(first) >= Number(second);
    case '+':
      return typeof first === 'string' || typeof second === 'string'
        ? `${String(first)}${String(second)}`
        : Number(first) + Number(second);
    case '-':
      return Number(first) - Number(second);
    case '*':
      return Number(first) * Number(second);
    case '/':
      return Number(first) / Number(second);
    case '%':
      return Number(first) % Number(second);
    default:
      throw new ExpressionError(`operator ${operator} is not part of the language`);
  }
}
