// While a broker leads a partition, its high watermark only grows and its log is never cut. (A new
// leader may begin lower: it learns the watermark with the next round of fetches, KIP-279.)
import { partitionKey } from '#kafka/protocol/topic-partition.ts';
import type { Invariant } from './invariant.ts';

export const watermarkMonotone: Invariant = {
  name: 'a leader never takes its high watermark back',
  start() {
    /** Replica → its high watermark in this leadership; null before it first moved. */
    const leading = new Map<string, number | null>();
    return (event) => {
      switch (event.type) {
        case 'replica.role-changed': {
          const { topic, partition, broker, role } = event.data;
          const key = `${partitionKey(topic, partition)}@${broker}`;
          if (role === 'leader') leading.set(key, null);
          else leading.delete(key);
          return null;
        }
        case 'log.truncated': {
          const { topic, partition, broker, logEndOffset } = event.data;
          const key = `${partitionKey(topic, partition)}@${broker}`;
          return leading.has(key) ? `${key}: a leader cut its log to ${logEndOffset}` : null;
        }
        case 'highWatermark.advanced': {
          const { topic, partition, broker, highWatermark, previous } = event.data;
          const key = `${partitionKey(topic, partition)}@${broker}`;
          const last = leading.get(key);
          if (last === undefined) return null;
          leading.set(key, highWatermark);
          const before = last ?? previous;
          return highWatermark <= previous || previous !== before
            ? `${key}: high watermark from ${previous} to ${highWatermark}, it was ${before}`
            : null;
        }
        default:
          return null;
      }
    };
  },
};
