// A group coordinator on a workbench: the simulated broker's own coordinator with a clock moved by
// hand, timers in order of (deadline, order of setting), and a log that replicates at once, unless
// it is told not to.
import '#kafka/parts';
import { type GroupRequest, handleGroupRequest } from '#kafka/coordinator/apis.ts';
import { GROUP_COORDINATOR } from '#kafka/coordinator/group-coordinator.ts';
import type { GroupState, GroupThen, GroupTimer } from '#kafka/coordinator/groups.ts';
import { OFFSETS_TOPIC } from '#kafka/protocol/internal-topic.ts';
import type {
  CoordinatorHost,
  CoordinatorRecord,
  CoordinatorTopic,
} from '#kafka/coordinator/runtime/host.ts';
import {
  type Coordinator,
  createCoordinatorMemory,
  onElected,
  onHighWatermark,
  onResigned,
  onTimer,
} from '#kafka/coordinator/runtime/runtime.ts';
import type { ResponseBody } from '#kafka/protocol/api.ts';
import type { ErrorName } from '#kafka/protocol/errors.ts';
import type { RequestDelivery } from '#sim/node.ts';

interface Timer {
  readonly key: string;
  readonly deadlineMs: number;
  readonly order: number;
  readonly data: unknown;
}

/** An answer, with the client and the request that it is for. */
export interface Answer {
  readonly client: string;
  readonly request: number;
  readonly body: ResponseBody;
}

export interface BenchOptions {
  readonly configs: Readonly<Record<string, number | string>>;
  /** The random part of the next member id. */
  readonly nextMemberIdSuffix: () => string;
  /** What the log holds when the coordinator takes it over. */
  readonly log?: readonly CoordinatorRecord[];
}

/** Offsets and empty groups stay: the golden data comes from the groups' manager alone. */
const NO_EXPIRATION = { 'offsets.retention.check.interval.ms': Number.MAX_SAFE_INTEGER };

/** One coordinator that leads the only partition of the offsets topic. */
export class GroupBench {
  /** Topics by name, to be changed at will. */
  readonly topics = new Map<string, CoordinatorTopic>([
    [OFFSETS_TOPIC, { topicId: OFFSETS_TOPIC, partitionCount: 1, racks: [] }],
  ]);
  /** The offsets topic. */
  readonly log: CoordinatorRecord[];
  /** What an append gives. */
  appendError: ErrorName = 'NONE';
  /** Whether followers fetch at once. */
  isReplicating = true;
  private readonly timers = new Map<string, Timer>();
  private readonly coordinator: Coordinator<GroupState, GroupTimer, GroupThen>;
  private nowMs = 0;
  private scheduled = 0;
  private requests = 0;
  private answers: Answer[] = [];
  private fired: (readonly [number, string])[] = [];

  constructor({ configs, nextMemberIdSuffix, log = [] }: BenchOptions) {
    this.log = [...log];
    const texts = Object.entries({ ...NO_EXPIRATION, ...configs }).map(
      ([name, value]) => [name, String(value)] as const,
    );
    this.coordinator = {
      shard: GROUP_COORDINATOR,
      memory: createCoordinatorMemory(GROUP_COORDINATOR),
      host: this.createHost(Object.fromEntries(texts), nextMemberIdSuffix),
    };
    onElected(this.coordinator, 0, this.log);
  }

  /** What the coordinator remembers. */
  get state(): GroupState {
    return this.coordinator.memory.state;
  }

  /** How many requests there were: the number of the last one. */
  get requestCount(): number {
    return this.requests;
  }

  request(client: string, body: GroupRequest): void {
    this.requests += 1;
    const request: RequestDelivery = {
      type: 'request',
      from: client,
      request: this.requests,
      body,
    };
    handleGroupRequest(this.coordinator, request, body);
    this.replicate();
  }

  /** Lets time pass; timers that are due run one by one. */
  advance(ms: number): void {
    const untilMs = this.nowMs + ms;
    for (let next = this.nextTimer(); next !== null; next = this.nextTimer()) {
      if (next.deadlineMs > untilMs) break;
      this.nowMs = next.deadlineMs;
      this.timers.delete(next.key);
      this.fired.push([this.nowMs, next.key]);
      onTimer(this.coordinator, next.key, next.data);
      this.replicate();
    }
    this.nowMs = untilMs;
  }

  /** Another broker leads the offsets topic from now on. */
  resign(): void {
    onResigned(this.coordinator, 0);
  }

  /** Answers since the last call, by client. */
  takeAnswers(): readonly Answer[] {
    const taken = this.answers.sort((a, b) =>
      a.client < b.client ? -1 : Number(a.client > b.client),
    );
    this.answers = [];
    return taken;
  }

  /** Timers that ran since the last call: when, and which. */
  takeFired(): readonly (readonly [number, string])[] {
    const taken = this.fired;
    this.fired = [];
    return taken;
  }

  private nextTimer(): Timer | null {
    let next: Timer | null = null;
    for (const timer of this.timers.values()) {
      const isSooner =
        next === null ||
        timer.deadlineMs < next.deadlineMs ||
        (timer.deadlineMs === next.deadlineMs && timer.order < next.order);
      if (isSooner) next = timer;
    }
    return next;
  }

  /** Followers fetch what was appended. */
  replicate(): void {
    if (this.isReplicating) onHighWatermark(this.coordinator, 0, this.log.length);
  }

  private createHost(
    configs: Readonly<Record<string, string>>,
    nextMemberIdSuffix: () => string,
  ): CoordinatorHost {
    const nowMs = (): number => this.nowMs;
    return {
      get nowMs() {
        return nowMs();
      },
      brokerId: 0,
      // The recorded classes have no runtime around them, which ends writes that take too long.
      configs: { ...configs, 'offsets.commit.timeout.ms': '86400000' },
      append: (_partition, records) => {
        if (this.appendError !== 'NONE') return { errorCode: this.appendError, endOffset: -1 };
        this.log.push(...records);
        return { errorCode: 'NONE', endOffset: this.log.length };
      },
      flush: () => undefined,
      respond: ({ from, request }, body) => this.answers.push({ client: from, request, body }),
      emit: () => undefined,
      setTimer: (key, afterMs, data) => {
        this.scheduled += 1;
        const deadlineMs = this.nowMs + afterMs;
        this.timers.set(key, { key, deadlineMs, order: this.scheduled, data });
      },
      clearTimer: (key) => this.timers.delete(key),
      topicOf: (name) => this.topics.get(name) ?? null,
      topicNames: () => [...this.topics.keys()],
      groupConfigsOf: () => ({}),
      randomHex: nextMemberIdSuffix,
    };
  }
}
