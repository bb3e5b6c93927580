// What the compiler says of the project when some of its files are different.
import { relative, resolve } from 'node:path';
import ts from 'typescript';

/** A file as it might be: with `text` behind the first place where it says `where`. */
export interface Insertion {
  readonly file: string;
  readonly where: string;
  readonly text: string;
}

function insert(source: string, { file, where, text }: Insertion): string {
  const at = source.indexOf(where);
  if (at === -1) throw new Error(`${file} does not say ${where}`);
  const end = at + where.length;
  return source.slice(0, end) + text + source.slice(end);
}

/** The files that no longer compile, of those that `roots` need. */
export function brokenBy(
  insertions: readonly Insertion[],
  roots: readonly string[],
): readonly string[] {
  const { config } = ts.readConfigFile('tsconfig.json', (path) => ts.sys.readFile(path));
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, '.');
  // The model and what is folded from it need no types of Node or Vite.
  const host = ts.createCompilerHost({ ...options, types: [] });
  const changes = new Map(insertions.map((one) => [resolve(one.file), one]));
  host.readFile = (path) => {
    const source = ts.sys.readFile(path);
    const change = changes.get(resolve(path));
    return source === undefined || change === undefined ? source : insert(source, change);
  };
  const program = ts.createProgram(roots, { ...options, types: [] }, host);
  return program
    .getSourceFiles()
    .filter((file) => !file.isDeclarationFile && program.getSemanticDiagnostics(file).length > 0)
    .map(({ fileName }) => relative('.', fileName))
    .sort();
}
