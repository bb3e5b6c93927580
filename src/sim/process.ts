// What shares a process. Nodes of one process start, pause and crash together and end one after the
// other, as a combined broker and its controller do. Parts of one node, such as the clients of one
// application, have a port each, so that their timers, requests and random numbers cannot collide.
import type { ConnectionDelivery, Delivery, NodeId, NodePort } from './node.ts';

/** Node → all nodes of its process, in the order in which they end. Plain data of the world. */
export type Processes = Map<NodeId, readonly NodeId[]>;

/** Makes `nodes` one process. None of them may belong to another one. */
export function shareProcess(processes: Processes, nodes: readonly NodeId[]): void {
  const members = Object.freeze([...nodes]);
  for (const node of members) processes.set(node, members);
}

/** The nodes of the process that `node` lives in; most nodes have one of their own. */
export function processOf(processes: Processes, node: NodeId): readonly NodeId[] {
  return processes.get(node) ?? [node];
}

/** A part of a node: what it has asked, and whether it is done. Plain data of the node's memory. */
export interface Part {
  readonly name: string;
  /** Requests that it waits for. */
  readonly requests: Set<number>;
  /** It has called `halt`; the node ends once all of its parts have. */
  hasEnded: boolean;
}

export function createPart(name: string): Part {
  return { name, requests: new Set(), hasEnded: false };
}

function scoped({ name }: Part, key: string): string {
  return `${name}/${key}`;
}

/** The port of a part: everything that it asks for by name or number is its own. */
export function partPort(port: NodePort, part: Part): NodePort {
  return {
    get id() {
      return port.id;
    },
    get nowUs() {
      return port.nowUs;
    },
    get cause() {
      return port.cause;
    },
    connect: (to, channel) => port.connect(to, scoped(part, channel)),
    disconnect: (to, channel, isTimeout) => port.disconnect(to, scoped(part, channel), isTimeout),
    takeRequestId: () => port.takeRequestId(),
    send(to, body, timeoutUs, sending = {}) {
      const channel = scoped(part, sending.channel ?? '');
      const request = port.send(to, body, timeoutUs, { ...sending, channel });
      if (sending.isOneWay !== true) part.requests.add(request);
      return request;
    },
    respond: (request, body) => port.respond(request, body),
    finish: (request) => port.finish(request),
    close: (request) => port.close(request),
    setTimer: (key, afterUs, data) => port.setTimer(scoped(part, key), afterUs, data),
    clearTimer: (key) => port.clearTimer(scoped(part, key)),
    hasTimer: (key) => port.hasTimer(scoped(part, key)),
    emit: (type, data, cause) => port.emit(type, data, cause),
    random: (name) => port.random(scoped(part, name)),
    halt() {
      part.hasEnded = true;
    },
  };
}

/**
 * What a part gets of a delivery to its node: its timers under their own names the answers to
 * its requests, the news of its connections. null: the delivery belongs to another part, or is for the node to pass on.
 */
export function deliveryFor(
  part: Part,
  delivery: Delivery | ConnectionDelivery,
): Delivery | ConnectionDelivery | null {
  switch (delivery.type) {
    case 'connected':
    case 'closed': {
      const prefix = scoped(part, '');
      if (!delivery.channel.startsWith(prefix)) return null;
      return { ...delivery, channel: delivery.channel.slice(prefix.length) };
    }
    case 'timer': {
      const prefix = scoped(part, '');
      if (!delivery.timer.startsWith(prefix)) return null;
      return { ...delivery, timer: delivery.timer.slice(prefix.length) };
    }
    case 'response':
    case 'disconnected':
    case 'timed-out':
      return part.requests.delete(delivery.request) ? delivery : null;
    case 'request':
    case 'command':
    case 'shutdown':
      return null;
  }
}
