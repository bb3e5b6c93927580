// What an answer says went wrong.
import type { ResponseBody } from '#kafka/protocol/api.ts';
import type { ErrorName } from '#kafka/protocol/errors.ts';

/** The first error that an answer carries, as a whole or for a partition. */
export function errorOf(body: ResponseBody): ErrorName {
  if ('errorCode' in body && body.errorCode !== 'NONE') return body.errorCode;
  if ('partitions' in body) {
    for (const partition of body.partitions) {
      if (partition.errorCode !== 'NONE') return partition.errorCode;
    }
  }
  return 'NONE';
}
