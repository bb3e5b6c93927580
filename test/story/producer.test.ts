// What a producer does with its records, as KafkaProducer and its Sender do it: which batches go
// together, what waits, what is tried again, and what the application is told.
import { describe, expect, it } from 'vitest';
import type { RequestBody } from '#kafka/protocol/api.ts';
import { Cluster } from './cluster.ts';

interface Given {
  readonly configs?: Readonly<Record<string, string | number | boolean>>;
  readonly partitions?: number;
  readonly topic?: object;
  readonly producer?: object;
  readonly commands?: readonly object[];
  readonly latencyMs?: number;
  readonly brokers?: number;
}

/** A producer `p` of `orders`; records come by hand unless a rate is given. */
function given(options: Given): Cluster {
  const { configs = {}, partitions = 1, topic = {}, producer = {}, commands = [] } = options;
  const { latencyMs = 1, brokers = 3 } = options;
  return Cluster.of({
    cluster: {
      brokers,
      controllers: { mode: 'separate', count: 1 },
      network: { latencyMs, jitterMs: 0 },
    },
    topics: [{ name: 'orders', partitions, replicationFactor: brokers, ...topic }],
    producers: [{ id: 'p', topic: 'orders', recordsPerSecond: 0, configs, ...producer }],
    commands,
  });
}

/** Sends a record by hand to a partition, or to where its key or the partitioner wants it. */
function send(run: Cluster, partition: number | null, topic = 'orders'): void {
  run.when({
    type: 'record.produce',
    data: { producer: 'p', topic, key: null, value: 'v', partition },
  });
}

/** Produce requests that left: when, to whom, and how many records of which partition. */
function produceRequests(run: Cluster, fromS = 0) {
  return run.events('request.sent', fromS).flatMap(({ node, atUs, data }) => {
    const body = data.body as RequestBody;
    if (node !== 'producer-p' || body.api !== 'Produce') return [];
    const batches = body.partitions.map(({ partition, batch }) => ({
      partition,
      records: batch.records.length,
    }));
    return [{ atS: atUs / 1e6, to: data.to, batches }];
  });
}

function failures(run: Cluster): readonly string[] {
  return run.events('client.failed').map(({ data }) => data.errorMessage);
}

/** What the application was told of its batches, from `fromS` on. */
function errorsOfBatches(run: Cluster, fromS = 0): readonly string[] {
  return [...new Set(run.events('batch.completed', fromS).map(({ data }) => data.errorCode))];
}

describe('a drain', () => {
  it('takes the first batch of every partition of a ready broker, lingered or not', () => {
    const run = given({
      configs: { 'linger.ms': 1000, 'enable.idempotence': false, acks: 1 },
      topic: { partitions: 3, assignments: [[1], [1], [1]], replicationFactor: 1 },
    }).at(10);
    send(run, 0);
    run.at(10.4);
    send(run, 1);
    run.at(10.9);
    send(run, 2);
    run.at(14);
    const sent = produceRequests(run, 10);
    expect(sent).toHaveLength(1);
    expect(sent[0]?.atS).toBeCloseTo(11, 2);
    expect(sent[0]?.batches.map(({ partition }) => partition).sort()).toEqual([0, 1, 2]);
  });

  it('pipelines a backlog, up to max.in.flight.requests.per.connection', () => {
    const run = given({
      latencyMs: 20,
      configs: { 'linger.ms': 0, 'batch.size': 0, acks: 1 },
      brokers: 1,
    }).at(10);
    for (let index = 0; index < 12; index += 1) send(run, 0);
    run.at(12);
    const times = produceRequests(run, 10).map(({ atS }) => atS);
    // Five at once, and the sixth with the first answer.
    expect(times.filter((atS) => atS === times[0])).toHaveLength(5);
    expect(times[5]).toBeCloseTo((times[0] ?? 0) + 0.04, 3);
  });

  it('one request at a time keeps the order without idempotence', () => {
    const run = given({
      configs: {
        'linger.ms': 0,
        'batch.size': 0,
        'enable.idempotence': false,
        'max.in.flight.requests.per.connection': 1,
      },
      latencyMs: 20,
      brokers: 1,
    }).at(10);
    for (let index = 0; index < 3; index += 1) send(run, 0);
    run.at(12);
    const times = produceRequests(run, 10).map(({ atS }) => atS);
    const gaps = times.slice(1).map((atS, index) => atS - (times[index] ?? 0));
    expect(gaps.map((gap) => Math.round(gap * 1_000))).toEqual([40, 40]);
  });
});

describe('an unreachable broker', () => {
  it('costs no retries: an ordinary failover loses nothing with retries=3', () => {
    const run = given({
      configs: { retries: 3 },
      topic: { assignments: [[1, 2, 3]], partitions: 1 },
      producer: { recordsPerSecond: 10 },
      commands: [{ at: '20s', type: 'broker.crash', broker: 1 }],
    }).at(50);
    expect(errorsOfBatches(run, 10)).toEqual(['NONE']);
    const attempts = run.events('batch.retried', 10).map(({ data }) => data.attempt);
    expect(Math.max(0, ...attempts)).toBeLessThanOrEqual(1);
    expect(run.events('batch.completed', 20).length).toBeGreaterThan(100);
  });
});

