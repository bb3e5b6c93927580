// All command-line tools, to be loaded when the first of them is called: who opens a run with tools
// installs them with their help texts.
import { usToMs } from '#base/time.ts';
import { connected } from '#kafka/client/connection/connected.ts';
import { clientPolicy } from '#kafka/client/connection/policy.ts';
import { createConsumerDisk } from '#kafka/client/consumer/state.ts';
import { createProducerDisk } from '#kafka/client/producer/state.ts';
import type { KafkaCommandMap } from '#kafka/commands.ts';
import type { PartitionLog } from '#kafka/log/partition-log.ts';
import { nodeIds } from '#kafka/protocol/node-id.ts';
import { addressOf, brokersAt } from './admin/bootstrap.ts';
import { daysSince1970 } from './admin/time.ts';
import { consoleConsumerNode } from './console/consumer-node.ts';
import { consoleProducerNode } from './console/producer-node.ts';
import type { Start } from './console/start.ts';
import type { HelpTexts } from './help.ts';
import { consoleNamed, runTool, startConsole } from './program/index.ts';
import { dumpLog } from './program/dump-log.ts';
import { oldSpellingOf } from './program/legacy.ts';
import { carryOutOn, isMachineCommand, type StatusOf } from './program/machine.ts';
import { tell, type ToolDisk, toolNode } from './tool-node.ts';
import {
  type Call,
  type Invocation,
  type Output,
  runWith,
  ToolFailure,
  type World,
} from './tool.ts';
import { type Toolbox, type ToolHost, type ToolRequest } from './toolbox.ts';

const MS_PER_DAY = 86_400_000;
/** Runs begin on the first day of 2026, so that times of records can be written as Kafka does. */
export const EPOCH_MS = daysSince1970(2026, 1, 1) * MS_PER_DAY;

/** The tools, with the texts that their grammar is read from. */
export function createToolbox(help: HelpTexts): Toolbox {
  const world: World = { help, addressOf, epochMs: EPOCH_MS };
  const callOf = (invocation: Invocation): Call => ({ ...invocation, world });
  return {
    nodeTypes: {
      tool: connected(
        toolNode((invocation) => runTool(callOf(invocation))),
        () => clientPolicy('admin', {}),
      ),
      'console consumer': connected(consoleConsumerNode, ({ spec }) =>
        clientPolicy('consumer', spec.configs),
      ),
      'console producer': connected(consoleProducerNode, ({ spec }) =>
        clientPolicy('producer', spec.configs),
      ),
    },
    apply(request, host) {
      if (request.type === 'tool.run') begin(request.data, host, callOf);
      else passOn(request, host);
    },
  };
}

/** A line or a signal goes to the node that the tool is. */
function passOn(request: Exclude<ToolRequest, { type: 'tool.run' }>, { port }: ToolHost): void {
  const { tool } = request.data;
  if (request.type === 'tool.input') {
    port.emit('tool.typed', Object.freeze({ tool, text: request.data.text }));
  }
  const candidates = [nodeIds.client(tool), nodeIds.producer(tool), nodeIds.consumer(tool)];
  const node = candidates.find((id) => port.nodeStatus(id) === 'running');
  if (node !== undefined) port.deliver(node, request);
}

// ── Calling ─────────────────────────────────────────────────────────────────────────────────

type Client = 'producer' | 'consumer' | 'client' | null;

function begin(
  data: KafkaCommandMap['tool.run'],
  host: ToolHost,
  callOf: (invocation: Invocation) => Call,
): void {
  const { port, brokers } = host;
  const { id, tool, args, stdin, files } = data;
  const nowMs = Math.floor(usToMs(port.nowUs));
  const invocation: Invocation = Object.freeze({
    ...{ tool, id, args, stdin, files, host: data.host },
    ...{ nowMs, brokers },
  });
  const call = callOf(invocation);
  const started = (client: Client): void => {
    const { terminal, line } = data;
    port.emit('tool.started', Object.freeze({ tool: id, terminal, line, client }));
  };
  if (isMachineCommand(tool)) {
    started(null);
    operate(call, host);
    return;
  }
  if (tool === 'kafka-dump-log') {
    started(null);
    finish(runWith(dumpLog(call, logsOf(call, host)), []), id, host);
    return;
  }
  const start = consoleNamed(tool);
  if (start !== undefined) beginConsole(() => startConsole(start, call), call, host, started);
  else beginAsking(invocation, host, started);
}

