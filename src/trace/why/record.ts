// A record's fate: made, appended, acknowledged, visible, delivered, committed; or lost.
import type { Bytes } from '#base/bytes.ts';
import { type Frame, leaderReplica, type PartitionFrame, recordAt } from '#trace/frame.ts';
import type { RecordFate } from '#trace/ledger.ts';
import { type Fact, type Finding, GONE, now, since } from './answer.ts';
import type { Past } from './memory.ts';
import { partitionReason } from './partition-choice.ts';
import { partitionFinding } from './partition.ts';

export function recordFinding(past: Past, id: string): Finding {
  const found = recordAt(past.frame, id);
  if (found === undefined) return GONE;
  const { record, partition } = found;
  const [key = '', offsetText = ''] = id.split('#');
  const offset = Number(offsetText);
  const leader = leaderReplica(partition);
  const fate = past.ledger.fateOf(record.id);
  const isInLeader = leader !== undefined && leader.log.at(offset)?.id === record.id;
  const isVisible = isInLeader && offset < leader.highWatermark;
  const facts: Fact[] = [];
  if (fate !== undefined) facts.push(...fateFacts(past, fate, record.key));
  const holders = [...partition.replicas.values()].filter(
    (one) => one.log.at(offset)?.id === record.id,
  );
  facts.push(now(`In the logs of brokers ${holders.map((one) => one.broker).join(', ')}.`));
  for (const other of partition.replicas.values()) {
    const there = other.log.at(offset);
    if (there === undefined || there.id === record.id) continue;
    facts.push(
      now(
        `Broker ${other.broker} has another record at this offset (value ${there.value?.text ?? 'null'}): the logs have diverged, and the follower’s is truncated.`,
      ),
    );
  }
  if (!isVisible && isInLeader) facts.push(...partitionFinding(past, partition).facts.slice(0, 2));
  facts.push(...committedFacts(past.frame, key, offset));
  const append = fate?.appends.at(-1);
  return {
    headline: headlineOf(partition, isInLeader, isVisible),
    facts,
    last:
      append === undefined
        ? undefined
        : past.eventAt(
            append.atUs,
            (event) =>
              event.type === 'records.appended' &&
              event.data.batch.records.some((one) => one.id === record.id),
          ),
  };
}

function headlineOf({ state }: PartitionFrame, isInLeader: boolean, isVisible: boolean): string {
  if (state.leader === -1) return 'Its partition has no leader: nobody can read it now.';
  if (!isInLeader) return 'The leader does not have it: it is, or will be, lost.';
  return isVisible
    ? 'It is below the high watermark: consumers can read it.'
    : 'It is above the high watermark: nobody can read it yet.';
}

/** What happened to it, in order of time. */
function fateFacts(past: Past, fate: RecordFate, key: Bytes | null): Fact[] {
  const { recordId } = fate;
  const has = (ids: readonly string[]): boolean => ids.includes(recordId);
  const made = past.eventAt(
    fate.createdAtUs,
    (event) => event.type === 'record.created' && event.data.recordId === recordId,
  );
  const timed: [number, Fact][] = [[fate.createdAtUs, since(made, `${fate.producer} made it.`)]];
  if (made?.type === 'record.created') {
    timed.push([fate.createdAtUs, since(made, partitionReason(past.frame, made, key))]);
  }
  fate.appends.forEach(({ atUs, broker, offset, leaderEpoch }, index) => {
    const event = past.eventAt(
      atUs,
      (one) =>
        one.type === 'records.appended' &&
        one.data.broker === broker &&
        one.data.batch.records.some((record) => record.id === recordId),
    );
    const again = index === 0 ? '' : ' again: a duplicate, or a second life';
    timed.push([
      atUs,
      since(
        event,
        `Broker ${broker} appended it at offset ${offset}, in leader epoch ${leaderEpoch}${again}.`,
      ),
    ]);
  });
  if (fate.outcomeAtUs !== null) {
    const event = past.eventAt(
      fate.outcomeAtUs,
      (one) => one.type === 'batch.completed' && has(one.data.recordIds),
    );
    const text =
      fate.outcome === 'acknowledged'
        ? `${fate.producer} got the acknowledgement.`
        : `${fate.producer} gave it up: ${fate.errorCode}.`;
    timed.push([fate.outcomeAtUs, since(event, text)]);
  }
  if (fate.visibleAtUs !== null) {
    const event = past.eventAt(fate.visibleAtUs, (one) => one.type === 'highWatermark.advanced');
    timed.push([fate.visibleAtUs, since(event, 'The leader’s high watermark passed it.')]);
  }
  for (const { consumer, group, atUs } of fate.deliveries) {
    const event = past.eventAt(
      atUs,
      (one) => one.type === 'records.polled' && one.data.consumer === consumer,
    );
    const of = group === '' ? '' : ` of ${group}`;
    timed.push([atUs, since(event, `${consumer}${of} got it from poll().`)]);
  }
  if (fate.lostAtUs !== null) {
    const event = past.trace.at(fate.losses.at(-1)?.eventId ?? -1);
    timed.push([
      fate.lostAtUs,
      since(event, 'The leader of its partition does not have it: it is lost.'),
    ]);
  }
  const facts = timed.sort(([a], [b]) => a - b).map(([, fact]) => fact);
  if (fate.outcome === 'pending') facts.push(now(`${fate.producer} has no acknowledgement yet.`));
  return facts;
}

function committedFacts(frame: Frame, key: string, offset: number): Fact[] {
  const facts: Fact[] = [];
  for (const group of frame.groups.values()) {
    const committed = group.committed.get(key);
    if (committed === undefined) continue;
    facts.push(
      now(
        committed > offset
          ? `Group ${group.id} has committed beyond it (${committed}).`
          : `Group ${group.id} has not committed it (${committed} is next).`,
      ),
    );
  }
  return facts;
}
