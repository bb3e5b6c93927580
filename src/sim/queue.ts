// What waits in the engine's queue. Entries are immutable; a changed mind is a new entry, and the
// old one is recognised as stale when its turn comes.
import type { Timed } from '#base/heap.ts';
import type { NodeId, PacketKind } from './node.ts';

/**
 * What travels on a connection: requests and responses, and what opens and ends it (SYN, SYN and ACK,
 * FIN, RST).
 */
export type SegmentKind = PacketKind | 'open' | 'accept' | 'close' | 'reset';

/** A segment on its way. `request` is the request id; for a request `packet === request`. */
export interface PacketEntry extends Timed {
  readonly kind: 'packet';
  readonly packetKind: SegmentKind;
  /** -1: neither request nor response. */
  readonly packet: number;
  readonly request: number;
  readonly connection: number;
  /** Its place in the stream; -1: it is handed over as it comes. */
  readonly order: number;
  readonly from: NodeId;
  readonly to: NodeId;
  readonly body: unknown;
  /** Event id of its `request.sent` or `response.sent`. */
  readonly cause: number;
  /** How often it was sent again. */
  readonly retransmissions: number;
  /** It was lost on the way: when its turn comes, it is sent again. */
  readonly isLost: boolean;
  /** Id of the event by which a fault took it: it never arrives; -1: none did. */
  readonly struckBy: number;
}

export type QueueEntry =
  | PacketEntry
  | (Timed & {
      readonly kind: 'timer';
      readonly node: NodeId;
      readonly timer: string;
      readonly data: unknown;
      readonly cause: number;
    })
  /** Time to look for requests of `node` whose timeout has passed. */
  | (Timed & { readonly kind: 'timeouts'; readonly node: NodeId })
  /** The client closes a connection. */
  | (Timed & {
      readonly kind: 'close';
      readonly connection: number;
      readonly isTimeout: boolean;
      readonly cause: number;
    })
  /** A supervisor starts a process that is down. */
  | (Timed & { readonly kind: 'start'; readonly node: NodeId; readonly cause: number })
  /** A node hears what another one of its program says. */
  | (Timed & {
      readonly kind: 'word';
      readonly node: NodeId;
      readonly body: unknown;
      readonly cause: number;
    })
  /** The server of a connection reads the next request. */
  | (Timed & { readonly kind: 'read'; readonly connection: number })
  /** The server of a connection looks whether anything has come of it. */
  | (Timed & { readonly kind: 'idle'; readonly connection: number; readonly cause: number });
