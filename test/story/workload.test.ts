// What producers send by themselves: orders with a field for a key, values in turn, bursts; and what
// clients of other families do where nobody says otherwise.
import { describe, expect, it } from 'vitest';
import { Cluster, scenarioOf } from './cluster.ts';

/** One producer on a topic of six partitions, for five seconds. */
function run(producer: object, partitions = 6): Cluster {
  return Cluster.of({
    cluster: { brokers: 1 },
    topics: [{ name: 'orders', partitions }],
    producers: [{ id: 'p1', topic: 'orders', ...producer }],
  }).at('11s');
}

function created(cluster: Cluster) {
  return cluster.events('record.created').map(({ atUs, data }) => ({ atS: atUs / 1e6, ...data }));
}

describe('orders', () => {
  const orders = { key: 'customer', open: 2, types: ['made', 'paid'], countries: ['DE', 'FR'] };

  it('go through their events one after the other, several of them at a time', () => {
    const records = created(run({ orders, recordsPerSecond: 2, recordsMax: 6 }));
    expect(records.map(({ key, value }) => `${String(key)}: ${String(value)}`)).toEqual([
      'anna: 1 made anna DE',
      'ben: 2 made ben FR',
      'anna: 1 paid anna DE',
      'ben: 2 paid ben FR',
      'cleo: 3 made cleo DE',
      'anna: 4 made anna DE',
    ]);
  });

  it('may have another field for a key, or none', () => {
    for (const [key, expected] of [
      ['type', 'made'],
      ['id', '1'],
      ['country', 'DE'],
      [null, null],
    ]) {
      const [first] = created(run({ orders: { ...orders, key }, recordsPerSecond: 2 }));
      expect(first?.key).toBe(expected);
    }
  });
});

describe('values and bursts', () => {
  it('values come in turn', () => {
    const records = created(run({ values: ['good', 'bad'], recordsPerSecond: 1, recordsMax: 3 }));
    expect(records.map(({ value }) => value)).toEqual(['good', 'bad', 'good']);
  });

  it('so many records come at once, and then none for a while', () => {
    const burst = { records: 5, everyMs: 2_000 };
    const records = created(run({ burst, recordsPerSecond: 0, recordsMax: 12 }));
    const times = [...new Set(records.map(({ atS }) => atS))];
    expect(times).toHaveLength(3);
    // The first ones wait for metadata.
    expect((times[2] ?? 0) - (times[1] ?? 0)).toBeCloseTo(2);
    expect(records).toHaveLength(12);
  });
});

describe('a client of another family', () => {
  const specOf = (client: string, more: object = {}) =>
    scenarioOf({
      topics: [{ name: 'orders' }],
      producers: [{ topic: 'orders', client, ...more }],
    }).producers[0];

  it('has its own partitioner and defaults, unless it is told others', () => {
    expect(specOf('librdkafka')).toMatchObject({ partitioner: 'crc32' });
    expect(specOf('kafka-python')).toMatchObject({
      partitioner: 'murmur2_random',
      configs: { acks: '1', 'enable.idempotence': 'false' },
    });
    expect(specOf('kafka-python', { configs: { acks: 'all' } })?.configs['acks']).toBe('all');
    expect(specOf('java')).not.toHaveProperty('client');
  });

  it('kafka-python puts each record without a key anywhere, where Java fills one batch', () => {
    const spread = ['java', 'kafka-python'].map((client) => {
      const burst = { records: 40, everyMs: 60_000 };
      const records = created(run({ client, burst, keys: 'none', recordsPerSecond: 0 }));
      return new Set(records.map(({ partition }) => partition)).size;
    });
    expect(spread).toEqual([1, 6]);
  });

  it('kafka-python hashes keys as Java does', () => {
    const places = ['java', 'kafka-python'].map((client) =>
      created(run({ client, keys: 'few', recordsPerSecond: 10 })).map((one) => one.partition),
    );
    expect(places[1]).toEqual(places[0]);
  });
});
