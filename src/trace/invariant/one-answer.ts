// The network invents nothing: a request is answered at most once, arrives at most once, and ends at
// most once for the one who sent it.
import type { Invariant } from './invariant.ts';

export const oneAnswer: Invariant = {
  name: 'a request is answered at most once',
  start() {
    const answered = new Set<number>();
    const inFlight = new Set<number>();
    /** Requests that their sender still waits for. */
    const open = new Set<number>();
    return (event) => {
      switch (event.type) {
        case 'request.sent':
          inFlight.add(event.data.packet);
          open.add(event.data.packet);
          return null;
        case 'response.sent': {
          const { request, packet } = event.data;
          if (answered.has(request)) return `request ${request} was answered twice`;
          answered.add(request);
          inFlight.add(packet);
          return null;
        }
        case 'request.received':
        case 'packet.dropped': {
          const { packet } = event.data;
          return inFlight.delete(packet) ? null : `packet ${packet} was not on its way`;
        }
        case 'response.received': {
          const { packet, request } = event.data;
          if (!inFlight.delete(packet)) return `packet ${packet} was not on its way`;
          return open.delete(request) ? null : `nobody waited for the answer to ${request}`;
        }
        case 'request.disconnected':
        case 'request.timed-out': {
          const { packet } = event.data;
          return open.delete(packet) ? null : `nobody waited for the answer to ${packet}`;
        }
        default:
          return null;
      }
    };
  },
};
