// Every replica's log is dense: a batch begins where the log ended, and its records count up by one.
import { partitionKey } from '#kafka/protocol/topic-partition.ts';
import type { Invariant } from './invariant.ts';
import { ReplicaLogs } from './replica-logs.ts';

export const denseOffsets: Invariant = {
  name: 'offsets in a log are dense and in order',
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
  const { topic, partition, broker, batch, logEndOffset } = event.data;
  const where = `${partitionKey(topic, partition)}@${broker}`;
  const endOffset = logs.get(event.data)?.logEndOffset ?? -1;
  if (batch.records.length === 0) return `${where}: a batch without records`;
  if (endOffset !== -1 && batch.baseOffset !== endOffset) {
    return `${where}: a batch from offset ${batch.baseOffset}, but the log ended at ${endOffset}`;
  }
  for (const [index, { offset, id }] of batch.records.entries()) {
    if (offset !== batch.baseOffset + index) {
      return `${where}: record ${id} has offset ${offset}, not ${batch.baseOffset + index}`;
    }
  }
  return logEndOffset === batch.baseOffset + batch.records.length
    ? null
    : `${where}: log end offset ${logEndOffset} after ${batch.records.length} records from ${batch.baseOffset}`;
}
