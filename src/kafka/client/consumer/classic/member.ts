// What a member by the classic protocol remembers beside its id and generation.
import type { SnapshotFrom } from 'xstate';
import type { AssignorState } from '#kafka/assignor/assignor.ts';
import { startMachine } from '#sim/machine.ts';
import { classicMembershipMachine } from './membership.machine.ts';

export interface ClassicMember {
  machine: SnapshotFrom<typeof classicMembershipMachine>;
  /** Request id of the JoinGroup or SyncGroup under way (`joinFuture`); -1: none. */
  joinRequest: number;
  /** Name of the assignor that the group has agreed on. */
  protocolName: string;
  /** By name of the assignor. */
  readonly assignorStates: Map<string, AssignorState>;
  /** The leader's partition counts when it assigned; '' when it does not lead. */
  assignedBy: string;
}

export function createClassicMember(): ClassicMember {
  return {
    machine: startMachine(classicMembershipMachine),
    joinRequest: -1,
    protocolName: '',
    assignorStates: new Map(),
    assignedBy: '',
  };
}
