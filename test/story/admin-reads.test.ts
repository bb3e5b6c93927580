// What administrators ask of a broker: it answers out of its image, or sends the request on to the
// active controller.
import { describe, expect, it } from 'vitest';
import type { ApiName, RequestBody, ResponseBody } from '#kafka/protocol/api.ts';
import { Client } from './client.ts';
import { Cluster } from './cluster.ts';

const clients = new WeakMap<Cluster, Client>();

function ask<A extends ApiName>(
  cluster: Cluster,
  body: RequestBody<A>,
  to: number | 'bootstrap' = 1,
): ResponseBody<A> {
  const client = clients.get(cluster) ?? new Client(cluster);
  clients.set(cluster, client);
  const asked = client.ask<A>(to, body);
  cluster.after('100ms');
  if (asked.answer === undefined) throw new Error(`${body.api} was not answered`);
  return asked.answer;
}

function topic(name: string) {
  return { name, numPartitions: 2, replicationFactor: 2, assignments: null, configs: {} };
}

describe('forwarding', () => {
  it('creates topics by way of a broker, each with its own outcome', () => {
    const cluster = Cluster.bare(2).after('5s').topic('orders').on([1]);
    const { topics } = ask(cluster, {
      api: 'CreateTopics',
      topics: [topic('payments'), topic('orders')],
    });
    expect(topics).toEqual([
      { name: 'payments', errorCode: 'NONE', errorMessage: null },
      {
        name: 'orders',
        errorCode: 'TOPIC_ALREADY_EXISTS',
        errorMessage: "Topic 'orders' already exists.",
      },
    ]);
  });

  it('deletes what is there and says what is not', () => {
    const cluster = Cluster.bare(1).after('5s').topic('orders').on([1]);
    const { responses } = ask(cluster, { api: 'DeleteTopics', topics: ['orders', 'nobody'] });
    expect(responses.map(({ name, errorCode }) => [name, errorCode])).toEqual([
      ['orders', 'NONE'],
      ['nobody', 'UNKNOWN_TOPIC_OR_PARTITION'],
    ]);
  });

  it('waits for a controller until the time is up', () => {
    const cluster = Cluster.bare(1).after('5s');
    cluster.when({ type: 'controller.crash', data: { controller: 100 } });
    const asked = new Client(cluster).ask(1, { api: 'CreateTopics', topics: [topic('late')] });
    cluster.after('29s');
    expect(asked.outcome).toBeUndefined();
    cluster.after('2s');
    expect(asked.answer).toMatchObject({ errorCode: 'REQUEST_TIMED_OUT' });
  });

  it('goes on when the controller is back', () => {
    const cluster = Cluster.bare(2).after('5s');
    cluster.when({ type: 'controller.crash', data: { controller: 100 } });
    const asked = new Client(cluster).ask(1, { api: 'CreateTopics', topics: [topic('late')] });
    cluster.after('3s');
    cluster.when({ type: 'controller.restart', data: { controller: 100 } });
    cluster.after('15s');
    expect(asked.answer?.topics[0]?.errorCode).toBe('NONE');
  });
});

describe('configs', () => {
  it('are set several at a time, and lists are added to and taken from', () => {
    const cluster = Cluster.bare(1).after('5s').topic('orders').on([1]);
    const alter = (
      ...configs: RequestBody<'IncrementalAlterConfigs'>['resources'][number]['configs']
    ) =>
      ask(cluster, {
        api: 'IncrementalAlterConfigs',
        resources: [{ resourceType: 'TOPIC', resourceName: 'orders', configs }],
      }).responses[0];
    alter(
      { name: 'retention.ms', configOperation: 'SET', value: '1000' },
      { name: 'cleanup.policy', configOperation: 'APPEND', value: 'compact' },
    );
    expect(valuesOf(cluster)).toMatchObject({
      'retention.ms': ['1000', 'DYNAMIC_TOPIC_CONFIG'],
      'cleanup.policy': ['delete,compact', 'DYNAMIC_TOPIC_CONFIG'],
    });
    alter(
      { name: 'retention.ms', configOperation: 'DELETE', value: null },
      { name: 'cleanup.policy', configOperation: 'SUBTRACT', value: 'delete' },
    );
    expect(valuesOf(cluster)).toMatchObject({
      'retention.ms': ['604800000', 'DEFAULT_CONFIG'],
      'cleanup.policy': ['compact', 'DYNAMIC_TOPIC_CONFIG'],
    });
    expect(alter({ name: 'retention.ms', configOperation: 'APPEND', value: '1' })).toMatchObject({
      errorCode: 'INVALID_CONFIG',
      errorMessage: "Can't APPEND to key retention.ms because its type is not LIST.",
    });
  });

  it('say where a value comes from, and what would hold without it', () => {
    const cluster = Cluster.bare(1, { 'log.retention.hours': '24' });
    cluster.after('5s').topic('orders').on([1]);
    expect(valuesOf(cluster)).toMatchObject({
      // As on every cluster with ELR.
      'min.insync.replicas': ['1', 'DYNAMIC_DEFAULT_BROKER_CONFIG'],
      'retention.ms': ['86400000', 'STATIC_BROKER_CONFIG'],
    });
  });
});

