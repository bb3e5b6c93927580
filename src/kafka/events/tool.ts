// What command-line tools tell: they are called, print, and end.

/** A line of ours beside what a tool of Kafka's says. */
export interface ToolNote {
  readonly text: string;
  /** What to type today; null: nothing. */
  readonly command: string | null;
}

export interface ToolEventMap {
  'tool.started': {
    readonly tool: string;
    /** Which terminal it was typed into, from 1. */
    readonly terminal: number;
    /** The line as it was typed. */
    readonly line: string;
    /** The client of the stage that it is: a producer, a consumer, or one that asks. */
    readonly client: 'producer' | 'consumer' | 'client' | null;
  };
  /** Somebody typed a line into it; null: the end of the input. */
  'tool.typed': { readonly tool: string; readonly text: string | null };
  'tool.printed': {
    readonly tool: string;
    readonly stream: 'stdout' | 'stderr';
    /** One line or more, with their line ends. */
    readonly text: string;
  };
  /** What we have to say of it, apart from what it printed. */
  'tool.noted': { readonly tool: string; readonly note: ToolNote };
  'tool.exited': { readonly tool: string; readonly exitCode: number };
}
