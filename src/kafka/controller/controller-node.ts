// A KRaft controller as a node: a quorum voter, and while it leads the quorum the active controller,
// which turns requests into records of the metadata log. Follows `QuorumController`: an answer is
// given when the records behind it are committed.
import { JavaRandom } from '#base/java-random.ts';
import { msToUs } from '#base/time.ts';
import { emit, requestOf, respond, responseOf } from '#kafka/port.ts';
import type { RequestBody, ResponseBody } from '#kafka/protocol/api.ts';
import { type Configs, readBoolean, readNumber } from '#kafka/protocol/configs.ts';
import type { ErrorName } from '#kafka/protocol/errors.ts';
import type { PartitionChangeReason } from '#kafka/events.ts';
import {
  applyBatch,
  createImage,
  type MetadataImage,
  partitionOf,
} from '#kafka/protocol/metadata-image.ts';
import type { MetadataRecord } from '#kafka/protocol/metadata-record.ts';
import { createUuid } from '#kafka/protocol/uuid.ts';
import type { Delivery, NodePort, NodeType, RequestDelivery } from '#sim/node.ts';
import {
  advance,
  type BrokerRegistry,
  createRegistry,
  hasSession,
  lowestActiveOffset,
  nextExpiryUs,
  register,
  setShutdownOffset,
  shutdownOffsetOf,
  staleBrokers,
  stateOf,
  touch,
} from './broker-registry.ts';
import {
  allPartitions,
  changesAfterUncleanShutdown,
  changesWith,
  changesWithout,
  type ControllerView,
  electionIn,
  preferredLeaderChanges,
  uncleanLeaderChanges,
} from './elections.ts';
import { endOffsetOf } from './metadata-log.ts';
import { alterPartition, electLeader, reassign } from './partition-requests.ts';
import {
  appendAsLeader,
  bootQuorum,
  createQuorumDisk,
  handleBeginQuorumEpoch,
  handleEndQuorumEpoch,
  handleFetchMetadata,
  handleFetchMetadataResponse,
  handleQuorumFailure,
  handleQuorumTimer,
  handleVote,
  handleVoteResponse,
  isLeader,
  type Quorum,
  type QuorumDisk,
  type QuorumMemory,
  resignQuorum,
  startQuorum,
} from './quorum.ts';
import { registrationMachine } from './registration.machine.ts';
import {
  alterConfig,
  createPartitions,
  createTopic,
  type Decision,
  deleteTopics,
} from './topics.ts';

export interface ControllerDisk {
  readonly quorum: QuorumDisk;
}

interface PendingAnswer {
  readonly endOffset: number;
  readonly request: RequestDelivery;
  readonly body: ResponseBody;
}

/** What only the active controller has. */
interface ActiveState {
  /** As of the last record written, committed or not. */
  readonly image: MetadataImage;
  readonly registry: BrokerRegistry;
  pending: PendingAnswer[];
  lastWriteUs: number;
  nextProducerId: number;
}

export interface ControllerMemory {
  readonly quorum: QuorumMemory;
  active: ActiveState | null;
}

/** Ids are handed to brokers in blocks (`ProducerIdsBlock.PRODUCER_ID_BLOCK_SIZE`). */
const PRODUCER_ID_BLOCK_SIZE = 1_000;
/** A process that resigned stays up this long, so that its last messages leave. */
const RESIGN_DELAY_US = 10_000;

export function createControllerDisk(spec: {
  readonly id: number;
  readonly voters: readonly number[];
  readonly configs: Configs;
}): ControllerDisk {
  return { quorum: createQuorumDisk(spec.id, spec.voters, spec.configs) };
}

/** One delivery's view of a controller. */
class Controller {
  readonly quorum: Quorum;

