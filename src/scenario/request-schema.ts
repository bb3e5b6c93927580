// The requests of a client that is steered from outside, as documents and links hold them: keys,
// values and headers of records are text there, and bytes in the simulation.
import * as v from 'valibot';
import { Bytes } from '#base/bytes.ts';
import { type ApiName, type RequestBody } from '#kafka/protocol/api.ts';
import { type KafkaRecord, NO_HEADERS, type RecordBatch } from '#kafka/protocol/record.ts';

const text = v.string('must be text');
const integer = v.pipe(v.number('must be a number'), v.integer('must be a whole number'));
const bytes = v.nullable(
  v.pipe(
    text,
    v.transform((one) => Bytes.ofText(one)),
  ),
);

const header = v.pipe(v.strictObject({ key: text, value: bytes }), v.readonly());

const record = v.pipe(
  v.strictObject({
    offset: v.optional(integer, -1),
    timestampMs: integer,
    key: bytes,
    value: bytes,
    headers: v.optional(v.array(header), []),
    sizeBytes: integer,
    id: text,
  }),
  v.transform(({ headers, ...fields }): KafkaRecord => {
    return Object.freeze({
      ...fields,
      headers: headers.length === 0 ? NO_HEADERS : Object.freeze(headers),
    });
  }),
);

const batch = v.pipe(
  v.strictObject({
    baseOffset: v.optional(integer, 0),
    partitionLeaderEpoch: v.optional(integer, -1),
    producerId: v.optional(integer, -1),
    producerEpoch: v.optional(integer, -1),
    baseSequence: v.optional(integer, -1),
    sizeBytes: integer,
    maxTimestampMs: integer,
    records: v.pipe(v.array(record), v.minLength(1, 'must have a record')),
  }),
  v.transform((one): RecordBatch => Object.freeze(one)),
);

const produce = v.strictObject({
  api: v.literal('Produce'),
  acks: v.picklist([-1, 0, 1]),
  timeoutMs: integer,
  partitions: v.array(v.strictObject({ topic: text, partition: integer, batch })),
});

/** Every other request is plain data already. */
const plain = v.looseObject({ api: text });

/** The body of a request. */
export const requestBodySchema = v.pipe(
  v.lazy((input) => (isProduce(input) ? produce : plain)),
  v.transform((body) => Object.freeze(body) as RequestBody),
);

function isProduce(input: unknown): boolean {
  const api: ApiName = 'Produce';
  return typeof input === 'object' && input !== null && 'api' in input && input.api === api;
}
