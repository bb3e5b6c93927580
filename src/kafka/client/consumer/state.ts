// What a consumer has on disk and in memory: plain data. The other consumer files work on it, each
// on its own part: membership, offsets, fetching, the application's poll loop.
import type { ModelledConfig } from '#kafka/protocol/modelled-configs.ts';
import type { SnapshotFrom } from 'xstate';
import { msToUs } from '#base/time.ts';
import type { ConsumerSpec } from '#kafka/commands.ts';
import { type Configs, readConfig, readNumber } from '#kafka/protocol/configs.ts';
import type { TopicPartition } from '#kafka/protocol/topic-partition.ts';
import type { KafkaRecord } from '#kafka/protocol/record.ts';
import type { RequestBody } from '#kafka/protocol/api.ts';
import type { ErrorName } from '#kafka/protocol/errors.ts';
import { isAutoCommitting } from '#kafka/protocol/consumer-configs.ts';
import { advance } from '#kafka/machine.ts';
import type { ApplicationState } from '#kafka/protocol/states.ts';
import { startMachine } from '#sim/machine.ts';
import { emit } from '#kafka/port.ts';
import type { ClientPort } from '#kafka/client/connection/client-port.ts';
import { type ApplicationEvent, applicationMachine } from './application.machine.ts';
import { type ClassicMember, createClassicMember } from '#kafka/client/consumer/classic/member.ts';
import type { MetadataTimer } from '#kafka/client/metadata/metadata-cache.ts';
import { type ConsumerMember, createConsumerMember } from '#kafka/client/consumer/modern/member.ts';
import { readTimeouts } from '#kafka/client/metadata/client-timeouts.ts';
import { createMetadataCache, type MetadataCache } from '#kafka/client/metadata/known-cluster.ts';
import type {
  ConsumerFetch,
  OwnedPartition,
} from '#kafka/client/consumer/fetching/owned-partition.ts';

/** A record that the application was given and is not done with. */
export interface InHand extends TopicPartition {
  readonly record: KafkaRecord;
  /** Epoch of its leader, for the commit; -1: not known. */
  readonly leaderEpoch: number;
}

export interface ConsumerDisk {
  spec: ConsumerSpec;
  /** What the application will make another consumer by, as soon as it has closed this one. */
  next: ConsumerSpec | null;
  readonly bootstrap: readonly number[];
}

/** What a commit is for: the consumer's own schedule, the application, a rebalance, the end. */
export type CommitPurpose = 'auto' | 'sync' | 'async' | 'prepare' | 'close';
/** Commits that somebody waits for: they are repeated until they succeed or there is no more use. */
export type AwaitedCommit = Extract<CommitPurpose, 'sync' | 'prepare' | 'close'>;
export type CommittedOffsets = RequestBody<'OffsetCommit'>['partitions'];

/** A commit under way, with the membership in whose name it was sent. */
export interface SentCommit {
  readonly purpose: CommitPurpose;
  readonly generationId: number;
  readonly memberId: string;
}

/** How it stands with a commit that somebody waits for. */
export interface AwaitedCommitState {
  offsets: CommittedOffsets;
  /** When it is given up; Infinity: close() decides. */
  readonly deadlineUs: number;
  attempts: number;
  waitsFor: 'coordinator' | 'answer' | 'backoff';
}

/** An exception that ends an application, such as FencedInstanceIdException. */
export interface FatalError {
  readonly errorCode: ErrorName;
  readonly message: string;
}

export interface ConsumerMemory {
  readonly metadata: MetadataCache;
  /** By partition key; this and the sets of keys below are changed by owned-partitions.ts. */
  readonly owned: Map<string, OwnedPartition>;
  /** Without a position, and nobody looks for one. */
  readonly unpositioned: Set<string>;
  /** With a position that the present leader has not confirmed, and nobody asks it to. */
  readonly unvalidated: Set<string>;
  /** To be fetched, but from whom is not known. */
  readonly leaderless: Set<string>;
  /** With records for the application, in the order in which these came. */
  readonly buffered: Set<string>;
  /** By broker. */
  readonly fetches: Map<number, ConsumerFetch>;
  /** Brokers to which a fetch may have to go since the last look. */
  readonly fetchesDue: Set<number>;
  /** Fetch under way → broker. */
  readonly fetchRequests: Map<number, number>;
  /** Topics that it reads, by name and by pattern, sorted. */
  subscription: readonly string[];
  /** What the application has subscribed to or assigned by; null: nothing yet. */
  subscribedBy: ConsumerSpec | null;
  // The group.
  /** What it remembers as a member by the classic protocol, and by the consumer protocol. */
  readonly classic: ClassicMember;
  readonly modern: ConsumerMember;
  memberId: string;
  /** Generation, or member epoch; -1: not a member. */
  generationId: number;
  /** -1: unknown. */
  coordinator: number;
  coordinatorRequest: number;
  heartbeatRequest: number;
  lastHeartbeatUs: number;
  // Offsets.
  offsetRequest: number;
  commitRequests: Map<number, SentCommit>;
  readonly awaitedCommits: Map<AwaitedCommit, AwaitedCommitState>;
  /** Of commitAsync(), for want of a coordinator. */
  unsentCommits: readonly CommittedOffsets[];
  nextAutoCommitUs: number;
  // The application.
  application: SnapshotFrom<typeof applicationMachine>;
  recordsInHand: number;
  /** Those of them that it works on one by one and is not done with. */
  hand: readonly InHand[];
  /** How long all that it has in hand takes in one go, in µs. */
  workUs: number;
  /** How often it has tried the record that it works on in vain. */
  attempts: number;
  /** It closes its consumer as soon as it is done with what it has in hand. */
  isToClose: boolean;
  /** What the next poll() throws, and no poll() after it would mend. */
  fatalError: FatalError | null;
  /** Request that says that it leaves, whose answer close() waits for; -1. */
  leaveRequest: number;
  /** Requests that end its fetch sessions, whose answers close() waits for. */
  readonly sessionEnds: Set<number>;
  /** When it began to close. */
  closingSinceUs: number;
}

