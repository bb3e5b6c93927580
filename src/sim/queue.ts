// What waits in the engine's queue. Entries are immutable; a changed mind is a new entry, and the
// old one is recognised as stale when its turn comes.
import type { Timed } from '#base/heap.ts';
import type { NodeId, PacketKind } from './node.ts';

/** A packet on its way. `request` is the request id; for a request `packet === request`. */
export interface PacketEntry extends Timed {
  readonly kind: 'packet';
  readonly packetKind: PacketKind;
  readonly packet: number;
  readonly request: number;
  readonly from: NodeId;
  readonly to: NodeId;
  readonly body: unknown;
  /** Event id of its `request.sent` or `response.sent`. */
  readonly cause: number;
  readonly lostBy: 'loss' | 'link cut' | 'by hand' | null;
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
  /** News of a broken connection reaches the sender of `request`. */
  | (Timed & {
      readonly kind: 'disconnect';
      readonly node: NodeId;
      readonly request: number;
      readonly cause: number;
    });
