// A node that is asked what it does not answer says so, in the words of the API that was asked.
import { describe, expect, test } from 'vitest';
import type { RequestBody } from '#kafka/protocol/api.ts';
import { batch, Client } from './client.ts';
import { Cluster } from './cluster.ts';

const FOR_CONTROLLERS: readonly RequestBody[] = [
  {
    ...{ api: 'BrokerRegistration', brokerId: 1, incarnationId: 'x', rack: null },
    previousBrokerEpoch: -1,
  },
  { api: 'AllocateProducerIds', brokerId: 1, brokerEpoch: 1 },
  { api: 'BeginQuorumEpoch', leaderId: 100, leaderEpoch: 1 },
];

const FOR_BROKERS: readonly RequestBody[] = [
  { api: 'InitProducerId', producerId: -1, producerEpoch: -1 },
  { api: 'FindCoordinator', key: 'g', keyType: 'GROUP' },
  { api: 'Heartbeat', groupId: 'g', generationId: 1, memberId: 'm', groupInstanceId: null },
  { api: 'LeaveGroup', groupId: 'g', members: [] },
];

describe.each([
  ['a broker', 1, FOR_CONTROLLERS],
  ['a controller', 'controller', FOR_BROKERS],
] as const)('%s', (_name, node, bodies) => {
  test.each(bodies)('does not answer $api', (body) => {
    const cluster = Cluster.bare(1).at('5s');
    const asked = new Client(cluster).ask(node, body);
    cluster.after('20ms');
    expect(asked.answer).toMatchObject({ api: body.api, errorCode: 'UNSUPPORTED_VERSION' });
  });
});

test('an error without a place of its own stands at each partition', () => {
  const cluster = Cluster.bare(1).at('5s');
  const asked = new Client(cluster).ask('controller', {
    api: 'Produce',
    acks: -1,
    timeoutMs: 1_000,
    partitions: [{ topic: 'orders', partition: 0, batch: batch(['a']) }],
  });
  cluster.after('20ms');
  expect(asked.answer).toMatchObject({
    api: 'Produce',
    partitions: [{ topic: 'orders', partition: 0, errorCode: 'UNSUPPORTED_VERSION' }],
  });
});
