// Two branches of one run held against each other: where they part, how much differs, what came of each.
import { beforeAll, describe, expect, test } from 'vitest';
import type { KafkaRequest } from '#kafka/commands.ts';
import { Session } from '#session/session.ts';
import { Account } from '#trace/contrast/account.ts';
import { Contrast } from '#trace/contrast/contrast.ts';
import { BIN_US } from '#trace/contrast/difference.ts';
import { wordsOfDeed, wordsOfFirst } from '#trace/contrast/words.ts';
import type { TraceStore } from '#trace/store.ts';
import { scenarioOf } from '#test/story/cluster.ts';

const SECOND_US = 1_000_000;
const CRASH: KafkaRequest = { type: 'broker.crash', data: { broker: 2 } };
const ACKS_1: KafkaRequest = {
  type: 'producer.alter',
  data: { producer: 'p1', changes: { configs: { acks: '1' } } },
};

function openSession(): Session {
  const session = Session.open(
    scenarioOf({
      cluster: { brokers: 3 },
      topics: [{ name: 'orders', partitions: 2, replicationFactor: 3 }],
      producers: [{ topic: 'orders', recordsPerSecond: 5 }],
      groups: [{ id: 'billing', topics: ['orders'], consumers: 2 }],
    }),
  );
  session.seek(session.startUs + 5 * SECOND_US);
  return session;
}

/** A and B, which differ by one command at the fork, `seconds` after it. */
function branchesWith(request: KafkaRequest | null, seconds: number) {
  const session = openSession();
  const forkUs = session.playheadUs;
  const b = session.fork();
  const a = session.branches.beside;
  if (a === null) expect.fail('a fork is compared');
  if (request !== null) session.dispatch(request);
  const endUs = forkUs + seconds * SECOND_US;
  session.seek(endUs);
  return { session, a, b, forkUs, endUs };
}

function compared(left: TraceStore, right: TraceStore, untilUs: number): Contrast {
  const contrast = new Contrast(left, right);
  for (const { done, total } of contrast.work(untilUs)) expect(done).toBeLessThanOrEqual(total);
  return contrast;
}

describe('two branches that do the same', () => {
  test('part nowhere, and have the same totals', () => {
    const { a, b, endUs } = branchesWith(null, 10);
    const contrast = compared(a.trace, b.trace, endUs);
    expect(contrast.first).toBeNull();
    const { left, right, events, differing } = contrast.at(endUs);
    expect(left).toEqual(right);
    expect(events).toBeGreaterThan(50);
    expect(differing).toBe(0);
  });
});

describe('two branches of which one lost a broker', () => {
  const seconds = 20;
  let given: ReturnType<typeof branchesWith>;
  let contrast: Contrast;
  beforeAll(() => {
    given = branchesWith(CRASH, seconds);
    contrast = compared(given.a.trace, given.b.trace, given.endUs);
  });

  test('part where that broker crashes, and not at numbers of packets', () => {
    const { first } = contrast;
    expect(first?.right).toMatchObject({ type: 'node.crashed', node: 'broker-2' });
    expect(first?.atUs).toBe(given.forkUs + 1);
    if (first === null) return;
    expect(wordsOfFirst(first, ['A', 'B'])).toMatch(
      /^At [\d.]+ s, only in B: broker 2 crashed\. The next in A: .*, at [\d.]+ s\.$/i,
    );
  });

  test('differ from then on, and not before', () => {
    const { bins } = contrast;
    for (const { fromUs, events, differing } of bins) {
      expect(differing).toBeLessThanOrEqual(events);
      if (fromUs + BIN_US <= given.forkUs) expect(differing).toBe(0);
    }
    expect(bins.map(({ fromUs }) => fromUs)).toEqual(
      bins.map(({ fromUs }) => fromUs).toSorted((a, b) => a - b),
    );
    expect(contrast.at(given.forkUs).differing).toBe(0);
    const half = contrast.at(given.forkUs + (seconds / 2) * SECOND_US);
    const whole = contrast.at(given.endUs);
    expect(half.differing).toBeGreaterThan(0);
    expect(whole.differing).toBeGreaterThan(half.differing);
  });

  test('have other waits, and the same ledger as each by itself', () => {
    const { left, right } = contrast.at(given.endUs);
    expect(right.longestWaitUs).toBeGreaterThan(SECOND_US);
    expect(left.longestWaitUs).toBeLessThan(SECOND_US);
    expect([left.longWaits, right.longWaits > 0]).toEqual([0, true]);
    for (const [branch, totals] of [
      [given.a, left],
      [given.b, right],
    ] as const) {
      const end = branch.trace.countUntil(given.endUs);
      expect(totals).toMatchObject(branch.reading.records.totalsAt(end));
      const sent = [...branch.trace].slice(0, end).filter(({ type }) => type === 'request.sent');
      expect(totals.requests).toBe(sent.length);
    }
  });

  test('are compared bit by bit, and on from where somebody stopped', () => {
    const { a, b, endUs } = given;
    const slow = new Contrast(a.trace, b.trace);
    let steps = 0;
    for (const _ of slow.work(endUs)) if ((steps += 1) === 3) break;
    expect(slow.at(endUs)).not.toEqual(contrast.at(endUs));
    for (const _ of slow.work(endUs)) steps += 1;
    expect(steps).toBeGreaterThan(10);
    expect(slow.at(endUs)).toEqual(contrast.at(endUs));
    expect(slow.first).toEqual(contrast.first);
  });
});

