// Elections among three controllers.
import { expect, test } from 'vitest';
import { Cluster, type Mark } from '#test/story/cluster.ts';

const THREE_CONTROLLERS = { cluster: { brokers: 1, controllers: { mode: 'separate', count: 3 } } };

function activeController(run: Cluster): number {
  return run.frame().activeController;
}

test('a voter that is left alone seeks pre-votes again and again, in the same epoch', () => {
  const run = Cluster.of(THREE_CONTROLLERS).at('10s');
  const leader = activeController(run);
  const [other = -1, survivor = -1] = [101, 102, 103].filter((id) => id !== leader);
  run.when({ type: 'controller.crash', data: { controller: leader } });
  run.when({ type: 'controller.crash', data: { controller: other } }).at('40s');
  const rounds = run
    .events('quorum.changed', 20)
    .map((event) => event.data)
    .filter(({ controller, state }) => controller === survivor && state === 'Prospective');
  // A round takes one to two seconds, and between two of them it follows the leader that it knew for
  // a fetch timeout of two seconds.
  expect(rounds.length).toBeGreaterThanOrEqual(5);
  expect(new Set(rounds.map(({ epoch }) => epoch)).size).toBe(1);
});

test('two of three elect a leader once they see each other again', () => {
  const run = Cluster.of(THREE_CONTROLLERS).at('10s');
  const leader = activeController(run);
  const others = [101, 102, 103].filter((id) => id !== leader);
  run.when({ type: 'controller.crash', data: { controller: leader } });
  for (const controller of others) run.when({ type: 'controller.crash', data: { controller } });
  run.at('30s');
  for (const controller of others) {
    run.when({ type: 'controller.restart', data: { controller } });
  }
  run.at('40s');
  expect(others).toContain(activeController(run));
});

test('candidates that take each other’s votes wait a random time, and one of them wins', () => {
  const split: string[] = [];
  for (let seed = 1; seed <= 12; seed += 1) {
    const run = Cluster.of({
      seed,
      cluster: {
        brokers: 1,
        controllers: { mode: 'separate', count: 2 },
        // Long ways: both have become candidates before they hear of one another.
        network: { latencyMs: 250 },
      },
    }).at('60s');
    const epoch = run.events('quorum.changed').at(-1)?.data.epoch ?? 0;
    if (activeController(run) === -1 || epoch > 20) split.push(`seed ${seed}: epoch ${epoch}`);
  }
  expect(split).toEqual([]);
});

test('a controller that starts again knows the leader of its epoch: it follows, or has resigned', () => {
  const run = Cluster.of(THREE_CONTROLLERS).at('10s');
  const leader = activeController(run);
  const follower = leader === 101 ? 102 : 101;
  const statesOf = (controller: number, fromS: number) =>
    run.events('quorum.changed', fromS).filter(({ data }) => data.controller === controller);

  run.when({ type: 'controller.crash', data: { controller: follower } });
  run.when({ type: 'controller.restart', data: { controller: follower } }).at('15s');
  expect(statesOf(follower, 10).map(({ data }) => data)).toMatchObject([
    { state: 'Follower', epoch: 1, leaderId: leader },
  ]);

  // The leader may have lost what it had not shared: it must not lead, nor vote, in this epoch again.
  run.when({ type: 'controller.crash', data: { controller: leader } });
  run.when({ type: 'controller.restart', data: { controller: leader } }).at('25s');
  expect(statesOf(leader, 15)[0]?.data).toMatchObject({ state: 'Resigned', epoch: 1 });
  const leaders = run.events('quorum.changed', 15).filter(({ data }) => data.state === 'Leader');
  expect(leaders).toHaveLength(1);
  expect(leaders[0]?.data.epoch).toBeGreaterThan(1);
});

test('followers that miss a dead leader at different moments do not send one another back to it', () => {
  const run = Cluster.of(THREE_CONTROLLERS).at('10s');
  const leader = activeController(run);
  const [first = -1, second = -1] = [101, 102, 103].filter((id) => id !== leader);
  run.when({
    type: 'link.cut',
    data: { a: `controller-${first}`, b: `controller-${leader}` },
  });
  run
    .at('10.7s')
    .when({ type: 'controller.crash', data: { controller: leader } })
    .at('20s');
  expect([first, second]).toContain(activeController(run));
});

