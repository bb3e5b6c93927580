// The consumer protocol (KIP-848): its groups in the brokers, and its members.
import { consumerMembership } from '#kafka/client/consumer/modern/membership.ts';
import { consumerProtocol } from '#kafka/client/consumer/group-protocol.ts';
import { installConsumerGroups } from '#kafka/coordinator/consumer-groups.ts';
import { CONSUMER_GROUPS } from '#kafka/coordinator/consumer-groups-part.ts';

consumerProtocol.install(consumerMembership);
installConsumerGroups(CONSUMER_GROUPS);
