// Lets a tool see what the client that it is tells the trace.
import type { ClientPort } from '#kafka/client/connection/client-port.ts';

/** The same port; what is told through it is shown to `see` as well. */
export function tapped(port: ClientPort, see: (type: string, data: unknown) => void): ClientPort {
  const emit: ClientPort['emit'] = (type, data, cause) => {
    const event = port.emit(type, data, cause);
    see(type, data);
    return event;
  };
  return Object.create(port, { emit: { value: emit } }) as ClientPort;
}
