// The partitioner of librdkafka for records with a key: CRC32 of the key. Follows
// `rd_kafka_msg_partitioner_consistent` of librdkafka 2.x; there `consistent_random` is the default.

/** CRC-32 with the polynomial of zlib, least significant bit first. */
const POLYNOMIAL = 0xedb88320;

/** CRC-32 of some bytes, unsigned. */
export function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? POLYNOMIAL : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}

/** The partition of a key; the same for the same key as long as `partitionCount` stands. */
export function consistentPartition(key: Uint8Array, partitionCount: number): number {
  return crc32(key) % partitionCount;
}
