// A small language for stories about a classic group `g`: requests by clients, time, and what the
// coordinator answers.
import { membersInOrder, stateOf } from '#kafka/coordinator/classic/group.ts';
import { classicGroupOf } from '#kafka/coordinator/groups.ts';
import type { CoordinatorRecord } from '#kafka/coordinator/runtime/host.ts';
import type { ApiName, RequestBody, ResponseBody } from '#kafka/protocol/api.ts';
import { GroupBench } from '#node/conform/group-bench.ts';

export const GROUP = 'g';

type Joining = Partial<Omit<RequestBody<'JoinGroup'>, 'api' | 'protocols'>> & {
  readonly protocols?: readonly string[];
  /** What the member says that it owns, as partitions of `orders`. */
  readonly owned?: readonly number[];
};

function assignmentOf(partition: number) {
  return { partitions: [{ topic: 'orders', partition }] };
}

export class ClassicStory {
  readonly bench: GroupBench;
  private ids = 0;

  constructor(
    private readonly configs: Readonly<Record<string, number | string>> = {},
    log: readonly CoordinatorRecord[] = [],
  ) {
    this.bench = new GroupBench({
      configs: { 'group.initial.rebalance.delay.ms': 0, ...configs },
      nextMemberIdSuffix: () => String((this.ids += 1)),
      log,
    });
  }

  /** The broker that leads the offsets topic after this one. */
  successor(): ClassicStory {
    return new ClassicStory(this.configs, this.bench.log);
  }

  get group() {
    const group = classicGroupOf(this.bench.state, GROUP);
    if (group === undefined) throw new Error('there is no group');
    return group;
  }

  get state(): string {
    return stateOf(this.group);
  }

  get memberIds(): readonly string[] {
    return membersInOrder(this.group).map(({ memberId }) => memberId);
  }

  /** What was answered since the last look: the body of each client's last answer. */
  answers(): Record<string, ResponseBody> {
    return Object.fromEntries(this.bench.takeAnswers().map(({ client, body }) => [client, body]));
  }

  /** The one answer to `client` since the last look. */
  answer<A extends ApiName>(client: string, api: A): ResponseBody<A> {
    const found = this.bench.takeAnswers().filter((one) => one.client === client);
    const [only] = found;
    if (found.length !== 1 || only?.body.api !== api) {
      throw new Error(`${client} has ${JSON.stringify(found)}, not one answer to ${api}`);
    }
    return only.body as ResponseBody<A>;
  }

  join(client: string, { protocols = ['range'], owned = [], ...rest }: Joining = {}): void {
    const ownedPartitions = owned.map((partition) => ({ topic: 'orders', partition }));
    const metadata = {
      topics: ['orders'],
      ownedPartitions,
      generationId: -1,
      rackId: null,
      userData: null,
    };
    this.bench.request(client, {
      api: 'JoinGroup',
      groupId: GROUP,
      sessionTimeoutMs: 10_000,
      rebalanceTimeoutMs: 60_000,
      memberId: '',
      groupInstanceId: null,
      clientId: client,
      protocolType: 'consumer',
      protocols: protocols.map((name) => ({ name, metadata })),
      ...rest,
    });
  }

  sync(client: string, memberId: string, rest: Partial<RequestBody<'SyncGroup'>> = {}): void {
    const leads = this.group.leaderId === memberId;
    this.bench.request(client, {
      api: 'SyncGroup',
      groupId: GROUP,
      generationId: this.group.generationId,
      memberId,
      groupInstanceId: null,
      protocolType: 'consumer',
      protocolName: this.group.protocolName,
      assignments: (leads ? this.memberIds : []).map((id, index) => ({
        memberId: id,
        assignment: assignmentOf(index),
      })),
      ...rest,
    });
  }

  heartbeat(
    memberId: string,
    rest: Partial<RequestBody<'Heartbeat'>> = {},
  ): ResponseBody<'Heartbeat'>['errorCode'] {
    const { generationId } = this.group;
    this.bench.request('heart', {
      api: 'Heartbeat',
      groupId: GROUP,
      generationId,
      memberId,
      groupInstanceId: null,
      ...rest,
    });
    const answers = this.bench.takeAnswers();
    const mine = answers.find(({ client }) => client === 'heart')?.body;
    if (mine?.api !== 'Heartbeat') throw new Error('a heartbeat is answered at once');
    return mine.errorCode;
  }

  leave(
    ...members: readonly (readonly [memberId: string, instanceId?: string])[]
  ): readonly string[] {
    this.bench.request('leaver', {
      api: 'LeaveGroup',
      groupId: GROUP,
      members: members.map(([memberId, instanceId]) => ({
        memberId,
        groupInstanceId: instanceId ?? null,
        reason: 'test',
      })),
    });
    const mine = this.bench.takeAnswers().find(({ client }) => client === 'leaver')?.body;
    if (mine?.api !== 'LeaveGroup') throw new Error('LeaveGroup is answered at once');
    return mine.members.map(({ errorCode }) => errorCode);
  }

  /** A Stable group of static members with these instance ids; the first one leads. */
  settle(instances: readonly string[], joining: Joining = {}): readonly string[] {
    for (const instance of instances)
      this.join(instance, { ...joining, groupInstanceId: instance });
    this.bench.advance(0);
    const ids = instances.map((instance) => this.group.staticMembers.get(instance) ?? '');
    ids.forEach((id, index) => this.sync(instances[index] ?? '', id));
    this.bench.takeAnswers();
    return ids;
  }
}
