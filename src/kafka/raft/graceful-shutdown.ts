// A voter is asked to end: a leader resigns, and stays until another one leads. Follows
// `KafkaRaftClient.shutdown` and `maybeCompleteShutdown`.
import { msToUs } from '#base/time.ts';
import { isLeader, type Quorum } from './quorum.ts';
import { maybeCompleteShutdown, transition } from './transitions.ts';

/** After this it ends without a successor (`KafkaRaftClientDriver.initiateShutdown`). */
const SHUTDOWN_TIMEOUT_MS = 5_000;

export function shutdown(quorum: Quorum): void {
  const { memory, port } = quorum;
  if (memory.isShuttingDown) return;
  memory.isShuttingDown = true;
  port.setTimer('graceful shutdown', msToUs(SHUTDOWN_TIMEOUT_MS));
  if (isLeader(memory)) transition(quorum, { type: 'resign' });
  else maybeCompleteShutdown(quorum);
}
