// `group.protocol`: by which of the two protocols a consumer is a member of its group.
import { classicMembership } from '#kafka/client/consumer/classic/membership.ts';
import { consumerMembership } from '#kafka/client/consumer/modern/membership.ts';
import { type Consumer, speaksConsumerProtocol } from './state.ts';
import type { GroupMembership } from './group-membership.ts';

export function membershipOf(consumer: Consumer): GroupMembership {
  return speaksConsumerProtocol(consumer) ? consumerMembership : classicMembership;
}
