// A new RPC, a new timer, a new coordinator: the compiler names each place that must know of it.
import { beforeAll, describe, expect, test } from 'vitest';
import { type Complaints, type Edit, filesAbout, recompile } from './recompile.ts';

const TABLE = 'src/kafka/protocol/api-table.ts';
const ERRORS = 'src/kafka/protocol/error-response.ts';
const BROKER = 'src/kafka/broker/apis.ts';
const BROKER_ANSWERS = 'src/kafka/broker/answers.ts';
const BROKER_NODE = 'src/kafka/broker/broker-node.ts';
const CONTROLLER = 'src/kafka/controller/decide.ts';
const CONTROLLER_NODE = 'src/kafka/controller/controller-node.ts';
const QUORUM = 'src/kafka/raft/raft-client.ts';
const GROUPS = 'src/kafka/coordinator/apis.ts';
const GROUP_COORDINATOR = 'src/kafka/coordinator/group-coordinator.ts';
const SHARDS = 'src/kafka/coordinator/shards.ts';
const CLASSIC_TIMERS = 'src/kafka/coordinator/classic/timers.ts';
const CONSUMER_TIMERS = 'src/kafka/coordinator/consumer/timers.ts';
const PRODUCER_NODE = 'src/kafka/client/producer/node.ts';
const CONSUMER_NODE = 'src/kafka/client/consumer/node.ts';

/** The places that may have to know. */
const PLACES = [
  ...[TABLE, ERRORS, BROKER, BROKER_ANSWERS, BROKER_NODE, CONTROLLER, CONTROLLER_NODE, QUORUM],
  ...[GROUPS, GROUP_COORDINATOR, SHARDS, CLASSIC_TIMERS, CONSUMER_TIMERS],
  ...[PRODUCER_NODE, CONSUMER_NODE],
];

/** Fields make an API … */
function api(name: string, file: string, face: string): Edit {
  const fields =
    '{ request: { readonly question: string }; response: { readonly answer: string } }';
  const find = `interface ${face} {`;
  return {
    file: `src/kafka/protocol/api/${file}.ts`,
    find,
    replace: `${find} ${name}: ${fields};`,
  };
}

/** … and an entry says who takes it. */
function entry(name: string, listeners: 'BROKER' | 'CONTROLLER' | 'BOTH'): Edit {
  const fields = `key: 99, versions: [0, 0], listeners: ${listeners}, isBackground: false`;
  return { file: TABLE, find: '  Produce: {', replace: `  ${name}: { ${fields} },\n  Produce: {` };
}

/** Another member of a union of names or of objects. */
function member(file: string, find: string, added: string): Edit {
  return { file: `src/kafka/${file}.ts`, find, replace: `${find} ${added}` };
}

function groupTimer(name: string): string {
  return `\n  | { readonly type: '${name}'; readonly group: string }`;
}

describe('a new API', () => {
  let complaints: Complaints;
  beforeAll(() => {
    complaints = recompile(PLACES, [
      ...[api('ForBrokers', 'records', 'RecordApis'), entry('ForBrokers', 'BROKER')],
      ...[api('ForBoth', 'admin', 'AdminApis'), entry('ForBoth', 'BOTH')],
      ...[api('ForQuorums', 'raft', 'RaftApis'), entry('ForQuorums', 'CONTROLLER')],
      ...[api('ForGroups', 'classic-group', 'ClassicGroupApis'), entry('ForGroups', 'BROKER')],
    ]);
  });

  test.each([
    ['that brokers take', 'ForBrokers', [BROKER, ERRORS]],
    ['that brokers and controllers take', 'ForBoth', [BROKER, CONTROLLER, ERRORS]],
    ['of the quorum', 'ForQuorums', [QUORUM, ERRORS]],
    ['of groups', 'ForGroups', [BROKER, GROUPS, ERRORS]],
  ])('%s needs a handler there, and an error', (_which, name, places) => {
    expect(filesAbout(complaints, name)).toEqual(places.sort());
  });
});

describe('the compiler also names', () => {
  let complaints: Complaints;
  beforeAll(() => {
    complaints = recompile(PLACES, [
      api('Unlisted', 'broker-control', 'BrokerControlApis'),
      member('broker/state/ask', "  | 'CreateTopics'", "| 'ElectLeaders'"),
      member('broker/state/timers', "  | 'heartbeat'", "| 'broker timer'"),
      member('raft/quorum', "  | 'append linger'", "| 'voter timer'"),
      member('controller/active-controller', 'const ACTIVE_TIMERS = [', "'active timer',"),
      member('client/producer/state', "'workload' |", "'producer timer' |"),
      member('client/consumer/state', "  | 'processed'", "| 'consumer timer'"),
      member('coordinator/classic/state', 'type ClassicTimer =', groupTimer('classic timer')),
      member('coordinator/consumer/host', 'type ConsumerTimer =', groupTimer('modern timer')),
      member('coordinator/runtime/shard', "type CoordinatorName = 'group'", "| 'transaction'"),
    ]);
  });

  test('the table, for an API without an entry', () => {
    expect(filesAbout(complaints, 'Unlisted')).toEqual(expect.arrayContaining([TABLE, ERRORS]));
  });

  test('who hears the answer, for an API that a broker begins to ask of others', () => {
    expect(filesAbout(complaints, 'ElectLeaders')).toEqual([BROKER_ANSWERS]);
  });

  test.each([
    ['broker', [BROKER_NODE]],
    ['voter', [QUORUM]],
    ['active', [CONTROLLER_NODE]],
    ['producer', [PRODUCER_NODE]],
    ['consumer', [CONSUMER_NODE]],
    ['classic', [CLASSIC_TIMERS, GROUP_COORDINATOR]],
    ['modern', [CONSUMER_TIMERS, GROUP_COORDINATOR]],
  ])('what happens when it runs out, for a new %s timer', (kind, places) => {
    expect(filesAbout(complaints, `${kind} timer`)).toEqual(places.sort());
  });

  test('the list of shards, for a new coordinator', () => {
    expect(filesAbout(complaints, 'transaction')).toContain(SHARDS);
  });
});
