// A chart says what its machine does: every transition in it is taken, and no other.
import { expect, it } from 'vitest';
import { CHARTS } from '#kafka/charts.ts';
import { registrationMachine } from '#kafka/controller/brokers/registration.machine.ts';
import { chartOf } from '#sim/chart.ts';

it('names states in order, and guards of transitions', () => {
  const chart = chartOf(registrationMachine);
  expect(chart.initial).toBe('FENCED');
  expect(chart.states).toEqual(['FENCED', 'UNFENCED', 'CONTROLLED_SHUTDOWN', 'SHUTDOWN_NOW']);
  expect(chart.transitions).toContainEqual({
    from: 'FENCED',
    to: 'UNFENCED',
    event: 'heartbeat',
    guard: 'is ready',
  });
});

it('knows transitions from every state', () => {
  const group = CHARTS.get('classic group');
  expect(group?.transitions).toContainEqual({
    from: null,
    to: 'Dead',
    event: 'unloaded',
    guard: null,
  });
});

it.each([...CHARTS.values()])('$machine: leads only to states that it has', (chart) => {
  expect(chart.states).toContain(chart.initial);
  for (const { from, to } of chart.transitions) {
    expect(chart.states).toContain(to);
    if (from !== null) expect(chart.states).toContain(from);
  }
});