describe('a leader that has moved', () => {
  it('names the new one, and the batch goes there at once, without backoff (KIP-951)', () => {
    const run = given({
      configs: { acks: 1, 'linger.ms': 0, 'metadata.max.age.ms': 300_000 },
      topic: { assignments: [[1, 2, 3]], partitions: 1 },
    }).at(10);
    send(run, 0);
    run.at(12).when({
      type: 'partition.reassign',
      data: { topic: 'orders', partition: 0, replicas: [2, 3] },
    });
    run.at(16);
    send(run, 0);
    run.at(18);
    const [refused, again] = produceRequests(run, 15);
    expect([refused?.to, again?.to]).toEqual(['broker-1', 'broker-2']);
    const retried = run.events('batch.retried', 15)[0];
    expect(retried?.data.errorCode).toBe('NOT_LEADER_OR_FOLLOWER');
    expect((again?.atS ?? 0) - (retried?.atUs ?? 0) / 1e6).toBeLessThan(0.01);
  });

  it('closes the connection of a producer with acks=0, which then asks who leads', () => {
    const run = given({
      configs: { acks: 0, 'linger.ms': 0 },
      topic: { assignments: [[1, 2, 3]], partitions: 1 },
      producer: { recordsPerSecond: 10 },
    }).at(10);
    run.when({
      type: 'partition.reassign',
      data: { topic: 'orders', partition: 0, replicas: [2, 3] },
    });
    run.at(20);
    // Records were lost on the way, and the application was never told.
    expect(errorsOfBatches(run)).toEqual(['NONE']);
    expect(new Set(run.events('batch.completed').map(({ data }) => data.baseOffset))).toEqual(
      new Set([-1]),
    );
    const appended = run
      .events('records.appended', 15)
      .filter(({ data }) => data.topic === 'orders' && data.role === 'leader');
    expect(appended.length).toBeGreaterThan(30);
    expect(new Set(appended.map(({ data }) => data.broker))).toEqual(new Set([2]));
  });
});

describe('acks=0', () => {
  it('is done when it is written, whatever becomes of the broker', () => {
    const run = given({
      configs: { acks: 0, 'linger.ms': 0 },
      brokers: 1,
      producer: { recordsPerSecond: 10 },
      latencyMs: 20,
    }).at(10);
    run.when({ type: 'broker.pause', data: { broker: 1 } }).at(12);
    const completed = run.events('batch.completed', 10);
    expect(completed.length).toBeGreaterThan(15);
    const created = run.events('record.created', 10);
    expect(completed[0]?.atUs).toBe(created[0]?.atUs);
  });
});

describe('keyless records', () => {
  it('in a trickle change partition after batch.size bytes: 16 of 1 kB', () => {
    const run = given({
      partitions: 3,
      producer: { keys: 'none', recordsPerSecond: 10, valueBytes: 1000 },
    }).at(60);
    const partitions = run.events('record.created').map(({ data }) => data.partition);
    const switches = run.events('partitioner.switched');
    expect(switches.length).toBeGreaterThan(20);
    expect(Math.round(partitions.length / (switches.length + 1))).toBe(16);
  });
});

describe('send()', () => {
  it('waits for the metadata of its topic no longer than max.block.ms, record by record', () => {
    const run = given({
      configs: { 'max.block.ms': 2000 },
      producer: { recordsPerSecond: 0 },
      commands: [],
    }).at(10);
    send(run, 7);
    send(run, 8);
    run.at(15);
    expect(failures(run)).toEqual([
      'Partition 7 of topic orders with partition count 1 is not present in metadata after 2000 ms.',
      'Partition 8 of topic orders with partition count 1 is not present in metadata after 2000 ms.',
    ]);
    expect(run.events('client.failed').map(({ atUs }) => atUs / 1e6)).toEqual([12, 14]);
  });

  it('blocks when buffer.memory is full, so that an outage slows the application down', () => {
    const run = given({
      configs: { 'buffer.memory': 65_536, 'max.block.ms': 5000, 'linger.ms': 0, 'batch.size': 0 },
      producer: { recordsPerSecond: 50, valueBytes: 1000 },
      brokers: 1,
    }).at(10);
    run.when({ type: 'broker.pause', data: { broker: 1 } }).at(14);
    // 65,536 bytes are 60 records of 1,000 bytes and their overhead.
    const made = run.events('record.created', 10).length;
    expect(made).toBeGreaterThan(55);
    expect(made).toBeLessThan(65);
    run.at(20);
    expect(failures(run)[0]).toMatch(
      /^Failed to allocate 10\d\d bytes within the configured max blocking time 5000 ms\. Total memory: 65536 bytes\./,
    );
    run.when({ type: 'broker.resume', data: { broker: 1 } }).at(30);
    expect(run.events('record.created', 22).length).toBeGreaterThan(350);
  });

  it('refuses a record above max.request.size', () => {
    const run = given({
      configs: { 'max.request.size': 100_000 },
      producer: { valueBytes: 900_000 },
    }).at(10);
    send(run, 0);
    run.at(12);
    expect(failures(run)[0]).toMatch(
      /^The message is 9000\d\d bytes when serialized which is larger than 100000, which is the value of the max\.request\.size configuration\.$/,
    );
    expect(produceRequests(run)).toEqual([]);
  });
});

