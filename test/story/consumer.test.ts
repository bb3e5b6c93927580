// A consumer's poll loop: what it fetches, and in which order the application gets it.
import { describe, expect, it } from 'vitest';
import type { RequestBody } from '#kafka/protocol/api.ts';
import { Client } from './client.ts';
import { Cluster, type Mark } from './cluster.ts';

interface Story {
  readonly cluster: Cluster;
  readonly client: Client;
}

/** Two topics of one partition, and an application that is busy for a second with each record. */
function givenBusyApplication(): Story {
  const cluster = Cluster.bare(1).after('5s');
  for (const topic of ['first', 'second']) cluster.topic(topic).on([1]);
  cluster.consumer('c1').add({
    topics: ['first', 'second'],
    processingMs: 1_000,
    commit: 'none',
    configs: { 'auto.offset.reset': 'earliest', 'max.poll.records': '1' },
  });
  return { cluster: cluster.after('1s'), client: new Client(cluster) };
}

function polledTopics(cluster: Cluster, from: Mark): readonly string[] {
  return cluster
    .events('records.polled', from)
    .flatMap(({ data }) => data.partitions.map(({ topic }) => topic));
}

/** Fetches of the consumer since a mark. */
function fetches(cluster: Cluster, from: Mark): readonly RequestBody<'Fetch'>[] {
  return cluster.events('request.sent', from).flatMap(({ data }) => {
    const body = data.body as RequestBody;
    return body.api === 'Fetch' && body.replicaId === -1 ? [body] : [];
  });
}

function namedTopics(fetched: readonly RequestBody<'Fetch'>[]): readonly string[] {
  return fetched.flatMap(({ partitions }) => partitions.map(({ topic }) => topic));
}

describe('a consumer', () => {
  it('gives the application records in the order in which they were fetched', () => {
    const { cluster, client } = givenBusyApplication();
    const from = cluster.mark();
    client.produce(1, 'second', ['a', 'b', 'c']);
    cluster.after('100ms');
    client.produce(1, 'first', ['d']);
    cluster.after('5s');
    expect(polledTopics(cluster, from)).toEqual(['second', 'second', 'second', 'first']);
  });

  it('names only the partition in which it moved', () => {
    const { cluster, client } = givenBusyApplication();
    const from = cluster.mark();
    client.produce(1, 'second', ['a']);
    cluster.after('3s');
    expect(namedTopics(fetches(cluster, from))).toEqual(['second']);
  });

  it('names every partition again when its session was lost', () => {
    const { cluster, client } = givenBusyApplication();
    const from = cluster.mark();
    cluster.broker(1).crash().after('1s');
    cluster.broker(1).restart().after('10s');
    client.produce(1, 'first', ['a']);
    cluster.after('3s');
    const opening = fetches(cluster, from).filter(({ sessionEpoch }) => sessionEpoch === 0);
    expect(namedTopics(opening.slice(-1))).toEqual(['first', 'second']);
    expect(polledTopics(cluster, from)).toEqual(['first']);
  });

  it('fetches from where it was moved to', () => {
    const { cluster, client } = givenBusyApplication();
    client.produce(1, 'first', ['a']);
    cluster.after('3s');
    const from = cluster.mark();
    cluster.consumer('c1').seek('first', 0, 0).after('3s');
    expect(polledTopics(cluster, from)).toEqual(['first']);
  });
});
