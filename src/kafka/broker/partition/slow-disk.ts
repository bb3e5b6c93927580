// A disk that takes its time: what has to be appended waits for the append before it, as request
// handlers and fetcher threads do that are blocked in a write. A healthy disk costs nothing here.
import { emit } from '#kafka/port.ts';
import type { RequestBody, ResponseBody } from '#kafka/protocol/api.ts';
import type { Delivery } from '#sim/node.ts';
import type { Broker } from '#kafka/broker/state/broker-state.ts';

type Answered = Extract<Delivery, { type: 'response' }>;

/** How long each append takes from now on; 0: no time at all. */
export function setAppendLatency({ disk, port }: Broker, appendLatencyUs: number): void {
  disk.appendLatencyUs = appendLatencyUs;
  emit(port, 'disk.changed', { broker: disk.id, appendLatencyUs });
}

/** Puts a delivery that appends into the disk's queue. False: it may be handled at once. */
export function waitForDisk(broker: Broker, delivery: Delivery): boolean {
  const { disk, memory, port } = broker;
  const isBusy = disk.appendLatencyUs > 0 || memory.diskQueue.length > 0;
  if (!isBusy || !appends(delivery)) return false;
  const begunUs = Math.max(port.nowUs, memory.diskQueue.at(-1)?.doneUs ?? 0);
  const doneUs = begunUs + disk.appendLatencyUs;
  memory.diskQueue.push(Object.freeze({ delivery, doneUs }));
  if (!port.hasTimer('disk')) port.setTimer('disk', doneUs - port.nowUs);
  return true;
}

/** The append at the head of the queue is done: its delivery, to be handled now. */
export function takeWritten({ memory, port }: Broker): Delivery | undefined {
  const written = memory.diskQueue.shift();
  const next = memory.diskQueue[0];
  if (next !== undefined) port.setTimer('disk', Math.max(0, next.doneUs - port.nowUs));
  return written?.delivery;
}

/** Takes out of the queue what followers were given and are appending. */
export function takeFetched({ memory, port }: Broker): readonly Answered[] {
  const fetched: Answered[] = [];
  const others = memory.diskQueue.filter(({ delivery }) => {
    if (delivery.type === 'response') fetched.push(delivery);
    return delivery.type !== 'response';
  });
  if (fetched.length === 0) return fetched;
  memory.diskQueue.splice(0, Infinity, ...others);
  const [next] = others;
  if (next === undefined) port.clearTimer('disk');
  else port.setTimer('disk', Math.max(0, next.doneUs - port.nowUs));
  return fetched;
}

/** What producers send, what groups commit, and what a follower was given by its leader. */
function appends(delivery: Delivery): boolean {
  if (delivery.type === 'request') {
    const { api } = delivery.body as RequestBody;
    return api === 'Produce' || api === 'OffsetCommit';
  }
  if (delivery.type !== 'response') return false;
  const body = delivery.body as ResponseBody;
  return body.api === 'Fetch' && body.partitions.some(({ batches }) => batches.length > 0);
}
