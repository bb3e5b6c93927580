// A producer by itself: what it does when a batch is refused, and when nobody answers.
import { expect, test } from 'vitest';
import type { RequestBody } from '#kafka/protocol/api.ts';
import { Cluster } from '#test/story/cluster.ts';

interface Options {
  readonly configs?: Readonly<Record<string, string | number | boolean>>;
  readonly topic?: object;
  readonly commands?: readonly object[];
  readonly network?: object;
}

/** Three brokers, `orders-0` on all of them (led by 1), and a producer of ten records a second. */
function run({ configs = {}, topic = {}, commands = [], network = {} }: Options): Cluster {
  return Cluster.of({
    cluster: { brokers: 3, controllers: { mode: 'separate', count: 1 }, network },
    topics: [{ name: 'orders', replicationFactor: 3, assignments: [[1, 2, 3]], ...topic }],
    producers: [{ topic: 'orders', recordsPerSecond: 10, configs }],
    commands,
  });
}

/** Ids of the records in the log of the leader, in order. */
function leaderLog(story: Cluster): readonly string[] {
  const partition = story.frame().topics.get('orders')?.partitions[0];
  const leader = partition?.replicas.get(partition.state.leader);
  return [...(leader?.log ?? [])].map((record) => record.id);
}

function acknowledged(story: Cluster): readonly string[] {
  return story
    .events('batch.completed')
    .flatMap((event) => (event.data.errorCode === 'NONE' ? event.data.recordIds : []));
}

test('NOT_LEADER_OR_FOLLOWER: it learns the new leader and sends the batch again, once', () => {
  // Leadership moves by hand while the producer still believes in broker 1.
  const story = run({
    commands: [
      { at: '12s', type: 'broker.stop', broker: 1 },
      { at: '20s', type: 'broker.restart', broker: 1 },
      { at: '30s', type: 'leader.elect', electionType: 'PREFERRED', topic: null, partition: null },
    ],
  }).at('40s');
  const refusals = story
    .events('batch.retried')
    .filter((event) => event.data.errorCode === 'NOT_LEADER_OR_FOLLOWER');
  expect(refusals.length).toBeGreaterThan(0);
  for (const { data, atUs } of refusals) {
    expect(data.backoffMs).toBeGreaterThanOrEqual(80);
    expect(data.backoffMs).toBeLessThanOrEqual(1_200);
    const done = story
      .events('batch.completed')
      .find((event) => event.atUs > atUs && event.data.recordIds[0] === data.recordIds[0]);
    expect(done?.data.errorCode).toBe('NONE');
  }
  const log = leaderLog(story);
  expect(new Set(log).size).toBe(log.length);
  expect(log.length).toBeGreaterThan(300);
});

test('records that wait longer than delivery.timeout.ms fail, and the application is told', () => {
  const story = run({
    topic: { replicationFactor: 1, assignments: [[3]] },
    configs: { 'delivery.timeout.ms': 10_000, 'request.timeout.ms': 5_000, 'linger.ms': 0 },
    commands: [{ at: '15s', type: 'broker.crash', broker: 3 }],
  }).at('40s');
  const failed = story.events('batch.completed', 15).filter((one) => one.data.errorCode !== 'NONE');
  expect(failed.flatMap((event) => event.data.recordIds).length).toBeGreaterThan(100);
  const createdUs = new Map(
    story.events('record.created').map((event) => [event.data.recordId, event.atUs]),
  );
  for (const { data, atUs } of failed) {
    const waitedUs = atUs - (createdUs.get(data.recordIds[0] ?? '') ?? 0);
    expect(waitedUs).toBeGreaterThanOrEqual(10_000_000);
    // What is in flight is given up with its request.
    expect(waitedUs).toBeLessThanOrEqual(16_000_000);
  }
  expect(story.events('client.failed').at(-1)?.data.errorMessage).toMatch(/^Expiring \d+ record/);
});

test('after an expired batch it goes on, with neither gap nor duplicate', () => {
  const story = run({
    topic: { replicationFactor: 1, assignments: [[3]] },
    configs: { 'delivery.timeout.ms': 10_000, 'request.timeout.ms': 5_000, 'linger.ms': 0 },
    commands: [
      { at: '15s', type: 'broker.pause', broker: 3 },
      { at: '40s', type: 'broker.resume', broker: 3 },
    ],
  }).at('70s');
  const afterwards = story.events('batch.completed', 55);
  expect(afterwards.length).toBeGreaterThan(50);
  expect(new Set(afterwards.map((event) => event.data.errorCode))).toEqual(new Set(['NONE']));
  const log = leaderLog(story);
  expect(new Set(log).size).toBe(log.length);
  const kept = new Set(log);
  expect(acknowledged(story).filter((id) => !kept.has(id))).toEqual([]);
});

