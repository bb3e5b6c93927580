// Golden data of classic groups: requests and time go to the coordinator, its answers, timers and
// the group's state are held against Kafka's.
import { isDeepStrictEqual } from 'node:util';
import { membersInOrder, stateOf } from '#kafka/coordinator/classic/group.ts';
import type { ClassicGroup } from '#kafka/coordinator/classic/state.ts';
import { classicGroupOf } from '#kafka/coordinator/groups.ts';
import type { ConsumerProtocolAssignment } from '#kafka/protocol/api/classic-group.ts';
import { type Answer, GroupBench } from './group-bench.ts';
import { createRunner } from './runner.ts';

const GROUP = 'g';

interface Expected {
  readonly completed?: readonly object[];
  readonly error?: string;
  readonly group: { readonly members?: readonly string[] } | null;
}

interface FromClient {
  readonly client: string;
  readonly memberId: string;
  readonly instanceId?: string;
}

type Step = {
  readonly expected: Expected;
  readonly firedTimers?: readonly (readonly [number, string])[];
} & (
  | (FromClient & {
      readonly op: 'join';
      readonly apiVersion: number;
      readonly protocols: readonly string[];
      readonly sessionTimeoutMs: number;
      readonly rebalanceTimeoutMs: number;
    })
  | (FromClient & {
      readonly op: 'sync';
      readonly generation: number;
      readonly assignmentsFor?: readonly string[];
    })
  | (FromClient & { readonly op: 'heartbeat'; readonly generation: number })
  | (FromClient & { readonly op: 'leave' })
  | { readonly op: 'advance'; readonly ms: number }
  /** Nothing that the coordinator hears of. */
  | { readonly op: 'clientDies' | 'staticClientRestarts'; readonly client: string }
);

interface ClassicGroupCase {
  readonly config: Readonly<Record<string, number>>;
  readonly steps: readonly Step[];
}

const SUBSCRIPTION = Object.freeze({
  topics: ['topic'],
  ownedPartitions: [],
  generationId: -1,
  rackId: null,
  userData: null,
});

/** An assignment that can be told from others, in place of the data's `a:<memberId>:<generation>`. */
function assignmentNamed(name: string): ConsumerProtocolAssignment {
  return { partitions: [{ topic: name, partition: 0 }] };
}

/**
 * Kafka's member ids end in what was drawn at random there: the next one is found where a member id
 * of that name first appears, from this step on.
 */
function memberIdSuffix(steps: readonly Step[], known: Set<string>): string {
  const [step] = steps;
  if (step?.op !== 'join') throw new Error('only a JoinGroup makes a member id');
  const prefix = `${step.instanceId ?? step.client}-`;
  const ids = JSON.stringify(steps.map(({ expected }) => expected)).match(/"[^"]+-[0-9a-f]{8}"/g);
  for (const quoted of ids ?? []) {
    const id = quoted.slice(1, -1);
    if (known.has(id) || id.slice(0, -8) !== prefix) continue;
    known.add(id);
    return id.slice(-8);
  }
  return 'unseen';
}

function send(bench: GroupBench, step: Step): void {
  switch (step.op) {
    case 'join':
      bench.request(step.client, {
        api: 'JoinGroup',
        apiVersion: step.apiVersion,
        groupId: GROUP,
        sessionTimeoutMs: step.sessionTimeoutMs,
        rebalanceTimeoutMs: step.rebalanceTimeoutMs,
        memberId: step.memberId,
        groupInstanceId: step.instanceId ?? null,
        clientId: step.client,
        protocolType: 'consumer',
        protocols: step.protocols.map((name) => ({ name, metadata: SUBSCRIPTION })),
      });
      return;
    case 'sync':
      bench.request(step.client, {
        api: 'SyncGroup',
        groupId: GROUP,
        generationId: step.generation,
        memberId: step.memberId,
        groupInstanceId: step.instanceId ?? null,
        protocolType: '',
        protocolName: '',
        assignments: (step.assignmentsFor ?? []).map((memberId) => ({
          memberId,
          assignment: assignmentNamed(`a:${memberId}:${step.generation}`),
        })),
      });
      return;
    case 'heartbeat':
      bench.request(step.client, {
        api: 'Heartbeat',
        groupId: GROUP,
        generationId: step.generation,
        memberId: step.memberId,
        groupInstanceId: step.instanceId ?? null,
      });
      return;
    case 'leave': {
      const { client, memberId, instanceId: groupInstanceId = null } = step;
      const members = [{ memberId, groupInstanceId, reason: '' }];
      bench.request(client, { api: 'LeaveGroup', groupId: GROUP, members });
      return;
    }
    case 'advance':
      bench.advance(step.ms);
      return;
    case 'clientDies':
    case 'staticClientRestarts':
      return;
  }
}

