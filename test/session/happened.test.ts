// What happened, as the learner is told it: the deeds first, what came of them under each.
import { describe, expect, test } from 'vitest';
import { accountOf } from '#session/happened.ts';
import { Session } from '#session/session.ts';
import { scenarioOf } from '#test/story/cluster.ts';

function opened(): Session {
  const session = Session.open(
    scenarioOf({
      cluster: { brokers: 3 },
      topics: [{ name: 'orders', partitions: 2, replicationFactor: 3 }],
      producers: [{ topic: 'orders', recordsPerSecond: 5 }],
      groups: [{ id: 'billing', topics: ['orders'], consumers: 2 }],
    }),
  );
  session.dispatch({
    type: 'record.produce',
    data: { producer: 'p1', topic: 'orders', key: 'alice', value: null, partition: null },
  });
  session.seek(session.playheadUs + 1_000_000);
  session.dispatch({ type: 'broker.crash', data: { broker: 2 } });
  session.seek(session.playheadUs + 15_000_000);
  return session;
}

function account(session: Session, filter?: Parameters<typeof accountOf>[4]) {
  return accountOf(session.marks(), session.deeds(), session.startUs, session.playheadUs, filter);
}

describe('what happened', () => {
  const session = opened();

  test('names what was done by hand, in order', () => {
    const said = account(session).chapters.flatMap(({ deed }) => deed?.says ?? []);
    expect(said).toEqual(['let p1 send the record alice to orders', 'crash broker 2']);
  });

  test('has what came after a deed under it, and how the cluster got ready apart', () => {
    const { boot, chapters } = account(session);
    expect(boot.every(({ atUs }) => atUs < session.startUs)).toBe(true);
    const labels = chapters.at(-1)?.marks.map(({ label }) => label) ?? [];
    expect(labels).toContain('broker 2 fenced');
    expect(boot.map(({ label }) => label)).not.toContain('broker 2 fenced');
  });

  test('lets every line keep its place as time goes on', () => {
    const lines = (atUs: number): readonly number[] => {
      const { boot, chapters } = accountOf(session.marks(), session.deeds(), session.startUs, atUs);
      return [
        ...boot.map(({ eventId }) => eventId),
        ...chapters.flatMap(({ deed, marks }) => [
          ...(deed === null ? [] : [deed.eventId]),
          ...marks.map(({ eventId }) => eventId),
        ]),
      ];
    };
    const end = lines(session.playheadUs);
    const before = lines(session.playheadUs - 8_000_000);
    expect(before.length).toBeLessThan(end.length);
    expect(end.slice(0, before.length)).toEqual(before);
    expect(end).toEqual(end.toSorted((a, b) => a - b));
  });

  test('can be read by what somebody wants to know', () => {
    const mine = account(session, 'mine').chapters;
    expect(mine.every(({ deed, marks }) => deed !== null && marks.length === 0)).toBe(true);
    const kinds = account(session, 'failures').chapters.flatMap(({ marks }) =>
      marks.map(({ kind }) => kind),
    );
    expect(new Set(kinds)).not.toContain('election');
    expect(kinds).toContain('failure');
  });
});
