// What a command-line tool is: a generator that prints and asks. Its only state is the replies that it
// has had, so it can be run again from the start with one reply more, and keyframes need no more of it
// than those.
import type { ToolNote } from '#kafka/events/tool.ts';
import type { RequestBody, ResponseBody } from '#kafka/protocol/api.ts';
import type { HelpTexts } from './help.ts';

/** What a tool has printed. */
export type Output =
  | {
      readonly stream: 'stdout' | 'stderr';
      readonly text: string;
      /** The option table, or Java's stack trace: it follows a message. */
      readonly part?: 'usage' | 'trace';
    }
  /** A line of ours beside what Kafka's tool says. */
  | { readonly stream: 'note'; readonly note: ToolNote };

/** What a tool does next. */
export type Step =
  | Output
  /** Asks a broker; 'any': one that is within reach. */
  | { readonly stream: 'ask'; readonly to: number | 'any'; readonly body: RequestBody }
  | { readonly stream: 'wait'; readonly ms: number };

/** What came of a request, or of a wait (no body). */
export interface Reply {
  readonly errorCode: 'NONE' | 'NETWORK_EXCEPTION' | 'REQUEST_TIMED_OUT';
  readonly body: ResponseBody | null;
  /** When it came, in ms since the start of the run. */
  readonly atMs: number;
}

/** A tool at work, or a part of it; a whole one ends with its exit code. */
export type Run<T = number> = Generator<Step, T, Reply>;

/** How a tool was called, and what it finds. Plain data. */
export interface Invocation {
  /** `kafka-topics` */
  readonly tool: string;
  /** Its name in events and, as client.id, on the stage. */
  readonly id: string;
  readonly args: readonly string[];
  /** What was piped into it; null: a person may type. */
  readonly stdin: string | null;
  /** Files that its arguments name. */
  readonly files: Readonly<Record<string, string>>;
  /** When it was called, in ms since the start of the run. */
  readonly nowMs: number;
  /** The broker on whose machine it runs; null: on one of its own. */
  readonly host: number | null;
  /** Ids of the brokers that there are. */
  readonly brokers: readonly number[];
}

/** What is the same for all tools of a cluster. */
export interface World {
  readonly help: HelpTexts;
  /** `localhost:9092`, the address of a broker. */
  readonly addressOf: (broker: number) => string;
  /** Where time 0 of the run lies, in ms since 1970. */
  readonly epochMs: number;
}

/** An invocation in its world. */
export interface Call extends Invocation {
  readonly world: World;
}

/** Ends a tool: what it prints last, and its exit code. */
export class ToolFailure extends Error {
  constructor(
    readonly output: readonly Output[],
    readonly exitCode = 1,
  ) {
    super(output.map((one) => ('text' in one ? one.text : '')).join(''));
  }
}

export function* print(text: string): Run<void> {
  yield { stream: 'stdout', text };
}

export function* println(text = ''): Run<void> {
  yield { stream: 'stdout', text: `${text}\n` };
}

export function* printError(text: string): Run<void> {
  yield { stream: 'stderr', text: `${text}\n` };
}

export function* note(text: string, command: string | null = null): Run<void> {
  yield { stream: 'note', note: { text, command } };
}

/** Waits, and gives the time then. */
export function* wait(ms: number): Run<number> {
  const { atMs } = yield { stream: 'wait', ms };
  return atMs;
}

/** How far a tool gets with the replies that there are. */
export interface Progress {
  readonly output: readonly Output[];
  /** What it waits for; null: it has ended. */
  readonly next: Extract<Step, { stream: 'ask' | 'wait' }> | null;
  readonly exitCode: number | null;
}

/** Runs a tool from its start with these replies. */
export function runWith(run: Run, replies: readonly Reply[]): Progress {
  const output: Output[] = [];
  const left = [...replies];
  const start: Reply = { errorCode: 'NONE', body: null, atMs: 0 };
  try {
    for (let step = run.next(start); ;) {
      if (step.done === true) return { output, next: null, exitCode: step.value };
      const { value } = step;
      if (value.stream === 'ask' || value.stream === 'wait') {
        const reply = left.shift();
        if (reply === undefined) return { output, next: value, exitCode: null };
        step = run.next(reply);
      } else {
        output.push(value);
        step = run.next(start);
      }
    }
  } catch (error) {
    if (!(error instanceof ToolFailure)) throw error;
    return { output: [...output, ...error.output], next: null, exitCode: error.exitCode };
  }
}
