// Text → Expression, with the names that it may call checked. Used when lessons are read.
import jsep from 'jsep';
import { hintFor } from '#scenario/suggest.ts';
import {
  type Expression,
  ExpressionError,
  FORMS,
  partsOf,
  type Tree,
  type Value,
} from './expression.ts';

/** What an expression may call, and how. */
export interface Signature {
  /** As an author writes them; those that end in `?` may be left out, `…` stands for any number. */
  readonly args: readonly string[];
}

/** Query → what it takes. */
export type Signatures = ReadonlyMap<string, Signature>;

const NODES = new Set([
  'Literal',
  'UnaryExpression',
  'BinaryExpression',
  'LogicalExpression',
  'ConditionalExpression',
  'CallExpression',
]);

const OPERATORS = new Set([
  ...['&&', '||', '==', '!=', '<', '<=', '>', '>='],
  ...['+', '-', '*', '/', '%', '!'],
]);

const FORM: Signature = { args: ['expression'] };

/** Parses and checks an expression. Throws ExpressionError; only `queries` and FORMS may be called. */
export function parseExpression(source: string, queries: Signatures): Expression {
  let tree: Tree;
  try {
    tree = jsep(source);
  } catch (error) {
    throw new ExpressionError(error instanceof Error ? error.message : String(error));
  }
  check(tree, queries);
  return { source, tree };
}

/** An expression that is always this value. */
export function constant(value: Value): Expression {
  return { source: JSON.stringify(value), tree: { type: 'Literal', value } };
}

function check(tree: Tree, queries: Signatures): void {
  if (tree.type === 'Identifier') {
    const { name } = tree as jsep.Identifier;
    throw new ExpressionError(`${name} stands alone`, `Text needs quotes: "${name}".`);
  }
  if (!NODES.has(tree.type)) throw new ExpressionError(`${tree.type} is not part of the language`);
  const { operator } = tree as jsep.BinaryExpression;
  if (operator !== undefined && !OPERATORS.has(operator)) {
    throw new ExpressionError(`operator ${operator} is not part of the language`);
  }
  if (tree.type === 'CallExpression') checkCall(tree as jsep.CallExpression, queries);
  for (const part of partsOf(tree)) check(part, queries);
}

function checkCall({ callee, arguments: given }: jsep.CallExpression, queries: Signatures): void {
  const name = callee.type === 'Identifier' ? (callee as jsep.Identifier).name : '';
  const signature = Object.hasOwn(FORMS, name) ? FORM : queries.get(name);
  if (signature === undefined) {
    const known = [...queries.keys(), ...Object.keys(FORMS)];
    throw new ExpressionError(`there is no query '${name}'`, hintFor(name, known));
  }
  const { args } = signature;
  const least = args.filter((arg) => !arg.endsWith('?') && arg !== '…').length;
  const most = args.includes('…') ? Infinity : args.length;
  if (given.length >= least && given.length <= most) return;
  throw new ExpressionError(`${name}(${args.join(', ')}) was given ${given.length} arguments`);
}
