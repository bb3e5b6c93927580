// Which connection a request takes, and how patient its owner is. A broker has one for each of its
// threads; a consumer one of its own to the coordinator of its group, so that a fetch that waits for
// records holds no heartbeat up.
import { type Configs, connectionsMaxIdleUs, readNumber } from '#kafka/protocol/configs.ts';
import type { ApiName } from '#kafka/protocol/api.ts';
import type { Backoff } from './exponential-backoff.ts';

/**
 * `` : the client's connection to that node, or a follower's to its leader. `bootstrap`: to an address
 * that a client was given, before it knows which broker that is (node ids -1, -2 … in Kafka).
 */
export type Channel =
  '' | 'bootstrap' | 'coordinator' | 'heartbeat' | 'alter partition' | 'forwarding' | 'raft';

export interface ConnectionPolicy {
  readonly reconnect: Backoff;
  readonly setupTimeout: Backoff;
  /** It is closed once nothing has come or gone for so long (µs). */
  readonly maxIdleUs: number;
  /** Asks for the versions of the other side first. */
  readonly checksApiVersions: boolean;
  /** So many requests may wait for their answers at a time. */
  readonly maxInFlight: number;
}

/** `ClientUtils`: what a consumer allows itself. */
const CONSUMER_IN_FLIGHT_MAX = 100;

const CHANNELS: Partial<Record<ApiName, Channel>> = {
  // `ConsumerNetworkClient`: the coordinator has a node id of its own, Integer.MAX_VALUE − id.
  JoinGroup: 'coordinator',
  SyncGroup: 'coordinator',
  Heartbeat: 'coordinator',
  LeaveGroup: 'coordinator',
  ConsumerGroupHeartbeat: 'coordinator',
  OffsetCommit: 'coordinator',
  OffsetFetch: 'coordinator',
  // `NodeToControllerChannelManager`s of a broker.
  BrokerRegistration: 'heartbeat',
  BrokerHeartbeat: 'heartbeat',
  AlterPartition: 'alter partition',
  AllocateProducerIds: 'forwarding',
  CreateTopics: 'forwarding',
  // `KafkaNetworkChannel`.
  Vote: 'raft',
  BeginQuorumEpoch: 'raft',
  EndQuorumEpoch: 'raft',
  FetchMetadata: 'raft',
};

export function channelOf(api: ApiName): Channel {
  return CHANNELS[api] ?? '';
}

function setupTimeoutOf(scope: 'producer' | 'consumer' | 'admin' | 'broker', configs: Configs) {
  return {
    initialMs: readNumber(scope, configs, 'socket.connection.setup.timeout.ms'),
    maxMs: readNumber(scope, configs, 'socket.connection.setup.timeout.max.ms'),
  };
}

/** A client's: as its configs say. */
export function clientPolicy(
  scope: 'producer' | 'consumer' | 'admin',
  configs: Configs,
): ConnectionPolicy {
  return {
    reconnect: {
      initialMs: readNumber(scope, configs, 'reconnect.backoff.ms'),
      maxMs: readNumber(scope, configs, 'reconnect.backoff.max.ms'),
    },
    setupTimeout: setupTimeoutOf(scope, configs),
    maxIdleUs: connectionsMaxIdleUs(scope, configs),
    checksApiVersions: true,
    maxInFlight:
      scope === 'producer'
        ? readNumber(scope, configs, 'max.in.flight.requests.per.connection')
        : CONSUMER_IN_FLIGHT_MAX,
  };
}

/**
 * A broker's or controller's: constants of `KafkaRaftManager`, `NodeToControllerChannelManagerImpl`
 * and `BrokerBlockingSender`.
 */
export function serverPolicy(configs: Configs, channel: Channel): ConnectionPolicy {
  const setupTimeout = setupTimeoutOf('broker', configs);
  const shared = {
    setupTimeout,
    maxInFlight: Infinity,
    maxIdleUs: connectionsMaxIdleUs('broker', configs),
  };
  switch (channel) {
    case 'raft':
      return { ...shared, reconnect: { initialMs: 50, maxMs: 500 }, checksApiVersions: true };
    case '':
      return { ...shared, reconnect: { initialMs: 0, maxMs: 0 }, checksApiVersions: false };
    default:
      return {
        ...shared,
        reconnect: { initialMs: 50, maxMs: 50 },
        // `NO_IDLE_TIMEOUT_MS`
        maxIdleUs: Infinity,
        checksApiVersions: true,
      };
  }
}
