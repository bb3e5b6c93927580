// Reads a line as a shell does: words with quotes, pipes, files, lists of commands. Never throws: what
// cannot be read is a sentence.

/** A command of a pipeline, and the files that it reads and writes. */
export interface Stage {
  readonly words: readonly string[];
  readonly input: string | null;
  readonly output: { readonly file: string; readonly appends: boolean } | null;
}

/** Commands that hand their output on; what follows depends on how it ends. */
export interface Pipeline {
  readonly stages: readonly Stage[];
  readonly isBackground: boolean;
  /** Whether the next one runs only if this one ended well (`&&`), or only if not (`||`). */
  readonly then: 'always' | 'success' | 'failure';
  /** As it was typed. */
  readonly text: string;
}

export type Reading =
  | { readonly type: 'pipelines'; readonly pipelines: readonly Pipeline[] }
  /** A quote, a pipe or a `\` is open: the next line goes on. */
  | { readonly type: 'incomplete' }
  | { readonly type: 'error'; readonly message: string };

/** A piece of a line. */
type Token =
  | { readonly type: 'word'; readonly text: string; readonly end: number }
  | {
      readonly type: 'operator';
      readonly text: string;
      readonly start: number;
      readonly end: number;
    };

const OPERATORS = ['&&', '||', '>>', '|', '>', '<', ';', '&', '\n'];
const BLANK = /[ \t\r]/;
const NAME = /^\$(?:\{(\w+)\}|(\w+))/;

export type Environment = ReadonlyMap<string, string>;

