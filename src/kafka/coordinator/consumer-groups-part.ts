// All that the coordinator asks of groups by the consumer protocol.
import {
  checkRequest,
  commitErrorOf,
  isRefusal,
  refuse,
} from '#kafka/coordinator/consumer/checks.ts';
import {
  beatByClassicProtocol,
  joinByClassicProtocol,
  leaveByClassicProtocol,
  syncByClassicProtocol,
} from '#kafka/coordinator/consumer/classic-member.ts';
import { expirationPolicyOf } from '#kafka/coordinator/consumer/expiration.ts';
import {
  announceConsumerGroup,
  consumerGroupStateOf,
  createConsumerGroup,
  namesOf,
  targetOf,
  withTopicNames,
} from '#kafka/coordinator/consumer/group.ts';
import { heartbeat } from '#kafka/coordinator/consumer/heartbeat.ts';
import { expireMember } from '#kafka/coordinator/consumer/leave.ts';
import { refreshRegexes } from '#kafka/coordinator/consumer/regex.ts';
import { tellDeleted } from '#kafka/coordinator/consumer/states.ts';
import { restoreConsumerGroup, unloadConsumerGroup } from '#kafka/coordinator/consumer/store.ts';
import { assignorOf } from '#kafka/coordinator/consumer/target-assignment.ts';
import { upgraded, writeConsumerGroup, writeGroup } from './migration.ts';

export const CONSUMER_GROUPS = {
  announceConsumerGroup,
  assignorOf,
  beatByClassicProtocol,
  checkRequest,
  commitErrorOf,
  consumerGroupStateOf,
  createConsumerGroup,
  expirationPolicyOf,
  expireMember,
  heartbeat,
  isRefusal,
  joinByClassicProtocol,
  leaveByClassicProtocol,
  namesOf,
  refreshRegexes,
  refuse,
  restoreConsumerGroup,
  syncByClassicProtocol,
  targetOf,
  tellDeleted,
  unloadConsumerGroup,
  upgraded,
  withTopicNames,
  writeConsumerGroup,
  writeGroup,
} as const;

export type ConsumerGroups = typeof CONSUMER_GROUPS;
