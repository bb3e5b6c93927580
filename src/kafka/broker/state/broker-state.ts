// What a broker has on disk and in memory: plain data, no behaviour. The other files of this folder
// work on it, each on its own part.
import type { SnapshotFrom } from 'xstate';
import type { CoordinatorMemory } from '#kafka/coordinator/runtime/runtime.ts';
import type { PartitionLog } from '#kafka/log/partition-log.ts';
import type { KafkaPort } from '#kafka/port.ts';
import type { RequestBody, ResponseBody } from '#kafka/protocol/api.ts';
import type { Configs } from '#kafka/protocol/configs.ts';
import type { MetadataImage } from '#kafka/protocol/metadata-image.ts';
import type { Delivery, RequestDelivery } from '#sim/node.ts';
import type { brokerLifecycleMachine } from './lifecycle.machine.ts';
import type { replicaMachine } from './replica.machine.ts';
import type { BrokerSettings } from './settings.ts';
import type { BrokerTimer } from './timers.ts';

export interface BrokerDisk {
  readonly id: number;
  readonly rack: string | null;
  /** Ids of the controllers (`controller.quorum.voters`). */
  readonly controllers: readonly number[];
  readonly configs: Configs;
  /** By partition key. */
  readonly logs: Map<string, PartitionLog>;
  /** `replication-offset-checkpoint`: high watermarks by partition key. */
  readonly checkpoints: Map<string, number>;
  /** Broker epoch of the last life if it ended in good order (clean shutdown file), else -1. */
  cleanShutdownEpoch: number;
  /** How long an append takes; 0 on a healthy disk. */
  appendLatencyUs: number;
  /** How often the process was started: makes incarnation ids differ. */
  incarnation: number;
}

/** `lastCaughtUpUs` of a follower that never was: longer ago than any run. */
export const NEVER_US = -1e15;

/** What a leader knows of a follower. Follows `Replica.updateFetchStateOrThrow`. */
export interface FollowerState {
  /** -1: has not fetched in this leader epoch. */
  logEndOffset: number;
  lastCaughtUpUs: number;
  /** The leader's log end offset at the follower's previous fetch, and the time of that fetch. */
  lastFetchLeaderEndOffset: number;
  lastFetchUs: number;
  brokerEpoch: number;
}

/** A replica that this broker hosts, with what leading it needs. */
export interface HostedPartition {
  readonly key: string;
  readonly topic: string;
  readonly partition: number;
  /** Whether a coordinator keeps its state here. */
  readonly hasCoordinator: boolean;
  role: SnapshotFrom<typeof replicaMachine>;
  replicas: readonly number[];
  /** -1: none. */
  leader: number;
  leaderEpoch: number;
  partitionEpoch: number;
  /** The committed ISR. */
  isr: readonly number[];
  /** `min.insync.replicas`, not above the replication factor. */
  minIsr: number;
  maxMessageBytes: number;
  /** Asked for by AlterPartition and not answered; null when nothing is in flight. */
  pendingIsr: readonly number[] | null;
  highWatermark: number;
  /** Where the present leader epoch began in this log. */
  epochStartOffset: number;
  followers: Map<number, FollowerState>;
  /** Fetch sessions that hold this partition: they are told of news. */
  readonly watchers: Set<number>;
  /** Produce requests with acks=all that wait here, by their purgatory id: offset needed. */
  readonly waitingProduce: Map<number, number>;
}

/** One partition of a fetch session, as the broker caches it (KIP-227). */
export interface SessionPartition {
  readonly key: string;
  readonly topic: string;
  readonly partition: number;
  fetchOffset: number;
  currentLeaderEpoch: number;
  lastFetchedEpoch: number;
  maxBytes: number;
  /** What the fetcher was told last. */
  toldHighWatermark: number;
}

export interface FetchSession {
  readonly id: number;
  /** -1: a consumer. */
  readonly replicaId: number;
  readonly from: string;
  /** A consumer's `client.rack`; '' when it has none. */
  readonly rackId: string;
  /** Sessionless fetches are sessions that end with their answer. */
  readonly isFleeting: boolean;
  epoch: number;
  readonly partitions: Map<string, SessionPartition>;
  /** Partitions with possible news since the last answer. */
  readonly dirty: Set<string>;
  parked: {
    readonly request: RequestDelivery;
    readonly fetch: RequestBody<'Fetch'>;
    readonly deadlineUs: number;
  } | null;
}

/** A Produce with acks=all that waits for its replicas (DelayedProduce). */
export interface DelayedProduce {
  readonly id: number;
  readonly request: RequestDelivery;
  readonly deadlineUs: number;
  /** Partition keys that it still waits for. */
  readonly waiting: Set<string>;
  readonly results: Map<string, ResponseBody<'Produce'>['partitions'][number]>;
}

