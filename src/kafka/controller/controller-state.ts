// What the active controller decides on, and what a decision is: records to write together, and the
// answer that is given once they are committed. Follows `ControllerResult`.
import type { JavaRandom } from '#base/java-random.ts';
import type { PartitionChangeReason } from '#kafka/events.ts';
import type { ResponseBody } from '#kafka/protocol/api.ts';
import type { MetadataRecord } from '#kafka/protocol/metadata-record.ts';
import type { Uuid } from '#kafka/protocol/uuid.ts';
import type { BrokerRegistry, RegistrationStep } from '#kafka/controller/brokers/registry.ts';
import type { ControllerView } from '#kafka/controller/partitions/elections.ts';

/** The active controller at one moment. Decisions read it; only the registry is changed by them. */
export interface ControllerState extends ControllerView {
  readonly registry: BrokerRegistry;
  readonly nowUs: number;
  /** `broker.session.timeout.ms`. */
  readonly sessionTimeoutUs: number;
  /** Where replica placement draws from. */
  readonly random: () => JavaRandom;
  readonly newUuid: () => Uuid;
}

/** A broker's step from one control state to another, as the controller sees it. */
export interface BrokerStep extends RegistrationStep {
  readonly broker: number;
  readonly event: 'heartbeat' | 'session timed out';
}

/** Records of one atomic batch; none: nothing to write. */
export interface Change {
  readonly records: readonly MetadataRecord[];
  /** Why partitions change, for the trace. */
  readonly reason: PartitionChangeReason;
  readonly step: BrokerStep | null;
}

export interface Outcome extends Change {
  readonly response: ResponseBody;
}

/** An answer that writes nothing, most often a refusal. */
export function onlyAnswer(response: ResponseBody): Outcome {
  return { records: [], reason: 'created', step: null, response };
}
