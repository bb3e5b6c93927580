// The state machines of the model as charts, by the id under which the trace tells of them.
import { type Chart, chartOf } from '#sim/chart.ts';
import { brokerLifecycleMachine } from '#kafka/broker/state/lifecycle.machine.ts';
import { replicaMachine } from '#kafka/broker/state/replica.machine.ts';
import { connectionMachine } from '#kafka/client/connection/connection.machine.ts';
import { consumerMemberMachine } from '#kafka/client/consumer/modern/membership.machine.ts';
import { membershipMachine } from '#kafka/client/consumer/classic/membership.machine.ts';
import { registrationMachine } from '#kafka/controller/brokers/registration.machine.ts';
import {
  consumerGroupMachine,
  groupMemberMachine,
} from '#kafka/coordinator/consumer/group.machine.ts';
import { classicGroupMachine } from '#kafka/coordinator/classic/group.machine.ts';
import { quorumVoterMachine } from './raft/quorum-voter.machine.ts';

export const CHARTS: ReadonlyMap<string, Chart> = new Map(
  [
    brokerLifecycleMachine,
    registrationMachine,
    replicaMachine,
    quorumVoterMachine,
    classicGroupMachine,
    membershipMachine,
    consumerMemberMachine,
    connectionMachine,
    consumerGroupMachine,
    groupMemberMachine,
  ].map((machine) => [machine.id, chartOf(machine)]),
);
