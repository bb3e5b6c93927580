// The sandbox's knobs on a running cluster: what is turned is what the cluster then has, and a knob
// that cannot be turned says why.
import { beforeEach, describe, expect, test } from 'vitest';
import { CONFIG_DEFAULTS } from '#kafka/protocol/config-defaults.ts';
import { Session } from '#session/session.ts';
import { consumersKnob } from '#ui/sandbox/knobs/groups.ts';
import { KNOB_GROUPS } from '#ui/sandbox/knobs/index.ts';
import { LOSSES } from '#ui/sandbox/faults.ts';
import type { Knob } from '#ui/sandbox/knobs/knob.ts';
import { latencyKnob } from '#ui/sandbox/knobs/network.ts';
import { isPending } from '#ui/sandbox/knobs/pending.ts';
import { scenarioOf } from '#test/story/cluster.ts';

const KNOBS = new Map(KNOB_GROUPS.flatMap(({ knobs }) => knobs).map((knob) => [knob.id, knob]));
/** A broker that is new to the cluster, or a group that rebalances, needs so long at most … */
const SETTLING_US = 60_000_000;
/** … is asked so often, and must then stay as it is. */
const LOOK_US = 10_000_000;

let session: Session;
beforeEach(() => {
  session = Session.open(
    scenarioOf({
      cluster: { brokers: 3 },
      topics: [{ name: 'orders', partitions: 2, replicationFactor: 2 }],
      producers: [{ topic: 'orders', recordsPerSecond: 2 }],
      groups: [{ id: 'billing', topics: ['orders'], consumers: 2 }],
    }),
  );
});

function knobOf(id: string): Knob {
  const knob = KNOBS.get(id);
  if (knob === undefined) throw new Error(`no knob ${id}`);
  return knob;
}

/** Turns a knob; gives the refusal, or null when its requests were carried out. */
function turn(knob: Knob, value: number | string): string | null {
  const change =
    knob.type === 'number'
      ? knob.change(session.frame(), Number(value))
      : knob.change(session.frame(), String(value));
  for (const request of change.requests) expect(session.dispatch(request)).toEqual([]);
  const deadlineUs = session.playheadUs + SETTLING_US;
  do session.seek(session.playheadUs + LOOK_US);
  while (knob.read(session.frame()) !== value && session.playheadUs < deadlineUs);
  session.seek(session.playheadUs + LOOK_US);
  return change.refusal;
}

describe('what is turned is what the cluster has then', () => {
  test.each<[string, number | string]>([
    ['brokers', 5],
    ['brokers', 2],
    ['partitions', 6],
    ['replication-factor', 3],
    ['replication-factor', 1],
    ['min-isr', 2],
    ['producers', 3],
    ['producers', 0],
    ['rate', 7.5],
    ['keys', 'hot'],
    ['acks', '1'],
    ['groups', 3],
    ['processing', 120],
    ['assignor', 'cooperative-sticky'],
    ['commit', 'none'],
    ['unclean-election', 'true'],
    ['idempotence', 'false'],
    ['linger', 40],
    ['session-timeout', 12_000],
    ['poll-interval', 20_000],
  ])('%s = %s', (id, value) => {
    const knob = knobOf(id);
    expect(knob.read(session.frame())).not.toBe(value);
    expect(turn(knob, value)).toBeNull();
    expect(knob.read(session.frame())).toBe(value);
    const refused: string[] = [];
    for (const event of session.trace) {
      if (event.type === 'command.refused') refused.push(event.data.errorMessage);
    }
    expect(refused).toEqual([]);
  });

  test('every knob of the panel is among them', () => {
    expect([...KNOBS.keys()].sort()).toEqual(
      [
        ...['brokers', 'partitions', 'replication-factor', 'min-isr', 'unclean-election'],
        ...['producers', 'rate', 'keys', 'acks', 'linger', 'idempotence'],
        ...['groups', 'processing', 'assignor', 'commit', 'session-timeout', 'poll-interval'],
      ].sort(),
    );
  });

  test('consumers come into a group and leave it', () => {
    const knob = consumersKnob('billing');
    expect(turn(knob, 5)).toBeNull();
    expect(session.frame().groups.get('billing')?.members).toHaveLength(5);
    expect(turn(knob, 1)).toBeNull();
    expect(session.frame().groups.get('billing')?.members).toHaveLength(1);
    expect(knob.read(session.frame())).toBe(1);
  });

  test('latency is what packets take', () => {
    expect(
      turn(
        latencyKnob(() => 1),
        40,
      ),
    ).toBeNull();
    const packets = [...session.frame().packets.values()];
    expect(packets.length).toBeGreaterThan(0);
    for (const { sentAtUs, deliverAtUs } of packets) {
      expect(deliverAtUs - sentAtUs).toBeGreaterThanOrEqual(40_000);
    }
  });
});

