// One partition, one owner in a group: in what a rebalance gave out, and in what the members of the
// present generation hold. (One that was thrown out may believe for a while that it still owns.)
import { partitionKey } from '#kafka/protocol/topic-partition.ts';
import type { GroupMemberView, TraceEvent } from '#kafka/events.ts';
import type { Invariant, Watch } from './invariant.ts';

type GroupChange = Extract<TraceEvent, { type: 'group.changed' }>['data'];

/** One finished rebalance. */
interface Generation {
  readonly number: number;
  /** Partition key → member (its instance id, if it is a static one). */
  readonly owners: ReadonlyMap<string, string>;
}

export const oneOwner: Invariant = {
  name: 'a partition has at most one owner in a group and generation',
  start: () => {
    const groups = new Groups();
    return groups.watch;
  },
};

class Groups {
  /** Group → what its coordinator said last. */
  private readonly changes = new Map<string, GroupChange>();
  private readonly generations = new Map<string, Generation>();
  /** Group → consumer → partition keys that it holds. */
  private readonly held = new Map<string, Map<string, ReadonlySet<string>>>();

  readonly watch: Watch = (event) => {
    switch (event.type) {
      case 'group.changed':
        this.changes.set(event.data.group, event.data);
        return null;
      case 'rebalance.completed':
        return this.noteGeneration(event.data.group, event.data.generation);
      case 'partition.changed': {
        // Groups live in a topic; when it loses records, generations are counted anew.
        const { state, election } = event.data;
        const isLossy = election === 'unclean' || election === 'last known leader';
        if (isLossy && state.topic === '__consumer_offsets') this.generations.clear();
        return null;
      }
      case 'partitions.assigned':
      case 'partitions.revoked':
        return this.hold(event);
      case 'node.crashed':
      case 'node.stopped':
        for (const holders of this.held.values()) {
          holders.delete(event.node.replace(/^consumer-/, ''));
        }
        return null;
      default:
        return null;
    }
  };

  private noteGeneration(group: string, number: number): string | null {
    const owners = new Map<string, string>();
    const change = this.changes.get(group);
    // By the consumer protocol owners change step by step within an epoch (member-epochs.ts).
    const known = change?.protocol === 'classic' ? this.generations.get(group) : undefined;
    for (const member of change?.members ?? []) {
      for (const { topic, partition } of member.assignment) {
        const key = partitionKey(topic, partition);
        const name = nameOf(member);
        const other =
          owners.get(key) ?? (known?.number === number ? known.owners.get(key) : undefined);
        if (other !== undefined && other !== name) {
          return `${group}, generation ${number}: ${key} belongs to ${other} and to ${name}`;
        }
        owners.set(key, name);
      }
    }
    this.generations.set(group, { number, owners });
    return null;
  }

  private hold(
    event: Extract<TraceEvent, { type: 'partitions.assigned' | 'partitions.revoked' }>,
  ): string | null {
    const { group, consumer, owned } = event.data;
    if (group === '') return null;
    let holders = this.held.get(group);
    if (holders === undefined) {
      holders = new Map();
      this.held.set(group, holders);
    }
    const keys = new Set(owned.map((one) => partitionKey(one.topic, one.partition)));
    holders.set(consumer, keys);
    const change = this.changes.get(group);
    if (event.type === 'partitions.revoked' || change?.state !== 'Stable') return null;
    const members = new Set(change.members.map((member) => member.clientId));
    if (!members.has(consumer)) return null;
    for (const [other, theirs] of holders) {
      if (other === consumer || !members.has(other)) continue;
      for (const key of keys) {
        if (theirs.has(key)) return `${consumer} was assigned ${key}, which ${other} still holds`;
      }
    }
    return null;
  }
}

function nameOf({ memberId, groupInstanceId }: GroupMemberView): string {
  return groupInstanceId ?? memberId;
}
