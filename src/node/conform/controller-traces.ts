// Golden data of one active controller: requests, timeouts and periodic tasks in a row. What they
// write is applied at once, as if the quorum were of one.
import { isDeepStrictEqual } from 'node:util';
import { JavaRandom } from '#base/java-random.ts';
import { contact, createRegistry, stateOf } from '#kafka/controller/brokers/registry.ts';
import { fenceStaleBroker } from '#kafka/controller/brokers/requests.ts';
import type { ControllerState } from '#kafka/controller/controller-state.ts';
import { type ControllerApi, decide } from '#kafka/controller/decide.ts';
import {
  preferredLeaderChanges,
  uncleanLeaderChanges,
} from '#kafka/controller/partitions/elections.ts';
import type { RequestBody, ResponseBody } from '#kafka/protocol/api.ts';
import {
  applyBatch,
  createImage,
  type MetadataImage,
  partitionOf,
} from '#kafka/protocol/metadata-image.ts';
import type { MetadataRecord } from '#kafka/protocol/metadata-record.ts';
import { showPartition } from './replication.ts';
import { createRunner } from './runner.ts';

type Step = { readonly expected: unknown } & (
  | {
      readonly op: 'registerBroker';
      readonly broker: number;
      readonly rack?: string;
      readonly newIncarnation: boolean;
      readonly cleanShutdown?: boolean;
    }
  | {
      readonly op: 'heartbeat';
      readonly broker: number;
      readonly caughtUp: boolean;
      readonly wantFence?: boolean;
      readonly wantShutDown?: boolean;
    }
  | {
      readonly op: 'createTopic';
      readonly topic: string;
      readonly partitions?: number;
      readonly replicationFactor?: number;
      readonly assignments?: readonly (readonly number[])[];
      readonly configs?: Readonly<Record<string, string>>;
    }
  | { readonly op: 'createPartitions'; readonly topic: string; readonly count: number }
  | { readonly op: 'deleteTopic'; readonly topic: string }
  | { readonly op: 'sessionExpire'; readonly broker: number }
  | { readonly op: 'unregisterBroker'; readonly broker: number }
  | {
      readonly op: 'electLeaders';
      readonly type: 'PREFERRED' | 'UNCLEAN';
      readonly partition: string;
    }
  | { readonly op: 'balanceLeaders' | 'electUncleanTask' }
  | {
      readonly op: 'alterPartition';
      readonly partition: string;
      readonly fromBroker: number;
      readonly leaderEpoch: number;
      readonly partitionEpoch: number;
      readonly newIsr: readonly number[];
      readonly leaderRecoveryState: 0 | 1;
    }
  | {
      readonly op: 'alterTopicConfig';
      readonly topic: string;
      readonly key: string;
      readonly value: string;
    }
  | { readonly op: 'reassign'; readonly partition: string; readonly replicas: readonly number[] }
);

type AdminStep = Exclude<
  Step,
  { op: 'registerBroker' | 'heartbeat' | 'sessionExpire' | 'balanceLeaders' | 'electUncleanTask' }
>;

interface TraceCase {
  readonly elrEnabled: boolean;
  readonly clusterMinInsyncReplicas: number;
  readonly clusterUncleanLeaderElection: boolean;
  readonly placerRandomSeed: string;
  readonly brokerSessionTimeoutMs: number;
  /** Records in the log before the first step. */
  readonly initialOffset: number;
  readonly steps: readonly Step[];
}

/** `t0-1` as topic and partition. */
function splitName(name: string): { readonly topic: string; readonly partition: number } {
  const dash = name.lastIndexOf('-');
  return { topic: name.slice(0, dash), partition: Number(name.slice(dash + 1)) };
}

class SoloController {
  private readonly image = createImage();
  private readonly registry = createRegistry(this.image, 0);
  private readonly random: JavaRandom;
  private nowUs = 0;
  private idCount = 0;

  constructor(private readonly spec: TraceCase) {
    this.random = JavaRandom.ofSeed(BigInt(spec.placerRandomSeed));
    const minIsr = String(spec.clusterMinInsyncReplicas);
    const first: MetadataRecord = spec.elrEnabled
      ? {
          ...{ type: 'ConfigRecord', resourceType: 'BROKER', resourceName: '' },
          ...{ name: 'min.insync.replicas', value: minIsr },
        }
      : { type: 'NoOpRecord' };
    this.apply([first]);
    this.image.offset = spec.initialOffset;
  }