test('a broker that is down is counted beside those that run', () => {
  const { beside } = knobOf('brokers');
  expect(beside?.(session.frame())).toBe('');
  expect(session.dispatch({ type: 'broker.crash', data: { broker: 2 } })).toEqual([]);
  session.seek(session.playheadUs + 1);
  expect(knobOf('brokers').read(session.frame())).toBe(2);
  expect(beside?.(session.frame())).toBe('and 1 down');
});

test('a producer that waits for the leader alone is not idempotent by default', () => {
  const knob = knobOf('idempotence');
  expect(knob.read(session.frame())).toBe('true');
  turn(knobOf('acks'), '1');
  expect(knob.read(session.frame())).toBe('false');
});

test.each([...KNOBS.values()].flatMap(({ config }) => (config === undefined ? [] : [config])))(
  '$scope config $name is one of Kafka’s',
  ({ scope, name }) => {
    expect(CONFIG_DEFAULTS[scope]).toHaveProperty([name]);
  },
);

describe('a refusal says why', () => {
  test('partitions cannot shrink', () => {
    expect(turn(knobOf('partitions'), 1)).toContain('cannot shrink');
    expect(knobOf('partitions').read(session.frame())).toBe(2);
  });

  test('more replicas than brokers', () => {
    expect(turn(knobOf('replication-factor'), 4)).toContain('4 replicas need 4 brokers');
  });

  test('nobody to alter', () => {
    turn(knobOf('producers'), 0);
    expect(turn(knobOf('rate'), 3)).toContain('no producer');
    turn(consumersKnob('billing'), 0);
    expect(turn(knobOf('processing'), 3)).toContain('no consumer');
  });
});

test('ids of the dead are not given again', () => {
  turn(knobOf('producers'), 0);
  turn(knobOf('producers'), 1);
  expect([...session.frame().producers.keys()]).toEqual(['p1', 'p2']);
});

describe('what was asked for', () => {
  const asked = { value: 5, from: 3, atUs: 10_000_000 };

  test.each<[string, number, number, boolean]>([
    ['is pending while the old value holds', 3, 11_000_000, true],
    ['has come', 5, 11_000_000, false],
    ['was overtaken by another value', 4, 11_000_000, false],
    ['was taken back, or is not asked for yet', 3, 9_000_000, false],
    ['was refused', 3, 71_000_000, false],
  ])('%s', (_, value, nowUs, expected) => {
    expect(isPending(asked, value, nowUs)).toBe(expected);
  });
});

describe('a packet that shall be lost', () => {
  test.each(LOSSES.map((loss) => [loss.label, loss] as const))('%s', (_, { fault }) => {
    expect(session.dispatch({ type: 'fault.arm', data: fault })).toEqual([]);
    const armed = [...session.frame().faults.keys()];
    expect(armed).toHaveLength(1);
    session.seek(session.playheadUs + SETTLING_US);
    expect(session.frame().faults.size).toBe(0);
    const struck = [...session.trace].find(({ type }) => type === 'fault.struck');
    expect(struck?.data).toMatchObject({ armedBy: armed[0], left: 0 });
  });
});
