// What an active controller wrote and could not commit: once another takes over, it never was.
import { expect, it } from 'vitest';
import { Projection } from '#trace/project/projection.ts';
import { ScenarioRun } from './scenario-run.ts';

it('a decision that no majority has is undone by the next active controller', () => {
  const run = new ScenarioRun({
    cluster: { brokers: 3, controllers: { mode: 'separate', count: 3 } },
    topics: [{ name: 'orders', partitions: 1, replicationFactor: 3 }],
  }).until(10);
  const active = run.frame().activeController;
  const others = [...run.frame().controllers.keys()].filter((id) => id !== active);
  for (const other of others) {
    run.when({
      type: 'link.cut',
      data: { a: `controller-${active}`, b: `controller-${other}` },
    });
  }
  run.when({
    type: 'topic.create',
    data: { topic: 'late', partitions: 1, replicationFactor: 1, assignments: null, configs: {} },
  });
  run.until(10.1);
  expect(run.frame().topics.has('late')).toBe(true);

  run.until(20);
  const [loaded] = run.events('metadata.loaded', 10);
  expect(others).toContain(loaded?.data.controller);
  const then = new Projection().moveTo(run.trace, (loaded?.id ?? 0) + 1, loaded?.atUs ?? 0);
  expect(then.topics.has('orders')).toBe(true);
  expect(then.topics.has('late')).toBe(false);
});
