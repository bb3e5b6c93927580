// What the controller decides on one topic, partition list or config: records to write, or Kafka's
// refusal with Kafka's message. Follows `ResultOrError` and `ApiError`.
import type { ErrorName } from '#kafka/protocol/errors.ts';
import type { MetadataRecord } from '#kafka/protocol/metadata-record.ts';

export interface Refusal {
  readonly errorCode: Exclude<ErrorName, 'NONE'>;
  readonly errorMessage: string;
  readonly records: readonly [];
}

export type Decision =
  { readonly errorCode: 'NONE'; readonly records: readonly MetadataRecord[] } | Refusal;

export function refuse(errorCode: Refusal['errorCode'], errorMessage: string): Refusal {
  return { errorCode, errorMessage, records: [] };
}

/** What to say to the one who asked; null: nothing. */
export function messageOf(decision: Decision): string | null {
  return decision.errorCode === 'NONE' ? null : decision.errorMessage;
}