/** When a broker may be fetched from again after an error. */
export type FetchBackoffTimer = `fetch backoff ${number}`;

/** When a commit that somebody waits for is tried again, or given up. */
export type CommitTimer = `commit ${AwaitedCommit}`;

/** What a consumer sets timers for. */
export type ConsumerTimer =
  // The application and its consumer.
  | 'processed'
  | 'poll interval'
  | 'restarted'
  | 'close'
  | 'ended'
  // The group.
  | 'coordinator'
  | 'heartbeat'
  | 'auto commit'
  | CommitTimer
  // Positions and records.
  | 'positions'
  | 'validation'
  | FetchBackoffTimer
  | MetadataTimer;

/** One delivery's view of a consumer. */
export interface Consumer {
  readonly disk: ConsumerDisk;
  readonly memory: ConsumerMemory;
  readonly port: ClientPort<ConsumerTimer>;
}

export function createConsumerDisk(spec: ConsumerSpec, bootstrap: readonly number[]): ConsumerDisk {
  // Frozen, it stays one object in every copy of the world: `subscribedBy` is compared with it.
  return { spec: Object.freeze({ ...spec }), next: null, bootstrap };
}

/** A new process: it begins with the configs that the one before was last told. */
export function createConsumerMemory(disk: ConsumerDisk): ConsumerMemory {
  disk.spec = disk.next ?? disk.spec;
  disk.next = null;
  const { spec, bootstrap } = disk;
  return {
    metadata: createMetadataCache(spec.id, bootstrap, [], readTimeouts('consumer', spec.configs)),
    owned: new Map(),
    unpositioned: new Set(),
    unvalidated: new Set(),
    leaderless: new Set(),
    buffered: new Set(),
    fetches: new Map(),
    fetchesDue: new Set(),
    fetchRequests: new Map(),
    classic: createClassicMember(),
    modern: createConsumerMember(),
    memberId: '',
    generationId: -1,
    coordinator: -1,
    coordinatorRequest: -1,
    heartbeatRequest: -1,
    lastHeartbeatUs: 0,
    subscription: Object.freeze([...spec.topics].sort()),
    subscribedBy: null,
    offsetRequest: -1,
    commitRequests: new Map(),
    awaitedCommits: new Map(),
    unsentCommits: [],
    nextAutoCommitUs: 0,
    application: startMachine(applicationMachine),
    recordsInHand: 0,
    hand: [],
    workUs: 0,
    attempts: 0,
    isToClose: false,
    fatalError: null,
    leaveRequest: -1,
    sessionEnds: new Set(),
    closingSinceUs: 0,
  };
}

/** `request.timeout.ms` */
export function requestTimeoutMs({ memory }: Consumer): number {
  return memory.metadata.timeouts.requestTimeoutMs;
}

/** `retry.backoff.ms`, in microseconds: how long a failed request waits for its next attempt. */
export function retryBackoffUs({ memory }: Consumer): number {
  return msToUs(memory.metadata.timeouts.retryBackoffMs);
}

export function numberConfig({ disk }: Consumer, name: ModelledConfig<'consumer'>): number {
  return readNumber('consumer', disk.spec.configs, name);
}

export function config({ disk }: Consumer, name: ModelledConfig<'consumer'>): string {
  return readConfig('consumer', disk.spec.configs, name);
}

/** Whether a group hands out its partitions, as opposed to assign() and consumers without one. */
export function isManaged({ spec }: ConsumerDisk): boolean {
  return spec.group !== null && (spec.assign ?? null) === null;
}

/** `group.protocol` is consumer (KIP-848), not classic. */
export function speaksConsumerProtocol(consumer: Consumer): boolean {
  return config(consumer, 'group.protocol').toLowerCase() === 'consumer';
}

/** It holds a generation or epoch of its group, which it has not lost (`hasGenerationReset`). */
export function isMember({ memory }: Consumer): boolean {
  return memory.generationId > 0 && memory.memberId !== '';
}

/** By the classic protocol: JoinGroup or SyncGroup is under way, so that the generation is not settled. */
export function isJoining({ memory: { classic } }: Consumer): boolean {
  const { value } = classic.machine;
  return value === 'PREPARING_REBALANCE' || value === 'COMPLETING_REBALANCE';
}

/** `enable.auto.commit` */
export function commitsAutomatically({ disk }: Consumer): boolean {
  return isAutoCommitting(disk.spec);
}

export function instanceId(configs: Configs): string | null {
  return configs['group.instance.id'] ?? null;
}

/** '' for a consumer without a group. */
export function groupOf({ disk }: Consumer): string {
  return disk.spec.group ?? '';
}

/** What the application does just now. */
export function applicationOf({ memory }: Consumer): ApplicationState {
  return memory.application.value;
}

export function changeApplication(
  { memory, disk, port }: Consumer,
  type: ApplicationEvent['type'],
): void {
  const { snapshot } = advance(port, applicationMachine, disk.spec.id, memory.application, {
    type,
  });
  memory.application = snapshot;
}

/** Tells the trace of an error that reaches the application. */
export function fail({ port, disk }: Consumer, errorCode: ErrorName, errorMessage: string): void {
  emit(port, 'client.failed', { client: disk.spec.id, errorCode, errorMessage });
}

export function ownedList({ memory }: Consumer): readonly TopicPartition[] {
  return Object.freeze(
    [...memory.owned.values()].map(({ topic, partition }) => Object.freeze({ topic, partition })),
  );
}
