// Faces of what clients tell: producers, consumers, the administrator.
import type { ClientEventMap } from '#kafka/events/client.ts';
import type { EventMark } from './mark.ts';
import { type Faces, isThing, type Subject } from './face.ts';

/** A client meets the same error with every try: it is said once. */
function errorMark(client: string, errorCode: string): EventMark {
  return { kind: 'error', label: `${client}: ${errorCode}`, isSaidOnce: true };
}

function isProducer({ data }: { data: { producer: string } }, subject: Subject): boolean {
  return isThing(subject, 'producer', data.producer);
}

function isConsumer({ data }: { data: { consumer: string } }, subject: Subject): boolean {
  return isThing(subject, 'consumer', data.consumer);
}

export const CLIENT_FACES: Faces<keyof ClientEventMap> = {
  // ── Any client ────────────────────────────────────────────────────────────────────────────
  'metadata.refreshed': { weight: 0, why: 'link' },
  'client.answered': { weight: 1, why: 'reason' },
  'client.failed': {
    weight: 2,
    why: 'reason',
    mark: ({ data }) => errorMark(data.client, data.errorCode),
  },
  'command.refused': {
    weight: 2,
    why: 'reason',
    mark: ({ data }) => ({ kind: 'error', label: `${data.command}: ${data.errorCode}` }),
  },

  // ── Producer ──────────────────────────────────────────────────────────────────────────────
  'producer.added': { weight: 0, why: 'reason' },
  'producer.altered': { weight: 0, why: 'reason' },
  'producer.closed': { weight: 0, why: 'reason' },
  'record.created': { weight: 1, why: 'reason' },
  'batch.completed': {
    weight: ({ data }) => (data.errorCode === 'NONE' ? 1 : 2),
    why: 'reason',
    mark: ({ data }) =>
      data.errorCode === 'NONE' ? null : errorMark(data.producer, data.errorCode),
    concerns: isProducer,
  },
  'batch.retried': {
    weight: 2,
    why: 'reason',
    mark: ({ data }) => errorMark(data.producer, data.errorCode),
    concerns: isProducer,
  },
  'partitioner.switched': { weight: 1, why: 'reason' },

  // ── Consumer ──────────────────────────────────────────────────────────────────────────────
  'consumer.added': { weight: 0, why: 'reason' },
  'consumer.altered': { weight: 0, why: 'reason' },
  'consumer.closed': { weight: 0, why: 'reason' },
  'partitions.assigned': { weight: 2, why: 'reason', concerns: isConsumer },
  'partitions.revoked': { weight: 2, why: 'reason', concerns: isConsumer },
  'offset.reset': { weight: 2, why: 'reason' },
  'partition.paused': { weight: 2, why: 'reason' },
  'read-replica.changed': { weight: 2, why: 'reason' },
  'records.polled': { weight: 1, why: 'reason', concerns: isConsumer },
  'record.handled': {
    weight: ({ data }) => (data.outcome === 'done' ? 0 : 2),
    why: 'reason',
    concerns: isConsumer,
  },
  'records.processed': { weight: 0, why: 'reason' },
};