  constructor(
    readonly disk: ControllerDisk,
    readonly memory: ControllerMemory,
    readonly port: NodePort,
  ) {
    this.quorum = {
      disk: disk.quorum,
      memory: memory.quorum,
      port,
      listener: {
        onInactive: () => this.deactivate(),
        onCommitted: (highWatermark) => this.onCommitted(highWatermark),
      },
    };
  }

  get id(): number {
    return this.disk.quorum.id;
  }

  get configs(): Configs {
    return this.disk.quorum.configs;
  }

  private configUs(name: string): number {
    return msToUs(readNumber('broker', this.configs, name));
  }

  // ── Becoming active, and no longer ────────────────────────────────────────────────────────

  /** A leader becomes active when the first record of its epoch is committed. */
  private onCommitted(highWatermark: number): void {
    const { memory, port } = this;
    if (isLeader(memory.quorum) && memory.active === null) this.activate();
    const { active } = memory;
    if (active === null) return;
    const due = active.pending.filter((answer) => answer.endOffset <= highWatermark);
    if (due.length === 0) return;
    active.pending = active.pending.filter((answer) => answer.endOffset > highWatermark);
    for (const { request, body } of due) respond(port, request, body);
  }

  private activate(): void {
    const { memory, port, disk } = this;
    const image = createImage();
    for (const batch of disk.quorum.log) applyBatch(image, batch);
    memory.active = {
      image,
      registry: createRegistry(image, port.nowUs),
      pending: [],
      lastWriteUs: port.nowUs,
      // Never given twice: each epoch has a range of its own.
      nextProducerId: (disk.quorum.epoch - 1) * 1_000_000,
    };
    emit(port, 'controller.activated', { controller: this.id, epoch: disk.quorum.epoch });
    port.setTimer('idle', this.configUs('metadata.max.idle.interval.ms'));
    const checkS = readNumber('broker', this.configs, 'leader.imbalance.check.interval.seconds');
    port.setTimer('leader imbalance', msToUs(checkS * 1_000));
    port.setTimer('unclean election', this.configUs('unclean.leader.election.interval.ms'));
    this.watchSessions();
  }

  private deactivate(): void {
    const { memory, port } = this;
    const { active } = memory;
    memory.active = null;
    for (const timer of ['idle', 'leader imbalance', 'unclean election', 'sessions']) {
      port.clearTimer(timer);
    }
    for (const { request } of active?.pending ?? []) {
      respond(port, request, refusal(requestOf(request), 'NOT_CONTROLLER', null));
    }
  }

  // ── Writing ───────────────────────────────────────────────────────────────────────────────

  /** Appends records, applies them, and tells the trace what they mean. Gives their end offset. */
  private write(
    active: ActiveState,
    records: readonly MetadataRecord[],
    reason: PartitionChangeReason,
  ): number {
    if (records.length === 0) return 0;
    const previous = records.map((record) =>
      record.type === 'PartitionChangeRecord'
        ? (partitionOf(active.image, record.topic, record.partition) ?? null)
        : null,
    );
    const topics = records.filter((record) => record.type === 'TopicRecord');
    active.lastWriteUs = this.port.nowUs;
    const batch = appendAsLeader(this.quorum, records);
    // The append may have committed the batch and even ended this leadership.
    applyBatch(active.image, batch);
    for (const { topic, topicId } of topics) {
      const configs = active.image.configs.get(`TOPIC:${topic}`) ?? {};
      const isInternal = topic.startsWith('__');
      emit(this.port, 'topic.created', { topic, topicId, isInternal, configs });
    }
    records.forEach((record, index) => this.tell(record, previous[index] ?? null, reason));
    return batch.baseOffset + records.length;
  }

