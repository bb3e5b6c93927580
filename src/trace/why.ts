// *Why?* for anything on the stage: what it waits for, read from the Frame, and the chain of causes
// that led to its last change, walked back along the trace.
import type { RequestBody } from '#kafka/protocol/api.ts';
import { partitionKey } from '#kafka/protocol/topic-partition.ts';
import type { TraceEvent } from '#kafka/events.ts';
import {
  type ConsumerFrame,
  type Frame,
  type GroupFrame,
  leaderReplica,
  partitionLag,
  type PartitionFrame,
} from './frame.ts';
import { sentenceOf } from './sentence.ts';
import type { TraceStore } from './store.ts';

/** What is asked about, as the stage names it (`type` and `id` of a Target). */
export interface Subject {
  readonly type: string;
  readonly id: string;
}

export interface CauseLink {
  readonly eventId: number;
  readonly atUs: number;
  readonly sentence: string;
}

export interface WhyAnswer {
  readonly headline: string;
  readonly facts: readonly string[];
  /** Oldest first. */
  readonly chain: readonly CauseLink[];
}

/** How far back the last change of a subject is looked for, in events. */
const SEARCH_MAX = 50_000;
const CHAIN_MAX = 12;

function partitionAt(frame: Frame, id: string): PartitionFrame | undefined {
  const dash = id.lastIndexOf('-');
  return frame.topics.get(id.slice(0, dash))?.partitions[Number(id.slice(dash + 1))];
}

function minIsrOf(frame: Frame, partition: PartitionFrame): number {
  const configured = Number(frame.topics.get(partition.topic)?.configs['min.insync.replicas'] ?? 1);
  return Math.min(configured, partition.state.replicas.length);
}

// ── Facts ───────────────────────────────────────────────────────────────────────────────────

interface Facts {
  readonly headline: string;
  readonly facts: readonly string[];
}

function partitionFacts(frame: Frame, partition: PartitionFrame): Facts {
  const { state } = partition;
  const key = partitionKey(partition.topic, partition.partition);
  const leader = leaderReplica(partition);
  if (state.leader === -1 || leader === undefined) {
    const candidates = state.isr.length > 0 ? state.isr : [...state.elr, ...state.lastKnownElr];
    return {
      headline: `${key} has no leader.`,
      facts: [
        `Only a replica that was in sync may lead without losing records: {${candidates.join(', ')}}. None of them is unfenced.`,
      ],
    };
  }
  const facts: string[] = [];
  const minIsr = minIsrOf(frame, partition);
  const { highWatermark, logEndOffset } = leader;
  if (state.isr.length < minIsr) {
    facts.push(
      `The ISR {${state.isr.join(', ')}} is smaller than min.insync.replicas ${minIsr}: the high watermark stands still, and producers with acks=all are refused with NOT_ENOUGH_REPLICAS.`,
    );
  }
  if (highWatermark < logEndOffset) {
    const behind = [...leader.followerEndOffsets]
      .filter(([id, offset]) => leader.isr.includes(id) && offset < logEndOffset)
      .sort(([, a], [, b]) => a - b);
    for (const [id, offset] of behind) {
      const known =
        offset === -1 ? 'has not fetched yet in this leader epoch' : `has fetched to ${offset}`;
      facts.push(`Replica ${id} is in the ISR and ${known}.`);
    }
    facts.push(
      `Consumers cannot see offsets ${highWatermark} to ${logEndOffset - 1}: they are above the high watermark.`,
    );
  } else facts.push(`Every in-sync replica {${state.isr.join(', ')}} has everything.`);
  for (const group of frame.groups.values()) {
    const lag = partitionLag(partition, group);
    if (lag !== null && lag > 0) facts.push(`Group ${group.id} is ${lag} records behind here.`);
  }
  return { headline: `High watermark ${highWatermark}, log end offset ${logEndOffset}.`, facts };
}

