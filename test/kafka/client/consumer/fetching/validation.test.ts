// A consumer that looks whether a new leader has what it read before (KIP-320).
import { expect, test } from 'vitest';
import type { RequestBody } from '#kafka/protocol/api.ts';
import { Cluster } from '#test/story/cluster.ts';

test('it asks a leader that does not know of its epoch yet ten times a second at most', () => {
  const link = { a: 'broker-2', b: 'controller-101' };
  const run = Cluster.of({
    cluster: { brokers: 3, controllers: { mode: 'separate', count: 1 } },
    topics: [{ name: 'orders', replicationFactor: 3, assignments: [[1, 2, 3]] }],
    producers: [{ topic: 'orders', recordsPerSecond: 10 }],
    consumers: [{ id: 'reader', assign: [{ topic: 'orders', partition: 0 }], processingMs: 0 }],
  }).at('15s');
  run.when({ type: 'link.cut', data: link });
  run.when({ type: 'broker.stop', data: { broker: 1 } }).at('19s');
  const asked = run
    .events('request.sent', 15)
    .filter(({ node, data }) => node === 'consumer-reader' && isValidation(data.body));
  expect(asked.length).toBeGreaterThan(5);
  expect(asked.length).toBeLessThanOrEqual(40);
  run.when({ type: 'link.heal', data: link }).at('30s');
  const reader = run.frame().consumers.get('reader');
  expect(reader?.positions.get('orders-0')).toBeGreaterThan(150);
});

function isValidation(body: unknown): boolean {
  return (body as RequestBody).api === 'OffsetForLeaderEpoch';
}
