// `group.protocol`: by which of the two protocols a consumer is a member of its group.
import { classicMembership } from '#kafka/client/consumer/classic/membership.ts';
import { consumerMembership } from '#kafka/client/consumer/modern/membership.ts';
import { config, type Consumer } from './state.ts';
import type { GroupMembership } from './group-membership.ts';

export function membershipOf(consumer: Consumer): GroupMembership {
  const protocol = config(consumer, 'group.protocol').toLowerCase();
  return protocol === 'consumer' ? consumerMembership : classicMembership;
}
