// Registrations, heartbeats and ends of brokers, decided by the active controller. Follows
// `ClusterControlManager.registerBroker` and `ReplicationControlManager.processBrokerHeartbeat`.
import type { PartitionChangeReason } from '#kafka/events.ts';
import type { RequestBody } from '#kafka/protocol/api.ts';
import type { ErrorName } from '#kafka/protocol/errors.ts';
import type { BrokerRegistration, MetadataImage } from '#kafka/protocol/metadata-image.ts';
import type { MetadataRecord } from '#kafka/protocol/metadata-record.ts';
import {
  advance,
  amend,
  contact,
  endStaleSession,
  hasSession,
  lowestActiveOffset,
  register,
  setShutdownOffset,
  shutdownOffsetOf,
  touch,
  unregister,
} from './registry.ts';
import {
  type BrokerStep,
  type Change,
  type ControllerState,
  onlyAnswer,
  type Outcome,
} from '#kafka/controller/controller-state.ts';
import {
  allPartitions,
  changesAfterUncleanShutdown,
  changesWith,
  changesWithout,
  changesWithoutForever,
} from '#kafka/controller/partitions/elections.ts';

/** `BROKER_ID_NOT_REGISTERED`, `STALE_BROKER_EPOCH`, or `NONE` (`checkBrokerEpoch`). */
export function brokerEpochError(
  image: MetadataImage,
  broker: number,
  brokerEpoch: number,
): ErrorName {
  const known = image.brokers.get(broker);
  if (known === undefined) return 'BROKER_ID_NOT_REGISTERED';
  return known.brokerEpoch === brokerEpoch ? 'NONE' : 'STALE_BROKER_EPOCH';
}

/** A broker asks for an epoch: a new incarnation gets the offset at which its records begin. */
export function registerBroker(
  state: ControllerState,
  body: RequestBody<'BrokerRegistration'>,
): Outcome {
  const { image, registry, nowUs, sessionTimeoutUs } = state;
  const { brokerId, incarnationId, rack, previousBrokerEpoch } = body;
  const known = image.brokers.get(brokerId);
  const answer = (errorCode: ErrorName, brokerEpoch: number) =>
    ({ api: 'BrokerRegistration', errorCode, brokerEpoch }) as const;

  if (known?.incarnationId === incarnationId) {
    const { brokerEpoch, fenced, inControlledShutdown } = known;
    amend(registry, brokerId, fenced);
    const record: MetadataRecord = {
      ...{ type: 'RegisterBrokerRecord', brokerId, brokerEpoch, incarnationId, rack },
      ...{ fenced, inControlledShutdown },
    };
    const response = answer('NONE', brokerEpoch);
    return { records: [record], reason: 'broker fenced', step: null, response };
  }

  if (known && hasSession(registry, brokerId, known.brokerEpoch, nowUs, sessionTimeoutUs)) {
    return onlyAnswer(answer('DUPLICATE_BROKER_REGISTRATION', -1));
  }
  const isUnclean = state.elrEnabled && known?.brokerEpoch !== previousBrokerEpoch;
  const cleanup = isUnclean
    ? changesAfterUncleanShutdown(state, brokerId)
    : changesWithout(state, brokerId);
  const brokerEpoch = image.offset;
  register(registry, brokerId);
  return {
    records: [
      ...cleanup,
      {
        ...{ type: 'RegisterBrokerRecord', brokerId, brokerEpoch, incarnationId, rack },
        ...{ fenced: true, inControlledShutdown: false },
      },
    ],
    reason: isUnclean ? 'unclean restart' : 'broker fenced',
    step: null,
    response: answer('NONE', brokerEpoch),
  };
}

