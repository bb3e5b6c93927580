// Which flights are followed with the eye, and for how long at the least.
import type { PacketFrame } from '#trace/frame.ts';
import { packetOf } from '#trace/project/packet.ts';
import type { TraceStore } from '#trace/store.ts';
import { isSending, type Sending } from './sending.ts';
import type { Story, StoryKind } from './story.ts';

/** How long a flight lasts on the screen at the least, in wall ms, by whose story it belongs to. */
export const FLIGHT_MS: Readonly<Record<StoryKind, number>> = {
  learner: 800,
  script: 300,
  change: 300,
  daily: 300,
};

/** A stretch of virtual time that takes at least so much wall time. */
export interface Anchor {
  readonly fromUs: number;
  readonly toUs: number;
  readonly wallMs: number;
  /** null: nobody's story. */
  readonly story: Story | null;
  /** Packet of a flight; null: a change that is dwelt on. */
  readonly packet: number | null;
}

/** Whether a follower's Fetch tells its leader that the records of the last one are written. */
function confirmsRecords(trace: TraceStore, { node, cause }: Sending): boolean {
  if (!node.startsWith('broker-')) return false;
  const landing = trace.at(cause);
  if (landing?.type !== 'response.received') return false;
  const sending = trace.at(landing.cause);
  return sending !== undefined && isSending(sending) && packetOf(sending).cargo.length > 0;
}

function isTelling(trace: TraceStore, event: Sending, packet: PacketFrame): boolean {
  const { api, kind, cargo, isBackground } = packet;
  if (!isBackground || cargo.length > 0) return true;
  // In KIP-848 a member joins by its heartbeat; those that merely repeat belong to no story.
  if (api === 'ConsumerGroupHeartbeat') return true;
  return api === 'Fetch' && kind === 'request' && confirmsRecords(trace, event);
}

/** The flight that begins with an event, if it belongs to a story that is still shown slowly. */
export function followedFlight(
  trace: TraceStore,
  event: Sending,
  story: Story | null,
): Anchor | null {
  if (story === null || story.creditMs <= 0) return null;
  const packet = packetOf(event);
  if (packet.deliverAtUs <= packet.sentAtUs || !isTelling(trace, event, packet)) return null;
  return {
    fromUs: packet.sentAtUs,
    toUs: packet.deliverAtUs,
    wallMs: FLIGHT_MS[story.kind],
    story,
    packet: packet.packet,
  };
}
