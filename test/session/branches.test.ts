// Several branches of one run: they share what happened before the fork, and go their own ways after it.
import { beforeEach, describe, expect, test } from 'vitest';
import type { KafkaRequest } from '#kafka/commands.ts';
import { Session } from '#session/session.ts';
import { decodeLink, encodeLink } from '#scenario/link.ts';
import { compareTraces } from '#trace/compare.ts';
import { scenarioOf } from '#test/story/cluster.ts';

const CRASH: KafkaRequest = { type: 'broker.crash', data: { broker: 2 } };
const STOP: KafkaRequest = { type: 'broker.stop', data: { broker: 2 } };
const SECOND_US = 1_000_000;

let session: Session;
let forkUs: number;
beforeEach(() => {
  session = Session.open(
    scenarioOf({
      cluster: { brokers: 3 },
      topics: [{ name: 'orders', partitions: 2, replicationFactor: 3 }],
      producers: [{ topic: 'orders', recordsPerSecond: 5 }],
      groups: [{ id: 'billing', topics: ['orders'], consumers: 2 }],
    }),
  );
  forkUs = session.startUs + 5 * SECOND_US;
  session.seek(forkUs);
});

describe('a fork', () => {
  test('stands at its moment, and left alone does what the first branch does', () => {
    const { main } = session;
    const fork = session.branches.fork();
    expect(fork.playheadUs).toBe(forkUs);
    expect(fork.origin).toEqual({ branch: main, atUs: forkUs });
    expect(fork.frame().nextEventId).toBe(main.frame().nextEventId);
    const endUs = forkUs + 20 * SECOND_US;
    expect(fork.hash(endUs)).toBe(main.hash(endUs));
  });

  test('shares its past with the first branch, event by event, in memory', () => {
    session.seek(forkUs + 10 * SECOND_US);
    const { main } = session;
    const fork = session.branches.fork(main, forkUs);
    const shared = fork.trace.length;
    expect(shared).toBe(main.trace.countUntil(forkUs));
    for (let id = 0; id < shared; id += 1) {
      if (fork.trace.at(id) !== main.trace.at(id)) expect.fail(`event ${id} is a copy`);
    }
    fork.course.extend(forkUs + 10 * SECOND_US);
    // The same seed makes the same events, but they are the fork's own.
    expect(fork.trace.at(shared)).toEqual(main.trace.at(shared));
    expect(fork.trace.at(shared)).not.toBe(main.trace.at(shared));
  });

  test('may lie ahead of what was simulated', () => {
    const ahead = session.horizonUs + 7 * SECOND_US;
    const fork = session.branches.fork(session.main, ahead);
    expect(fork.playheadUs).toBe(ahead);
    expect(session.horizonUs).toBe(ahead);
  });

  test('keeps what was done before it, and not what was done after it', () => {
    session.dispatch({ type: 'broker.crash', data: { broker: 3 } });
    const middleUs = session.playheadUs + SECOND_US;
    session.seek(middleUs + SECOND_US);
    session.dispatch(CRASH);
    const fork = session.branches.fork(session.main, middleUs);
    expect(fork.liveCommands).toEqual(session.liveCommands.slice(0, 1));
    expect(fork.canUndo).toBe(false);
    session.seek(middleUs + 2 * SECOND_US, fork);
    expect([2, 3].map((id) => fork.frame().brokers.get(id)?.status)).toEqual([
      'running',
      'crashed',
    ]);
  });

  test('can be forked again', () => {
    const b = session.branches.fork();
    session.dispatch(CRASH, b);
    const c = session.branches.fork(b, b.playheadUs + 3 * SECOND_US);
    const endUs = c.playheadUs + 10 * SECOND_US;
    expect(c.hash(endUs)).toBe(b.hash(endUs));
    expect(c.hash(endUs)).not.toBe(session.hash(endUs));
  });
});

