// Every state of every machine of the model is stepped with every event, and held against its chart:
// each transition of the chart is taken, no other exists, and what an event does not mean in a state is
// refused. States and ids are those of the unions that events and page use.
import { describe, expect, expectTypeOf, test } from 'vitest';
import type { AnyStateMachine, EventFromLogic, SnapshotFrom } from 'xstate';
import { MACHINES } from '#kafka/charts.ts';
import { advance } from '#kafka/machine.ts';
import type { MachineId, MachineStates } from '#kafka/protocol/states.ts';
import { chartOf, holdsIn } from '#sim/chart.ts';
import { stepMachine } from '#sim/machine.ts';

type Machines = typeof MACHINES;
type MachineEvent<Id extends MachineId> = EventFromLogic<Machines[Id]>;

/** For every type of event, those events that take each of its guards once each way. */
type Samples<Id extends MachineId> = {
  readonly [Type in MachineEvent<Id>['type']]: readonly Omit<
    Extract<MachineEvent<Id>, { readonly type: Type }>,
    'type'
  >[];
};

const ONCE = [{}] as const;

/** Every combination of values of these flags. */
function combinations<Flag extends string>(...flags: readonly Flag[]): Record<Flag, boolean>[] {
  return Array.from(
    { length: 2 ** flags.length },
    (_, bits) =>
      Object.fromEntries(flags.map((flag, index) => [flag, ((bits >> index) & 1) === 1])) as Record<
        Flag,
        boolean
      >,
  );
}

const EVENTS: { readonly [Id in MachineId]: Samples<Id> } = {
  'broker lifecycle': {
    started: ONCE,
    registered: ONCE,
    'asked to shut down': ONCE,
    'shutdown timed out': ONCE,
    heartbeat: combinations('isCaughtUp', 'isFenced', 'shouldShutDown'),
  },
  'broker registration': {
    heartbeat: combinations(
      'wantFence',
      'wantShutDown',
      'isCaughtUp',
      'leadsPartitions',
      'areMovesKnown',
    ),
    'session timed out': ONCE,
  },
  'replica role': {
    'new leader epoch': [
      { broker: 1, leader: 1 },
      { broker: 1, leader: 2 },
      { broker: 1, leader: -1 },
    ],
  },
  'quorum voter': {
    'timed out': ONCE,
    won: ONCE,
    lost: ONCE,
    'found leader': ONCE,
    'newer epoch': ONCE,
    resign: ONCE,
  },
  'classic group': {
    'prepare rebalance': ONCE,
    'all joined': ONCE,
    'nobody left': ONCE,
    'assignment stored': ONCE,
    loaded: ONCE,
    unloaded: ONCE,
  },
  'consumer group': {
    'group epoch raised': ONCE,
    'members to reconcile': ONCE,
    'all reconciled': ONCE,
    'last member left': ONCE,
    deleted: ONCE,
  },
  'consumer group member': {
    'partitions to revoke': ONCE,
    'partitions to wait for': ONCE,
    reconciled: ONCE,
  },
  'classic membership': {
    'rejoin requested': ONCE,
    prepare: ONCE,
    join: ONCE,
    joined: ONCE,
    synced: ONCE,
    'join failed': ONCE,
    refused: ONCE,
    left: ONCE,
  },
  'consumer protocol membership': {
    join: ONCE,
    assigned: ONCE,
    confirmed: ONCE,
    reconciled: ONCE,
    acknowledged: ONCE,
    fenced: ONCE,
    leave: ONCE,
    left: ONCE,
    'poll expired': ONCE,
    failed: ONCE,
  },
  'fetch state': {
    'position set': ONCE,
    'leader changed': ONCE,
    'position confirmed': ONCE,
    reset: ONCE,
  },
  'transaction manager': {
    initialize: ONCE,
    initialized: ONCE,
    'id reset': ONCE,
    begin: ONCE,
    prepared: ONCE,
    commit: ONCE,
    abort: ONCE,
    ended: ONCE,
    'abortable error': ONCE,
    'fatal error': ONCE,
  },
  connection: {
    connect: ONCE,
    connected: ONCE,
    ready: ONCE,
    disconnected: ONCE,
    'timed out': ONCE,
  },
  application: {
    'records polled': ONCE,
    poll: ONCE,
    'commit sync': ONCE,
    committed: ONCE,
    'work on': ONCE,
    restart: ONCE,
    restarted: ONCE,
    close: ONCE,
    'fatal error': ONCE,
  },
};

