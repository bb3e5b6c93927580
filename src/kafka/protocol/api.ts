// Kafka's RPCs as the model's nodes exchange them: names and fields as in Kafka's message
// definitions, less what no node here reads. A packet's body is `{api, ...fields}`, immutable.
import type { AdminApis } from '#kafka/protocol/api/admin.ts';
import type { BrokerControlApis } from '#kafka/protocol/api/broker-control.ts';
import type { ClassicGroupApis } from '#kafka/protocol/api/classic-group.ts';
import type { ConsumerGroupApis } from '#kafka/protocol/api/consumer-group.ts';
import type { DescribeApis } from '#kafka/protocol/api/describe.ts';
import type { OffsetApis } from '#kafka/protocol/api/offsets.ts';
import type { RaftApis } from '#kafka/protocol/api/raft.ts';
import type { RecordApis } from '#kafka/protocol/api/records.ts';
import type { ErrorName } from '#kafka/protocol/errors.ts';

/** What a client asks first on every connection. */
interface ConnectionApis {
  ApiVersions: {
    request: Readonly<Record<never, never>>;
    response: { readonly errorCode: ErrorName };
  };
}

/** Request and response of each API. */
export interface ApiMap
  extends
    ConnectionApis,
    RaftApis,
    BrokerControlApis,
    AdminApis,
    DescribeApis,
    RecordApis,
    OffsetApis,
    ClassicGroupApis,
    ConsumerGroupApis {}

export type ApiName = keyof ApiMap;
export type RequestBody<A extends ApiName = ApiName> = A extends ApiName
  ? { readonly api: A } & ApiMap[A]['request']
  : never;
export type ResponseBody<A extends ApiName = ApiName> = A extends ApiName
  ? { readonly api: A } & ApiMap[A]['response']
  : never;
