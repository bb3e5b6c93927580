// What lessons ask about members that went, and about what a rebalance took from the others.
import { expect, test } from 'vitest';
import { Observer } from '#lesson/observer.ts';
import { parseExpression } from '#lesson/parse-expression.ts';
import { SIGNATURES } from '#lesson/queries/index.ts';
import type { KafkaRequest } from '#kafka/commands.ts';
import { Session } from '#session/session.ts';
import { scenarioOf } from '#test/story/cluster.ts';

const SECOND_US = 1_000_000;

function of(type: 'crash' | 'remove' | 'restart', consumer: string): KafkaRequest {
  return { type: `consumer.${type}`, data: { consumer } };
}

/** One leaves at 10 s, one is killed at 20 s; both are looked at from there on. */
const session = Session.open(
  scenarioOf({
    cluster: { brokers: 1, configs: { 'offsets.topic.replication.factor': 1 } },
    topics: [{ name: 'orders', partitions: 4 }],
    groups: [
      {
        id: 'billing',
        topics: ['orders'],
        consumers: 4,
        configs: { 'session.timeout.ms': 10_000 },
      },
    ],
    startAt: '15s',
  }),
);
session.seek(15 * SECOND_US);
session.plan([
  { afterUs: 0, request: of('remove', 'billing-c2') },
  { afterUs: 10 * SECOND_US, request: of('crash', 'billing-c3') },
]);
const fromUs = session.playheadUs;
session.frameAt(fromUs + 40 * SECOND_US);

function ask(source: string, atS: number) {
  const expression = parseExpression(source, SIGNATURES);
  const observer = new Observer(session.main, fromUs, [expression]);
  observer.advance(fromUs + atS * SECOND_US);
  return observer.valueOf(expression);
}

test('who left, and why', () => {
  expect(ask('leftFor("left")', 5)).toBe('billing-c2');
  expect(ask('leftFor("session timeout")', 15)).toBe('');
  expect(ask('leftFor("session timeout")', 25)).toBe('billing-c3');
});

test('all give back what they have when one leaves', () => {
  expect(ask('givenBack("billing")', 0)).toBe(0);
  expect(ask('givenBack("billing")', 5)).toBe(4);
});

test('a standstill lasts from the first partition given back to the last handed out', () => {
  expect(ask('standstillMs("billing")', 0)).toBe(-1);
  const standstill = Number(ask('standstillMs("billing")', 5));
  expect(standstill).toBeGreaterThan(0);
  expect(standstill).toBeLessThan(Number(ask('msWhile(unowned("billing") > 0)', 5)) + 1);
});

test('how the processes are', () => {
  expect(ask('consumerState("billing-c2")', 5)).toBe('stopped');
  expect(ask('runningMembers("billing")', 11)).toBe(2);
});
