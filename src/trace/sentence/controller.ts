// Sentences for what controllers tell: the quorum, and the decisions of the active controller.
import type { EventData, TraceEventOf } from '#kafka/events.ts';
import type { ControllerEventMap } from '#kafka/events/controller.ts';
import { topicPartitionKey } from '#kafka/protocol/topic-partition.ts';
import { count, type Sentences, set } from './words.ts';

function lossWords(election: EventData<'partition.changed'>['election']): string {
  switch (election) {
    case 'unclean':
      return ' It was not in sync: records may be lost.';
    case 'last known leader':
      return ' It was the last known leader; what it lost is lost.';
    default:
      return '';
  }
}

function partitionSentence({ data }: TraceEventOf<'partition.changed'>): string {
  const { state, previous, reason, election } = data;
  const key = topicPartitionKey(state);
  if (previous === null) {
    return `${key} was created: replicas ${state.replicas.join(', ')}, leader ${state.leader}.`;
  }
  if (state.leader === -1 && previous.leader !== -1) {
    return `${key} has no leader any more: no replica of its ISR is left (${reason}).`;
  }
  if (election !== null) {
    return `The controller made broker ${state.leader} leader of ${key}, in leader epoch ${state.leaderEpoch} (${reason}).${lossWords(election)}`;
  }
  const [adding, wereAdding] = [state.addingReplicas.length, previous.addingReplicas.length];
  const [removing, wereRemoving] = [
    state.removingReplicas.length,
    previous.removingReplicas.length,
  ];
  if (adding + removing > wereAdding + wereRemoving) {
    return `${key} is being reassigned: ${set(state.addingReplicas)} come, ${set(state.removingReplicas)} go.`;
  }
  if (adding + removing < wereAdding + wereRemoving) {
    return `The reassignment of ${key} is over: its replicas are ${set(state.replicas)}.`;
  }
  if (state.isr.join() !== previous.isr.join()) {
    return `The ISR of ${key} went from ${set(previous.isr)} to ${set(state.isr)} (${reason}).`;
  }
  if (state.elr.join() !== previous.elr.join()) {
    return `The ELR of ${key} went from ${set(previous.elr)} to ${set(state.elr)} (${reason}).`;
  }
  if (state.leaderRecoveryState !== previous.leaderRecoveryState) {
    return `The leader recovery state of ${key} is ${state.leaderRecoveryState} now.`;
  }
  return `The state of ${key} changed (${reason}).`;
}

export const CONTROLLER_SENTENCES: Sentences<keyof ControllerEventMap> = {
  'quorum.changed': ({ data: { controller, state, epoch } }) =>
    `Controller ${controller} is ${state} in epoch ${epoch}.`,
  'controller.activated': ({ data: { controller, epoch } }) =>
    `Controller ${controller} is the active controller, in epoch ${epoch}.`,
  'controller.deactivated': ({ data: { controller } }) =>
    `Controller ${controller} is no longer active.`,
  'metadata.loaded': ({ data: { controller, offset } }) =>
    `Controller ${controller} takes over with the metadata log up to offset ${offset}.`,
  'metadata.appended': ({ data: { controller, batch } }) =>
    `Controller ${controller} wrote ${count(batch.records.length, 'record')} to the metadata log.`,
  'metadata.committed': ({ data: { controller, highWatermark } }) =>
    `The metadata log is committed up to ${highWatermark} on controller ${controller}.`,
  'broker.registered': ({ data: { broker, brokerEpoch } }) =>
    `Broker ${broker} registered, with broker epoch ${brokerEpoch}.`,
  'broker.fenced': ({ data: { broker, reason } }) =>
    reason === 'session timeout'
      ? `The controller fenced broker ${broker}: no heartbeat for broker.session.timeout.ms.`
      : `The controller fenced broker ${broker} (${reason}).`,
  'broker.unfenced': ({ data: { broker } }) =>
    `The controller unfenced broker ${broker}: it may lead and be in sync.`,
  'broker.unregistered': ({ data: { broker } }) =>
    `The controller forgot broker ${broker}: it was unregistered.`,
  'broker.shutting-down': ({ data: { broker } }) =>
    `Broker ${broker} is in controlled shutdown: its leaders move away.`,
  'topic.created': ({ data: { topic } }) => `Topic ${topic} was created.`,
  'topic.deleted': ({ data: { topic } }) => `Topic ${topic} was deleted.`,
  'partition.changed': partitionSentence,
  'config.altered': ({ data: { name, resourceName, value } }) =>
    `${name} of ${resourceName || 'all brokers'} is ${value ?? 'back at its default'} now.`,
};