function beginAsking(
  invocation: Invocation,
  { port, brokers }: ToolHost,
  started: (client: Client) => void,
): void {
  started('client');
  const { id, args } = invocation;
  const disk: ToolDisk = { invocation, bootstrap: bootstrapIn(args, brokers) };
  port.addNode(nodeIds.client(id), 'tool', disk);
}

/** The brokers that --bootstrap-server names, however it is written. */
function bootstrapIn(args: readonly string[], brokers: readonly number[]): readonly number[] {
  const names = ['--bootstrap-server', '--bootstrap-controller', '-b'];
  const index = args.findIndex((arg) => names.includes(arg.split('=')[0] ?? ''));
  const arg = args[index];
  if (arg === undefined) return brokers;
  const servers = arg.includes('=') ? arg.slice(arg.indexOf('=') + 1) : (args[index + 1] ?? '');
  // Controllers are asked by way of the brokers.
  if (arg.startsWith('--bootstrap-controller')) return brokers;
  return reachable(() => brokersAt(servers, brokers)) ?? [];
}

function reachable<T>(find: () => T): T | null {
  try {
    return find();
  } catch (error) {
    if (error instanceof ToolFailure) return null;
    throw error;
  }
}

function beginConsole(
  start: () => Start,
  call: Call,
  host: ToolHost,
  started: (client: Client) => void,
): void {
  const { port, brokers } = host;
  let begun: Start;
  try {
    begun = start();
  } catch (error) {
    if (!(error instanceof ToolFailure)) throw error;
    started(null);
    for (const output of error.output) tell(port, call.id, output);
    const note = oldSpellingOf(call);
    if (note !== null) tell(port, call.id, { stream: 'note', note });
    port.emit('tool.exited', Object.freeze({ tool: call.id, exitCode: error.exitCode }));
    return;
  }
  started(begun.type);
  for (const output of begun.output) tell(port, call.id, output);
  const bootstrap = bootstrapIn(call.args, brokers);
  if (begun.type === 'consumer') {
    const disk = { ...createConsumerDisk(Object.freeze(begun.spec), bootstrap), end: begun.end };
    port.addNode(nodeIds.consumer(call.id), 'console consumer', disk);
  } else {
    const disk = { ...createProducerDisk(Object.freeze(begun.spec), bootstrap), end: begun.end };
    port.addNode(nodeIds.producer(call.id), 'console producer', disk);
  }
}

// ── What runs in no node ────────────────────────────────────────────────────────────────────

function finish(
  { output, exitCode }: { readonly output: readonly Output[]; readonly exitCode: number | null },
  tool: string,
  { port }: ToolHost,
): void {
  for (const one of output) tell(port, tool, one);
  port.emit('tool.exited', Object.freeze({ tool, exitCode: exitCode ?? 0 }));
}

function operate(call: Call, host: ToolHost): void {
  const statusOf: StatusOf = (broker) => host.port.nodeStatus(nodeIds.broker(broker)) ?? 'down';
  const { requests, output, exitCode } = carryOutOn(call, statusOf);
  for (const request of requests) host.carryOut(request);
  finish({ output, exitCode }, call.id, host);
}

/** The logs on the disk of the broker that the tool runs beside; of the first, when it runs alone. */
function logsOf({ host, brokers }: Call, { port }: ToolHost): ReadonlyMap<string, PartitionLog> {
  const disk = port.diskOf(nodeIds.broker(host ?? brokers[0] ?? 0));
  const logs = typeof disk === 'object' && disk !== null && 'logs' in disk ? disk.logs : null;
  return logs instanceof Map ? (logs as ReadonlyMap<string, PartitionLog>) : new Map();
}
