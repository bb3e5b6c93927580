// A run in which time does not go on any more is ended, and says who kept whom busy.
import { describe, expect, test } from 'vitest';
import { parseScenario } from '#scenario/parse.ts';
import { Session } from '#session/session.ts';
import { Engine } from '#sim/engine.ts';
import type { EventEnvelope } from '#sim/event.ts';
import type { Model, NodeType } from '#sim/node.ts';
import { sentenceOf } from '#trace/sentence/sentence.ts';

/** Sets its timer anew whenever it fires, `waitUs` ahead. */
function ticking(waitUs: number): Model {
  const node: NodeType<object, object> = {
    boot(_, port) {
      port.setTimer('tick', waitUs);
      return {};
    },
    handle(_memory, _disk, delivery, port) {
      if (delivery.type === 'timer') port.setTimer('tick', waitUs);
    },
  };
  return {
    apiOf: () => '',
    nodeType: () => node as NodeType<unknown, unknown>,
    apply: ({ type }, port) => port.addNode(type, 'clock', {}),
  };
}

function run(waitUs: number, untilUs: number): readonly EventEnvelope[] {
  const events: EventEnvelope[] = [];
  const engine = new Engine(ticking(waitUs), 1, { append: (event) => events.push(event) });
  engine.submit({ atUs: 5, type: 'a', data: {} });
  engine.runUntil(untilUs);
  expect(engine.nowUs).toBe(untilUs);
  return events;
}

describe('time that stands still', () => {
  test('ends the run, and names whose turn it was again and again', () => {
    const last = run(0, 1_000).at(-1);
    expect(last).toMatchObject({ atUs: 5, type: 'run.ended', data: { busiest: ['a'] } });
  });

  test('is not what creeps on by a microsecond', () => {
    expect(run(1, 60_000).some(({ type }) => type === 'run.ended')).toBe(false);
  });
});

describe('a cluster in which nothing takes time', () => {
  const { value: scenario } = parseScenario({
    cluster: { network: { latencyMs: 0, jitterMs: 0 }, brokers: 1 },
    topics: [{ name: 'orders' }],
    consumers: [
      {
        id: 'eager',
        assign: [{ topic: 'orders', partition: 0 }],
        configs: { 'fetch.max.wait.ms': 0 },
      },
    ],
    startAt: 'boot',
  });
  if (scenario === null) throw new Error('the scenario does not parse');

  test('ends in a sentence; then nothing can be asked of it but to undo', () => {
    const session = Session.open(scenario);
    session.seek(20_000_000);
    const ended = session.trace.at(session.trace.length - 1);
    expect(ended?.type).toBe('run.ended');
    if (ended !== undefined) {
      expect(sentenceOf(ended)).toMatch(/^Time stands still: .*eager.* keep one another busy/);
    }
    expect(session.frameAt(20_000_000).endedAtUs).toBe(ended?.atUs);
    const problems = session.dispatch({ type: 'broker.crash', data: { broker: 1 } });
    expect(problems.map(({ rule }) => rule)).toEqual([
      'cannot be done: time stands still, and the run has ended',
    ]);
  });
});
