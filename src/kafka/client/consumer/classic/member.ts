// What a member by the classic protocol remembers beside its id and generation.
import type { SnapshotFrom } from 'xstate';
import type { AssignorState } from '#kafka/assignor/assignor.ts';
import type { ResponseBody } from '#kafka/protocol/api.ts';
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
  /** Partitions are still to be given up before it joins, once the last commit is done. */
  isRevocationDue: boolean;
  /** Topics of the last JoinGroup; null: there was none. Other topics now call for another one. */
  joinedSubscription: readonly string[] | null;
  /** Of the leader: topics of all members, which it watches (`groupSubscribe`); of others none. */
  groupSubscription: readonly string[];
  /** The answer to JoinGroup of a leader that waits for metadata before it assigns; else null. */
  toAssign: ResponseBody<'JoinGroup'> | null;
  /** The leader's partition counts when it assigned; '' when it does not lead. */
  assignedBy: string;
}

export function createClassicMember(): ClassicMember {
  return {
    machine: startMachine(classicMembershipMachine),
    joinRequest: -1,
    protocolName: '',
    assignorStates: new Map(),
    isRevocationDue: false,
    joinedSubscription: null,
    groupSubscription: [],
    toAssign: null,
    assignedBy: '',
  };
}
