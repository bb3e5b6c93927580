// A TCP connection between two nodes, as plain data: two ordered streams, and which end knows what.
// One side asks (the client), the other answers (the server).
import type { PacketEntry } from './queue.ts';
import type { NodeId } from './node.ts';

/** One direction. Segments are handed over in the order in which they were sent. */
export interface Stream {
  /** Order of the next segment to be sent. */
  nextOrder: number;
  /** Order of the next segment to be handed over. */
  nextExpected: number;
  lastArrivalUs: number;
  /** What has arrived while something sent earlier is missing. */
  early: readonly PacketEntry[];
}

export interface Connection {
  readonly id: number;
  readonly client: NodeId;
  readonly server: NodeId;
  /** Which of a client's connections to that server. */
  readonly channel: string;
  /** Its client asked for it, and hears of what becomes of it. */
  readonly isWatched: boolean;
  /** Each end as its own process sees it. */
  isClientOpen: boolean;
  isServerOpen: boolean;
  readonly toServer: Stream;
  readonly toClient: Stream;
  /** When the server last read a request or answered one, or let the client in. */
  serverActiveUs: number;
  /** The request that the server works on; -1: none. It reads no other one meanwhile. */
  serving: number;
  /** Requests that have arrived and are not read yet. */
  unread: readonly PacketEntry[];
}

const NOTHING: readonly PacketEntry[] = Object.freeze([]);

function createStream(): Stream {
  return { nextOrder: 0, nextExpected: 0, lastArrivalUs: 0, early: NOTHING };
}

export function createConnection(
  id: number,
  client: NodeId,
  server: NodeId,
  channel: string,
  isWatched: boolean,
): Connection {
  return {
    id,
    client,
    server,
    channel,
    isWatched,
    isClientOpen: true,
    isServerOpen: !isWatched,
    toServer: createStream(),
    toClient: createStream(),
    serverActiveUs: 0,
    serving: -1,
    unread: NOTHING,
  };
}

/** Under which name a node finds its connection to another. */
export function connectionKey(to: NodeId, channel: string): string {
  return channel === '' ? to : `${to} ${channel}`;
}
