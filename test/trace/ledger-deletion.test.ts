// What the ledger says of records whose topic is deleted.
import { expect, test } from 'vitest';
import { Ledger } from '#trace/ledger.ts';
import { Cluster } from '#test/story/cluster.ts';

test('records of a deleted topic are on no broker, and lost since then', () => {
  const run = Cluster.of({
    cluster: { brokers: 1, configs: { 'auto.create.topics.enable': false } },
    topics: [{ name: 'orders' }],
    producers: [{ topic: 'orders', recordsPerSecond: 10, recordsMax: 5 }],
  }).at('15s');
  run.when({ type: 'topic.delete', data: { topic: 'orders' } }).at('20s');
  const ledger = new Ledger();
  for (const event of run.trace) ledger.add(event);
  const fates = [...ledger.records()];
  expect(fates).toHaveLength(5);
  for (const { brokers, outcome, lostAtUs } of fates) {
    expect({ brokers, outcome }).toEqual({ brokers: [], outcome: 'acknowledged' });
    expect(lostAtUs).toBeGreaterThan(15_000_000);
  }
});
