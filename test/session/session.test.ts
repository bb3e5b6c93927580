// The session: moving along a run, changing its past, and taking changes back.
import { describe, expect, test } from 'vitest';
import { parseScenario } from '#scenario/parse.ts';
import { Session } from '#session/session.ts';
import { isNotable } from '#trace/face/faces.ts';
import { scenarioOf } from '#test/story/cluster.ts';

const SCENARIO = {
  cluster: { brokers: 3 },
  topics: [{ name: 'orders', partitions: 2, replicationFactor: 3 }],
  producers: [{ topic: 'orders', recordsPerSecond: 5 }],
  groups: [{ id: 'billing', topics: ['orders'], consumers: 2 }],
};

function open(written: object = SCENARIO): Session {
  return Session.open(scenarioOf(written));
}

const CRASH = { type: 'broker.crash', data: { broker: 2 } } as const;

describe('opening', () => {
  test('stands where brokers, topics and groups are ready', () => {
    const session = open();
    const frame = session.frame();
    expect(session.playheadUs).toBe(session.startUs);
    expect(frame.groups.get('billing')?.state).toBe('Stable');
    expect([...frame.brokers.values()].every((one) => one.registration === 'unfenced')).toBe(true);
    expect(session.isPlaying).toBe(false);
  });

  test('at boot stands at 0, where the brokers have just been started', () => {
    const session = open({ ...SCENARIO, startAt: 'boot' });
    expect(session.playheadUs).toBe(0);
    expect(session.frame().brokers.size).toBe(3);
  });

  test('with commands of a share link gives what they gave, also from the very beginning', () => {
    for (const startAt of ['boot', 'ready']) {
      const session = open({ ...SCENARIO, startAt });
      session.seek(session.startUs + 3_000_000);
      session.dispatch(CRASH);
      session.seek(session.playheadUs + 20_000_000);
      const { scenario, commands, atUs } = session.shareLink();
      const again = Session.open(scenario, { commands, atUs });
      expect(again.playheadUs).toBe(session.playheadUs);
      expect(again.hash()).toBe(session.hash());
    }
  });
});

describe('moving', () => {
  test('seek shows the same moment whether it comes from before or from after', () => {
    const session = open();
    const atUs = session.startUs + 5_000_000;
    session.seek(atUs);
    const before = structuredClone(session.frame().producers);
    const { nextEventId } = session.frame();
    session.seek(atUs + 30_000_000);
    session.seek(atUs);
    expect(session.frame().nextEventId).toBe(nextEventId);
    expect(session.frame().producers).toEqual(before);
  });

  test('a step goes to just behind the next notable event; a step back undoes it', () => {
    const session = open();
    session.stepForward();
    const stops: number[] = [];
    for (let count = 0; count < 10; count += 1) {
      stops.push(session.frame().nextEventId);
      const last = session.trace.at(session.frame().nextEventId - 1);
      expect(last === undefined ? false : isNotable(last)).toBe(true);
      session.stepForward();
    }
    expect(new Set(stops).size).toBe(10);
    for (const stop of stops.reverse()) {
      session.stepBack();
      expect(session.frame().nextEventId).toBe(stop);
    }
  });

  test('a step back ends at the start', () => {
    const session = open();
    session.stepForward();
    for (let count = 0; count < 5; count += 1) session.stepBack();
    expect(session.playheadUs).toBe(session.startUs);
  });

  test('playing advances by wall time and speed, and not at all while paused', () => {
    const session = open();
    session.setSpeed(2);
    session.advance(1_000);
    expect(session.playheadUs).toBe(session.startUs);
    session.play();
    for (let frame = 0; frame < 60; frame += 1) session.advance(16);
    expect(session.playheadUs - session.startUs).toBe(60 * 16 * 2 * 1_000);
    session.pause();
    session.advance(1_000);
    expect(session.playheadUs - session.startUs).toBe(60 * 16 * 2 * 1_000);
  });
});

describe('changing', () => {
  test('a command is carried out a microsecond after the playhead', () => {
    const session = open();
    const atUs = session.playheadUs;
    expect(session.dispatch(CRASH)).toEqual([]);
    expect(session.playheadUs).toBe(atUs + 1);
    expect(session.frame().brokers.get(2)?.status).toBe('crashed');
    expect(session.liveCommands).toEqual([{ atUs: atUs + 1, ...CRASH }]);
  });

  test('in the past it makes another future, and later commands are forgotten', () => {
    const session = open();
    const { startUs } = session;
    session.seek(startUs + 20_000_000);
    session.dispatch({ type: 'broker.crash', data: { broker: 3 } });
    session.seek(startUs + 5_000_000);
    const past = session.hash(startUs + 5_000_000);
    session.dispatch(CRASH);
    expect(session.hash(startUs + 5_000_000)).toBe(past);
    session.seek(startUs + 60_000_000);
    const { brokers } = session.frame();
    expect([2, 3].map((id) => brokers.get(id)?.status)).toEqual(['crashed', 'running']);
    expect(session.liveCommands).toHaveLength(1);
  });

  test('undo brings the old future back, redo the new one, bit by bit', () => {
    const session = open();
    const endUs = session.startUs + 40_000_000;
    const calm = session.hash(endUs);
    session.dispatch(CRASH);
    const crashed = session.hash(endUs);
    expect(crashed).not.toBe(calm);
    session.seek(endUs);
    expect(session.undo()).toBe(true);
    expect(session.playheadUs).toBe(session.startUs);
    expect([session.canUndo, session.canRedo]).toEqual([false, true]);
    expect(session.hash(endUs)).toBe(calm);
    expect(session.redo()).toBe(true);
    expect(session.hash(endUs)).toBe(crashed);
    expect(session.redo()).toBe(false);
  });

  test('a new command after an undo ends what could be redone', () => {
    const session = open();
    session.dispatch(CRASH);
    session.undo();
    session.dispatch({ type: 'broker.crash', data: { broker: 1 } });
    expect(session.canRedo).toBe(false);
  });

  test('a fork of the frames does not move when the session does', () => {
    const session = open();
    const frame = session.frameAt(session.startUs + 1_000_000);
    const { nextEventId } = frame;
    session.seek(session.startUs + 10_000_000);
    session.frame();
    expect(frame.nextEventId).toBe(nextEventId);
  });

  test('reset forgets everything that was done by hand', () => {
    const session = open();
    const calm = session.hash(session.startUs + 30_000_000);
    session.dispatch(CRASH);
    session.seek(session.playheadUs + 30_000_000);
    session.reset();
    expect(session.playheadUs).toBe(session.startUs);
    expect([session.canUndo, session.canRedo, session.liveCommands]).toEqual([false, false, []]);
    expect(session.hash(session.startUs + 30_000_000)).toBe(calm);
  });

  test('listeners hear of every change until they leave', () => {
    const session = open();
    let calls = 0;
    const leave = session.subscribe(() => (calls += 1));
    session.seek(session.startUs + 1_000);
    session.dispatch(CRASH);
    const before = calls;
    expect(before).toBeGreaterThanOrEqual(2);
    leave();
    session.seek(session.startUs);
    expect(calls).toBe(before);
  });
});

test('a document that is wrong never becomes a session', () => {
  expect(parseScenario({ topics: [{ name: 'orders', replicationFactor: 9 }] }).value).toBeNull();
});