  private tell(
    record: MetadataRecord,
    previous: ReturnType<typeof partitionOf> | null,
    reason: PartitionChangeReason,
  ): void {
    const { port } = this;
    switch (record.type) {
      case 'RegisterBrokerRecord': {
        const { brokerId: broker, brokerEpoch, rack } = record;
        emit(port, 'broker.registered', { broker, brokerEpoch, rack });
        return;
      }
      case 'PartitionRecord':
        emit(port, 'partition.changed', {
          state: record.state,
          previous: null,
          reason: 'created',
          election: null,
        });
        return;
      case 'PartitionChangeRecord': {
        if (previous === null || previous === undefined) return;
        const election = electionIn(record, previous, reason === 'preferred election');
        emit(port, 'partition.changed', { state: record.state, previous, reason, election });
        return;
      }
      case 'RemoveTopicRecord':
        emit(port, 'topic.deleted', { topic: record.topic });
        return;
      case 'ConfigRecord': {
        const { resourceType, resourceName, name, value } = record;
        emit(port, 'config.altered', { resourceType, resourceName, name, value });
        return;
      }
      case 'BrokerRegistrationChangeRecord':
      case 'TopicRecord':
      case 'NoOpRecord':
      case 'LeaderChangeMessage':
        return;
    }
  }

  /** Answers once everything up to `endOffset` is committed. */
  private answer(request: RequestDelivery, body: ResponseBody, endOffset: number): void {
    const { memory, port } = this;
    if (endOffset <= memory.quorum.highWatermark || memory.active === null) {
      respond(port, request, body);
    } else memory.active.pending.push(Object.freeze({ endOffset, request, body }));
  }

  private view(active: ActiveState): ControllerView {
    return { image: active.image, configs: this.configs };
  }

  // ── Brokers ───────────────────────────────────────────────────────────────────────────────

  private registerBroker(
    active: ActiveState,
    request: RequestDelivery,
    body: RequestBody<'BrokerRegistration'>,
  ): void {
    const { port } = this;
    const { brokerId, incarnationId, rack, previousBrokerEpoch } = body;
    const known = active.image.brokers.get(brokerId);
    const isNewIncarnation = known !== undefined && known.incarnationId !== incarnationId;
    const timeoutUs = this.configUs('broker.session.timeout.ms');
    if (isNewIncarnation && hasSession(active.registry, brokerId, port.nowUs, timeoutUs)) {
      respond(port, request, {
        api: 'BrokerRegistration',
        errorCode: 'DUPLICATE_BROKER_REGISTRATION',
        brokerEpoch: -1,
      });
      return;
    }
    const view = this.view(active);
    if (isNewIncarnation) {
      const isUnclean = previousBrokerEpoch !== known.brokerEpoch;
      const changes = isUnclean
        ? changesAfterUncleanShutdown(view, brokerId)
        : changesWithout(view, brokerId);
      this.write(active, changes, isUnclean ? 'unclean restart' : 'broker fenced');
    }
    // The epoch of a broker is the offset of its registration.
    const brokerEpoch = endOffsetOf(this.disk.quorum.log);
    const endOffset = this.write(
      active,
      [
        {
          type: 'RegisterBrokerRecord',
          brokerId,
          brokerEpoch,
          incarnationId,
          rack,
          fenced: true,
        },
      ],
      'broker fenced',
    );
    register(active.registry, brokerId, port.nowUs);
    this.answer(request, { api: 'BrokerRegistration', errorCode: 'NONE', brokerEpoch }, endOffset);
  }

