// The presets about controllers, registrations and configs show what they promise: who decides, what
// waits when nobody can, and what brokers know when.
import { describe, expect, test } from 'vitest';
import type { RequestBody } from '#kafka/protocol/api.ts';
import { Cluster, recordIds } from './cluster.ts';

const TOPIC = 'orders';

function secondsOf(event: { readonly atUs: number } | undefined): number {
  return event === undefined ? NaN : event.atUs / 1e6;
}

/** States that a controller went through, with their epochs, from a second on. */
function quorumStates(cluster: Cluster, controller: number, fromS: number): readonly string[] {
  return cluster
    .events('quorum.changed', fromS)
    .filter(({ data }) => data.controller === controller)
    .map(({ data }) => `${data.state} ${data.epoch}`);
}

/** How many batches a producer had acknowledged between two seconds. */
function acknowledgements(cluster: Cluster, producer: string, fromS: number, toS: number): number {
  return cluster
    .events('batch.completed', fromS)
    .filter(({ atUs, data }) => atUs < toS * 1e6 && data.producer === producer)
    .filter(({ data }) => data.errorCode === 'NONE').length;
}

/** How far a broker has applied the metadata log at a second. */
function appliedOffset(cluster: Cluster, broker: number, atS: number): number {
  const applied = cluster
    .events('metadata.applied')
    .findLast(({ atUs, data }) => data.broker === broker && atUs <= atS * 1e6);
  return applied?.data.offset ?? 0;
}

describe('the loss of the active controller', () => {
  test('is met by pre-votes, then votes in a higher epoch, while records flow', () => {
    const cluster = Cluster.preset('controller-crash').at('50s');
    const [first, second, ...more] = cluster.events('controller.activated');
    expect(first?.data).toEqual({ controller: 103, epoch: 1 });
    expect(second?.atUs).toBeGreaterThan(15e6);
    expect(second?.data.controller).not.toBe(103);
    expect(more).toEqual([]);
    const { controller = 0, epoch = 0 } = second?.data ?? {};
    expect(epoch).toBeGreaterThan(1);

    const states = quorumStates(cluster, controller, 15);
    expect(states[0]).toBe('Prospective 1');
    expect(states.at(-1)).toBe(`Leader ${epoch}`);
    expect(states.at(-2)).toBe(`Candidate ${epoch}`);
    const votes = cluster.events('request.sent', '15s').flatMap(({ data }) => {
      const body = data.body as RequestBody;
      return body.api === 'Vote' ? [body] : [];
    });
    expect(votes[0]).toMatchObject({ preVote: true, candidateEpoch: 1 });
    expect(votes.filter((one) => !one.preVote).map((one) => one.candidateEpoch)).toContain(epoch);

    // One leader an epoch, and the old one follows when it is back.
    const leaders = cluster.events('quorum.changed').filter(({ data }) => data.state === 'Leader');
    expect(new Set(leaders.map(({ data }) => data.epoch)).size).toBe(leaders.length);
    const back = quorumStates(cluster, 103, 40);
    expect(back[0]).toBe('Resigned 1');
    expect(back.at(-1)).toBe(`Follower ${epoch}`);

    expect(acknowledgements(cluster, 'p1', 15, secondsOf(second))).toBeGreaterThan(3);
    expect(cluster.events('broker.fenced')).toEqual([]);
    // The log goes on where it was: the next decision bears the new epoch, and brokers apply it.
    const created = cluster
      .events('metadata.appended', '25s')
      .find(({ data }) => data.batch.records.some((record) => record.type === 'TopicRecord'));
    expect(created?.data).toMatchObject({ controller, batch: { epoch } });
    const offset = created?.data.batch.baseOffset ?? Infinity;
    for (const broker of [1, 2, 3])
      expect(appliedOffset(cluster, broker, 26)).toBeGreaterThan(offset);
  });
});