/** What a book prints before a command: `$ `, `user@host:~$ `, `> ` of a line that goes on. */
const PROMPT = /^\s*(?:\[?[\w.-]+@[\w.-]+[^$#]*\]?)?[$%]\s+/;

export function readLine(text: string, environment: Environment = new Map()): Reading {
  const line = text.replace(PROMPT, '');
  const tokens = tokenize(line, environment);
  if (tokens === null) return { type: 'incomplete' };
  return parse(line, tokens);
}

/** null: a quote is open, or the line ends in a `\`. */
function tokenize(line: string, environment: Environment): readonly Token[] | null {
  const tokens: Token[] = [];
  let at = 0;
  while (at < line.length) {
    const rest = line.slice(at);
    if (BLANK.test(line.charAt(at))) at += 1;
    else if (/^\\\r?\n/.test(rest)) at += rest.indexOf('\n') + 1;
    else if (line.charAt(at) === '#') at += rest.search(/\n|$/);
    else {
      const operator = OPERATORS.find((one) => rest.startsWith(one));
      if (operator === undefined) {
        const word = readWord(line, at, environment);
        if (word === null) return null;
        // A variable that stands alone may hold several words.
        const texts = word.isSplit
          ? word.text.split(/\s+/).filter((one) => one !== '')
          : [word.text];
        for (const text of texts) tokens.push({ type: 'word', text, end: word.end });
        at = word.end;
      } else {
        tokens.push({ type: 'operator', text: operator, start: at, end: at + operator.length });
        at += operator.length;
      }
    }
  }
  return tokens;
}

function readWord(
  line: string,
  start: number,
  environment: Environment,
): { readonly text: string; readonly end: number; readonly isSplit: boolean } | null {
  let text = '';
  let at = start;
  let isSplit = false;
  while (at < line.length) {
    const character = line.charAt(at);
    if (BLANK.test(character) || OPERATORS.includes(character)) break;
    if (character === "'") {
      const end = line.indexOf("'", at + 1);
      if (end === -1) return null;
      text += line.slice(at + 1, end);
      at = end + 1;
    } else if (character === '"') {
      const quoted = readDoubleQuotes(line, at + 1, environment);
      if (quoted === null) return null;
      text += quoted.text;
      at = quoted.end;
    } else if (character === '\\') {
      if (at + 1 >= line.length) return null;
      if (line.charAt(at + 1) !== '\n') text += line.charAt(at + 1);
      at += 2;
    } else if (line.startsWith("$'", at)) {
      // ANSI-C quoting: only what separators are written with.
      const end = line.indexOf("'", at + 2);
      if (end === -1) return null;
      text += unescape(line.slice(at + 2, end));
      at = end + 1;
    } else {
      const value = character === '$' ? variableAt(line, at, environment) : null;
      text += value?.text ?? character;
      at = value?.end ?? at + 1;
      isSplit ||= value !== null;
    }
  }
  return { text, end: at, isSplit: isSplit && !/['"\\]/.test(line.slice(start, at)) };
}

function readDoubleQuotes(
  line: string,
  start: number,
  environment: Environment,
): { readonly text: string; readonly end: number } | null {
  let text = '';
  for (let at = start; at < line.length; at += 1) {
    const character = line.charAt(at);
    if (character === '"') return { text, end: at + 1 };
    if (character === '\\' && '"\\$`\n'.includes(line.charAt(at + 1))) {
      at += 1;
      if (line.charAt(at) !== '\n') text += line.charAt(at);
    } else {
      const value = character === '$' ? variableAt(line, at, environment) : null;
      text += value?.text ?? character;
      if (value !== null) at = value.end - 1;
    }
  }
  return null;
}

function variableAt(
  line: string,
  at: number,
  environment: Environment,
): { readonly text: string; readonly end: number } | null {
  const match = NAME.exec(line.slice(at));
  if (match === null) return null;
  const name = match[1] ?? match[2] ?? '';
  return { text: environment.get(name) ?? '', end: at + match[0].length };
}

/** `\t` and `\n` as C writes them. */
export function unescape(text: string): string {
  const named: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r', '\\': '\\' };
  return text.replace(/\\(.)/gs, (_, letter: string) => named[letter] ?? letter);
}

// ── Commands ────────────────────────────────────────────────────────────────────────────────

interface OpenStage {
  words: string[];
  input: string | null;
  output: Stage['output'];
}

function emptyStage(): OpenStage {
  return { words: [], input: null, output: null };
}

function parse(line: string, tokens: readonly Token[]): Reading {
  const pipelines: Pipeline[] = [];
  let stages: OpenStage[] = [emptyStage()];
  let from = 0;
  const isEmpty = (): boolean => stages.length === 1 && isBlank(stages[0]);
  const close = (then: Pipeline['then'], isBackground: boolean, end: number): boolean => {
    if (stages.some(isBlank)) return false;
    const text = line.slice(from, end).trim();
    pipelines.push({ stages, isBackground, then, text });
    stages = [emptyStage()];
    return true;
  };
  for (let index = 0; index < tokens.length; index += 1) {
    const token = tokens[index] as Token;
    const stage = stages.at(-1) as OpenStage;
    if (token.type === 'word') {
      stage.words.push(token.text);
      continue;
    }
    switch (token.text) {
      case '|':
        if (isBlank(stage)) return complain(token.text);
        stages.push(emptyStage());
        break;
      case '<':
      case '>':
      case '>>': {
        const file = tokens[index + 1];
        if (file?.type !== 'word') return complain(file?.text ?? 'newline');
        if (token.text === '<') stage.input = file.text;
        else stage.output = { file: file.text, appends: token.text === '>>' };
        index += 1;
        break;
      }
      default: {
        const isEnd = token.text === '\n' || token.text === ';';
        if (isEnd && isEmpty()) {
          from = token.end;
          break;
        }
        // After a pipe a command may follow on the next line.
        if (token.text === '\n' && isBlank(stage)) break;
        const then = token.text === '&&' ? 'success' : token.text === '||' ? 'failure' : 'always';
        if (!close(then, token.text === '&', token.start)) return complain(token.text);
        from = token.end;
      }
    }
  }
  if (isEmpty()) {
    const isOpen = pipelines.at(-1)?.then !== 'always' && pipelines.length > 0;
    return isOpen ? { type: 'incomplete' } : { type: 'pipelines', pipelines };
  }
  // It ends in a pipe.
  if (isBlank(stages.at(-1))) return { type: 'incomplete' };
  return close('always', false, line.length) ? { type: 'pipelines', pipelines } : complain('|');
}

function isBlank(stage: OpenStage | undefined): boolean {
  return stage === undefined || stage.words.length === 0;
}

function complain(token: string): Reading {
  const shown = token === '\n' ? 'newline' : token;
  return { type: 'error', message: `bash: syntax error near unexpected token \`${shown}'` };
}