  private heartbeat(
    active: ActiveState,
    request: RequestDelivery,
    body: RequestBody<'BrokerHeartbeat'>,
  ): void {
    const { port } = this;
    const { brokerId, brokerEpoch, currentMetadataOffset, wantFence, wantShutDown } = body;
    const known = active.image.brokers.get(brokerId);
    if (known === undefined || known.brokerEpoch !== brokerEpoch) {
      const errorCode = known === undefined ? 'BROKER_ID_NOT_REGISTERED' : 'STALE_BROKER_EPOCH';
      respond(port, request, refusal(body, errorCode, null));
      return;
    }
    touch(active.registry, brokerId, port.nowUs, currentMetadataOffset);
    const isCaughtUp = currentMetadataOffset >= brokerEpoch;
    const { from, to } = advance(active.registry, brokerId, {
      type: 'heartbeat',
      wantFence,
      wantShutDown,
      isCaughtUp,
      leadsPartitions: this.leadsAny(active, brokerId),
      areMovesKnown:
        shutdownOffsetOf(active.registry, brokerId) <= lowestActiveOffset(active.registry),
    });
    const endOffset = from === to ? 0 : this.moveBroker(active, brokerId, from, to);
    this.watchSessions();
    const state = stateOf(active.registry, brokerId);
    this.answer(
      request,
      {
        api: 'BrokerHeartbeat',
        errorCode: 'NONE',
        isCaughtUp,
        isFenced: state === 'FENCED' || state === 'SHUTDOWN_NOW',
        shouldShutDown: state === 'SHUTDOWN_NOW',
      },
      endOffset,
    );
  }

  private leadsAny(active: ActiveState, broker: number): boolean {
    for (const partition of allPartitions(active.image)) {
      if (partition.leader === broker) return true;
    }
    return false;
  }

  /** Writes what a broker's new state means for it and for its partitions. */
  private moveBroker(active: ActiveState, broker: number, from: string, to: string): number {
    const { port } = this;
    const known = active.image.brokers.get(broker);
    if (known === undefined) return 0;
    emit(port, 'machine.transitioned', {
      machine: registrationMachine.id,
      subject: `broker-${broker}`,
      from,
      to,
      event: to === 'FENCED' ? 'session timed out' : 'heartbeat',
    });
    const change = (fenced: boolean, inControlledShutdown: boolean): MetadataRecord => ({
      type: 'BrokerRegistrationChangeRecord',
      brokerId: broker,
      brokerEpoch: known.brokerEpoch,
      fenced,
      inControlledShutdown,
    });
    const view = this.view(active);
    switch (to) {
      case 'UNFENCED': {
        emit(port, 'broker.unfenced', { broker });
        const records = [change(false, false), ...changesWith(view, broker)];
        return this.write(active, records, 'broker unfenced');
      }
      case 'CONTROLLED_SHUTDOWN': {
        emit(port, 'broker.shutting-down', { broker });
        const records = [change(false, true), ...changesWithout(view, broker)];
        const endOffset = this.write(active, records, 'controlled shutdown');
        setShutdownOffset(active.registry, broker, endOffset);
        return endOffset;
      }
      case 'SHUTDOWN_NOW':
      case 'FENCED': {
        const reason = to === 'FENCED' ? 'session timeout' : 'shutdown';
        emit(port, 'broker.fenced', { broker, reason });
        const records = [...changesWithout(view, broker), change(true, false)];
        const because = to === 'FENCED' ? 'broker fenced' : 'controlled shutdown';
        return this.write(active, records, because);
      }
      default:
        return 0;
    }
  }

  /** One timer stands at the earliest moment at which a session could run out. */
  private watchSessions(): void {
    const { memory, port } = this;
    if (memory.active === null || port.hasTimer('sessions')) return;
    const timeoutUs = this.configUs('broker.session.timeout.ms');
    const expiryUs = nextExpiryUs(memory.active.registry, timeoutUs);
    if (expiryUs !== null) port.setTimer('sessions', Math.max(1, expiryUs - port.nowUs));
  }

  private fenceStaleBroker(active: ActiveState): void {
    const { port } = this;
    const timeoutUs = this.configUs('broker.session.timeout.ms');
    const [stale] = staleBrokers(active.registry, port.nowUs, timeoutUs);
    if (stale !== undefined) {
      const { from, to } = advance(active.registry, stale, { type: 'session timed out' });
      this.moveBroker(active, stale, from, to);
    }
    this.watchSessions();
  }

  // ── Topics and partitions ─────────────────────────────────────────────────────────────────

