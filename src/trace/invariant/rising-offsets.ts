// Offsets in a log rise. What a leader appends is dense: it begins where the log ended, and counts up by
// one. A follower takes over what its leader has, with the holes that compaction left.
import type { EventData } from '#kafka/events.ts';
import { lastOffsetOf } from '#kafka/protocol/record.ts';
import { partitionKey } from '#kafka/protocol/topic-partition.ts';
import type { Invariant } from './invariant.ts';
import { ReplicaLogs } from './replica-logs.ts';

export const risingOffsets: Invariant = {
  name: 'offsets in a log rise, and those that a leader gives are dense',
  start() {
    const logs = new ReplicaLogs();
    return (event) => {
      const wrong = findGap(logs, event);
      logs.fold(event);
      return wrong;
    };
  },
};

function findGap(logs: ReplicaLogs, event: Parameters<ReplicaLogs['fold']>[0]): string | null {
  if (event.type === 'log.truncated') {
    const { logEndOffset, previousLogEndOffset } = event.data;
    const endOffset = logs.get(event.data)?.logEndOffset ?? -1;
    if (logEndOffset > previousLogEndOffset || logEndOffset < 0) {
      return `truncation from ${previousLogEndOffset} to ${logEndOffset}`;
    }
    return endOffset !== -1 && endOffset !== previousLogEndOffset
      ? `truncation from ${previousLogEndOffset}, but the log ended at ${endOffset}`
      : null;
  }
  if (event.type !== 'records.appended') return null;
  const endOffset = logs.get(event.data)?.logEndOffset ?? -1;
  return wrongStart(event.data, endOffset) ?? wrongOrder(event.data);
}

type Append = EventData<'records.appended'>;

function replicaKey({ topic, partition, broker }: Append): string {
  return `${partitionKey(topic, partition)}@${broker}`;
}

/** `endOffset` -1: it is not known where the log ended. */
function wrongStart(append: Append, endOffset: number): string | null {
  const { baseOffset } = append.batch;
  const isWrong = append.role === 'leader' ? baseOffset !== endOffset : baseOffset < endOffset;
  if (endOffset === -1 || !isWrong) return null;
  return `${replicaKey(append)}: a batch from offset ${baseOffset}, but the log ended at ${endOffset}`;
}

function wrongOrder(append: Append): string | null {
  const { role, batch, logEndOffset } = append;
  const where = replicaKey(append);
  const last = lastOffsetOf(batch);
  if (last < batch.baseOffset) return `${where}: a batch without records`;
  if (role === 'leader' && last !== batch.baseOffset + batch.records.length - 1) {
    return `${where}: the leader appended ${batch.records.length} records from ${batch.baseOffset} to ${last}`;
  }
  let previous = batch.baseOffset - 1;
  for (const [index, { offset, id }] of batch.records.entries()) {
    const isWrong = role === 'leader' ? offset !== batch.baseOffset + index : offset <= previous;
    if (isWrong || offset > last)
      return `${where}: record ${id} has offset ${offset} after ${previous}`;
    previous = offset;
  }
  return logEndOffset === last + 1
    ? null
    : `${where}: log end offset ${logEndOffset} after a batch up to ${last}`;
}
