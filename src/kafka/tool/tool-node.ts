// A command-line tool that asks the cluster, as a node: it keeps the replies that it has had and runs
// its generator anew for each. Follows `KafkaAdminClient` where it chooses a broker.
import { usToMs, msToUs } from '#base/time.ts';
import type { ClientPort } from '#kafka/client/connection/client-port.ts';
import type { ConnectedNodeType } from '#kafka/client/connection/connected.ts';
import { anyBrokerOrBootstrap, sendingTo, usually } from '#kafka/client/metadata/any-broker.ts';
import { readTimeouts } from '#kafka/client/metadata/client-timeouts.ts';
import { createMetadataCache, type MetadataCache } from '#kafka/client/metadata/known-cluster.ts';
import type { KafkaRequest } from '#kafka/commands.ts';
import { emit, responseOf, send } from '#kafka/port.ts';
import type { ResponseBody } from '#kafka/protocol/api.ts';
import { nodeIds } from '#kafka/protocol/node-id.ts';
import type { Delivery, NodePort } from '#sim/node.ts';
import {
  type Invocation,
  type Output,
  type Progress,
  type Reply,
  type Run,
  runWith,
} from './tool.ts';

export interface ToolDisk {
  readonly invocation: Invocation;
  /** The brokers that its --bootstrap-server names. */
  readonly bootstrap: readonly number[];
}

export interface ToolMemory {
  readonly metadata: MetadataCache;
  readonly replies: Reply[];
  /** How many of its outputs have been told. */
  told: number;
  /** Packet of the request under way; -1. */
  request: number;
}

/** `request.timeout.ms` of the admin client. */
const REQUEST_TIMEOUT_MS = 30_000;
/** So soon it looks again for a broker, when none is within reach. */
const NO_BROKER_MS = 1_000;
/** What the shell says of a process that Ctrl-C has ended. */
export const INTERRUPTED = 130;

/** Tells what a tool printed. */
export function tell(port: Pick<NodePort, 'emit'>, tool: string, output: Output): void {
  const emitting = port as NodePort;
  if (output.stream === 'note') emit(emitting, 'tool.noted', { tool, note: output.note });
  else if (output.text !== '') {
    emit(emitting, 'tool.printed', { tool, stream: output.stream, text: output.text });
  }
}

interface Tool {
  readonly disk: ToolDisk;
  readonly memory: ToolMemory;
  readonly port: ClientPort;
}

/** The node type; `runOf` makes the generator of an invocation. */
export function toolNode(
  runOf: (invocation: Invocation) => Run,
): ConnectedNodeType<ToolDisk, ToolMemory> {
  function advance(tool: Tool): void {
    const { disk, memory, port } = tool;
    const progress = runWith(runOf(disk.invocation), memory.replies);
    for (const output of progress.output.slice(memory.told)) {
      tell(port, disk.invocation.id, output);
    }
    memory.told = progress.output.length;
    if (progress.exitCode === null) goOn(tool, progress);
    else exit(tool, progress.exitCode);
  }

  function reply(tool: Tool, errorCode: Reply['errorCode'], body: ResponseBody | null): void {
    const { memory, port } = tool;
    memory.request = -1;
    const atMs = Math.floor(usToMs(port.nowUs));
    memory.replies.push(Object.freeze({ errorCode, body, atMs }));
    advance(tool);
  }

  function handle(tool: Tool, delivery: Delivery): void {
    switch (delivery.type) {
      case 'response':
        learnBrokers(tool.memory, responseOf(delivery));
        reply(tool, 'NONE', responseOf(delivery));
        return;
      case 'disconnected':
        reply(tool, 'NETWORK_EXCEPTION', null);
        return;
      case 'timed-out':
        reply(tool, 'REQUEST_TIMED_OUT', null);
        return;
      case 'timer':
        reply(tool, 'NONE', null);
        return;
      case 'command':
        if ((delivery.body as KafkaRequest).type === 'tool.stop') exit(tool, INTERRUPTED);
        return;
      case 'shutdown':
        exit(tool, INTERRUPTED);
        return;
      case 'request':
        return;
    }
  }

  return {
    boot(disk, port) {
      const { invocation, bootstrap } = disk;
      const timeouts = readTimeouts('admin', {});
      const memory: ToolMemory = {
        metadata: createMetadataCache(invocation.id, bootstrap, [], timeouts),
        replies: [],
        told: 0,
        request: -1,
      };
      advance({ disk, memory, port });
      return memory;
    },
    handle(memory, disk, delivery, port) {
      handle({ disk, memory, port }, delivery);
    },
  };
}

function exit({ disk, port }: Tool, exitCode: number): void {
  emit(port, 'tool.exited', { tool: disk.invocation.id, exitCode });
  port.halt();
}

function learnBrokers({ metadata }: ToolMemory, body: ResponseBody): void {
  if (body.api !== 'Metadata' || body.brokers.length === 0) return;
  metadata.brokers = Object.freeze(body.brokers.map(({ nodeId }) => nodeId));
}

function goOn({ memory, port }: Tool, { next }: Progress): void {
  if (next === null) return;
  if (next.stream === 'wait') {
    port.setTimer('wait', Math.max(1, msToUs(next.ms)));
    return;
  }
  const asked =
    next.to === 'any'
      ? anyBrokerOrBootstrap(memory.metadata, port, 'tool')
      : usually(nodeIds.broker(next.to));
  if (asked === null) {
    port.setTimer('wait', msToUs(NO_BROKER_MS));
    return;
  }
  memory.request = send(port, asked.node, next.body, REQUEST_TIMEOUT_MS, sendingTo(asked));
}
