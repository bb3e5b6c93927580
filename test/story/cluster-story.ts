// A small language for stories about a cluster: commands at a time, requests by a bare client, and
// what the trace says of replicas, leaders and ISRs.
import { Engine } from '#sim/engine.ts';
import type { EventEnvelope } from '#sim/event.ts';
import type { Model, NodeType } from '#sim/node.ts';
import { kafkaModel } from '#kafka/cluster.ts';
import { type KafkaRequest } from '#kafka/commands.ts';
import type { Configs } from '#kafka/protocol/configs.ts';
import { nodeIds } from '#kafka/protocol/node-id.ts';
import type { TraceEvent } from '#kafka/events.ts';
import type { ApiName, RequestBody, ResponseBody } from '#kafka/protocol/api.ts';
import type { PartitionState } from '#kafka/protocol/metadata-record.ts';
import type { KafkaRecord, RecordBatch } from '#kafka/protocol/record.ts';
import { batchOf as batch, recordOf } from '#test/kafka/records.ts';
import { partitionKey } from '#kafka/protocol/topic-partition.ts';

const CLIENT = 'client';

interface Question {
  readonly to: string;
  readonly body: RequestBody;
}

/** Sends what it is told to and remembers nothing: the trace has the answers. */
const clientNode: NodeType<null, null> = {
  boot: () => null,
  handle(_memory, _disk, delivery, port) {
    if (delivery.type !== 'command') return;
    const { to, body } = delivery.body as Question;
    // Each request on a connection of its own: a broker answers those of one connection in turn.
    const request = port.takeRequestId();
    port.send(to, body, 60_000_000, { channel: `${request}`, request });
  },
};

const model: Model = {
  nodeType: (kind) =>
    kind === CLIENT ? (clientNode as NodeType<unknown, unknown>) : kafkaModel.nodeType(kind),
  apply(command, port) {
    if (command.type !== 'client.ask') {
      kafkaModel.apply(command, port);
      return;
    }
    if (!port.hasNode(CLIENT)) port.addNode(CLIENT, CLIENT, null);
    port.deliver(CLIENT, command.data);
  },
};

/** A batch as a producer sends it: one record for each value, 100 bytes each. */
export function batchOf(
  values: readonly string[],
  producer: Partial<RecordBatch> = {},
): RecordBatch {
  return batch(
    values.map((value) => recordOf(value)),
    producer,
  );
}

export class ClusterStory {
  readonly events: TraceEvent[] = [];
  readonly engine: Engine;
  private readonly partitions = new Map<string, PartitionState>();
  private readonly logs = new Map<string, KafkaRecord[]>();
  private readonly watermarks = new Map<string, number>();
  private readonly answers = new Map<number, ResponseBody>();

  constructor(brokerCount: number, configs: Configs = {}, seed = 1) {
    this.engine = new Engine(model, seed, { append: (event) => this.note(event) });
    const ids = Array.from({ length: brokerCount }, (_, index) => index + 1);
    this.when({
      type: 'cluster.create',
      data: {
        brokers: ids.map((id) => ({ id, rack: null })),
        controllers: { mode: 'separate', ids: [100] },
        configs,
        network: { latencyUs: 500, jitterUs: 0, lossPerMillion: 0 },
      },
    });
  }

  /** Carries a command out now. */
  when(request: KafkaRequest): this {
    this.engine.submit({ atUs: this.engine.nowUs, ...request });
    this.engine.runUntil(this.engine.nowUs);
    return this;
  }

  after(ms: number): this {
    this.engine.runUntil(this.engine.nowUs + ms * 1_000);
    return this;
  }

  /** A topic with one partition, led by its first replica. */
  withTopic(topic: string, replicas: readonly number[], configs: Configs = {}): this {
    return this.when({
      type: 'topic.create',
      data: { topic, partitions: -1, replicationFactor: -1, assignments: [replicas], configs },
    }).after(1_000);
  }

