// The numbers that the inspector shows, at the telling moments of the presets.
import { describe, expect, test } from 'vitest';
import { machinesOf } from '#session/machines.ts';
import type { Target } from '#stage/scene.ts';
import { chronicleOf } from '#trace/chronicle/chronicle.ts';
import { Projection } from '#trace/project/projection.ts';
import { why } from '#trace/why/why.ts';
import { describeTarget } from '#ui/workspace/describe.ts';
import { Cluster } from '#test/story/cluster.ts';

function the(type: Target['type'], id: string): Target {
  return { type, id, label: id };
}

function numbersOf(preset: string, seconds: number, target: Target): Record<string, string> {
  const { facts } = describeTarget(Cluster.preset(preset).at(seconds).frame(), target);
  expect(new Set(facts.map(({ name }) => name)).size).toBe(facts.length);
  return Object.fromEntries(facts.map(({ name, value }) => [name, value]));
}

function statesOf(preset: string, seconds: number, target: Target): readonly string[] {
  const { states } = describeTarget(Cluster.preset(preset).at(seconds).frame(), target);
  return states.map(({ text }) => text);
}

describe('the inspector', () => {
  test('has all of a partition’s state in the metadata', () => {
    const leaderless = numbersOf('eligible-leader-replicas', 42, the('partition', 'orders-0'));
    expect(leaderless).toMatchObject({
      'leader epoch': '1',
      'partition epoch': '3',
      ISR: 'none',
      'min.insync.replicas': '2',
      ELR: '{1, 2}',
      'last known ELR': '{1}',
      'leader recovery state': 'RECOVERED',
    });
    const moving = numbersOf('reassignment', 15.05, the('partition', 'orders-0'));
    expect(moving).toMatchObject({ 'being added': '{3, 4}', 'being removed': '{1, 2}' });
  });

  test('shows another incarnation after a restart, and which metadata a broker has', () => {
    const target = the('broker', '2');
    const before = numbersOf('broker-incarnation', 14, target);
    const after = numbersOf('broker-incarnation', 30, target);
    expect(after['incarnation']).not.toBe(before['incarnation']);
    const late = numbersOf('metadata-lag', 30, the('broker', '1'));
    expect(late['metadata applied']).toMatch(/^95 of 1\d\d$/);
  });

  test('counts a controller’s votes, and lights no state of one that is dead', () => {
    const target = the('controller', '101');
    expect(numbersOf('controller-crash', 20, target)).toMatchObject({
      epoch: '2',
      'votes for it': '{101, 102}',
      voters: '2 of 3 run, majority 2',
    });
    expect(statesOf('controller-crash', 20, the('controller', '103'))).toEqual(['crashed']);
    expect(statesOf('controller-majority-lost', 30, target)).toContain('majority lost');
  });

  test('draws no state machine of a dead process, but the controller’s of it', () => {
    const names = (seconds: number): readonly string[] =>
      machinesOf(Cluster.preset('broker-crash').at(seconds).frame(), 'broker-2').map(
        ({ chart, state }) => `${chart.machine}: ${state}`,
      );
    expect(names(14)).toEqual(['broker lifecycle: RUNNING', 'broker registration: UNFENCED']);
    expect(names(30)).toEqual(['broker registration: FENCED']);
    const crashed = Cluster.preset('broker-crash').at('30s').frame();
    expect(machinesOf(crashed, 'orders-1@broker-2')).toEqual([]);
    expect(machinesOf(crashed, 'orders-1@broker-3').map(({ state }) => state)).toEqual(['Leader']);
  });

  test('draws a client’s machines: its membership, its application, its positions, its id', () => {
    const names = (seconds: number, client: string): readonly string[] =>
      machinesOf(Cluster.preset('broker-crash').at(seconds).frame(), client).map(
        ({ chart, state, partitions }) => `${chart.machine}: ${state} ${partitions.join()}`.trim(),
      );
    expect(names(14, 'billing-c1')).toEqual([
      'classic membership: STABLE',
      'fetch state: FETCHING orders-0',
      'application: POLLING',
    ]);
    expect(names(14, 'p1')).toEqual(['transaction manager: READY']);
  });

  test('shows how far each member of a consumer group is', () => {
    expect(numbersOf('consumer-protocol', 15.272, the('group', 'billing'))).toMatchObject({
      protocol: 'consumer',
      'group epoch': '4',
      'assignment epoch': '4',
      'offsets partition': '__consumer_offsets-9',
      'member billing-c2': expect.stringMatching(
        /^epoch 3; UNREVOKED_PARTITIONS; owns orders-\d, orders-\d; to revoke orders-\d$/,
      ) as unknown,
      'member billing-c3':
        'epoch 4; UNRELEASED_PARTITIONS; owns nothing; target orders-2, orders-5',
    });
  });

  test('shows a consumer’s last error until it polls again', () => {
    const target = the('consumer', 'billing-c1');
    expect(statesOf('zombie-commit', 33, target)).toContain('UNKNOWN_MEMBER_ID');
    expect(statesOf('zombie-commit', 34, target)).not.toContain('UNKNOWN_MEMBER_ID');
  });

  test('counts the requests in flight, and drops them when their answers come', () => {
    const target = the('producer', 'p2');
    // Five to the deposed leader: max.in.flight.requests.per.connection.
    expect(numbersOf('deposed-leader', 35, target)['requests in flight']).toBe('5');
    expect(numbersOf('deposed-leader', 75, target)['requests in flight']).toBe('0');
  });

  test('finds a record whose partition has no leader', () => {
    const target = the('record', 'orders-0#20');
    expect(numbersOf('unclean-election', 35, target)).toMatchObject({ 'on brokers': '{1}' });
    expect(statesOf('unclean-election', 35, target)).toEqual(['no leader']);
  });
});

