// *Follow the action* as a function of the trace: what is slow enough to be seen, what is crossed
// quickly, and that it is one function however it was read off.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseScenarioText } from '#scenario/parse.ts';
import { Session } from '#session/session.ts';
import { type Anchor, FLIGHT_MS } from '#trace/pace/followed.ts';
import { type Pace, SETTLE_MS, WAIT_MAX_MS } from '#trace/pace/pace.ts';
import { packetOf } from '#trace/project/packet.ts';
import { scenarioOf } from '#test/story/cluster.ts';

const PRESETS = readdirSync('public/scenarios').map((file) => file.replace('.json', ''));
const LENGTH_US = 40_000_000;

function openPreset(name: string): Session {
  const { value } = parseScenarioText(readFileSync(`public/scenarios/${name}.json`, 'utf8'));
  if (value === null) throw new Error(`${name} does not parse`);
  return Session.open(value);
}

/** A session that is simulated some way on from its start. */
function simulated(session: Session, us = LENGTH_US): Session {
  session.frameAt(session.startUs + us);
  return session;
}

function lastsMs(pace: Pace, { fromUs, toUs }: Anchor): number {
  return pace.msAt(toUs) - pace.msAt(fromUs);
}

/** Wall ms from the start to the first event that passes. */
function wallMsTo(session: Session, isIt: (event: ReturnType<Session['trace']['at']>) => boolean) {
  const pace = session.pace();
  for (const event of session.trace) {
    if (event.atUs > session.startUs && isIt(event)) {
      return pace.msAt(event.atUs) - pace.msAt(session.startUs);
    }
  }
  return Infinity;
}

describe.each(PRESETS)('the pace of %s', (name) => {
  const session = simulated(openPreset(name));
  const pace = session.pace();
  const { startUs } = session;
  const changes = pace.changesBetween(startUs, pace.endUs);

  test('rises all the time, and leads back', () => {
    for (const [index, us] of changes.slice(1).entries()) {
      expect(pace.msAt(us)).toBeGreaterThan(pace.msAt(changes[index] as number));
      const middleUs = (us + (changes[index] as number)) / 2;
      expect(pace.usAt(pace.msAt(middleUs))).toBeCloseTo(middleUs, 1);
    }
  });

  test('gives each flight and each change its time on the screen', () => {
    const settled = pace.anchors.filter(({ toUs }) => toUs < pace.endUs);
    for (const anchor of settled) {
      expect(lastsMs(pace, anchor)).toBeGreaterThanOrEqual(anchor.wallMs - 0.01);
    }
    for (const { story, packet, wallMs } of settled) {
      if (packet !== null) expect(wallMs).toBe(FLIGHT_MS[story?.kind ?? 'daily']);
    }
  });

  test('crosses what lies between in half a second, and in four when there is work to see', () => {
    const work = [...session.trace].filter(
      (event) => event.type === 'records.appended' && !event.data.topic.startsWith('__'),
    );
    let sinceUs = startUs;
    for (const { fromUs, toUs, story } of pace.anchors) {
      const isNear = fromUs > sinceUs && fromUs - sinceUs < 12_000_000 && sinceUs > startUs;
      if (isNear && story?.kind !== 'daily') {
        const waitMs = pace.msAt(fromUs) - pace.msAt(sinceUs);
        const isAtWork = work.some(({ atUs }) => atUs > sinceUs && atUs < fromUs);
        expect(waitMs).toBeLessThanOrEqual((isAtWork ? 4_000 : WAIT_MAX_MS) + 0.01);
      }
      sinceUs = Math.max(sinceUs, toUs);
    }
  });

  test('is lively all in all', () => {
    const wallS = (pace.msAt(pace.endUs) - pace.msAt(startUs)) / 1_000;
    expect(wallS).toBeGreaterThan(0.5);
    expect(wallS).toBeLessThan(75);
  });
});

