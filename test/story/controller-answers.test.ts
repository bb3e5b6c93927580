// What the controller answers to those who administrate: Kafka's decisions, and its messages or none.
import { describe, expect, it } from 'vitest';
import { Client } from './client.ts';
import { Cluster, partition } from './cluster.ts';

const TOPIC = 'orders';

function refusals(cluster: Cluster) {
  return cluster.events('command.refused').map(({ data }) => [data.errorCode, data.errorMessage]);
}

describe('new partitions', () => {
  it('get as many replicas as the partition that Kafka’s hash table yields first', () => {
    const cluster = Cluster.bare(3);
    const assignments = [
      [1, 2, 3],
      [2, 3, 1],
      [3, 1, 2],
    ];
    cluster.at('8s').topic(TOPIC).create({ assignments }).after('1s');
    cluster.when({
      type: 'partition.reassign',
      data: { topic: TOPIC, partition: 2, replicas: [3] },
    });
    cluster.after('3s').topic(TOPIC).grow(4).after('1s');
    expect(cluster.read(partition(`${TOPIC}-2`)).replicas).toEqual([3]);
    expect(cluster.read(partition(`${TOPIC}-3`)).replicas).toHaveLength(1);
  });
});

describe('a request that asks for too much', () => {
  it('is refused whole: more than 10,000 partitions, or more than 10,000 records to write', () => {
    const cluster = Cluster.bare(2);
    cluster.at('8s').topic(TOPIC).create({ partitions: 10_001 }).after('1s');
    // Each partition is a record, and the topic is one as well.
    cluster.topic(TOPIC).create({ partitions: 10_000 }).after('1s');
    cluster.topic(TOPIC).create({ partitions: 2 }).after('1s');
    cluster.topic(TOPIC).grow(10_003).after('1s');
    expect(refusals(cluster)).toEqual([
      ['POLICY_VIOLATION', 'Excessively large number of partitions per request.'],
      ['POLICY_VIOLATION', 'Unable to perform excessively large batch operation.'],
      ['POLICY_VIOLATION', 'Unable to perform excessively large batch operation.'],
    ]);
  });

  it('is carried out at the limit', () => {
    const cluster = Cluster.bare(1);
    cluster.at('8s').topic(TOPIC).create({ partitions: 9_999 }).after('1s');
    expect(refusals(cluster)).toEqual([]);
    expect(cluster.events('topic.created')).toHaveLength(1);
  });
});

describe('a message', () => {
  it('that only repeats its error is left out, and the person reads the error’s own', () => {
    const cluster = Cluster.bare(2);
    cluster.at('8s').topic(TOPIC).on([1, 2]);
    const data = { topic: TOPIC, partition: 0, replicas: null };
    cluster.when({ type: 'partition.reassign', data }).after('1s');
    cluster.topic('nothing').grow(4).after('1s');
    expect(refusals(cluster)).toEqual([
      ['NO_REASSIGNMENT_IN_PROGRESS', 'No partition reassignment is in progress.'],
      ['UNKNOWN_TOPIC_OR_PARTITION', 'This server does not host this topic-partition.'],
    ]);
    const client = new Client(cluster);
    const cancelled = client.ask('controller', {
      api: 'AlterPartitionReassignments',
      partitions: [data],
    });
    const topics = [{ name: 'nothing', count: 4, assignments: null }];
    const grown = client.ask('controller', { api: 'CreatePartitions', topics });
    cluster.after('1s');
    expect(cancelled.answer?.partitions[0]?.errorMessage).toBeNull();
    expect(grown.answer?.results[0]?.errorMessage).toBeNull();
  });

  it('of a call that makes its error itself is the error’s own', () => {
    const cluster = Cluster.bare(2);
    cluster.at('8s').topic(TOPIC).on([1, 2]);
    const client = new Client(cluster);
    const elected = client.ask('controller', {
      api: 'ElectLeaders',
      electionType: 'PREFERRED',
      partitions: [{ topic: TOPIC, partition: 0 }],
    });
    const deleted = client.ask('controller', { api: 'DeleteTopics', topics: ['nothing'] });
    cluster.after('1s');
    expect(elected.answer?.partitions[0]).toMatchObject({
      errorCode: 'ELECTION_NOT_NEEDED',
      errorMessage: 'Leader election not needed for topic partition.',
    });
    expect(deleted.answer?.responses[0]?.errorMessage).toBe(
      'This server does not host this topic-partition.',
    );
  });
});