  private javaRandom(): JavaRandom {
    return JavaRandom.ofSeed(this.port.random('placement').nextUint32());
  }

  private createTopics(
    active: ActiveState,
    request: RequestDelivery,
    body: RequestBody<'CreateTopics'>,
  ): void {
    const random = this.port.random('topic ids');
    let endOffset = 0;
    const topics = body.topics.map((topic) => {
      const topicId = createUuid(() => random.nextUint32());
      const decision = createTopic(this.view(active), topic, topicId, this.javaRandom());
      endOffset = Math.max(endOffset, this.write(active, decision.records, 'created'));
      return { name: topic.name, errorCode: decision.errorCode, errorMessage: messageOf(decision) };
    });
    this.answer(request, { api: 'CreateTopics', errorCode: 'NONE', topics }, endOffset);
  }

  private alterPartitions(
    active: ActiveState,
    request: RequestDelivery,
    body: RequestBody<'AlterPartition'>,
  ): void {
    const known = active.image.brokers.get(body.brokerId);
    if (known === undefined || known.brokerEpoch !== body.brokerEpoch) {
      respond(this.port, request, refusal(body, 'STALE_BROKER_EPOCH', null));
      return;
    }
    const records: MetadataRecord[] = [];
    const partitions = body.partitions.map((data) => {
      const decision = alterPartition(this.view(active), body.brokerId, data);
      if (decision.record !== null) records.push(decision.record);
      const state =
        decision.record?.state ?? partitionOf(active.image, data.topic, data.partition) ?? null;
      return {
        topic: data.topic,
        partition: data.partition,
        errorCode: decision.errorCode,
        leaderId: state?.leader ?? -1,
        leaderEpoch: state?.leaderEpoch ?? -1,
        isr: state?.isr ?? [],
        leaderRecoveryState: state?.leaderRecoveryState ?? ('RECOVERED' as const),
        partitionEpoch: state?.partitionEpoch ?? -1,
      };
    });
    const endOffset = this.write(active, records, 'AlterPartition');
    this.answer(request, { api: 'AlterPartition', errorCode: 'NONE', partitions }, endOffset);
  }

  private electLeaders(
    active: ActiveState,
    request: RequestDelivery,
    body: RequestBody<'ElectLeaders'>,
  ): void {
    const wanted =
      body.partitions ??
      [...allPartitions(active.image)].map(({ topic, partition }) => ({ topic, partition }));
    const records: MetadataRecord[] = [];
    const partitions = wanted.map(({ topic, partition }) => {
      const decision = electLeader(this.view(active), topic, partition, body.electionType);
      if (decision.record !== null) records.push(decision.record);
      const { errorCode, errorMessage } = decision;
      return { topic, partition, errorCode, errorMessage };
    });
    const reason = body.electionType === 'PREFERRED' ? 'preferred election' : 'unclean election';
    const endOffset = this.write(active, records, reason);
    this.answer(request, { api: 'ElectLeaders', errorCode: 'NONE', partitions }, endOffset);
  }

  private reassignPartitions(
    active: ActiveState,
    request: RequestDelivery,
    body: RequestBody<'AlterPartitionReassignments'>,
  ): void {
    const records: MetadataRecord[] = [];
    const partitions = body.partitions.map(({ topic, partition, replicas }) => {
      const decision = reassign(this.view(active), topic, partition, replicas);
      if (decision.record !== null) records.push(decision.record);
      const { errorCode, errorMessage } = decision;
      return { topic, partition, errorCode, errorMessage };
    });
    const endOffset = this.write(active, records, 'reassignment');
    this.answer(
      request,
      { api: 'AlterPartitionReassignments', errorCode: 'NONE', partitions },
      endOffset,
    );
  }

