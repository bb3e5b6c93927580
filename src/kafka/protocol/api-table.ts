// The APIs that the model's nodes speak, one entry each. Keys, versions and listeners are those of
// Kafka 4.3's message definitions (`clients/src/main/resources/common/message`).
import type { ApiName } from './api.ts';

/** Who takes a request: a broker, or a controller, on the listener that each has for it. */
export type Listener = 'broker' | 'controller';

/** What is true of an API whatever a request of it says. */
export interface ApiEntry {
  /** `apiKey`: its number on the wire. */
  readonly key: number;
  /** `validVersions`, first and last; versions that are still unstable in 4.3 do not count. */
  readonly versions: readonly [first: number, last: number];
  readonly listeners: readonly Listener[];
  /** Asked again and again whether or not anything happens: polls and heartbeats. */
  readonly isBackground: boolean;
}

const BROKER = ['broker'] as const;
const CONTROLLER = ['controller'] as const;
/** Asked of a broker, which forwards it, or of the controller itself. */
const BOTH = ['broker', 'controller'] as const;

/** One entry an API. */
export const API_TABLE = {
  // The first question on a connection.
  ApiVersions: { key: 18, versions: [0, 4], listeners: BOTH, isBackground: true },
  // Records, and what a client must know to send and read them.
  Produce: { key: 0, versions: [3, 13], listeners: BROKER, isBackground: false },
  Fetch: { key: 1, versions: [4, 18], listeners: BROKER, isBackground: true },
  ListOffsets: { key: 2, versions: [1, 11], listeners: BROKER, isBackground: false },
  Metadata: { key: 3, versions: [0, 13], listeners: BROKER, isBackground: false },
  InitProducerId: { key: 22, versions: [0, 5], listeners: BROKER, isBackground: false },
  OffsetForLeaderEpoch: { key: 23, versions: [2, 4], listeners: BROKER, isBackground: false },
  // Groups.
  FindCoordinator: { key: 10, versions: [0, 6], listeners: BROKER, isBackground: false },
  OffsetCommit: { key: 8, versions: [2, 10], listeners: BROKER, isBackground: false },
  OffsetFetch: { key: 9, versions: [1, 10], listeners: BROKER, isBackground: false },
  JoinGroup: { key: 11, versions: [0, 9], listeners: BROKER, isBackground: false },
  Heartbeat: { key: 12, versions: [0, 4], listeners: BROKER, isBackground: true },
  LeaveGroup: { key: 13, versions: [0, 5], listeners: BROKER, isBackground: false },
  SyncGroup: { key: 14, versions: [0, 5], listeners: BROKER, isBackground: false },
  ConsumerGroupHeartbeat: { key: 68, versions: [0, 1], listeners: BROKER, isBackground: true },
  DescribeGroups: { key: 15, versions: [0, 6], listeners: BROKER, isBackground: false },
  ListGroups: { key: 16, versions: [0, 5], listeners: BROKER, isBackground: false },
  DeleteGroups: { key: 42, versions: [0, 2], listeners: BROKER, isBackground: false },
  OffsetDelete: { key: 47, versions: [0, 0], listeners: BROKER, isBackground: false },
  ConsumerGroupDescribe: { key: 69, versions: [0, 1], listeners: BROKER, isBackground: false },
  // Administration.
  CreateTopics: { key: 19, versions: [2, 7], listeners: BOTH, isBackground: false },
  DeleteTopics: { key: 20, versions: [1, 6], listeners: BOTH, isBackground: false },
  CreatePartitions: { key: 37, versions: [0, 3], listeners: BOTH, isBackground: false },
  ElectLeaders: { key: 43, versions: [0, 2], listeners: BOTH, isBackground: false },
  IncrementalAlterConfigs: { key: 44, versions: [0, 1], listeners: BOTH, isBackground: false },
  AlterPartitionReassignments: { key: 45, versions: [0, 1], listeners: BOTH, isBackground: false },
  DescribeCluster: { key: 60, versions: [0, 2], listeners: BROKER, isBackground: false },
  DescribeTopicPartitions: { key: 75, versions: [0, 0], listeners: BROKER, isBackground: false },
  DescribeConfigs: { key: 32, versions: [1, 4], listeners: BROKER, isBackground: false },
  DescribeLogDirs: { key: 35, versions: [1, 5], listeners: BROKER, isBackground: false },
  ListPartitionReassignments: { key: 46, versions: [0, 0], listeners: BOTH, isBackground: false },
  DescribeQuorum: { key: 55, versions: [0, 2], listeners: BOTH, isBackground: false },
  UnregisterBroker: { key: 64, versions: [0, 0], listeners: BOTH, isBackground: false },
  // Brokers and their controller.
  AlterPartition: { key: 56, versions: [2, 3], listeners: CONTROLLER, isBackground: false },
  BrokerRegistration: { key: 62, versions: [0, 4], listeners: CONTROLLER, isBackground: false },
  BrokerHeartbeat: { key: 63, versions: [0, 2], listeners: CONTROLLER, isBackground: true },
  AllocateProducerIds: { key: 67, versions: [0, 0], listeners: CONTROLLER, isBackground: false },
  // The quorum. FetchMetadata is Kafka's Fetch, of `__cluster_metadata`.
  FetchMetadata: { key: 1, versions: [4, 18], listeners: CONTROLLER, isBackground: true },
  Vote: { key: 52, versions: [0, 2], listeners: CONTROLLER, isBackground: false },
  BeginQuorumEpoch: { key: 53, versions: [0, 1], listeners: CONTROLLER, isBackground: false },
  EndQuorumEpoch: { key: 54, versions: [0, 1], listeners: CONTROLLER, isBackground: false },
} as const satisfies { readonly [A in ApiName]: ApiEntry };

/** Every API by its name. */
export const API_NAMES = Object.keys(API_TABLE) as readonly ApiName[];

/** The APIs that a listener takes. */
export type ApiOn<L extends Listener> = {
  [A in ApiName]: L extends (typeof API_TABLE)[A]['listeners'][number] ? A : never;
}[ApiName];

/** What a node answers on a listener; the connection itself answers ApiVersions. */
export type AnsweredOn<L extends Listener> = Exclude<ApiOn<L>, 'ApiVersions'>;

/** Whether an API is asked again and again whether or not anything happens. */
export function isBackground(api: ApiName): boolean {
  return API_TABLE[api].isBackground;
}
