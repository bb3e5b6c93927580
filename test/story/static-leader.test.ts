// A static leader of a classic group that starts again within its session keeps its assignment, and
// goes on watching the topics for the group (KIP-814).
import { expect, test } from 'vitest';
import { ScenarioRun } from './scenario-run.ts';

test('a static leader that returned calls for a rebalance when a topic grows', () => {
  const run = new ScenarioRun({
    cluster: { brokers: 3 },
    topics: [{ name: 'orders', partitions: 2 }],
    groups: [
      {
        id: 'billing',
        topics: ['orders'],
        consumers: 1,
        configs: { 'group.instance.id': 'billing-1', 'metadata.max.age.ms': 5_000 },
      },
    ],
  }).until(15);
  run.when({ type: 'consumer.crash', data: { consumer: 'billing-c1' } });
  run.when({ type: 'consumer.restart', data: { consumer: 'billing-c1' } }).until(25);
  expect(run.frame().groups.get('billing')?.generation).toBe(1);
  run.when({ type: 'partitions.create', data: { topic: 'orders', count: 4 } }).until(45);
  expect(run.frame().consumers.get('billing-c1')?.owned).toHaveLength(4);
});
