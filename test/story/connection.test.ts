// What a bad network does to clients and brokers: cuts and losses delay, timeouts and hands break a
// connection, and a client connects anew after a backoff.
import { describe, expect, it } from 'vitest';
import { Cluster } from './cluster.ts';

function cluster(extra: object = {}): object {
  return {
    cluster: { brokers: 3 },
    topics: [{ name: 'orders', partitions: 1, assignments: [[1, 2, 3]] }],
    producers: [{ id: 'p', topic: 'orders', keys: 'none', recordsPerSecond: 20 }],
    ...extra,
  };
}

/** How long (s) each record took from send() to its acknowledgement, ascending. */
function acknowledgementTimes(run: Cluster, fromS: number, toS: number): readonly number[] {
  const createdUs = new Map(
    run
      .events('record.created', fromS)
      .filter(({ atUs }) => atUs < toS * 1e6)
      .map(({ atUs, data }) => [data.recordId, atUs]),
  );
  const times: number[] = [];
  for (const { atUs, data } of run.events('batch.completed', fromS)) {
    expect(data.errorCode).toBe('NONE');
    for (const id of data.recordIds) {
      const fromUs = createdUs.get(id);
      if (fromUs !== undefined) times.push((atUs - fromUs) / 1e6);
    }
  }
  expect(times.length).toBe(createdUs.size);
  return times.sort((a, b) => a - b);
}

function transitions(run: Cluster, subject: string, fromS = 0): readonly string[] {
  return run
    .events('machine.transitioned', fromS)
    .filter(({ data }) => data.subject === subject)
    .map(({ data }) => data.to);
}

const LINK_TO_LEADER = { a: 'producer-p', b: 'broker-1' };
const LINK_TO_FOLLOWER = { a: 'broker-1', b: 'broker-2' };

describe('a cut that is shorter than the timeouts', () => {
  it('between producer and leader only delays', () => {
    const run = Cluster.of(cluster()).at('20s');
    run.when({ type: 'link.cut', data: LINK_TO_LEADER }).at('21s');
    run.when({ type: 'link.heal', data: LINK_TO_LEADER }).at('40s');
    const times = acknowledgementTimes(run, 15, 30);
    expect(times.at(-1)).toBeGreaterThan(1);
    expect(times.at(-1)).toBeLessThan(2);
    expect(run.events('request.timed-out')).toEqual([]);
    expect(run.events('batch.retried')).toEqual([]);
  });

  it('between leader and follower holds the high watermark up no longer than itself', () => {
    const run = Cluster.of(cluster()).at('20s');
    run.when({ type: 'link.cut', data: LINK_TO_FOLLOWER }).at('21s');
    run.when({ type: 'link.heal', data: LINK_TO_FOLLOWER }).at('40s');
    expect(acknowledgementTimes(run, 15, 30).at(-1)).toBeLessThan(2.5);
    expect(run.events('isr.changed', 15)).toEqual([]);
  });
});

describe('loss', () => {
  it('of a few percent delays a few records, and changes nothing else', () => {
    const network = { lossPercent: 2 };
    const run = Cluster.of(cluster({ seed: 45, cluster: { brokers: 3, network } })).at('60s');
    const times = acknowledgementTimes(run, 15, 45);
    expect(times[Math.floor(times.length / 2)]).toBeLessThan(0.05);
    expect(times.at(-1)).toBeGreaterThan(0.2);
    expect(times.at(-1)).toBeLessThan(3);
    expect(run.events('request.timed-out')).toEqual([]);
    expect(run.events('controller.activated')).toHaveLength(1);
  });
});

describe('a connection', () => {
  it('is made before the first request, and asks for versions first', () => {
    const run = Cluster.of(cluster()).at('10s');
    expect(transitions(run, 'producer-p→broker-1')).toEqual([
      'CONNECTING',
      'CHECKING_API_VERSIONS',
      'READY',
    ]);
  });

  it('breaks with a packet that is dropped, and the client sends again at once', () => {
    const run = Cluster.of(
      cluster({
        cluster: { brokers: 3, network: { latencyMs: 5 } },
        producers: [{ id: 'p', topic: 'orders', keys: 'none', recordsPerSecond: 1 }],
      }),
    ).at('20s');
    const from = run.trace.length;
    const sent = (): number | undefined => {
      for (const event of run.trace) {
        if (event.id < from || event.type !== 'request.sent') continue;
        const body = event.data.body as { readonly api: string };
        if (body.api === 'Produce') return event.data.packet;
      }
      return undefined;
    };
    for (let ms = 20_000; sent() === undefined; ms += 1) run.at(ms / 1_000);
    run.when({ type: 'packet.drop', data: { packet: sent() ?? -1 } }).at('30s');
    expect(run.events('batch.retried').map(({ data }) => data.errorCode)).toEqual([
      'NETWORK_EXCEPTION',
    ]);
    expect(transitions(run, 'producer-p→broker-1', 20)).toEqual([
      'DISCONNECTED',
      'CONNECTING',
      'CHECKING_API_VERSIONS',
      'READY',
    ]);
    expect(acknowledgementTimes(run, 20, 25).at(-1)).toBeLessThan(1);
  });

  it('is closed by a timeout, with all that is in flight on it', () => {
    const run = Cluster.of(
      cluster({
        producers: [
          {
            id: 'p',
            topic: 'orders',
            keys: 'none',
            recordsPerSecond: 20,
            configs: { 'enable.idempotence': false, 'request.timeout.ms': 3000, acks: 1 },
          },
        ],
      }),
    ).at('20s');
    run.when({ type: 'broker.pause', data: { broker: 1 } }).at('24s');
    run.when({ type: 'broker.resume', data: { broker: 1 } }).at('40s');
    const failed = [
      ...run.events('request.timed-out', 20),
      ...run.events('request.disconnected', 20),
    ].filter(({ node }) => node === 'producer-p');
    expect(failed.length).toBeGreaterThan(1);
    expect(new Set(failed.map(({ atUs }) => atUs)).size).toBe(1);
    expect(new Set(run.events('batch.retried').map(({ data }) => data.errorCode))).toEqual(
      new Set(['REQUEST_TIMED_OUT']),
    );
  });

  it('is asked for again after a backoff that grows from 50 ms to 1 s, until it is there', () => {
    const run = Cluster.of(cluster({ cluster: { brokers: 1 }, topics: [{ name: 'orders' }] }));
    run
      .at('20s')
      .when({ type: 'broker.crash', data: { broker: 1 } })
      .at('30s');
    const attempts = run
      .events('machine.transitioned', 20)
      .filter(({ data }) => data.subject === 'producer-p→broker-1' && data.to === 'CONNECTING')
      .map(({ atUs }) => atUs / 1e6);
    const gaps = attempts.slice(1).map((at, index) => at - (attempts[index] ?? 0));
    expect(gaps[0]).toBeLessThan(0.2);
    expect(gaps.at(-1)).toBeGreaterThan(0.75);
    expect(gaps.at(-1)).toBeLessThan(1.05);
    run.when({ type: 'broker.restart', data: { broker: 1 } }).at('60s');
    expect(transitions(run, 'producer-p→broker-1').at(-1)).toBe('READY');
  });
});

