// Collects what is wrong with a lesson while it is read, each with the line of the block that it was
// found in.
import * as v from 'valibot';
import { parse as parseYaml, YAMLParseError } from 'yaml';
import { type Problem, renderValue } from '#base/problem.ts';
import { type Expression, ExpressionError } from './expression.ts';
import { constant, parseExpression } from './parse-expression.ts';
import { SIGNATURES } from './queries/index.ts';

/** Where something stands in the file. */
export interface Place {
  readonly line: number;
  readonly title: string;
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
      this.add(place, error.message, renderValue(source), error.hint);
      return constant(false);
    }
  }

  /** YAML that follows a schema; null when it does not, and that is told. */
  yaml<T extends v.GenericSchema>(schema: T, text: string, place: Place): v.InferOutput<T> | null {
    let written: unknown;
    try {
      written = parseYaml(text);
    } catch (error) {
      const at = error instanceof YAMLParseError ? (error.linePos?.[0].line ?? 1) : 1;
      const [message = ''] = error instanceof Error ? error.message.split('\n') : [];
      this.add({ ...place, line: place.line + at - 1 }, 'must be YAML', '', message);
      return null;
    }
    return this.parsed(schema, written, place);
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
      const path = v.getDotPath(issue) ?? '';
      const title = [place.title, path].filter(Boolean).join(': ');
      const rule = issue.expected === 'never' ? 'is not a field that exists here' : issue.message;
      this.add({ ...place, title }, rule, renderValue(issue.input));
    }
    return null;
  }
}