describe('a packet', () => {
  const run = Cluster.preset('cooperative-rebalance').at(19);
  const { exchanges } = chronicleOf(run.trace);
  const join = exchanges.all.find(
    ({ requestBody, hold }) =>
      requestBody.api === 'JoinGroup' && hold !== null && hold.fromUs > 15e6,
  );
  if (join === undefined || join.response === null) throw new Error('nobody joins');
  const { request, response } = join;

  function described(packet: number, atUs: number): ReturnType<typeof describeTarget> {
    const frame = new Projection().moveTo(run.trace, run.trace.countUntil(atUs), atUs);
    return describeTarget(frame, the('packet', String(packet)), exchanges.of(packet));
  }

  function whyOf(packet: number, atUs: number): string {
    const frame = new Projection().moveTo(run.trace, run.trace.countUntil(atUs), atUs);
    const { headline, facts } = why(run.trace, frame, the('packet', String(packet)));
    return [headline, ...facts.map(({ text }) => text)].join(' ');
  }

  test('is described while it is under way, while it is held, and once it is answered', () => {
    const statesAt = (atUs: number): readonly string[] =>
      described(request.packet, atUs).states.map(({ text }) => text);
    expect(statesAt(request.sentAtUs - 1)).toEqual(['not sent']);
    expect(statesAt(request.sentAtUs + 1)).toEqual(['request', 'under way']);
    expect(statesAt(request.endAtUs + 1)).toEqual(['request', 'arrived']);
    const namesAt = (atUs: number): readonly string[] =>
      described(request.packet, atUs).facts.map(({ name }) => name);
    expect(namesAt(request.endAtUs + 1_000)).toContain('held');
    expect(namesAt(request.endAtUs + 1_000)).not.toContain('answer');
    expect(namesAt(response.sentAtUs)).toContain('answer');
  });

  test('says why it waits, and never what is still to come', () => {
    expect(whyOf(request.packet, request.sentAtUs + 1)).toMatch(
      /^JoinGroup.* on its way to broker 3/,
    );
    expect(whyOf(request.packet, request.endAtUs + 1_000)).toContain('It waits there for');
    expect(whyOf(request.packet, request.endAtUs + 1_000)).not.toContain('answered');
    expect(whyOf(request.packet, response.sentAtUs)).toContain('It was answered at');
    expect(whyOf(response.packet, response.sentAtUs - 1)).toBe('It is not there at this moment.');
  });
});
