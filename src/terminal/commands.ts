// Which words of a line call a tool of the cluster, on which machine, and what stands behind it.
import { isToolName, toolName } from '#kafka/tool/program/index.ts';
import { isMachineCommand } from '#kafka/tool/program/machine.ts';
import { isBuiltin } from './builtins.ts';
import { isFilter } from './filters.ts';
import { readLine, type Stage } from './words.ts';

/** Whether a word calls a tool of the cluster. */
export function isTool(word: string): boolean {
  const name = toolName(word);
  if (isBuiltin(word) || isFilter(word) || /^[A-Za-z_]\w*=/.test(word)) return false;
  return isToolName(name) || isMachineCommand(name) || /^(?:kafka|connect|zookeeper)-/.test(name);
}

/** `sudo`, `time`, `nohup` and `JMX_PORT=9999` before a command change nothing here. */
export function withoutWrapper(words: readonly string[]): readonly string[] {
  const [first = '', ...others] = words;
  const isBefore =
    ['sudo', 'time', 'nohup', 'exec'].includes(first) || /^[A-Za-z_]\w*=/.test(first);
  return isBefore && others.length > 0 ? withoutWrapper(others) : words;
}

const EXEC_FLAGS_WITH_VALUE = ['-e', '--env', '-u', '--user', '-w', '--workdir'];

/** The tool, its arguments and the machine that it runs on: `docker exec -it kafka-2 …` names one. */
export function toolCall(words: readonly string[]): {
  readonly tool: string;
  readonly args: readonly string[];
  readonly host: number | null;
} {
  const [word = '', ...args] = words;
  const rest = word === 'docker' && args[0] === 'compose' ? args.slice(1) : args;
  const isDocker = word === 'docker' || word === 'docker-compose';
  if (!isDocker || rest[0] !== 'exec') return { tool: toolName(word), args, host: null };
  let index = 1;
  while (rest[index]?.startsWith('-') === true) {
    index += EXEC_FLAGS_WITH_VALUE.includes(rest[index] ?? '') ? 2 : 1;
  }
  const [container = '', command = '', ...inner] = rest.slice(index);
  const id = /(\d+)\D*$/.exec(container)?.[1];
  return { tool: toolName(command), args: inner, host: id === undefined ? null : Number(id) };
}

/** The name on the stage; a console tool's client.id is without `kafka-`, as in Kafka. */
export function nameFor(tool: string): string {
  return /^kafka-console-/.test(tool) ? tool.slice('kafka-'.length) : tool;
}

/** What may stand after a tool: filters only. */
export function laterProblem(stages: readonly Stage[]): string | null {
  for (const { words } of stages) {
    const [command = ''] = words;
    if (isTool(command)) return 'A tool that reads what another one prints is not simulated.';
    if (!isFilter(command)) return `bash: ${command}: command not found`;
  }
  return null;
}

/** The filters behind the tool of a line. */
export function filtersOf(line: string): readonly (readonly string[])[] {
  const reading = readLine(line);
  if (reading.type !== 'pipelines') return [];
  const stages = reading.pipelines[0]?.stages ?? [];
  const index = stages.findIndex(({ words }) => isTool(withoutWrapper(words)[0] ?? ''));
  return index === -1 ? [] : stages.slice(index + 1).map(({ words }) => words);
}
