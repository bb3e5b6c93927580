// Faces of what controllers tell: the quorum, and the decisions of the active controller.
import type { TraceEventOf } from '#kafka/events.ts';
import type { ControllerEventMap } from '#kafka/events/controller.ts';
import { isInternalTopic } from '#kafka/protocol/internal-topic.ts';
import { topicPartitionKey } from '#kafka/protocol/topic-partition.ts';
import type { EventMark } from './mark.ts';
import { type Faces, isPartition, isThing, type Subject } from './face.ts';

function isBroker({ data }: { data: { broker: number } }, subject: Subject): boolean {
  return isThing(subject, 'broker', data.broker);
}

function partitionMark({ data }: TraceEventOf<'partition.changed'>): EventMark | null {
  const { state, previous, election } = data;
  if (previous === null || isInternalTopic(state.topic)) return null;
  const key = topicPartitionKey(state);
  if (election !== null) {
    const label = `${key}: leader ${previous.leader} → ${state.leader}`;
    return { kind: 'election', label, together: 'new leaders' };
  }
  if (state.leader === -1 && previous.leader !== -1) {
    return { kind: 'failure', label: `${key} has no leader`, together: 'no leaders' };
  }
  const [isr, before] = [state.isr.join(), previous.isr.join()];
  if (isr === before) return null;
  return { kind: 'isr', label: `${key}: ISR {${before}} → {${isr}}`, together: 'ISR' };
}

export const CONTROLLER_FACES: Faces<keyof ControllerEventMap> = {
  'quorum.changed': {
    weight: 0,
    why: 'reason',
    concerns: ({ data }, subject) => isThing(subject, 'controller', data.controller),
  },
  'controller.activated': {
    weight: 2,
    why: 'reason',
    mark: ({ data }) => ({ kind: 'election', label: `controller ${data.controller} active` }),
  },
  'controller.deactivated': { weight: 2, why: 'reason' },
  'metadata.loaded': { weight: 0, why: 'reason' },
  'metadata.appended': { weight: 0, why: 'plumbing' },
  'metadata.committed': { weight: 0, why: 'plumbing' },
  'broker.registered': { weight: 2, why: 'reason', concerns: isBroker },
  'broker.fenced': {
    weight: 2,
    why: 'reason',
    mark: ({ data }) => ({ kind: 'failure', label: `broker ${data.broker} fenced` }),
    concerns: isBroker,
  },
  'broker.unfenced': {
    weight: 2,
    why: 'reason',
    mark: ({ data }) => ({ kind: 'recovery', label: `broker ${data.broker} unfenced` }),
    concerns: isBroker,
  },
  'broker.unregistered': { weight: 2, why: 'reason' },
  'broker.shutting-down': { weight: 2, why: 'reason' },
  'topic.created': {
    weight: ({ data }) => (data.isInternal ? 0 : 2),
    why: 'reason',
    concerns: ({ data }, subject) => isThing(subject, 'topic', data.topic),
  },
  'topic.deleted': { weight: 2, why: 'reason' },
  'partition.changed': {
    weight: ({ data: { state, previous } }) =>
      isInternalTopic(state.topic) || previous === null ? 0 : 2,
    why: 'reason',
    mark: partitionMark,
    concerns: ({ data: { state, election } }, subject) =>
      subject.type === 'replica'
        ? subject.id.startsWith(`${topicPartitionKey(state)}@`) && election !== null
        : isPartition(subject, state),
  },
  'config.altered': {
    weight: 2,
    why: 'reason',
    // What the cluster was set up with is no change.
    mark: ({ atUs, data: { resourceName, name, value } }) =>
      atUs === 0 || isInternalTopic(resourceName)
        ? null
        : { kind: 'command', label: `${name} = ${value ?? 'default'}` },
  },
};
