// Brokers as the active controller knows them: what they last said, and their sessions. Follows
// `BrokerHeartbeatManager` and `BrokerHeartbeatTracker`: soft state, lost with the active controller.
import { inJavaHashOrder, type JavaHashing } from '#base/java-collections.ts';
import { stepKnown, transitionOf } from '#kafka/machine.ts';
import { nodeIds } from '#kafka/protocol/node-id.ts';
import type { AnyMachineTransition, BrokerControlState } from '#kafka/protocol/states.ts';
import { startMachine } from '#sim/machine.ts';
import type { SnapshotFrom } from 'xstate';
import type { MetadataImage } from '#kafka/protocol/metadata-image.ts';
import { type RegistrationEvent, registrationMachine } from './registration.machine.ts';

interface BrokerHeartbeatState {
  registration: SnapshotFrom<typeof registrationMachine>;
  /** Metadata offset that the broker said it has applied; -1: it has said nothing yet. */
  metadataOffset: number;
  /** Offset of the last record that moved its leaders away; -1 while it is not shutting down. */
  controlledShutdownOffset: number;
}

/** A session belongs to one incarnation of a broker, fenced or not, and ends by silence alone. */
interface BrokerSession {
  readonly broker: number;
  readonly brokerEpoch: number;
  lastContactUs: number;
}

export interface BrokerRegistry {
  readonly brokers: Map<number, BrokerHeartbeatState>;
  readonly sessions: Map<string, BrokerSession>;
}

/** A step of a broker's registration; it may lead to where it was. */
export interface RegistrationStep {
  readonly from: BrokerControlState;
  readonly to: BrokerControlState;
  /** What the trace is told of it; null when the state is the same as before. */
  readonly told: AnyMachineTransition | null;
}

function createState(isFenced: boolean): BrokerHeartbeatState {
  const fenced = startMachine(registrationMachine);
  const registration = isFenced
    ? fenced
    : Object.freeze(registrationMachine.resolveState({ value: 'UNFENCED', context: {} }));
  return { registration, metadataOffset: -1, controlledShutdownOffset: -1 };
}

/**
 * The brokers of an image: what a controller begins with when it becomes active. Unfenced ones get a
 * new session; who was shutting down has to ask again.
 */
export function createRegistry(image: MetadataImage, nowUs: number): BrokerRegistry {
  const registry: BrokerRegistry = { brokers: new Map(), sessions: new Map() };
  for (const { id, brokerEpoch, fenced } of image.brokers.values()) {
    registry.brokers.set(id, createState(fenced));
    if (!fenced) contact(registry, id, brokerEpoch, nowUs);
  }
  return registry;
}

/** A new incarnation begins fenced, and without a session until its first heartbeat. */
export function register(registry: BrokerRegistry, broker: number): void {
  registry.brokers.set(broker, createState(true));
}

/** The same incarnation registers again: it stays what it is, and has to say anew how far it is. */
export function amend(registry: BrokerRegistry, broker: number, isFenced: boolean): void {
  const state = registry.brokers.get(broker);
  if (state === undefined) registry.brokers.set(broker, createState(isFenced));
  else state.metadataOffset = -1;
}

export function unregister(registry: BrokerRegistry, broker: number): void {
  registry.brokers.delete(broker);
}

export function stateOf(registry: BrokerRegistry, broker: number): BrokerControlState {
  return registry.brokers.get(broker)?.registration.value ?? 'FENCED';
}

// ── Sessions ────────────────────────────────────────────────────────────────────────────────

/** Notes that an incarnation of a broker was heard of. */
export function contact(
  registry: BrokerRegistry,
  broker: number,
  brokerEpoch: number,
  nowUs: number,
): void {
  const key = `${broker}@${brokerEpoch}`;
  const session = registry.sessions.get(key);
  if (session !== undefined) session.lastContactUs = nowUs;
  else registry.sessions.set(key, { broker, brokerEpoch, lastContactUs: nowUs });
}

/** True while that incarnation was heard of within the session timeout. */
export function hasSession(
  registry: BrokerRegistry,
  broker: number,
  brokerEpoch: number,
  nowUs: number,
  timeoutUs: number,
): boolean {
  const session = registry.sessions.get(`${broker}@${brokerEpoch}`);
  return session !== undefined && nowUs - session.lastContactUs < timeoutUs;
}

/** `BrokerIdAndEpoch`, a record: its components are hashed one after the other. */
const sessionKeys: JavaHashing<BrokerSession> = {
  hashCode: ({ broker, brokerEpoch }) => (31 * broker + brokerEpoch) | 0,
  equals: (a, b) => a === b,
};

/**
 * Ends one session whose time is over, and tells whose it was. Of several the first that Kafka's hash
 * table yields, whatever they waited (`BrokerHeartbeatTracker.maybeRemoveExpired`).
 */
export function endStaleSession(
  { sessions }: BrokerRegistry,
  nowUs: number,
  timeoutUs: number,
): { readonly broker: number; readonly brokerEpoch: number } | null {
  const isOver = (session: BrokerSession): boolean => nowUs - session.lastContactUs >= timeoutUs;
  const stale = inJavaHashOrder(sessionKeys, sessions.values()).find(isOver) ?? null;
  if (stale !== null) sessions.delete(`${stale.broker}@${stale.brokerEpoch}`);
  return stale;
}

// ── Heartbeats ──────────────────────────────────────────────────────────────────────────────

/** Notes what a broker said in a heartbeat. Fencing ends a controlled shutdown. */
export function touch(registry: BrokerRegistry, broker: number, metadataOffset: number): void {
  const state = registry.brokers.get(broker);
  if (state === undefined) return;
  state.metadataOffset = metadataOffset;
  if (state.registration.value !== 'CONTROLLED_SHUTDOWN') state.controlledShutdownOffset = -1;
}

/** The smallest metadata offset that the unfenced brokers, less those shutting down, have applied. */
export function lowestActiveOffset(registry: BrokerRegistry): number {
  let lowest = Infinity;
  for (const { registration, metadataOffset } of registry.brokers.values()) {
    if (registration.value === 'UNFENCED') lowest = Math.min(lowest, metadataOffset);
  }
  return lowest;
}

export function setShutdownOffset(registry: BrokerRegistry, broker: number, offset: number): void {
  const state = registry.brokers.get(broker);
  if (state !== undefined && state.controlledShutdownOffset < 0) {
    state.controlledShutdownOffset = offset;
  }
}

export function shutdownOffsetOf(registry: BrokerRegistry, broker: number): number {
  return registry.brokers.get(broker)?.controlledShutdownOffset ?? -1;
}

/** One event in a broker's life: the states before and after, and what the trace will be told. */
export function advance(
  registry: BrokerRegistry,
  broker: number,
  event: RegistrationEvent,
): RegistrationStep {
  const state = registry.brokers.get(broker);
  if (state === undefined) return { from: 'FENCED', to: 'FENCED', told: null };
  const before = state.registration;
  const subject = nodeIds.broker(broker);
  const step = stepKnown(registrationMachine, subject, before, event);
  state.registration = step.snapshot;
  const told = transitionOf(registrationMachine, subject, before, event, step);
  return { from: before.value, to: step.snapshot.value, told };
}
