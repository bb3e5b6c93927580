// What is wrong with a request is said before anything happens; what Kafka refuses, Kafka refuses.
import { beforeEach, describe, expect, test } from 'vitest';
import { describeProblem } from '#base/problem.ts';
import type { KafkaRequest } from '#kafka/commands.ts';
import { Session } from '#session/session.ts';
import { scenarioOf } from '#test/story/cluster.ts';

let session: Session;
beforeEach(() => {
  session = Session.open(
    scenarioOf({
      cluster: { brokers: 3 },
      topics: [{ name: 'orders' }],
      producers: [{ topic: 'orders', recordsPerSecond: 5 }],
      groups: [{ id: 'billing', topics: ['orders'] }],
    }),
  );
});

function specOf(id: string, configs = {}): KafkaRequest {
  const spec = session.frame().consumers.get('billing-c1')?.spec;
  if (spec === undefined) throw new Error('there is no consumer');
  return { type: 'consumer.add', data: { ...spec, id, configs } };
}

describe('a request that cannot be carried out', () => {
  const wrong: readonly (readonly [string, KafkaRequest])[] = [
    [
      "broker.crash.broker: must name a broker of this cluster (got '9'). Use one of: 1, 2, 3.",
      { type: 'broker.crash', data: { broker: 9 } },
    ],
    [
      "controller.crash.controller: must name a controller of this cluster (got '7'). Use one of: 1, 2, 3.",
      { type: 'controller.crash', data: { controller: 7 } },
    ],
    [
      "consumer.pause.consumer: must name a consumer of this cluster (got 'biling-c1'). Did you mean 'billing-c1'?",
      { type: 'consumer.pause', data: { consumer: 'biling-c1' } },
    ],
    [
      "producer.remove.producer: must name a producer of this cluster (got 'p2'). Did you mean 'p1'?",
      { type: 'producer.remove', data: { producer: 'p2' } },
    ],
    [
      'broker.add.id: must be new: the names of those that left are not given again (got 2). Give it another name.',
      { type: 'broker.add', data: { id: 2, rack: null } },
    ],
    [
      "producer.alter.changes.configs['acs']: Unknown producer config name: acs (got 'acs'). Did you mean 'acks'?",
      { type: 'producer.alter', data: { producer: 'p1', changes: { configs: { acs: 'all' } } } },
    ],
    [
      "producer.alter.changes.configs['max.in.flight.requests.per.connection']: To use the idempotent producer, max.in.flight.requests.per.connection must be set to at most 5. Current value is 6. (got '6'). Kafka refuses to start a producer with these configs.",
      {
        type: 'producer.alter',
        data: {
          producer: 'p1',
          changes: { configs: { 'max.in.flight.requests.per.connection': '6' } },
        },
      },
    ],
    [
      'packet.drop.packet: must be on its way (got 999999). It has arrived, or was lost. Step back to catch it.',
      { type: 'packet.drop', data: { packet: 999_999 } },
    ],
    [
      "link.cut: must name a node of this cluster (got 'broker-4'). Did you mean 'broker-1'?",
      { type: 'link.cut', data: { a: 'broker-1', b: 'broker-4' } },
    ],
  ];

  test.each(wrong)('%s', (sentence, request) => {
    const endUs = session.playheadUs + 10_000_000;
    const calm = session.hash(endUs);
    let calls = 0;
    session.subscribe(() => (calls += 1));
    expect(session.dispatch(request).map(describeProblem)).toEqual([sentence]);
    expect([session.liveCommands, session.canUndo, calls]).toEqual([[], false, 0]);
    expect(session.hash(endUs)).toBe(calm);
  });

  test('a consumer by a name that is taken, also by one that has left', () => {
    expect(session.dispatch(specOf('billing-c1'))).toHaveLength(1);
    session.dispatch({ type: 'consumer.remove', data: { consumer: 'billing-c1' } });
    session.seek(session.playheadUs + 5_000_000);
    expect(session.dispatch(specOf('billing-c1'))).toHaveLength(1);
    expect(session.dispatch(specOf('billing-c2'))).toEqual([]);
    expect(session.dispatch(specOf('billing-c2'))).toHaveLength(1);
  });

  test('a consumer with a config that Kafka does not know', () => {
    const [problem] = session.dispatch(specOf('billing-c2', { 'session.timeout': '1' }));
    expect(problem?.path).toBe("consumer.add.configs['session.timeout']");
  });
});

describe('what only Kafka can judge', () => {
  test('is asked, and refused in the trace', () => {
    const request: KafkaRequest = {
      type: 'partitions.create',
      data: { topic: 'order', count: 3 },
    };
    expect(session.dispatch(request)).toEqual([]);
    session.seek(session.playheadUs + 5_000_000);
    expect(session.marks().at(-1)?.label).toBe('partitions.create: UNKNOWN_TOPIC_OR_PARTITION');
  });

  test('is asked of nodes that a moment ago did not exist', () => {
    session.dispatch({ type: 'broker.add', data: { id: 4, rack: null } });
    expect(session.dispatch({ type: 'broker.crash', data: { broker: 4 } })).toEqual([]);
    expect(session.frame().brokers.get(4)?.status).toBe('crashed');
  });

  test('is asked of packets that are on their way', () => {
    for (let step = 0; step < 20 && session.frame().packets.size === 0; step += 1) {
      session.stepForward();
    }
    const [packet = -1] = session.frame().packets.keys();
    expect(session.dispatch({ type: 'packet.drop', data: { packet } })).toEqual([]);
    expect(session.dispatch({ type: 'packet.drop', data: { packet } })).toHaveLength(1);
  });
});
