// CRC-32 as librdkafka computes it for a key's partition.
import { expect, test } from 'vitest';
import { encodeUtf8 } from '#base/utf8.ts';
import { consistentPartition, crc32 } from '#kafka/partitioner/crc32.ts';

// The first is the check value of CRC-32/ISO-HDLC, the others are zlib's.
test.each([
  ['123456789', 0xcbf43926],
  ['', 0],
  ['anna', 559_726_263],
  ['dan', 1_718_856_791],
  ['order-7', 164_682_458],
])('the CRC-32 of %j is %i', (key, hash) => {
  expect(crc32(encodeUtf8(key))).toBe(hash);
});

test('the partition is what remains, also of a hash above 2^31', () => {
  expect(consistentPartition(encodeUtf8('123456789'), 7)).toBe(0xcbf43926 % 7);
});