/** The fetcher that follows one source broker (`ReplicaFetcherThread`). */
export interface Fetcher {
  readonly source: number;
  sessionId: number;
  sessionEpoch: number;
  /** Partitions that it fetches, by key. */
  readonly partitions: Map<string, { readonly topic: string; readonly partition: number }>;
  /** Partitions whose position changed since the last request. */
  readonly changed: Set<string>;
  /** Partitions that had an error, by key: when to fetch them again. */
  readonly delayed: Map<string, number>;
  /** Partitions dropped since the last request. */
  readonly forgotten: Map<string, { readonly topic: string; readonly partition: number }>;
  /** Request id under way; -1. */
  request: number;
  /** For when its timer is set. */
  wakeAtUs: number;
}

/** The link to the controllers: metadata log, registration, heartbeats. */
export interface ControllerChannel {
  /** -1: unknown. */
  leaderId: number;
  leaderEpoch: number;
  lastFetchedEpoch: number;
  fetchRequest: number;
  /** Registration or heartbeat under way; -1. */
  lifecycleRequest: number;
  /** When it was first tried; -1: there is none to be tried. */
  lifecycleSinceUs: number;
  /** The next one goes out as soon as this one is answered. */
  isNextImmediate: boolean;
  /** Which controller to ask when the leader is unknown. */
  nextTarget: number;
  brokerEpoch: number;
  incarnationId: string;
}

/** A request that the active controller is to answer in the broker's stead. */
export interface ForwardedRequest {
  readonly request: RequestDelivery;
  readonly deadlineUs: number;
}

/** Ids that this broker may give to producers (`RPCProducerIdManager`). */
export interface ProducerIds {
  current: ProducerIdsBlock;
  /** Where the current block goes on to, once it is used up; null: not here yet. */
  next: ProducerIdsBlock | null;
  nextId: number;
  /** AllocateProducerIds under way; -1. */
  request: number;
  /** Another block is asked for no sooner. */
  backoffUntilUs: number;
}

export interface ProducerIdsBlock {
  readonly first: number;
  readonly size: number;
}

export interface BrokerMemory {
  lifecycle: SnapshotFrom<typeof brokerLifecycleMachine>;
  readonly settings: BrokerSettings;
  readonly image: MetadataImage;
  /**
   * The metadata log was read up to this life's registration: what it says goes for this broker. No
   * state of its life: Kafka keeps it apart as well (`BrokerMetadataPublisher._firstPublish`).
   */
  isPublishing: boolean;
  /** Deliveries that wait for a slow disk, in the order of their appends. */
  readonly diskQueue: { readonly delivery: Delivery; readonly doneUs: number }[];
  readonly channel: ControllerChannel;
  readonly partitions: Map<string, HostedPartition>;
  readonly sessions: Map<number, FetchSession>;
  nextSessionId: number;
  /** For when the timer of parked fetches is set. */
  fetchTimerUs: number;
  /** Last time that each follower fetched. */
  readonly followerFetchUs: Map<number, number>;
  readonly delayedProduces: Map<number, DelayedProduce>;
  nextDelayedId: number;
  readonly fetchers: Map<number, Fetcher>;
  /** Fetch under way → source broker. */
  readonly fetchRequests: Map<number, number>;
  /** Follower → partitions led here whose ISR it is not in: looked at on each of its fetches. */
  readonly outOfSync: Map<number, Set<string>>;
  /** ISR changes to ask for, by partition key. */
  readonly isrQueue: Set<string>;
  /** AlterPartition under way: its request id (-1) and partitions. */
  isrRequest: number;
  isrAsked: readonly string[];
  readonly producerIds: ProducerIds;
  /** By the internal topic that each keeps its state in. */
  readonly coordinators: Map<string, CoordinatorMemory>;
  /** Partitions of those topics whose watermark moved: the coordinator is told before long. */
  readonly replicated: Set<string>;
  /** Topics whose automatic creation is under way. */
  readonly creatingTopics: Set<string>;
  /** Requests sent on to the controller, by packet, and those that wait for their next attempt. */
  readonly forwarding: {
    readonly sent: Map<number, ForwardedRequest>;
    waiting: ForwardedRequest[];
  };
}

/** One delivery's view of a broker. */
export interface Broker {
  readonly disk: BrokerDisk;
  readonly memory: BrokerMemory;
  readonly port: KafkaPort<BrokerTimer>;
}

export function isLeading(partition: HostedPartition): boolean {
  return partition.role.value === 'Leader';
}