/** A broker says that it lives, how far it has read the metadata, and what it wants. */
export function heartbeat(state: ControllerState, body: RequestBody<'BrokerHeartbeat'>): Outcome {
  const { image, registry, nowUs } = state;
  const { brokerId, brokerEpoch, currentMetadataOffset, wantFence, wantShutDown } = body;
  const known = image.brokers.get(brokerId);
  const errorCode = brokerEpochError(image, brokerId, brokerEpoch);
  if (known === undefined || errorCode !== 'NONE') {
    const unknown = { isCaughtUp: false, isFenced: true, shouldShutDown: false };
    return onlyAnswer({ api: 'BrokerHeartbeat', errorCode, ...unknown });
  }
  contact(registry, brokerId, brokerEpoch, nowUs);
  const isCaughtUp = currentMetadataOffset >= known.registrationOffset;
  const step = advance(registry, brokerId, {
    type: 'heartbeat',
    wantFence,
    wantShutDown,
    isCaughtUp,
    leadsPartitions: leadsAny(image, brokerId),
    areMovesKnown: shutdownOffsetOf(registry, brokerId) <= lowestActiveOffset(registry),
  });
  touch(registry, brokerId, currentMetadataOffset);
  const { to } = step;
  const change = moveBroker(state, { broker: brokerId, event: 'heartbeat', ...step });
  if (to === 'CONTROLLED_SHUTDOWN') {
    setShutdownOffset(registry, brokerId, image.offset + change.records.length - 1);
  }
  const isFenced = to === 'FENCED' || to === 'SHUTDOWN_NOW';
  const shouldShutDown = to === 'SHUTDOWN_NOW';
  return {
    ...change,
    response: { api: 'BrokerHeartbeat', errorCode, isCaughtUp, isFenced, shouldShutDown },
  };
}

function leadsAny(image: MetadataImage, broker: number): boolean {
  for (const partition of allPartitions(image)) {
    if (partition.leader === broker) return true;
  }
  return false;
}

/** What a broker's new state means for it and for its partitions. */
function moveBroker(state: ControllerState, step: BrokerStep): Change {
  const { broker, from, to, event } = step;
  const known = state.image.brokers.get(broker);
  // A shutdown is granted and forgotten: to the controller the broker is fenced like any other.
  const resting = from === 'SHUTDOWN_NOW' ? 'FENCED' : from;
  const isMove = resting !== to || event === 'session timed out';
  if (known === undefined || !isMove) return { records: [], reason: 'created', step: null };
  const change = (reason: PartitionChangeReason, records: readonly MetadataRecord[]): Change => {
    return { records, reason, step };
  };
  switch (to) {
    case 'UNFENCED': {
      const registration = registrationChange(known, false, known.inControlledShutdown);
      return change('broker unfenced', [registration, ...changesWith(state, broker)]);
    }
    case 'CONTROLLED_SHUTDOWN': {
      const records = changesWithout(state, broker);
      // It may know already, from the controller before this one.
      if (known.inControlledShutdown) return change('controlled shutdown', records);
      const registration = registrationChange(known, false, true);
      return change('controlled shutdown', [registration, ...records]);
    }
    case 'SHUTDOWN_NOW':
    case 'FENCED': {
      const registration = registrationChange(known, true, known.inControlledShutdown);
      const reason = to === 'FENCED' ? 'broker fenced' : 'controlled shutdown';
      return change(reason, [...changesWithout(state, broker), registration]);
    }
  }
}

function registrationChange(
  { id: brokerId, brokerEpoch }: BrokerRegistration,
  fenced: boolean,
  inControlledShutdown: boolean,
): MetadataRecord {
  const type = 'BrokerRegistrationChangeRecord';
  return { type, brokerId, brokerEpoch, fenced, inControlledShutdown };
}

/** Ends the session that has been silent for longest; null: none is over. One at a time. */
export function fenceStaleBroker(state: ControllerState): Change | null {
  const { image, registry, nowUs, sessionTimeoutUs } = state;
  const stale = endStaleSession(registry, nowUs, sessionTimeoutUs);
  if (stale === null) return null;
  const { broker, brokerEpoch } = stale;
  if (brokerEpochError(image, broker, brokerEpoch) !== 'NONE') {
    return { records: [], reason: 'broker fenced', step: null };
  }
  const event = 'session timed out';
  return moveBroker(state, { broker, event, ...advance(registry, broker, { type: event }) });
}

/** A broker is gone for good: `kafka-cluster.sh unregister`. */
export function unregisterBroker(
  state: ControllerState,
  { brokerId }: RequestBody<'UnregisterBroker'>,
): Outcome {
  const known = state.image.brokers.get(brokerId);
  if (known === undefined) {
    return onlyAnswer({
      api: 'UnregisterBroker',
      errorCode: 'BROKER_ID_NOT_REGISTERED',
      errorMessage: `Broker ID ${brokerId} is not currently registered`,
    });
  }
  const { brokerEpoch } = known;
  unregister(state.registry, brokerId);
  return {
    records: [
      ...changesWithoutForever(state, brokerId),
      { type: 'UnregisterBrokerRecord', brokerId, brokerEpoch },
    ],
    reason: 'broker unregistered',
    step: null,
    response: { api: 'UnregisterBroker', errorCode: 'NONE', errorMessage: null },
  };
}