describe('two branches at the same time', () => {
  test('a command in one leaves the other as it is, and each undoes its own', () => {
    const endUs = forkUs + 20 * SECOND_US;
    const calm = session.hash(endUs);
    const fork = session.branches.fork();
    expect(session.dispatch(CRASH, fork)).toEqual([]);
    expect(session.hash(endUs)).toBe(calm);
    expect(fork.hash(endUs)).not.toBe(calm);
    expect([session.canUndo, fork.canUndo]).toEqual([false, true]);
    expect(fork.undo()).toBe(true);
    expect(fork.hash(endUs)).toBe(calm);
  });

  test('each is sought by itself, and both Frames can be held side by side', () => {
    const fork = session.branches.fork();
    session.dispatch(CRASH, fork);
    session.seek(forkUs + 15 * SECOND_US, fork);
    expect(session.playheadUs).toBe(forkUs);
    session.seek(forkUs + 15 * SECOND_US);
    const [left, right] = [session.frame(), fork.frame()];
    expect(left.atUs).toBe(right.atUs);
    expect(left.brokers.get(2)?.status).toBe('running');
    expect(right.brokers.get(2)?.registration).toBe('fenced');
    session.seek(session.startUs, fork);
    fork.frame();
    expect(left.atUs).toBe(forkUs + 15 * SECOND_US);
    expect(session.frame().brokers.get(2)?.status).toBe('running');
  });

  test('each has its own timeline', () => {
    const fork = session.branches.fork();
    session.dispatch(CRASH, fork);
    const endUs = forkUs + 15 * SECOND_US;
    session.seek(endUs);
    session.seek(endUs, fork);
    const labelsOf = (marks: readonly { readonly label: string }[]) =>
      marks.map((one) => one.label);
    expect(labelsOf(fork.reading.marks)).toContain('broker 2 crashed');
    expect(labelsOf(session.marks())).not.toContain('broker 2 crashed');
  });

  test('are compared from the command on in which they differ', () => {
    const [crashed, stopped] = [session.branches.fork(), session.branches.fork()];
    session.dispatch(CRASH, crashed);
    session.dispatch(STOP, stopped);
    const endUs = forkUs + 6 * SECOND_US;
    session.seek(endUs, crashed);
    session.seek(endUs, stopped);
    const { parting, left, right } = compareTraces(crashed.trace, stopped.trace, endUs);
    expect(parting?.atUs).toBe(forkUs + 1);
    expect(parting?.left).toMatchObject({ type: 'command.applied', data: { command: CRASH.type } });
    expect(parting?.right).toMatchObject({ data: { command: STOP.type } });
    // Who stops hands its partitions over first; who crashes is waited for.
    expect(left.delivered).toBeLessThan(right.delivered);
    expect([...left.leaders.values()]).toContain(2);
    expect([...right.leaders.values()]).not.toContain(2);
    expect([left.lost, right.lost]).toEqual([0, 0]);
    const calm = session.branches.fork(session.main, forkUs);
    session.seek(endUs, calm);
    session.seek(endUs);
    expect(compareTraces(session.trace, calm.trace, endUs).parting).toBeNull();
  });
});

describe('the list of branches', () => {
  test('names them by letters, and gives a free letter again', () => {
    const { branches } = session;
    const b = branches.fork();
    const c = branches.fork();
    expect(branches.list.map(({ name }) => name)).toEqual(['A', 'B', 'C']);
    branches.drop(b);
    expect(branches.fork().name).toBe('B');
    expect(branches.list).toContain(c);
  });

  test('lets nobody have another’s name, or none', () => {
    const { branches } = session;
    const b = branches.fork();
    expect(branches.rename(b, ' with a crash ')).toEqual([]);
    expect(b.name).toBe('with a crash');
    expect(branches.rename(session.main, 'with a crash')).toMatchObject([
      { rule: 'must be unique' },
    ]);
    expect(branches.rename(b, ' ')).toMatchObject([{ rule: 'must not be empty' }]);
    expect(branches.rename(b, b.name)).toEqual([]);
  });

  test('makes the session speak of the one that is chosen', () => {
    const first = session.main;
    const fork = session.branches.fork();
    session.branches.choose(fork);
    session.dispatch(CRASH);
    expect(session.frame().brokers.get(2)?.status).toBe('crashed');
    expect(first.frame().brokers.get(2)?.status).toBe('running');
    expect(session.shareLink().commands).toEqual([{ atUs: forkUs + 1, ...CRASH }]);
    session.branches.drop(first);
    expect(session.branches.list).toEqual([fork]);
  });

  test('keeps the chosen one, and not a branch of another session', () => {
    const fork = session.branches.fork();
    expect(() => session.branches.drop(session.main)).toThrow('main');
    session.branches.drop(fork);
    expect(() => session.branches.choose(fork)).toThrow('belongs to no session');
  });

  test('is one long again after a reset, which begins anew', () => {
    const calm = session.hash(forkUs);
    session.branches.choose(session.branches.fork());
    session.dispatch(CRASH);
    session.reset();
    expect(session.branches.list).toHaveLength(1);
    expect(session.playheadUs).toBe(session.startUs);
    expect(session.hash(forkUs)).toBe(calm);
  });

  test('tells listeners when it changes', () => {
    let calls = 0;
    session.subscribe(() => (calls += 1));
    const fork = session.branches.fork();
    session.branches.rename(fork, 'other');
    session.branches.choose(fork);
    expect(calls).toBe(3);
  });
});

