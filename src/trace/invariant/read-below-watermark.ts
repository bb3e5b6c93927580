// Consumers see what is replicated and nothing else: no record that poll() hands out lies above the
// high watermark, and positions follow the records without a gap.
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
        const endOffset = baseOffset + recordIds.length;
        const highWatermark = highWatermarks.get(key) ?? 0;
        const { consumer } = event.data;
        if (endOffset > highWatermark) {
          return `${consumer} got offset ${endOffset - 1} of ${key}; the high watermark was ${highWatermark}`;
        }
        if (position !== endOffset) {
          return `${consumer} stands at ${position} of ${key} after records ${baseOffset} to ${endOffset - 1}`;
        }
      }
      return null;
    };
  },
};
