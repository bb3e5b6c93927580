// Events that send a packet on its way.
import type { TraceEvent } from '#kafka/events.ts';

export type Sending = Extract<TraceEvent, { type: 'request.sent' | 'response.sent' }>;

export function isSending(event: TraceEvent): event is Sending {
  return event.type === 'request.sent' || event.type === 'response.sent';
}
