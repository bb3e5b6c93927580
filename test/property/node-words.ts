// What the nodes of a world say of themselves, in the words of the Frame: read from their disks and
// memories, past all events. A Frame that says anything else of the same moment is wrong.
import type {
  BrokerDisk,
  BrokerMemory,
  HostedPartition,
} from '#kafka/broker/state/broker-state.ts';
import type { ConsumerDisk, ConsumerMemory } from '#kafka/client/consumer/state.ts';
import type { ProducerDisk, ProducerMemory } from '#kafka/client/producer/state.ts';
import type { ControllerDisk, ControllerMemory } from '#kafka/controller/active-controller.ts';
import type { GroupState } from '#kafka/coordinator/groups.ts';
import type { PartitionLog } from '#kafka/log/partition-log.ts';
import { OFFSETS_TOPIC, offsetsPartitionFor } from '#kafka/protocol/internal-topic.ts';
import { partitionKey } from '#kafka/protocol/topic-partition.ts';
import type { NodeState, World } from '#sim/world.ts';
import { type Frame, partitionAt } from '#trace/frame.ts';

const STATUS = { running: ['running'], paused: ['paused'], down: ['stopped', 'crashed'] } as const;

function nodesOf(world: World, kind: string): readonly NodeState[] {
  return [...world.nodes.values()].filter((node) => node.kind === kind);
}

/** The node's own memory, without that of its connections. */
function memoryOf<T>({ memory }: NodeState): T | null {
  return (memory as { readonly node: T } | null)?.node ?? null;
}

/** Where the Frame and the nodes do not say the same, one line each. */
export function contradictions(world: World, frame: Frame): readonly string[] {
  const found: string[] = [];
  const compare: Compare = (subject, ofFrame, ofNode) => {
    const [one, other] = [JSON.stringify(ofFrame), JSON.stringify(ofNode)];
    if (one !== other) found.push(`${subject}: Frame ${one}, node ${other}`);
  };
  for (const node of world.nodes.values()) compareStatus(node, frame, compare);
  for (const node of nodesOf(world, 'broker')) compareBroker(node, frame, compare);
  for (const node of nodesOf(world, 'controller')) compareController(node, frame, compare);
  for (const node of nodesOf(world, 'consumer')) compareConsumer(node, frame, compare);
  for (const node of nodesOf(world, 'producer')) compareProducer(node, frame, compare);
  comparePackets(world, frame, compare);
  compareParked(world, frame, compare);
  return found;
}

type Compare = (subject: string, ofFrame: unknown, ofNode: unknown) => void;

function compareStatus({ id, kind, status }: NodeState, frame: Frame, compare: Compare): void {
  const name = id.slice(id.indexOf('-') + 1);
  const known = {
    broker: frame.brokers.get(Number(name)),
    controller: frame.controllers.get(Number(name)),
    consumer: frame.consumers.get(name),
    producer: frame.producers.get(name),
  }[kind];
  if (known === undefined) return;
  const words: readonly string[] = STATUS[status];
  compare(`${id} status`, known.status, words.includes(known.status) ? known.status : status);
}

// ── Brokers ─────────────────────────────────────────────────────────────────────────────────

const ROLES = { Leader: 'leader', Follower: 'follower', NoLeader: 'no leader' } as const;

function compareBroker(node: NodeState, frame: Frame, compare: Compare): void {
  const disk = node.disk as BrokerDisk;
  const memory = memoryOf<BrokerMemory>(node);
  const broker = frame.brokers.get(disk.id);
  compare(`${node.id} rack`, broker?.rack, disk.rack);
  compare(`${node.id} disk`, broker?.appendLatencyUs, disk.appendLatencyUs);
  for (const log of disk.logs.values()) compareLog(disk.id, log, frame, compare);
  if (memory === null) {
    compareSilence(disk.id, frame, compare);
    return;
  }
  compare(`${node.id} metadata`, broker?.metadataOffset, memory.image.offset);
  for (const hosted of memory.partitions.values()) compareReplica(disk, hosted, frame, compare);
  const shard = memory.coordinators.get(OFFSETS_TOPIC);
  if (shard !== undefined) compareGroups(disk.id, shard.state as GroupState, frame, compare);
}

/** A broker that is down plays no role anywhere. */
function compareSilence(id: number, frame: Frame, compare: Compare): void {
  for (const { partitions } of frame.topics.values()) {
    for (const { topic, partition, replicas } of partitions) {
      const role = replicas.get(id)?.role;
      if (role === undefined || role === 'none') continue;
      compare(`${partitionKey(topic, partition)}@${id} of a dead broker`, role, 'offline');
    }
  }
}

