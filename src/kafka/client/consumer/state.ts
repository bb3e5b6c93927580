// What a consumer has on disk and in memory: plain data. The other consumer files work on it, each
// on its own part: membership, offsets, fetching, the application's poll loop.
import type { SnapshotFrom } from 'xstate';
import type { ConsumerSpec } from '#kafka/commands.ts';
import type { AssignorState } from '#kafka/assignor/assignor.ts';
import { type Configs, readConfig, readNumber } from '#kafka/protocol/configs.ts';
import type { TopicPartition } from '#kafka/protocol/topic-partition.ts';
import { startMachine, stepMachine } from '#sim/machine.ts';
import { emit, type KafkaPort } from '#kafka/port.ts';
import type { MetadataTimer } from '#kafka/client/metadata/metadata-cache.ts';
import {
  type MembershipEvent,
  membershipMachine,
} from '#kafka/client/consumer/classic/membership.machine.ts';
import { type ConsumerMember, createConsumerMember } from '#kafka/client/consumer/modern/member.ts';
import { createMetadataCache, type MetadataCache } from '#kafka/client/metadata/known-cluster.ts';
import type {
  ConsumerFetch,
  OwnedPartition,
} from '#kafka/client/consumer/fetching/owned-partition.ts';

export interface ConsumerDisk {
  spec: ConsumerSpec;
  readonly bootstrap: readonly number[];
}

/** What a commit is for: the consumer's own schedule, the application, a rebalance, the end. */
export type CommitPurpose = 'auto' | 'sync' | 'async' | 'prepare' | 'close';

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
  // The group.
  /** By the classic protocol; by the consumer protocol it is `member`. */
  membership: SnapshotFrom<typeof membershipMachine>;
  readonly member: ConsumerMember;
  memberId: string;
  /** Generation, or member epoch; -1: not a member. */
  generationId: number;
  protocolName: string;
  assignorStates: Map<string, AssignorState>;
  /** -1: unknown. */
  coordinator: number;
  coordinatorRequest: number;
  /** JoinGroup or SyncGroup under way. */
  joinRequest: number;
  heartbeatRequest: number;
  lastHeartbeatUs: number;
  /** The next poll must join. */
  needsJoin: boolean;
  /** The prepare step of a rebalance is done (commit, revoke). */
  isPrepared: boolean;
  /** Partition counts that the leader assigned by; '' when it does not lead. */
  assignedBy: string;
  // Offsets.
  offsetRequest: number;
  commitRequests: Map<number, { readonly purpose: CommitPurpose }>;
  nextAutoCommitUs: number;
  // The application.
  app: 'polling' | 'processing' | 'committing' | 'restarting';
  recordsInHand: number;
  isClosing: boolean;
  /** poll() was not called for max.poll.interval.ms. */
  pollExpired: boolean;
}

/** When a broker may be fetched from again after an error. */
export type FetchBackoffTimer = `fetch backoff ${number}`;

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
  // Positions and records.
  | 'positions'
  | 'validation'
  | FetchBackoffTimer
  | MetadataTimer;

/** One delivery's view of a consumer. */
export interface Consumer {
  readonly disk: ConsumerDisk;
  readonly memory: ConsumerMemory;
  readonly port: KafkaPort<ConsumerTimer>;
}

export function createConsumerDisk(spec: ConsumerSpec, bootstrap: readonly number[]): ConsumerDisk {
  return { spec, bootstrap };
}

export function createConsumerMemory(disk: ConsumerDisk): ConsumerMemory {
  const { spec, bootstrap } = disk;
  return {
    metadata: createMetadataCache(spec.id, bootstrap, []),
    owned: new Map(),
    unpositioned: new Set(),
    unvalidated: new Set(),
    leaderless: new Set(),
    buffered: new Set(),
    fetches: new Map(),
    fetchesDue: new Set(),
    fetchRequests: new Map(),
    membership: startMachine(membershipMachine),
    member: createConsumerMember(),
    memberId: '',
    generationId: -1,
    protocolName: '',
    assignorStates: new Map(),
    coordinator: -1,
    coordinatorRequest: -1,
    joinRequest: -1,
    heartbeatRequest: -1,
    lastHeartbeatUs: 0,
    subscription: Object.freeze([...spec.topics].sort()),
    needsJoin: isManaged(disk),
    isPrepared: false,
    assignedBy: '',
    offsetRequest: -1,
    commitRequests: new Map(),
    nextAutoCommitUs: 0,
    app: 'polling',
    recordsInHand: 0,
    isClosing: false,
    pollExpired: false,
  };
}

export const REQUEST_TIMEOUT_MS = 30_000;

export function number({ disk }: Consumer, name: string): number {
  return readNumber('consumer', disk.spec.configs, name);
}

export function config({ disk }: Consumer, name: string): string {
  return readConfig('consumer', disk.spec.configs, name);
}

/** Whether a group hands out its partitions, as opposed to assign() and consumers without one. */
export function isManaged({ spec }: ConsumerDisk): boolean {
  return spec.group !== null && (spec.assign ?? null) === null;
}

/** Whether it is a member in good standing, by whichever protocol. */
export function isStable({ memory: { membership, member } }: Consumer): boolean {
  return membership.value === 'STABLE' || member.machine.value === 'STABLE';
}

/** A JoinGroup or SyncGroup is under way, so that the generation is not settled. */
export function isJoining({ memory: { membership } }: Consumer): boolean {
  return ['PREPARING_REBALANCE', 'COMPLETING_REBALANCE'].includes(membership.value);
}

/** The spec's commit mode stands for enable.auto.commit. */
export function commitsAutomatically({ disk }: Consumer): boolean {
  return disk.spec.commit === 'auto' && disk.spec.group !== null;
}

export function instanceId(configs: Configs): string | null {
  return configs['group.instance.id'] ?? null;
}

/** '' for a consumer without a group. */
export function groupOf({ disk }: Consumer): string {
  return disk.spec.group ?? '';
}

export function changeMembership(consumer: Consumer, type: MembershipEvent['type']): void {
  const { memory } = consumer;
  const from = memory.membership.value;
  memory.membership = stepMachine(membershipMachine, memory.membership, { type }).snapshot;
  tellMembership(consumer, membershipMachine.id, from, memory.membership.value, type);
}

/** Tells the trace of a step of membership, by whichever protocol. */
export function tellMembership(
  { port, disk }: Consumer,
  machine: string,
  from: string,
  to: string,
  event: string,
): void {
  if (from === to) return;
  emit(port, 'machine.transitioned', {
    machine,
    subject: disk.spec.id,
    from,
    to,
    event,
  });
}

/** Tells the trace of an error that reaches the application. */
export function fail(
  { port, disk }: Consumer,
  errorCode: Parameters<typeof emit<'client.failed'>>[2]['errorCode'],
  errorMessage: string,
): void {
  emit(port, 'client.failed', { client: disk.spec.id, errorCode, errorMessage });
}

export function ownedList({ memory }: Consumer): readonly TopicPartition[] {
  return Object.freeze(
    [...memory.owned.values()].map(({ topic, partition }) => Object.freeze({ topic, partition })),
  );
}
