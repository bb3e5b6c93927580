// The group coordinator, whose state `__consumer_offsets` keeps: what its records, timers and
// deferred work mean for groups of each kind. Follows `GroupCoordinatorShard` of Apache Kafka 4.3.
import { unreachable } from '#base/assert.ts';
import { configText, readNumber } from '#kafka/protocol/configs.ts';
import type { ErrorName } from '#kafka/protocol/errors.ts';
import { partitionKey } from '#kafka/protocol/topic-partition.ts';
import { restoreGroup } from '#kafka/coordinator/classic/group.ts';
import {
  completeJoin,
  endInitialDelay,
  prepareRebalance,
} from '#kafka/coordinator/classic/join-phase.ts';
import { expireSession, unloadGroup } from '#kafka/coordinator/classic/membership.ts';
import { answerStaticMember, forgetReturn } from '#kafka/coordinator/classic/static-member.ts';
import {
  abandonAssignment,
  expireSyncs,
  spreadAssignment,
} from '#kafka/coordinator/classic/sync-phase.ts';
import { restartSession } from '#kafka/coordinator/classic/timers.ts';
import type { ClassicTimer } from '#kafka/coordinator/classic/state.ts';
import type { ConsumerTimer } from '#kafka/coordinator/consumer/host.ts';
import { scheduleExpiration } from '#kafka/coordinator/offsets/expiration.ts';
import { publishOffsets, storeOffset } from '#kafka/coordinator/offsets/offset-manager.ts';
import {
  type ConsumerGroupSnapshot,
  type GroupSnapshot,
  parseRecord,
} from '#kafka/coordinator/offsets/offsets-topic.ts';
import { OFFSETS_TOPIC, offsetsPartitionFor } from '#kafka/protocol/internal-topic.ts';
import { consumerGroups } from './consumer-groups.ts';
import { expireOffsets, forgetOffsetsOf } from './group-expiration.ts';
import {
  classicGroupOf,
  consumerGroupOf,
  type GroupHost,
  type GroupState,
  type GroupThen,
  type GroupTimer,
} from './groups.ts';
import type { CoordinatorRecord } from './runtime/host.ts';
import type { CoordinatorShard } from './runtime/shard.ts';

export const GROUP_COORDINATOR: CoordinatorShard<GroupState, GroupTimer, GroupThen> = {
  name: 'group',
  topic: OFFSETS_TOPIC,
  keyType: 'GROUP',
  topicSettings: (configs) => ({
    numPartitions: readNumber('broker', configs, 'offsets.topic.num.partitions'),
    replicationFactor: readNumber('broker', configs, 'offsets.topic.replication.factor'),
    configs: {
      'cleanup.policy': 'compact',
      'compression.type': 'producer',
      'segment.bytes': configText('broker', configs, 'offsets.topic.segment.bytes'),
    },
  }),
  partitionFor: offsetsPartitionFor,
  createState: () => ({ groups: new Map(), offsets: new Map() }),
  start: scheduleExpiration,
  load,
  unload,
  onTopicsDeleted: forgetOffsetsOf,
  carryOut,
  abandon,
  onTimer,
};

// ── Records ─────────────────────────────────────────────────────────────────────────────────

function load(
  state: GroupState,
  partition: number,
  records: Iterable<CoordinatorRecord>,
  host: GroupHost,
): void {
  const snapshots = new Map<string, GroupSnapshot | ConsumerGroupSnapshot>();
  for (const record of records) {
    const parsed = parseRecord(record);
    if (parsed.type === 'group') {
      if (parsed.value === null) snapshots.delete(parsed.group);
      else snapshots.set(parsed.group, parsed.value);
    } else {
      const key = partitionKey(parsed.topic, parsed.partition);
      if (parsed.value === null) state.offsets.get(parsed.group)?.delete(key);
      else storeOffset(state.offsets, parsed.group, key, parsed.value);
    }
  }
  for (const [id, snapshot] of snapshots) {
    if ('protocol' in snapshot) {
      state.groups.set(id, consumerGroups().restoreConsumerGroup(id, partition, snapshot, host));
    } else loadClassicGroup(state, id, partition, snapshot, host);
  }
}