  private get state(): ControllerState {
    const { spec, image, registry, nowUs } = this;
    return {
      ...{ image, registry, nowUs, elrEnabled: spec.elrEnabled },
      configs: {
        'min.insync.replicas': String(spec.clusterMinInsyncReplicas),
        'unclean.leader.election.enable': String(spec.clusterUncleanLeaderElection),
      },
      sessionTimeoutUs: spec.brokerSessionTimeoutMs * 1_000,
      random: () => this.random,
      newUuid: () => this.newId('topic'),
    };
  }

  private newId(kind: string): string {
    this.idCount += 1;
    return `${kind}-${this.idCount}`;
  }

  private apply(records: readonly MetadataRecord[]): number {
    applyBatch(this.image, { baseOffset: this.image.offset, epoch: 1, records });
    return records.length;
  }

  private ask(body: RequestBody<ControllerApi>): ResponseBody {
    const { response, records } = decide(this.state, body);
    this.apply(records);
    return response;
  }

  /** One step's answer in the words of the data, and what it changed. */
  run(step: Step): unknown {
    const before = snapshotOf(this.image);
    const answer = this.answerTo(step);
    return { ...answer, ...differences(before, snapshotOf(this.image)) };
  }

  private answerTo(step: Step): object {
    switch (step.op) {
      case 'registerBroker':
        return this.registerBroker(step);
      case 'heartbeat':
        return this.heartbeat(step);
      case 'sessionExpire':
        return this.expireSession(step.broker);
      case 'balanceLeaders':
        return { records: this.apply(preferredLeaderChanges(this.state)) };
      case 'electUncleanTask':
        return { records: this.apply(uncleanLeaderChanges(this.state)) };
      default:
        return showAnswer(this.ask(this.requestOf(step)));
    }
  }

  private requestOf(step: AdminStep): RequestBody<ControllerApi> {
    switch (step.op) {
      case 'createTopic': {
        const { topic: name, partitions, replicationFactor, assignments, configs } = step;
        const topic = {
          name,
          numPartitions: partitions ?? -1,
          replicationFactor: replicationFactor ?? -1,
          assignments: assignments ?? null,
          configs: configs ?? {},
        };
        return { api: 'CreateTopics', topics: [topic] };
      }
      case 'createPartitions':
        return {
          api: 'CreatePartitions',
          topics: [{ name: step.topic, count: step.count, assignments: null }],
        };
      case 'deleteTopic':
        return { api: 'DeleteTopics', topics: [step.topic] };
      case 'electLeaders': {
        const partitions = [splitName(step.partition)];
        return { api: 'ElectLeaders', electionType: step.type, partitions };
      }
      case 'alterTopicConfig': {
        const { topic: resourceName, key: name, value } = step;
        const configOperation = value === null ? 'DELETE' : 'SET';
        const configs = [{ name, configOperation, value }] as const;
        return {
          api: 'IncrementalAlterConfigs',
          resources: [{ resourceType: 'TOPIC', resourceName, configs }],
        };
      }
      case 'reassign': {
        const partitions = [{ ...splitName(step.partition), replicas: step.replicas }];
        return { api: 'AlterPartitionReassignments', partitions };
      }
      case 'alterPartition': {
        const { partition, fromBroker: brokerId, leaderEpoch, partitionEpoch, newIsr } = step;
        const data = {
          ...splitName(partition),
          ...{ leaderEpoch, partitionEpoch },
          newIsr: newIsr.map((broker) => ({
            brokerId: broker,
            brokerEpoch: this.image.brokers.get(broker)?.brokerEpoch ?? -1,
          })),
          leaderRecoveryState:
            step.leaderRecoveryState === 1 ? ('RECOVERING' as const) : ('RECOVERED' as const),
        };
        const brokerEpoch = this.image.brokers.get(brokerId)?.brokerEpoch ?? -1;
        return { api: 'AlterPartition', brokerId, brokerEpoch, partitions: [data] };
      }
      case 'unregisterBroker':
        return { api: 'UnregisterBroker', brokerId: step.broker };
    }
  }

  private registerBroker(step: Extract<Step, { op: 'registerBroker' }>): object {
    const known = this.image.brokers.get(step.broker);
    const response = this.ask({
      api: 'BrokerRegistration',
      brokerId: step.broker,
      rack: step.rack ?? null,
      incarnationId:
        known === undefined || step.newIncarnation
          ? this.newId('incarnation')
          : known.incarnationId,
      previousBrokerEpoch: step.cleanShutdown === true ? (known?.brokerEpoch ?? -1) : -1,
    });
    if (response.api !== 'BrokerRegistration') return response;
    const { errorCode: error, brokerEpoch } = response;
    return { error, ...(error === 'NONE' && { brokerEpoch }) };
  }

