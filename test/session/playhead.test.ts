// Where the playhead stands: behind one event of a microsecond, or behind all of them.
import { expect, test } from 'vitest';
import { Session } from '#session/session.ts';
import { isNotable } from '#trace/face/faces.ts';
import { scenarioOf } from '#test/story/cluster.ts';

const session = Session.open(
  scenarioOf({
    cluster: { brokers: 3 },
    topics: [{ name: 'orders', partitions: 4, replicationFactor: 3 }],
  }),
);

test('steps stand behind every notable event, one after the other, and behind no more', () => {
  session.dispatch({ type: 'broker.crash', data: { broker: 2 } });
  const from = session.frame().nextEventId;
  session.seek(session.playheadUs + 12_000_000);
  const notable: number[] = [];
  for (let id = from; id < session.frame().nextEventId; id += 1) {
    const event = session.trace.at(id);
    if (event !== undefined && isNotable(event)) notable.push(id);
  }
  expect(notable.length).toBeGreaterThan(4);
  // Some of them happen in one microsecond.
  const times = notable.map((id) => session.trace.at(id)?.atUs);
  expect(new Set(times).size).toBeLessThan(times.length);
  const firstUs = session.trace.at(from)?.atUs ?? 0;
  session.seek(firstUs - 1);
  const ahead = notable.filter((id) => id >= session.frame().nextEventId);
  for (const id of ahead) {
    session.stepForward();
    expect(session.frame().nextEventId).toBe(id + 1);
  }
  for (const id of ahead.slice(0, -1).reverse()) {
    session.stepBack();
    expect(session.frame().nextEventId).toBe(id + 1);
  }
});
