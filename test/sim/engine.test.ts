// The engine with a toy model: nodes that ask, answer, count and wait. Shows what the world does to
// packets, processes and time, whatever the nodes mean.
import { beforeEach, describe, expect, test } from 'vitest';
import { Engine } from '#sim/engine.ts';
import type { EventEnvelope } from '#sim/event.ts';
import type { Model, NodePort, NodeType } from '#sim/node.ts';

/** What a node keeps on disk, and loses with its process. */
interface Disk {
  boots: number;
}
interface Memory {
  readonly heard: string[];
}

/** `ask` sends, `wait` sets a timer, `draw` takes random numbers; requests are echoed. */
type Order =
  | { readonly ask: string; readonly body: string; readonly timeoutUs?: number }
  | { readonly wait: number }
  | { readonly draw: string };

function obey(order: Order, port: NodePort): void {
  if ('ask' in order) port.send(order.ask, order.body, order.timeoutUs ?? 1_000_000);
  else if ('wait' in order) port.setTimer('alarm', order.wait);
  else port.emit('drawn', port.random(order.draw).nextUint32());
}

const toy: NodeType<Disk, Memory> = {
  boot(disk) {
    disk.boots += 1;
    return { heard: [] };
  },
  handle(memory, disk, delivery, port) {
    switch (delivery.type) {
      case 'request':
        memory.heard.push(String(delivery.body));
        port.emit('heard', { body: delivery.body, heard: memory.heard.length, boots: disk.boots });
        // One that is told so keeps the request and never answers.
        if (delivery.body !== 'keep it') port.respond(delivery, `${String(delivery.body)}!`);
        return;
      case 'command':
        obey(delivery.body as Order, port);
        return;
      case 'shutdown':
        port.halt();
        return;
      default:
        return;
    }
  },
};

const model: Model = {
  // What is said is called by its first letter.
  apiOf: (body) => String(body).charAt(0),
  nodeType: () => toy as NodeType<unknown, unknown>,
  apply({ type, data }, port) {
    const [verb = '', ...rest] = type.split(' ');
    const [a = '', b = ''] = rest;
    const deeds: Readonly<Record<string, () => unknown>> = {
      add: () => port.addNode(a, 'toy', { boots: 0 }),
      share: () => port.shareProcess(rest),
      tell: () => port.deliver(a, data),
      crash: () => port.crash(a),
      shutdown: () => port.shutdown(a),
      restart: () => port.restart(a),
      pause: () => port.pause(a),
      resume: () => port.resume(a),
      cut: () => port.cutLink(a, b, true),
      heal: () => port.cutLink(a, b, false),
      link: () => port.setDefaultLink(data as never),
      drop: () => port.dropPacket(Number(a)),
      delay: () => port.delayPacket(Number(a), Number(b)),
      arm: () => port.armFault(data as never),
      note: () => port.emit('noted', data),
    };
    deeds[verb]?.();
  },
};

class Toys {
  events: EventEnvelope[] = [];
  readonly engine: Engine;

  constructor(seed = 1) {
    this.engine = new Engine(model, seed, { append: (event) => this.events.push(event) });
    for (const name of ['a', 'b', 'c']) this.at(0, `add ${name}`);
  }

  at(atUs: number, type: string, data: unknown = null): this {
    this.engine.submit({ atUs, type, data });
    return this;
  }

  until(atUs: number): this {
    this.engine.runUntil(atUs);
    return this;
  }

  /** `time type` of the events of a node, without those that start it. */
  of(node: string): readonly string[] {
    return this.events
      .filter((event) => event.node === node && event.type !== 'node.started')
      .map((event) => `${event.atUs} ${event.type}`);
  }

  data(type: string): readonly unknown[] {
    return this.events.filter((event) => event.type === type).map((event) => event.data);
  }
}

let toys: Toys;
beforeEach(() => {
  toys = new Toys();
});

