// Consumers see what is replicated and nothing else: no record that poll() hands out, and no position,
// lies above the high watermark. A position may be further than the records that were handed out: past
// offsets that have no record any more, or none for consumers.
import { partitionKey } from '#kafka/protocol/topic-partition.ts';
import type { Invariant } from './invariant.ts';

export const readBelowWatermark: Invariant = {
  name: 'a consumer never gets a record above the high watermark',
  start() {
    const highWatermarks = new Map<string, number>();
    return (event) => {
      if (event.type === 'highWatermark.advanced') {
        const key = partitionKey(event.data.topic, event.data.partition);
        const known = highWatermarks.get(key) ?? 0;
        highWatermarks.set(key, Math.max(known, event.data.highWatermark));
        return null;
      }
      if (event.type !== 'records.polled') return null;
      for (const { topic, partition, baseOffset, recordIds, position } of event.data.partitions) {
        const key = partitionKey(topic, partition);
        // As many offsets as records at least, more where there are holes.
        const leastEnd = baseOffset + recordIds.length;
        const highWatermark = highWatermarks.get(key) ?? 0;
        const { consumer } = event.data;
        if (Math.max(leastEnd, position) > highWatermark) {
          return `${consumer} stands at ${position} of ${key} after ${recordIds.length} records from ${baseOffset}; the high watermark was ${highWatermark}`;
        }
        if (position < leastEnd) {
          return `${consumer} stands at ${position} of ${key}, before the last of ${recordIds.length} records from ${baseOffset}`;
        }
      }
      return null;
    };
  },
};
