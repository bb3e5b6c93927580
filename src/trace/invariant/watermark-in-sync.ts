// A high watermark is a promise of the whole ISR: when a leader moves it, every in-sync replica has
// the records below it.
import { partitionKey } from '#kafka/protocol/topic-partition.ts';
import type { Invariant } from './invariant.ts';
import { ReplicaLogs } from './replica-logs.ts';

export const watermarkInSync: Invariant = {
  name: 'a high watermark is at most the log end offset of every in-sync replica',
  start() {
    const logs = new ReplicaLogs();
    return (event) => {
      logs.fold(event);
      if (event.type !== 'highWatermark.advanced') return null;
      const { topic, partition, broker, highWatermark } = event.data;
      const own = logs.get(event.data);
      if (own === undefined) return null;
      const where = `${partitionKey(topic, partition)}@${broker}`;
      if (own.logEndOffset !== -1 && own.logEndOffset < highWatermark) {
        return `${where}: high watermark ${highWatermark}, but its log ends at ${own.logEndOffset}`;
      }
      if (own.role !== 'leader') return null;
      const replicas = logs.of(topic, partition);
      for (const id of own.isr) {
        const endOffset = replicas.get(id)?.logEndOffset ?? -1;
        if (endOffset !== -1 && endOffset < highWatermark) {
          return `${where}: high watermark ${highWatermark}, but in-sync replica ${id} ends at ${endOffset}`;
        }
      }
      return null;
    };
  },
};
