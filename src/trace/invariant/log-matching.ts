// Replicas agree: one leader epoch writes one record at an offset, and every replica that has that
// offset from that epoch has that record. This is what makes truncation by epoch safe (KIP-101).
import { partitionKey } from '#kafka/protocol/topic-partition.ts';
import type { Invariant } from './invariant.ts';
import { ReplicaLogs } from './replica-logs.ts';

export const logMatching: Invariant = {
  name: 'the same offset of the same leader epoch is the same record on every replica',
  start() {
    const logs = new ReplicaLogs();
    /** Topic → partition key and leader epoch → offset → id of the record that was written. */
    const topics = new Map<string, Map<string, Map<number, string>>>();
    return (event) => {
      logs.fold(event);
      // A broker that has not heard of the end of a topic may go on writing until it begins anew.
      if (event.type === 'topic.deleted' || event.type === 'topic.created') {
        topics.delete(event.data.topic);
      }
      if (event.type !== 'records.appended' || logs.get(event.data) === undefined) return null;
      const { topic, partition, broker, batch } = event.data;
      const { partitionLeaderEpoch, records } = batch;
      let epochs = topics.get(topic);
      if (epochs === undefined) {
        epochs = new Map();
        topics.set(topic, epochs);
      }
      const key = `${partitionKey(topic, partition)} epoch ${partitionLeaderEpoch}`;
      let written = epochs.get(key);
      if (written === undefined) {
        written = new Map();
        epochs.set(key, written);
      }
      for (const { id, offset } of records) {
        const other = written.get(offset);
        if (other === undefined) written.set(offset, id);
        else if (other !== id) {
          return `${key}, offset ${offset}: broker ${broker} has ${id}, others ${other}`;
        }
      }
      return null;
    };
  },
};
