// What golden data does not single out: when nothing is written, epochs, and reassignments.
import { expect, test } from 'vitest';
import {
  buildPartitionChange,
  mergePartitionChange,
} from '#kafka/controller/partitions/partition-change.ts';
import type { PartitionState } from '#kafka/protocol/metadata-record.ts';

const partition: PartitionState = {
  topic: 'orders',
  topicId: 'AAAAAAAAAAAAAAAAAAAAAA',
  partition: 0,
  replicas: [1, 2, 3],
  isr: [1, 2, 3],
  removingReplicas: [],
  addingReplicas: [],
  elr: [],
  lastKnownElr: [],
  leader: 1,
  leaderRecoveryState: 'RECOVERED',
  leaderEpoch: 4,
  partitionEpoch: 9,
};

const allLive = { isAcceptableLeader: () => true, minIsr: 2, elrEnabled: false } as const;

function allBut(dead: number): (broker: number) => boolean {
  return (broker) => broker !== dead;
}

test('nothing to change, nothing to write', () => {
  expect(buildPartitionChange(partition, allLive)).toBeNull();
});

test('a dead leader is replaced from the ISR in replica order, with a new leader epoch', () => {
  const isAcceptableLeader = allBut(1);
  const record = buildPartitionChange(partition, {
    ...allLive,
    isAcceptableLeader,
    targetIsr: [2, 3],
  });
  expect(record).toMatchObject({ leader: 2, isr: [2, 3] });
  expect(record?.state).toMatchObject({ leader: 2, leaderEpoch: 5, partitionEpoch: 10 });
});

test('an ISR shrink alone keeps the leader epoch', () => {
  const record = buildPartitionChange(partition, { ...allLive, targetIsr: [1, 2] });
  expect(record).not.toHaveProperty('leader');
  expect(record?.state).toMatchObject({ leaderEpoch: 4, partitionEpoch: 10 });
});

test('the last member of the ISR stays in it, unless ELR takes it', () => {
  const alone = { ...partition, isr: [1] };
  const change = { ...allLive, isAcceptableLeader: allBut(1), targetIsr: [] };
  expect(buildPartitionChange(alone, change)?.state).toMatchObject({ leader: -1, isr: [1] });
  expect(buildPartitionChange(alone, { ...change, elrEnabled: true })?.state).toMatchObject({
    leader: -1,
    isr: [],
    elr: [1],
    lastKnownElr: [1],
  });
});

test('a leader who vanished uncleanly and returns is elected as the last known one', () => {
  const lost = { ...partition, leader: -1, isr: [], lastKnownElr: [1] };
  const record = buildPartitionChange(lost, { ...allLive, elrEnabled: true });
  expect(record?.state).toMatchObject({
    leader: 1,
    isr: [1],
    leaderRecoveryState: 'RECOVERING',
    lastKnownElr: [],
  });
});

test('a move completes with a sick replica that stays, but a shrink waits for it', () => {
  const moving = { ...partition, replicas: [1, 2, 4, 3], isr: [1, 3] };
  const move = { ...moving, addingReplicas: [4], removingReplicas: [3] };
  const completed = buildPartitionChange(move, { ...allLive, targetIsr: [1, 3, 4] });
  expect(completed?.state).toMatchObject({ replicas: [1, 2, 4], isr: [1, 4], leaderEpoch: 5 });
  const shrink = { ...partition, isr: [1, 3], removingReplicas: [3] };
  expect(buildPartitionChange(shrink, allLive)).toBeNull();
  expect(buildPartitionChange(shrink, { ...allLive, targetIsr: [1, 2, 3] })?.state).toMatchObject({
    replicas: [1, 2],
    isr: [1, 2],
    removingReplicas: [],
  });
});

test('setting the same leader again bumps the leader epoch', () => {
  expect(mergePartitionChange(partition, { leader: 1 })).toMatchObject({
    leaderEpoch: 5,
    partitionEpoch: 10,
  });
});
