// The producer's rules at their boundaries: one less, equal, one more.
import { describe, expect, it } from 'vitest';
import type { RequestBody } from '#kafka/protocol/api.ts';
import { Cluster } from './cluster.ts';

type Configs = Readonly<Record<string, string>>;

/** A producer `p` of `orders` on broker 1, which has its id and its metadata. */
function given(configs: Configs, partitions = 1): Cluster {
  const cluster = Cluster.bare(1).at('8s');
  const assignments = Array.from({ length: partitions }, () => [1]);
  cluster.topic('orders').create({ assignments }).after('1s');
  const fields = { topic: 'orders', recordsPerSecond: 0, valueBytes: 0, configs };
  return cluster.producer('p').add(fields).after('2s');
}

function send(cluster: Cluster, value: string, partition: number | null = 0): void {
  cluster.producer('p').send({ topic: 'orders', value, partition });
}

/** Produce requests: when they left, in µs, and how many records are in each batch. */
function requests(cluster: Cluster) {
  return cluster.events('request.sent').flatMap(({ node, atUs, data }) => {
    const body = data.body as RequestBody;
    if (node !== 'producer-p' || body.api !== 'Produce') return [];
    const records = body.partitions.map(({ batch }) => batch.records.length);
    return [{ atUs, records, sizes: body.partitions.map(({ batch }) => batch.sizeBytes) }];
  });
}

function completions(cluster: Cluster) {
  return cluster.events('batch.completed').map(({ atUs, data }) => [atUs, data.errorCode] as const);
}

describe('linger.ms', () => {
  it('lets a batch go when it has passed, to the microsecond', () => {
    const cluster = given({ 'linger.ms': '20' });
    const fromUs = cluster.engine.nowUs;
    send(cluster, 'v');
    cluster.after('1s');
    expect(requests(cluster).map(({ atUs }) => atUs - fromUs)).toEqual([20_000]);
  });

  it('of 0 waits for nothing', () => {
    const cluster = given({ 'linger.ms': '0' });
    const fromUs = cluster.engine.nowUs;
    send(cluster, 'v');
    cluster.after('1s');
    expect((requests(cluster)[0]?.atUs ?? 0) - fromUs).toBeLessThanOrEqual(1);
  });
});

describe('batch.size', () => {
  const value = 'v'.repeat(300);

  /** Size of a batch with two of these records. */
  function sizeOfTwo(): number {
    const cluster = given({ 'linger.ms': '50' });
    send(cluster, value);
    send(cluster, value);
    cluster.after('1s');
    return requests(cluster)[0]?.sizes[0] ?? 0;
  }

  it.each([
    ['one less', -1, [[1], [1]]],
    ['exactly that', 0, [[2]]],
    ['one more', 1, [[2]]],
  ])('with room for two records, %s', (_, more, batches) => {
    const cluster = given({ 'linger.ms': '50', 'batch.size': String(sizeOfTwo() + more) });
    send(cluster, value);
    send(cluster, value);
    cluster.after('1s');
    expect(requests(cluster).map(({ records }) => records)).toEqual(batches);
  });

  it('a batch that is full does not linger', () => {
    const cluster = given({ 'linger.ms': '500', 'batch.size': String(sizeOfTwo()) });
    const fromUs = cluster.engine.nowUs;
    send(cluster, value);
    send(cluster, value);
    cluster.after('1s');
    expect((requests(cluster)[0]?.atUs ?? 0) - fromUs).toBeLessThan(1_000);
  });
});

describe('max.request.size', () => {
  it.each([
    ['one less than two batches', -1, [[1], [1]]],
    ['exactly two batches', 0, [[1, 1]]],
  ])('of %s', (_, more, batches) => {
    const one = given({ 'linger.ms': '50' }, 2);
    send(one, 'v'.repeat(200), 0);
    one.after('1s');
    const size = requests(one)[0]?.sizes[0] ?? 0;
    const cluster = given({ 'linger.ms': '50', 'max.request.size': String(2 * size + more) }, 2);
    send(cluster, 'v'.repeat(200), 0);
    send(cluster, 'v'.repeat(200), 1);
    cluster.after('1s');
    expect(requests(cluster).map(({ records }) => records)).toEqual(batches);
  });
});

describe('buffer.memory', () => {
  it('is given back to the last byte, however many batches there were', () => {
    const cluster = given({
      'linger.ms': '0',
      'batch.size': '1000',
      'buffer.memory': '1000',
      'max.block.ms': '500',
    });
    for (let count = 0; count < 40; count += 1) {
      send(cluster, 'v');
      cluster.after('50ms');
    }
    expect(cluster.events('client.failed')).toEqual([]);
    expect(requests(cluster)).toHaveLength(40);
  });
});

describe('delivery.timeout.ms', () => {
  it('ends a batch at its very moment', () => {
    const cluster = given({
      'linger.ms': '0',
      'delivery.timeout.ms': '3000',
      'request.timeout.ms': '3000',
    });
    cluster.link(1, 'producer-p').cut();
    const fromUs = cluster.engine.nowUs;
    send(cluster, 'v');
    cluster.after('10s');
    expect(completions(cluster)).toEqual([[fromUs + 3_000_000, 'REQUEST_TIMED_OUT']]);
  });
});

describe('retries', () => {
  it.each([0, 1, 3])('%d: so often is a batch tried again, and no more', (retries) => {
    const cluster = given({
      'linger.ms': '0',
      retries: String(retries),
      'enable.idempotence': 'false',
    });
    // Every answer is lost, so that each attempt fails with its connection.
    cluster.when({
      type: 'fault.arm',
      data: {
        api: 'Produce',
        kind: 'response',
        from: null,
        to: 'producer-p',
        action: 'drop',
        delayMs: 0,
        times: 20,
      },
    });
    send(cluster, 'v');
    cluster.after('100s');
    expect(cluster.events('batch.retried')).toHaveLength(retries);
    expect(requests(cluster)).toHaveLength(retries + 1);
    expect(completions(cluster).map(([, errorCode]) => errorCode)).toEqual(['NETWORK_EXCEPTION']);
  });
});

describe('a batch that came back and expired', () => {
  it('leaves a gap in the sequences: the next records begin a new epoch', () => {
    const cluster = given({
      'linger.ms': '0',
      'delivery.timeout.ms': '2500',
      'request.timeout.ms': '2000',
    });
    cluster.when({
      type: 'fault.arm',
      data: {
        api: 'Produce',
        kind: 'request',
        from: 'producer-p',
        to: null,
        action: 'drop',
        delayMs: 0,
        times: 1,
      },
    });
    send(cluster, 'lost');
    cluster.after('10ms').link(1, 'producer-p').cut().after('5s');
    expect(cluster.events('batch.retried')).toHaveLength(1);
    expect(completions(cluster).map(([, errorCode]) => errorCode)).toEqual(['REQUEST_TIMED_OUT']);
    cluster.link(1, 'producer-p').heal();
    send(cluster, 'next');
    cluster.after('10s');
    expect(completions(cluster).at(-1)?.[1]).toBe('NONE');
    const appended = cluster.events('records.appended').at(-1)?.data.batch;
    expect([appended?.producerEpoch, appended?.baseSequence]).toEqual([1, 0]);
  });
});
