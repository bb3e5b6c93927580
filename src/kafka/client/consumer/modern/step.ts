// One step of a membership by the consumer group protocol (KIP-848), and what several of its files ask.
import { advance } from '#kafka/machine.ts';
import {
  compareTopicPartitions,
  type TopicPartition,
  topicPartitionKey,
} from '#kafka/protocol/topic-partition.ts';
import { type Consumer, ownedList } from '#kafka/client/consumer/state.ts';
import { type ConsumerMembershipEvent, consumerMembershipMachine } from './membership.machine.ts';

export function change(consumer: Consumer, type: ConsumerMembershipEvent['type']): void {
  const { memory, disk, port } = consumer;
  const { machine } = memory.modern;
  const step = advance(port, consumerMembershipMachine, disk.spec.id, machine, { type });
  memory.modern.machine = step.snapshot;
}

/** Partitions as one text, whatever their order. */
export function keysOf(partitions: readonly TopicPartition[]): string {
  return `[${[...partitions].sort(compareTopicPartitions).map(topicPartitionKey).join()}]`;
}

/** It owns just what the coordinator assigned last (`targetAssignmentReconciled`). */
export function isReconciled(consumer: Consumer): boolean {
  const { target } = consumer.memory.modern;
  return target !== null && keysOf(target) === keysOf(ownedList(consumer));
}
