// The fold state behind a Frame: the same shape, mutable. Only the files of this folder change it;
// everybody else sees it as a Frame.
import type { AppendLog } from '#base/append-log.ts';
import type { Configs } from '#kafka/protocol/configs.ts';
import { MACHINE_KEEPER } from '#kafka/protocol/states.ts';
import type {
  BrokerFrame,
  ConsumerFrame,
  ControllerFrame,
  DroppedFrame,
  FaultFrame,
  Frame,
  GroupFrame,
  PacketFrame,
  ParkedFrame,
  PartitionFrame,
  PendingRecordFrame,
  ProducerFrame,
  ReplicaFrame,
  TopicFrame,
  MachineFrame,
  ToolFrame,
  ToolLine,
} from '#trace/frame.ts';
import { LogState } from '#trace/log-frame.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export type ReplicaState = Mutable<Omit<ReplicaFrame, 'log' | 'followerEndOffsets'>> & {
  readonly log: LogState;
  followerEndOffsets: Map<number, number>;
};
export type PartitionStateFold = Mutable<Omit<PartitionFrame, 'replicas'>> & {
  replicas: Map<number, ReplicaState>;
};
export type TopicState = Mutable<Omit<TopicFrame, 'partitions'>> & {
  partitions: PartitionStateFold[];
};
export type BrokerState = Mutable<BrokerFrame>;
export type ControllerState = Mutable<ControllerFrame>;
export type ProducerState = Mutable<Omit<ProducerFrame, 'pending' | 'inFlight'>> & {
  pending: Map<string, PendingRecordFrame>;
  inFlight: Set<number>;
};
export type ConsumerState = Mutable<
  Omit<ConsumerFrame, 'positions' | 'readReplicas' | 'paused'>
> & {
  positions: Map<string, number>;
  readReplicas: Map<string, number>;
  paused: Set<string>;
};
export type GroupState = Mutable<Omit<GroupFrame, 'committed'>> & {
  committed: Map<string, number>;
};

export type ToolState = Mutable<Omit<ToolFrame, 'lines'>> & { readonly lines: AppendLog<ToolLine> };

export interface FrameState extends Frame {
  atUs: number;
  nextEventId: number;
  readonly brokers: Map<number, BrokerState>;
  readonly controllers: Map<number, ControllerState>;
  activeController: number;
  clusterConfigs: Configs;
  /** What stands in the brokers' files. */
  staticConfigs: Configs;
  /** What was set for all brokers while they run. */
  dynamicConfigs: Configs;
  readonly topics: Map<string, TopicState>;
  /** Topics whose deletion was decided: it is undone if it was never committed. */
  readonly deletedTopics: Map<string, TopicState>;
  readonly producers: Map<string, ProducerState>;
  readonly consumers: Map<string, ConsumerState>;
  readonly groups: Map<string, GroupState>;
  readonly packets: Map<number, PacketFrame>;
  readonly parked: Map<number, ParkedFrame>;
  dropped: readonly DroppedFrame[];
  readonly faults: Map<number, FaultFrame>;
  endedAtUs: number | null;
  /** The request that was received last: what is parked is this one. */
  received: PacketFrame | null;
  readonly tools: Map<string, ToolState>;
  readonly machines: Map<string, MachineFrame>;
}

export function createFrameState(): FrameState {
  return {
    atUs: 0,
    nextEventId: 0,
    brokers: new Map(),
    controllers: new Map(),
    activeController: -1,
    clusterConfigs: {},
    staticConfigs: {},
    dynamicConfigs: {},
    topics: new Map(),
    deletedTopics: new Map(),
    producers: new Map(),
    consumers: new Map(),
    groups: new Map(),
    packets: new Map(),
    parked: new Map(),
    dropped: [],
    faults: new Map(),
    endedAtUs: null,
    received: null,
    tools: new Map(),
    machines: new Map(),
  };
}

export function createController(id: number): ControllerState {
  return {
    id,
    status: 'running',
    state: 'Unattached',
    epoch: 0,
    leaderId: -1,
    votedId: -1,
    isActive: false,
    logEndOffset: 0,
    highWatermark: 0,
  };
}

export function createReplica(broker: number): ReplicaState {
  return {
    broker,
    role: 'none',
    leaderEpoch: -1,
    log: LogState.empty(),
    logEndOffset: 0,
    highWatermark: 0,
    followerEndOffsets: new Map(),
    isr: [],
  };
}

/** A partition that brokers speak of, also when the controller has decided that it goes. */
export function partitionOf(
  { topics, deletedTopics }: FrameState,
  { topic, partition }: { topic: string; partition: number },
): PartitionStateFold | undefined {
  return (topics.get(topic) ?? deletedTopics.get(topic))?.partitions[partition];
}

/** The replica that an event speaks of; undefined when its topic is gone. */
export function replicaOf(
  frame: FrameState,
  { topic, partition, broker }: { topic: string; partition: number; broker: number },
): ReplicaState | undefined {
  const found = partitionOf(frame, { topic, partition });
  if (found === undefined) return undefined;
  let replica = found.replicas.get(broker);
  if (replica === undefined) {
    replica = createReplica(broker);
    found.replicas.set(broker, replica);
  }
  return replica;
}

/** Whether a node's process has ended; false for one of which the Frame knows nothing. */
export function isDown(frame: FrameState, node: string): boolean {
  const [kind = '', ...rest] = node.split('-');
  const name = rest.join('-');
  const processes = {
    broker: frame.brokers.get(Number(name)),
    controller: frame.controllers.get(Number(name)),
    producer: frame.producers.get(name),
    consumer: frame.consumers.get(name),
  };
  const process = kind in processes ? processes[kind as keyof typeof processes] : undefined;
  return process?.status === 'crashed' || process?.status === 'stopped';
}

/** The machines that a process, or a part of one, keeps about itself end with it. */
export function forgetMachines({ machines }: FrameState, subject: string): void {
  for (const [machine, keeper] of Object.entries(MACHINE_KEEPER)) {
    if (keeper === 'itself') machines.delete(`${machine} ${subject}`);
  }
}
