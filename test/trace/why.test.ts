// *Why?* at the telling moments of the presets: the reason that is given is the one that the trace has.
import { describe, expect, test } from 'vitest';
import { Memory } from '#trace/why/memory.ts';
import { why, type WhyAnswer } from '#trace/why/why.ts';
import { Cluster, recordIds } from '#test/story/cluster.ts';

function ask(run: Cluster, subject: string): WhyAnswer {
  const [type = '', id = ''] = subject.split(/ (.*)/);
  return why(run.trace, run.frame(), { type, id });
}

/** Each fact, with the second since which it holds where the trace knows it: `20 s: Broker 3 …`. */
function factsOf({ facts }: WhyAnswer): readonly string[] {
  return facts.map(({ text, since }) =>
    since === null ? text : `${Math.floor(since.atUs / 1e6)} s: ${text}`,
  );
}

function expectFacts(run: Cluster, subject: string, ...expected: readonly RegExp[]): void {
  const answer = ask(run, subject);
  const said = [answer.headline, ...factsOf(answer)];
  for (const pattern of expected) {
    expect(
      said.some((one) => pattern.test(one)),
      `${String(pattern)} in\n${said.join('\n')}`,
    ).toBe(true);
  }
  for (const { since } of answer.facts) {
    if (since !== null) expect(run.trace.at(since.eventId)?.atUs).toBe(since.atUs);
  }
}

describe('a partition', () => {
  test('whose high watermark stands names the replica, and since when that stands still', () => {
    const run = Cluster.preset('high-watermark').at('25s');
    expectFacts(
      run,
      'partition orders-0',
      /broker 3 holds it back/,
      /^Replica 3 .* in the ISR and has fetched up to 7\.$/,
      /^20 s: Broker 3 stands still/,
    );
    const { chain } = ask(run, 'partition orders-0');
    expect(chain.map((link) => link.sentence)).toContain('broker 3 stands still.');
  });

  test('below min.insync.replicas says so, with the moment', () => {
    expectFacts(
      Cluster.preset('not-enough-replicas').at('35s'),
      'partition orders-0',
      /^27 s: The ISR \{1\} is smaller than min\.insync\.replicas 2: the high watermark stands still/,
      /^24 s: Broker 2 left the ISR: it was fenced\.$/,
      /^27 s: Broker 3 left the ISR: .* It is in the ELR/,
    );
  });

  test('takes min.insync.replicas from the brokers’ configs when the topic has none', () => {
    const run = Cluster.of({
      cluster: { brokers: 2, configs: { 'min.insync.replicas': 2 } },
      topics: [{ name: 'orders', assignments: [[1, 2]] }],
      commands: [{ at: '12s', type: 'broker.stop', broker: 2 }],
    }).at('20s');
    expectFacts(run, 'partition orders-0', /\{1\} is smaller than min\.insync\.replicas 2/);
  });

  test('whose leader crashed does not pretend that all is well', () => {
    expectFacts(
      Cluster.preset('broker-crash').at('18s'),
      'partition orders-1',
      /led by broker 2, which does not run/,
      /^15 s: Broker 2 crashed\.$/,
      /no heartbeat has come for broker\.session\.timeout\.ms \(9000\)/,
    );
  });

  test('cannot get another leader while the controllers have no majority', () => {
    expectFacts(
      Cluster.preset('controller-majority-lost').at('30s'),
      'partition payments-0',
      /^20 s: Broker 3 crashed\.$/,
      /^12 s: No controller is active: 1 of 3 run, and a majority takes 2/,
    );
  });

  test('without a leader tells who may lead and what that one lacks', () => {
    expectFacts(
      Cluster.preset('eligible-leader-replicas').at('42s'),
      'partition orders-0',
      /has no leader/,
      /ELR \{1, 2\} has every committed record/,
      /^28 s: Broker 1 crashed\.$/,
      /^20 s: Broker 2 was stopped\.$/,
    );
    expectFacts(
      Cluster.preset('last-known-leader').at('40s'),
      'partition orders-0',
      /^37 s: Broker 2 is unfenced, and may lack .* \(unclean\.leader\.election\.enable=false\)\. It came back after a crash, and left the ELR\.$/,
    );
  });

  test.each([
    [
      'broker-crash',
      30,
      'orders-1',
      /^23 s: Broker 3 was elected .* a clean election, .* in the ISR/,
    ],
    [
      'eligible-leader-replicas',
      49,
      'orders-0',
      /Broker 2 was elected .* a clean election, .* in the ELR/,
    ],
    [
      'last-known-leader',
      50,
      'orders-0',
      /^47 s: Broker 1 .* ISR and ELR were empty, .* last known leader/,
    ],
    ['preferred-leader', 41, 'orders-0', /^40 s: Broker 1 was elected .* a preferred election/],
    ['preferred-leader', 35, 'orders-0', /preferred leader is broker 1.* It is in the ISR/],
    ['unclean-election', 41, 'orders-0', /^40 s: Broker 2 was elected .* an unclean election/],
  ])('says how its leader came to lead: %s at %d s', (preset, seconds, key, pattern) => {
    expectFacts(Cluster.preset(preset).at(seconds), `partition ${key}`, pattern);
  });

  test('counts what an unclean election cost, and when the last copies went', () => {
    const run = Cluster.preset('unclean-election').at('41s');
    expectFacts(run, 'partition orders-0', /^40 s: 28 records .* Only broker 1 still has some/);
    run.at('55s');
    const acknowledged = new Set(run.acknowledged('p1'));
    for (const id of run.read(recordIds('orders-0', 2))) acknowledged.delete(id);
    expectFacts(
      run,
      'partition orders-0',
      new RegExp(
        `^52 s: 28 records .*, ${acknowledged.size} of them acknowledged.* They are lost\\.$`,
      ),
    );
  });

  test('that moves tells which replicas come and go, and when it is done', () => {
    const run = Cluster.preset('reassignment').at('15.05s');
    expectFacts(
      run,
      'partition orders-0',
      /^15 s: It is being reassigned: \{3, 4\} are added, and \{1, 2\} leave/,
      /Replica 4 has 0 of \d+ records/,
    );
    run.at('25s');
    expectFacts(run, 'partition orders-0', /^15 s: Its reassignment is complete: .* \{3, 4\}/);
  });
});

