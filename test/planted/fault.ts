// A planted fault: one small change of the source that makes it wrong, which some test must notice.

/** Part of the source that a fault lies in: what `--only` names. */
export type Room =
  | 'base'
  | 'sim'
  | 'log'
  | 'broker'
  | 'controller'
  | 'raft'
  | 'coordinator'
  | 'assignor'
  | 'producer'
  | 'consumer'
  | 'tool'
  | 'scenario'
  | 'session'
  | 'trace'
  | 'why'
  | 'telling'
  | 'stage'
  | 'lesson'
  | 'terminal'
  | 'code'
  | 'ui';

/** A fault as the tables have it. */
export interface FaultSpec {
  /** From `src/` on. */
  readonly file: string;
  /** What stands in the file, exactly once. */
  readonly text: string;
  readonly replacement: string;
  /** What is wrong then. */
  readonly breaks: string;
  /** The test files that are to notice, from `test/` on. */
  readonly tests: readonly string[];
  /** No run has shown yet that they do: it is planted when it is asked for, and takes no turns. */
  readonly isOpen?: true;
}

export interface Fault extends FaultSpec {
  readonly room: Room;
}

/** A source with the fault in it. Throws when the text is not in it exactly once. */
export function plant(source: string, { file, text, replacement }: FaultSpec): string {
  const [before = '', after, ...more] = source.split(text);
  if (after === undefined) throw new Error(`${file} no longer has the text:\n${text}`);
  if (more.length > 0) throw new Error(`${file} has the text ${more.length + 1} times:\n${text}`);
  if (text === replacement) throw new Error(`${file} stays as it is:\n${text}`);
  return before + replacement + after;
}
