// The state machines of the model by the id under which the trace tells of them, and as charts.
import { type Chart, chartOf } from '#sim/chart.ts';
import { brokerLifecycleMachine } from '#kafka/broker/state/lifecycle.machine.ts';
import { replicaMachine } from '#kafka/broker/state/replica.machine.ts';
import { applicationMachine } from '#kafka/client/consumer/application.machine.ts';
import { classicMembershipMachine } from '#kafka/client/consumer/classic/membership.machine.ts';
import { consumerMembershipMachine } from '#kafka/client/consumer/modern/membership.machine.ts';
import { connectionMachine } from '#kafka/client/connection/connection.machine.ts';
import { fetchStateMachine } from '#kafka/client/consumer/fetching/fetch-state.machine.ts';
import { transactionManagerMachine } from '#kafka/client/producer/transaction-manager.machine.ts';
import { registrationMachine } from '#kafka/controller/brokers/registration.machine.ts';
import {
  consumerGroupMachine,
  groupMemberMachine,
} from '#kafka/coordinator/consumer/group.machine.ts';
import { classicGroupMachine } from '#kafka/coordinator/classic/group.machine.ts';
import type { MachineId } from './protocol/states.ts';
import { quorumVoterMachine } from './raft/quorum-voter.machine.ts';

/** Every machine of the model, in the order in which they are drawn. */
export const MACHINES = {
  'broker lifecycle': brokerLifecycleMachine,
  'broker registration': registrationMachine,
  'replica role': replicaMachine,
  'quorum voter': quorumVoterMachine,
  'classic group': classicGroupMachine,
  'classic membership': classicMembershipMachine,
  'consumer protocol membership': consumerMembershipMachine,
  'fetch state': fetchStateMachine,
  application: applicationMachine,
  connection: connectionMachine,
  'transaction manager': transactionManagerMachine,
  'consumer group': consumerGroupMachine,
  'consumer group member': groupMemberMachine,
} satisfies Readonly<Record<MachineId, unknown>>;

export const CHARTS: ReadonlyMap<string, Chart> = new Map(
  Object.values(MACHINES).map((machine) => [machine.id, chartOf(machine)]),
);
