// Applications that handle one record after the other: when they commit, what becomes of what cannot
// be handled, who starts them again; and where they go on when they seek or commit by hand.
import { describe, expect, it } from 'vitest';
import type { ConsumerSpec, HandlingSpec, KafkaCommandMap } from '#kafka/commands.ts';
import { Cluster, group } from './cluster.ts';

const CAREFUL: HandlingSpec = {
  failOn: null,
  onFailure: 'crash',
  attempts: 1,
  retryMs: 0,
  slowOn: null,
  slowMs: 0,
  deadLetters: null,
  restartMs: null,
};

/** Ten records, one of which says `bad`, and a desk that begins to read them at 12 s, 1 s for each. */
function givenDesk(
  spec: Partial<Omit<ConsumerSpec, 'handling'>>,
  handling: Partial<HandlingSpec> = {},
): Cluster {
  const cluster = Cluster.bare(1, { 'offsets.topic.replication.factor': '1' }).after('5s');
  cluster.topic('orders').on([1]);
  cluster.topic('orders.dlq').on([1]);
  cluster
    .producer('p1')
    .add({ topic: 'orders', recordsPerSecond: 0, configs: { 'linger.ms': '0' } });
  cluster.after('2s');
  for (let one = 0; one < 10; one += 1) {
    const value = one === 4 ? 'bad' : `order ${one}`;
    cluster.producer('p1').send({ topic: 'orders', value });
  }
  cluster.at('12s');
  return cluster.consumer('desk').add({
    group: 'desks',
    topics: ['orders'],
    processingMs: 1_000,
    ...spec,
    handling: { ...CAREFUL, ...handling },
    configs: { 'auto.offset.reset': 'earliest' },
  });
}

function outcomes(cluster: Cluster): readonly string[] {
  return cluster.events('record.handled').map(({ data }) => `${data.offset} ${data.outcome}`);
}

const done = (...offsets: readonly number[]) => offsets.map((offset) => `${offset} done`);
const committed = (cluster: Cluster) => cluster.read(group('desks')).committed.get('orders-0');

describe('an application that handles one by one', () => {
  it('leaves an effect of each record, and has no effect twice when it commits each', () => {
    const cluster = givenDesk({ commit: 'each' });
    cluster.until((frame) => frame.consumers.get('desk')?.handledCount === 3);
    cluster.after('500ms').consumer('desk').crash().after('1s');
    expect(committed(cluster)).toBe(3);
    // Its session must end before it is a member again.
    cluster.consumer('desk').restart().after('75s');
    expect(outcomes(cluster)).toEqual(done(0, 1, 2, 3, 4, 5, 6, 7, 8, 9));
    expect(committed(cluster)).toBe(10);
  });

  it('repeats what it had in hand when it commits afterwards, and forgets it when before', () => {
    const after = givenDesk({ commit: 'sync' });
    const before = givenDesk({ commit: 'before' });
    for (const cluster of [after, before]) {
      cluster.until((frame) => frame.consumers.get('desk')?.handledCount === 3);
      cluster.consumer('desk').crash().after('1s').consumer('desk').restart().after('75s');
    }
    expect(outcomes(after)).toEqual(done(0, 1, 2, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9));
    expect(outcomes(before)).toEqual(done(0, 1, 2));
    expect([committed(after), committed(before)]).toEqual([10, 10]);
  });

  it('takes longer for some', () => {
    const cluster = givenDesk({ commit: 'each' }, { slowOn: '^bad$', slowMs: 20_000 });
    cluster.until((frame) => frame.consumers.get('desk')?.handledCount === 10);
    const times = cluster.events('record.handled').map(({ atUs }) => atUs / 1e6);
    const steps = times.slice(1).map((at, index) => Math.round(at - (times[index] ?? 0)));
    expect(steps).toEqual([1, 1, 1, 20, 1, 1, 1, 1, 1]);
  });
});

