// Golden data of consumer groups (KIP-848): heartbeats, time and changes of topics go to the
// coordinator, its answers, timers and the group's state are held against Kafka's.
import { isDeepStrictEqual } from 'node:util';
import {
  type ConsumerGroup,
  type ConsumerGroupMember,
  consumerGroupStateOf,
  namesOf,
} from '#kafka/coordinator/consumer/group.ts';
import { consumerGroupOf } from '#kafka/coordinator/groups.ts';
import type { ResponseBody } from '#kafka/protocol/api.ts';
import {
  compareTopicPartitions,
  parseTopicPartition,
  topicPartitionKey,
} from '#kafka/protocol/topic-partition.ts';
import { GroupBench } from './group-bench.ts';
import { createRunner } from './runner.ts';

const GROUP = 'g';

interface TopicInput {
  readonly name: string;
  readonly id: string;
  readonly partitions: number;
}

type Step = {
  readonly expected: Readonly<Record<string, unknown>>;
  readonly firedTimers?: readonly (readonly [number, string])[];
} & (
  | {
      readonly op: 'heartbeat' | 'leave';
      readonly member: string;
      readonly memberEpoch: number;
      readonly instanceId?: string;
      readonly rebalanceTimeoutMs?: number;
      readonly subscribed?: readonly string[];
      readonly regex?: string;
      readonly serverAssignor?: string;
      readonly owned?: readonly string[];
    }
  | { readonly op: 'advance'; readonly ms: number }
  | {
      readonly op: 'metadata';
      readonly createTopic?: TopicInput;
      readonly addPartitions?: { readonly topic: string; readonly total: number };
      readonly deleteTopic?: string;
    }
);

interface ConsumerGroupCase {
  readonly config: Readonly<Record<string, number>>;
  readonly topics: readonly TopicInput[];
  readonly steps: readonly Step[];
}

/** A case under way: the coordinator, and how each member was shown last. */
interface Run {
  readonly bench: GroupBench;
  readonly shown: Map<string, unknown>;
}

function createTopic({ topics }: GroupBench, { name, id, partitions }: TopicInput): void {
  topics.set(name, { topicId: id, partitionCount: partitions, racks: [] });
}

/** Names of partitions, sorted; a topic that is gone has only its id. */
function showPartitions({ topics }: GroupBench, partitions: Iterable<string>): string[] {
  const names = new Map([...topics].map(([name, { topicId }]) => [topicId, name]));
  return [...partitions]
    .map(parseTopicPartition)
    .map(({ topic, partition }) => ({ topic: names.get(topic) ?? topic, partition }))
    .sort(compareTopicPartitions)
    .map(topicPartitionKey);
}

function showMember(bench: GroupBench, group: ConsumerGroup, member: ConsumerGroupMember): unknown {
  const { state, memberEpoch: epoch } = member;
  const assigned = showPartitions(bench, member.assigned.keys());
  const pendingRevocation = showPartitions(bench, member.pendingRevocation.keys());
  const target = [...(group.target.get(member.memberId) ?? [])].map(([topicId, partitions]) => ({
    topicId,
    partitions,
  }));
  const targetNames = showPartitions(bench, namesOf(target));
  return {
    state,
    epoch,
    assigned,
    ...(pendingRevocation.length > 0 && { pendingRevocation }),
    ...(!isDeepStrictEqual(targetNames, assigned) && { target: targetNames }),
  };
}

/** The group with those members that are not as they were shown last; null: it is gone. */
function showGroup({ bench, shown }: Run): unknown {
  const group = consumerGroupOf(bench.state, GROUP);
  if (group === undefined) return null;
  const changes: Record<string, unknown> = {};
  for (const id of shown.keys()) {
    if (group.members.has(id)) continue;
    shown.delete(id);
    changes[id] = null;
  }
  for (const [id, member] of group.members) {
    const now = showMember(bench, group, member);
    if (isDeepStrictEqual(now, shown.get(id))) continue;
    shown.set(id, now);
    changes[id] = now;
  }
  return {
    state: consumerGroupStateOf(group),
    groupEpoch: group.groupEpoch,
    assignmentEpoch: group.assignmentEpoch,
    ...(Object.keys(changes).length > 0 && { members: changes }),
  };
}

function runStep(run: Run, step: Step): unknown {
  const { bench } = run;
  switch (step.op) {
    case 'advance':
      bench.advance(step.ms);
      break;
    case 'metadata':
      changeMetadata(bench, step);
      break;
    default:
      bench.request(step.member, {
        api: 'ConsumerGroupHeartbeat',
        groupId: GROUP,
        memberId: step.member,
        memberEpoch: step.memberEpoch,
        clientId: step.member,
        instanceId: step.instanceId ?? null,
        rackId: null,
        rebalanceTimeoutMs: step.rebalanceTimeoutMs ?? -1,
        subscribedTopicNames: step.subscribed ?? null,
        subscribedTopicRegex: step.regex ?? null,
        serverAssignor: step.serverAssignor ?? null,
        topicPartitions: step.owned?.map(parseTopicPartition) ?? null,
      });
  }
  const firedTimers = bench.takeFired();
  const [answer] = bench.takeAnswers();
  return {
    ...(firedTimers.length > 0 && { firedTimers }),
    ...(answer?.body.api === 'ConsumerGroupHeartbeat' && showAnswer(answer.body)),
    group: showGroup(run),
  };
}

function showAnswer(body: ResponseBody<'ConsumerGroupHeartbeat'>): object {
  const { errorCode: error, memberEpoch, heartbeatIntervalMs, assignment } = body;
  if (error !== 'NONE') return { error };
  return {
    error,
    memberEpoch,
    ...(heartbeatIntervalMs > 0 && { heartbeatIntervalMs }),
    ...(assignment !== null && { assignment: assignment.map(topicPartitionKey) }),
  };
}

function changeMetadata(bench: GroupBench, step: Extract<Step, { op: 'metadata' }>): void {
  const { topics } = bench;
  if (step.createTopic !== undefined) createTopic(bench, step.createTopic);
  if (step.deleteTopic !== undefined) topics.delete(step.deleteTopic);
  const grown = topics.get(step.addPartitions?.topic ?? '');
  if (step.addPartitions !== undefined && grown !== undefined) {
    const { topic, total } = step.addPartitions;
    topics.set(topic, { ...grown, partitionCount: total });
  }
}

export const consumerGroupRunner = createRunner<ConsumerGroupCase>(
  'consumer-group-traces',
  ({ config, topics, steps }) => {
    const bench = new GroupBench({ configs: config, nextMemberIdSuffix: () => '' });
    for (const topic of topics) createTopic(bench, topic);
    const run: Run = { bench, shown: new Map() };
    const got = steps.map((step) => runStep(run, step));
    const expected = steps.map(({ expected: shown, firedTimers }) => ({
      ...(firedTimers !== undefined && { firedTimers }),
      ...shown,
    }));
    return { got, expected };
  },
);
