// Why a partition is as it is: who leads it, why its high watermark stands where it stands, who left
// the ISR, what a reassignment waits for.
import type { TraceEvent } from '#kafka/events.ts';
import { nodeIds } from '#kafka/protocol/node-id.ts';
import { partitionKey } from '#kafka/protocol/topic-partition.ts';
import {
  isRunning,
  leaderReplica,
  partitionLag,
  type PartitionFrame,
  type ReplicaFrame,
} from '#trace/frame.ts';
import { minIsr } from '#trace/frame-settings.ts';
import { count, type Fact, type Finding, now, set, since } from './answer.ts';
import { howElected, lastChange, leaderChange, whatWasLost, whyLeaderless } from './leadership.ts';
import type { Past } from './memory.ts';
import { cutBetween, noController, silenceOf } from './process.ts';
import { brokerSession, replicaLagTime } from './settings.ts';

export function partitionFinding(past: Past, partition: PartitionFrame): Finding {
  const { state } = partition;
  const key = partitionKey(partition.topic, partition.partition);
  const leader = leaderReplica(partition);
  if (state.leader === -1 || leader === undefined) {
    return {
      headline: `${key} has no leader: nobody can write to it or read it.`,
      facts: [...whyLeaderless(past, partition), ...isrFacts(past, partition)],
      last: leaderChange(past, partition),
    };
  }
  const absence = absenceOfLeader(past, partition);
  const holders = holdersBack(past, leader);
  const elected = howElected(past, partition);
  const facts = [
    ...absence,
    ...minIsrFacts(past, partition, leader),
    ...(absence.length > 0 ? [] : holders.flatMap((one) => one.facts)),
    ...(absence.length > 0 ? [] : visibilityFacts(leader)),
    ...elected,
    ...isrFacts(past, partition),
    ...reassignmentFacts(past, partition),
    ...whatWasLost(past, partition),
    ...lagFacts(past, partition),
  ];
  const changed = lastChange(past, partition, ({ previous }) => previous !== null);
  return {
    headline: headlineOf(past, partition, leader, holders),
    facts,
    last: eventOf(past, absence[0] ?? holders[0]?.facts[1]) ?? changed,
  };
}

function eventOf(past: Past, fact: Fact | undefined): TraceEvent | undefined {
  return fact?.since == null ? undefined : past.trace.at(fact.since.eventId);
}

function headlineOf(
  past: Past,
  { topic, partition, state }: PartitionFrame,
  { highWatermark, logEndOffset }: ReplicaFrame,
  holders: readonly Holder[],
): string {
  if (!isRunning(past.frame.brokers.get(state.leader))) {
    return `${partitionKey(topic, partition)} is led by broker ${state.leader}, which does not run.`;
  }
  const offsets = `High watermark ${highWatermark}, log end offset ${logEndOffset}`;
  if (highWatermark >= logEndOffset) return `${offsets}: nothing waits.`;
  const ids = holders.map((one) => one.broker).join(' and ');
  return ids === '' ? `${offsets}.` : `${offsets}: broker ${ids} holds it back.`;
}

/** The leader does not run, and still leads. */
function absenceOfLeader(past: Past, { state }: PartitionFrame): Fact[] {
  const broker = past.frame.brokers.get(state.leader);
  const silence = silenceOf(past, nodeIds.broker(state.leader));
  if (silence === undefined || isRunning(broker)) return [];
  return [
    silence,
    noController(past) ??
      now(
        `The controller still counts on it: another leader is elected once it is fenced, when no heartbeat has come for ${brokerSession(past.frame)}.`,
      ),
  ];
}

interface Holder {
  readonly broker: number;
  readonly facts: readonly Fact[];
}

/** Members of the ISR whom the high watermark waits for, the slowest first. */
function holdersBack(past: Past, leader: ReplicaFrame): Holder[] {
  if (leader.role !== 'leader' || leader.highWatermark >= leader.logEndOffset) return [];
  return leader.isr
    .filter((id) => id !== leader.broker)
    .map((id) => ({ id, offset: leader.followerEndOffsets.get(id) ?? -1 }))
    .filter(({ offset }) => offset <= leader.highWatermark)
    .sort((one, other) => one.offset - other.offset)
    .map(({ id, offset }) => {
      const known =
        offset === -1
          ? `has not fetched in leader epoch ${leader.leaderEpoch} yet`
          : `has fetched up to ${offset}`;
      const text = `Replica ${id} holds the high watermark back: it is in the ISR and ${known}.`;
      return { broker: id, facts: [now(text), ...whySlow(past, leader.broker, id)] };
    });
}

/** Why a follower does not fetch, or not quickly. */
export function whySlow(past: Past, leader: number, follower: number): Fact[] {
  const node = nodeIds.broker(follower);
  const silence = silenceOf(past, node) ?? cutBetween(past, node, nodeIds.broker(leader));
  if (silence !== undefined) return [silence];
  const latencyUs = past.frame.brokers.get(follower)?.appendLatencyUs ?? 0;
  if (latencyUs === 0) return [];
  const event = past.lastOf('disk.changed', (data) => data.broker === follower);
  return [
    since(
      event,
      `The disk of broker ${follower} is slow: each append takes ${latencyUs / 1_000} ms, and it fetches again only after that.`,
    ),
  ];
}

