// The little language of lessons: numbers, text, comparisons, and calls of the queries in
// queries.ts, such as `lag("billing") == 0 && members("billing") == 3`. Evaluated here; parsed when
// the site is built (parse-expression.ts), so that the page carries plain trees.
import type jsep from 'jsep';

export type Value = number | string | boolean | null;

/** A query: arguments in, value out. */
export type Query = (...args: readonly Value[]) => Value;

/** A parsed expression; `source` is what the author wrote. */
export interface Expression {
  readonly source: string;
  readonly tree: jsep.Expression;
}

/** What is wrong with an expression, in words for its author. */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError';
}

/** The value of an expression, with `queries` looked up by name. */
export function evaluate(expression: Expression, queries: Readonly<Record<string, Query>>): Value {
  return valueOf(expression.tree, queries);
}

function valueOf(tree: jsep.Expression, queries: Readonly<Record<string, Query>>): Value {
  switch (tree.type) {
    case 'Literal':
      return (tree as jsep.Literal).value as Value;
    case 'UnaryExpression': {
      const { operator, argument } = tree as jsep.UnaryExpression;
      const value = valueOf(argument, queries);
      return operator === '!' ? !value : -Number(value);
    }
    case 'ConditionalExpression': {
      const { test, consequent, alternate } = tree as jsep.ConditionalExpression;
      return valueOf(valueOf(test, queries) ? consequent : alternate, queries);
    }
    case 'CallExpression': {
      const { callee, arguments: args } = tree as jsep.CallExpression;
      const query = queries[(callee as jsep.Identifier).name];
      return query === undefined ? null : query(...args.map((arg) => valueOf(arg, queries)));
    }
    default:
      return combine(tree as jsep.BinaryExpression, queries);
  }
}

function combine(
  { operator, left, right }: jsep.BinaryExpression,
  queries: Readonly<Record<string, Query>>,
): Value {
  const first = valueOf(left, queries);
  if (operator === '&&') return first ? valueOf(right, queries) : first;
  if (operator === '||') return first ? first : valueOf(right, queries);
  const second = valueOf(right, queries);
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
