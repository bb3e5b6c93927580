// Elections among three controllers.
import { expect, test } from 'vitest';
import { Cluster } from '#test/story/cluster.ts';

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
