// Text → Expression, with the names that it may call checked. Used when lessons are read.
import jsep from 'jsep';
import { type Expression, ExpressionError } from './expression.ts';

/** Parses and checks an expression. Throws ExpressionError; names only `queries` may be called. */
export function parseExpression(source: string, queries: readonly string[]): Expression {
  let tree: jsep.Expression;
  try {
    tree = jsep(source);
  } catch (error) {
    throw new ExpressionError(error instanceof Error ? error.message : String(error));
  }
  checkNames(tree, queries);
  return { source, tree };
}

function checkNames(tree: jsep.Expression, queries: readonly string[]): void {
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
      if (!queries.includes(name)) {
        throw new ExpressionError(`there is no query '${name}'; there are ${queries.join(', ')}`);
      }
      for (const arg of args) checkNames(arg, queries);
      return;
    }
    default:
      throw new ExpressionError(`${tree.type} is not part of the language`);
  }
}