function replicaFacts(frame: Frame, id: string): Facts {
  const [key = '', brokerText = ''] = id.split('@');
  const partition = partitionAt(frame, key);
  const replica = partition?.replicas.get(Number(brokerText));
  if (partition === undefined || replica === undefined) return gone();
  const { state } = partition;
  if (replica.role === 'leader') return partitionFacts(frame, partition);
  if (replica.role === 'offline') {
    return {
      headline: `This replica is offline.`,
      facts: [
        state.leader === -1
          ? `${key} has no leader to follow.`
          : `Its broker is not running. Its log is kept on disk, up to offset ${replica.logEndOffset - 1}.`,
      ],
    };
  }
  const leader = leaderReplica(partition);
  const facts = [
    `It fetches from broker ${state.leader} and has the log up to ${replica.logEndOffset}; the leader’s ends at ${leader?.logEndOffset ?? '?'}.`,
  ];
  if (leader !== undefined && replica.highWatermark < leader.highWatermark) {
    facts.push(
      `Its high watermark is ${replica.highWatermark}, the leader’s ${leader.highWatermark}: a follower learns it with its next fetch.`,
    );
  }
  if (!state.isr.includes(replica.broker)) {
    facts.push('It is not in the ISR: it returns once it has caught up with the high watermark.');
  }
  return { headline: `A follower of ${key}.`, facts };
}

function groupFacts(frame: Frame, group: GroupFrame): Facts {
  const facts: string[] = [];
  const idle = group.members.filter((member) => member.assignment.length === 0);
  if (group.state === 'PreparingRebalance') {
    const waiting = group.members
      .map((member) => frame.consumers.get(member.clientId))
      .filter((one): one is ConsumerFrame => one !== undefined)
      .filter((one) => one.membership === 'STABLE' || one.status !== 'running')
      .map((one) => one.spec.id);
    facts.push(
      waiting.length > 0
        ? `It waits for ${waiting.join(', ')} to join again: they hear of the rebalance with their next heartbeat.`
        : 'It waits for more members: the first rebalance is delayed by group.initial.rebalance.delay.ms.',
    );
  } else if (group.state === 'CompletingRebalance') {
    facts.push('It waits for the assignment that the leader of the group sends with SyncGroup.');
  } else if (group.state === 'Empty') facts.push('It has no members; its committed offsets stay.');
  if (idle.length > 0 && group.state === 'Stable') {
    const names = idle.map((member) => member.clientId).join(', ');
    facts.push(`${names} own nothing: there are more members than partitions.`);
  }
  let lag = 0;
  for (const topic of frame.topics.values()) {
    for (const partition of topic.partitions) lag += partitionLag(partition, group) ?? 0;
  }
  if (lag > 0) facts.push(`It is ${lag} records behind in all.`);
  return { headline: `${group.id} is ${group.state}, generation ${group.generation}.`, facts };
}

function consumerFacts(frame: Frame, consumer: ConsumerFrame): Facts {
  const { spec } = consumer;
  const facts: string[] = [];
  const group = spec.group === null ? undefined : frame.groups.get(spec.group);
  if (consumer.status === 'crashed' && group?.members.some((one) => one.clientId === spec.id)) {
    facts.push(
      'The group does not know yet: its session must time out first (session.timeout.ms).',
    );
  }
  if (consumer.status === 'running' && consumer.owned.length === 0) {
    if (group !== undefined && group.state === 'Stable') {
      const owners = group.members.filter((one) => one.assignment.length > 0).length;
      facts.push(
        `It owns nothing: ${owners} of ${group.members.length} members own all partitions, and a partition has one owner in a group.`,
      );
    } else if (spec.group !== null) facts.push('It is joining its group and owns nothing yet.');
  }
  const rate = producedRate(frame, spec.topics);
  const capacity = spec.processingMs > 0 ? 1_000 / spec.processingMs : Infinity;
  const share =
    group === undefined
      ? rate
      : (rate * consumer.owned.length) / totalPartitions(frame, spec.topics);
  if (consumer.owned.length > 0 && share > capacity) {
    facts.push(
      `Its lag grows: about ${share.toFixed(1)} records/s come to its partitions, and it can process ${capacity.toFixed(1)}.`,
    );
  }
  if (consumer.processing !== null) {
    facts.push('The application is processing; meanwhile poll() is not called.');
  } else if (consumer.owned.length > 0 && consumer.status === 'running') {
    facts.push('It waits in poll() for records below the high watermark.');
  }
  const headline =
    consumer.owned.length === 0
      ? `${spec.id} owns no partition.`
      : `${spec.id} owns ${consumer.owned.map((one) => partitionKey(one.topic, one.partition)).join(', ')}.`;
  return { headline, facts };
}