describe('the loss of the majority', () => {
  const cluster = Cluster.preset('controller-majority-lost').at('60s');
  const LOST_S = 12;
  const activated = cluster.events('controller.activated', LOST_S)[0];
  const backS = secondsOf(activated);

  test('leaves produce and consume alone', () => {
    expect(backS).toBeGreaterThan(40);
    expect(acknowledgements(cluster, 'p1', 20, 40)).toBeGreaterThan(5);
    const polled = cluster.events('records.polled', '20s').filter(({ atUs }) => atUs < 40e6);
    expect(polled.length).toBeGreaterThan(5);
  });

  test('stops every decision: no topic, no ISR, no leader, and nobody is fenced', () => {
    for (const type of ['topic.created', 'partition.changed', 'broker.fenced'] as const) {
      const decided = cluster.events(type, LOST_S);
      expect(decided.length).toBeGreaterThan(0);
      for (const one of decided) expect(secondsOf(one)).toBeGreaterThan(backS);
    }
    const refusals = cluster.errorsTo('admin', 'CreateTopics').filter((one) => one.atS > LOST_S);
    expect(new Set(refusals.map((one) => one.errorCode))).toEqual(new Set(['NOT_CONTROLLER']));
    // The leader has long wanted another ISR; acks=all has waited for it.
    const [asked] = cluster.events('isr.change-requested', LOST_S);
    expect(asked?.data).toMatchObject({ partition: 1, broker: 2, newIsr: [2] });
    expect(secondsOf(asked)).toBeLessThan(30);
    const waited = cluster
      .events('batch.completed', '22s')
      .find(({ data }) => data.topic === TOPIC && data.partition === 1);
    expect(secondsOf(waited)).toBeGreaterThan(backS);
    // The one controller that is left asks for pre-votes, and never gets to a candidacy.
    const states = cluster
      .events('quorum.changed', LOST_S)
      .filter(({ atUs, data }) => atUs < 40e6 && data.controller === 101)
      .map(({ data }) => `${data.state} ${data.epoch}`);
    expect(states).toContain('Prospective 1');
    expect(states.some((state) => state.startsWith('Candidate'))).toBe(false);
  });

  test('ends with a new active controller, which fences the dead after a whole session', () => {
    expect(cluster.changes('orders-1')).toMatchObject([{ reason: 'AlterPartition', isr: [2] }]);
    const [fenced] = cluster.events('broker.fenced', LOST_S);
    expect(fenced?.data).toEqual({ broker: 3, reason: 'session timeout' });
    expect(secondsOf(fenced) - backS).toBeCloseTo(9, 1);
    expect(cluster.changes('payments-0')).toMatchObject([
      { reason: 'broker fenced', leader: 1, leaderEpoch: 1, isr: [1] },
    ]);
    expect(cluster.frame().topics.get('refunds')?.partitions).toHaveLength(1);
  });
});

describe('metadata that arrives late', () => {
  const cluster = Cluster.preset('metadata-lag').at('50s');

  test('a broker without its controllers stays in the past', () => {
    expect(appliedOffset(cluster, 1, 34)).toBe(appliedOffset(cluster, 1, 15));
    expect(appliedOffset(cluster, 2, 34)).toBeGreaterThan(appliedOffset(cluster, 1, 34) + 5);
    // It was made leader of a partition that it has not heard of.
    expect(cluster.errorsTo('broker-2', 'Fetch')).toContainEqual(
      expect.objectContaining({ from: 'broker-1', errorCode: 'UNKNOWN_TOPIC_OR_PARTITION' }),
    );
    expect(cluster.changes('orders-0')[0]).toMatchObject({
      reason: 'broker fenced',
      leader: 2,
      leaderEpoch: 1,
      isr: [2, 3],
    });
    const roles = cluster
      .events('replica.role-changed')
      .filter(({ data }) => data.topic === TOPIC && data.partition === 0 && data.broker === 1);
    expect(roles.map(({ data }) => `${data.role} ${data.leaderEpoch}`)).toEqual([
      'leader 0',
      'follower 1',
    ]);
    expect(secondsOf(roles[1])).toBeGreaterThan(35);
  });

  test('so it takes records that nobody copies, and drops them when it knows', () => {
    const fencedS = cluster.changes('orders-0')[0]?.atS ?? Infinity;
    // Broker 2 followed broker 1 until it heard that it leads.
    const [leads] = cluster
      .events('replica.role-changed', fencedS)
      .filter(({ data }) => data.topic === TOPIC && data.partition === 0 && data.broker === 2);
    const taken = cluster
      .events('records.appended', secondsOf(leads))
      .filter(({ data }) => data.topic === TOPIC && data.broker === 1 && data.role === 'leader');
    // One after the other: what is sent behind one that waits is not read before it is answered.
    expect(taken.length).toBeGreaterThan(0);
    const [cut] = cluster.events('log.truncated').filter(({ data }) => data.topic === TOPIC);
    expect(cut?.data).toMatchObject({
      broker: 1,
      logEndOffset: taken[0]?.data.batch.baseOffset,
      previousLogEndOffset: taken.at(-1)?.data.logEndOffset,
    });
    // None of them was acknowledged there, since min.insync.replicas is 2: all were sent again.
    const retried = cluster.events('batch.retried', fencedS).map(({ data }) => data.errorCode);
    expect(new Set(retried)).toEqual(new Set(['REQUEST_TIMED_OUT']));
    const kept = new Set([
      ...cluster.read(recordIds('orders-0', 2)),
      ...cluster.read(recordIds('orders-1', 2)),
    ]);
    expect(cluster.acknowledged('p1').filter((id) => !kept.has(id))).toEqual([]);
    for (const { data } of taken) {
      for (const { id } of data.batch.records) expect(kept).toContain(id);
    }
  });
});

