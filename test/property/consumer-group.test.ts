// What holds in every consumer group (KIP-848), whatever its members do: nobody reads a partition
// that another one has, epochs only grow, and when all is quiet everything is assigned.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { consumerGroupStateOf } from '#kafka/coordinator/consumer/group.ts';
import { consumerGroupOf } from '#kafka/coordinator/groups.ts';
import { parseTopicPartition, topicPartitionKey } from '#kafka/protocol/topic-partition.ts';
import { GroupBench } from '#node/conform/group-bench.ts';

const GROUP = 'g';
const MEMBERS = ['a', 'b', 'c', 'd'] as const;
const NEVER_JOINED = -1;

/** A client as Kafka's: it gives up what it is not assigned, and says what it has. */
class Client {
  epoch = NEVER_JOINED;
  owned: ReadonlySet<string> = new Set();
  private saysAll = true;

  constructor(
    private readonly bench: GroupBench,
    readonly id: string,
    private readonly topics: readonly string[],
  ) {}

  join(): void {
    this.epoch = 0;
    this.owned = new Set();
    this.beat(false);
  }

  /** Sends a heartbeat. When its answer is lost, the next one says everything anew. */
  beat(isAnswerLost: boolean): void {
    if (this.epoch === NEVER_JOINED) return;
    const isFull = this.epoch === 0 || this.saysAll;
    this.send({
      rebalanceTimeoutMs: isFull ? 60_000 : -1,
      subscribedTopicNames: isFull ? this.topics : null,
    });
    const answer = this.bench.takeAnswers()[0]?.body;
    this.saysAll = isAnswerLost;
    if (isAnswerLost) return;
    if (answer?.api !== 'ConsumerGroupHeartbeat') throw new Error('a heartbeat is answered');
    if (answer.errorCode !== 'NONE') {
      this.saysAll = true;
      this.join();
      return;
    }
    expect(answer.memberEpoch).toBeGreaterThanOrEqual(this.epoch);
    this.epoch = answer.memberEpoch;
    if (answer.assignment !== null) this.owned = new Set(answer.assignment.map(topicPartitionKey));
  }

  leave(): void {
    if (this.epoch === NEVER_JOINED) return;
    this.epoch = -1;
    this.send({ rebalanceTimeoutMs: -1, subscribedTopicNames: null });
    this.bench.takeAnswers();
    this.forget();
  }

  /** The process is gone; the coordinator has yet to find out. */
  forget(): void {
    this.epoch = NEVER_JOINED;
    this.owned = new Set();
    this.saysAll = true;
  }

  private send(fields: {
    readonly rebalanceTimeoutMs: number;
    readonly subscribedTopicNames: readonly string[] | null;
  }): void {
    this.bench.request(this.id, {
      api: 'ConsumerGroupHeartbeat',
      groupId: GROUP,
      memberId: this.id,
      memberEpoch: this.epoch,
      clientId: this.id,
      instanceId: null,
      rackId: null,
      subscribedTopicRegex: null,
      serverAssignor: null,
      topicPartitions: [...this.owned].map(parseTopicPartition),
      ...fields,
    });
  }
}

const actions = fc.array(
  fc.record({
    act: fc.constantFrom('beat', 'beat', 'beat', 'lost beat', 'join', 'leave', 'crash', 'grow'),
    member: fc.nat({ max: MEMBERS.length - 1 }),
    // Together less than a session: who lives is not fenced for being silent.
    afterMs: fc.constantFrom(0, 100, 500, 700),
  }),
  { minLength: 20, maxLength: 60, size: 'max' },
);

function createBench(intervalMs: number): GroupBench {
  const configs = { 'group.consumer.assignment.interval.ms': intervalMs };
  const bench = new GroupBench({ configs, nextMemberIdSuffix: () => '' });
  bench.topics.set('orders', { topicId: 'id-orders', partitionCount: 5, racks: [] });
  bench.topics.set('clicks', { topicId: 'id-clicks', partitionCount: 2, racks: [] });
  return bench;
}

test.each([0, 1000])('with %d ms between targets, no partition has two owners', (intervalMs) => {
  fc.assert(
    fc.property(actions, fc.boolean(), (steps, isMixed) => {
      const bench = createBench(intervalMs);
      const clients = MEMBERS.map((id, index) => {
        const topics = isMixed && index % 2 === 1 ? ['orders'] : ['clicks', 'orders'];
        return new Client(bench, id, topics);
      });
      let partitionCount = 5;
      let groupEpoch = 0;
      for (const { act, member, afterMs } of steps) {
        bench.advance(afterMs);
        const client = clients[member];
        if (act === 'join') client?.join();
        else if (act === 'leave') client?.leave();
        else if (act === 'crash') client?.forget();
        else if (act === 'grow') {
          partitionCount = Math.min(partitionCount + 1, 8);
          bench.topics.set('orders', { topicId: 'id-orders', partitionCount, racks: [] });
        } else client?.beat(act === 'lost beat');
        const owned = clients.flatMap((one) => [...one.owned]);
        expect(new Set(owned).size).toBe(owned.length);
        const epoch = consumerGroupOf(bench.state, GROUP)?.groupEpoch ?? 0;
        expect(epoch).toBeGreaterThanOrEqual(groupEpoch);
        groupEpoch = epoch;
      }
      settle(bench, clients, partitionCount);
    }),
    { numRuns: 60 },
  );
});

/** All live members beat until those that died are out and everybody has its part. */
function settle(bench: GroupBench, clients: readonly Client[], partitionCount: number): void {
  for (let round = 0; round < 30; round += 1) {
    for (const client of clients) client.beat(false);
    bench.advance(5_000);
  }
  const live = clients.filter(({ epoch }) => epoch !== NEVER_JOINED);
  const group = consumerGroupOf(bench.state, GROUP);
  if (live.length === 0) {
    expect(group === undefined ? 'Empty' : consumerGroupStateOf(group)).toBe('Empty');
    return;
  }
  if (group === undefined) throw new Error('a group with members is there');
  expect(consumerGroupStateOf(group)).toBe('Stable');
  const owned = live.flatMap((one) => [...one.owned]);
  const orders = owned.filter((name) => name.startsWith('orders'));
  expect(new Set(orders).size).toBe(partitionCount);
  expect(orders).toHaveLength(partitionCount);
}
