// What a broker answers, and what it makes of the controller's answers, where it would be easy to be
// almost right.
import { describe, expect, it } from 'vitest';
import type { RequestBody, ResponseBody } from '#kafka/protocol/api.ts';
import { batch, Client, produced } from './client.ts';
import { Cluster, partition } from './cluster.ts';

const TOPIC = 'orders';

const METADATA: RequestBody<'Metadata'> = {
  api: 'Metadata',
  topics: null,
  allowAutoTopicCreation: false,
};

describe('Metadata', () => {
  it('names any broker that lives as the controller, never the controller itself', () => {
    const cluster = Cluster.bare(3).at('8s');
    const client = new Client(cluster);
    const named = new Set<number>();
    for (let count = 0; count < 20; count += 1) {
      const asked = client.ask(1, METADATA);
      cluster.after('100ms');
      named.add(asked.answer?.controllerId ?? -2);
    }
    expect([...named].sort()).toEqual([1, 2, 3]);
  });

  it('calls three topics internal, and no other that begins like them', () => {
    const cluster = Cluster.bare(1).at('8s');
    for (const topic of ['__mine', '__consumer_offsets']) {
      cluster.topic(topic).create({ partitions: 1, replicationFactor: 1 }).after('500ms');
    }
    const asked = new Client(cluster).ask(1, METADATA);
    cluster.after('1s');
    expect(asked.answer?.topics.map(({ name, isInternal }) => [name, isInternal])).toEqual([
      ['__mine', false],
      ['__consumer_offsets', true],
    ]);
  });
});

describe('Produce', () => {
  it('to a topic that only looks internal is taken', () => {
    const cluster = Cluster.bare(1).at('8s');
    for (const topic of ['__mine', '__consumer_offsets']) cluster.topic(topic).on([1]);
    const client = new Client(cluster);
    const mine = client.produce(1, '__mine', ['v']);
    const internal = client.produce(1, '__consumer_offsets', ['v']);
    cluster.after('1s');
    expect(produced(mine)).toEqual(['NONE', 0]);
    expect(produced(internal)?.[0]).toBe('INVALID_TOPIC_EXCEPTION');
  });

  it('is refused for its replicas before it is refused for its size', () => {
    const cluster = Cluster.bare(1).at('8s');
    const configs = { 'min.insync.replicas': '2', 'max.message.bytes': '50' };
    cluster.topic(TOPIC).on([1], configs);
    cluster.topic(TOPIC).set('min.insync.replicas', '1').after('1s');
    const client = new Client(cluster);
    const large = client.produce(1, TOPIC, batch(['x'.repeat(200)]));
    cluster.after('1s');
    expect(produced(large)?.[0]).toBe('MESSAGE_TOO_LARGE');
    const two = Cluster.bare(2).at('8s');
    two.topic(TOPIC).on([1, 2], configs);
    two.broker(2).crash().at('40s');
    const both = new Client(two).produce(1, TOPIC, batch(['x'.repeat(200)]));
    two.after('1s');
    expect(produced(both)?.[0]).toBe('NOT_ENOUGH_REPLICAS');
  });
});

describe('InitProducerId', () => {
  const ASK: RequestBody<'InitProducerId'> = {
    api: 'InitProducerId',
    producerId: -1,
    producerEpoch: -1,
  };

  it('is to be asked again while the first block of ids is on its way', () => {
    const cluster = Cluster.bare(2).at('8s');
    const client = new Client(cluster);
    const early = client.ask(1, ASK);
    cluster.after('1s');
    expect(early.answer).toMatchObject({ errorCode: 'COORDINATOR_LOAD_IN_PROGRESS' });
    const ids = [1, 1, 2].map((broker) => {
      const asked = client.ask(broker, ASK);
      cluster.after('1s');
      return asked.answer?.producerId;
    });
    expect(ids).toEqual([0, 1, -1]);
    const other = client.ask(2, ASK);
    cluster.after('1s');
    expect(other.answer?.producerId).toBe(1_000);
  });

  it('never gives an id twice, whoever is the active controller', () => {
    const cluster = Cluster.of({
      cluster: { brokers: 1, controllers: { mode: 'separate', count: 3 } },
    }).at('8s');
    const client = new Client(cluster);
    client.ask(1, ASK);
    cluster.after('1s');
    const written = cluster
      .events('metadata.appended')
      .flatMap(({ data }) => data.batch.records)
      .filter(({ type }) => type === 'ProducerIdsRecord');
    expect(written).toMatchObject([{ brokerId: 1, nextProducerId: 1_000 }]);
    const controller = cluster.frame().activeController;
    cluster.when({ type: 'controller.crash', data: { controller } }).after('10s');
    cluster.broker(1).crash().after('1s').broker(1).restart().after('20s');
    client.ask(1, ASK);
    cluster.after('1s');
    const asked = client.ask(1, ASK);
    cluster.after('1s');
    expect(asked.answer?.producerId).toBe(1_000);
  });
});

describe('a refused AlterPartition', () => {
  it('leaves the change pending until the metadata tells what became of it', () => {
    const cluster = Cluster.bare(3, {
      'replica.lag.time.max.ms': '10000',
      'controller.quorum.request.timeout.ms': '120000',
    }).at('8s');
    cluster.topic(TOPIC).on([2, 1, 3]);
    cluster.broker(2).stop().after('12s').broker(2).restart().after('20s');
    expect(cluster.read(partition(`${TOPIC}-0`))).toMatchObject({ leader: 1, isr: [1, 3, 2] });
    // Broker 3 falls behind, and broker 2 is elected; broker 1 hears of that 30 seconds late.
    cluster.link(1, 3).cut();
    new Client(cluster).produce(1, TOPIC, ['v'], { acks: 1 });
    cluster.after('1s');
    const begun = cluster.mark();
    cluster.when({
      type: 'leader.elect',
      data: { electionType: 'PREFERRED', topic: TOPIC, partition: 0 },
    });
    const news = () =>
      cluster.events('response.sent', begun).find(({ data }) => {
        const body = data.body as ResponseBody;
        if (data.to !== 'broker-1' || body.api !== 'FetchMetadata') return false;
        return body.batches.some(({ records }) =>
          records.some(({ type }) => type === 'PartitionChangeRecord'),
        );
      });
    cluster.until(() => news() !== undefined);
    const packet = news()?.data.packet ?? -1;
    cluster.when({ type: 'packet.delay', data: { packet, byUs: 30_000_000 } }).after('28s');
    const refusals = cluster.errorsTo('broker-1', 'AlterPartition');
    expect(refusals.map(({ errorCode }) => errorCode)).toEqual(['FENCED_LEADER_EPOCH']);
    const asked = cluster.events('isr.change-requested', begun);
    expect(asked.filter(({ data }) => data.broker === 1)).toHaveLength(1);
  });
});
