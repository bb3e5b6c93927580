// What an author need not write of a command, and what is made of it.
import { nameFor, toolCall, withoutWrapper } from '#terminal/commands.ts';
import { readLine } from '#terminal/words.ts';

type Fields = Readonly<Record<string, unknown>>;

const DEFAULTS: Readonly<Record<string, Fields>> = {
  'consumer.add': { group: null, processingMs: 10, commit: 'auto', rack: null, configs: {} },
  'producer.add': {
    keys: { type: 'none' },
    recordsPerSecond: 0,
    valueBytes: 100,
    recordsMax: null,
    configs: {},
  },
};

/** The data of a command, with what was left out. */
export function spelledOut(type: string, data: Fields): Fields {
  if (type === 'tool.run' && typeof data['line'] === 'string') {
    return { ...toolRun(data['line']), ...data };
  }
  return { ...DEFAULTS[type], ...data };
}

/** What a shell makes of a line that calls one tool: `kafka-topics --list …`. */
function toolRun(line: string): Fields {
  const reading = readLine(line);
  const [pipeline] = reading.type === 'pipelines' ? reading.pipelines : [];
  const words = withoutWrapper(pipeline?.stages[0]?.words ?? []);
  const { tool, args, host } = toolCall(words);
  return { id: nameFor(tool), tool, args, host };
}

/** `{key: [a, b]}` → `{key: a}`, `{key: b}`; one empty round without fields. */
export function rounds(each: Readonly<Record<string, unknown[]>>): Record<string, unknown>[] {
  const count = Math.max(1, ...Object.values(each).map((values) => values.length));
  return Array.from({ length: count }, (_, index) =>
    Object.fromEntries(
      Object.entries(each).map(([field, values]) => [field, values[index % values.length]]),
    ),
  );
}