describe('bootstrap servers', () => {
  /** Subjects of connections to bootstrap servers that were asked for, each once. */
  const bootstrapped = (run: Cluster, from = 0): readonly string[] => [
    ...new Set(
      run
        .events('machine.transitioned', from)
        .filter(({ data }) => data.to === 'CONNECTING' && data.subject.endsWith(' (bootstrap)'))
        .map(({ data }) => data.subject.replace(/→.*/, '')),
    ),
  ];

  it('get a connection of their own, for what is asked before the cluster is known', () => {
    const consumers = [{ id: 'c', group: 'g', topics: ['orders'] }];
    const run = Cluster.of(cluster({ consumers })).at('15s');
    expect(bootstrapped(run)).toEqual(['producer-p', 'consumer-c']);
    for (const client of ['producer-p', 'consumer-c']) {
      const apis = run
        .events('request.sent')
        .filter(({ node, data }) => node === client && data.to.startsWith('broker-'))
        .map(({ data }) => (data.body as { readonly api: string }).api);
      // Versions, metadata, and what it cannot go on without, all to the one that it was given.
      expect(apis.slice(0, 3).sort()).toEqual(
        [
          'ApiVersions',
          'Metadata',
          client === 'consumer-c' ? 'FindCoordinator' : 'InitProducerId',
        ].sort(),
      );
    }
    expect(transitions(run, 'producer-p→broker-1')).toEqual([
      'CONNECTING',
      'CHECKING_API_VERSIONS',
      'READY',
    ]);
  });

  it('are asked again when no broker can be reached', () => {
    const run = Cluster.of(cluster({ cluster: { brokers: 1 }, topics: [{ name: 'orders' }] }));
    run.at('20s');
    expect(bootstrapped(run, 12)).toEqual([]);
    run.when({ type: 'broker.crash', data: { broker: 1 } }).at('30s');
    expect(bootstrapped(run, 20)).toEqual(['producer-p']);
    run.when({ type: 'broker.restart', data: { broker: 1 } }).at('60s');
    expect(acknowledgementTimes(run, 45, 55).at(-1)).toBeLessThan(1);
  });
});

describe('an idle connection', () => {
  /** How long (s) the first connection to a bootstrap server was ready. */
  function readyFor(run: Cluster): number | undefined {
    const steps = run
      .events('machine.transitioned')
      .filter(({ data }) => /^producer-p→.* \(bootstrap\)$/.test(data.subject));
    const ready = steps.find(({ data }) => data.to === 'READY');
    const gone = steps.find(({ data }) => data.to === 'DISCONNECTED');
    return gone === undefined ? undefined : (gone.atUs - (ready?.atUs ?? 0)) / 1e6;
  }

  it('is closed by its client after connections.max.idle.ms, and one in use is not', () => {
    const configs = { 'connections.max.idle.ms': 5000 };
    const producers = [{ id: 'p', topic: 'orders', keys: 'none', recordsPerSecond: 2, configs }];
    const run = Cluster.of(cluster({ producers })).at('40s');
    expect(readyFor(run)).toBeCloseTo(5, 1);
    expect(transitions(run, 'producer-p→broker-1')).toHaveLength(3);
  });

  it('is closed by the broker after its own connections.max.idle.ms', () => {
    const configs = { 'connections.max.idle.ms': 4000 };
    const run = Cluster.of(cluster({ cluster: { brokers: 3, configs } })).at('40s');
    expect(readyFor(run)).toBeCloseTo(4, 1);
    expect(transitions(run, 'producer-p→broker-1')).toHaveLength(3);
    expect(run.events('request.timed-out')).toEqual([]);
  });
});
