// A small language for stories about a consumer group `g` (KIP-848): heartbeats of members, time, and
// what the coordinator answers. Partitions are written `orders-0`; a topic's id is `id:orders`.
import '#kafka/parts';
import { type ConsumerGroup, consumerGroupStateOf } from '#kafka/coordinator/consumer/group.ts';
import { consumerGroupOf } from '#kafka/coordinator/groups.ts';
import type { CoordinatorRecord } from '#kafka/coordinator/runtime/host.ts';
import type { RequestBody, ResponseBody } from '#kafka/protocol/api.ts';
import { parseTopicPartition, topicPartitionKey } from '#kafka/protocol/topic-partition.ts';
import { GroupBench } from '#node/conform/group-bench.ts';

export const GROUP = 'g';

type Heartbeat = Partial<Omit<RequestBody<'ConsumerGroupHeartbeat'>, 'topicPartitions'>> & {
  /** What the member says that it has. */
  readonly owned?: readonly string[];
};

export class ConsumerStory {
  readonly bench: GroupBench;
  private readonly epochs = new Map<string, number>();

  constructor(
    private readonly configs: Readonly<Record<string, number | string>> = {},
    log: readonly CoordinatorRecord[] = [],
  ) {
    this.bench = new GroupBench({
      configs: { 'group.consumer.assignment.interval.ms': 0, ...configs },
      nextMemberIdSuffix: () => '',
      log,
    });
    this.topic('orders', 4);
  }

  /** The broker that leads the offsets topic after this one. */
  successor(): ConsumerStory {
    return new ConsumerStory(this.configs, this.bench.log);
  }

  topic(name: string, partitionCount: number, topicId = `id:${name}`): void {
    this.bench.topics.set(name, { topicId, partitionCount, racks: [] });
  }

  get group(): ConsumerGroup {
    const group = consumerGroupOf(this.bench.state, GROUP);
    if (group === undefined) throw new Error('there is no group');
    return group;
  }

  get state(): string {
    return consumerGroupStateOf(this.group);
  }

  /** What a member has, as the coordinator sees it. */
  has(memberId: string): readonly string[] {
    const assigned = this.group.members.get(memberId)?.assigned.keys() ?? [];
    return [...assigned].map((name) => name.replace(/^id:/, '')).sort();
  }

  /** What a member is to have. */
  targetOf(memberId: string): readonly string[] {
    const target = this.group.target.get(memberId) ?? new Map<string, readonly number[]>();
    return [...target]
      .flatMap(([topic, partitions]) => partitions.map((one) => `${topic.slice(3)}-${one}`))
      .sort();
  }

  stateOf(memberId: string): string | undefined {
    return this.group.members.get(memberId)?.state;
  }

  /** A heartbeat with the member's last epoch; undefined while the answer waits. */
  send(
    memberId: string,
    { owned, ...rest }: Heartbeat = {},
  ): ResponseBody<'ConsumerGroupHeartbeat'> | undefined {
    this.bench.request(memberId, {
      api: 'ConsumerGroupHeartbeat',
      groupId: GROUP,
      memberId,
      memberEpoch: this.epochs.get(memberId) ?? 0,
      clientId: memberId,
      instanceId: null,
      rackId: null,
      rebalanceTimeoutMs: -1,
      subscribedTopicNames: null,
      subscribedTopicRegex: null,
      serverAssignor: null,
      topicPartitions: owned?.map(parseTopicPartition) ?? null,
      ...rest,
    });
    return this.answerTo(memberId);
  }

  answerTo(memberId: string): ResponseBody<'ConsumerGroupHeartbeat'> | undefined {
    const answer = this.bench.takeAnswers().find(({ client }) => client === memberId)?.body;
    if (answer?.api !== 'ConsumerGroupHeartbeat') return undefined;
    if (answer.errorCode === 'NONE') this.epochs.set(memberId, answer.memberEpoch);
    return answer;
  }

  join(memberId: string, rest: Heartbeat = {}): ResponseBody<'ConsumerGroupHeartbeat'> | undefined {
    return this.send(memberId, {
      memberEpoch: 0,
      rebalanceTimeoutMs: 60_000,
      subscribedTopicNames: ['orders'],
      owned: [],
      ...rest,
    });
  }

  /** A heartbeat that must not be refused; gives what it says of the assignment. */
  beat(memberId: string, rest: Heartbeat = {}): readonly string[] | null {
    const answer = this.send(memberId, rest);
    if (answer?.errorCode !== 'NONE') throw new Error(JSON.stringify(answer));
    return assignmentOf(answer);
  }
}

/** The assignment in an answer; null: as before. */
export function assignmentOf(
  answer: ResponseBody<'ConsumerGroupHeartbeat'> | undefined,
): readonly string[] | null {
  return answer?.assignment?.map(topicPartitionKey) ?? null;
}
