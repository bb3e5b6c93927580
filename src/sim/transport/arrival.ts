// What TCP makes of a segment that arrives: in order, each once, whatever was lost on the way.
import type { Connection, Stream } from '#sim/connection.ts';
import type { PacketEntry } from '#sim/queue.ts';
import { receiveRequest, receiveResponse } from './exchange.ts';
import type { TransportHost } from './host.ts';
import { accept, closeClient, closeServer, dropByHand, noteDropped, tell } from './lifecycle.ts';
import { launch, streamTo } from './segment.ts';

/** A segment's time has come: it arrives, or it was lost and is sent again. */
export function handleSegment(host: TransportHost, entry: PacketEntry): void {
  const connection = host.world.connections.get(entry.connection);
  if (connection === undefined) {
    noteDropped(host, entry);
    return;
  }
  const stream = streamTo(connection, entry.to);
  if (entry.isLost) {
    launch(host, stream, { ...entry, retransmissions: entry.retransmissions + 1 });
    return;
  }
  if (entry.struckBy !== -1) {
    dropByHand(host, entry, entry.struckBy);
    return;
  }
  if (entry.order > stream.nextExpected) {
    stream.early = [...stream.early, entry].sort((a, b) => a.order - b.order);
    return;
  }
  if (entry.order !== -1) stream.nextExpected = entry.order + 1;
  receive(host, connection, entry);
  if (stream.early.length > 0) receiveEarly(host, connection, stream);
}

/** A gap was filled: what waited behind it is handed over. */
function receiveEarly(host: TransportHost, connection: Connection, stream: Stream): void {
  for (;;) {
    const [next] = stream.early;
    if (next?.order !== stream.nextExpected) return;
    stream.early = stream.early.slice(1);
    stream.nextExpected += 1;
    receive(host, connection, next);
  }
}

function receive(host: TransportHost, connection: Connection, entry: PacketEntry): void {
  switch (entry.packetKind) {
    case 'request':
      receiveRequest(host, connection, entry);
      return;
    case 'response':
      receiveResponse(host, connection, entry);
      return;
    case 'open':
      accept(host, connection, entry);
      return;
    case 'accept':
      if (connection.isClientOpen) tell(host, connection, 'connected', false, entry.cause);
      return;
    case 'close':
    case 'reset':
      if (entry.to === connection.client) closeClient(host, connection, false, entry.cause);
      else closeServer(host, connection);
  }
}