function minIsrFacts(past: Past, partition: PartitionFrame, leader: ReplicaFrame): Fact[] {
  const { isr } = partition.state;
  const min = minIsr(past.frame, partition);
  if (isr.length >= min) return [];
  const change = lastChange(
    past,
    partition,
    ({ state, previous }) => state.isr.length < min && (previous?.isr.length ?? 0) >= min,
  );
  const stuck =
    leader.highWatermark < leader.logEndOffset ? 'the high watermark stands still, and ' : '';
  return [
    since(
      change,
      `The ISR ${set(isr)} is smaller than min.insync.replicas ${min}: ${stuck}producers with acks=all are refused with NOT_ENOUGH_REPLICAS.`,
    ),
  ];
}

function visibilityFacts({ highWatermark, logEndOffset, isr }: ReplicaFrame): Fact[] {
  if (highWatermark >= logEndOffset) {
    return isr.length > 1
      ? [now(`Every replica in the ISR ${set(isr)} has the whole log.`)]
      : [now('The leader is alone in the ISR: only it has the whole log for sure.')];
  }
  const range =
    highWatermark === logEndOffset - 1
      ? `offset ${highWatermark}`
      : `offsets ${highWatermark} to ${logEndOffset - 1}`;
  return [now(`Consumers cannot see ${range} yet: above the high watermark.`)];
}

/** Who is not in the ISR, since when, and why; and whether the leader has recovered. */
function isrFacts(past: Past, partition: PartitionFrame): Fact[] {
  const { replicas, leaderRecoveryState } = partition.state;
  const facts = replicas.flatMap((id) => whyOutOfSync(past, partition, id));
  if (leaderRecoveryState === 'RECOVERING') {
    facts.push(
      now(
        'Leader recovery state RECOVERING: the leader was not elected cleanly, and has not told the controller that it is ready.',
      ),
    );
  }
  return facts;
}

/** Why a replica left the ISR; nothing for one that is in it, or never was. */
export function whyOutOfSync(past: Past, partition: PartitionFrame, id: number): Fact[] {
  const { state } = partition;
  if (state.isr.includes(id)) return [];
  const change = lastChange(
    past,
    partition,
    (data) => (data.previous?.isr.includes(id) ?? false) && !data.state.isr.includes(id),
  );
  if (change === undefined) return [];
  const isEligible = state.elr.includes(id)
    ? ' It is in the ELR: it has every committed record.'
    : '';
  const why = leaveWords(past, change.data.reason);
  return [since(change, `Broker ${id} left the ISR: ${why}.${isEligible}`)];
}

function leaveWords(
  past: Past,
  reason: Extract<TraceEvent, { type: 'partition.changed' }>['data']['reason'],
): string {
  switch (reason) {
    case 'AlterPartition':
      return `it had not caught up for ${replicaLagTime(past.frame)}`;
    case 'broker fenced':
      return 'it was fenced';
    case 'unclean restart':
      return 'it came back after a crash and may have lost the end of its log';
    case 'controlled shutdown':
      return 'it shut down in good order';
    default:
      return reason;
  }
}

function isReassigned({ addingReplicas, removingReplicas }: PartitionFrame['state']): boolean {
  return addingReplicas.length + removingReplicas.length > 0;
}

function reassignmentFacts(past: Past, partition: PartitionFrame): Fact[] {
  const { state, replicas } = partition;
  const { addingReplicas, removingReplicas, isr, leader } = state;
  const isMoving = isReassigned(state);
  const turn = lastChange(
    past,
    partition,
    ({ previous, state: next }) =>
      previous !== null && isReassigned(previous) !== isReassigned(next),
  );
  if (!isMoving) {
    return turn === undefined
      ? []
      : [since(turn, `Its reassignment is complete: the replicas are ${set(state.replicas)}.`)];
  }
  const facts = [
    since(
      turn,
      `It is being reassigned: ${set(addingReplicas)} are added, and ${set(removingReplicas)} leave once the new ones are in the ISR.`,
    ),
  ];
  const end = replicas.get(leader)?.logEndOffset ?? 0;
  for (const id of addingReplicas) {
    if (isr.includes(id)) continue;
    facts.push(now(`Replica ${id} has ${replicas.get(id)?.logEndOffset ?? 0} of ${end} records.`));
  }
  return facts;
}

function lagFacts(past: Past, partition: PartitionFrame): Fact[] {
  const facts: Fact[] = [];
  for (const group of past.frame.groups.values()) {
    const lag = partitionLag(partition, group);
    if (lag !== null && lag > 0) {
      facts.push(now(`Group ${group.id} has yet to commit ${count(lag, 'record')} here.`));
    }
  }
  return facts;
}
