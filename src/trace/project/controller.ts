// Folds what controllers tell: the quorum, and what the active one decides of brokers, topics and
// partitions.
import type { EventData } from '#kafka/events.ts';
import type { ControllerEventMap } from '#kafka/events/controller.ts';
import type { Configs } from '#kafka/protocol/configs.ts';
import type { BrokerRegistration } from '#kafka/protocol/metadata-image.ts';
import type { PartitionState } from '#kafka/protocol/metadata-record.ts';
import { nodeIds } from '#kafka/protocol/node-id.ts';
import type { BrokerFrame } from '#trace/frame.ts';
import type { Fold, Folds } from './fold.ts';
import { createReplica, type FrameState } from './state.ts';

/** A decision counts, unless another controller was active since: its log has no such record. */
function decision<T extends keyof ControllerEventMap>(fold: Fold<T>): Fold<T> {
  return (frame, event) => {
    const { activeController: active } = frame;
    if (active === -1 || event.node === nodeIds.controller(active)) fold(frame, event);
  };
}

function setRegistration(
  frame: FrameState,
  id: number,
  registration: BrokerFrame['registration'],
): void {
  const broker = frame.brokers.get(id);
  if (broker !== undefined) broker.registration = registration;
}

function setPartition(frame: FrameState, state: PartitionState): void {
  const topic = frame.topics.get(state.topic);
  if (topic === undefined) return;
  const known = topic.partitions[state.partition];
  if (known === undefined) {
    topic.partitions[state.partition] = {
      topic: state.topic,
      partition: state.partition,
      state,
      replicas: new Map(state.replicas.map((broker) => [broker, createReplica(broker)])),
    };
  } else known.state = state;
}

function withConfig(configs: Configs, name: string, value: string | null): Configs {
  const { [name]: _replaced, ...others } = configs;
  return Object.freeze(value === null ? others : { ...others, [name]: value });
}

/** What all brokers were given while they run, over what stands in their files. */
function setBrokerConfigs(frame: FrameState, dynamic: Configs): void {
  frame.dynamicConfigs = dynamic;
  frame.clusterConfigs = Object.freeze({ ...frame.staticConfigs, ...dynamic });
}

function registrationOf({
  fenced,
  inControlledShutdown,
}: BrokerRegistration): BrokerFrame['registration'] {
  if (fenced) return 'fenced';
  return inControlledShutdown ? 'controlled shutdown' : 'unfenced';
}

/** Back to what the log has: brokers that are not in it never registered. */
function undoRegistrations(frame: FrameState, registrations: readonly BrokerRegistration[]): void {
  const known = new Map(registrations.map((one) => [one.id, one]));
  for (const broker of frame.brokers.values()) {
    const registration = known.get(broker.id);
    broker.registration =
      registration === undefined ? 'unregistered' : registrationOf(registration);
    broker.brokerEpoch = registration?.brokerEpoch ?? -1;
    broker.incarnationId = registration?.incarnationId ?? '';
  }
}

/** Back to what the log has: topics that are not in it never were, those that are never went. */
function undoTopics(frame: FrameState, topics: EventData<'metadata.loaded'>['topics']): void {
  const known = new Map(topics.map((one) => [one.topic, one]));
  for (const [name, { topicId }] of [...frame.topics]) {
    if (known.get(name)?.topicId !== topicId) frame.topics.delete(name);
  }
  for (const { topic: name, topicId, configs } of topics) {
    const deleted = frame.deletedTopics.get(name);
    if (deleted?.topicId === topicId) frame.topics.set(name, deleted);
    const topic = frame.topics.get(name);
    if (topic !== undefined) topic.configs = configs;
  }
  frame.deletedTopics.clear();
}

/** Back to what the log has: partitions that are not in it never were. */
function undoPartitions(frame: FrameState, partitions: readonly PartitionState[]): void {
  const counts = new Map<string, number>();
  for (const state of partitions) {
    counts.set(state.topic, Math.max(counts.get(state.topic) ?? 0, state.partition + 1));
    setPartition(frame, state);
  }
  for (const topic of frame.topics.values()) {
    const count = counts.get(topic.name) ?? 0;
    if (topic.partitions.length > count) topic.partitions.length = count;
  }
}

export const CONTROLLER_FOLDS: Folds<keyof ControllerEventMap> = {
  'quorum.changed'(frame, { data }) {
    const controller = frame.controllers.get(data.controller);
    if (controller === undefined) return;
    controller.state = data.state;
    controller.epoch = data.epoch;
    controller.leaderId = data.leaderId;
    controller.votedId = data.votedId;
  },
  'controller.activated'(frame, { data: { controller: id } }) {
    const controller = frame.controllers.get(id);
    if (controller !== undefined) controller.isActive = true;
    frame.activeController = id;
  },
  'controller.deactivated'(frame, { data: { controller: id } }) {
    const controller = frame.controllers.get(id);
    if (controller !== undefined) controller.isActive = false;
    if (frame.activeController === id) frame.activeController = -1;
  },
  'metadata.loaded'(frame, { data: { brokers, topics, partitions, brokerConfigs } }) {
    undoRegistrations(frame, brokers);
    undoTopics(frame, topics);
    undoPartitions(frame, partitions);
    setBrokerConfigs(frame, brokerConfigs);
  },
  'metadata.appended'(frame, { data: { controller: id, batch } }) {
    const controller = frame.controllers.get(id);
    if (controller !== undefined) controller.logEndOffset = batch.baseOffset + batch.records.length;
  },
  'metadata.committed'(frame, { data: { controller: id, highWatermark } }) {
    const controller = frame.controllers.get(id);
    if (controller === undefined) return;
    controller.highWatermark = highWatermark;
    controller.logEndOffset = Math.max(controller.logEndOffset, highWatermark);
  },
  'broker.registered': decision((frame, { data: { broker: id, brokerEpoch, incarnationId } }) => {
    const broker = frame.brokers.get(id);
    if (broker === undefined) return;
    broker.registration = 'fenced';
    broker.brokerEpoch = brokerEpoch;
    broker.incarnationId = incarnationId;
  }),
  'broker.fenced': decision((frame, { data }) => {
    setRegistration(frame, data.broker, 'fenced');
  }),
  'broker.unfenced': decision((frame, { data }) => {
    setRegistration(frame, data.broker, 'unfenced');
  }),
  'broker.unregistered': decision((frame, { data }) => {
    setRegistration(frame, data.broker, 'unregistered');
  }),
  'broker.shutting-down': decision((frame, { data }) => {
    setRegistration(frame, data.broker, 'controlled shutdown');
  }),
  'topic.created': decision((frame, { data: { topic: name, topicId, isInternal, configs } }) => {
    frame.deletedTopics.delete(name);
    frame.topics.set(name, { name, topicId, isInternal, configs, partitions: [] });
  }),
  'topic.deleted': decision((frame, { data }) => {
    const topic = frame.topics.get(data.topic);
    if (topic !== undefined) frame.deletedTopics.set(data.topic, topic);
    frame.topics.delete(data.topic);
  }),
  'partition.changed': decision((frame, { data }) => {
    setPartition(frame, data.state);
  }),
  'config.altered': decision((frame, { data: { resourceType, resourceName, name, value } }) => {
    if (resourceType === 'BROKER' && resourceName === '') {
      setBrokerConfigs(frame, withConfig(frame.dynamicConfigs, name, value));
      return;
    }
    const topic = frame.topics.get(resourceName);
    if (resourceType !== 'TOPIC' || topic === undefined) return;
    topic.configs = withConfig(topic.configs, name, value);
  }),
};