describe('a chain', () => {
  test.each([
    [
      'deposed-leader',
      30,
      'broker 1',
      /^You asked: cut the link between broker 1 and controller 103\.$/,
    ],
    [
      'unclean-election',
      41,
      'partition orders-0',
      /^You asked: UNCLEAN leader election for orders-0\.$/,
    ],
    [
      'reassignment',
      15.05,
      'partition orders-0',
      /^You asked: reassign orders-0 to brokers 3, 4\.$/,
    ],
    ['reassignment', 15.05, 'partition orders-0', /^orders-0 is being reassigned: \{3, 4\} come/],
    ['controller-crash', 20, 'controller 103', /^You asked: crash controller 103\.$/],
    ['last-known-leader', 47.16, 'partition orders-0', /It was the last known leader/],
    ['consumer-protocol', 17, 'group billing', /is Reconciling, group epoch 4/],
  ])('has sentences that name what was done: %s at %d s', (preset, seconds, subject, pattern) => {
    const said = ask(Cluster.preset(preset).at(seconds), subject).chain.map(
      (link) => link.sentence,
    );
    expect(
      said.some((sentence) => pattern.test(sentence)),
      said.join('\n'),
    ).toBe(true);
  });
});

describe('a replica', () => {
  test('that was deposed and does not know it', () => {
    expectFacts(
      Cluster.preset('deposed-leader').at('35s'),
      'replica orders-0@1',
      /believes that it leads orders-0, in leader epoch 0/,
      /^24 s: The controller made broker 2 leader of orders-0, in leader epoch 1/,
      /^15 s: The link between broker 1 and controller \d+ is cut/,
      /high watermark stands at 18/,
    );
  });

  test('that truncated its log says from where to where', () => {
    expectFacts(
      Cluster.preset('unclean-election').at('55s'),
      'replica orders-0@1',
      /^52 s: It truncated its log from 40 to 12/,
    );
  });
});

describe('a broker', () => {
  test('with a slow disk names it as what others wait for', () => {
    const run = Cluster.preset('slow-disk').at('20s');
    expectFacts(run, 'broker 3', /^12 s: Its disk is slow: each append takes 300 ms/);
    expectFacts(run, 'partition orders-0', /^12 s: The disk of broker 3 is slow/);
  });

  test('that came back too soon is refused while the session of the old incarnation lasts', () => {
    expectFacts(
      Cluster.preset('broker-incarnation').at('20s'),
      'broker 2',
      /unfenced in the metadata, by its former incarnation/,
      /^18 s: .*DUPLICATE_BROKER_REGISTRATION/,
    );
  });

  test('that is cut off is fenced, and behind with its metadata', () => {
    expectFacts(
      Cluster.preset('metadata-lag').at('30s'),
      'broker 1',
      /^15 s: The link between broker 1 and controller 101 is cut/,
      /^23 s: The controller fenced it: no heartbeat/,
      /has applied the metadata log up to 95/,
    );
  });
});

