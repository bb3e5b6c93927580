// The Frame: all that can be known at a moment, in Kafka's words. Plain data, folded from events,
// and the only thing that the stage, the inspector and the lessons' checks look at.
import type { AppendLog } from '#base/append-log.ts';
import type { BrokerSpec, ConsumerSpec, ProducerSpec } from '#kafka/commands.ts';
import type { Configs } from '#kafka/protocol/configs.ts';
import type { EventData, GroupMemberView } from '#kafka/events.ts';
import type { ToolNote } from '#kafka/events/tool.ts';
import type { FaultSpec } from '#sim/node.ts';
import type { ErrorName } from '#kafka/protocol/errors.ts';
import type { PartitionState } from '#kafka/protocol/metadata-record.ts';
import type {
  GroupState,
  MachineId,
  MachineStates,
  MembershipState,
  QuorumVoterState,
} from '#kafka/protocol/states.ts';
import type { KafkaRecord } from '#kafka/protocol/record.ts';
import { parseTopicPartition, partitionKey } from '#kafka/protocol/topic-partition.ts';
import type { LogFrame } from './log-frame.ts';

export { partitionKey } from '#kafka/protocol/topic-partition.ts';

export interface TopicPartitionFrame {
  readonly topic: string;
  readonly partition: number;
}

/** One replica's log and role, as that broker itself has it. */
export interface ReplicaFrame {
  readonly broker: number;
  readonly role: 'leader' | 'follower' | 'no leader' | 'offline' | 'none';
  readonly leaderEpoch: number;
  readonly log: LogFrame;
  /** `log.endOffset`. */
  readonly logEndOffset: number;
  readonly highWatermark: number;
  /** On a leader: what it knows of its followers' log end offsets. */
  readonly followerEndOffsets: ReadonlyMap<number, number>;
  /** On a leader: the ISR that it works with. */
  readonly isr: readonly number[];
}

export interface PartitionFrame extends TopicPartitionFrame {
  /** The active controller's state of it. */
  readonly state: PartitionState;
  /** By broker id, in order of the replica list. */
  readonly replicas: ReadonlyMap<number, ReplicaFrame>;
}

export interface TopicFrame {
  readonly name: string;
  readonly topicId: string;
  readonly isInternal: boolean;
  readonly configs: Readonly<Record<string, string>>;
  readonly partitions: readonly PartitionFrame[];
}

export type ProcessStatus = 'running' | 'paused' | 'stopped' | 'crashed';

export interface BrokerFrame extends BrokerSpec {
  readonly status: ProcessStatus;
  /** When `status` began. */
  readonly statusAtUs: number;
  /** The controller's word on it. */
  readonly registration: 'unregistered' | 'fenced' | 'unfenced' | 'controlled shutdown';
  readonly brokerEpoch: number;
  /** Of the process that registered last; '' before any did. */
  readonly incarnationId: string;
  /** Metadata log offset that it has applied. */
  readonly metadataOffset: number;
  /** How long an append to its disk takes; 0 when it is healthy. */
  readonly appendLatencyUs: number;
  /** When it sent its last heartbeats to the controller, in order. */
  readonly heartbeatsUs: readonly number[];
}

export interface ControllerFrame {
  readonly id: number;
  readonly status: ProcessStatus;
  readonly state: QuorumVoterState;
  readonly epoch: number;
  readonly leaderId: number;
  /** Whom it gave its vote in this epoch; -1: nobody. */
  readonly votedId: number;
  readonly isActive: boolean;
  readonly logEndOffset: number;
  readonly highWatermark: number;
}

export interface ProducerFrame {
  readonly spec: ProducerSpec;
  readonly status: ProcessStatus;
  /** Records in the accumulator or on the way, oldest first, by record id. */
  readonly pending: ReadonlyMap<string, PendingRecordFrame>;
  /** Produce requests that wait for their answer, by packet. */
  readonly inFlight: ReadonlySet<number>;
  readonly createdCount: number;
  readonly ackedCount: number;
  readonly failedCount: number;
  readonly retriedCount: number;
  /** The record that send() was called with last. */
  readonly lastRecord: CreatedRecordFrame | null;
  /** The wait before it sends a batch again; null when it does not wait. */
  readonly backoff: BackoffFrame | null;
  readonly lastError: ErrorName | null;
}

