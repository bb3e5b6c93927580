// A chart is read from the machine as it is written. That the machine does what the chart says is shown
// for every machine of the model in test/kafka/machines.test.ts.
import { expect, it } from 'vitest';
import { CHARTS } from '#kafka/charts.ts';
import { registrationMachine } from '#kafka/controller/brokers/registration.machine.ts';
import { consumerMembershipMachine } from '#kafka/client/consumer/modern/membership.machine.ts';
import { chartOf, waysOut } from '#sim/chart.ts';

it('names states in order, and guards of transitions', () => {
  const chart = chartOf(registrationMachine);
  expect(chart.initial).toBe('FENCED');
  expect(chart.states).toEqual(['FENCED', 'UNFENCED', 'CONTROLLED_SHUTDOWN', 'SHUTDOWN_NOW']);
  expect(chart.transitions).toContainEqual({
    from: 'FENCED',
    to: 'UNFENCED',
    event: 'heartbeat',
    guard: 'is ready',
    except: [],
  });
});

it('knows transitions from every state', () => {
  const group = CHARTS.get('classic group');
  expect(group?.transitions).toContainEqual({
    from: null,
    to: 'Dead',
    event: 'unloaded',
    guard: null,
    except: [],
  });
});

it('tells no way out by an event that a state refuses', () => {
  const chart = chartOf(consumerMembershipMachine);
  const eventsFrom = (state: string) => waysOut(chart, state).map(({ event }) => event);
  expect(eventsFrom('STABLE')).toContain('fenced');
  expect(eventsFrom('FATAL')).not.toContain('fenced');
});

it.each([...CHARTS.values()])('$machine: leads only to states that it has', (chart) => {
  expect(chart.states).toContain(chart.initial);
  for (const { from, to } of chart.transitions) {
    expect(chart.states).toContain(to);
    if (from !== null) expect(chart.states).toContain(from);
  }
});