describe('a record that cannot be handled', () => {
  it('ends the process, again and again, as its supervisor starts it again', () => {
    const cluster = givenDesk({ commit: 'each' }, { failOn: 'bad', restartMs: 1_000 }).after(
      '130s',
    );
    expect(outcomes(cluster).slice(0, 5)).toEqual([...done(0, 1, 2, 3), '4 crash']);
    expect(new Set(outcomes(cluster).slice(4))).toEqual(new Set(['4 crash']));
    expect(cluster.events('node.crashed').length).toBeGreaterThan(1);
    const [crashed] = cluster.events('node.crashed');
    const again = cluster.events('node.started').find(({ id }) => id > (crashed?.id ?? 0));
    expect((again?.atUs ?? 0) - (crashed?.atUs ?? 0)).toBe(1_000_000);
    expect(committed(cluster)).toBe(4);
  });

  it('is tried again until max.poll.interval.ms has passed, with all behind it waiting', () => {
    const cluster = givenDesk(
      { commit: 'each' },
      { failOn: 'bad', onFailure: 'retry', retryMs: 4_000 },
    );
    cluster.after('60s');
    expect(outcomes(cluster).slice(0, 6)).toEqual([...done(0, 1, 2, 3), '4 retry', '4 retry']);
    expect(committed(cluster)).toBe(4);
    cluster.after('300s');
    expect(cluster.frame().groups.get('desks')?.members).toEqual([]);
  });

  it('is left out after some attempts', () => {
    const handling = { failOn: 'bad', onFailure: 'skip', attempts: 2 } as const;
    const cluster = givenDesk({ commit: 'each' }, handling).after('40s');
    expect(outcomes(cluster)).toEqual([
      ...done(0, 1, 2, 3),
      '4 retry',
      '4 skipped',
      ...done(5, 6, 7, 8, 9),
    ]);
    expect(committed(cluster)).toBe(10);
  });

  it('is sent to a dead letter topic by the application’s own producer', () => {
    const deadLetters = { producer: 'p1', topic: 'orders.dlq' };
    const handling = { failOn: 'bad', onFailure: 'dlq', deadLetters } as const;
    const cluster = givenDesk({ commit: 'each' }, handling).after('40s');
    expect(outcomes(cluster)[4]).toBe('4 set aside');
    const log = cluster.frame().topics.get('orders.dlq')?.partitions[0]?.replicas.get(1)?.log ?? [];
    expect([...log].map(({ value }) => value?.text)).toEqual(['bad']);
  });
});

describe('by hand', () => {
  const seek = (cluster: Cluster, offset: KafkaCommandMap['consumer.seek']['offset']) =>
    cluster.when({
      type: 'consumer.seek',
      data: { consumer: 'desk', topic: 'orders', partition: 0, offset },
    });
  const position = (cluster: Cluster) =>
    cluster.frame().consumers.get('desk')?.positions.get('orders-0');

  it('a consumer seeks to the beginning, the end, a time', () => {
    const cluster = givenDesk({ processingMs: 1 }).after('20s');
    expect(position(cluster)).toBe(10);
    const from = cluster.mark();
    seek(cluster, 'beginning').after('1s');
    expect(cluster.events('offset.reset', from).map(({ data }) => data)).toMatchObject([
      { by: 'seek', offset: 0 },
    ]);
    expect([position(cluster), outcomes(cluster).length]).toEqual([10, 20]);
    const sentMs = Math.floor(cluster.engine.nowUs / 1_000);
    cluster.producer('p1').send({ topic: 'orders', value: 'late' }).after('1s');
    seek(cluster, { timestampMs: sentMs }).after('1s');
    expect(outcomes(cluster).slice(20)).toEqual(done(10, 10));
    // Nothing is as young as that.
    seek(cluster, { timestampMs: sentMs + 1_000_000 }).after('1s');
    seek(cluster, 'end').after('1s');
    expect(cluster.events('offset.reset', from).map(({ data }) => data.offset)).toEqual([
      ...[0, 10, 11, 11],
    ]);
    expect(outcomes(cluster).slice(20)).toEqual(done(10, 10));
  });

  it('a consumer commits what it says, or what it has read', () => {
    const cluster = givenDesk({ commit: 'none', processingMs: 1 }).after('20s');
    expect(committed(cluster)).toBe(undefined);
    const commit = (offsets: KafkaCommandMap['consumer.commit']['offsets']) =>
      cluster.when({ type: 'consumer.commit', data: { consumer: 'desk', offsets } }).after('1s');
    commit([{ topic: 'orders', partition: 0, offset: 4 }]);
    expect(committed(cluster)).toBe(4);
    commit(null);
    expect(committed(cluster)).toBe(10);
  });
});

describe('a fault that is armed', () => {
  it('loses the answer to a Produce request: the record is written again without idempotence', () => {
    for (const isIdempotent of [true, false]) {
      const cluster = Cluster.bare(1).after('5s');
      cluster.topic('orders').on([1]);
      const configs = { 'linger.ms': '0', 'enable.idempotence': String(isIdempotent) };
      cluster.producer('p1').add({ topic: 'orders', recordsPerSecond: 0, configs }).after('2s');
      cluster.when({
        type: 'fault.arm',
        data: {
          api: 'Produce',
          kind: 'response',
          from: null,
          to: 'producer-p1',
          action: 'drop',
          delayMs: 0,
          times: 1,
        },
      });
      cluster.producer('p1').send({ topic: 'orders', value: 'x' }).after('5s');
      const log = cluster.frame().topics.get('orders')?.partitions[0]?.replicas.get(1)?.log;
      expect(log?.recordCount).toBe(isIdempotent ? 1 : 2);
      expect(cluster.frame().faults.size).toBe(0);
    }
  });
});
