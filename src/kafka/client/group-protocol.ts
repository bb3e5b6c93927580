// `group.protocol`: by which of the two protocols a consumer is a member of its group.
import { classicMembership } from './classic-membership.ts';
import { consumerMembership } from './consumer-membership.ts';
import { config, type Consumer } from './consumer-state.ts';
import type { GroupMembership } from './group-membership.ts';

export function membershipOf(consumer: Consumer): GroupMembership {
  const protocol = config(consumer, 'group.protocol').toLowerCase();
  return protocol === 'consumer' ? consumerMembership : classicMembership;
}