export interface PendingRecordFrame extends TopicPartitionFrame {
  readonly recordId: string;
  readonly key: string | null;
  readonly createdAtUs: number;
  /** When it was last sent; null while it waits in the accumulator for its batch. */
  readonly sentAtUs: number | null;
}

/** A record and how its partition was chosen. */
export interface CreatedRecordFrame extends TopicPartitionFrame {
  readonly key: string | null;
  readonly by: EventData<'record.created'>['by'];
}

/** A wait before something is tried again. */
export interface BackoffFrame {
  readonly fromUs: number;
  readonly untilUs: number;
  /** How often it was tried. */
  readonly attempt: number;
}

/** A request that a node holds: in purgatory, or in a group's join or sync. */
export interface ParkedFrame {
  /** Of the request. */
  readonly packet: number;
  readonly api: string;
  /** Who holds it, and who asked. */
  readonly node: string;
  readonly from: string;
  readonly waitsFor: string;
  readonly sinceUs: number;
  /** When it is answered at the latest; null when that is not known. */
  readonly untilUs: number | null;
}

/** A packet that did not arrive. */
export interface DroppedFrame extends PacketFrame {
  readonly droppedAtUs: number;
}

/** A fault that waits for the next packets that match. */
export interface FaultFrame extends FaultSpec {
  /** How many packets it is still for. */
  readonly left: number;
}

export interface ConsumerFrame {
  readonly spec: ConsumerSpec;
  readonly status: ProcessStatus;
  /** State of its membership machine. */
  readonly membership: MembershipState;
  readonly memberId: string;
  readonly owned: readonly TopicPartitionFrame[];
  /** Partition key (`orders-0`) → next offset to fetch. */
  readonly positions: ReadonlyMap<string, number>;
  /** Partition key → broker that it reads from instead of the leader (KIP-392). */
  readonly readReplicas: ReadonlyMap<string, number>;
  /** Keys of partitions that the application paused. */
  readonly paused: ReadonlySet<string>;
  readonly polledCount: number;
  readonly processedCount: number;
  /** Records of the last poll() that the application is not done with. */
  readonly recordsInHand: number;
  /** Records that its application has handled one by one: each has left an effect. */
  readonly handledCount: number;
  /** While the application works: from and until; null when it waits in poll(). */
  readonly processing: { readonly fromUs: number; readonly untilUs: number } | null;
  readonly lastError: ErrorName | null;
}

export interface GroupFrame {
  readonly id: string;
  /** -1: not found yet. */
  readonly coordinator: number;
  readonly protocol: 'classic' | 'consumer';
  readonly state: GroupState;
  /** Generation (classic) or group epoch (KIP-848). */
  readonly generation: number;
  /** KIP-848: the group epoch that the target was made for; null in a classic group. */
  readonly assignmentEpoch: number | null;
  readonly assignor: string;
  readonly leader: string;
  readonly members: readonly GroupMemberView[];
  /** Partition key → committed offset. */
  readonly committed: ReadonlyMap<string, number>;
}

/** An XState machine of the model and where it stands. */
export interface MachineFrame {
  readonly machine: MachineId;
  readonly state: MachineStates[MachineId];
}

/** A packet on its way. progress = (t − sentAtUs) / (deliverAtUs − sentAtUs). */
export interface PacketFrame {
  readonly packet: number;
  readonly kind: 'request' | 'response';
  /** Name of the API, such as `Produce`. */
  readonly api: string;
  /** Asked again and again whether or not anything happens: polls and heartbeats. */
  readonly isBackground: boolean;
  readonly from: string;
  readonly to: string;
  readonly sentAtUs: number;
  readonly deliverAtUs: number;
  /** Event id of its sending. */
  readonly eventId: number;
  /** For how long its receiver may hold it, in µs; null: it is answered at once. */
  readonly longestWaitUs: number | null;
  /** First error in a response; NONE otherwise. */
  readonly errorCode: ErrorName;
  /** Records aboard (Produce requests, Fetch responses), the first few dozen of them. */
  readonly cargo: readonly CargoFrame[];
}

export interface CargoFrame extends TopicPartitionFrame {
  readonly recordId: string;
  readonly key: string | null;
  readonly offset: number;
}

export type MachineState = EventData<'machine.transitioned'>['to'];

