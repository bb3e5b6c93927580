// A group whose members change from one group protocol to the other, as a rolling restart does.
import { describe, expect, it } from 'vitest';
import { ScenarioRun } from './scenario-run.ts';

const member = (id: string, protocol: string) => ({
  type: 'consumer.alter' as const,
  data: {
    consumer: id,
    changes: { configs: { 'auto.offset.reset': 'earliest', 'group.protocol': protocol } },
  },
});

describe('changing group.protocol', () => {
  const run = new ScenarioRun({
    cluster: { brokers: 3 },
    topics: [{ name: 'orders', partitions: 4, replicationFactor: 3 }],
    producers: [{ topic: 'orders', recordsPerSecond: 5 }],
    groups: [
      {
        id: 'billing',
        topics: ['orders'],
        consumers: 2,
        configs: { 'auto.offset.reset': 'earliest' },
      },
    ],
  }).until(15);

  function owned(): readonly number[] {
    return [...run.frame().consumers.values()].map((consumer) => consumer.owned.length);
  }

  it('goes on with the consumer protocol where the classic one left off', () => {
    for (const id of ['billing-c1', 'billing-c2']) run.when(member(id, 'consumer'));
    const committed = new Map(run.frame().groups.get('billing')?.committed);
    run.until(40);
    expect(run.frame().groups.get('billing')?.protocol).toBe('consumer');
    expect(owned()).toEqual([2, 2]);
    for (const { data } of run.events('offset.reset', 15)) {
      expect(data.by).toBe('committed');
      const before = committed.get(`orders-${data.partition}`) ?? 0;
      expect(data.offset).toBeGreaterThanOrEqual(before);
    }
  });

  it('and back again', () => {
    for (const id of ['billing-c1', 'billing-c2']) run.when(member(id, 'classic'));
    run.until(70);
    expect(run.frame().groups.get('billing')?.protocol).toBe('classic');
    expect(owned()).toEqual([2, 2]);
    expect(run.events('client.failed')).toEqual([]);
  });
});