function compareLog(id: number, log: PartitionLog, frame: Frame, compare: Compare): void {
  const topic = frame.topics.get(log.topic);
  if (topic?.topicId !== log.topicId) return;
  const replica = topic.partitions[log.partition]?.replicas.get(id);
  if (replica === undefined) return;
  const subject = `${partitionKey(log.topic, log.partition)}@${id}`;
  const own = [...log.batches].flatMap(({ records }) => records);
  const text = (records: Iterable<{ readonly id: string; readonly offset: number }>): string =>
    [...records].map((record) => `${record.offset} ${record.id}`).join();
  compare(`${subject} records`, text(replica.log), text(own));
  compare(
    `${subject} ends`,
    [replica.logEndOffset, replica.log.endOffset],
    [log.logEndOffset, log.logEndOffset],
  );
}

function compareReplica(
  { id, logs }: BrokerDisk,
  hosted: HostedPartition,
  frame: Frame,
  compare: Compare,
): void {
  const { key, role, leaderEpoch, highWatermark } = hosted;
  const topicId = logs.get(key)?.topicId;
  const partition = partitionAt(frame, key);
  if (partition === undefined || frame.topics.get(hosted.topic)?.topicId !== topicId) return;
  const replica = partition.replicas.get(id);
  const subject = `${key}@${id}`;
  compare(`${subject} role`, replica?.role, ROLES[role.value]);
  compare(`${subject} leader epoch`, replica?.leaderEpoch, leaderEpoch);
  compare(`${subject} high watermark`, replica?.highWatermark, highWatermark);
  if (role.value !== 'Leader') return;
  compare(`${subject} ISR`, replica?.isr, hosted.isr);
  const known = [...hosted.followers].filter(([, { logEndOffset }]) => logEndOffset >= 0);
  compare(
    `${subject} followers`,
    [...(replica?.followerEndOffsets ?? [])].filter(([one]) => hosted.followers.has(one)).sort(),
    known.map(([one, { logEndOffset }]) => [one, logEndOffset]).sort(),
  );
}

// ── Groups ──────────────────────────────────────────────────────────────────────────────────

/** What a broker has of groups whose partition it leads, by its own word and the controller's. */
function compareGroups(id: number, state: GroupState, frame: Frame, compare: Compare): void {
  const partitions = frame.topics.get(OFFSETS_TOPIC)?.partitions ?? [];
  const isIts = (group: string): boolean =>
    partitions[offsetsPartitionFor(group, partitions.length)]?.state.leader === id;
  for (const [name, offsets] of state.offsets) {
    // One that took over may have found a commit which its predecessor wrote and never told of.
    const { leaderEpoch = 0 } =
      partitions[offsetsPartitionFor(name, partitions.length)]?.state ?? {};
    if (!isIts(name) || leaderEpoch > 0) continue;
    const own = [...offsets].map(([key, { offset }]) => `${key} ${offset}`).sort();
    const known = [...(frame.groups.get(name)?.committed ?? [])];
    compare(`${name} committed`, known.map(([key, offset]) => `${key} ${offset}`).sort(), own);
  }
  for (const [name, group] of state.groups) {
    const known = frame.groups.get(name);
    if (!isIts(name) || known?.coordinator !== id) continue;
    compare(`${name} protocol`, known.protocol, group.type);
    const epoch = group.type === 'classic' ? group.generationId : group.groupEpoch;
    compare(`${name} generation`, known.generation, epoch);
    if (group.type === 'classic') compare(`${name} state`, known.state, group.machine.value);
    const members = known.members.map(({ memberId }) => memberId).sort();
    compare(`${name} members`, members, [...group.members.keys()].sort());
  }
}

// ── Controllers ─────────────────────────────────────────────────────────────────────────────

function compareController(node: NodeState, frame: Frame, compare: Compare): void {
  const { quorum } = node.disk as ControllerDisk;
  const memory = memoryOf<ControllerMemory>(node);
  const controller = frame.controllers.get(quorum.id);
  if (memory === null) return;
  const said = [controller?.state, controller?.epoch, controller?.leaderId, controller?.votedId];
  const { voter, highWatermark } = memory.quorum;
  compare(`${node.id} quorum`, said, [voter.value, quorum.epoch, quorum.leaderId, quorum.votedId]);
  compare(`${node.id} high watermark`, controller?.highWatermark, highWatermark);
  compare(`${node.id} is active`, controller?.isActive, memory.active !== null);
  if (memory.active === null || frame.activeController !== quorum.id) return;
  const { image } = memory.active;
  for (const { name, topicId, partitions } of image.topics.values()) {
    const topic = frame.topics.get(name);
    compare(`topic ${name}`, topic?.topicId, topicId);
    for (const state of partitions) {
      const known = topic?.partitions[state.partition]?.state;
      compare(`${partitionKey(name, state.partition)} state`, known, state);
    }
    const configs = { ...image.configs.get(`TOPIC:${name}`) };
    compare(`${name} configs`, sorted(topic?.configs), sorted(configs));
  }
  compare('topics', [...frame.topics.keys()].sort(), [...image.topics.keys()].sort());
  for (const [id, broker] of frame.brokers) {
    const registered = image.brokers.get(id);
    compare(`broker ${id} epoch`, broker.brokerEpoch, registered?.brokerEpoch ?? -1);
    compare(`broker ${id} incarnation`, broker.incarnationId, registered?.incarnationId ?? '');
    const word =
      registered === undefined
        ? 'unregistered'
        : registered.fenced
          ? 'fenced'
          : registered.inControlledShutdown
            ? 'controlled shutdown'
            : 'unfenced';
    compare(`broker ${id} registration`, broker.registration, word);
  }
}

