// What a producer with acks=all was promised stays: every later leader has it, at its offset. Holds
// where min.insync.replicas is at least 2 and as long as no unclean election gave the promise up.
import { partitionKey } from '#kafka/protocol/topic-partition.ts';
import type { KafkaCommandMap } from '#kafka/commands.ts';
import type { TraceEvent } from '#kafka/events.ts';
import type { Invariant, Watch } from './invariant.ts';
import { ReplicaLogs } from './replica-logs.ts';

const MIN_ISR = 'min.insync.replicas';

export const acknowledgedKept: Invariant = {
  name: 'a record acknowledged with acks=all is on every later leader',
  start: () => {
    const promises = new Promises();
    return promises.watch;
  },
};

class Promises {
  private readonly logs = new ReplicaLogs();
  private readonly acksAll = new Set<string>();
  private clusterMinIsr = 1;
  private readonly topicMinIsr = new Map<string, number>();
  /** Topic → ids of the records that leaders have written since it was created. */
  private readonly appended = new Map<string, Set<string>>();
  /** Topic → partition → offset → record id. */
  private readonly kept = new Map<string, Map<number, Map<number, string>>>();
  /** Partition key → the leader epoch that the controller decided on last. */
  private readonly leaderEpochs = new Map<string, number>();

  readonly watch: Watch = (event) => {
    this.logs.fold(event);
    this.foldSettings(event);
    switch (event.type) {
      case 'records.appended':
        this.noteAppended(event);
        return null;
      // Between the two a broker that has not heard of the deletion may write, and answer.
      case 'topic.created':
      case 'topic.deleted':
        this.appended.delete(event.data.topic);
        this.kept.delete(event.data.topic);
        return null;
      case 'partition.changed': {
        const { state, election } = event.data;
        this.leaderEpochs.set(partitionKey(state.topic, state.partition), state.leaderEpoch);
        if (election === 'unclean' || election === 'last known leader') {
          this.kept.get(state.topic)?.delete(state.partition);
        }
        return null;
      }
      case 'metadata.loaded':
        for (const { topic, partition, leaderEpoch } of event.data.partitions) {
          this.leaderEpochs.set(partitionKey(topic, partition), leaderEpoch);
        }
        return null;
      case 'batch.completed':
        return this.promise(event);
      case 'replica.role-changed':
        return this.compare(event);
      default:
        return null;
    }
  };

  private foldSettings(event: TraceEvent): void {
    if (event.type === 'command.applied' && event.data.command === 'cluster.create') {
      const { configs } = event.data.data as KafkaCommandMap['cluster.create'];
      this.clusterMinIsr = Number(configs[MIN_ISR] ?? 1);
    } else if (event.type === 'topic.created') {
      this.setTopicMinIsr(event.data.topic, event.data.configs[MIN_ISR] ?? null);
    } else if (event.type === 'config.altered' && event.data.name === MIN_ISR) {
      const { resourceType, resourceName, value } = event.data;
      if (resourceType === 'TOPIC') this.setTopicMinIsr(resourceName, value);
      else if (resourceName === '') this.clusterMinIsr = Number(value ?? 1);
    } else if (event.type === 'producer.added' || event.type === 'producer.altered') {
      const acks = event.data.configs['acks'] ?? 'all';
      if (acks === 'all' || acks === '-1') this.acksAll.add(event.data.id);
      else this.acksAll.delete(event.data.id);
    }
  }

  private setTopicMinIsr(topic: string, value: string | null): void {
    if (value === null) this.topicMinIsr.delete(topic);
    else this.topicMinIsr.set(topic, Number(value));
  }

  private noteAppended({ data }: Extract<TraceEvent, { type: 'records.appended' }>): void {
    if (data.role !== 'leader') return;
    const ids = this.appended.get(data.topic) ?? new Set<string>();
    for (const { id } of data.batch.records) ids.add(id);
    this.appended.set(data.topic, ids);
  }

  private promise({ data }: Extract<TraceEvent, { type: 'batch.completed' }>): string | null {
    const { topic, partition, producer, errorCode, baseOffset, recordIds } = data;
    if (errorCode !== 'NONE' || baseOffset === -1 || !this.acksAll.has(producer)) return null;
    if ((this.topicMinIsr.get(topic) ?? this.clusterMinIsr) < 2) return null;
    // An answer may come when the topic that it speaks of is no more, and another bears its name.
    const appended = this.appended.get(topic);
    if (!recordIds.every((id) => appended?.has(id) === true)) return null;
    let partitions = this.kept.get(topic);
    if (partitions === undefined) {
      partitions = new Map();
      this.kept.set(topic, partitions);
    }
    let offsets = partitions.get(partition);
    if (offsets === undefined) {
      offsets = new Map();
      partitions.set(partition, offsets);
    }
    for (const [index, id] of recordIds.entries()) {
      const known = offsets.get(baseOffset + index);
      if (known !== undefined && known !== id) {
        const where = `${partitionKey(topic, partition)} offset ${baseOffset + index}`;
        return `${where} was acknowledged as ${known} and as ${id}`;
      }
      offsets.set(baseOffset + index, id);
    }
    return null;
  }

  private compare(event: Extract<TraceEvent, { type: 'replica.role-changed' }>): string | null {
    const { topic, partition, broker, role, leaderEpoch } = event.data;
    const key = partitionKey(topic, partition);
    const log = this.logs.get(event.data);
    // One that has not heard yet of a newer leader promises nothing more.
    if (role !== 'leader' || log === undefined || log.logEndOffset === -1) return null;
    if (leaderEpoch < (this.leaderEpochs.get(key) ?? -1)) return null;
    for (const [offset, id] of this.kept.get(topic)?.get(partition) ?? []) {
      if (offset < log.records.startOffset) continue;
      const found = log.records.at(offset)?.id;
      if (found !== id) {
        return `${key}: ${id} was acknowledged at offset ${offset}; the new leader ${broker} has ${found ?? 'nothing'} there`;
      }
    }
    return null;
  }
}
