// One reused scope gives what XState's public transition() gives, and actions come back as data.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { getInitialSnapshot, setup, transition } from 'xstate';
import { startMachine, stepMachine } from '#sim/machine.ts';

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
