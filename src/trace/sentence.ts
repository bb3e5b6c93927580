// One plain sentence for each event, in Kafka's words: for *why*, the inspector and the list of what
// happened.
import { unreachable } from '#base/assert.ts';
import type { KafkaRequest } from '#kafka/commands.ts';
import type { TraceEvent } from '#kafka/events.ts';
import type { RequestBody, ResponseBody } from '#kafka/protocol/api.ts';
import { partitionKey } from '#kafka/protocol/topic-partition.ts';
import { nameOf } from './name.ts';
import { errorOf } from './project/packet.ts';

function keyOf({ topic, partition }: { topic: string; partition: number }): string {
  return partitionKey(topic, partition);
}

function list(items: readonly (string | number)[]): string {
  return `{${items.join(', ')}}`;
}

function keysOf(partitions: readonly { topic: string; partition: number }[]): string {
  return partitions.length === 0 ? 'nothing' : partitions.map(keyOf).join(', ');
}

function count(number: number, one: string): string {
  return `${number} ${one}${number === 1 ? '' : 's'}`;
}

function targetWords(to: number | 'bootstrap' | 'controller'): string {
  if (to === 'bootstrap') return 'any broker';
  return to === 'controller' ? 'the active controller' : `broker ${to}`;
}

/** What a command asks for, in the imperative. */
function requestWords({ type, data }: KafkaRequest): string {
  switch (type) {
    case 'link.cut':
      return `cut the link between ${nameOf(data.a)} and ${nameOf(data.b)}`;
    case 'link.heal':
      return `heal the link between ${nameOf(data.a)} and ${nameOf(data.b)}`;
    case 'disk.set':
      return data.appendLatencyMs === 0
        ? `heal the disk of broker ${data.broker}`
        : `slow the disk of broker ${data.broker} to ${data.appendLatencyMs} ms an append`;
    case 'topic.create':
    case 'topic.delete':
      return `${type === 'topic.create' ? 'create' : 'delete'} topic ${data.topic}`;
    case 'partitions.create':
      return `let ${data.topic} have ${count(data.count, 'partition')}`;
    case 'leader.elect': {
      const where =
        data.topic === null ? 'all partitions' : `${data.topic}-${data.partition ?? '*'}`;
      return `${data.electionType} leader election for ${where}`;
    }
    case 'partition.reassign':
      return data.replicas === null
        ? `cancel the reassignment of ${keyOf(data)}`
        : `reassign ${keyOf(data)} to brokers ${data.replicas.join(', ')}`;
    case 'config.alter':
      return `set ${data.name} of ${data.resourceName || 'all brokers'} to ${data.value ?? 'its default'}`;
    case 'record.produce':
      return `let ${data.producer} send a record to ${data.topic}`;
    case 'client.request':
      return `let ${data.client} ask ${targetWords(data.to)} (${data.body.api})`;
    case 'consumer.seek':
      return `let ${data.consumer} seek offset ${data.offset} of ${keyOf(data)}`;
    case 'partition.pause':
    case 'partition.resume':
      return `let ${data.consumer} ${type === 'partition.pause' ? 'pause' : 'resume'} ${keyOf(data)}`;
    default: {
      const fields: Readonly<Record<string, unknown>> = { ...data };
      const subject = ['broker', 'controller', 'consumer', 'producer', 'client', 'id']
        .map((name) => fields[name])
        .find((value) => typeof value === 'string' || typeof value === 'number');
      const [noun = '', verb = ''] = type.split('.');
      return `${verb} ${noun}${subject === undefined ? '' : ` ${subject}`}`;
    }
  }
}

function lossWords(election: 'clean' | 'unclean' | 'preferred' | 'last known leader'): string {
  switch (election) {
    case 'unclean':
      return ' It was not in sync: records may be lost.';
    case 'last known leader':
      return ' It was the last known leader; what it lost is lost.';
    default:
      return '';
  }
}

