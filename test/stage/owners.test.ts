// Who owns a partition, where members and coordinator do not say the same.
import { expect, test } from 'vitest';
import { holdingsOf } from '#stage/view/groups/owners.ts';
import type { Frame } from '#trace/frame.ts';

const PARTITION = { topic: 'orders', partition: 0 };

interface Given {
  /** Consumers that believe to own it, in order. */
  readonly believers?: readonly string[];
  /** Members to which the coordinator has given it. */
  readonly given?: readonly string[];
  readonly toRevoke?: readonly string[];
  readonly members?: readonly string[];
}

function holding({ believers = [], given = [], toRevoke = [], members = ['a', 'b'] }: Given) {
  const consumer = (id: string) => ({
    spec: { id, group: 'g', topics: ['orders'] },
    status: 'running',
    owned: believers.includes(id) ? [PARTITION] : [],
  });
  const member = (clientId: string) => ({
    clientId,
    assignment: given.includes(clientId) ? [PARTITION] : [],
    target: [],
    toRevoke: toRevoke.includes(clientId) ? [PARTITION] : [],
  });
  const order = [...new Set([...believers, 'a', 'b', 'c'])];
  const frame = {
    groups: new Map([['g', { id: 'g', members: members.map(member) }]]),
    consumers: new Map(order.map((id) => [id, consumer(id)])),
    topics: new Map([['orders', { name: 'orders', partitions: [PARTITION] }]]),
  } as unknown as Frame;
  const [found] = holdingsOf(frame, 'g');
  return [found?.owner, found?.zombies, found?.heirs, found?.isLeaving];
}

test('the one who has it and was given it', () => {
  expect(holding({ believers: ['a'], given: ['a'] })).toEqual(['a', [], [], false]);
});

test('of two who believe, the one whom the coordinator means, in whatever order they come', () => {
  expect(holding({ believers: ['a', 'b'], given: ['b'] })).toEqual(['b', ['a'], [], false]);
  expect(holding({ believers: ['b', 'a'], given: ['b'] })).toEqual(['b', ['a'], [], false]);
});

test('nobody who was put out of the group, whatever it believes', () => {
  expect(holding({ believers: ['c'], given: ['a'] })).toEqual([null, ['c'], ['a'], false]);
});

test('nobody while it is given and not taken; the owner while it is to give it up', () => {
  expect(holding({ given: ['b'] })).toEqual([null, [], ['b'], false]);
  expect(holding({ believers: ['a'], given: ['b'], toRevoke: ['a'] })).toEqual([
    'a',
    [],
    ['b'],
    true,
  ]);
});
