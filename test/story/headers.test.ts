// Headers of a record made by hand: they travel with it into every log, and back to who reads it.
import { expect, test } from 'vitest';
import { Bytes } from '#base/bytes.ts';
import { Cluster } from './cluster.ts';

const HEADERS = [
  { key: 'trace', value: 'é' },
  { key: 'trace', value: null },
];

test('headers come with a record into all logs, in order, and count in its size', () => {
  const cluster = Cluster.of({
    cluster: { brokers: 2 },
    topics: [{ name: 'orders', partitions: 1, replicationFactor: 2 }],
    producers: [{ id: 'p1', topic: 'orders', recordsPerSecond: 0 }],
  }).at('10s');
  cluster.producer('p1').send({ topic: 'orders', key: 'k', value: 'v' });
  cluster.producer('p1').send({ topic: 'orders', key: 'k', value: 'v', headers: HEADERS });
  cluster.after('5s');
  const replicas = [
    ...(cluster.frame().topics.get('orders')?.partitions[0]?.replicas.values() ?? []),
  ];
  expect(replicas).toHaveLength(2);
  for (const { log } of replicas) {
    const [bare, full] = [...log];
    expect(bare?.headers).toEqual([]);
    expect(full?.headers).toEqual([
      { key: 'trace', value: Bytes.ofText('é') },
      { key: 'trace', value: null },
    ]);
    expect((full?.sizeBytes ?? 0) - (bare?.sizeBytes ?? 0)).toBe(2 * (1 + 5) + (1 + 2) + 1);
  }
});