  private decide(
    active: ActiveState,
    request: RequestDelivery,
    api: 'CreatePartitions' | 'DeleteTopics' | 'IncrementalAlterConfigs',
    decision: Decision,
    reason: PartitionChangeReason,
  ): void {
    let endOffset = this.write(active, decision.records, reason);
    if (api === 'IncrementalAlterConfigs' && decision.errorCode === 'NONE') {
      const changes = uncleanLeaderChanges(this.view(active), null);
      endOffset = Math.max(endOffset, this.write(active, changes, 'unclean election'));
    }
    const { errorCode } = decision;
    this.answer(request, { api, errorCode, errorMessage: messageOf(decision) }, endOffset);
  }

  private allocateProducerIds(active: ActiveState, request: RequestDelivery): void {
    const producerIdStart = active.nextProducerId;
    active.nextProducerId += PRODUCER_ID_BLOCK_SIZE;
    respond(this.port, request, {
      api: 'AllocateProducerIds',
      errorCode: 'NONE',
      producerIdStart,
      producerIdLen: PRODUCER_ID_BLOCK_SIZE,
    });
  }

  // ── Deliveries ────────────────────────────────────────────────────────────────────────────

  private handleQuorumRequest(request: RequestDelivery, body: RequestBody): boolean {
    switch (body.api) {
      case 'Vote':
        handleVote(this.quorum, request, body);
        return true;
      case 'BeginQuorumEpoch':
        handleBeginQuorumEpoch(this.quorum, request, body);
        return true;
      case 'EndQuorumEpoch':
        handleEndQuorumEpoch(this.quorum, request, body);
        return true;
      case 'FetchMetadata':
        handleFetchMetadata(this.quorum, request, body);
        return true;
      default:
        return false;
    }
  }

  handleRequest(request: RequestDelivery): void {
    const body = requestOf(request);
    if (this.handleQuorumRequest(request, body)) return;
    const { active } = this.memory;
    if (active === null) {
      respond(this.port, request, refusal(body, 'NOT_CONTROLLER', null));
      return;
    }
    switch (body.api) {
      case 'BrokerRegistration':
        this.registerBroker(active, request, body);
        return;
      case 'BrokerHeartbeat':
        this.heartbeat(active, request, body);
        return;
      case 'AlterPartition':
        this.alterPartitions(active, request, body);
        return;
      case 'AllocateProducerIds':
        this.allocateProducerIds(active, request);
        return;
      case 'CreateTopics':
        this.createTopics(active, request, body);
        return;
      case 'CreatePartitions': {
        const decision = createPartitions(this.view(active), body, this.javaRandom());
        this.decide(active, request, body.api, decision, 'created');
        return;
      }
      case 'DeleteTopics':
        this.decide(
          active,
          request,
          body.api,
          deleteTopics(this.view(active), body),
          'topic deleted',
        );
        return;
      case 'IncrementalAlterConfigs':
        this.decide(
          active,
          request,
          body.api,
          alterConfig(this.view(active), body),
          'config change',
        );
        return;
      case 'ElectLeaders':
        this.electLeaders(active, request, body);
        return;
      case 'AlterPartitionReassignments':
        this.reassignPartitions(active, request, body);
        return;
      default:
        respond(this.port, request, refusal(body, 'INVALID_REQUEST', null));
    }
  }

  handleTimer(timer: string): void {
    if (handleQuorumTimer(this.quorum, timer)) return;
    if (timer === 'halt') {
      this.port.halt();
      return;
    }
    const { active } = this.memory;
    if (active === null) return;
    switch (timer) {
      case 'idle':
        this.writeNoOp(active);
        return;
      case 'sessions':
        this.fenceStaleBroker(active);
        return;
      case 'leader imbalance': {
        const checkS = readNumber(
          'broker',
          this.configs,
          'leader.imbalance.check.interval.seconds',
        );
        this.port.setTimer(timer, msToUs(checkS * 1_000));
        if (!readBoolean('broker', this.configs, 'auto.leader.rebalance.enable')) return;
        this.write(active, preferredLeaderChanges(this.view(active)), 'preferred election');
        return;
      }
      case 'unclean election':
        this.port.setTimer(timer, this.configUs('unclean.leader.election.interval.ms'));
        this.write(active, uncleanLeaderChanges(this.view(active), null), 'unclean election');
        return;
    }
  }

