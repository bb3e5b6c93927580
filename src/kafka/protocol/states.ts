// The states of all machines of the model, and the ids under which the trace tells of them. Types and
// one table: machines, events, Frame and page speak of the same names, so that none can be misspelt.

/** The life of a broker process (`org.apache.kafka.metadata.BrokerState`). */
export type BrokerState =
  | 'NOT_RUNNING'
  | 'STARTING'
  | 'RECOVERY'
  | 'RUNNING'
  | 'PENDING_CONTROLLED_SHUTDOWN'
  | 'SHUTTING_DOWN';

/** A broker as the active controller has it (`BrokerControlState`). */
export type BrokerControlState = 'FENCED' | 'UNFENCED' | 'CONTROLLED_SHUTDOWN' | 'SHUTDOWN_NOW';

/**
 * What a replica is on its broker (`kafka.cluster.Partition`). Without a leader Kafka has it a follower
 * that fetches from nobody; Offline there is a replica whose log directory has failed.
 */
export type ReplicaRole = 'NoLeader' | 'Follower' | 'Leader';

/** A voter of the metadata quorum (`org.apache.kafka.raft.QuorumState`). */
export type QuorumVoterState =
  'Unattached' | 'Prospective' | 'Candidate' | 'Leader' | 'Follower' | 'Resigned';

/** A group of the classic protocol (`ClassicGroupState`). */
export type ClassicGroupState =
  'Empty' | 'PreparingRebalance' | 'CompletingRebalance' | 'Stable' | 'Dead';

/** A group of the consumer protocol, KIP-848 (`ConsumerGroup.ConsumerGroupState`). */
export type ConsumerGroupState = 'Empty' | 'Assigning' | 'Reconciling' | 'Stable' | 'Dead';

/**
 * How far a member of a consumer group is with its target, as the coordinator sees it
 * (`org.apache.kafka.coordinator.group.modern.MemberState`).
 */
export type GroupMemberState =
  /** It has what the target of its epoch gives it. */
  | 'STABLE'
  /** It must give up partitions, and has not said that it did. */
  | 'UNREVOKED_PARTITIONS'
  /** It waits for partitions that others have not given up. */
  | 'UNRELEASED_PARTITIONS';

/** A consumer's own membership by the classic protocol (`AbstractCoordinator.MemberState`). */
export type ClassicMembershipState =
  'UNJOINED' | 'PREPARING_REBALANCE' | 'COMPLETING_REBALANCE' | 'STABLE';

/**
 * A consumer's own membership by the consumer protocol
 * (`org.apache.kafka.clients.consumer.internals.MemberState`).
 */
export type ConsumerMembershipState =
  | 'UNSUBSCRIBED'
  | 'JOINING'
  | 'RECONCILING'
  | 'ACKNOWLEDGING'
  | 'STABLE'
  | 'FENCED'
  | 'LEAVING'
  | 'STALE'
  | 'FATAL';

/** The position of a partition that a consumer owns (`SubscriptionState.FetchStates`). */
export type FetchState =
  /** No position, and none asked for but by what the group has committed. */
  | 'INITIALIZING'
  /** A position that holds: records can be fetched. */
  | 'FETCHING'
  /** No position: `auto.offset.reset` decides. */
  | 'AWAIT_RESET'
  /** A position that the present leader has yet to confirm. */
  | 'AWAIT_VALIDATION';

/** A producer's id, and its transactions where it has them (`TransactionManager.State`). */
export type TransactionState =
  | 'UNINITIALIZED'
  | 'INITIALIZING'
  | 'READY'
  | 'IN_TRANSACTION'
  | 'PREPARED_TRANSACTION'
  | 'COMMITTING_TRANSACTION'
  | 'ABORTING_TRANSACTION'
  | 'ABORTABLE_ERROR'
  | 'FATAL_ERROR';

/** What the application that uses a consumer does just now. Ours: Kafka has no name for it. */
export type ApplicationState =
  /** It waits in poll(). */
  | 'POLLING'
  /** It works on what poll() gave it. */
  | 'PROCESSING'
  /** It waits in commitSync(). */
  | 'COMMITTING'
  /** It has closed its consumer and makes another one, with other configs or topics. */
  | 'RESTARTING'
  /** It waits in close(), for good. */
  | 'CLOSING';

/** A node's connection to another one (`org.apache.kafka.clients.ConnectionState`). */
export type ConnectionState =
  | 'DISCONNECTED'
  /** The handshake is under way. */
  | 'CONNECTING'
  /** The other side is asked which versions of the RPCs it speaks. */
  | 'CHECKING_API_VERSIONS'
  /** Requests may be sent. */
  | 'READY';

/** The states of each machine, by the machine's id. */
export interface MachineStates {
  'broker lifecycle': BrokerState;
  'broker registration': BrokerControlState;
  'replica role': ReplicaRole;
  'quorum voter': QuorumVoterState;
  'classic group': ClassicGroupState;
  'consumer group': ConsumerGroupState;
  'consumer group member': GroupMemberState;
  'classic membership': ClassicMembershipState;
  'consumer protocol membership': ConsumerMembershipState;
  'fetch state': FetchState;
  'transaction manager': TransactionState;
  application: ApplicationState;
  connection: ConnectionState;
}

/** A machine's id: what the trace calls it. */
export type MachineId = keyof MachineStates;

/** A group's state, whichever protocol it speaks. */
export type GroupState = ClassicGroupState | ConsumerGroupState;

/** The machines of a consumer's own membership, one for each protocol. */
export type MembershipMachine = 'classic membership' | 'consumer protocol membership';

/** A consumer's own membership, whichever protocol it speaks. */
export type MembershipState = MachineStates[MembershipMachine];

/** A step of one machine from one state to another. */
export interface MachineTransition<Id extends MachineId> {
  readonly machine: Id;
  /**
   * Which one: a node id, a client, a group, `orders-0@broker-1`, `orders-0@reader-1`,
   * `producer-p1→broker-2`.
   */
  readonly subject: string;
  readonly from: MachineStates[Id];
  readonly to: MachineStates[Id];
  /** The machine's event that led there. */
  readonly event: string;
  /** Name of the guard that held; null when the event alone decides. */
  readonly guard: string | null;
}

/** A step of any machine. */
export type AnyMachineTransition = { [Id in MachineId]: MachineTransition<Id> }[MachineId];

/**
 * Who keeps a machine. What a controller or a coordinator keeps about others outlives those; the rest
 * ends with the process that it is about.
 */
export const MACHINE_KEEPER: Readonly<Record<MachineId, 'itself' | 'controller' | 'coordinator'>> =
  Object.freeze({
    'broker lifecycle': 'itself',
    'broker registration': 'controller',
    'replica role': 'itself',
    'quorum voter': 'itself',
    'classic group': 'coordinator',
    'consumer group': 'coordinator',
    'consumer group member': 'coordinator',
    'classic membership': 'itself',
    'consumer protocol membership': 'itself',
    'fetch state': 'itself',
    'transaction manager': 'itself',
    application: 'itself',
    connection: 'itself',
  });

/** A step of a consumer's own membership, by whichever protocol. */
export function isMembershipStep(
  step: AnyMachineTransition,
): step is Extract<AnyMachineTransition, { readonly machine: MembershipMachine }> {
  return step.machine === 'classic membership' || step.machine === 'consumer protocol membership';
}
