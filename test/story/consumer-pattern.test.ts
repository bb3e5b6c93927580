// Subscribing by a pattern that the broker looks up (KIP-848).
import { expect, test } from 'vitest';
import type { RequestBody } from '#kafka/protocol/api.ts';
import { assignment, Cluster } from './cluster.ts';

const CONFIGS = { 'auto.offset.reset': 'earliest', 'group.protocol': 'consumer' };

function withTopics(...topics: readonly string[]): Cluster {
  const cluster = Cluster.bare(3, { 'auto.create.topics.enable': 'false' }).after('5s');
  for (const topic of topics) cluster.topic(topic).create({ partitions: 1, replicationFactor: 3 });
  return cluster.after('1s');
}

const subscribed = (cluster: Cluster, id: string, pattern: string): Cluster =>
  cluster.consumer(id).add({ group: 'billing', topics: [], pattern, configs: CONFIGS });

test('the broker finds the topics, and those that come later; the client only says the pattern', () => {
  const cluster = withTopics('orders-eu', 'orders-us', 'refunds');
  subscribed(cluster, 'c1', 'orders-.*').after('20s');
  cluster.expect(assignment('billing'), { c1: ['orders-eu-0', 'orders-us-0'] });
  cluster.topic('orders-asia').create({ partitions: 1, replicationFactor: 3 }).after('1s');
  cluster.producer('p1').add({ topic: 'orders-asia', recordsPerSecond: 0 }).after('1s');
  cluster.producer('p1').send({ topic: 'orders-asia' }).after('40s');
  expect(cluster.read(assignment('billing')).c1).toContain('orders-asia-0');
  const polled = cluster.events('records.polled').flatMap(({ data }) => data.partitions);
  expect(polled.map(({ topic }) => topic)).toEqual(['orders-asia']);
  const bodies = cluster
    .events('request.sent')
    .filter(({ node }) => node === 'consumer-c1')
    .map(({ data }) => data.body as RequestBody);
  const said = bodies.flatMap((body) =>
    body.api === 'ConsumerGroupHeartbeat' ? [body.subscribedTopicRegex] : [],
  );
  expect(said.filter((regex) => regex !== null)).toEqual(['orders-.*']);
  // It asks for the topics that it was assigned, not for all.
  expect(bodies.some((body) => body.api === 'Metadata' && body.topics === null)).toBe(false);
});

test('a pattern that RE2/J does not know ends the application', () => {
  const cluster = subscribed(withTopics('orders'), 'c1', 'orders(?=x)').after('10s');
  expect(cluster.events('client.failed').map(({ data }) => data.errorMessage)).toEqual([
    'Invalid RE2J SubscriptionPattern provided in the call to subscribe. SubscribedTopicRegex `orders(?=x)` is not a valid regular expression: invalid or unsupported Perl syntax.',
  ]);
  expect(cluster.events('consumer.closed')).toHaveLength(1);
});
