// What the Frame says of a producer while it waits, and once nothing is left to wait for.
import { expect, it } from 'vitest';
import { Cluster } from '#test/story/cluster.ts';

it('the wait before a retry ends with the batch that it was for', () => {
  const run = Cluster.of({
    cluster: { brokers: 2 },
    topics: [{ name: 'orders', replicationFactor: 2, configs: { 'min.insync.replicas': 2 } }],
    producers: [
      {
        id: 'p',
        topic: 'orders',
        recordsPerSecond: 0,
        configs: {
          'linger.ms': 0,
          'retry.backoff.ms': 900,
          'retry.backoff.max.ms': 900,
          'request.timeout.ms': 1000,
          'delivery.timeout.ms': 3000,
        },
      },
    ],
  }).at('10s');
  run.when({ type: 'broker.stop', data: { broker: 2 } }).at('20s');
  run.when({
    type: 'record.produce',
    data: { producer: 'p', topic: 'orders', key: null, value: 'tea', partition: null },
  });
  run.until((frame) => frame.producers.get('p')?.backoff !== null);
  run.until((frame) => frame.producers.get('p')?.failedCount === 1);
  expect(run.frame().producers.get('p')?.backoff).toBeNull();
});
