// Parts of one node: two clients of one application that use the same words for different things.
import { expect, test } from 'vitest';
import { clone } from '#base/clone.ts';
import { Engine } from '#sim/engine.ts';
import type { EventEnvelope } from '#sim/event.ts';
import type { Model, NodeType } from '#sim/node.ts';
import { createPart, deliveryFor, type Part, partPort } from '#sim/process.ts';

interface Memory {
  readonly parts: readonly Part[];
}

/** Each part sets a timer and asks the echo, both by the same name; what it gets it tells. */
const application: NodeType<null, Memory> = {
  boot(_disk, port) {
    const parts = [createPart('reader'), createPart('writer')];
    parts.forEach((part, index) => {
      const own = partPort(port, part);
      own.setTimer('heartbeat', 100 * (index + 1));
      own.setTimer('never', 50);
      own.clearTimer('never');
      own.send('echo', part.name, 1_000_000);
      own.emit('drew', own.random('ids').nextUint32());
    });
    return { parts };
  },
  handle({ parts }, _disk, delivery, port) {
    for (const part of parts) {
      const own = partPort(port, part);
      const mine = deliveryFor(part, delivery);
      if (mine?.type === 'timer') own.emit('ticked', `${part.name} ${mine.timer}`);
      if (mine?.type === 'response') own.emit('heard', `${part.name} ${String(mine.body)}`);
      if (delivery.type === 'shutdown' && part.name === 'reader') own.halt();
    }
    if (parts.every(({ hasEnded }) => hasEnded)) port.halt();
  },
};

const echo: NodeType<null, null> = {
  boot: () => null,
  handle(_memory, _disk, delivery, port) {
    if (delivery.type === 'request') port.respond(delivery, `${String(delivery.body)}!`);
  },
};

const model: Model = {
  nodeType: (kind) => (kind === 'echo' ? echo : application) as NodeType<unknown, unknown>,
  apply({ type }, port) {
    if (type === 'stop') port.shutdown('app');
    else for (const id of ['echo', 'app']) port.addNode(id, id, null);
  },
};

function runApplication(): readonly EventEnvelope[] {
  const events: EventEnvelope[] = [];
  const engine = new Engine(model, 1, { append: (event) => events.push(event) });
  engine.submit({ atUs: 0, type: 'start', data: null });
  engine.submit({ atUs: 5_000, type: 'stop', data: null });
  engine.runUntil(10_000);
  return events;
}

const told = (events: readonly EventEnvelope[], type: string): readonly unknown[] =>
  events.filter((event) => event.type === type).map((event) => event.data);

test('each part has the timers, answers and random numbers that it asked for', () => {
  const events = runApplication();
  const ticks = events.filter(({ type }) => type === 'ticked');
  expect(ticks.map(({ atUs, data }) => `${atUs} ${String(data)}`)).toEqual([
    '100 reader heartbeat',
    '200 writer heartbeat',
  ]);
  expect(told(events, 'heard')).toEqual(['reader reader!', 'writer writer!']);
  expect(new Set(told(events, 'drew')).size).toBe(2);
});

test('the node goes on until its last part has ended', () => {
  expect(told(runApplication(), 'node.stopped')).toEqual([]);
});

test('a part is plain data: a copy knows what was asked, and goes on by itself', () => {
  const part = createPart('reader');
  part.requests.add(7);
  const copy = clone(part);
  const answer = { type: 'response', from: 'echo', request: 7, body: '', asked: '' } as const;
  expect(deliveryFor(part, answer)).toBe(answer);
  expect(deliveryFor(part, answer)).toBeNull();
  expect(deliveryFor(copy, answer)).toBe(answer);
});
