// `group.protocol`: by which of the two protocols a consumer is a member of its group.
import { partNamed } from '#base/part.ts';
import { classicMembership } from '#kafka/client/consumer/classic/membership.ts';
import { type Consumer, speaksConsumerProtocol } from './state.ts';
import type { GroupMembership } from './group-membership.ts';

/** Membership by the consumer protocol (KIP-848). */
export const consumerProtocol = partNamed<GroupMembership>('members by the consumer protocol');

export function membershipOf(consumer: Consumer): GroupMembership {
  return speaksConsumerProtocol(consumer) ? consumerProtocol.get() : classicMembership;
}
