// The door to the command-line tools: they are loaded when somebody calls the first of them, so the
// model knows them only through here. Without them a run that calls one would differ: it stops.
import { assert } from '#base/assert.ts';
import type { KafkaCommandMap, KafkaRequest } from '#kafka/commands.ts';
import type { CommandPort } from '#sim/node.ts';

/** The commands that are for tools. */
export type ToolRequest = {
  [K in 'tool.run' | 'tool.input' | 'tool.stop']: {
    readonly type: K;
    readonly data: KafkaCommandMap[K];
  };
}['tool.run' | 'tool.input' | 'tool.stop'];

/** What a tool's command may do beside what any may. */
export interface ToolHost {
  readonly port: CommandPort;
  readonly brokers: readonly number[];
  /** Carries out another command: what a script does to the cluster. */
  readonly carryOut: (request: KafkaRequest) => void;
}

/** All tools. */
export interface Toolbox {
  /** Their kinds of node. */
  readonly nodeTypes: Readonly<Record<string, unknown>>;
  apply(request: ToolRequest, host: ToolHost): void;
}

let installed: Toolbox | null = null;

/** To be called once, before a run with tools begins. */
export function installToolbox(toolbox: Toolbox): void {
  installed = toolbox;
}

export function hasToolbox(): boolean {
  return installed !== null;
}

export function toolbox(): Toolbox {
  assert(installed !== null, 'this run calls command-line tools, and they are not loaded');
  return installed;
}

/** Whether a run with these commands needs the tools. */
export function needsToolbox(commands: Iterable<{ readonly type: string }>): boolean {
  for (const { type } of commands) if (type.startsWith('tool.')) return true;
  return false;
}