describe('packets', () => {
  test('arrive after the latency, and the answer as much later', () => {
    toys.at(10, 'tell a', { ask: 'b', body: 'hi' }).until(10_000);
    expect(toys.of('a')).toEqual(['10 request.sent', '2010 response.received']);
    expect(toys.of('b')).toEqual(['1010 request.received', '1010 heard', '1010 response.sent']);
  });

  test('of one link keep their order, whatever the jitter', () => {
    toys.at(0, 'link', { latencyUs: 100, jitterUs: 5_000, lossPerMillion: 0 });
    const words = Array.from({ length: 50 }, (_, index) => `word ${index}`);
    words.forEach((body, index) => toys.at(10 + 1_000 * index, 'tell a', { ask: 'b', body }));
    toys.until(100_000);
    expect(toys.data('heard').map((one) => (one as { body: string }).body)).toEqual(words);
    const flights = toys.events
      .filter((event) => event.type === 'request.received')
      .map((event) => event.atUs);
    expect(new Set(flights).size).toBeGreaterThan(5);
  });

  test('are lost as often as the link says, and sent again', () => {
    toys.at(0, 'link', { latencyUs: 10, jitterUs: 0, lossPerMillion: 250_000 });
    for (let index = 0; index < 2_000; index += 1) {
      toys.at(1_000_000 * index, 'tell a', { ask: 'b', body: `${index}`, timeoutUs: 900_000_000 });
    }
    toys.until(3_000_000_000);
    const losses = toys.data('packet.delayed');
    expect(losses.length).toBeGreaterThan(1_200);
    expect(losses.length).toBeLessThan(1_470);
    expect(losses[0]).toMatchObject({ reason: 'loss' });
    expect(toys.data('heard').length).toBe(2_000);
    expect(toys.data('packet.dropped')).toEqual([]);
  });

  test('that were lost hold up what was sent after them', () => {
    toys.at(0, 'cut a b').at(10, 'tell a', { ask: 'b', body: 'first' });
    toys.at(20, 'heal a b').at(30, 'tell a', { ask: 'b', body: 'second' }).until(400_000);
    expect(toys.data('heard').map((one) => (one as { body: string }).body)).toEqual([
      'first',
      'second',
    ]);
    // 200 ms and a round trip after it was sent, and then as long as it takes.
    expect(
      toys
        .of('b')
        .slice(0, 4)
        .map((one) => one.split(' ')[0]),
    ).toEqual(Array.from({ length: 4 }, () => '203010'));
  });

  test('without an answer end with the timeout of their sender', () => {
    toys.at(10, 'tell a', { ask: 'b', body: 'keep it', timeoutUs: 5_000 }).until(10_000);
    expect(toys.of('a')).toEqual(['10 request.sent', '5010 request.timed-out']);
  });

  test('wait for a cut link to heal, in the direction in which it is cut', () => {
    toys.at(0, 'cut a b').at(10, 'tell a', { ask: 'b', body: 'hi' });
    toys.at(20, 'tell b', { ask: 'a', body: 'ho' });
    toys.at(500_000, 'heal a b').until(2_000_000);
    // b’s question arrives at once; a’s question and its answer when they are sent again.
    expect(toys.of('a').filter((one) => one.endsWith('heard'))).toEqual(['1020 heard']);
    // Sent again after 202 ms in vain, and then after 404 ms more.
    expect(toys.of('b').filter((one) => one.endsWith('heard'))).toEqual(['607010 heard']);
    expect(toys.of('b')).toContain('608020 response.received');
    expect(toys.data('packet.delayed')[0]).toEqual({
      packet: 0,
      deliverAtUs: 203_010,
      reason: 'link cut',
    });
    expect(toys.data('link.changed')).toEqual([
      { from: 'a', to: 'b', isCut: true },
      { from: 'a', to: 'b', isCut: false },
    ]);
  });

  test('can be dropped by hand while they are on their way, which breaks the connection', () => {
    toys.at(10, 'tell a', { ask: 'b', body: 'hi', timeoutUs: 4_000 });
    toys.at(15, 'tell a', { ask: 'b', body: 'behind it' });
    toys.at(500, 'drop 0').at(600, 'drop 0').until(10_000);
    expect(toys.data('packet.dropped')).toEqual([
      { packet: 0, kind: 'request', from: 'a', to: 'b', reason: 'by hand' },
      { packet: 1, kind: 'request', from: 'a', to: 'b', reason: 'connection closed' },
    ]);
    expect(toys.of('a').filter((one) => one.endsWith('disconnected'))).toEqual([
      '1500 request.disconnected',
      '1500 request.disconnected',
    ]);
    expect(toys.data('heard')).toEqual([]);
  });

  test('a timeout closes the connection, with all that is in flight on it', () => {
    toys.at(10, 'tell a', { ask: 'b', body: 'keep it', timeoutUs: 5_000 });
    toys.at(3_000, 'tell a', { ask: 'b', body: 'behind it', timeoutUs: 50_000 });
    toys.at(6_000, 'tell a', { ask: 'b', body: 'anew' }).until(20_000);
    expect(toys.of('a').slice(2, 5)).toEqual([
      '5010 request.timed-out',
      '5010 request.disconnected',
      '6000 request.sent',
    ]);
    expect(toys.of('a').at(-1)).toBe('8000 response.received');
  });

  test('of one connection are read one after another: the next when the last is answered', () => {
    toys.at(10, 'tell a', { ask: 'b', body: 'keep it' }).at(20, 'tell a', { ask: 'b', body: 'hi' });
    toys.at(30, 'tell c', { ask: 'b', body: 'ho' }).until(20_000);
    expect(toys.data('heard').map((one) => (one as { body: string }).body)).toEqual([
      'keep it',
      'ho',
    ]);
  });

  test('meet a fault that was armed for them: dropped, with their connection', () => {
    const fault = { kind: 'request', api: 'h', from: 'a', to: null, action: 'drop' };
    toys.at(0, 'arm', { ...fault, delayUs: 0, times: 2 });
    toys.at(10, 'tell c', { ask: 'b', body: 'hi of somebody else' });
    toys.at(20, 'tell a', { ask: 'b', body: 'another word' });
    for (const body of ['hi', 'ho', 'hey']) toys.at(5_000, 'tell a', { ask: 'b', body });
    toys.at(20_000, 'tell a', { ask: 'b', body: 'hello' }).until(40_000);
    expect(toys.data('fault.struck')).toMatchObject([
      { packet: 4, left: 1 },
      { packet: 5, left: 0 },
    ]);
    expect(toys.data('packet.dropped')).toEqual([
      { packet: 4, kind: 'request', from: 'a', to: 'b', reason: 'by hand' },
      { packet: 5, kind: 'request', from: 'a', to: 'b', reason: 'by hand' },
      { packet: 6, kind: 'request', from: 'a', to: 'b', reason: 'connection closed' },
    ]);
    expect(toys.data('heard').map((one) => (one as { body: string }).body)).toEqual([
      'hi of somebody else',
      'another word',
      'hello',
    ]);
  });

  test('meet a fault that holds back an answer', () => {
    const fault = { kind: 'response', api: null, from: 'b', to: 'a', action: 'delay' };
    toys.at(0, 'arm', { ...fault, delayUs: 700, times: 1 });
    toys.at(10, 'tell a', { ask: 'b', body: 'hi' }).until(10_000);
    toys.at(10_010, 'tell a', { ask: 'b', body: 'ho' }).until(20_000);
    expect(toys.of('a').filter((one) => one.endsWith('response.received'))).toEqual([
      '2710 response.received',
      '12010 response.received',
    ]);
    expect(toys.data('packet.delayed')).toEqual([
      { packet: 1, deliverAtUs: 2_710, reason: 'by hand' },
    ]);
  });

  test('can be delayed by hand', () => {
    toys.at(10, 'tell a', { ask: 'b', body: 'hi' }).at(500, 'delay 0 700').until(10_000);
    expect(toys.of('b')[0]).toBe('1710 request.received');
  });
});

