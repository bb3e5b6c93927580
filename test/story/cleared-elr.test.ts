// Another min.insync.replicas: who was eligible under the old one may not be any more (KIP-966).
import { expect, it } from 'vitest';
import { ScenarioRun } from './scenario-run.ts';

it('a change of min.insync.replicas clears the eligible leader replicas, for all to see', () => {
  const run = new ScenarioRun({
    cluster: { brokers: 3, controllers: { mode: 'separate', count: 1 } },
    topics: [
      {
        name: 'orders',
        partitions: 1,
        replicationFactor: 3,
        configs: { 'min.insync.replicas': 3 },
      },
    ],
    commands: [{ at: '10s', type: 'broker.crash', broker: 3 }],
  }).until(25);
  const before = run.frame().topics.get('orders')?.partitions[0]?.state;
  expect(before?.elr).toEqual([3]);
  run.when({
    type: 'config.alter',
    data: {
      resourceType: 'TOPIC',
      resourceName: 'orders',
      name: 'min.insync.replicas',
      value: '2',
    },
  });
  run.until(26);
  const after = run.frame().topics.get('orders')?.partitions[0]?.state;
  expect(after).toMatchObject({ elr: [], lastKnownElr: [], isr: before?.isr });
  expect(after?.partitionEpoch).toBe((before?.partitionEpoch ?? 0) + 1);
});