function totalPartitions(frame: Frame, topics: readonly string[]): number {
  return Math.max(
    1,
    topics.reduce((sum, topic) => sum + (frame.topics.get(topic)?.partitions.length ?? 0), 0),
  );
}

function producedRate(frame: Frame, topics: readonly string[]): number {
  let rate = 0;
  for (const { spec, status } of frame.producers.values()) {
    if (status === 'running' && topics.includes(spec.topic)) rate += spec.recordsPerSecond;
  }
  return rate;
}

function producerFacts(frame: Frame, id: string): Facts {
  const producer = frame.producers.get(id);
  if (producer === undefined) return gone();
  const facts: string[] = [];
  const waiting = new Map<string, number>();
  for (const { topic, partition } of producer.pending.values()) {
    const key = partitionKey(topic, partition);
    waiting.set(key, (waiting.get(key) ?? 0) + 1);
  }
  for (const [key, count] of waiting) {
    const partition = partitionAt(frame, key);
    const leader = partition?.state.leader ?? -1;
    const isDown = leader === -1 || frame.brokers.get(leader)?.status !== 'running';
    facts.push(
      isDown
        ? `${count} for ${key} cannot go: its leader ${leader === -1 ? 'is not elected' : `broker ${leader} does not run, and the controller has not noticed yet`}.`
        : `${count} for ${key} wait in a batch (linger.ms) or for the acknowledgement of broker ${leader}.`,
    );
  }
  if (producer.lastError !== null) facts.push(`Its last answer was ${producer.lastError}.`);
  return {
    headline: `${producer.ackedCount} of ${producer.createdCount} records are acknowledged.`,
    facts,
  };
}

function brokerFacts(frame: Frame, id: number): Facts {
  const broker = frame.brokers.get(id);
  if (broker === undefined) return gone();
  const facts: string[] = [];
  if (broker.status !== 'running' && broker.registration === 'unfenced') {
    facts.push(
      'The controller still counts on it: it is fenced when no heartbeat has come for broker.session.timeout.ms.',
    );
  }
  if (broker.status === 'running' && broker.registration === 'fenced') {
    facts.push('It must catch up with the metadata log and send a heartbeat before it may lead.');
  }
  let awaited = 0;
  for (const topic of frame.topics.values()) {
    for (const { state } of topic.partitions) {
      if (state.replicas.includes(id) && !state.isr.includes(id)) awaited += 1;
    }
  }
  if (awaited > 0) facts.push(`${awaited} of its replicas are not in sync.`);
  return { headline: `Broker ${id} is ${broker.status}, ${broker.registration}.`, facts };
}

