// The knob of the network.
import { ask, type NumberKnob } from './knob.ts';

/** The latency that `network.set` last gave; the Frame does not carry links. */
export function latencyKnob(readMs: () => number): NumberKnob {
  return {
    type: 'number',
    id: 'latency',
    label: 'Network latency',
    teaches: 'Every request and every answer takes so long.',
    unit: 'ms one way',
    least: 0,
    most: 500,
    step: 1,
    read: readMs,
    change: (_frame, value) =>
      ask({
        type: 'network.set',
        data: { latencyUs: value * 1_000, jitterUs: value * 500, lossPerMillion: 0 },
      }),
  };
}