describe('following the action', () => {
  test('a crash is seen, its countdown too, and the election soon', () => {
    const session = simulated(openPreset('broker-crash'));
    const crashMs = wallMsTo(session, (event) => event?.type === 'node.crashed');
    const fencedMs = wallMsTo(session, (event) => event?.type === 'broker.fenced');
    const electionMs = wallMsTo(
      session,
      (event) => event?.type === 'partition.changed' && event.data.election !== null,
    );
    expect(crashMs).toBeLessThan(8_000);
    // Nine hundred ms for the crash itself, then what goes on until it is noticed.
    expect(fencedMs - crashMs).toBeGreaterThan(900 + 500);
    expect(electionMs).toBeLessThan(15_000);
  });

  test('a session timeout of 45 s takes a few seconds', () => {
    const session = openPreset('three-brokers');
    session.dispatch({ type: 'consumer.crash', data: { consumer: 'billing-c1' } });
    simulated(session, 60_000_000);
    const crashMs = wallMsTo(session, (event) => event?.type === 'node.crashed');
    const leftMs = wallMsTo(session, (event) => event?.type === 'member.left');
    expect(leftMs - crashMs).toBeGreaterThan(1_500);
    expect(leftMs - crashMs).toBeLessThan(9_000);
  });

  test.each(['three-brokers', 'one-broker', 'high-watermark', 'slow-disk', 'closest-replica'])(
    'a record that was sent by hand can be followed everywhere (%s)',
    (name) => {
      const session = openPreset(name);
      const producer = [...session.frame().producers.keys()][0] ?? '';
      const topic = session.frame().producers.get(producer)?.spec.topic ?? '';
      const data = { producer, topic, key: 'alice', value: 'v', partition: null };
      const firstId = session.trace.length;
      session.dispatch({ type: 'record.produce', data });
      simulated(session);
      let recordId = '';
      let flights = 0;
      for (const event of session.trace) {
        if (event.id < firstId) continue;
        if (event.type === 'record.created' && event.data.key === 'alice') {
          ({ recordId } = event.data);
        }
        if (event.type !== 'request.sent' && event.type !== 'response.sent') continue;
        const packet = packetOf(event);
        if (!packet.cargo.some((record) => record.recordId === recordId)) continue;
        // A slow disk or a late reader may take longer than a command has credit for.
        if (event.atUs > session.startUs + 1_000_000) continue;
        const { deliverAtUs: toUs, sentAtUs: fromUs } = packet;
        const pace = session.pace();
        expect(pace.msAt(toUs) - pace.msAt(fromUs)).toBeGreaterThanOrEqual(799.9);
        flights += 1;
      }
      expect(flights).toBeGreaterThanOrEqual(name === 'one-broker' ? 2 : 1);
    },
  );

  test('two hundred records a second do not stop the clock', () => {
    const session = simulated(
      Session.open(
        scenarioOf({
          cluster: { brokers: 3 },
          topics: [{ name: 'orders', partitions: 6, replicationFactor: 3 }],
          producers: [{ topic: 'orders', recordsPerSecond: 200 }],
          groups: [{ id: 'billing', topics: ['orders'], consumers: 3 }],
        }),
      ),
      20_000_000,
    );
    const pace = session.pace();
    const wallMs = pace.msAt(session.startUs + 8_000_000) - pace.msAt(session.startUs);
    expect(wallMs).toBeGreaterThan(4_000);
    expect(wallMs).toBeLessThan(20_000);
  });

  test('is one function, however little of the run was known at a time', () => {
    for (const name of ['broker-crash', 'eager-rebalance', 'controller-crash']) {
      const atOnce = simulated(openPreset(name)).pace();
      const bySlices = openPreset(name);
      for (let us = 0; us < LENGTH_US; us += 700_000) {
        bySlices.frameAt(bySlices.startUs + us);
        bySlices.pace();
      }
      const { startUs } = bySlices;
      for (let us = startUs; us < startUs + 25_000_000; us += 137_000) {
        const wall = (pace: Pace): number => pace.msAt(us) - pace.msAt(startUs);
        expect(wall(bySlices.pace())).toBeCloseTo(wall(atOnce), 3);
      }
    }
  });
});

describe('settling', () => {
  test('time stops by itself once what was sent has landed, and not before it was seen', () => {
    const session = openPreset('three-brokers');
    session.dispatch({
      type: 'record.produce',
      data: { producer: 'p1', topic: 'orders', key: 'alice', value: 'v', partition: null },
    });
    session.play();
    session.settle();
    let frames = 0;
    while (session.isPlaying && frames < 2_000) {
      session.advance(1_000 / 60);
      frames += 1;
    }
    expect(session.isSettling).toBe(false);
    const pace = session.pace();
    const landings = pace.anchors.filter(({ story, packet, toUs }) => {
      return story?.kind === 'learner' && packet !== null && toUs <= session.playheadUs;
    });
    expect(landings.length).toBeGreaterThanOrEqual(5);
    const lastUs = Math.max(...landings.map(({ toUs }) => toUs));
    expect(pace.msAt(session.playheadUs) - pace.msAt(lastUs)).toBeGreaterThanOrEqual(SETTLE_MS - 1);
    expect(frames / 60).toBeGreaterThan(3);
    expect(frames / 60).toBeLessThan(12);
  });

  test('where nothing comes of it any more time stops as well, until it is let run again', () => {
    const session = openPreset('one-broker');
    session.dispatch({
      type: 'producer.alter',
      data: { producer: 'p1', changes: { recordsPerSecond: 0 } },
    });
    session.play();
    for (let frame = 0; frame < 3_000 && session.isPlaying; frame += 1) session.advance(1_000 / 60);
    expect(session.isPlaying).toBe(false);
    expect(session.playheadUs - session.startUs).toBeLessThan(20_000_000);
    session.play();
    for (let frame = 0; frame < 60; frame += 1) session.advance(1_000 / 60);
    expect(session.isPlaying).toBe(true);
  });

  test('whatever is done meanwhile lets time run on', () => {
    const session = openPreset('three-brokers');
    session.runUntil(session.playheadUs + 1_000);
    session.dispatch({ type: 'broker.crash', data: { broker: 2 } });
    expect(session.isSettling).toBe(false);
    expect(session.isPlaying).toBe(true);
    session.runUntil(session.playheadUs + 1_000);
    session.seek(session.playheadUs + 5_000);
    expect(session.isSettling).toBe(false);
  });
});