describe('a controller', () => {
  test('is active by the votes of a majority', () => {
    const run = Cluster.preset('controller-crash').at('20s');
    expectFacts(run, 'controller 101', /^16 s: Controllers 101 and 102 voted for it in epoch 2/);
    expectFacts(run, 'controller 103', /does not run/, /^15 s: Controller 103 crashed/);
  });

  test('cannot be elected without a majority', () => {
    expectFacts(
      Cluster.preset('controller-majority-lost').at('30s'),
      'controller 101',
      /Only 1 of 3 voters run/,
      /^12 s: Controller 102 crashed/,
      /^27 s: It asked for pre-votes, got no majority, and follows the leader that it knows/,
    );
  });
});

describe('a group', () => {
  test('that rebalances says why, and for whom it waits', () => {
    expectFacts(
      Cluster.preset('eager-rebalance').at('20.05s'),
      'group billing',
      /^20 s: It rebalances: billing-c3 joins/,
      /waits for billing-c1, billing-c2 to join again/,
      /Broker \d coordinates it: the leader of __consumer_offsets-9/,
    );
  });

  test('whose coordinator crashed can do nothing', () => {
    const run = Cluster.preset('coordinator-failover').at('22s');
    expectFacts(run, 'group billing', /^20 s: Broker 1 crashed/, /leader of __consumer_offsets-0/);
  });

  test('of the consumer protocol tells what each member gives up or waits for', () => {
    const run = Cluster.preset('consumer-protocol').at('15.273s');
    expectFacts(
      run,
      'group billing',
      /billing-c2 must give up orders-\d: .*member epoch 3/,
      /billing-c3 waits for orders-2, orders-5, which (billing-c1 and )?billing-c2 ha(s|ve) yet to give up/,
    );
    run.at('17s');
    expectFacts(run, 'group billing', /orders-2, orders-5 are free now: billing-c3 gets them/);
  });

  test('keeps the place of a static member that crashed', () => {
    expectFacts(
      Cluster.preset('static-membership').at('23s'),
      'group billing',
      /^20 s: billing-c2 crashed\.$/,
      /place and orders-2, orders-3 .*session\.timeout\.ms \(12000\).* static member \(desk-2\)/,
    );
  });
});

describe('a consumer', () => {
  test('that was too slow has lost its membership, its partition and its commit', () => {
    const run = Cluster.preset('zombie-commit').at('30s');
    expectFacts(
      run,
      'consumer billing-c1',
      /^26 s: It is not a member .* max\.poll\.interval\.ms \(6000\)/,
      /The group has given orders-0 to billing-c2/,
    );
    run.at('34s');
    expectFacts(run, 'consumer billing-c1', /^32 s: Its last error: CommitFailedException/);
  });

  test.each([
    [
      'offset-expiration',
      85,
      'billing-c1',
      /^83 s: .* the committed offset had expired, .* earliest/,
    ],
    ['coordinator-failover', 15, 'billing-c1', /^12 s: .* the group had committed no offset/],
    ['seek', 21, 'billing-c1', /^20 s: It began to read orders-0 at offset 0: .* seek\(\)/],
    [
      'seek',
      36,
      'billing-c1',
      /^35 s: .*\(OFFSET_OUT_OF_RANGE\), and auto\.offset\.reset is earliest/,
    ],
    ['unclean-election', 55, 'reader', /^40 s: .* at offset 12: the log was truncated there/],
    [
      'static-membership',
      27,
      'billing-c2',
      /^26 s: .* orders-2 at offset 14: the group had committed it/,
    ],
  ])('says why it reads from where it reads: %s at %d s', (preset, seconds, id, pattern) => {
    expectFacts(Cluster.preset(preset).at(seconds), `consumer ${id}`, pattern);
  });

  test('says what it paused, filters, or reads from a replica of its rack', () => {
    const alone = Cluster.preset('standalone-consumer').at('22s');
    expectFacts(alone, 'consumer auditor', /^20 s: It paused orders-0/);
    expectFacts(alone, 'consumer only-a', /drops records whose key does not match \^a\$/);
    const racks = Cluster.preset('closest-replica').at('18s');
    expectFacts(racks, 'consumer near-b-c1', /^9 s: It reads orders-0 from broker 2, .* rack b/);
  });

  test('that is gone by the consumer protocol is waited for by the group’s own config', () => {
    const cluster = Cluster.preset('consumer-protocol').at('14s');
    cluster.consumer('billing-c1').crash().after('1s');
    expectFacts(
      cluster,
      'consumer billing-c1',
      /no heartbeat has come for group\.consumer\.session/,
    );
  });

  test('that owns nothing yet says what it waits for', () => {
    expectFacts(
      Cluster.preset('member-id').at('21.1s'),
      'consumer billing-c2',
      /not a member of billing yet: .*MEMBER_ID_REQUIRED/,
    );
  });
});

