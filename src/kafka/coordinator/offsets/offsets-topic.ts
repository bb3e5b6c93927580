// What lies in __consumer_offsets: commits and groups as records with text keys, and how a key or a
// group finds its partition. Follows `GroupCoordinatorRecordHelpers`; the text is ours.
import type { CoordinatorRecord } from '#kafka/coordinator/runtime/host.ts';
import type { Uuid } from '#kafka/protocol/uuid.ts';

/** A committed offset. */
export interface CommittedOffset {
  readonly offset: number;
  readonly leaderEpoch: number;
  readonly metadata: string;
  readonly commitMs: number;
}

/** A group as it is remembered, so that another broker can take over. */
export interface GroupSnapshot {
  readonly generationId: number;
  readonly protocolType: string;
  readonly protocolName: string;
  readonly leaderId: string;
  /** When it came into the state that it is in. */
  readonly currentStateMs: number;
  readonly members: readonly MemberSnapshot[];
}

export interface MemberSnapshot {
  readonly memberId: string;
  readonly groupInstanceId: string | null;
  readonly clientId: string;
  readonly rebalanceTimeoutMs: number;
  readonly sessionTimeoutMs: number;
  readonly protocols: readonly unknown[];
  readonly assignment: unknown;
}

/** A consumer group as it is remembered. */
export interface ConsumerGroupSnapshot {
  readonly protocol: 'consumer';
  readonly groupEpoch: number;
  readonly assignmentEpoch: number;
  readonly assignmentMs: number | null;
  readonly metadataHash: string;
  readonly members: readonly (object & {
    readonly assigned: readonly (readonly [string, number])[];
    readonly pendingRevocation: readonly (readonly [string, number])[];
  })[];
  readonly target: readonly (readonly [string, readonly (readonly [Uuid, readonly number[]])[]])[];
  readonly regexes: readonly (readonly [
    string,
    { readonly topics: readonly string[]; readonly resolvedMs: number },
  ])[];
}

export type ParsedRecord =
  | {
      readonly type: 'offset';
      readonly group: string;
      readonly topic: string;
      readonly partition: number;
      readonly value: CommittedOffset | null;
    }
  | {
      readonly type: 'group';
      readonly group: string;
      readonly value: GroupSnapshot | ConsumerGroupSnapshot | null;
    };

export function offsetRecord(
  group: string,
  topic: string,
  partition: number,
  value: CommittedOffset,
): CoordinatorRecord {
  const key = JSON.stringify(['offset', group, topic, partition]);
  return { key, value: JSON.stringify(value) };
}

export function groupRecord(group: string, value: GroupSnapshot): CoordinatorRecord {
  return { key: JSON.stringify(['group', group]), value: JSON.stringify(value) };
}

/** The offset was dropped. */
export function offsetTombstone(
  group: string,
  topic: string,
  partition: number,
): CoordinatorRecord {
  return { key: JSON.stringify(['offset', group, topic, partition]), value: null };
}

/** The group is no more. */
export function groupTombstone(group: string): CoordinatorRecord {
  return { key: JSON.stringify(['group', group]), value: null };
}

/** The same key as `groupRecord`: a group has one protocol at a time. */
export function consumerGroupRecord(
  group: string,
  value: ConsumerGroupSnapshot,
): CoordinatorRecord {
  return { key: JSON.stringify(['group', group]), value: JSON.stringify(value) };
}

/** Reads a record back. Records of this topic are only ever written by the functions above. */
export function parseRecord({ key, value }: CoordinatorRecord): ParsedRecord {
  const [type, group, topic, partition] = JSON.parse(key) as [string, string, string, number];
  return type === 'offset'
    ? {
        type,
        group,
        topic,
        partition,
        value: value === null ? null : (JSON.parse(value) as CommittedOffset),
      }
    : {
        type: 'group',
        group,
        value: value === null ? null : (JSON.parse(value) as GroupSnapshot | ConsumerGroupSnapshot),
      };
}
