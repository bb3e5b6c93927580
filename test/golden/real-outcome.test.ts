// What a trace tells in the terms in which a real cluster was recorded.
import { expect, test } from 'vitest';
import { outcomeOf } from '#node/conform/real/outcome.ts';
import { simulate } from '#node/conform/real/simulate.ts';

function outcomeOfScenario(commands: readonly object[], until: string) {
  const { events, frame } = simulate(
    {
      ...{ version: 1, name: 'outcome', seed: 7, cluster: { brokers: 3 } },
      topics: [{ name: 'orders', partitions: 1, replicationFactor: 3 }],
      producers: [
        ...[{ id: 'p', topic: 'orders', keys: 'none', recordsPerSecond: 0 }],
        {
          ...{ id: 'blind', topic: 'orders', keys: 'none', recordsPerSecond: 0 },
          configs: { acks: '0' },
        },
      ],
      commands,
    },
    until,
  );
  return outcomeOf(events, frame);
}

const produce = (at: string, producer = 'p') => ({
  ...{ at, type: 'record.produce', producer, topic: 'orders', key: null, value: 'v' },
  partition: 0,
});
const consumer = (id: string, rest: object) => ({
  ...{ at: '8s', type: 'consumer.add', id, processingMs: 1, commit: 'none', rack: null, ...rest },
  configs: { 'auto.offset.reset': 'earliest' },
});

test('a topic that was deleted and made again has one history', () => {
  const { partitions, end } = outcomeOfScenario(
    [
      { at: '8s', type: 'topic.delete', topic: 'orders' },
      { at: '10s', type: 'topic.create', topic: 'orders', partitions: 1, replicationFactor: 3 },
    ],
    '12s',
  );
  const kinds = partitions['orders-0']?.map((entry) =>
    entry === 'deleted' ? entry : entry.partitionEpoch,
  );
  expect(kinds).toEqual([0, 'deleted', 0]);
  expect(Object.keys(partitions)).toEqual(['orders-0']);
  expect(Object.keys(end.topics)).toEqual(['orders-0']);
});

test('a KIP-848 member has partitions of a deleted topic by name until it has given them up', () => {
  const member = {
    ...consumer('c', { group: 'g', topics: ['orders'] }),
    configs: { 'group.protocol': 'consumer' },
  };
  const commands = [member, { at: '14s', type: 'topic.delete', topic: 'orders' }];
  const records = outcomeOfScenario(commands, '20s').groups['g'] ?? [];
  const revoking = records.flatMap((record) =>
    record.record === 'current' && record.pendingRevocation.length > 0 ? [record] : [],
  );
  expect(revoking).toMatchObject([{ client: 'c', pendingRevocation: ['orders-0'] }]);
});

test('assign() calls no rebalance listener, a subscription does; both are polled', () => {
  const { callbacks, polled } = outcomeOfScenario(
    [
      produce('7s'),
      produce('7s'),
      consumer('alone', { group: null, topics: [], assign: [{ topic: 'orders', partition: 0 }] }),
      consumer('member', { group: 'g', topics: ['orders'] }),
      { at: '16s', type: 'consumer.remove', consumer: 'member' },
    ],
    '20s',
  );
  expect(callbacks).toEqual({
    member: [
      ['assigned', ['orders-0']],
      ['revoked', ['orders-0']],
      ['closed', []],
    ],
  });
  expect(polled).toEqual({ alone: { 'orders-0': [0, 1] }, member: { 'orders-0': [0, 1] } });
});

test('each record sent has its partition and its fate: an offset, none with acks=0, or nothing yet', () => {
  const commands = [produce('8s'), produce('9s', 'blind'), produce('10s')];
  expect(outcomeOfScenario(commands, '10s').produced).toEqual([
    { producer: 'p', key: null, partition: 'orders-0', offset: 0 },
    { producer: 'blind', key: null, partition: 'orders-0', offset: -1 },
    { producer: 'p', key: null, partition: 'orders-0' },
  ]);
});