describe('a new incarnation of a broker', () => {
  test('is refused for the session of the old one, then registered, caught up and unfenced', () => {
    const cluster = Cluster.preset('broker-incarnation').at('35s');
    const registrations = cluster.events('request.sent').flatMap(({ node, data }) => {
      const body = data.body as RequestBody;
      return node === 'broker-2' && body.api === 'BrokerRegistration' ? [body.incarnationId] : [];
    });
    expect(new Set(registrations).size).toBe(2);
    const refusals = cluster.errorsTo('broker-2', 'BrokerRegistration');
    expect(new Set(refusals.map((one) => one.errorCode))).toEqual(
      new Set(['DUPLICATE_BROKER_REGISTRATION']),
    );

    const life = [...cluster.trace].flatMap((event) => {
      switch (event.type) {
        case 'broker.registered':
        case 'broker.fenced':
        case 'broker.unfenced':
          return event.data.broker === 2 ? [event] : [];
        default:
          return [];
      }
    });
    expect(life.map((event) => event.type)).toEqual([
      'broker.registered',
      'broker.unfenced',
      'broker.fenced',
      'broker.registered',
      'broker.unfenced',
    ]);
    const epochs = cluster
      .events('broker.registered')
      .filter(({ data }) => data.broker === 2)
      .map(({ data }) => data.brokerEpoch);
    expect(epochs[1]).toBeGreaterThan(epochs[0] ?? Infinity);
    const [, , fenced, registered, unfenced] = life;
    for (const { atS } of refusals) expect(atS).toBeLessThan(secondsOf(fenced));
    // The broker epoch is the offset of the registration in the metadata log.
    expect(appliedOffset(cluster, 2, secondsOf(unfenced))).toBeGreaterThan(epochs[1] ?? Infinity);
    expect(secondsOf(registered)).toBeLessThan(secondsOf(unfenced));

    // It leads nothing any more, and is in sync again only as the new incarnation.
    expect(cluster.changes('orders-1')).toMatchObject([
      { reason: 'broker fenced', leader: 3, leaderEpoch: 1, isr: [3, 1] },
      { reason: 'AlterPartition', leader: 3, leaderEpoch: 1, isr: [3, 1, 2] },
    ]);
  });
});

describe('configs of a running cluster', () => {
  const cluster = Cluster.preset('live-configs').at('60s');

  test('a topic’s min.insync.replicas counts from the moment it is changed', () => {
    const altered = cluster
      .events('config.altered', '12s')
      .filter(({ data }) => data.resourceName === TOPIC)
      .map((one) => [Math.round(secondsOf(one)), one.data.name, one.data.value]);
    expect(altered).toEqual([
      [25, 'min.insync.replicas', '3'],
      [40, 'min.insync.replicas', '2'],
    ]);
    const refused = cluster.errorsTo('producer-p1', 'Produce');
    expect(refused.length).toBeGreaterThan(5);
    for (const { atS, errorCode } of refused) {
      expect(errorCode).toBe('NOT_ENOUGH_REPLICAS');
      expect(atS).toBeGreaterThan(25);
      expect(atS).toBeLessThan(40.1);
    }
    expect(acknowledgements(cluster, 'p1', 25.1, 40)).toBe(0);
    expect(acknowledgements(cluster, 'p1', 40, 45)).toBeGreaterThan(3);
  });

  test('what needs a restart is refused, and so is a value that cannot be', () => {
    expect(cluster.events('command.refused').map(({ data }) => data)).toEqual([
      {
        command: 'config.alter',
        errorCode: 'INVALID_REQUEST',
        errorMessage: 'Cannot update these configs dynamically: [broker.session.timeout.ms]',
      },
      {
        command: 'config.alter',
        errorCode: 'INVALID_CONFIG',
        errorMessage:
          'Invalid value 0 for configuration min.insync.replicas: Value must be at least 1',
      },
    ]);
  });
});
