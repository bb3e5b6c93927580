// Parsers that say whether a program is one: the grammars that colour it on the page, and beside them what
// runs such programs, where this machine has it.
import { execFileSync, spawnSync } from 'node:child_process';
import { parser as java } from '@lezer/java';
import { parser as javascript } from '@lezer/javascript';
import { parser as python } from '@lezer/python';
import ts from 'typescript';
import type { HelpTexts } from '#kafka/tool/help.ts';
import { parseOptions, readGrammar } from '#kafka/tool/options/joptsimple.ts';
import { readLine } from '#terminal/words.ts';

const GRAMMARS = { python, java, javascript } as const;

/** What a grammar cannot read: the text around each error, one line each. */
export function syntaxErrors(language: keyof typeof GRAMMARS, text: string): readonly string[] {
  const errors: string[] = [];
  GRAMMARS[language].parse(text).iterate({
    enter({ type, from }) {
      if (type.isError) errors.push(text.slice(Math.max(0, from - 30), from + 30));
    },
  });
  return errors;
}

const hasPython = spawnSync('python3', ['--version']).status === 0;

/** What Python itself says of these programs; without Python nothing. */
export function pythonErrors(programs: readonly string[]): readonly string[] {
  if (!hasPython) return [];
  const script = [
    'import ast, json, sys',
    'errors = []',
    'for text in json.load(sys.stdin):',
    '    try: ast.parse(text)',
    '    except SyntaxError as error: errors.append(str(error) + "\\n" + text)',
    'print(json.dumps(errors))',
  ].join('\n');
  const out = execFileSync('python3', ['-c', script], { input: JSON.stringify(programs) });
  return JSON.parse(out.toString()) as string[];
}

/** What a Python program sent, with stand-ins for the client and for sleep; null: there is no Python. */
export function runPython(
  program: string,
  client: Readonly<Record<string, readonly string[]>>,
): readonly { readonly key: string | null; readonly value: string }[] | null {
  if (!hasPython) return null;
  const [name = '', [send = ''] = []] = Object.entries(client)[0] ?? [];
  const script = [
    'import json, sys, time, types',
    'sent = []',
    'class Client:',
    '    def __init__(self, **configs): pass',
    '    def flush(self): pass',
    `    def ${send}(self, topic, key, value):`,
    '        sent.append({"key": key and key.decode(), "value": value.decode()})',
    'time.sleep = lambda seconds: None',
    `sys.modules["kafka"] = types.SimpleNamespace(${name}=Client)`,
    'exec(sys.stdin.read())',
    'print(json.dumps(sent))',
  ].join('\n');
  const out = execFileSync('python3', ['-c', script], { input: program });
  return JSON.parse(out.toString()) as { key: string | null; value: string }[];
}

/** What TypeScript's parser says of a module in JavaScript. */
export function moduleErrors(text: string): readonly string[] {
  const { diagnostics = [] } = ts.transpileModule(text, {
    reportDiagnostics: true,
    fileName: 'program.mjs',
    compilerOptions: {
      module: ts.ModuleKind.ESNext,
      target: ts.ScriptTarget.ES2022,
      allowJs: true,
    },
  });
  return diagnostics.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}

/** What our own shell and the tools' own options say of a script. */
export function shellErrors(help: HelpTexts, text: string): readonly string[] {
  const reading = readLine(text);
  if (reading.type !== 'pipelines') return [`${reading.type}: ${text}`];
  return reading.pipelines
    .flatMap(({ stages }) => stages)
    .flatMap(({ words: [tool = '', ...args] }) => {
      const known = help[tool];
      if (known === undefined) return [`no tool ${tool}`];
      try {
        parseOptions(readGrammar(known), args);
        return [];
      } catch (error) {
        return [`${args.join(' ')}: ${String(error)}`];
      }
    });
}