describe('processes', () => {
  test('that crash lose memory, timers and connections, and keep their disk', () => {
    toys.at(10, 'tell b', { wait: 5_000 }).at(20, 'tell a', { ask: 'b', body: 'keep it' });
    toys.at(2_000, 'crash b').at(3_000, 'restart b');
    toys.at(6_000, 'tell a', { ask: 'b', body: 'again' }).until(20_000);
    expect(toys.of('a').slice(0, 2)).toEqual(['20 request.sent', '3000 request.disconnected']);
    expect(toys.data('timer.fired')).toEqual([]);
    expect(toys.data('heard')).toEqual([
      { body: 'keep it', heard: 1, boots: 1 },
      { body: 'again', heard: 1, boots: 2 },
    ]);
  });

  test('that are down let packets drop, and the sender hears of it one flight later', () => {
    toys.at(0, 'crash b').at(10, 'tell a', { ask: 'b', body: 'hi' }).until(5_000);
    expect(toys.data('packet.dropped')).toMatchObject([{ reason: 'node down' }]);
    expect(toys.of('a')).toEqual(['10 request.sent', '2010 request.disconnected']);
  });

  test('that are paused keep everything for later, in order, and their connections stay', () => {
    toys.at(10, 'pause b').at(20, 'tell a', { ask: 'b', body: 'one' });
    toys.at(30, 'tell c', { ask: 'b', body: 'two' }).at(9_000, 'resume b').until(20_000);
    expect(toys.of('b').slice(-5)).toEqual([
      '9000 node.resumed',
      '9000 heard',
      '9000 response.sent',
      '9000 heard',
      '9000 response.sent',
    ]);
    expect(toys.data('heard').map((one) => (one as { body: string }).body)).toEqual(['one', 'two']);
    expect(toys.of('a')).toEqual(['20 request.sent', '10000 response.received']);
  });

  test('that are asked to end do so in good order, and then the one that shares their process', () => {
    toys.at(5, 'share a child').at(5, 'add child').at(10, 'shutdown child').until(1_000);
    const ended = toys.events.filter(({ type }) => type === 'node.stopped');
    expect(ended.map(({ atUs, node }) => [atUs, node])).toEqual([
      [10, 'a'],
      [10, 'child'],
    ]);
  });

  test('that share a process crash, start, pause and resume with it', () => {
    toys.at(5, 'share a child').at(5, 'add child');
    toys.at(10, 'crash child').at(20, 'restart a').at(30, 'pause child').at(40, 'resume a');
    toys.until(1_000);
    for (const node of ['a', 'child']) {
      expect(toys.of(node)).toEqual(['10 node.crashed', '30 node.paused', '40 node.resumed']);
    }
    const starts = toys.events.filter(({ atUs, type }) => atUs === 20 && type === 'node.started');
    expect(starts.map(({ node }) => node)).toEqual(['a', 'child']);
    expect(toys.of('b')).toEqual([]);
  });

  test('a timer that is set again fires once, at the later time', () => {
    toys.at(10, 'tell a', { wait: 100 }).at(50, 'tell a', { wait: 100 }).until(1_000);
    expect(toys.of('a')).toEqual(['150 timer.fired']);
  });
});

