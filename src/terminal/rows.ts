// What stands on a terminal's screen, line by line: Kafka's own output as it is, and our notes apart.
import type { ToolNote } from '#kafka/events/tool.ts';
import { partitionKey } from '#kafka/protocol/topic-partition.ts';
import type { Frame, ToolFrame, ToolLine } from '#trace/frame.ts';
import { filtersOf } from './commands.ts';
import { filterAll } from './filters.ts';

/** A line that the shell answered by itself. */
export interface LocalEntry {
  readonly type: 'local';
  readonly atUs: number;
  readonly line: string;
  readonly out: string;
  readonly error: string;
  /** A line of ours below. */
  readonly note: ToolNote | null;
}

/** One line on the screen. */
export interface Row {
  readonly key: string;
  readonly atUs: number;
  readonly kind: 'command' | 'continuation' | 'typed' | 'stdout' | 'stderr' | 'note';
  readonly text: string;
  /** What to type today, in a note. */
  readonly command: string | null;
  /** What became of a line that was typed into a producer. */
  readonly margin: string | null;
}

function row(
  key: string,
  atUs: number,
  kind: Row['kind'],
  text: string,
  more: Partial<Pick<Row, 'command' | 'margin'>> = {},
): Row {
  return { key, atUs, kind, text, command: null, margin: null, ...more };
}

/** A command as it was typed; its lines after the first one go on. */
function commandRows(key: string, atUs: number, line: string): readonly Row[] {
  return line
    .split('\n')
    .map((text, index) =>
      row(`${key}:c${index}`, atUs, index === 0 ? 'command' : 'continuation', text),
    );
}

function textRows(
  key: string,
  atUs: number,
  kind: 'stdout' | 'stderr',
  text: string,
): readonly Row[] {
  if (text === '') return [];
  const lines = text.endsWith('\n') ? text.slice(0, -1).split('\n') : text.split('\n');
  return lines.map((line, index) => row(`${key}:${index}`, atUs, kind, line));
}

export function rowsOfLocal({ atUs, line, out, error, note }: LocalEntry): readonly Row[] {
  const key = `l${atUs}:${line}`;
  return [
    ...commandRows(key, atUs, line),
    ...textRows(`${key}:o`, atUs, 'stdout', out),
    ...textRows(`${key}:e`, atUs, 'stderr', error),
    ...(note === null ? [] : [row(`${key}:n`, atUs, 'note', note.text, { command: note.command })]),
  ];
}

/** All that a tool has written to these streams. */
export function outputText(
  { lines }: Pick<ToolFrame, 'lines'>,
  types: readonly ToolLine['type'][],
): string {
  let text = '';
  for (const one of lines) if (types.includes(one.type) && 'text' in one) text += one.text;
  return text;
}

/** What is left of a tool's output behind the filters of its line. */
export function shownText({ line }: Pick<ToolFrame, 'line'>, text: string): string {
  const filters = filtersOf(line);
  if (filters.length === 0) return text;
  const filtered = filterAll(filters, text);
  return filtered.type === 'text' ? filtered.text : `${filtered.message}\n`;
}

/** A command with a file to write to shows nothing of its output. */
function isRedirected(line: string): boolean {
  return /(?:^|[^\\])>>?\s*[^\s&|;]+\s*(?:&\s*)?$/.test(line.replace(/'[^']*'|"[^"]*"/g, 'x'));
}

export function rowsOfTool(tool: ToolFrame, frame: Frame): readonly Row[] {
  const { id, line, startedUs } = tool;
  const rows = [...commandRows(id, startedUs, line)];
  if (isRedirected(line)) {
    const error = outputText(tool, ['stderr']);
    return [...rows, ...textRows(`${id}:e`, startedUs, 'stderr', error)];
  }
  if (filtersOf(line).length > 0) {
    const text = shownText(tool, outputText(tool, ['stdout']));
    rows.push(...textRows(`${id}:f`, startedUs, 'stdout', text));
    rows.push(...textRows(`${id}:e`, startedUs, 'stderr', outputText(tool, ['stderr'])));
    return rows;
  }
  let index = 0;
  let typed = 0;
  for (const one of tool.lines) {
    const key = `${id}:${index}`;
    index += 1;
    if (one.type === 'note') {
      rows.push(row(key, one.atUs, 'note', one.note.text, { command: one.note.command }));
    } else if (one.type === 'typed') {
      typed += 1;
      rows.push(row(key, one.atUs, 'typed', one.text, { margin: fateOf(tool, typed, frame) }));
    } else rows.push(...textRows(key, one.atUs, one.type, one.text));
  }
  return rows;
}

/** What became of the n-th line that was typed into a producer. */
function fateOf({ id }: ToolFrame, line: number, frame: Frame): string | null {
  const producer = frame.producers.get(id);
  if (producer === undefined) return null;
  const recordId = `${id}:${line}`;
  const pending = producer.pending.get(recordId);
  if (pending !== undefined) return `${partitionKey(pending.topic, pending.partition)}, on its way`;
  const topic = frame.topics.get(producer.spec.topic);
  for (const { state, replicas } of topic?.partitions ?? []) {
    const log = replicas.get(state.leader)?.log;
    const offset = log === undefined ? undefined : offsetOf(log, recordId);
    if (offset !== undefined)
      return `${partitionKey(state.topic, state.partition)}, offset ${offset}`;
  }
  return null;
}

/** How far back a record is looked for: the margin is for what was typed just now. */
const LOOK_BACK = 200;

function offsetOf(
  log: {
    readonly endOffset: number;
    readonly at: (offset: number) => { readonly id: string } | undefined;
  },
  recordId: string,
): number | undefined {
  for (
    let offset = log.endOffset - 1;
    offset >= Math.max(0, log.endOffset - LOOK_BACK);
    offset -= 1
  ) {
    if (log.at(offset)?.id === recordId) return offset;
  }
  return undefined;
}
