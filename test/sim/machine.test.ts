// One reused scope gives what XState's public transition() gives, and actions come back as data.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { assign, getInitialSnapshot, setup, transition } from 'xstate';
import { IGNORED, startMachine, stepMachine } from '#sim/machine.ts';

const door = setup({
  types: {} as { events: { type: 'open' | 'close' | 'lock' | 'unlock' }; context: object },
  actions: {
    ring: () => undefined,
    say: (_, params: { word: string }) => void params,
  },
}).createMachine({
  id: 'door',
  initial: 'Closed',
  context: {},
  states: {
    Closed: {
      entry: { type: 'say', params: { word: 'closed' } },
      on: { open: { target: 'Open', actions: 'ring' }, lock: 'Locked' },
    },
    Open: { on: { close: 'Closed' } },
    Locked: { on: { unlock: 'Closed' } },
  },
});

const events = fc.array(fc.constantFrom('open', 'close', 'lock', 'unlock'), { maxLength: 30 });

test('states and actions are those of XState’s own transition()', () => {
  fc.assert(
    fc.property(events, (types) => {
      let ours = startMachine(door);
      let theirs = getInitialSnapshot(door);
      for (const type of types) {
        const step = stepMachine(door, ours, { type });
        const [next, actions] = transition(door, theirs, { type });
        expect(step.snapshot.value).toEqual(next.value);
        expect(step.actions.map((action) => [action.type, action.params])).toEqual(
          actions.map((action) => [action.type, action.params]),
        );
        ours = step.snapshot;
        theirs = next;
      }
    }),
  );
});

test('an event that changes nothing keeps the snapshot', () => {
  const closed = startMachine(door);
  expect(stepMachine(door, closed, { type: 'close' }).snapshot).toBe(closed);
});

test('actions of one step are in order: transition, then entry', () => {
  const open = stepMachine(door, startMachine(door), { type: 'open' });
  expect(open.actions).toEqual([{ type: 'ring', params: undefined }]);
  const closed = stepMachine(door, open.snapshot, { type: 'close' });
  expect(closed.actions).toEqual([{ type: 'say', params: { word: 'closed' } }]);
});

test('a machine with a context or a guard is asked each time', () => {
  const counter = setup({
    types: {} as { events: { type: 'count'; by: number }; context: { count: number } },
    guards: { 'is odd': ({ event }) => event.by % 2 === 1 },
  }).createMachine({
    id: 'counter',
    initial: 'Even',
    context: { count: 0 },
    on: { count: { actions: assign({ count: ({ context, event }) => context.count + event.by }) } },
    states: { Even: { on: { count: { guard: 'is odd', target: 'Odd' } } }, Odd: {} },
  });
  const start = startMachine(counter);
  const once = stepMachine(counter, start, { type: 'count', by: 2 }).snapshot;
  const twice = stepMachine(counter, once, { type: 'count', by: 4 }).snapshot;
  expect(twice.context.count).toBe(6);
  expect(stepMachine(counter, twice, { type: 'count', by: 1 }).snapshot.value).toBe('Odd');
});

test('tells an event that a state ignores from one that it does not know', () => {
  const ignoring = setup({ types: {} as { events: { type: 'a' | 'b' } } }).createMachine({
    id: 'ignoring',
    initial: 'Only',
    states: { Only: { on: { a: IGNORED } } },
  });
  const start = startMachine(ignoring);
  expect(stepMachine(ignoring, start, { type: 'a' }).isHandled).toBe(true);
  expect(stepMachine(ignoring, start, { type: 'b' }).isHandled).toBe(false);
});