function recordFacts(frame: Frame, id: string): Facts {
  const [key = '', offsetText = ''] = id.split('#');
  const partition = partitionAt(frame, key);
  const leader = partition === undefined ? undefined : leaderReplica(partition);
  if (partition === undefined || leader === undefined) return gone();
  const offset = Number(offsetText);
  const holders = [...partition.replicas.values()].filter((one) => one.logEndOffset > offset);
  const facts = [`Brokers ${holders.map((one) => one.broker).join(', ')} have it.`];
  for (const group of frame.groups.values()) {
    const committed = group.committed.get(key);
    if (committed !== undefined) {
      facts.push(
        committed > offset
          ? `Group ${group.id} has committed beyond it (${committed}).`
          : `Group ${group.id} has not committed it (${committed} is next).`,
      );
    }
  }
  return offset < leader.highWatermark
    ? { headline: 'It is below the high watermark: consumers can read it.', facts }
    : { headline: 'It is above the high watermark: nobody can read it yet.', facts };
}

function gone(): Facts {
  return { headline: 'It is not there at this moment.', facts: [] };
}

function factsOf(frame: Frame, { type, id }: Subject): Facts {
  switch (type) {
    case 'partition': {
      const partition = partitionAt(frame, id);
      return partition === undefined ? gone() : partitionFacts(frame, partition);
    }
    case 'replica':
      return replicaFacts(frame, id);
    case 'record':
      return recordFacts(frame, id);
    case 'group': {
      const group = frame.groups.get(id);
      return group === undefined ? gone() : groupFacts(frame, group);
    }
    case 'consumer': {
      const consumer = frame.consumers.get(id);
      return consumer === undefined ? gone() : consumerFacts(frame, consumer);
    }
    case 'producer':
      return producerFacts(frame, id);
    case 'broker':
      return brokerFacts(frame, Number(id));
    case 'controller': {
      const controller = frame.controllers.get(Number(id));
      return controller === undefined
        ? gone()
        : {
            headline: `Controller ${id} is ${controller.state} in epoch ${controller.epoch}.`,
            facts: controller.isActive ? ['It decides for the whole cluster.'] : [],
          };
    }
    case 'topic':
      return {
        headline: `Topic ${id} has ${frame.topics.get(id)?.partitions.length ?? 0} partitions.`,
        facts: [],
      };
    case 'packet': {
      const packet = frame.packets.get(Number(id));
      return packet === undefined
        ? { headline: 'It has arrived, or is lost.', facts: [] }
        : { headline: `A ${packet.kind} on its way.`, facts: [] };
    }
    default:
      return gone();
  }
}

// ── The chain ───────────────────────────────────────────────────────────────────────────────

/** Whether an event changed the subject in a way that is worth explaining. */
function concerns(event: TraceEvent, { type, id }: Subject): boolean {
  switch (event.type) {
    case 'highWatermark.advanced':
    case 'records.appended':
    case 'log.truncated':
    case 'replica.role-changed': {
      const key = partitionKey(event.data.topic, event.data.partition);
      if (type === 'partition') return key === id;
      if (type === 'record') {
        const [recordKey = '', offset = ''] = id.split('#');
        return (
          event.type === 'records.appended' &&
          recordKey === key &&
          event.data.role === 'leader' &&
          Number(offset) >= event.data.batch.baseOffset &&
          Number(offset) < event.data.logEndOffset
        );
      }
      return type === 'replica' && `${key}@${event.data.broker}` === id;
    }
    case 'partition.changed': {
      const key = partitionKey(event.data.state.topic, event.data.state.partition);
      if (type === 'replica') return id.startsWith(`${key}@`) && event.data.election !== null;
      return type === 'partition' && key === id;
    }
    case 'group.changed':
      return type === 'group' && event.data.group === id;
    case 'partitions.assigned':
    case 'partitions.revoked':
    case 'records.polled':
      return type === 'consumer' && event.data.consumer === id;
    case 'batch.completed':
    case 'batch.retried':
      return type === 'producer' && event.data.producer === id;
    case 'broker.fenced':
    case 'broker.unfenced':
    case 'broker.registered':
      return type === 'broker' && String(event.data.broker) === id;
    case 'node.crashed':
    case 'node.stopped':
      return event.node === `${type}-${id}`;
    case 'quorum.changed':
      return type === 'controller' && String(event.data.controller) === id;
    case 'topic.created':
      return type === 'topic' && event.data.topic === id;
    case 'request.sent':
    case 'response.sent':
      return type === 'packet' && String(event.data.packet) === id;
    default:
      return false;
  }
}

