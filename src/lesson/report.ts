// Collects what is wrong with a lesson while it is read, each with the line of the block that it was
// found in.
import * as v from 'valibot';
import { marked, type Token } from 'marked';
import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument } from 'yaml';
import { type Problem, renderValue } from '#base/problem.ts';
import { hintFor } from '#scenario/suggest.ts';
import { ruleOf, UNKNOWN_FIELD } from '#scenario/words.ts';
import { type Expression, ExpressionError } from './expression.ts';
import { constant, parseExpression } from './parse-expression.ts';
import { SIGNATURES } from './queries/index.ts';

type Path = readonly (string | number)[];

/** Where something stands in the file. */
export interface Place {
  readonly line: number;
  readonly title: string;
  /** Of a block of YAML: the line of what stands under a path in it. */
  readonly lineAt?: (path: Path) => number;
  /** Of a block of YAML: the first line that has this text. */
  readonly lineOf?: (text: string) => number;
}

/** YAML that follows its schema, and the place of its block. */
export interface Block<T> {
  readonly value: T;
  readonly place: Place;
}

export class Report {
  readonly problems: Problem[] = [];

  add({ line, title }: Place, rule: string, got = '', hint = ''): void {
    this.problems.push({ path: title, rule, got, hint, line });
  }

  /** An expression; what is wrong with it is told. */
  expression(source: string, place: Place): Expression {
    try {
      return parseExpression(source, SIGNATURES);
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      const line = place.lineOf?.(source) ?? place.line;
      this.add({ ...place, line }, error.message, renderValue(source), error.hint);
      return constant(false);
    }
  }

  /** YAML that follows a schema; null when it does not, and that is told. */
  yaml<T extends v.GenericSchema>(
    schema: T,
    text: string,
    begin: Place,
  ): Block<v.InferOutput<T>> | null {
    const lineCounter = new LineCounter();
    const document = parseDocument(text, { lineCounter });
    const [error] = document.errors;
    if (error !== undefined) {
      const line = begin.line + (error.linePos?.[0].line ?? 1) - 1;
      this.add({ ...begin, line }, 'must be YAML', '', error.message.split('\n')[0]);
      return null;
    }
    const place: Place = {
      ...begin,
      lineAt: (path) => begin.line + lineOfPath(document, lineCounter, path) - 1,
      lineOf: (wanted) => begin.line + lineOfText(text, wanted),
    };
    const value = this.parsed(schema, document.toJS(), place);
    return value === null ? null : { value, place };
  }

  /** Something that follows a schema; null when it does not, and that is told. */
  parsed<T extends v.GenericSchema>(
    schema: T,
    written: unknown,
    place: Place,
  ): v.InferOutput<T> | null {
    const parsed = v.safeParse(schema, written);
    if (parsed.success) return parsed.output;
    for (const issue of parsed.issues) {
      const path = (issue.path ?? []).map(({ key }) => key as string | number);
      const title = [place.title, path.join('.')].filter(Boolean).join(': ');
      const line = place.lineAt?.(path) ?? place.line;
      const rule = ruleOf(issue);
      const isUnknown = rule === UNKNOWN_FIELD;
      const got = isUnknown ? String(path.at(-1)) : issue.input;
      const hint = isUnknown ? hintFor(String(got), fieldNames(schema)) : '';
      this.add({ line, title }, rule, renderValue(got), hint);
    }
    return null;
  }

  /** Markdown as HTML; what a lesson must not hold is told. */
  markdown(text: string, place: Place): string {
    const tokens = marked.lexer(text);
    this.checkTokens(tokens, { ...place, line: place.lineOf?.(text) ?? place.line });
    return marked.parser(tokens).trim();
  }

  /** The same of a single line, without a paragraph around it. */
  inlineMarkdown(text: string, place: Place): string {
    this.checkTokens(marked.lexer(text), { ...place, line: place.lineOf?.(text) ?? place.line });
    return marked.parseInline(text, { async: false }).trim();
  }

  /** Markup, addresses that run something, and pictures of others have no place in a lesson. */
  checkTokens(tokens: readonly Token[], place: Place): void {
    marked.walkTokens([...tokens], (token) => {
      if (token.type === 'html') {
        this.add(place, 'must not hold HTML', renderValue(token.raw), 'Write it in Markdown.');
      } else if (token.type === 'link' && !/^(?:#|https:\/\/)/i.test(String(token.href))) {
        const hint = 'Links begin with # (a page of the site) or https://.';
        this.add(place, 'must not lead there', renderValue(token.href), hint);
      } else if (token.type === 'image') {
        const hint = 'Nothing is fetched from elsewhere; the stage is the picture.';
        this.add(place, 'must not show pictures', renderValue(token.href), hint);
      }
    });
  }
}

/** The line of a node, from 1; of what is around it when it is not there. */
function lineOfPath(document: Document, counter: LineCounter, path: Path): number {
  for (let length = path.length; length > 0; length -= 1) {
    const inner = path.slice(0, length);
    const around = document.getIn(inner.slice(0, -1), true) ?? document.contents;
    const pair = isMap(around)
      ? around.items.find(({ key }) => isScalar(key) && String(key.value) === String(inner.at(-1)))
      : undefined;
    const node = pair?.key ?? document.getIn(inner, true);
    if (isNode(node) && node.range != null) return counter.linePos(node.range[0]).line;
  }
  return 1;
}

/** How many lines before the first one that has the beginning of this text. */
function lineOfText(block: string, text: string): number {
  const [first = ''] = text.split('\n');
  const index = block.split('\n').findIndex((line) => line.includes(first));
  return Math.max(0, index);
}

/** All names of fields that a schema has anywhere. */
function fieldNames(schema: unknown): readonly string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const { entries, item, wrapped, options, pipe } = schema as Record<string, unknown>;
  const [first] = Array.isArray(pipe) ? (pipe as unknown[]) : [];
  const inner = [item, wrapped, first, ...(Array.isArray(options) ? (options as unknown[]) : [])];
  const own = typeof entries === 'object' && entries !== null ? Object.entries(entries) : [];
  return [
    ...own.map(([name]) => name),
    ...[...inner, ...own.map(([, one]) => one as unknown)]
      .filter((one) => one !== schema)
      .flatMap(fieldNames),
  ];
}
