// How a broker comes and goes: it registers, catches up and is unfenced; until then it refuses every
// connection. When it falls silent, the controller finds out at one of its looks.
import { describe, expect, it } from 'vitest';
import type { ApiName, ResponseBody } from '#kafka/protocol/api.ts';
import { Client, fetchOf } from './client.ts';
import { Cluster, leader, type Moment } from './cluster.ts';

const TOPIC = 'orders';

/** When (s) a node has sent requests of an API, from a moment on. */
function sent(cluster: Cluster, node: string, api: ApiName, from: Moment): readonly number[] {
  return cluster
    .events('request.sent', from)
    .filter((event) => event.node === node)
    .filter(({ data }) => (data.body as { readonly api: ApiName }).api === api)
    .map(({ atUs }) => atUs / 1e6);
}

function gaps(times: readonly number[]): readonly number[] {
  return times.slice(1).map((time, index) => time - (times[index] ?? 0));
}

describe('a broker that starts', () => {
  it('asks every 10 ms whether it has caught up, and is unfenced at once then', () => {
    const cluster = Cluster.bare(2).at('10s');
    const epoch = cluster.read(({ brokers }) => brokers.get(2)?.brokerEpoch);
    cluster.broker(2).stop().after('20s').broker(2).restart();
    cluster.until(({ brokers }) => brokers.get(2)?.brokerEpoch !== epoch);
    // The part of the metadata log in which it is registered comes 200 ms late.
    const registered = cluster.mark();
    const news = () =>
      cluster.events('response.sent', registered).find(({ data }) => {
        const body = data.body as ResponseBody;
        if (data.to !== 'broker-2' || body.api !== 'FetchMetadata') return false;
        return body.batches.some(({ records }) =>
          records.some(({ type }) => type === 'RegisterBrokerRecord'),
        );
      });
    cluster.until(() => news() !== undefined);
    const packet = news()?.data.packet ?? -1;
    cluster.when({ type: 'packet.delay', data: { packet, byUs: 200_000 } }).after('3s');
    const heartbeats = sent(cluster, 'broker-2', 'BrokerHeartbeat', registered);
    const asking = gaps(heartbeats).filter((gap) => gap < 0.02);
    expect(asking.length).toBeGreaterThan(15);
    for (const gap of asking.slice(0, -1)) expect(gap).toBeCloseTo(0.011, 3);
    const [unfenced] = cluster.events('broker.unfenced', registered);
    const arrivedUs = (cluster.trace.at(registered.eventId)?.atUs ?? 0) + 225_000;
    expect(((unfenced?.atUs ?? 0) - arrivedUs) / 1e3).toBeLessThan(15);
  });

  it('repeats a registration that was refused after broker.heartbeat.interval.ms', () => {
    const cluster = Cluster.bare(2).at('10s');
    cluster.broker(2).crash().after('1s');
    const started = cluster.mark();
    cluster.broker(2).restart().after('15s');
    const tries = sent(cluster, 'broker-2', 'BrokerRegistration', started);
    expect(tries.length).toBeGreaterThan(3);
    for (const gap of gaps(tries)) expect(gap).toBeCloseTo(2, 1);
    expect(
      new Set(cluster.errorsTo('broker-2', 'BrokerRegistration').map((one) => one.errorCode)),
    ).toEqual(new Set(['DUPLICATE_BROKER_REGISTRATION']));
  });

  it('refuses connections until it is unfenced', () => {
    const cluster = Cluster.bare(2);
    cluster.at('8s').topic(TOPIC).on([2, 1]);
    const epoch = cluster.read(({ brokers }) => brokers.get(2)?.brokerEpoch);
    cluster.broker(2).crash().after('500ms').broker(2).restart().after('500ms');
    const started = cluster.mark();
    const client = new Client(cluster);
    const asked = client.ask(2, fetchOf(TOPIC));
    cluster.after('5s');
    expect(asked.outcome?.errorCode).toBe('NETWORK_EXCEPTION');
    const read = () =>
      cluster.events('request.received', started).filter(({ node }) => node === 'broker-2');
    expect(read()).toEqual([]);
    cluster.until(({ brokers }) => brokers.get(2)?.brokerEpoch !== epoch).after('1s');
    const again = client.ask(2, fetchOf(TOPIC));
    cluster.after('1s');
    expect(again.outcome).toMatchObject({ errorCode: 'NONE' });
  });

  it('whose registration was taken away goes on with heartbeats, and never registers again', () => {
    const cluster = Cluster.bare(2).at('10s');
    const begun = cluster.mark();
    new Client(cluster).ask('controller', { api: 'UnregisterBroker', brokerId: 2 });
    cluster.after('15s');
    expect(cluster.events('broker.unregistered', begun)).toHaveLength(1);
    expect(sent(cluster, 'broker-2', 'BrokerRegistration', begun)).toEqual([]);
    const answers = cluster.errorsTo('broker-2', 'BrokerHeartbeat').map((one) => one.errorCode);
    expect(answers.length).toBeGreaterThan(4);
    expect(new Set(answers)).toEqual(new Set(['BROKER_ID_NOT_REGISTERED']));
  });
});

