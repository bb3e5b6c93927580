// The same key goes to the same partition while the partition count stands, whoever sends it by the
// same partitioner. Each growth may give a key one partition more: a producer hears of it with its next metadata, and may
// for a while hear the old count again from a broker that lags behind.
import type { Invariant } from './invariant.ts';

export const keyToPartition: Invariant = {
  name: 'the same key goes to the same partition while the partition count stands',
  start() {
    /** Topic → how many partition counts it has had. */
    const counts = new Map<string, number>();
    const changedAtUs = new Map<string, number>();
    /** Producer → its hash; `murmur2_random` differs only in records without a key. */
    const hashes = new Map<string, string>();
    /** Topic and hash → key → partitions that it was sent to. */
    const topics = new Map<string, Map<string, Set<number>>>();
    return (event) => {
      if (event.type === 'partition.changed' && event.data.previous === null) {
        const { topic } = event.data.state;
        // New partitions of one moment are one growth.
        if (changedAtUs.get(topic) !== event.atUs) {
          changedAtUs.set(topic, event.atUs);
          counts.set(topic, (counts.get(topic) ?? 0) + 1);
        }
        return null;
      }
      if (event.type === 'producer.added' || event.type === 'producer.altered') {
        hashes.set(event.data.id, event.data.partitioner === 'crc32' ? 'crc32' : 'murmur2');
        return null;
      }
      if (event.type !== 'record.created' || event.data.by !== 'key') return null;
      const { producer, topic, key, partition } = event.data;
      if (key === null) return `${producer} chose a partition by a key that is not there`;
      const way = `${topic} ${hashes.get(producer) ?? 'murmur2'}`;
      let keys = topics.get(way);
      if (keys === undefined) {
        keys = new Map();
        topics.set(way, keys);
      }
      const partitions = keys.get(key) ?? new Set();
      keys.set(key, partitions.add(partition));
      return partitions.size > (counts.get(topic) ?? 0)
        ? `key “${key}” went to partitions ${[...partitions].join(', ')} of ${topic}`
        : null;
    };
  },
};
