// The state machines of the model as charts, by the id under which the trace tells of them.
import { type Chart, chartOf } from '#sim/chart.ts';
import { brokerLifecycleMachine } from './broker/lifecycle.machine.ts';
import { replicaMachine } from './broker/replica.machine.ts';
import { consumerMemberMachine } from './client/consumer-member.machine.ts';
import { membershipMachine } from './client/membership.machine.ts';
import { registrationMachine } from './controller/registration.machine.ts';
import { consumerGroupMachine, groupMemberMachine } from './coordinator/consumer-group.machine.ts';
import { classicGroupMachine } from './coordinator/classic-group.machine.ts';
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
    consumerGroupMachine,
    groupMemberMachine,
  ].map((machine) => [machine.id, chartOf(machine)]),
);