  /** Sends a request to a broker, or to the node of that id; gives the request id. */
  ask<A extends ApiName>(node: number | string, body: RequestBody<A>): number {
    const data: Question = {
      to: typeof node === 'number' ? nodeIds.broker(node) : node,
      body: Object.freeze(body) as unknown as RequestBody,
    };
    const from = this.events.length;
    this.engine.submit({ atUs: this.engine.nowUs, type: 'client.ask', data });
    this.engine.runUntil(this.engine.nowUs);
    for (const event of this.events.slice(from)) {
      if (event.type === 'request.sent' && event.node === CLIENT) return event.data.packet;
    }
    throw new Error('nothing was sent');
  }

  answer<A extends ApiName>(_api: A, request: number): ResponseBody<A> | undefined {
    return this.answers.get(request) as ResponseBody<A> | undefined;
  }

  produce(
    broker: number,
    topic: string,
    batch: RecordBatch,
    acks: -1 | 0 | 1 = -1,
    timeoutMs = 30_000,
  ): number {
    return this.ask(broker, {
      api: 'Produce',
      acks,
      timeoutMs,
      partitions: [{ topic, partition: 0, batch }],
    });
  }

  /** Error and base offset of a Produce; undefined while it waits. */
  produced(request: number): readonly [string, number] | undefined {
    const result = this.answer('Produce', request)?.partitions[0];
    return result === undefined ? undefined : [result.errorCode, result.baseOffset];
  }

  /** A full fetch without a session, as a consumer sends it; its values or its error. */
  consume(broker: number, topic: string, fetchOffset: number): readonly string[] | string {
    const request = this.ask(broker, {
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
    });
    this.after(5);
    const data = this.answer('Fetch', request)?.partitions[0];
    if (data === undefined) return 'no answer';
    if (data.errorCode !== 'NONE') return data.errorCode;
    return data.batches.flatMap(({ records }) => records.map(({ value }) => value?.text ?? ''));
  }

  /** The controller's state of a partition. */
  state(topic: string): PartitionState {
    const state = this.partitions.get(partitionKey(topic, 0));
    if (state === undefined) throw new Error(`no partition of ${topic}`);
    return state;
  }

  /** The values in a replica's log. */
  log(topic: string, broker: number): readonly string[] {
    return this.records(topic, broker).map(({ value }) => value?.text ?? '');
  }

  /** The ids of the records in a replica's log. */
  ids(topic: string, broker: number): readonly string[] {
    return this.records(topic, broker).map(({ id }) => id);
  }

  highWatermark(topic: string, broker: number): number {
    return this.watermarks.get(`${partitionKey(topic, 0)}@${broker}`) ?? 0;
  }

  count(type: TraceEvent['type'], fromEventId = 0): number {
    return this.events.filter((event) => event.id >= fromEventId && event.type === type).length;
  }

  private records(topic: string, broker: number): readonly KafkaRecord[] {
    return this.logs.get(`${partitionKey(topic, 0)}@${broker}`) ?? [];
  }

  private note(envelope: EventEnvelope): void {
    const event = envelope as TraceEvent;
    this.events.push(event);
    switch (event.type) {
      case 'partition.changed': {
        const { state } = event.data;
        this.partitions.set(partitionKey(state.topic, state.partition), state);
        return;
      }
      case 'records.appended': {
        const { topic, partition, broker, batch } = event.data;
        const key = `${partitionKey(topic, partition)}@${broker}`;
        const log = this.logs.get(key) ?? [];
        log.push(...batch.records);
        this.logs.set(key, log);
        return;
      }
      case 'log.truncated': {
        const { topic, partition, broker, logEndOffset } = event.data;
        const log = this.logs.get(`${partitionKey(topic, partition)}@${broker}`);
        if (log !== undefined) log.length = logEndOffset;
        return;
      }
      case 'highWatermark.advanced': {
        const { topic, partition, broker, highWatermark } = event.data;
        this.watermarks.set(`${partitionKey(topic, partition)}@${broker}`, highWatermark);
        return;
      }
      case 'response.received':
        if (event.node === CLIENT) {
          this.answers.set(event.data.request, event.data.body as ResponseBody);
        }
        return;
      default:
        return;
    }
  }
}
