// Which events a person wants to stop at: the ones that change what is to be understood. Plumbing
// (timers, heartbeats, empty fetches, the offsets topic) is not.
import type { TraceEvent } from '#kafka/events.ts';
import type { RequestBody } from '#kafka/protocol/api.ts';

/** 0: plumbing. 1: the daily work. 2: something changed: members, leaders, failures, errors. */
export function importanceOf(event: TraceEvent): 0 | 1 | 2 {
  switch (event.type) {
    case 'record.created':
    case 'batch.completed':
    case 'records.polled':
    case 'offset.committed':
    case 'partitioner.switched':
      return event.type === 'batch.completed' && event.data.errorCode !== 'NONE' ? 2 : 1;
    case 'request.sent':
      // A record leaves its producer: the moment to watch it, or to lose it.
      return (event.data.body as RequestBody).api === 'Produce' ? 1 : 0;
    case 'records.appended':
    case 'highWatermark.advanced':
      return event.data.topic.startsWith('__') ? 0 : 1;
    case 'isr.changed':
    case 'isr.change-requested':
    case 'log.truncated':
      return event.data.topic.startsWith('__') ? 0 : 2;
    case 'partition.changed':
      return event.data.state.topic.startsWith('__') || event.data.previous === null ? 0 : 2;
    case 'topic.created':
      return event.data.isInternal ? 0 : 2;
    case 'topic.deleted':
    case 'config.altered':
    case 'command.refused':
    case 'command.applied':
    case 'node.crashed':
    case 'node.stopped':
    case 'node.paused':
    case 'node.resumed':
    case 'packet.dropped':
    case 'request.timed-out':
    case 'broker.registered':
    case 'broker.unregistered':
    case 'broker.fenced':
    case 'broker.unfenced':
    case 'broker.shutting-down':
    case 'controller.activated':
    case 'controller.deactivated':
    case 'rebalance.started':
    case 'rebalance.completed':
    case 'member.joined':
    case 'member.left':
    case 'group.changed':
    case 'partitions.assigned':
    case 'partitions.revoked':
    case 'offset.reset':
    case 'read-replica.changed':
    case 'disk.changed':
    case 'offset.expired':
    case 'partition.paused':
    case 'batch.retried':
    case 'client.failed':
      return 2;
    default:
      return 0;
  }
}

export function isNotable(event: TraceEvent): boolean {
  return importanceOf(event) > 0;
}