describe('a batch', () => {
  it('that is too large for its topic is split, at the cost of no retry', () => {
    const run = given({
      configs: { 'linger.ms': 500, retries: 1, 'batch.size': 100_000 },
      topic: { configs: { 'max.message.bytes': 20_000 } },
      producer: { recordsPerSecond: 50, valueBytes: 1000 },
    }).at(30);
    expect(errorsOfBatches(run)).toEqual(['NONE']);
    expect(run.events('batch.retried')).toEqual([]);
    const created = run.events('record.created').length;
    const completed = run.events('batch.completed').flatMap(({ data }) => data.recordIds);
    expect(completed.length).toBeGreaterThan(created - 60);
    expect(new Set(completed).size).toBe(completed.length);
  });

  it('is given up after delivery.timeout.ms, also while it is in flight', () => {
    const run = given({
      configs: { 'delivery.timeout.ms': 10_000, 'request.timeout.ms': 9000, 'linger.ms': 0 },
      producer: { recordsPerSecond: 10 },
      brokers: 1,
    }).at(10);
    run.when({ type: 'broker.pause', data: { broker: 1 } }).at(40);
    const createdUs = new Map(
      run.events('record.created').map(({ atUs, data }) => [data.recordId, atUs]),
    );
    const failed = run.events('batch.completed', 10).filter((one) => one.data.errorCode !== 'NONE');
    expect(failed.flatMap(({ data }) => data.recordIds).length).toBeGreaterThan(100);
    for (const { atUs, data } of failed) {
      const [first = ''] = data.recordIds;
      expect((atUs - (createdUs.get(first) ?? 0)) / 1e6).toBeCloseTo(10, 2);
    }
  });

  it('that comes back without idempotence goes to the head, whatever is in flight', () => {
    const run = given({
      configs: {
        'linger.ms': 0,
        'batch.size': 0,
        'enable.idempotence': false,
        'retry.backoff.ms': 100,
      },
      topic: { configs: { 'min.insync.replicas': 2 } },
      brokers: 2,
      commands: [{ at: '10s', type: 'broker.stop', broker: 2 }],
    }).at(20);
    send(run, 0);
    send(run, 0);
    run.at(20.3);
    const retried = run.events('batch.retried', 20);
    expect(retried.length).toBeGreaterThan(1);
    expect(errorsOfBatches(run, 20)).toEqual([]);
  });
});

describe('an idempotent producer', () => {
  it('asks for its id when it starts, not with its first record', () => {
    const run = given({}).at(10);
    expect(run.events('record.created')).toEqual([]);
    const asked = run
      .events('request.sent')
      .filter(({ data }) => (data.body as RequestBody).api === 'InitProducerId');
    // A broker has no block of ids yet, and says so while it asks the controller for one: the bootstrap
    // server first, then the one that is asked once the cluster is known.
    const to = asked.map(({ data }) => data.to);
    expect(to).toHaveLength(3);
    expect(to[1]).toBe(to[2]);
  });
});

describe('configs that contradict each other', () => {
  function problemsOf(configs: Readonly<Record<string, string | number | boolean>>): string {
    try {
      Cluster.of({
        cluster: { brokers: 1 },
        topics: [{ name: 'orders' }],
        producers: [{ topic: 'orders', configs }],
      });
      return '';
    } catch (error) {
      return String(error);
    }
  }

  it.each([
    [{ 'enable.idempotence': true, acks: 1 }, 'Must set acks to all'],
    [{ 'enable.idempotence': true, retries: 0 }, 'Must set retries to non-zero'],
    [
      { 'max.in.flight.requests.per.connection': 6 },
      'must be set to at most 5. Current value is 6.',
    ],
    [{ 'transactional.id': 't', acks: 1 }, 'Cannot set a transactional.id without also enabling'],
    [
      { 'delivery.timeout.ms': 20_000 },
      'delivery.timeout.ms should be equal to or larger than linger.ms + request.timeout.ms',
    ],
  ])('are refused with Kafka’s words: %o', (configs, message) => {
    expect(problemsOf(configs)).toContain(message);
  });

  it.each([
    [{ acks: 1 }],
    [{ retries: 0 }],
    [{ acks: 1, 'max.in.flight.requests.per.connection': 5 }],
    [{ 'request.timeout.ms': 200_000 }],
  ])('are mended where Kafka mends them: %o', (configs) => {
    expect(problemsOf(configs)).toBe('');
  });
});