function loadClassicGroup(
  state: GroupState,
  id: string,
  partition: number,
  snapshot: GroupSnapshot,
  host: GroupHost,
): void {
  const group = restoreGroup(id, partition, snapshot, host);
  state.groups.set(id, group);
  for (const member of group.members.values()) restartSession(group, member, host);
  if (group.members.size > readNumber('broker', host.configs, 'group.max.size')) {
    prepareRebalance(group, 'the group is larger than group.max.size', host);
  }
}

function unload({ groups, offsets }: GroupState, partition: number, host: GroupHost): void {
  for (const [id, group] of groups) {
    if (group.offsetsPartition !== partition) continue;
    if (group.type === 'classic') unloadGroup(group, host);
    else consumerGroups().unloadConsumerGroup(group, host);
    groups.delete(id);
  }
  const partitionCount = host.topicOf(OFFSETS_TOPIC)?.partitionCount ?? 1;
  for (const id of offsets.keys()) {
    if (offsetsPartitionFor(id, partitionCount) === partition) offsets.delete(id);
  }
}

/** Records are replicated: what waited for it is done, if the group is still there for it. */
function carryOut(state: GroupState, then: GroupThen, host: GroupHost): void {
  if (then.type === 'offsets') {
    publishOffsets(state.offsets, then, host);
    return;
  }
  const group = classicGroupOf(state, then.group);
  if (group === undefined) return;
  if (then.type === 'assignment') spreadAssignment(group, then, host);
  else answerStaticMember(group, then.memberId, then.body, host);
}

/** Records took too long: members that wait for them are told, and the group tries again. */
function abandon(state: GroupState, then: GroupThen, errorCode: ErrorName, host: GroupHost): void {
  if (then.type === 'offsets') return;
  const group = classicGroupOf(state, then.group);
  if (group === undefined) return;
  if (then.type === 'assignment') abandonAssignment(group, then.generationId, errorCode, host);
  else forgetReturn(group, then, errorCode, host);
}

// ── Timers ──────────────────────────────────────────────────────────────────────────────────

function onTimer(state: GroupState, timer: GroupTimer, host: GroupHost): ErrorName {
  switch (timer.type) {
    case 'offset expiration':
      expireOffsets(state, host);
      return 'NONE';
    case 'session timeout':
    case 'rebalance timeout':
    case 'classic join':
    case 'classic sync':
    case 'regexes':
      return onConsumerTimer(state, timer, host);
    case 'initial join':
    case 'join':
    case 'sync':
    case 'heartbeat':
      onClassicTimer(state, timer, host);
      return 'NONE';
    default:
      return unreachable(timer);
  }
}

function onClassicTimer(state: GroupState, timer: ClassicTimer, host: GroupHost): void {
  const group = classicGroupOf(state, timer.group);
  if (group === undefined) return;
  switch (timer.type) {
    case 'initial join':
      endInitialDelay(group, timer.delayMs, timer.remainingMs, host);
      return;
    case 'join':
      completeJoin(group, host);
      return;
    case 'sync':
      expireSyncs(group, timer.generationId, host);
      return;
    case 'heartbeat':
      expireSession(group, timer.memberId, host);
      return;
    default:
      unreachable(timer);
  }
}

function onConsumerTimer(state: GroupState, timer: ConsumerTimer, host: GroupHost): ErrorName {
  const group = consumerGroupOf(state, timer.group);
  if (group === undefined) return 'NONE';
  if (timer.type === 'regexes') {
    // If it is not stored, the next heartbeat finds it due again.
    consumerGroups().writeConsumerGroup(
      state,
      consumerGroups().refreshRegexes(group, host),
      null,
      host,
    );
    return 'NONE';
  }
  const outcome = consumerGroups().expireMember(group, timer, host);
  return outcome === null ? 'NONE' : consumerGroups().writeGroup(state, outcome, null, host);
}
