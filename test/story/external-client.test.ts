// A client that is steered from outside: what it asks of whom, and what it tells of the answers.
import { describe, expect, it } from 'vitest';
import { batch, Client, fetchOf, produced } from './client.ts';
import { Cluster, topicNames, values } from './cluster.ts';

const METADATA = { api: 'Metadata', topics: null, allowAutoTopicCreation: false } as const;

function createTopic(name: string) {
  const topic = { name, numPartitions: 1, replicationFactor: 1, assignments: null, configs: {} };
  return { api: 'CreateTopics', topics: [topic] } as const;
}

describe('a request', () => {
  it('is answered under its own number, in whichever order the answers come', () => {
    const cluster = Cluster.bare(1).after('5s').topic('orders').on([1]);
    const client = new Client(cluster);
    const patient = client.ask(1, fetchOf('orders', 0, { maxWaitMs: 5_000 }));
    const quick = client.ask(1, METADATA);
    cluster.after('10ms');
    expect(quick.answer?.topics.map(({ name }) => name)).toEqual(['orders']);
    expect(patient.outcome).toBeUndefined();
    const written = client.produce(1, 'orders', batch(['a']));
    cluster.after('10ms');
    expect(produced(written)).toEqual(['NONE', 0]);
    expect(patient.answer?.partitions[0]?.batches).toHaveLength(1);
    cluster.expect(values('orders-0', 1), ['a']);
  });

  it('is led back from its answer to the command, by its causes', () => {
    const cluster = Cluster.bare(1).after('5s');
    const client = new Client(cluster);
    client.ask(1, METADATA);
    cluster.after('10ms');
    // The connection stands by now.
    client.ask(1, METADATA);
    cluster.after('10ms');
    const answered = cluster.events('client.answered').at(-1);
    const types: string[] = [];
    for (let event = cluster.trace.at(answered?.cause ?? -1); event !== undefined;) {
      types.unshift(event.type);
      event = cluster.trace.at(event.cause);
    }
    expect(types).toEqual([
      'command.applied',
      'request.sent',
      'request.received',
      'response.sent',
      'response.received',
    ]);
  });

  it('ends without an answer when the broker is down, and when the time is up', () => {
    const cluster = Cluster.bare(2).after('5s');
    const client = new Client(cluster);
    cluster.broker(1).crash().broker(2).pause();
    const lost = client.ask(1, METADATA);
    const late = client.ask(2, METADATA, 1_000);
    cluster.after('990ms');
    expect(lost.outcome).toMatchObject({ errorCode: 'NETWORK_EXCEPTION', body: null });
    expect(late.outcome).toBeUndefined();
    cluster.after('20ms');
    expect(late.outcome).toMatchObject({ errorCode: 'REQUEST_TIMED_OUT', body: null });
    // What comes after that is dropped by the network.
    cluster.broker(2).resume().after('1s');
    expect(cluster.events('client.answered')).toHaveLength(2);
  });
});

describe('a client', () => {
  it('asks any broker that it can reach', () => {
    const cluster = Cluster.bare(3).after('5s');
    const client = new Client(cluster);
    cluster.broker(1).crash().broker(2).crash();
    const outcomes = Array.from({ length: 12 }, () => {
      const asked = client.ask('bootstrap', METADATA);
      cluster.after('10ms');
      return asked.outcome?.errorCode;
    });
    // Each of the two that are down may be tried once.
    expect(outcomes.filter((one) => one !== 'NONE').length).toBeLessThanOrEqual(2);
    expect(outcomes.at(-1)).toBe('NONE');
  });

  it('asks the next controller when one is not active, and stays with the one that is', () => {
    const cluster = Cluster.of({
      cluster: { brokers: 1, controllers: { mode: 'separate', count: 3 } },
    }).at('10s');
    const client = new Client(cluster);
    const ask = (name: string): string | undefined => {
      const asked = client.ask('controller', createTopic(name));
      cluster.after('1s');
      return asked.answer?.errorCode;
    };
    const errors = ['a', 'b', 'c', 'd'].map(ask);
    const first = errors.indexOf('NONE');
    expect(errors).toEqual(errors.map((_, index) => (index < first ? 'NOT_CONTROLLER' : 'NONE')));
    cluster.expect(topicNames(), ['a', 'b', 'c', 'd'].slice(first));
    const active = cluster.frame().activeController;
    const asked = cluster.events('request.sent').filter(({ node }) => node === 'client-story-1');
    expect(asked.at(-1)?.data.to).toBe(`controller-${active}`);
  });

  it('is there once, whoever adds it, and asks nothing once it is gone', () => {
    const cluster = Cluster.bare(1).after('5s');
    for (let time = 0; time < 2; time += 1) {
      cluster.when({ type: 'client.add', data: { id: 'tool' } });
    }
    const started = cluster.events('node.started').map(({ node }) => node);
    expect(started.filter((node) => node === 'client-tool')).toHaveLength(1);
    cluster.when({ type: 'client.remove', data: { client: 'tool' } });
    const request = { correlationId: 1, to: 1, body: METADATA, timeoutMs: 1_000 } as const;
    cluster.when({ type: 'client.request', data: { client: 'tool', ...request } }).after('2s');
    expect(cluster.events('client.answered')).toEqual([]);
    expect(cluster.events('node.stopped').map(({ node }) => node)).toEqual(['client-tool']);
  });

  it('waits with a story until something is so', () => {
    const cluster = Cluster.bare(1).after('5s');
    new Client(cluster).ask('controller', createTopic('orders'));
    cluster.until(({ topics }) => topics.has('orders')).expect(topicNames(), ['orders']);
    expect(() => cluster.until(({ topics }) => topics.has('late'), '1s')).toThrow('in vain');
  });
});