describe('a broker that ends in good order', () => {
  it('does not begin to follow the leaders that took over from it', () => {
    const cluster = Cluster.bare(3);
    cluster.at('8s').topic(TOPIC).on([1, 2, 3]);
    const begun = cluster.mark();
    // Broker 2 hears late of what happens, so broker 1 has to wait before it may end.
    cluster.broker(1).stop().after('10s');
    expect(cluster.read(leader(`${TOPIC}-0`))).toBe(2);
    const [role] = cluster
      .events('replica.role-changed', begun)
      .filter(({ data }) => data.broker === 1 && data.topic === TOPIC);
    expect(role?.data).toMatchObject({ role: 'follower', leader: 2 });
    expect(sent(cluster, 'broker-1', 'Fetch', { eventId: role?.id ?? 0 })).toEqual([]);
  });
});

describe('a broker that falls silent', () => {
  it('is fenced when the controller looks next, eight times in a session', () => {
    for (const crashedS of [20, 20.7, 21.3]) {
      const cluster = Cluster.bare(2).at(crashedS);
      cluster.broker(2).crash().at(40);
      const [activated] = cluster.events('controller.activated');
      const [fenced] = cluster.events('broker.fenced', crashedS);
      const heartbeats = cluster.events('request.received').filter(({ node, data, atUs }) => {
        const body = data.body as { readonly api: ApiName; readonly brokerId: number };
        const isHeartbeat = node === 'controller-100' && body.api === 'BrokerHeartbeat';
        return isHeartbeat && body.brokerId === 2 && atUs < crashedS * 1e6;
      });
      const silentUs = (fenced?.atUs ?? 0) - (heartbeats.at(-1)?.atUs ?? 0);
      expect(silentUs).toBeGreaterThanOrEqual(9_000_000);
      expect(silentUs).toBeLessThanOrEqual(9_000_000 + 1_125_000);
      expect(((fenced?.atUs ?? 0) - (activated?.atUs ?? 0)) % 1_125_000).toBe(0);
    }
  });

  it('is fenced 10 ms before the next one that is silent, in the order of a hash table', () => {
    const cluster = Cluster.bare(4).at('20s');
    const begun = cluster.mark();
    for (const broker of [4, 2, 3]) cluster.broker(broker).crash();
    cluster.after('15s');
    const fenced = cluster.events('broker.fenced', begun);
    const times = fenced.map(({ atUs }) => atUs / 1e3);
    const epochs = new Map(
      cluster.events('broker.registered').map(({ data }) => [data.broker, data.brokerEpoch]),
    );
    const slot = (broker: number): number => (31 * broker + (epochs.get(broker) ?? 0)) & 15;
    const order = fenced.map(({ data }) => data.broker);
    expect(order).toEqual([2, 3, 4].toSorted((a, b) => slot(a) - slot(b)));
    for (const gap of gaps(times)) expect([10, 1_125]).toContain(Math.round(gap));
  });
});