/** One state machine of the model. */
export interface MachineFrame {
  /** The machine's id, such as `broker lifecycle`. */
  readonly machine: EventData<'machine.transitioned'>['machine'];
  readonly state: MachineState;
}

/** What stands in a terminal: what somebody typed into a tool, what it printed, what we say of it. */
export type ToolLine =
  | { readonly type: 'typed' | 'stdout' | 'stderr'; readonly atUs: number; readonly text: string }
  | { readonly type: 'note'; readonly atUs: number; readonly note: ToolNote };

/** A command-line tool that was called. */
export interface ToolFrame {
  readonly id: string;
  readonly terminal: number;
  /** As it was typed. */
  readonly line: string;
  /** What it is on the stage. */
  readonly client: EventData<'tool.started'>['client'];
  readonly startedUs: number;
  readonly lines: Iterable<ToolLine> & Pick<AppendLog<ToolLine>, 'at' | 'length'>;
  /** null: it runs. */
  readonly exitCode: number | null;
}

export interface Frame {
  readonly atUs: number;
  /** Events with a smaller id are folded in. */
  readonly nextEventId: number;
  readonly brokers: ReadonlyMap<number, BrokerFrame>;
  readonly controllers: ReadonlyMap<number, ControllerFrame>;
  /** -1: none that we know of. */
  readonly activeController: number;
  /** Configs that all brokers and controllers were given, with the dynamic defaults on top. */
  readonly clusterConfigs: Configs;
  readonly topics: ReadonlyMap<string, TopicFrame>;
  readonly producers: ReadonlyMap<string, ProducerFrame>;
  readonly consumers: ReadonlyMap<string, ConsumerFrame>;
  readonly groups: ReadonlyMap<string, GroupFrame>;
  readonly packets: ReadonlyMap<number, PacketFrame>;
  /** Requests that are held, by packet. */
  readonly parked: ReadonlyMap<number, ParkedFrame>;
  /** The last packets that did not arrive, oldest first. */
  readonly dropped: readonly DroppedFrame[];
  /** Faults that are armed, by the event that armed them. */
  readonly faults: ReadonlyMap<number, FaultFrame>;
  /** By id, in the order in which they were called. */
  readonly tools: ReadonlyMap<string, ToolFrame>;
  /** When time stood still and the run was ended, in µs; null: it goes on. */
  readonly endedAtUs: number | null;
  /** State of each XState machine by subject, for the State view and the inspector. */
  readonly machines: ReadonlyMap<string, MachineFrame>;
}

/** Whether a process does its work: not paused, stopped or crashed. */
export function isRunning(one: { readonly status: ProcessStatus } | undefined): boolean {
  return one?.status === 'running';
}

/** A partition by its key; undefined when there is none. */
export function partitionAt(frame: Frame, key: string): PartitionFrame | undefined {
  const { topic, partition } = parseTopicPartition(key);
  return frame.topics.get(topic)?.partitions[partition];
}

/** The leader's replica of a partition, if it has a leader that runs. */
export function leaderReplica(partition: PartitionFrame): ReplicaFrame | undefined {
  return partition.replicas.get(partition.state.leader);
}

/** The record at `orders-0#7`: in the leader's log, else in the longest that has the offset. */
export function recordAt(
  frame: Frame,
  id: string,
):
  | { readonly record: KafkaRecord; readonly partition: PartitionFrame; readonly broker: number }
  | undefined {
  const [key = '', offsetText = ''] = id.split('#');
  const partition = partitionAt(frame, key);
  if (partition === undefined) return undefined;
  const leader = leaderReplica(partition);
  const others = [...partition.replicas.values()].sort((a, b) => b.logEndOffset - a.logEndOffset);
  for (const replica of leader === undefined ? others : [leader, ...others]) {
    const record = replica.log.at(Number(offsetText));
    if (record !== undefined) return { record, partition, broker: replica.broker };
  }
  return undefined;
}

/** High watermark − committed offset of a partition; null before a group's first commit. */
export function partitionLag(partition: PartitionFrame, group: GroupFrame): number | null {
  const committed = group.committed.get(partitionKey(partition.topic, partition.partition));
  const leader = leaderReplica(partition);
  if (committed === undefined || leader === undefined) return null;
  return Math.max(0, leader.highWatermark - committed);
}
