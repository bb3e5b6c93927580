// What the controller decides on one topic, partition list or config: records to write, or Kafka's
// refusal with Kafka's message. Follows `ResultOrError` and `ApiError`.
import { defaultMessage } from '#kafka/protocol/error-messages.ts';
import type { ErrorName } from '#kafka/protocol/errors.ts';
import type { MetadataRecord } from '#kafka/protocol/metadata-record.ts';

/** An error as an answer bears it. Without a message a client falls back on the error's own. */
export interface ApiError {
  readonly errorCode: Exclude<ErrorName, 'NONE'>;
  readonly errorMessage: string | null;
}

export interface Refusal extends ApiError {
  readonly records: readonly [];
}

export type Decision =
  { readonly errorCode: 'NONE'; readonly records: readonly MetadataRecord[] } | Refusal;

/** `new ApiError(error)`: it says what the error says by itself. */
export function apiError(errorCode: ApiError['errorCode']): ApiError {
  return { errorCode, errorMessage: defaultMessage(errorCode) };
}

/**
 * `ApiError.fromThrowable`: an exception that was thrown without a message, or with no other than the
 * error's own, loses it on its way into the answer.
 */
export function exception(
  errorCode: ApiError['errorCode'],
  message: string | null = null,
): ApiError {
  const isOwn = message === defaultMessage(errorCode) || errorCode === 'UNKNOWN_SERVER_ERROR';
  return { errorCode, errorMessage: isOwn ? null : message };
}

export function refuseFor({ errorCode, errorMessage }: ApiError): Refusal {
  return { errorCode, errorMessage, records: [] };
}

export function refuse(errorCode: ApiError['errorCode'], errorMessage: string): Refusal {
  return refuseFor({ errorCode, errorMessage });
}

/** What to say to the one who asked; null: nothing. */
export function messageOf(decision: Decision): string | null {
  return decision.errorCode === 'NONE' ? null : decision.errorMessage;
}
