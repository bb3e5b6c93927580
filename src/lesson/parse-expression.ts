// Text → Expression, with the names that it may call checked. Used when lessons are read.
import jsep from 'jsep';
import { type Expression, ExpressionError } from './expression.ts';

/** Query → its arguments; those that end in `?` may be left out. */
export type Signatures = ReadonlyMap<string, readonly string[]>;

/** Parses and checks an expression. Throws ExpressionError; only `queries` may be called. */
export function parseExpression(source: string, queries: Signatures): Expression {
  let tree: jsep.Expression;
  try {
    tree = jsep(source);
  } catch (error) {
    throw new ExpressionError(error instanceof Error ? error.message : String(error));
  }
  checkNames(tree, queries);
  return { source, tree };
}

function checkNames(tree: jsep.Expression, queries: Signatures): void {
  switch (tree.type) {
    case 'Literal':
      return;
    case 'UnaryExpression':
      checkNames((tree as jsep.UnaryExpression).argument, queries);
      return;
    case 'BinaryExpression':
    case 'LogicalExpression': {
      const { left, right } = tree as jsep.BinaryExpression;
      checkNames(left, queries);
      checkNames(right, queries);
      return;
    }
    case 'ConditionalExpression': {
      const { test, consequent, alternate } = tree as jsep.ConditionalExpression;
      for (const part of [test, consequent, alternate]) checkNames(part, queries);
      return;
    }
    case 'CallExpression': {
      const { callee, arguments: args } = tree as jsep.CallExpression;
      const name = callee.type === 'Identifier' ? (callee as jsep.Identifier).name : '';
      checkCall(name, args.length, queries);
      for (const arg of args) checkNames(arg, queries);
      return;
    }
    default:
      throw new ExpressionError(`${tree.type} is not part of the language`);
  }
}

function checkCall(name: string, count: number, queries: Signatures): void {
  const args = queries.get(name);
  if (args === undefined) {
    const known = [...queries.keys()].join(', ');
    throw new ExpressionError(`there is no query '${name}'; there are ${known}`);
  }
  const least = args.filter((arg) => !arg.endsWith('?')).length;
  if (count >= least && count <= args.length) return;
  throw new ExpressionError(`${name}(${args.join(', ')}) was given ${count} arguments`);
}
