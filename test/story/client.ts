// The client of a story: asks what the story says, and reads its answers off the trace. A broker
// answers the requests of a connection one after the other: while one waits, the next is asked by a
// client of its own.
import type { KafkaCommandMap } from '#kafka/commands.ts';
import type { ApiName, RequestBody, ResponseBody } from '#kafka/protocol/api.ts';
import type { RecordBatch } from '#kafka/protocol/record.ts';
import { batchOf, recordOf } from '#test/kafka/records.ts';
import type { Cluster } from './cluster.ts';

const TIMEOUT_MS = 60_000_000;

/** A batch of one record of 100 bytes for each value. */
export function batch(values: readonly string[], producer: Partial<RecordBatch> = {}): RecordBatch {
  return batchOf(
    values.map((value) => recordOf(value)),
    producer,
  );
}

/** A full fetch of a topic's first partition without a session, as a consumer sends it. */
export function fetchOf(
  topic: string,
  fetchOffset = 0,
  changes: Partial<RequestBody<'Fetch'>> = {},
): RequestBody<'Fetch'> {
  return {
    api: 'Fetch',
    replicaId: -1,
    replicaEpoch: -1,
    maxWaitMs: 0,
    minBytes: 1,
    maxBytes: 1_000_000,
    isolationLevel: 'READ_UNCOMMITTED',
    sessionId: 0,
    sessionEpoch: -1,
    rackId: '',
    partitions: [
      {
        topic,
        partition: 0,
        currentLeaderEpoch: -1,
        fetchOffset,
        lastFetchedEpoch: -1,
        logStartOffset: -1,
        partitionMaxBytes: 1_000_000,
      },
    ],
    forgottenPartitions: [],
    ...changes,
  };
}

/** A request that was sent. */
export class Asked<A extends ApiName> {
  constructor(
    private readonly cluster: Cluster,
    private readonly client: string,
    private readonly correlationId: number,
  ) {}

  /** What came of it; undefined while it waits. */
  get outcome() {
    return this.cluster
      .events('client.answered')
      .find(({ data }) => data.client === this.client && data.correlationId === this.correlationId)
      ?.data;
  }

  /** undefined while there is none. */
  get answer(): ResponseBody<A> | undefined {
    return this.outcome?.body as ResponseBody<A> | undefined;
  }
}

export class Client {
  private asked = 0;
  /** By client: its last request. */
  private readonly last = new Map<string, Asked<ApiName>>();

  constructor(private readonly cluster: Cluster) {}

  /** A client that waits for nothing. */
  private idle(): string {
    for (const [client, { outcome }] of this.last) if (outcome !== undefined) return client;
    const id = `story-${this.last.size + 1}`;
    this.cluster.when({ type: 'client.add', data: { id } });
    return id;
  }

  ask<A extends ApiName>(
    to: KafkaCommandMap['client.request']['to'],
    body: RequestBody<A>,
    timeoutMs = TIMEOUT_MS,
  ): Asked<A> {
    this.asked += 1;
    const correlationId = this.asked;
    const client = this.idle();
    this.cluster.when({
      type: 'client.request',
      data: { client, correlationId, to, body: body as unknown as RequestBody, timeoutMs },
    });
    const asked = new Asked<A>(this.cluster, client, correlationId);
    this.last.set(client, asked as unknown as Asked<ApiName>);
    return asked;
  }

  /** Produces to the first partition of a topic: values, or a batch of one's own. */
  produce(
    broker: number,
    topic: string,
    what: readonly string[] | RecordBatch,
    { acks = -1, timeoutMs = 30_000 }: { acks?: -1 | 0 | 1; timeoutMs?: number } = {},
  ): Asked<'Produce'> {
    const records = 'records' in what ? what : batch(what);
    return this.ask<'Produce'>(broker, {
      api: 'Produce',
      acks,
      timeoutMs,
      partitions: [{ topic, partition: 0, batch: records }],
    });
  }

  /** What a consumer would read from an offset on: values, or the error. */
  consume(broker: number, topic: string, fetchOffset: number): readonly string[] | string {
    const asked = this.ask(broker, fetchOf(topic, fetchOffset));
    this.cluster.after('5ms');
    const data = asked.answer?.partitions[0];
    if (data === undefined) return 'no answer';
    if (data.errorCode !== 'NONE') return data.errorCode;
    return data.batches.flatMap(({ records }) => records.map(({ value }) => value?.text ?? ''));
  }
}

/** Error and base offset of a Produce; undefined while it waits. */
export function produced(asked: Asked<'Produce'>): readonly [string, number] | undefined {
  const result = asked.answer?.partitions[0];
  return result === undefined ? undefined : [result.errorCode, result.baseOffset];
}