describe('time', () => {
  test('commands precede deliveries of the same microsecond, whenever they were given', () => {
    toys.at(10, 'tell a', { ask: 'b', body: 'hi' }).until(500);
    toys.at(1_010, 'note', 'first').at(1_010, 'note', 'second').until(1_010);
    expect(toys.events.filter((event) => event.atUs === 1_010).map((event) => event.type)).toEqual([
      'command.applied',
      'noted',
      'command.applied',
      'noted',
      'request.received',
      'heard',
      'response.sent',
    ]);
    expect(toys.data('noted')).toEqual(['first', 'second']);
  });

  test('refuses commands that lie before now', () => {
    toys.until(100);
    expect(() => toys.at(99, 'note')).toThrow('lies before now');
  });

  test('every event but a command has a cause that came before it', () => {
    toys.at(10, 'tell a', { ask: 'b', body: 'hi' }).at(20, 'tell c', { wait: 50 });
    toys.at(30, 'crash b').at(40, 'restart b').until(10_000);
    expect(toys.events.length).toBeGreaterThan(15);
    toys.events.forEach((event, index) => {
      expect(event.id).toBe(index);
      if (event.type === 'command.applied') expect(event.cause).toBe(-1);
      else {
        expect(event.cause, event.type).toBeGreaterThanOrEqual(0);
        expect(event.cause, event.type).toBeLessThan(event.id);
      }
    });
  });
});

/** Something of everything: jitter, loss, a crash, a pause, random draws. */
function busy(seed: number, extra: readonly string[] = []): Toys {
  const busyToys = new Toys(seed);
  busyToys.at(0, 'link', { latencyUs: 300, jitterUs: 900, lossPerMillion: 100_000 });
  for (let index = 0; index < 60; index += 1) {
    const [from, to] =
      [
        ['a', 'b'],
        ['b', 'c'],
        ['c', 'a'],
      ][index % 3] ?? [];
    busyToys.at(100 * index, `tell ${from ?? ''}`, { ask: to, body: `${index}` });
    busyToys.at(100 * index + 50, 'tell a', { draw: 'dice' });
    for (const name of extra) busyToys.at(100 * index + 60, 'tell a', { draw: name });
  }
  return busyToys
    .at(2_000, 'pause c')
    .at(3_000, 'crash b')
    .at(4_000, 'restart b')
    .at(4_500, 'resume c');
}

describe('runs', () => {
  test('with the same seed are the same, with another they differ', () => {
    const texts = [1, 1, 2].map((seed) => JSON.stringify(busy(seed).until(50_000).events));
    expect(texts[1]).toBe(texts[0]);
    expect(texts[2]).not.toBe(texts[0]);
  });

  test('draw from streams by name: a new stream changes none of the others', () => {
    const draws = (extra: readonly string[]): readonly unknown[] => {
      const run = busy(1, extra).until(50_000);
      return run.data('drawn').filter((_, index) => index % (1 + extra.length) === 0);
    };
    expect(draws(['coin'])).toEqual(draws([]));
    expect(new Set(draws([])).size).toBe(60);
  });

  test('go on from a keyframe as they went on before, again and again', () => {
    const run = busy(3).until(3_500);
    const keyframe = run.engine.capture();
    const future = (): string => {
      run.events = [];
      run.engine.restore(keyframe);
      return JSON.stringify(run.until(50_000).events);
    };
    const first = future();
    expect(future()).toBe(first);
    const straight = busy(3).until(50_000).events.slice(keyframe.nextEventId);
    expect(first).toBe(JSON.stringify(straight));
  });
});