  /** Something is written at least every `metadata.max.idle.interval.ms`, if only a NoOpRecord. */
  private writeNoOp(active: ActiveState): void {
    const intervalUs = this.configUs('metadata.max.idle.interval.ms');
    const idleUs = this.port.nowUs - active.lastWriteUs;
    if (idleUs >= intervalUs) this.write(active, [{ type: 'NoOpRecord' }], 'created');
    const sinceWriteUs = this.port.nowUs - active.lastWriteUs;
    this.port.setTimer('idle', intervalUs - sinceWriteUs);
  }

  handleResponse(
    from: string,
    request: number,
    body: ResponseBody,
    asked: RequestBody | null,
  ): void {
    switch (body.api) {
      case 'FetchMetadata':
        handleFetchMetadataResponse(this.quorum, request, body);
        return;
      case 'Vote':
        if (asked?.api === 'Vote') {
          handleVoteResponse(
            this.quorum,
            Number(from.slice(from.lastIndexOf('-') + 1)),
            asked,
            body,
          );
        }
        return;
      default:
        return;
    }
  }

  handleFailure(request: number): void {
    handleQuorumFailure(this.quorum, request);
  }

  shutdown(): void {
    resignQuorum(this.quorum);
    this.port.setTimer('halt', RESIGN_DELAY_US);
  }
}

function messageOf(decision: Decision): string | null {
  return decision.errorCode === 'NONE' ? null : decision.errorMessage;
}

/** The answer to a request that is refused as a whole. */
function refusal(
  body: RequestBody,
  errorCode: ErrorName,
  errorMessage: string | null,
): ResponseBody {
  switch (body.api) {
    case 'BrokerRegistration':
      return { api: body.api, errorCode, brokerEpoch: -1 };
    case 'BrokerHeartbeat':
      return {
        api: body.api,
        errorCode,
        isCaughtUp: false,
        isFenced: true,
        shouldShutDown: false,
      };
    case 'AlterPartition':
      return { api: body.api, errorCode, partitions: [] };
    case 'AllocateProducerIds':
      return { api: body.api, errorCode, producerIdStart: -1, producerIdLen: 0 };
    case 'CreateTopics':
      return { api: body.api, errorCode, topics: [] };
    case 'ElectLeaders':
      return { api: body.api, errorCode, partitions: [] };
    case 'AlterPartitionReassignments':
      return { api: body.api, errorCode, partitions: [] };
    case 'DeleteTopics':
    case 'IncrementalAlterConfigs':
      return { api: body.api, errorCode, errorMessage };
    default:
      return { api: 'CreatePartitions', errorCode, errorMessage };
  }
}

function handleDelivery(controller: Controller, delivery: Delivery): void {
  switch (delivery.type) {
    case 'request':
      controller.handleRequest(delivery);
      return;
    case 'response':
      controller.handleResponse(
        delivery.from,
        delivery.request,
        responseOf(delivery),
        delivery.asked as RequestBody,
      );
      return;
    case 'disconnected':
    case 'timed-out':
      controller.handleFailure(delivery.request);
      return;
    case 'timer':
      controller.handleTimer(delivery.timer);
      return;
    case 'shutdown':
      controller.shutdown();
      return;
    case 'command':
      return;
  }
}

export const controllerNode: NodeType<ControllerDisk, ControllerMemory> = {
  boot(disk, port) {
    const memory: ControllerMemory = { quorum: bootQuorum(), active: null };
    startQuorum(new Controller(disk, memory, port).quorum);
    return memory;
  },
  handle(memory, disk, delivery, port) {
    handleDelivery(new Controller(disk, memory, port), delivery);
  },
};