test('a leader that lost records refuses the next number; a new epoch begins at 0', () => {
  // 2 and 3 fall behind, 1 goes on alone and crashes, and 2 leads without the latest records.
  const story = run({
    topic: { configs: { 'min.insync.replicas': 1, 'unclean.leader.election.enable': true } },
    configs: { 'delivery.timeout.ms': 600_000 },
    commands: [
      { at: '12s', type: 'broker.crash', broker: 2 },
      { at: '12s', type: 'broker.crash', broker: 3 },
      { at: '40s', type: 'broker.crash', broker: 1 },
      { at: '41s', type: 'broker.restart', broker: 2 },
    ],
  }).at('90s');
  expect(story.events('partition.changed').some((event) => event.data.election === 'unclean')).toBe(
    true,
  );
  const refused = story
    .events('batch.retried')
    .filter((event) => event.data.errorCode === 'OUT_OF_ORDER_SEQUENCE_NUMBER');
  expect(refused.length).toBeGreaterThan(0);
  const epochs = story.events('request.sent').flatMap((event) => {
    const body = event.data.body as RequestBody;
    return body.api === 'Produce'
      ? body.partitions.map(({ batch }) => [batch.producerEpoch, batch.baseSequence])
      : [];
  });
  expect(epochs.find(([epoch]) => epoch === 1)).toEqual([1, 0]);
  expect(story.events('batch.completed', 80).length).toBeGreaterThan(10);
});

test('an answer lost on the way does not write a record twice', () => {
  const story = run({ configs: { 'request.timeout.ms': 2_000, 'linger.ms': 0 } }).at('15s');
  for (let round = 0; round < 20; round += 1) {
    story.at(15 + round * 0.5);
    // The answers to Produce that are on their way now.
    for (const event of story.events('response.sent', 15 + round * 0.5 - 0.05)) {
      if (!event.data.to.startsWith('producer')) continue;
      story.when({ type: 'packet.drop', data: { packet: event.data.packet } });
    }
    const answers = story.events('response.sent').filter((one) => one.data.to === 'producer-p1');
    const last = answers.at(-1);
    if (last !== undefined && last.data.deliverAtUs > story.engine.nowUs) {
      story.when({ type: 'packet.drop', data: { packet: last.data.packet } });
    }
  }
  story.when({ type: 'producer.remove', data: { producer: 'p1' } }).at('60s');
  const log = leaderLog(story);
  expect(new Set(log).size).toBe(log.length);
  expect([...acknowledged(story)].sort()).toEqual([...log].sort());
});

test('it asks after a partition that is no more with a pause after each answer', () => {
  const story = Cluster.of({
    cluster: { brokers: 1 },
    topics: [{ name: 'orders', partitions: 2 }],
    producers: [
      { id: 'p1', topic: 'orders', recordsPerSecond: 0, configs: { 'linger.ms': 10_000 } },
    ],
  }).at('10s');
  const record = { producer: 'p1', topic: 'orders', key: null, value: 'v', partition: 1 };
  story.when({ type: 'record.produce', data: record }).at('11s');
  story.when({ type: 'topic.delete', data: { topic: 'orders' } }).at('12s');
  const again = { topic: 'orders', partitions: 1, replicationFactor: 1, assignments: null };
  story.when({ type: 'topic.create', data: { ...again, configs: {} } }).at('35s');
  const asked = story
    .events('request.sent', 25)
    .filter(
      ({ node, data }) => node === 'producer-p1' && (data.body as RequestBody).api === 'Metadata',
    );
  expect(asked.length).toBeGreaterThan(5);
  expect(asked.length).toBeLessThanOrEqual(100);
});

test('a topic that was made anew counts its leader epochs from 0', () => {
  const story = run({
    commands: [
      { at: '12s', type: 'broker.stop', broker: 1 },
      { at: '20s', type: 'broker.restart', broker: 1 },
      { at: '30s', type: 'topic.delete', topic: 'orders' },
      {
        at: '31s',
        type: 'topic.create',
        topic: 'orders',
        partitions: 1,
        replicationFactor: 1,
        assignments: [[1]],
      },
    ],
  }).at('50s');
  // The old one stood at epoch 1 or above, on another broker.
  expect(story.frame().topics.get('orders')?.partitions[0]?.state.leaderEpoch).toBe(0);
  expect(leaderLog(story).length).toBeGreaterThan(100);
});
