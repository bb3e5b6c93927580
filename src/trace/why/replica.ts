// Why a replica is as it is: whom it follows, what it lacks, and a leader that was deposed and does
// not know it.
import { nodeIds } from '#kafka/protocol/node-id.ts';
import {
  type Frame,
  leaderReplica,
  partitionAt,
  type PartitionFrame,
  type ReplicaFrame,
} from '#trace/frame.ts';
import { type Fact, type Finding, GONE, now, set, since } from './answer.ts';
import { leaderChange, whyLeaderless } from './leadership.ts';
import type { Past } from './memory.ts';
import { partitionFinding, whyOutOfSync, whySlow } from './partition.ts';
import { cutBetween, silenceOf } from './process.ts';

/** The link from a broker to the active controller, if it is cut. */
export function cutFromController(past: Past, broker: number): Fact | undefined {
  const node = nodeIds.broker(broker);
  for (const id of past.frame.controllers.keys()) {
    if (past.frame.activeController !== -1 && id !== past.frame.activeController) continue;
    const cut = cutBetween(past, node, nodeIds.controller(id));
    if (cut !== undefined) return cut;
  }
  return undefined;
}

/** How far behind the active controller a broker's metadata is; undefined when it has all. */
export function metadataLag(frame: Frame, id: number): Fact | undefined {
  const broker = frame.brokers.get(id);
  const end = frame.controllers.get(frame.activeController)?.highWatermark ?? 0;
  if (broker === undefined || broker.metadataOffset >= end) return undefined;
  return now(
    `It has applied the metadata log up to ${broker.metadataOffset}; the active controller has committed up to ${end}.`,
  );
}

export function replicaFinding(past: Past, id: string): Finding {
  const [key = '', brokerText = ''] = id.split('@');
  const partition = partitionAt(past.frame, key);
  const replica = partition?.replicas.get(Number(brokerText));
  if (partition === undefined || replica === undefined) return GONE;
  if (replica.role === 'leader') {
    return partition.state.leader === replica.broker
      ? partitionFinding(past, partition)
      : deposedFinding(past, partition, replica, key);
  }
  return replica.role === 'no leader' || replica.role === 'offline'
    ? idleFinding(past, partition, replica, key)
    : followerFinding(past, partition, replica, key);
}

function deposedFinding(
  past: Past,
  partition: PartitionFrame,
  replica: ReplicaFrame,
  key: string,
): Finding {
  const { state } = partition;
  const change = leaderChange(past, partition);
  const facts: Fact[] = [
    since(
      change,
      state.leader === -1
        ? `The controller took the leadership of ${key} away from it.`
        : `The controller made broker ${state.leader} leader of ${key}, in leader epoch ${state.leaderEpoch}.`,
    ),
  ];
  const cut = cutFromController(past, replica.broker);
  if (cut !== undefined) facts.push(cut);
  const lag = metadataLag(past.frame, replica.broker);
  if (lag !== undefined) facts.push(lag);
  const { highWatermark, logEndOffset, isr } = replica;
  if (highWatermark < logEndOffset) {
    facts.push(
      now(
        `It cannot shrink its ISR ${set(isr)} without the controller: its high watermark stands at ${highWatermark}. With acks=1 it acknowledges all the same; when it follows, it truncates what the new leader does not have.`,
      ),
    );
  }
  return {
    headline: `Broker ${replica.broker} believes that it leads ${key}, in leader epoch ${replica.leaderEpoch}. It was deposed.`,
    facts,
    last: change,
  };
}

/** It neither leads nor follows. */
function idleFinding(
  past: Past,
  partition: PartitionFrame,
  { broker, logEndOffset }: ReplicaFrame,
  key: string,
): Finding {
  const silence = silenceOf(past, nodeIds.broker(broker));
  if (silence !== undefined) {
    return {
      headline: 'This replica is offline: its broker does not run.',
      facts: [
        silence,
        now(`Its log is on the disk, with end offset ${logEndOffset}.`),
        ...whyOutOfSync(past, partition, broker),
      ],
      last: undefined,
    };
  }
  if (partition.state.leader === -1) {
    return {
      headline: `This replica does nothing: ${key} has no leader to follow.`,
      facts: whyLeaderless(past, partition),
      last: leaderChange(past, partition),
    };
  }
  const lag = metadataLag(past.frame, broker);
  return {
    headline: 'This replica does nothing: its broker does not know yet whom to follow.',
    facts: lag === undefined ? [] : [lag],
  };
}

function followerFinding(
  past: Past,
  partition: PartitionFrame,
  replica: ReplicaFrame,
  key: string,
): Finding {
  const { state } = partition;
  const { broker, logEndOffset } = replica;
  const leader = leaderReplica(partition);
  const facts: Fact[] = [];
  if (replica.leaderEpoch < state.leaderEpoch) {
    facts.push(
      now(
        `It still works in leader epoch ${replica.leaderEpoch}; the partition is in leader epoch ${state.leaderEpoch}.`,
      ),
    );
  } else if (leader?.role === 'leader' && !leader.followerEndOffsets.has(broker)) {
    facts.push(
      now(`The leader has had no fetch from it in leader epoch ${state.leaderEpoch} yet.`),
    );
  }
  facts.push(...whySlow(past, state.leader, broker));
  if (leader !== undefined && replica.highWatermark < leader.highWatermark) {
    facts.push(
      now(
        `Its high watermark is ${replica.highWatermark}, the leader’s ${leader.highWatermark}: a follower learns it with its next fetch.`,
      ),
    );
  }
  const isInSync = state.isr.includes(broker);
  facts.push(...whyOutOfSync(past, partition, broker));
  if (!isInSync) {
    facts.push(
      now(
        `It returns to the ISR once it has caught up with the leader’s high watermark ${leader?.highWatermark ?? ''} and its broker is unfenced.`,
      ),
    );
  }
  const cut = past.lastOf(
    'log.truncated',
    (data) =>
      data.topic === partition.topic &&
      data.partition === partition.partition &&
      data.broker === broker,
  );
  if (cut !== undefined) {
    facts.push(
      since(
        cut,
        `It truncated its log from ${cut.data.previousLogEndOffset} to ${cut.data.logEndOffset}: the leader did not have those records.`,
      ),
    );
  }
  return {
    headline: `It follows broker ${state.leader} in ${key} and has ${logEndOffset} of ${leader?.logEndOffset ?? '?'} records.`,
    facts,
    last: cut,
  };
}