test('a voter that gets no majority of pre-votes follows the leader that it knew', () => {
  const run = Cluster.of(THREE_CONTROLLERS).at('10s');
  const leader = activeController(run);
  const lonely = leader === 101 ? 102 : 101;
  for (const other of [101, 102, 103].filter((id) => id !== lonely)) {
    run.when({ type: 'link.cut', data: { a: `controller-${lonely}`, b: `controller-${other}` } });
  }
  run.at('20s');
  const states = run
    .events('quorum.changed', 10)
    .filter(({ data }) => data.controller === lonely)
    .map(({ data }) => `${data.state} of ${data.leaderId}`);
  expect(states.slice(0, 4)).toEqual([
    `Prospective of ${leader}`,
    `Follower of ${leader}`,
    `Prospective of ${leader}`,
    `Follower of ${leader}`,
  ]);
});

test('a leader that resigned waits for its election in the next epoch', () => {
  const run = Cluster.of(THREE_CONTROLLERS).at('10s');
  const leader = activeController(run);
  for (const other of [101, 102, 103].filter((id) => id !== leader)) {
    run.when({ type: 'controller.crash', data: { controller: other } });
  }
  run.at('20s');
  const states = run
    .events('quorum.changed', 10)
    .filter(({ data }) => data.controller === leader)
    .map(({ data }) => `${data.state} ${data.epoch} of ${data.leaderId}`);
  expect(states.slice(0, 3)).toEqual([
    `Resigned 1 of ${leader}`,
    'Unattached 2 of -1',
    'Prospective 2 of -1',
  ]);
});

test('one election is enough when the active controller is killed, nearly always', () => {
  const epochs: number[] = [];
  for (let seed = 1; seed <= 20; seed += 1) {
    const run = Cluster.of({ ...THREE_CONTROLLERS, seed }).at('10s');
    run.when({ type: 'controller.crash', data: { controller: activeController(run) } }).at('18s');
    epochs.push(run.events('controller.activated', 10)[0]?.data.epoch ?? 0);
  }
  expect(epochs.filter((epoch) => epoch === 2).length).toBeGreaterThanOrEqual(17);
});

test('a controller that was killed while it was active hears from the next one that it leads', () => {
  const run = Cluster.of(THREE_CONTROLLERS).at('10s');
  const old = activeController(run);
  run.when({ type: 'controller.crash', data: { controller: old } }).at('20s');
  const leader = activeController(run);
  run.when({ type: 'controller.restart', data: { controller: old } }).at('25s');
  const states = run
    .events('quorum.changed', 20)
    .filter(({ data }) => data.controller === old)
    .map(({ data }) => `${data.state} ${data.epoch} of ${data.leaderId}`);
  expect(states).toEqual([`Resigned 1 of ${old}`, `Follower 2 of ${leader}`]);
});

test('the leader repeats BeginQuorumEpoch to a voter that does not fetch, every half fetch timeout', () => {
  const run = Cluster.of(THREE_CONTROLLERS).at('10s');
  const leader = activeController(run);
  const silent = leader === 101 ? 102 : 101;
  const told = (fromS: number) =>
    run.events('request.sent', fromS).filter(({ node, data }) => {
      const { api } = data.body as { readonly api: string };
      return node === `controller-${leader}` && api === 'BeginQuorumEpoch';
    });
  run.at('12s');
  expect(told(5)).toEqual([]);
  run.when({
    type: 'link.cut',
    data: { a: `controller-${silent}`, b: `controller-${leader}` },
  });
  run.at('17s');
  const times = told(12).map(({ atUs }) => atUs / 1e6);
  expect(times.length).toBeGreaterThanOrEqual(2);
  expect((times[1] ?? 0) - (times[0] ?? 0)).toBeCloseTo(1, 2);
});

/** Three combined nodes: asked to end, a broker goes first and its controller after it. */
const COMBINED = { cluster: { brokers: 3, controllers: { mode: 'combined', count: 3 } } };

test('an active controller that ends stays until another one leads', () => {
  const run = Cluster.of({
    cluster: { ...COMBINED.cluster, network: { latencyMs: 15 } },
  }).at('10s');
  const old = activeController(run);
  const node = `controller-${old}`;
  run.broker(old).stop().at('30s');
  const resigned = run
    .events('quorum.changed', 10)
    .find(({ data }) => data.controller === old && data.state === 'Resigned');
  const elected = run
    .events('quorum.changed', 10)
    .find(({ data }) => data.controller !== old && data.state === 'Leader');
  const stopped = run.events('node.stopped', 10).find((event) => event.node === node);
  const ms = (from = 0, to = 0): number => (to - from) / 1_000;
  // EndQuorumEpoch, pre-vote and vote: three round trips less one way, and a poll loop's lateness.
  expect(ms(resigned?.atUs, elected?.atUs)).toBeLessThan(150);
  expect(stopped?.atUs).toBeGreaterThan(elected?.atUs ?? Infinity);
  expect(ms(elected?.atUs, stopped?.atUs)).toBeLessThan(50);
  // It heard of a pre-vote meanwhile, and granted it.
  const granted = run
    .events('response.sent', 10)
    .filter(({ data }) => (data.body as { readonly voteGranted?: boolean }).voteGranted === true);
  expect(granted.map((event) => event.node)).toContain(node);
});