function partitionSentence(event: Extract<TraceEvent, { type: 'partition.changed' }>): string {
  const { state, previous, reason, election } = event.data;
  const key = keyOf(state);
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
    return `${key} is being reassigned: ${list(state.addingReplicas)} come, ${list(state.removingReplicas)} go.`;
  }
  if (adding + removing < wereAdding + wereRemoving) {
    return `The reassignment of ${key} is over: its replicas are ${list(state.replicas)}.`;
  }
  if (state.isr.join() !== previous.isr.join()) {
    return `The ISR of ${key} went from ${list(previous.isr)} to ${list(state.isr)} (${reason}).`;
  }
  if (state.elr.join() !== previous.elr.join()) {
    return `The ELR of ${key} went from ${list(previous.elr)} to ${list(state.elr)} (${reason}).`;
  }
  if (state.leaderRecoveryState !== previous.leaderRecoveryState) {
    return `The leader recovery state of ${key} is ${state.leaderRecoveryState} now.`;
  }
  return `The state of ${key} changed (${reason}).`;
}

/** The sentence for an event. */
export function sentenceOf(event: TraceEvent): string {
  const who = nameOf(event.node);
  switch (event.type) {
    case 'request.sent':
      return `${who} sent ${(event.data.body as RequestBody).api} to ${nameOf(event.data.to)}.`;
    case 'request.received':
      return `${who} received ${(event.data.body as RequestBody).api} from ${nameOf(event.data.from)}.`;
    case 'response.sent':
    case 'response.received': {
      const body = event.data.body as ResponseBody;
      const error = errorOf(body);
      const outcome = error === 'NONE' ? '' : `: ${error}`;
      return event.type === 'response.sent'
        ? `${who} answered ${nameOf(event.data.to)}’s ${body.api}${outcome}.`
        : `${who} got the answer to its ${body.api}${outcome}.`;
    }
    case 'packet.dropped':
      return `A ${event.data.kind} from ${nameOf(event.data.from)} to ${nameOf(event.data.to)} was lost (${event.data.reason}).`;
    case 'packet.delayed':
      return 'A packet was delayed by hand.';
    case 'request.disconnected':
      return `${who} lost its connection to ${nameOf(event.data.to)}.`;
    case 'request.timed-out':
      return `${who} had no answer from ${nameOf(event.data.to)} in time.`;
    case 'timer.fired':
      return `On ${who} the timer “${event.data.timer}” fired.`;
    case 'command.applied':
      // The engine does not know commands; what it was given are these.
      return `You asked: ${requestWords({ type: event.data.command, data: event.data.data } as KafkaRequest)}.`;
    case 'node.started':
      return `${who} started.`;
    case 'node.crashed':
      return `${who} crashed.`;
    case 'node.stopped':
      return `${who} ended in good order.`;
    case 'node.paused':
      return `${who} stands still.`;
    case 'node.resumed':
      return `${who} goes on.`;
    case 'link.changed':
      return `The link from ${nameOf(event.data.from)} to ${nameOf(event.data.to)} was ${event.data.isCut ? 'cut' : 'healed'}.`;
    case 'machine.transitioned':
      return `${event.data.machine} of ${nameOf(event.data.subject)}: ${event.data.from} → ${event.data.to} (${event.data.event}).`;
    case 'quorum.changed':
      return `Controller ${event.data.controller} is ${event.data.state} in epoch ${event.data.epoch}.`;
    case 'controller.activated':
      return `Controller ${event.data.controller} is the active controller, in epoch ${event.data.epoch}.`;
    case 'controller.deactivated':
      return `Controller ${event.data.controller} is no longer active.`;
    case 'metadata.appended':
      return `Controller ${event.data.controller} wrote ${count(event.data.batch.records.length, 'record')} to the metadata log.`;
    case 'metadata.loaded':
      return `Controller ${event.data.controller} takes over with the metadata log up to offset ${event.data.offset}.`;
    case 'metadata.committed':
      return `The metadata log is committed up to ${event.data.highWatermark} on controller ${event.data.controller}.`;
    case 'broker.registered':
      return `Broker ${event.data.broker} registered, with broker epoch ${event.data.brokerEpoch}.`;
    case 'broker.fenced':
      return event.data.reason === 'session timeout'
        ? `The controller fenced broker ${event.data.broker}: no heartbeat for broker.session.timeout.ms.`
        : `The controller fenced broker ${event.data.broker} (${event.data.reason}).`;
    case 'broker.unfenced':
      return `The controller unfenced broker ${event.data.broker}: it may lead and be in sync.`;
    case 'broker.unregistered':
      return `The controller forgot broker ${event.data.broker}: it was unregistered.`;
    case 'broker.shutting-down':
      return `Broker ${event.data.broker} is in controlled shutdown: its leaders move away.`;
    case 'topic.created':
      return `Topic ${event.data.topic} was created.`;
    case 'topic.deleted':
      return `Topic ${event.data.topic} was deleted.`;
    case 'partition.changed':
      return partitionSentence(event);
    case 'config.altered':
      return `${event.data.name} of ${event.data.resourceName || 'all brokers'} is ${event.data.value ?? 'back at its default'} now.`;
    case 'command.refused':
      return `Kafka refused ${event.data.command}: ${event.data.errorCode}: ${event.data.errorMessage}`;
    case 'broker.added':
      return `Broker ${event.data.id} was added.`;
    case 'metadata.applied':
      return `Broker ${event.data.broker} applied the metadata log up to ${event.data.offset}.`;
    case 'replica.role-changed':
      if (event.data.role === 'offline') {
        return `Broker ${event.data.broker} has its replica of ${keyOf(event.data)} offline: there is no leader to follow.`;
      }
      if (event.data.role === 'none') {
        return `Broker ${event.data.broker} has no replica of ${keyOf(event.data)} any more.`;
      }
      return `Broker ${event.data.broker} is ${event.data.role} of ${keyOf(event.data)} in leader epoch ${event.data.leaderEpoch}.`;
    case 'records.appended': {
      const { batch, logEndOffset, role } = event.data;
      const range =
        batch.records.length === 1
          ? `offset ${batch.baseOffset}`
          : `offsets ${batch.baseOffset} to ${logEndOffset - 1}`;
      return role === 'leader'
        ? `Broker ${event.data.broker}, the leader, appended ${range} to ${keyOf(event.data)}.`
        : `Broker ${event.data.broker}, a follower, copied ${range} of ${keyOf(event.data)}.`;
    }
    case 'log.truncated':
      return `Broker ${event.data.broker} cut its log of ${keyOf(event.data)} from ${event.data.previousLogEndOffset} back to ${event.data.logEndOffset}: the leader does not have those records.`;
    case 'highWatermark.advanced':
      return `The high watermark of ${keyOf(event.data)} on broker ${event.data.broker} went from ${event.data.previous} to ${event.data.highWatermark}.`;
    case 'follower.progressed':
      return `The leader of ${keyOf(event.data)} learned that broker ${event.data.follower} has fetched up to ${event.data.logEndOffset}.`;
    case 'isr.change-requested':
      return `The leader of ${keyOf(event.data)} asked for the ISR ${list(event.data.newIsr)}: ${event.data.reason}.`;
    case 'isr.changed':
      return `The leader of ${keyOf(event.data)} works with the ISR ${list(event.data.isr)}.`;
    case 'request.parked':
      return `A ${event.data.api} waits on ${who} for ${event.data.waitsFor}.`;
    case 'group.changed':
      return `Group ${event.data.group} is ${event.data.state}, ${event.data.protocol === 'classic' ? 'generation' : 'group epoch'} ${event.data.generation}: ${event.data.reason}.`;
    case 'rebalance.started':
      return `Group ${event.data.group} rebalances: ${event.data.reason}.`;
    case 'rebalance.completed':
      return `Group ${event.data.group} is stable again, in generation ${event.data.generation}.`;
    case 'member.joined':
      return `${event.data.clientId} joined group ${event.data.group}.`;
    case 'member.left':
      return `${event.data.clientId} is no longer in group ${event.data.group} (${event.data.reason}).`;
    case 'offset.committed':
      return `Group ${event.data.group} committed offset ${event.data.offset} of ${keyOf(event.data)}.`;
    case 'producer.added':
    case 'consumer.added':
      return `${event.data.id} started.`;
    case 'producer.altered':
    case 'consumer.altered':
      return `${event.data.id} has new settings.`;
    case 'producer.closed':
      return `${event.data.producer} closed.`;
    case 'consumer.closed':
      return `${event.data.consumer} closed.`;
    case 'record.created': {
      const { producer, key, by } = event.data;
      const how = by === 'key' ? `murmur2 of key “${key ?? ''}”` : by;
      return `${producer} made a record for ${keyOf(event.data)} (${how}).`;
    }
    case 'batch.completed': {
      const { producer, recordIds, errorCode, baseOffset } = event.data;
      if (errorCode !== 'NONE') {
        return `${producer} gave up ${count(recordIds.length, 'record')} for ${keyOf(event.data)}: ${errorCode}.`;
      }
      const where = baseOffset === -1 ? '' : `, from offset ${baseOffset}`;
      return `${producer} has the acknowledgement of ${count(recordIds.length, 'record')} for ${keyOf(event.data)}${where}.`;
    }
    case 'batch.retried':
      return `${event.data.producer} will send to ${keyOf(event.data)} again in ${event.data.backoffMs} ms: ${event.data.errorCode} (attempt ${event.data.attempt}).`;
    case 'partitioner.switched':
      return `${event.data.producer} fills batches for ${keyOf(event.data)} now: batch.size bytes went to the one before.`;
    case 'metadata.refreshed':
      return `${event.data.client} has new metadata: ${event.data.reason}.`;
    case 'partitions.assigned':
      return event.data.partitions.length === 0
        ? `${event.data.consumer} got no new partition; it owns ${keysOf(event.data.owned)}.`
        : `${event.data.consumer} was assigned ${keysOf(event.data.partitions)}.`;
    case 'partitions.revoked':
      return event.data.isLost
        ? `${event.data.consumer} lost ${keysOf(event.data.partitions)}: others may own them already.`
        : `${event.data.consumer} gave up ${keysOf(event.data.partitions)}.`;
    case 'offset.reset':
      return `${event.data.consumer} reads ${keyOf(event.data)} from offset ${event.data.offset} (${event.data.by}).`;
    case 'offset.expired':
      return `The offset that group ${event.data.group} had committed for ${keyOf(event.data)} expired: nobody had needed it for offsets.retention.minutes.`;
    case 'disk.changed':
      return event.data.appendLatencyUs === 0
        ? `The disk of broker ${event.data.broker} is healthy again.`
        : `The disk of broker ${event.data.broker} is slow: each append takes ${event.data.appendLatencyUs / 1_000} ms.`;
    case 'partition.paused':
      return event.data.isPaused
        ? `${event.data.consumer} paused ${keyOf(event.data)}: it stays assigned and is not fetched.`
        : `${event.data.consumer} resumed ${keyOf(event.data)}.`;
    case 'read-replica.changed':
      return event.data.broker === null
        ? `${event.data.consumer} reads ${keyOf(event.data)} from its leader again.`
        : `${event.data.consumer} reads ${keyOf(event.data)} from broker ${event.data.broker}, in its own rack, as the leader advised.`;
    case 'records.polled': {
      const { consumer, partitions, skipped } = event.data;
      const total = partitions.reduce((sum, one) => sum + one.recordIds.length, 0);
      const dropped = skipped === 0 ? '' : `, of which its filter drops ${skipped}`;
      return `${consumer} got ${count(total, 'record')} from poll(): ${keysOf(partitions)}${dropped}.`;
    }
    case 'records.processed':
      return `${event.data.consumer} is done with its records.`;
    case 'client.answered': {
      const { client, errorCode, body } = event.data;
      if (body !== null) return `${client} was answered: ${body.api}, ${errorOf(body)}.`;
      return `${client} was not answered: ${errorCode}.`;
    }
    case 'client.failed':
      return `${event.data.client}: ${event.data.errorCode}. ${event.data.errorMessage}`;
    default:
      return unreachable(event);
  }
}
