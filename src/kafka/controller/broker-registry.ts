// Sessions of brokers, as the active controller keeps them. Follows `BrokerHeartbeatManager`: soft
// state, lost with the active controller; the new one gives every unfenced broker a fresh session.
import { startMachine, stepMachine } from '#sim/machine.ts';
import type { SnapshotFrom } from 'xstate';
import type { MetadataImage } from '#kafka/protocol/metadata-image.ts';
import {
  type BrokerControlState,
  type RegistrationEvent,
  registrationMachine,
} from './registration.machine.ts';

interface BrokerSession {
  registration: SnapshotFrom<typeof registrationMachine>;
  lastContactUs: number;
  /** Metadata offset that the broker said it has applied. */
  metadataOffset: number;
  /** Offset by which its leaders had moved away; -1 while it is not shutting down. */
  controlledShutdownOffset: number;
}

export type BrokerRegistry = Map<number, BrokerSession>;

function resumed(state: BrokerControlState): SnapshotFrom<typeof registrationMachine> {
  return Object.freeze(registrationMachine.resolveState({ value: state, context: {} }));
}

/** Sessions for the brokers of an image: what a controller begins with when it becomes active. */
export function createRegistry(image: MetadataImage, nowUs: number): BrokerRegistry {
  const registry: BrokerRegistry = new Map();
  for (const { id, fenced, inControlledShutdown } of image.brokers.values()) {
    const state = fenced ? 'FENCED' : inControlledShutdown ? 'CONTROLLED_SHUTDOWN' : 'UNFENCED';
    registry.set(id, {
      registration: resumed(state),
      lastContactUs: nowUs,
      metadataOffset: -1,
      controlledShutdownOffset: -1,
    });
  }
  return registry;
}

export function register(registry: BrokerRegistry, broker: number, nowUs: number): void {
  registry.set(broker, {
    registration: startMachine(registrationMachine),
    lastContactUs: nowUs,
    metadataOffset: -1,
    controlledShutdownOffset: -1,
  });
}

export function stateOf(registry: BrokerRegistry, broker: number): BrokerControlState {
  return registry.get(broker)?.registration.value ?? 'FENCED';
}

/** True while the broker is not fenced and was heard of within its session timeout. */
export function hasSession(
  registry: BrokerRegistry,
  broker: number,
  nowUs: number,
  timeoutUs: number,
): boolean {
  const session = registry.get(broker);
  if (session === undefined || !hasExpiringSession(session.registration.value)) return false;
  return nowUs - session.lastContactUs < timeoutUs;
}

/** Notes that a broker was heard of. */
export function touch(
  registry: BrokerRegistry,
  broker: number,
  nowUs: number,
  metadataOffset: number,
): void {
  const session = registry.get(broker);
  if (session === undefined) return;
  session.lastContactUs = nowUs;
  session.metadataOffset = Math.max(session.metadataOffset, metadataOffset);
}

/** The smallest metadata offset that all unfenced brokers have applied. */
export function lowestActiveOffset(registry: BrokerRegistry): number {
  let lowest = Infinity;
  for (const { registration, metadataOffset } of registry.values()) {
    if (registration.value !== 'UNFENCED') continue;
    lowest = Math.min(lowest, metadataOffset);
  }
  return lowest;
}

export function setShutdownOffset(registry: BrokerRegistry, broker: number, offset: number): void {
  const session = registry.get(broker);
  if (session !== undefined) session.controlledShutdownOffset = offset;
}

export function shutdownOffsetOf(registry: BrokerRegistry, broker: number): number {
  return registry.get(broker)?.controlledShutdownOffset ?? -1;
}

/** One event in a broker's life; tells the states before and after. */
export function advance(
  registry: BrokerRegistry,
  broker: number,
  event: RegistrationEvent,
): { readonly from: BrokerControlState; readonly to: BrokerControlState } {
  const session = registry.get(broker);
  if (session === undefined) return { from: 'FENCED', to: 'FENCED' };
  const from = session.registration.value;
  session.registration = stepMachine(registrationMachine, session.registration, event).snapshot;
  return { from, to: session.registration.value };
}

/** A broker that was let go is fenced already; nothing more is expected of it. */
function hasExpiringSession(state: BrokerControlState): boolean {
  return state === 'UNFENCED' || state === 'CONTROLLED_SHUTDOWN';
}

/** Brokers whose session has run out, longest silent first. */
export function staleBrokers(
  registry: BrokerRegistry,
  nowUs: number,
  timeoutUs: number,
): readonly number[] {
  return [...registry]
    .filter(
      ([, session]) =>
        hasExpiringSession(session.registration.value) &&
        nowUs - session.lastContactUs >= timeoutUs,
    )
    .sort(([idA, a], [idB, b]) => a.lastContactUs - b.lastContactUs || idA - idB)
    .map(([id]) => id);
}

/** When the next session could run out; null when no broker has one. */
export function nextExpiryUs(registry: BrokerRegistry, timeoutUs: number): number | null {
  let earliest: number | null = null;
  for (const { registration, lastContactUs } of registry.values()) {
    if (!hasExpiringSession(registration.value)) continue;
    const atUs = lastContactUs + timeoutUs;
    if (earliest === null || atUs < earliest) earliest = atUs;
  }
  return earliest;
}