function valuesOf(cluster: Cluster) {
  const { results } = ask(cluster, {
    api: 'DescribeConfigs',
    resources: [{ resourceType: 'TOPIC', resourceName: 'orders' }],
  });
  const configs = results[0]?.configs ?? [];
  return Object.fromEntries(
    configs.map(({ name, value, configSource }) => [name, [value, configSource]]),
  );
}

describe('groups', () => {
  const consumer = {
    ...{ id: 'c1', group: 'billing', topics: ['orders'], processingMs: 1, rack: null },
    commit: 'auto' as const,
  };
  const offsetsOf = (cluster: Cluster) =>
    ask(cluster, { api: 'OffsetFetch', groupId: 'billing', partitions: null, requireStable: false })
      .partitions.length;

  it.each([
    ['classic', {}],
    ['consumer', { 'group.protocol': 'consumer' }],
  ] as const)(
    'by the %s protocol are listed and described, and go when they are empty',
    (type, configs) => {
      const cluster = Cluster.bare(1, { 'offsets.topic.replication.factor': '1' });
      cluster.after('5s').topic('orders').on([1]);
      cluster.when({ type: 'consumer.add', data: { ...consumer, configs } });
      cluster.after('15s');
      expect(ask(cluster, { api: 'ListGroups' }).groups).toEqual([
        { groupId: 'billing', groupType: type, protocolType: 'consumer', groupState: 'Stable' },
      ]);
      const [classic] = ask(cluster, { api: 'DescribeGroups', groups: ['billing'] }).groups;
      const [modern] = ask(cluster, { api: 'ConsumerGroupDescribe', groupIds: ['billing'] }).groups;
      const wanted = { errorCode: 'NONE', groupState: 'Stable' };
      const other = { errorCode: 'GROUP_ID_NOT_FOUND', groupState: 'Dead' };
      expect(classic).toMatchObject(type === 'classic' ? wanted : other);
      expect(modern).toMatchObject(type === 'consumer' ? wanted : other);
      expect((type === 'classic' ? classic : modern)?.members).toHaveLength(1);

      const remove = () =>
        ask(cluster, { api: 'DeleteGroups', groupsNames: ['billing'] }).results[0];
      expect(remove()?.errorCode).toBe('NON_EMPTY_GROUP');
      const forget = () =>
        ask(cluster, {
          api: 'OffsetDelete',
          groupId: 'billing',
          partitions: [{ topic: 'orders', partition: 0 }],
        }).partitions[0];
      expect(forget()?.errorCode).toBe('GROUP_SUBSCRIBED_TO_TOPIC');
      cluster.when({ type: 'consumer.remove', data: { consumer: 'c1' } }).after('3s');
      expect(offsetsOf(cluster)).toBe(1);
      expect(forget()?.errorCode).toBe('NONE');
      expect(offsetsOf(cluster)).toBe(0);
      expect(remove()?.errorCode).toBe('NONE');
      expect(ask(cluster, { api: 'ListGroups' }).groups).toEqual([]);
      expect(remove()?.errorCode).toBe('GROUP_ID_NOT_FOUND');
    },
  );
});

describe('the quorum', () => {
  it('is described by its leader: voters, and brokers that observe', () => {
    const cluster = Cluster.bare(2).after('5s');
    const described = ask(cluster, { api: 'DescribeQuorum' });
    expect(described).toMatchObject({ errorCode: 'NONE', leaderId: 100 });
    expect(described.currentVoters.map(({ replicaId }) => replicaId)).toEqual([100]);
    expect(described.observers.map(({ replicaId }) => replicaId).sort()).toEqual([1, 2]);
    const [leader] = described.currentVoters;
    for (const { logEndOffset } of described.observers)
      expect(logEndOffset).toBe(leader?.logEndOffset);
  });
});
