// One terminal: takes lines, calls tools of the cluster, and says what stands on its screen at the
// playhead. What tools printed is read from the Frame, so a terminal goes back with the playhead.
import type { Problem } from '#base/problem.ts';
import type { KafkaCommandMap, KafkaRequest } from '#kafka/commands.ts';
import type { ToolNote } from '#kafka/events/tool.ts';
import type { Frame, ToolFrame } from '#trace/frame.ts';
import { runBuiltin, type Said, type ShellMemory } from './builtins.ts';
import { filtersOf, isTool, laterProblem, nameFor, toolCall, withoutWrapper } from './commands.ts';
import type { Desk } from './desk.ts';
import { noteOnForeign } from './elsewhere.ts';
import { isSated } from './filters.ts';
import { type LocalEntry, outputText, type Row, rowsOfLocal, rowsOfTool } from './rows.ts';
import { type Pipeline, readLine } from './words.ts';

/** What a terminal is connected to: a session, or a run without a page. */
export interface ToolCluster {
  frame(): Frame;
  dispatch(request: KafkaRequest): readonly Problem[];
}

/** A cluster id, as kafka-storage random-uuid makes them. */
const SOME_UUID = 'MkU3OEVBNTcwNTJENDM2Qk';

/** Of `$(…)` one is known: the cluster id of the quickstart. */
function withoutSubstitution(text: string): string {
  return text.replace(/^[$`]\(?[^)`]*random-uuid[)`]$/, SOME_UUID);
}

const HELP = `Kafka's own tools, as in its bin folder: kafka-topics, kafka-console-producer,
kafka-console-consumer, kafka-consumer-groups, kafka-configs … Each explains itself with --help.
Tab completes, the arrow keys bring back what you typed, Ctrl-C ends a tool, Ctrl-D its input.
A line may have pipes (grep, head, tail, wc, sort, uniq, cut), files (< > >>), && and &.
docker stop kafka-2, docker start kafka-2, docker exec kafka-2 … do what they say.
`;

export class Terminal {
  /** What the shell itself answered, in order of time. */
  private locals: LocalEntry[] = [];
  /** Pipelines that wait for the one before them. */
  private queue: Pipeline[] = [];
  /** Lines that a line which is not complete yet began with. */
  private open = '';
  /** Tools that were sent to the background, or brought back (false). */
  private readonly background = new Map<string, boolean>();
  private lastExit = 0;
  /** The tool that the queue waits for, and on what the next one depends. */
  private awaited: { readonly tool: string; readonly then: Pipeline['then'] } | null = null;

  constructor(
    private readonly cluster: ToolCluster,
    private readonly desk: Desk,
    /** From 1. */
    readonly number: number,
  ) {}

  // ── What is on the screen ─────────────────────────────────────────────────────────────────

  /** All rows at the playhead, oldest first. */
  rows(): readonly Row[] {
    const frame = this.cluster.frame();
    const clearedUs = this.desk.clearedUs.get(this.number) ?? -1;
    const tools = this.toolsIn(frame).map((tool) => ({
      atUs: tool.startedUs,
      rows: () => rowsOfTool(tool, frame),
    }));
    const locals = this.locals
      .filter(({ atUs }) => atUs <= frame.atUs)
      .map((entry) => ({ atUs: entry.atUs, rows: () => rowsOfLocal(entry) }));
    return [...tools, ...locals]
      .sort((a, b) => a.atUs - b.atUs)
      .flatMap(({ rows }) => rows())
      .filter(({ atUs }) => atUs > clearedUs);
  }

  /** `$`, `>` of a line that goes on, `>` of a producer; '' while a tool runs. */
  get prompt(): string {
    const tool = this.foreground();
    if (tool !== null) return tool.client === 'producer' ? '>' : '';
    return this.open === '' ? '$' : '>';
  }

  /** The tool that the keyboard is connected to; null: the shell. */
  foreground(): ToolFrame | null {
    const running = this.toolsIn(this.cluster.frame()).filter((tool) => this.isForeground(tool));
    return running.at(-1) ?? null;
  }

  /** Whether nothing runs, and nothing is to run. */
  get isIdle(): boolean {
    return this.queue.length === 0 && this.foreground() === null;
  }

  /** How the last command ended. */
  get exitCode(): number {
    return this.lastExit;
  }

  private toolsIn(frame: Frame): readonly ToolFrame[] {
    return [...frame.tools.values()].filter(({ terminal }) => terminal === this.number);
  }

  private isForeground({ id, line, exitCode }: ToolFrame): boolean {
    if (exitCode !== null) return false;
    return !(this.background.get(id) ?? /&\s*$/.test(line));
  }

  // ── Keys ──────────────────────────────────────────────────────────────────────────────────

  /** Enter. */
  submit(text: string): void {
    const tool = this.foreground();
    if (tool?.client === 'producer') {
      this.cluster.dispatch({ type: 'tool.input', data: { tool: tool.id, text } });
      return;
    }
    const line = this.open === '' ? text : `${this.open}\n${text}`;
    this.forgetFuture();
    const reading = readLine(line, this.desk.environment);
    if (reading.type === 'incomplete') {
      this.open = line;
      return;
    }
    this.open = '';
    if (line.trim() !== '') this.desk.remember(line.replace(/\\\n\s*/g, ''));
    if (reading.type === 'error') {
      this.say(line, '', `${reading.message}\n`, 2);
      return;
    }
    if (reading.pipelines.length === 0) this.say(line, '', '', this.lastExit);
    this.queue.push(...reading.pipelines);
    this.goOn();
  }

  /** Ctrl-C. */
  interrupt(typed = ''): void {
    this.queue = [];
    const tool = this.foreground();
    if (tool !== null) this.stop(tool.id);
    else {
      this.say(`${this.open === '' ? '' : `${this.open}\n`}${typed}^C`, '', '', 130);
      this.open = '';
    }
  }

  /** Ctrl-D: the input of a tool ends. */
  endInput(): void {
    const tool = this.foreground();
    if (tool?.client !== 'producer') return;
    this.cluster.dispatch({ type: 'tool.input', data: { tool: tool.id, text: null } });
  }

  /** Ctrl-L. */
  clear(): void {
    this.desk.clearedUs.set(this.number, this.cluster.frame().atUs);
  }

  private stop(tool: string): void {
    this.cluster.dispatch({ type: 'tool.stop', data: { tool } });
  }

  /** Goes on with what waits, when it may. To be called when time has passed. */
  goOn(): void {
    this.stopSated();
    while (this.foreground() === null) {
      if (this.awaited !== null && !this.settle(this.awaited)) return;
      const [pipeline, ...others] = this.queue;
      if (pipeline === undefined) return;
      this.queue = others;
      this.run(pipeline);
      if (this.awaited === null) this.decideNext(pipeline.then);
    }
  }

  /** The tool that was waited for has ended: what its end means for the next one. False: it has not. */
  private settle({ tool, then }: NonNullable<typeof this.awaited>): boolean {
    const exitCode = this.cluster.frame().tools.get(tool)?.exitCode;
    // Undefined: the playhead went back to before it was called.
    if (exitCode === null) return false;
    this.awaited = null;
    this.lastExit = exitCode ?? 0;
    this.decideNext(then);
    return true;
  }

  private decideNext(then: Pipeline['then']): void {
    const isSkipped =
      (then === 'success' && this.lastExit !== 0) || (then === 'failure' && this.lastExit === 0);
    if (isSkipped) this.queue.shift();
  }

  /** `head` has read what it wanted: whoever writes into the pipe ends. */
  private stopSated(): void {
    for (const tool of this.toolsIn(this.cluster.frame())) {
      if (tool.exitCode !== null) continue;
      const filters = filtersOf(tool.line);
      if (filters.length > 0 && isSated(filters, outputText(tool, ['stdout']))) this.stop(tool.id);
    }
  }

  /** What was typed into a future that is not to be. */
  private forgetFuture(): void {
    const { atUs } = this.cluster.frame();
    this.locals = this.locals.filter((entry) => entry.atUs <= atUs);
  }

  // ── Commands ──────────────────────────────────────────────────────────────────────────────

  private run(waiting: Pipeline): void {
    const memory = this.memory();
    const pipeline = this.expanded(waiting);
    const { stages, text } = pipeline;
    let piped: string | null = null;
    for (const [index, stage] of stages.entries()) {
      const words = withoutWrapper(stage.words);
      const [command = ''] = words;
      const input: string | null | undefined =
        stage.input === null ? piped : memory.read(stage.input);
      if (input === undefined) {
        this.say(text, '', `bash: ${stage.input ?? ''}: No such file or directory\n`, 1);
        return;
      }
      if (isTool(command)) {
        this.callTool(pipeline, index, words, input);
        return;
      }
      const said = this.ownCommand(words, input, memory);
      if (said === null) return;
      if (said.exitCode !== 0 && said.error !== '') {
        this.say(text, said.out, said.error, said.exitCode, noteOnForeign(words));
        return;
      }
      this.lastExit = said.exitCode;
      if (stage.output !== null) {
        this.desk.write(stage.output.file, said.out, stage.output.appends);
        piped = '';
      } else piped = said.out;
    }
    this.say(text, piped ?? '', '', this.lastExit);
  }

  /** With the variables as they are by now. */
  private expanded(pipeline: Pipeline): Pipeline {
    const reading = readLine(pipeline.text, this.desk.environment);
    const stages = reading.type === 'pipelines' ? reading.pipelines[0]?.stages : undefined;
    return { ...pipeline, stages: stages ?? pipeline.stages };
  }

  /** null: it has said what there is to say. */
  private ownCommand(
    words: readonly string[],
    input: string | null,
    memory: ShellMemory,
  ): Said | null {
    const [command = ''] = words;
    switch (command) {
      case 'clear':
      case 'reset':
        this.clear();
        return null;
      case 'help':
      case 'man':
        return { out: HELP, error: '', exitCode: 0 };
      case 'jobs':
        return { out: this.jobs(), error: '', exitCode: 0 };
      case 'fg':
      case 'bg':
      case 'kill':
        return this.controlJob(command, words[1]);
      default: {
        const assignment = /^([A-Za-z_]\w*)=(.*)$/s.exec(command);
        if (assignment !== null && words.length === 1) {
          memory.environment.set(assignment[1] ?? '', withoutSubstitution(assignment[2] ?? ''));
          return { out: '', error: '', exitCode: 0 };
        }
        return runBuiltin(words, input, memory);
      }
    }
  }

  private running(): readonly ToolFrame[] {
    return this.toolsIn(this.cluster.frame()).filter(({ exitCode }) => exitCode === null);
  }

  private jobs(): string {
    return this.running()
      .map(({ line }, index) => `[${index + 1}]  Running                 ${line}\n`)
      .join('');
  }

  private controlJob(command: string, name: string | undefined): Said {
    const running = this.running();
    const index = name === undefined ? running.length : Number(name.replace('%', ''));
    const tool = running[index - 1];
    if (tool === undefined) {
      return {
        out: '',
        error: `bash: ${command}: ${name ?? 'current'}: no such job\n`,
        exitCode: 1,
      };
    }
    if (command === 'kill') this.stop(tool.id);
    else this.background.set(tool.id, command === 'bg');
    return { out: `${tool.line}\n`, error: '', exitCode: 0 };
  }

  private callTool(
    { stages, text, isBackground, then }: Pipeline,
    index: number,
    words: readonly string[],
    input: string | null,
  ): void {
    const problem = laterProblem(stages.slice(index + 1));
    if (problem !== null) {
      this.say(text, '', `${problem}\n`, 1);
      return;
    }
    const { tool, args, host } = toolCall(words);
    const id = this.desk.freeId(nameFor(tool), this.cluster.frame());
    const data: KafkaCommandMap['tool.run'] = {
      id,
      terminal: this.number,
      line: isBackground ? `${text} &` : text,
      tool,
      args,
      stdin: input,
      files: this.filesNamedIn(args),
      host,
    };
    const problems = this.cluster.dispatch({ type: 'tool.run', data });
    const [first] = problems;
    if (first !== undefined) {
      this.say(text, '', `${first.path} ${first.rule}. ${first.hint}\n`, 1);
      return;
    }
    const output = stages.at(-1)?.output;
    if (output != null) this.desk.link(output.file, id);
    if (!isBackground) this.awaited = { tool: id, then };
  }

  private filesNamedIn(args: readonly string[]): Readonly<Record<string, string>> {
    const { read } = this.memory();
    const named = args.flatMap((arg) => [arg, arg.slice(arg.indexOf('=') + 1)]);
    const found = named.flatMap((name) => {
      const text = read(name);
      return text === undefined ? [] : [[name, text] as const];
    });
    return Object.fromEntries(found);
  }

  private memory(): ShellMemory {
    const frame = this.cluster.frame();
    const { desk } = this;
    return {
      read: (name) => desk.read(name, frame),
      write: (name, text) => desk.write(name, text, false),
      remove: (name) => desk.remove(name),
      names: () => desk.names(),
      environment: desk.environment,
      history: desk.history,
    };
  }

  private say(
    line: string,
    out: string,
    error: string,
    exitCode: number,
    note: ToolNote | null = null,
  ): void {
    this.lastExit = exitCode;
    const { atUs } = this.cluster.frame();
    this.locals.push({ type: 'local', atUs, line, out, error, note });
  }
}