  private heartbeat({ broker, caughtUp, ...wishes }: Extract<Step, { op: 'heartbeat' }>): object {
    const known = this.image.brokers.get(broker);
    const metadataOffset = caughtUp ? this.image.offset - 1 : (known?.registrationOffset ?? 0) - 1;
    const response = this.ask({
      api: 'BrokerHeartbeat',
      brokerId: broker,
      brokerEpoch: known?.brokerEpoch ?? -1,
      currentMetadataOffset: metadataOffset,
      wantFence: wishes.wantFence ?? false,
      wantShutDown: wishes.wantShutDown ?? false,
    });
    if (response.api !== 'BrokerHeartbeat') return response;
    const { errorCode: error, isCaughtUp, isFenced, shouldShutDown } = response;
    const inControlledShutdown = stateOf(this.registry, broker) === 'CONTROLLED_SHUTDOWN';
    return {
      ...{ error, metadataOffset, isCaughtUp, isFenced },
      ...(inControlledShutdown && { inControlledShutdown }),
      ...(shouldShutDown && { shouldShutDown }),
    };
  }

  /** The others are heard of just before the time of this one is over. */
  private expireSession(broker: number): object {
    this.nowUs += this.spec.brokerSessionTimeoutMs * 1_000;
    for (const { id, brokerEpoch, fenced } of this.image.brokers.values()) {
      if (id !== broker && !fenced) contact(this.registry, id, brokerEpoch, this.nowUs);
    }
    for (let fencedBrokers = 0; ; fencedBrokers += 1) {
      const change = fenceStaleBroker(this.state);
      if (change === null) return { fencedBrokers };
      this.apply(change.records);
    }
  }
}

function showAnswer(response: ResponseBody): object {
  switch (response.api) {
    case 'CreateTopics':
      return showError(response.topics[0]);
    case 'ElectLeaders':
    case 'AlterPartitionReassignments':
      return showError(response.partitions[0]);
    case 'AlterPartition':
      return { error: response.partitions[0]?.errorCode ?? response.errorCode };
    case 'CreatePartitions':
      return showError(response.results[0]);
    case 'DeleteTopics':
    case 'IncrementalAlterConfigs':
      return showError(response.responses[0]);
    case 'UnregisterBroker':
      return showError(response);
    default:
      return response;
  }
}

function showError(
  result: { readonly errorCode: string; readonly errorMessage: string | null } | undefined,
): object {
  if (result === undefined) return { error: 'no answer' };
  const { errorCode: error, errorMessage } = result;
  return { error, ...(errorMessage !== null && { errorMessage }) };
}

/** Brokers and partitions of an image, as the data shows them. */
interface Snapshot {
  readonly brokers: ReadonlyMap<string, object>;
  readonly partitions: ReadonlyMap<string, object>;
}

function snapshotOf(image: MetadataImage): Snapshot {
  const brokers = new Map<string, object>();
  for (const registration of image.brokers.values()) {
    const { id, brokerEpoch: epoch, fenced, rack, inControlledShutdown } = registration;
    brokers.set(String(id), {
      ...{ epoch, fenced },
      ...(rack !== null && { rack }),
      ...(inControlledShutdown && { inControlledShutdown }),
    });
  }
  const partitions = new Map<string, object>();
  for (const topic of image.topics.values()) {
    for (const { partition } of topic.partitions) {
      const state = partitionOf(image, topic.name, partition);
      if (state !== undefined) partitions.set(`${topic.name}-${partition}`, showPartition(state));
    }
  }
  return { brokers, partitions };
}

function differences(before: Snapshot, after: Snapshot): object {
  const partitions = changed(before.partitions, after.partitions, 'deleted');
  const brokers = changed(before.brokers, after.brokers, 'unregistered');
  return { ...(partitions && { partitions }), ...(brokers && { brokers }) };
}

function changed(
  before: ReadonlyMap<string, object>,
  after: ReadonlyMap<string, object>,
  gone: string,
): object | null {
  const entries: [string, object | string][] = [];
  for (const [name, shown] of after) {
    if (!isDeepStrictEqual(shown, before.get(name))) entries.push([name, shown]);
  }
  for (const name of before.keys()) if (!after.has(name)) entries.push([name, gone]);
  return entries.length === 0 ? null : Object.fromEntries(entries);
}

export const controllerTracesRunner = createRunner<TraceCase>('controller-traces', (testCase) => {
  const controller = new SoloController(testCase);
  const got: unknown[] = [];
  // A step after a wrong one says nothing.
  for (const { expected, ...step } of testCase.steps) {
    const answer = controller.run(step as Step);
    got.push(answer);
    if (!isDeepStrictEqual(answer, expected)) {
      return { got: { step: got.length - 1, ...step, answer }, expected };
    }
  }
  return { got, expected: testCase.steps.map((step) => step.expected) };
});
