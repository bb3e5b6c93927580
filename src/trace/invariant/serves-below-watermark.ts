// A replica, leader or not, serves consumers nothing above its own high watermark (KIP-392), and tells
// nobody of a watermark that it does not have.
import type { ResponseBody } from '#kafka/protocol/api.ts';
import { lastOffsetOf } from '#kafka/protocol/record.ts';
import { partitionKey } from '#kafka/protocol/topic-partition.ts';
import type { TraceEvent } from '#kafka/events.ts';
import type { Invariant } from './invariant.ts';

export const servesBelowWatermark: Invariant = {
  name: 'a replica serves consumers nothing above its own high watermark',
  start() {
    /** Replica (`orders-0@broker-1`) → the furthest that its watermark has been. */
    const furthest = new Map<string, number>();
    return (event) => {
      if (event.type === 'highWatermark.advanced') {
        const { topic, partition, highWatermark } = event.data;
        const key = `${partitionKey(topic, partition)}@${event.node}`;
        furthest.set(key, Math.max(furthest.get(key) ?? 0, highWatermark));
        return null;
      }
      for (const { topic, partition, highWatermark, batches } of servedBy(event)) {
        const key = `${partitionKey(topic, partition)}@${event.node}`;
        const known = furthest.get(key) ?? 0;
        if (highWatermark > known) {
          return `${key} told of high watermark ${highWatermark}, and was at ${known} at most`;
        }
        const last = batches.at(-1);
        const endOffset = last === undefined ? 0 : lastOffsetOf(last) + 1;
        if (endOffset > highWatermark) {
          return `${key} served offset ${endOffset - 1} at high watermark ${highWatermark}`;
        }
      }
      return null;
    };
  },
};

/** The partitions of an answer to a consumer's fetch. */
function servedBy(event: TraceEvent): ResponseBody<'Fetch'>['partitions'] {
  if (event.type !== 'response.sent' || !event.data.to.startsWith('consumer-')) return [];
  const body = event.data.body as ResponseBody;
  return body.api === 'Fetch' ? body.partitions.filter((one) => one.errorCode === 'NONE') : [];
}