describe('a producer', () => {
  test('says what an acknowledgement waits for', () => {
    expectFacts(
      Cluster.preset('isr-shrink-expand').at('17s'),
      'producer p1',
      /^15 s: 4 records for orders-1 wait: broker 2 appended the first at offset 13, .* high watermark \(13\)/,
    );
    expectFacts(
      Cluster.preset('not-enough-replicas').at('35s'),
      'producer p1',
      /refuses them, as the ISR \{1\} is smaller than min\.insync\.replicas 2/,
      /^34 s: The last answer was NOT_ENOUGH_REPLICAS; it tries again/,
    );
  });

  test('that wrote to a deposed leader: what still waits there, and what was lost', () => {
    const run = Cluster.preset('deposed-leader').at('35s');
    expectFacts(
      run,
      'producer p2',
      /wait: the request went to broker 1, which does not lead any more/,
    );
    run.at('75s');
    expectFacts(run, 'producer p1', /acknowledged records of it are lost/);
  });
});

describe('a record', () => {
  test('has a fate, each step of it with its moment', () => {
    const answer = ask(Cluster.preset('high-watermark').at('25s'), 'record orders-0#5');
    expect(answer.headline).toContain('below the high watermark');
    expect(factsOf(answer).slice(0, 6)).toEqual([
      '16 s: p1 made it.',
      '16 s: It is in orders-0, the only partition.',
      '16 s: Broker 1 appended it at offset 5, in leader epoch 0.',
      '16 s: p1 got the acknowledgement.',
      '16 s: The leader’s high watermark passed it.',
      '16 s: reader got it from poll().',
    ]);
  });

  test('says why it is in its partition', () => {
    expectFacts(
      Cluster.preset('hot-key').at('15s'),
      'record orders-0#1',
      /^\d+ s: It is in orders-0 because murmur2\("f"\) = 55990575, modulo 3 partitions, is 0\.$/,
    );
    expectFacts(
      Cluster.preset('growing-partitions').at('60s'),
      'record orders-1#0',
      /modulo the number of partitions that p1 knew of then, is 1; modulo the 4 of now it is 2\.$/,
    );
    const inTurn = Cluster.of({
      topics: [{ name: 'orders', partitions: 3 }],
      producers: [
        {
          topic: 'orders',
          configs: {
            'partitioner.class': 'org.apache.kafka.clients.producer.RoundRobinPartitioner',
          },
        },
      ],
    }).at('12s');
    expectFacts(inTurn, 'record orders-2#0', /because p1 takes the partitions in turn/);
  });

  test('of a partition without a leader is still told of', () => {
    expectFacts(
      Cluster.preset('unclean-election').at('35s'),
      'record orders-0#20',
      /has no leader: nobody can read it now/,
      /got the acknowledgement/,
      /In the logs of brokers 1\./,
    );
  });
});

describe('the memory', () => {
  test('answers alike whether it comes from the past, the future or another course', () => {
    const run = Cluster.preset('unclean-election').at('55s');
    const subject = { type: 'partition', id: 'orders-0' };
    const memory = new Memory();
    why(run.trace, run.frame(), subject, memory);
    run.trace.truncate(run.trace.countUntil(41_000_000));
    const other = Cluster.preset('unclean-election').at('41s');
    expect(why(run.trace, other.frame(), subject, memory)).toEqual(
      why(other.trace, other.frame(), subject),
    );
  });
});
