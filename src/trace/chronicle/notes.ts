// What happened on a node between its messages, in a few words to stand beside its line of time.
// Grows with the trace.
import type { TraceEvent } from '#kafka/events.ts';
import { isInternalTopic } from '#kafka/protocol/internal-topic.ts';
import { topicPartitionKey } from '#kafka/protocol/topic-partition.ts';
import { lastOffsetOf } from '#kafka/protocol/record.ts';

export interface Note {
  readonly atUs: number;
  readonly node: string;
  readonly text: string;
  readonly tone: 'plain' | 'state' | 'good' | 'bad';
  readonly eventId: number;
}

/** `4` or `4 to 7`. */
function rangeOf(first: number, last: number): string {
  return first === last ? String(first) : `${first} to ${last}`;
}

function partitionsOf(partitions: readonly { topic: string; partition: number }[]): string {
  const [first] = partitions;
  if (first === undefined) return 'nothing';
  const isOneTopic = partitions.every(({ topic }) => topic === first.topic);
  const names = isOneTopic
    ? `${first.topic}-${partitions.map(({ partition }) => partition).join(', ')}`
    : partitions.map(topicPartitionKey).join(', ');
  return partitions.length > 6 ? `${partitions.length} partitions` : names;
}

/** What is said of an event; null: nothing. */
function noteOf(event: TraceEvent): Pick<Note, 'text' | 'tone'> | null {
  switch (event.type) {
    case 'records.appended': {
      const { role, batch, topic } = event.data;
      if (role !== 'leader' || isInternalTopic(topic)) return null;
      return { text: `appends ${rangeOf(batch.baseOffset, lastOffsetOf(batch))}`, tone: 'plain' };
    }
    case 'machine.transitioned': {
      const { machine, to } = event.data;
      if (machine !== 'classic group' && machine !== 'consumer group') return null;
      return { text: to, tone: 'state' };
    }
    case 'partitions.assigned':
      return { text: `owns ${partitionsOf(event.data.owned)}`, tone: 'good' };
    case 'partitions.revoked':
      return event.data.partitions.length === 0
        ? null
        : { text: `gives up ${partitionsOf(event.data.partitions)}`, tone: 'state' };
    case 'partition.changed': {
      const { state, election } = event.data;
      if (election === null || isInternalTopic(state.topic)) return null;
      return { text: `${topicPartitionKey(state)}: leader ${state.leader}`, tone: 'good' };
    }
    case 'log.truncated': {
      if (isInternalTopic(event.data.topic)) return null;
      return { text: `cuts off from ${event.data.logEndOffset}`, tone: 'bad' };
    }
    case 'broker.fenced':
      return { text: `fences broker ${event.data.broker}`, tone: 'bad' };
    case 'broker.unfenced':
      return { text: `unfences broker ${event.data.broker}`, tone: 'good' };
    case 'controller.activated':
      return { text: 'is the active controller', tone: 'good' };
    case 'member.left':
      return { text: `${event.data.clientId} left: ${event.data.reason}`, tone: 'bad' };
    case 'batch.completed':
      return event.data.errorCode === 'NONE'
        ? null
        : { text: `gives up: ${event.data.errorCode}`, tone: 'bad' };
    case 'client.failed':
      return { text: event.data.errorCode, tone: 'bad' };
    default:
      return null;
  }
}

export class Notes {
  /** In order of time. */
  readonly all: Note[] = [];

  add(event: TraceEvent): void {
    const said = noteOf(event);
    if (said === null) return;
    const { atUs, node, id: eventId } = event;
    this.all.push({ atUs, node, eventId, ...said });
  }
}