test('an active controller that nobody can succeed ends after five seconds', () => {
  const run = Cluster.of(COMBINED).at('10s');
  const old = activeController(run);
  for (const other of [1, 2, 3].filter((id) => id !== old)) {
    run.when({ type: 'link.cut', data: { a: `controller-${old}`, b: `controller-${other}` } });
  }
  run.broker(old).stop().at('60s');
  const broker = run.events('node.stopped', 10).find(({ node }) => node === `broker-${old}`);
  const controller = run
    .events('node.stopped', 10)
    .find(({ node }) => node === `controller-${old}`);
  expect(((controller?.atUs ?? 0) - (broker?.atUs ?? 0)) / 1e6).toBeCloseTo(5, 2);
});

/** Requests of an API that a controller has read since a moment. */
function received(run: Cluster, controller: number, api: string, from: Mark): readonly unknown[] {
  return run
    .events('request.received', from)
    .filter(({ node }) => node === `controller-${controller}`)
    .filter(({ data }) => (data.body as { readonly api: string }).api === api);
}

test('EndQuorumEpoch is repeated to a voter that could not be reached', () => {
  const run = Cluster.of(THREE_CONTROLLERS).at('10s');
  const leader = activeController(run);
  const [back = -1, other = -1] = [101, 102, 103].filter((id) => id !== leader);
  for (const controller of [back, other]) {
    run.when({ type: 'controller.crash', data: { controller } });
  }
  run.until(({ controllers }) => controllers.get(leader)?.state === 'Resigned').after('300ms');
  const begun = run.mark();
  run.when({ type: 'controller.restart', data: { controller: back } }).after('600ms');
  expect(run.frame().controllers.get(leader)?.state).toBe('Resigned');
  expect(received(run, back, 'EndQuorumEpoch', begun).length).toBeGreaterThan(0);
});

test('a vote that found no way is asked for again in the same round', () => {
  const run = Cluster.of(THREE_CONTROLLERS).at('10s');
  const leader = activeController(run);
  const [back = -1, survivor = -1] = [101, 102, 103].filter((id) => id !== leader);
  for (const controller of [leader, back]) {
    run.when({ type: 'controller.crash', data: { controller } });
  }
  run.until(({ controllers }) => controllers.get(survivor)?.state === 'Prospective').after('300ms');
  const begun = run.mark();
  run.when({ type: 'controller.restart', data: { controller: back } }).after('600ms');
  expect(received(run, back, 'Vote', begun).length).toBeGreaterThan(0);
});

test('what the active controller decides lingers for 25 ms, and goes to the log together', () => {
  const run = Cluster.of(THREE_CONTROLLERS).at('10.2s');
  const appended = (fromUs: number, type: string) =>
    run
      .events('metadata.appended', fromUs / 1e6)
      .find(({ data }) => data.batch.records.some((record) => record.type === type));
  run.topic('one').create({ partitions: 1, replicationFactor: 1 }).at('11s');
  const [one] = run.events('topic.created', 10.2);
  expect((appended(10.2e6, 'TopicRecord')?.atUs ?? 0) - (one?.atUs ?? 0)).toBe(25_000);

  // A NoOpRecord is decided every half a second.
  const lastUs = appended(10.5e6, 'NoOpRecord')?.atUs ?? 0;
  const nextUs = lastUs + 500_000;
  run.at((nextUs - 20_000) / 1e6);
  run.topic('two').create({ partitions: 1, replicationFactor: 1 }).at('12s');
  const both = appended(nextUs, 'NoOpRecord');
  expect(both?.atUs).toBe(nextUs);
  expect(both?.data.batch.records.map(({ type }) => type)).toEqual([
    'NoOpRecord',
    'TopicRecord',
    'PartitionRecord',
  ]);
});

test('controller.quorum.append.linger.ms of zero lets every decision go to the log alone', () => {
  const run = Cluster.of({
    cluster: { ...THREE_CONTROLLERS.cluster, configs: { 'controller.quorum.append.linger.ms': 0 } },
  }).at('10.2s');
  const begun = run.mark();
  run.topic('one').create({ partitions: 1, replicationFactor: 1 }).after('1s');
  const [created] = run.events('topic.created', begun);
  const [appended] = run
    .events('metadata.appended', begun)
    .filter(({ data }) => data.batch.records.some(({ type }) => type === 'TopicRecord'));
  expect(appended?.atUs).toBe(created?.atUs);
});