/** Links that say nothing new between two that do. */
function isPlumbing(event: TraceEvent): boolean {
  switch (event.type) {
    case 'timer.fired':
      return false;
    case 'request.sent': {
      const { api } = event.data.body as RequestBody;
      return api === 'Fetch' || api === 'FetchMetadata' || api === 'BrokerHeartbeat';
    }
    case 'request.received':
    case 'response.received':
    case 'response.sent':
    case 'metadata.appended':
    case 'metadata.committed':
    case 'metadata.applied':
      return true;
    default:
      return false;
  }
}

/** What made a broker or member fall silent, when silence is the reason: it has no cause to follow. */
function causeOfSilence(trace: TraceStore, event: TraceEvent): TraceEvent | undefined {
  const node = silentNode(event);
  if (node === null) return undefined;
  for (let id = event.id - 1; id >= Math.max(0, event.id - SEARCH_MAX); id -= 1) {
    const earlier = trace.at(id);
    const isLinkTo =
      earlier?.type === 'link.changed' && earlier.data.isCut && earlier.node === node;
    const isEnd =
      earlier?.node === node && (earlier.type === 'node.crashed' || earlier.type === 'node.paused');
    if (isLinkTo || isEnd) return earlier;
  }
  return undefined;
}

function silentNode(event: TraceEvent): string | null {
  if (event.type === 'broker.fenced' && event.data.reason === 'session timeout') {
    return `broker-${event.data.broker}`;
  }
  if (event.type === 'member.left' && event.data.reason === 'session timeout') {
    return `consumer-${event.data.clientId}`;
  }
  return null;
}

/** The controller fences a broker and changes its partitions in one go: name the fencing first. */
function fencingBefore(trace: TraceStore, event: TraceEvent): TraceEvent | undefined {
  if (event.type !== 'partition.changed' || event.data.reason !== 'broker fenced') return undefined;
  for (let id = event.id - 1; id >= 0; id -= 1) {
    const earlier = trace.at(id);
    if (earlier === undefined || earlier.atUs < event.atUs) return undefined;
    if (earlier.type === 'broker.fenced') return earlier;
  }
  return undefined;
}

function causeOf(trace: TraceStore, event: TraceEvent): TraceEvent | undefined {
  const better = causeOfSilence(trace, event) ?? fencingBefore(trace, event);
  if (better !== undefined) return better;
  // A clock needs no further explanation; behind it lie only earlier rounds of the same.
  if (event.type === 'timer.fired' || event.cause === -1) return undefined;
  return trace.at(event.cause);
}

function chainTo(trace: TraceStore, last: TraceEvent): readonly CauseLink[] {
  const links: CauseLink[] = [];
  let event: TraceEvent | undefined = last;
  while (event !== undefined && links.length < CHAIN_MAX) {
    if (event === last || !isPlumbing(event)) {
      links.push({ eventId: event.id, atUs: event.atUs, sentence: sentenceOf(event) });
    }
    event = causeOf(trace, event);
  }
  return links.reverse();
}

/** Why a thing is as it is at the Frame's moment. */
export function why(trace: TraceStore, frame: Frame, subject: Subject): WhyAnswer {
  const facts = factsOf(frame, subject);
  const oldest = Math.max(0, frame.nextEventId - SEARCH_MAX);
  for (let id = frame.nextEventId - 1; id >= oldest; id -= 1) {
    const event = trace.at(id);
    if (event !== undefined && concerns(event, subject)) {
      return { ...facts, chain: chainTo(trace, event) };
    }
  }
  return { ...facts, chain: [] };
}