describe('a comparison of two branches', () => {
  test('begins with a fork: what is done is done in the new one, and both stay at one moment', () => {
    const origin = session.main;
    const fork = session.fork();
    expect([session.main, session.branches.beside]).toEqual([fork, origin]);
    session.dispatch(CRASH);
    expect(origin.liveCommands).toEqual([]);
    session.seek(forkUs + 15 * SECOND_US);
    expect(origin.playheadUs).toBe(fork.playheadUs);
    expect(origin.frame().brokers.get(2)?.status).toBe('running');
    expect(fork.frame().brokers.get(2)?.status).toBe('crashed');
    session.setSpeed(1);
    session.play();
    for (let frame = 0; frame < 50; frame += 1) {
      session.advance(20);
      expect(origin.playheadUs).toBe(session.playheadUs);
    }
    expect(session.playheadUs).toBeGreaterThan(forkUs + 15 * SECOND_US);
    session.stepBack();
    expect(origin.playheadUs).toBe(session.playheadUs);
  });

  test('changes sides, and ends when one of the two is dropped', () => {
    const origin = session.main;
    const fork = session.fork();
    session.branches.choose(origin);
    expect([session.main, session.branches.beside]).toEqual([origin, fork]);
    session.branches.drop(fork);
    expect(session.branches.beside).toBeNull();
    expect(() => session.branches.compare(origin)).toThrow('itself');
  });

  test('lets one command act on both, at the same moment', () => {
    const origin = session.main;
    const fork = session.fork();
    expect(session.branches.actsOnBoth).toBe(false);
    session.branches.actOnBoth(true);
    session.dispatch(CRASH);
    expect(origin.liveCommands).toEqual(fork.liveCommands);
    expect(origin.playheadUs).toBe(fork.playheadUs);
    expect(origin.hash(forkUs + SECOND_US)).toBe(fork.hash(forkUs + SECOND_US));
    session.branches.actOnBoth(false);
    session.dispatch({ type: 'broker.restart', data: { broker: 2 } });
    expect(origin.liveCommands).toHaveLength(1);
  });

  test('comes back from a link with both branches', () => {
    const origin = session.main;
    session.dispatch(STOP);
    session.seek(session.playheadUs + SECOND_US);
    const fork = session.fork();
    session.branches.rename(fork, 'with a crash');
    session.dispatch({ type: 'broker.crash', data: { broker: 3 } });
    session.seek(session.playheadUs + 12 * SECOND_US);
    const { value } = decodeLink(encodeLink(session.shareLink()));
    if (value === null) expect.fail('the link does not open');
    const opened = Session.open(session.scenario, value);
    expect(opened.branches.list.map(({ name }) => name)).toEqual(['A', 'with a crash']);
    expect(opened.main.name).toBe('with a crash');
    expect(opened.branches.beside?.name).toBe('A');
    expect(opened.playheadUs).toBe(session.playheadUs);
    expect(opened.hash()).toBe(session.hash());
    expect(opened.branches.beside?.hash(opened.playheadUs)).toBe(origin.hash(session.playheadUs));
    // The past is shared again, event by event.
    const shared = opened.trace.countUntil(fork.origin?.atUs ?? 0) - 1;
    expect(opened.trace.at(shared)).toBe(opened.branches.beside?.trace.at(shared));
  });

  test('of a link made before there were branches is none', () => {
    session.dispatch(CRASH);
    const { value } = decodeLink(encodeLink(session.shareLink()));
    expect(value?.branches).toBeUndefined();
    const opened = Session.open(session.scenario, value ?? {});
    expect(opened.branches.list).toHaveLength(1);
    expect(opened.hash()).toBe(session.hash());
  });

  test('comes back even if the branch is gone that the others were made of', () => {
    const origin = session.main;
    const b = session.fork();
    session.dispatch(CRASH);
    session.seek(session.playheadUs + SECOND_US);
    const c = session.fork();
    session.branches.drop(origin);
    const { value } = decodeLink(encodeLink(session.shareLink()));
    const opened = Session.open(session.scenario, value ?? {});
    expect(opened.branches.list.map(({ name }) => name)).toEqual(['B', 'C']);
    expect(opened.hash()).toBe(c.hash(session.playheadUs));
    expect(opened.branches.beside?.hash(session.playheadUs)).toBe(b.hash(session.playheadUs));
  });
});