/** Contexts in which each guard of a machine holds, and in which it does not. */
const CONTEXTS: { readonly [Id in MachineId]?: readonly object[] } = {
  'broker lifecycle': combinations('registered', 'gotControlledShutdownResponse'),
  'classic membership': combinations('rejoinNeeded', 'needsJoinPrepare'),
  'transaction manager': combinations('isTransactional'),
};

/** A flat machine whose types are of no concern. */
type Plain = AnyStateMachine;

function snapshotIn(machine: Plain, state: string, context: object): SnapshotFrom<Plain> {
  return Object.freeze(machine.resolveState({ value: state, context })) as SnapshotFrom<Plain>;
}

/** `state event target` for every step that the machine takes; the target is '-' where it stays. */
function stepsOf(id: MachineId): ReadonlySet<string> {
  const machine: Plain = MACHINES[id];
  const contexts = CONTEXTS[id] ?? [machine.config.context as object];
  const steps = new Set<string>();
  for (const state of chartOf(machine).states) {
    for (const [type, samples] of Object.entries(EVENTS[id])) {
      for (const sample of samples as readonly object[]) {
        for (const context of contexts) {
          const before = snapshotIn(machine, state, context);
          const step = stepMachine(machine, before, { type, ...sample });
          const to = String((step.snapshot as { value: unknown }).value);
          if (step.isHandled) steps.add(`${state} ${type} ${to === state ? '-' : to}`);
          else expect(to).toBe(state);
        }
      }
    }
  }
  return steps;
}

/** The same, as the chart has it. */
function drawnOf(id: MachineId): ReadonlySet<string> {
  const { states, transitions, stays } = chartOf(MACHINES[id]);
  return new Set(
    states.flatMap((state) => [
      ...transitions
        .filter((one) => holdsIn(one, state))
        .map(({ event, to }) => `${state} ${event} ${to === state ? '-' : to}`),
      ...stays.filter((one) => holdsIn(one, state)).map(({ event }) => `${state} ${event} -`),
    ]),
  );
}

const IDS = Object.keys(MACHINES) as MachineId[];

describe.each(IDS)('%s', (id) => {
  test('is known by its id', () => {
    expect(MACHINES[id].id).toBe(id);
  });

  test('takes every transition of its chart, and no other', () => {
    expect([...stepsOf(id)].sort()).toEqual([...drawnOf(id)].sort());
  });

  test('has no event that no state knows', () => {
    const { transitions, stays } = chartOf(MACHINES[id]);
    const drawn = new Set([...transitions, ...stays].map(({ event }) => event));
    expect(Object.keys(EVENTS[id]).sort()).toEqual([...drawn].sort());
  });
});

test('an event that a machine does not know in its state is a fault', () => {
  const machine = MACHINES['quorum voter'];
  const told: object[] = [];
  const writer = { emit: (_type: string, data: object) => told.push(data) };
  const leader = snapshotIn(machine, 'Leader', {}) as SnapshotFrom<typeof machine>;
  expect(() => advance(writer, machine, 'controller-1', leader, { type: 'won' })).toThrow(
    "quorum voter of controller-1 knows no 'won' in Leader",
  );
  expect(told).toEqual([]);
});

test('the trace is told of a new state, with the guard that held', () => {
  const machine = MACHINES['replica role'];
  const told: object[] = [];
  const writer = { emit: (_type: string, data: object) => told.push(data) };
  const event = { type: 'new leader epoch', broker: 1, leader: 2 } as const;
  const idle = snapshotIn(machine, 'NoLeader', {}) as SnapshotFrom<typeof machine>;
  const { snapshot } = advance(writer, machine, 'orders-0@broker-1', idle, event);
  advance(writer, machine, 'orders-0@broker-1', snapshot, event);
  expect(told).toEqual([
    {
      machine: 'replica role',
      subject: 'orders-0@broker-1',
      from: 'NoLeader',
      to: 'Follower',
      event: 'new leader epoch',
      guard: 'another leads',
    },
  ]);
});

test('a machine has the states of its union', () => {
  type States = { [Id in MachineId]: SnapshotFrom<Machines[Id]>['value'] };
  expectTypeOf<States>().toEqualTypeOf<MachineStates>();
});
