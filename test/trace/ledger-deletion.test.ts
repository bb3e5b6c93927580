// What the ledger says of records whose topic is deleted.
import { expect, test } from 'vitest';
import { Ledger } from '#trace/ledger.ts';
import { ScenarioRun } from '#test/story/scenario-run.ts';

test('records of a deleted topic are on no broker, and lost since then', () => {
  const run = new ScenarioRun({
    cluster: { brokers: 1, configs: { 'auto.create.topics.enable': false } },
    topics: [{ name: 'orders' }],
    producers: [{ topic: 'orders', recordsPerSecond: 10, recordsMax: 5 }],
  }).until(15);
  run.when({ type: 'topic.delete', data: { topic: 'orders' } }).until(20);
  const ledger = new Ledger();
  for (const event of run.trace) ledger.add(event);
  const fates = [...ledger.records()];
  expect(fates).toHaveLength(5);
  for (const { brokers, outcome, lostAtUs } of fates) {
    expect({ brokers, outcome }).toEqual({ brokers: [], outcome: 'acknowledged' });
    expect(lostAtUs).toBeGreaterThan(15_000_000);
  }
});
