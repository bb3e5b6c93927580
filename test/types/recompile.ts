// Compiles a part of the project as it would be after edits that are not made: which files does the
// compiler complain about, and of what?
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import ts from 'typescript';

/** An edit: `find` stands in the file, `replace` takes its place. */
export interface Edit {
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

/** What the compiler says of each file after the edits. */
export type Complaints = ReadonlyMap<string, string>;

function optionsOfProject(): ts.CompilerOptions {
  const { config } = ts.readConfigFile('tsconfig.json', (path) => ts.sys.readFile(path));
  return ts.parseJsonConfigFileContent(config, ts.sys, '.').options;
}

function edited(edits: readonly Edit[]): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const { file, find, replace } of edits) {
    const text = texts.get(resolve(file)) ?? readFileSync(file, 'utf8');
    if (!text.includes(find)) throw new Error(`${file} has no ${find}`);
    texts.set(resolve(file), text.replace(find, replace));
  }
  return texts;
}

/** What no edit touches is parsed once for all compilations of a test. */
const parsed = new Map<string, ts.SourceFile>();

/** Checks `files`; whatever they import is read, but not checked. */
export function recompile(files: readonly string[], edits: readonly Edit[]): Complaints {
  const texts = edited(edits);
  const options = optionsOfProject();
  const host = ts.createCompilerHost(options);
  const read = host.getSourceFile.bind(host);
  host.getSourceFile = (file, target) => {
    const text = texts.get(resolve(file));
    if (text !== undefined) return ts.createSourceFile(file, text, target, true);
    const source = parsed.get(file) ?? read(file, target);
    if (source !== undefined) parsed.set(file, source);
    return source;
  };
  const program = ts.createProgram(files, options, host);
  for (const file of texts.keys()) {
    const [broken] = program.getSyntacticDiagnostics(program.getSourceFile(file));
    if (broken !== undefined) throw new Error(`an edit of ${file} is no TypeScript`);
  }
  return new Map(
    files.map((file) => [
      file,
      program
        .getSemanticDiagnostics(program.getSourceFile(resolve(file)))
        .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))
        .join('\n'),
    ]),
  );
}

/** The files that do not compile any more. */
export function brokenFiles(complaints: Complaints): readonly string[] {
  return [...complaints]
    .filter(([, text]) => text !== '')
    .map(([file]) => file)
    .sort();
}

/** The files of which the compiler says something about `name`. */
export function filesAbout(complaints: Complaints, name: string): readonly string[] {
  return [...complaints]
    .filter(([, text]) => text.includes(name))
    .map(([file]) => file)
    .sort();
}