describe('two branches of which one asks for fewer acks', () => {
  test('part with the first request that says so', () => {
    const { a, b, endUs } = branchesWith(ACKS_1, 5);
    const contrast = compared(a.trace, b.trace, endUs);
    if (contrast.first === null) expect.fail('nothing differs');
    expect(wordsOfFirst(contrast.first, ['A', 'B'])).toMatch(
      /^At [\d.]+ s, in both: p1 sent Produce to broker \d\. acks is -1 in A, 1 in B\.$/,
    );
    const { left, right } = contrast.at(endUs);
    expect(right.middleWaitUs).toBeLessThan(left.middleWaitUs ?? 0);
    expect(b.liveCommands.map(wordsOfDeed)).toEqual(['p1: acks=1']);
  });

  test('are compared anew when one of them takes another course', () => {
    const { session, a, b, forkUs, endUs } = branchesWith(ACKS_1, 5);
    const contrast = compared(a.trace, b.trace, endUs);
    session.seek(forkUs + SECOND_US);
    session.dispatch(CRASH);
    session.seek(endUs + 10 * SECOND_US);
    expect(contrast.isStale).toBe(true);
    for (const _ of contrast.work(session.playheadUs)) continue;
    expect(contrast.isStale).toBe(false);
    const fresh = compared(a.trace, b.trace, session.playheadUs);
    expect(contrast.at(session.playheadUs)).toEqual(fresh.at(session.playheadUs));
  });
});

describe('an account', () => {
  test('knows the middle and the longest wait, and time without an owner, as a recount finds them', () => {
    const { session, b, endUs } = branchesWith(
      { type: 'consumer.crash', data: { consumer: 'billing-c1' } },
      30,
    );
    const account = new Account();
    for (const event of b.trace) account.add(event);
    const end = b.trace.countUntil(endUs);
    const waits = b.reading.records.fates
      .filter(({ outcomeBy, outcome }) => outcome === 'acknowledged' && (outcomeBy ?? end) < end)
      .map(({ outcomeAtUs, createdAtUs }) => (outcomeAtUs ?? 0) - createdAtUs)
      .sort((one, other) => one - other);
    const totals = account.at(end, endUs);
    expect(totals.middleWaitUs).toBe(waits[Math.floor((waits.length - 1) / 2)]);
    expect(totals.longestWaitUs).toBe(waits.at(-1));
    // One of two partitions had no owner until the session had run out.
    expect(totals.unownedUs).toBeGreaterThan(5 * SECOND_US);
    const alone = session.branches.beside;
    const calm = new Account();
    for (const event of alone?.trace ?? []) calm.add(event);
    expect(calm.at(alone?.trace.countUntil(endUs) ?? 0, endUs).unownedUs).toBe(0);
  });
});
