// What becomes of committed offsets when their topic is deleted and made anew.
import { expect, test } from 'vitest';
import { Cluster } from './cluster.ts';

const RETRY_SOON = { 'metadata.max.age.ms': '1000' };

test('a group begins anew in a topic that was deleted and made again', () => {
  const cluster = Cluster.of({
    cluster: { brokers: 3, configs: { 'auto.create.topics.enable': 'false' } },
    topics: [{ name: 'orders', partitions: 1, replicationFactor: 3 }],
    producers: [{ id: 'p', topic: 'orders', recordsPerSecond: 0, configs: RETRY_SOON }],
  }).at('8s');
  const reader = (id: string) =>
    cluster.consumer(id).add({
      topics: ['orders'],
      group: 'billing',
      configs: { 'auto.offset.reset': 'earliest', ...RETRY_SOON },
    });
  const send = (count: number) => {
    for (let n = 0; n < count; n += 1) cluster.producer('p').send({ topic: 'orders' });
  };
  send(5);
  reader('first').at('20s').consumer('first').remove().at('22s');
  cluster.expect(({ groups }) => groups.get('billing')?.committed.get('orders-0'), 5);
  cluster.topic('orders').delete().at('25s');
  cluster.expect(({ groups }) => groups.get('billing')?.committed.has('orders-0'), false);
  const forgotten = cluster.events('offset.deleted').map(({ data }) => data);
  expect(forgotten).toEqual([{ group: 'billing', topic: 'orders', partition: 0 }]);
  cluster.topic('orders').create({ partitions: 1, replicationFactor: 3 }).at('30s');
  send(8);
  reader('second').at('45s');
  const polled = cluster
    .events('records.polled', '30s')
    .flatMap(({ data }) => data.partitions.map(({ baseOffset }) => baseOffset));
  expect(polled[0]).toBe(0);
});

test('whoever coordinates the group next finds no offset of the deleted topic either', () => {
  const cluster = Cluster.of({
    cluster: { brokers: 3 },
    topics: [{ name: 'orders', partitions: 1, replicationFactor: 3 }],
    producers: [{ topic: 'orders', recordsPerSecond: 5 }],
    groups: [{ id: 'billing', topics: ['orders'], consumers: 1 }],
  }).at('15s');
  for (const id of [...cluster.frame().consumers.keys()]) cluster.consumer(id).remove();
  for (const id of [...cluster.frame().producers.keys()]) cluster.producer(id).remove();
  cluster.at('20s').topic('orders').delete().at('25s');
  const coordinator = cluster.frame().groups.get('billing')?.coordinator ?? -1;
  cluster.broker(coordinator).crash().at('45s');
  cluster.topic('orders').create({ partitions: 1, replicationFactor: 1 }).at('50s');
  cluster
    .consumer('late')
    .add({ topics: ['orders'], group: 'billing' })
    .at('70s');
  const [reset] = cluster.events('offset.reset', '50s');
  expect(reset?.data.by).toBe('latest');
});
