// Replicas agree: one leader epoch writes one record at an offset, and every replica that has that
// offset from that epoch has that record. This is what makes truncation by epoch safe (KIP-101).
import { partitionKey } from '#kafka/protocol/topic-partition.ts';
import type { Invariant } from './invariant.ts';
import { ReplicaLogs } from './replica-logs.ts';

/** What one leader epoch wrote: record ids from `baseOffset` on. */
interface Written {
  readonly baseOffset: number;
  readonly recordIds: string[];
}

export const logMatching: Invariant = {
  name: 'the same offset of the same leader epoch is the same record on every replica',
  start() {
    const logs = new ReplicaLogs();
    /** Topic → partition key and leader epoch → what was written. */
    const topics = new Map<string, Map<string, Written>>();
    return (event) => {
      logs.fold(event);
      // A broker that has not heard of the end of a topic may go on writing until it begins anew.
      if (event.type === 'topic.deleted' || event.type === 'topic.created') {
        topics.delete(event.data.topic);
      }
      if (event.type !== 'records.appended' || logs.get(event.data) === undefined) return null;
      const { topic, partition, broker, batch } = event.data;
      const { baseOffset, partitionLeaderEpoch, records } = batch;
      let epochs = topics.get(topic);
      if (epochs === undefined) {
        epochs = new Map();
        topics.set(topic, epochs);
      }
      const key = `${partitionKey(topic, partition)} epoch ${partitionLeaderEpoch}`;
      let written = epochs.get(key);
      if (written === undefined) {
        written = { baseOffset, recordIds: [] };
        epochs.set(key, written);
      }
      for (const [index, { id }] of records.entries()) {
        const at = baseOffset + index - written.baseOffset;
        const other = written.recordIds[at];
        if (other === undefined) written.recordIds[at] = id;
        else if (other !== id) {
          return `${key}, offset ${baseOffset + index}: broker ${broker} has ${id}, others ${other}`;
        }
      }
      return null;
    };
  },
};