function sorted(configs: Readonly<Record<string, string>> | undefined): unknown {
  return Object.entries(configs ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
}

// ── Clients ─────────────────────────────────────────────────────────────────────────────────

function compareConsumer(node: NodeState, frame: Frame, compare: Compare): void {
  const { spec } = node.disk as ConsumerDisk;
  const memory = memoryOf<ConsumerMemory>(node);
  const consumer = frame.consumers.get(spec.id);
  const { id } = node;
  if (memory === null) {
    compare(`${id} is down and owns`, consumer?.owned, []);
    return;
  }
  compare(`${id} spec`, consumer?.spec, spec);
  const owned = [...memory.owned.values()];
  compare(
    `${id} owns`,
    consumer?.owned.map((one) => partitionKey(one.topic, one.partition)),
    owned.map(({ key }) => key),
  );
  // What is behind the application, not what is in its buffers.
  const positions = owned.flatMap(({ key, consumed }) => (consumed === null ? [] : [key]));
  compare(
    `${id} positions`,
    positions.map((key) => [key, consumer?.positions.get(key)]),
    positions.map((key) => [key, memory.owned.get(key)?.consumed]),
  );
  const paused = owned.filter(({ isPaused }) => isPaused).map(({ key }) => key);
  compare(`${id} paused`, [...(consumer?.paused ?? [])].sort(), paused.sort());
  const replicas = owned.flatMap(({ key, readReplica }) =>
    readReplica === null ? [] : [[key, readReplica.broker]],
  );
  compare(`${id} read replicas`, [...(consumer?.readReplicas ?? [])].sort(), replicas.sort());
  const isBusy = consumer?.processing !== null;
  const state = memory.application.value;
  if (state === 'POLLING' || state === 'PROCESSING') {
    compare(`${id} works`, isBusy, state === 'PROCESSING');
    compare(`${id} in hand`, consumer?.recordsInHand, memory.recordsInHand);
  }
}

function compareProducer(node: NodeState, frame: Frame, compare: Compare): void {
  const { spec, recordCount } = node.disk as ProducerDisk;
  const memory = memoryOf<ProducerMemory>(node);
  const producer = frame.producers.get(spec.id);
  if (memory === null || producer === undefined) return;
  const { id } = node;
  compare(`${id} spec`, producer.spec, spec);
  compare(`${id} made`, producer.createdCount, recordCount);
  const batches = [...memory.accumulator.queues.values()].flatMap((queue) => [
    ...queue.inFlight,
    ...queue.batches,
  ]);
  const records = batches.flatMap((batch) => batch.records.map((record) => record.id));
  compare(`${id} pending`, [...producer.pending.keys()].sort(), records.sort());
  compare(`${id} in flight`, [...producer.inFlight].sort(), inFlightOf(memory));
  const settled = producer.ackedCount + producer.failedCount;
  compare(`${id} settled`, settled + records.length, recordCount);
}

function inFlightOf({ inFlight }: ProducerMemory): readonly number[] {
  return [...inFlight.keys()].sort();
}

// ── Packets ─────────────────────────────────────────────────────────────────────────────────

/** What is on its way: queued, or arrived where something sent before it is missing. */
function comparePackets(world: World, frame: Frame, compare: Compare): void {
  const waiting = [...world.connections.values()].flatMap(({ toServer, toClient, unread }) => [
    ...toServer.early,
    ...toClient.early,
    ...unread,
  ]);
  const flying = world.queue.values().flatMap((entry) => {
    const isStale = world.staleEntries.has(entry.sequence);
    return entry.kind === 'packet' && !isStale && entry.packet !== -1 ? [entry] : [];
  });
  const own = [...waiting, ...flying].map(({ packet, from, to }) => `${packet} ${from} > ${to}`);
  const known = [...frame.packets.values()].map(
    ({ packet, from, to }) => `${packet} ${from} > ${to}`,
  );
  compare('packets', known.sort(), own.sort());
  for (const entry of flying) {
    // Of what is sent again it is known only then how long it takes.
    if (entry.isLost || entry.retransmissions > 0) continue;
    const { deliverAtUs } = frame.packets.get(entry.packet) ?? {};
    compare(`packet ${entry.packet} is due`, deliverAtUs, entry.atUs);
  }
  const faults = world.faults.map(({ armedBy, left }) => [armedBy, left]);
  compare(
    'faults',
    [...frame.faults].map(([by, { left }]) => [by, left]),
    faults,
  );
}

/** What is parked in the Frame is held by the node that says so. */
function compareParked(world: World, frame: Frame, compare: Compare): void {
  for (const { packet, node } of frame.parked.values()) {
    const isHeld = world.nodes.get(node)?.unanswered.has(packet) ?? false;
    compare(`${node} holds ${packet}`, true, isHeld);
  }
}
