// What all terminals of a page have in common: files, variables, history.
import type { Frame } from '#trace/frame.ts';
import { outputText, shownText } from './rows.ts';

/** What a file holds: a text, or what a tool writes into it. */
type Content =
  { readonly type: 'text'; readonly text: string } | { readonly type: 'tool'; readonly id: string };

const HISTORY_LENGTH = 500;

/** What a file system of a broker's container has, as far as people look into it. */
const GIVEN_FILES: readonly (readonly [string, string])[] = [
  [
    'config/server.properties',
    'process.roles=broker,controller\nnode.id=1\nlisteners=PLAINTEXT://:9092,CONTROLLER://:9093\nlog.dirs=/tmp/kraft-combined-logs\nnum.partitions=1\n',
  ],
  ['config/producer.properties', 'bootstrap.servers=localhost:9092\ncompression.type=none\n'],
  [
    'config/consumer.properties',
    'bootstrap.servers=localhost:9092\ngroup.id=test-consumer-group\n',
  ],
];

export class Desk {
  readonly environment = new Map<string, string>();
  /** When each terminal was cleared, in µs. */
  readonly clearedUs = new Map<number, number>();
  private readonly files = new Map<string, Content>(
    GIVEN_FILES.map(([name, text]) => [name, { type: 'text', text }]),
  );
  private lines: readonly string[];

  constructor(history: readonly string[] = []) {
    this.lines = history;
  }

  /** Lines that were typed, oldest first. */
  get history(): readonly string[] {
    return this.lines;
  }

  remember(line: string): void {
    if (this.lines.at(-1) === line) return;
    this.lines = [...this.lines, line].slice(-HISTORY_LENGTH);
  }

  read(name: string, frame: Frame): string | undefined {
    const content = this.files.get(clean(name));
    if (content === undefined) return undefined;
    if (content.type === 'text') return content.text;
    const tool = frame.tools.get(content.id);
    return tool === undefined ? '' : shownText(tool, outputText(tool, ['stdout']));
  }

  write(name: string, text: string, appends: boolean): void {
    const known = this.files.get(clean(name));
    const before = appends && known?.type === 'text' ? known.text : '';
    this.files.set(clean(name), { type: 'text', text: before + text });
  }

  /** The file holds what the tool prints, now and later. */
  link(name: string, tool: string): void {
    this.files.set(clean(name), { type: 'tool', id: tool });
  }

  remove(name: string): boolean {
    return this.files.delete(clean(name));
  }

  names(): readonly string[] {
    return [...this.files.keys()].sort();
  }

  /** `kafka-topics-3`; the first one of a console tool has no number, as its client.id. */
  freeId(base: string, { tools, producers, consumers }: Frame): string {
    const isTaken = (id: string): boolean =>
      tools.has(id) || producers.has(id) || consumers.has(id);
    for (let number = 1; ; number += 1) {
      const id = number === 1 ? base : `${base}-${number}`;
      if (!isTaken(id)) return id;
    }
  }
}

function clean(name: string): string {
  return name.replace(/^(?:\.\/|\/opt\/kafka\/)+/, '');
}
