// What an answer says went wrong.
import type { ResponseBody } from '#kafka/protocol/api.ts';
import type { ErrorName } from '#kafka/protocol/errors.ts';

/** The first error that an answer carries, as a whole or for a part of what was asked. */
export function errorOf(body: ResponseBody): ErrorName {
  if ('errorCode' in body && body.errorCode !== 'NONE') return body.errorCode;
  for (const part of partsOf(body)) {
    if ('errorCode' in part && part.errorCode !== 'NONE') return part.errorCode;
  }
  return 'NONE';
}

function partsOf(body: ResponseBody): readonly (object | { readonly errorCode: ErrorName })[] {
  if ('partitions' in body) return body.partitions;
  if ('results' in body) return body.results;
  return 'responses' in body ? body.responses : [];
}