/** As the data shows an answer: what says nothing is left out. */
function showAnswer({ client, body }: Answer): unknown {
  if (body.api === 'SyncGroup') {
    const { errorCode: error, assignment } = body;
    const [assigned] = assignment.partitions;
    return { client, api: body.api, error, ...(assigned && { assignment: assigned.topic }) };
  }
  if (body.api !== 'JoinGroup') return { client, body };
  const { errorCode: error, memberId, generationId, leader, protocolName, members } = body;
  return {
    client,
    api: body.api,
    error,
    memberId,
    ...(generationId !== -1 && { generation: generationId, leader, protocol: protocolName }),
    ...(members.length > 0 && { members: members.map((one) => one.memberId) }),
    ...(body.skipAssignment && { skipAssignment: true }),
  };
}

function showGroup(group: ClassicGroup | undefined): unknown {
  if (group === undefined) return null;
  const { generationId, leaderId, protocolName, pendingJoins } = group;
  return {
    state: stateOf(group),
    generation: generationId,
    ...(leaderId !== '' && { leader: leaderId }),
    ...(protocolName !== '' && { protocol: protocolName }),
    members: membersInOrder(group).map(({ memberId }) => memberId),
    ...(pendingJoins.size > 0 && { pendingMembers: pendingJoins.size }),
  };
}

/** A case under way: the coordinator, and for each client that died its last request until then. */
interface Run {
  readonly bench: GroupBench;
  readonly lastRequestBefore: Map<string, number>;
}

function runStep({ bench, lastRequestBefore }: Run, step: Step): unknown {
  if (step.op === 'clientDies' || step.op === 'staticClientRestarts') {
    lastRequestBefore.set(step.client, bench.requestCount);
  }
  send(bench, step);
  const firedTimers = bench.takeFired();
  const answers = bench.takeAnswers();
  const error = answers.flatMap(({ body }) => {
    if (body.api === 'Heartbeat') return [body.errorCode];
    if (body.api === 'LeaveGroup') return [body.members[0]?.errorCode ?? body.errorCode];
    return [];
  })[0];
  const completed = answers
    .filter(({ body }) => body.api === 'JoinGroup' || body.api === 'SyncGroup')
    .flatMap((answer) => {
      // Kafka answers a client that died, too. The data shows that until the client is started
      // again, which is not always a step: such an answer counts if the data has it.
      const isForTheDead = answer.request <= (lastRequestBefore.get(answer.client) ?? 0);
      const shown = showAnswer(answer);
      const isExpected = step.expected.completed?.some((one) => isDeepStrictEqual(one, shown));
      return isForTheDead && isExpected !== true ? [] : [shown];
    });
  return {
    ...(firedTimers.length > 0 && { firedTimers }),
    ...(completed.length > 0 && { completed }),
    ...(error !== undefined && { error }),
    group: showGroup(classicGroupOf(bench.state, GROUP)),
  };
}

/** The data shows members only when they changed: here they stand in every step. */
function expectedSteps(steps: readonly Step[]): readonly unknown[] {
  let members: readonly string[] = [];
  return steps.map(({ expected, firedTimers }) => {
    members = expected.group?.members ?? members;
    return {
      ...(firedTimers !== undefined && { firedTimers }),
      ...expected,
      group: expected.group === null ? null : { ...expected.group, members },
    };
  });
}

export const classicGroupRunner = createRunner<ClassicGroupCase>(
  'classic-group-traces',
  ({ config, steps }) => {
    const knownIds = new Set<string>();
    let index = 0;
    const bench = new GroupBench({
      configs: config,
      nextMemberIdSuffix: () => memberIdSuffix(steps.slice(index), knownIds),
    });
    const run: Run = { bench, lastRequestBefore: new Map() };
    const got = steps.map((step, at) => {
      index = at;
      return runStep(run, step);
    });
    return { got, expected: expectedSteps(steps) };
  },
);
